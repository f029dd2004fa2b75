import * as z from 'zod/mini';
import { hostSchema } from '../../model/host.ts';
import { interfaceSchema } from '../../model/interface.ts';
import { networkSchema } from '../../model/network.ts';

/**
 * The forms of what --json prints, published by `ifscribe schema NAME`. They are kept stable: keys are only
 * ever added. Whatever is known of an answer is always there; what is not is null.
 */

const action = z.enum(['create', 'update', 'delete', 'unchanged']);
const interfaceType = z.enum(['ethernet', 'bond', 'bridge', 'vlan', 'veth']);
const severity = z.enum(['error', 'warning']);
const path = z.string().check(z.describe('Absolute inside the root'));
const mode = z
  .string()
  .check(z.regex(/^[0-7]{4}$/))
  .check(z.describe('Permission bits, four octal digits'));

const diagnostic = z.object({
  severity,
  code: z.string().check(z.describe('Stable; `ifscribe explain CODE` says what it means')),
  message: z.string(),
  file: z.nullable(z.string()).check(z.describe('The document, `<stdin>`, or a path inside the root')),
  line: z.nullable(z.int().check(z.minimum(1))),
  column: z.nullable(z.int().check(z.minimum(1))).check(z.describe('In UTF-16 units')),
  interface: z.nullable(z.string()),
  network: z.nullable(z.string()).check(z.describe('The guest network that it is about')),
});

const answer = {
  ok: z.boolean().check(z.describe('Whether there was no error: the exit status is 0 or 2')),
  diagnostics: z.array(diagnostic),
};
const placed = {
  backend: z.nullable(z.string()).check(z.describe('Null where none was chosen')),
  root: z.string().check(z.describe('As given')),
};

const resultFile = z.object({
  path,
  action,
  mode,
  diff: z.optional(z.string()).check(z.describe('Unified diff; of `plan` and --dry-run')),
  content: z.optional(z.string()).check(z.describe('Of `render`')),
  target: z.optional(z.string()).check(z.describe('Where it leads, of a symbolic link')),
});

const result = z.object({
  ...answer,
  changed: z
    .boolean()
    .check(z.describe('Whether files below the root changed, or would change (plan, --dry-run)')),
  ...placed,
  files: z.array(resultFile),
  interfaces: z.array(z.object({ name: z.string(), type: interfaceType, action })),
  networks: z.array(
    z.object({
      name: z.string(),
      action,
      effects: z
        .array(z.enum(['filter-reload', 'server-restart', 'bridge-change', 'bridge-removal']))
        .check(z.describe('What the change costs a host on which the network is up')),
    }),
  ),
});

const account = z.object({
  path,
  line: z.int().check(z.minimum(1)),
  lines: z.int().check(z.minimum(1), z.describe('How many physical lines it takes')),
  text: z.string().check(z.describe('As it stands')),
  state: z
    .enum(['understood', 'kept', 'lost', 'comment', 'unread'])
    .check(
      z.describe(
        'kept: the language has no word for it, and the same backend leaves it as it is; lost: of `convert`, the other backend cannot be told; unread: nobody acts on it',
      ),
    ),
  interface: z.nullable(z.string()),
  why: z.nullable(z.string()).check(z.describe('Of what is not understood')),
});

/** What became of every line of every file that was read. */
const accounted = { accounts: z.array(account) };

const listedInterface = z.object({
  name: z.string(),
  type: interfaceType,
  ours: z.boolean().check(z.describe('Whether ifscribe wrote it')),
  start: z
    .enum(['onboot', 'none', 'hotplug'])
    .check(z.describe('In force: its own, else that of its controller')),
  mtu: z.nullable(z.int()).check(z.describe('Bytes, in force; null: the driver decides')),
  mac: z.nullable(z.string()).check(z.describe('The permanent address by which a NIC is found')),
  assignedMac: z.nullable(z.string()).check(z.describe('The address that the device is given')),
  addresses: z.array(z.string()).check(z.describe('ADDRESS/PREFIX, and `dhcp`, `dhcpv6`, `autoconf`')),
  controller: z.nullable(z.string()).check(z.describe('The bond or bridge it is a member of')),
  on: z.array(z.string()).check(z.describe("What it stands on: members in order, or a vlan's parent")),
});

const listedNetwork = z.object({
  name: z.string(),
  mode: z.enum(['nat', 'route', 'open', 'bridge', 'host-only', 'isolated']),
  bridge: z.string(),
  ownsBridge: z.boolean().check(z.describe('Whether the bridge is made for it alone')),
  addresses: z.array(z.string()).check(z.describe("ADDRESS/PREFIX, the host's own")),
  autostart: z.boolean(),
  dhcp: z.nullable(z.enum(['dnsmasq', 'kea'])).check(z.describe('Null: it leases no addresses')),
});

const list = z.object({
  ...answer,
  ...placed,
  ...accounted,
  interfaces: z.array(listedInterface),
  networks: z.array(listedNetwork),
});

const dumpxml = z.object({
  ...answer,
  ...placed,
  ...accounted,
  xml: z.nullable(z.string()).check(z.describe('Canonical interface XML')),
  interfaces: z
    .array(interfaceSchema)
    .check(z.describe('The same as the model has it; `ifscribe schema model`')),
  networks: z.array(networkSchema),
});

const convert = z.object({
  ...result.shape,
  ...accounted,
  from: z.nullable(z.string()).check(z.describe('The backend whose files were read')),
});

const detect = z.object({
  ...answer,
  ...placed,
  system: z.nullable(z.string()).check(z.describe("os-release's PRETTY_NAME")),
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
  source: z.string().check(z.describe('Manual, source file or test that shows it')),
});

const backends = z.object({
  ...answer,
  backends: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      files: z.array(z.string()).check(z.describe('Globs of all paths it may write')),
      refuses: z
        .array(limitation)
        .check(z.describe('Cannot be expressed: an error, or lost with --allow-loss')),
      warns: z
        .array(limitation)
        .check(z.describe('Kept, but some program that reads the files treats it otherwise')),
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
      interface: z.nullable(z.string()),
      network: z.nullable(z.string()),
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
      status: z.int().check(z.describe('The exit status that such an error leads to; 0 for a warning')),
      explanation: z.string(),
    }),
  ),
});

export const forms = { result, list, dumpxml, convert, detect, backends, status, explain } as const;

export type FormName = keyof typeof forms;
export type Answer<F extends FormName> = z.infer<(typeof forms)[F]>;

/** What `schema NAME` knows, with what each is the form of. */
export const published = { ...forms, model: hostSchema } as const;
