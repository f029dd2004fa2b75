import * as z from 'zod';
import { hostSchema } from '../../model/host.ts';
import { interfaceSchema } from '../../model/interface.ts';

/**
 * The forms of what --json prints, published by `ifscribe schema NAME`. They are kept stable: keys are only
 * ever added. Whatever is known of an answer is always there; what is not is null.
 */

const action = z.enum(['create', 'update', 'delete', 'unchanged']);
const interfaceType = z.enum(['ethernet', 'bond', 'bridge', 'vlan']);
const severity = z.enum(['error', 'warning']);
const path = z.string().describe('Absolute inside the root');
const mode = z
  .string()
  .regex(/^[0-7]{4}$/)
  .describe('Permission bits, four octal digits');

const diagnostic = z.object({
  severity,
  code: z.string().describe('Stable; `ifscribe explain CODE` says what it means'),
  message: z.string(),
  file: z.string().nullable().describe('The document, `<stdin>`, or a path inside the root'),
  line: z.int().min(1).nullable(),
  column: z.int().min(1).nullable().describe('In UTF-16 units'),
  interface: z.string().nullable(),
});

const answer = {
  ok: z.boolean().describe('Whether there was no error: the exit status is 0 or 2'),
  diagnostics: z.array(diagnostic),
};
const placed = {
  backend: z.string().nullable().describe('Null where none was chosen'),
  root: z.string().describe('As given'),
};

const resultFile = z.object({
  path,
  action,
  mode,
  diff: z.string().optional().describe('Unified diff; of `plan` and --dry-run'),
  content: z.string().optional().describe('Of `render`'),
});

const result = z.object({
  ...answer,
  changed: z.boolean().describe('Whether files below the root changed, or would change (plan, --dry-run)'),
  ...placed,
  files: z.array(resultFile),
  interfaces: z.array(z.object({ name: z.string(), type: interfaceType, action })),
});

const listedInterface = z.object({
  name: z.string(),
  type: interfaceType,
  start: z.enum(['onboot', 'none', 'hotplug']).describe('In force: its own, else that of its controller'),
  mtu: z.int().nullable().describe('Bytes, in force; null: the driver decides'),
  mac: z.string().nullable().describe('The permanent address by which a NIC is found'),
  assignedMac: z.string().nullable().describe('The address that the device is given'),
  addresses: z.array(z.string()).describe('ADDRESS/PREFIX, and `dhcp`, `dhcpv6`, `autoconf`'),
  controller: z.string().nullable().describe('The bond or bridge it is a member of'),
  on: z.array(z.string()).describe("What it stands on: members in order, or a vlan's parent"),
});

const list = z.object({ ...answer, ...placed, interfaces: z.array(listedInterface) });

const dumpxml = z.object({
  ...answer,
  ...placed,
  xml: z.string().nullable().describe('Canonical interface XML'),
  interfaces: z.array(interfaceSchema).describe('The same as the model has it; `ifscribe schema model`'),
});

const detect = z.object({
  ...answer,
  ...placed,
  system: z.string().nullable().describe("os-release's PRETTY_NAME"),
  backends: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(['boots', 'installed', 'absent']),
      evidence: z.array(z.object({ path, fact: z.string() })),
    }),
  ),
});

const limitation = z.object({
  feature: z.string(),
  title: z.string(),
  note: z.string(),
  source: z.string().describe('Manual, source file or test that shows it'),
});

const backends = z.object({
  ...answer,
  backends: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      files: z.array(z.string()).describe('Globs of all paths it may write'),
      refuses: z.array(limitation).describe('Cannot be expressed: an error, or lost with --allow-loss'),
      warns: z.array(limitation).describe('Kept, but some program that reads the files treats it otherwise'),
    }),
  ),
});

const status = z.object({
  ...answer,
  ...placed,
  clean: z.boolean(),
  entries: z.array(
    z.object({
      path,
      interface: z.string().nullable(),
      state: z.enum(['edited', 'newer', 'missing', 'foreign', 'leftover']),
      detail: z.string(),
    }),
  ),
});

const explain = z.object({
  ...answer,
  findings: z.array(
    z.object({
      code: z.string(),
      severity,
      status: z.int().describe('The exit status that such an error leads to; 0 for a warning'),
      explanation: z.string(),
    }),
  ),
});

export const forms = { result, list, dumpxml, detect, backends, status, explain } as const;

export type FormName = keyof typeof forms;
export type Answer<F extends FormName> = z.infer<(typeof forms)[F]>;
export type ResultFile = z.infer<typeof resultFile>;
export type ListedInterface = z.infer<typeof listedInterface>;

/** What `schema NAME` knows, with what each is the form of. */
export const published = { ...forms, model: hostSchema } as const;
