import type { FormName } from './output/forms.ts';
import type { Verb } from './verb.ts';

const verb = <F extends FormName>(declared: Verb<F>): Verb => declared as unknown as Verb;

const dryRun = ['--dry-run', 'only show what would change, as plan does'] as const;
const allowLoss = [
  '--allow-loss',
  'write what the backend can express and leave out the rest, with warnings instead of errors',
] as const;
const detailedExitcode = ['--detailed-exitcode', 'exit 2 where there were, or would be, changes'] as const;
const prune = [
  '--prune',
  'also remove interfaces that ifscribe wrote earlier and the documents no longer hold',
] as const;

/** Every verb, in the order of --help. */
export const verbs: readonly Verb[] = [
  verb({
    name: 'validate',
    operands: '[FILE...]',
    summary: 'check documents, with --backend also whether that backend can express them',
    options: [allowLoss],
    examples: ['ifscribe validate br0.xml', 'ifscribe validate --backend networkd host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/validate.ts')).validate,
  }),
  verb({
    name: 'render',
    operands: '[FILE...]',
    summary: 'print the files that a backend would write, or write them below a folder',
    options: [['--out <dir>', 'write them below this folder instead'], allowLoss],
    examples: ['ifscribe render -b ifcfg br0.xml', 'ifscribe render -b networkd --out ./overlay host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/render.ts')).render,
  }),
  verb({
    name: 'plan',
    operands: '[FILE...]',
    summary: 'show what apply would change, as a unified diff; write nothing',
    options: [prune, allowLoss, detailedExitcode],
    examples: ['ifscribe plan br0.xml', 'ifscribe plan --root /mnt/image --detailed-exitcode host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/plan.ts')).plan,
  }),
  verb({
    name: 'apply',
    alias: 'define',
    operands: '[FILE...]',
    summary: 'make the persistent configuration hold these interfaces, leaving the others',
    options: [dryRun, prune, allowLoss, detailedExitcode],
    examples: ['ifscribe apply br0.xml', 'ifscribe apply --root /mnt/image -b networkd --prune host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/apply.ts')).apply,
  }),
  verb({
    name: 'undefine',
    operands: '<NAME...>',
    summary: 'remove interfaces from the persistent configuration',
    options: [dryRun, allowLoss, detailedExitcode],
    examples: ['ifscribe undefine br0', 'ifscribe undefine --dry-run br0 bond0'],
    form: 'result',
    load: async () => (await import('./verbs/undefine.ts')).undefine,
  }),
  verb({
    name: 'status',
    summary: 'show what no longer matches what ifscribe wrote; exit 2 where something does not',
    examples: ['ifscribe status', 'ifscribe status --root /mnt/image --json'],
    form: 'status',
    load: async () => (await import('./verbs/status.ts')).status,
  }),
  verb({
    name: 'list',
    summary: 'list the interfaces that the persistent configuration holds',
    options: [
      ['--macs', 'with their MAC addresses'],
      ['--tree', 'draw what stands on what'],
    ],
    examples: ['ifscribe list', 'ifscribe list --tree --macs'],
    form: 'list',
    load: async () => (await import('./verbs/list.ts')).list,
  }),
  verb({
    name: 'dumpxml',
    operands: '[NAME...]',
    summary: 'print interfaces of the persistent configuration as canonical XML',
    options: [['--all', 'all of them']],
    examples: ['ifscribe dumpxml br0', 'ifscribe dumpxml --all > host.xml'],
    form: 'dumpxml',
    load: async () => (await import('./verbs/dumpxml.ts')).dumpxml,
  }),
  verb({
    name: 'detect',
    summary: 'tell which backend the root boots with, and why',
    examples: ['ifscribe detect', 'ifscribe detect --root /mnt/image --json'],
    form: 'detect',
    load: async () => (await import('./verbs/detect.ts')).detect,
  }),
  verb({
    name: 'backends',
    summary: 'list the backends, the files each writes, and what each cannot express',
    examples: ['ifscribe backends'],
    form: 'backends',
    load: async () => (await import('./verbs/backends.ts')).backends,
  }),
  verb({
    name: 'explain',
    operands: '[CODE...]',
    summary: 'tell what a finding means and how to mend it; without a code, list all',
    examples: ['ifscribe explain vlan-tag-range'],
    form: 'explain',
    load: async () => (await import('./verbs/explain.ts')).explain,
  }),
  verb({
    name: 'schema',
    operands: '[NAME]',
    summary: 'print the JSON Schema of the model, or of an answer (result, list, detect, …)',
    examples: ['ifscribe schema result', 'ifscribe schema model'],
    form: 'result',
    load: async () => (await import('./verbs/schema.ts')).schema,
  }),
];
