import type { FormName } from './output/forms.ts';
import type { Verb } from './verb.ts';

const verb = <F extends FormName>(declared: Verb<F>): Verb => declared as unknown as Verb;

const dryRun = ['--dry-run', 'only show what would change, as plan does'] as const;
const allowLoss = [
  '--allow-loss',
  'write what the backend can express and leave out the rest, with warnings instead of errors',
] as const;
const adopt = [
  '--adopt',
  'change what others wrote of these interfaces, or edited since, where it stands; a copy is kept',
] as const;
const detailedExitcode = ['--detailed-exitcode', 'exit 2 where there were, or would be, changes'] as const;
const autostart = ['--no-autostart', 'do not start guest networks at boot'] as const;
const dhcp = [
  '--dhcp <server>',
  'what leases addresses on guest networks: dnsmasq, or kea (which serves no names)',
] as const;
const publish = [
  '--publish <forward...>',
  "lead a port of the host to a guest's: [ADDRESS:]PORT:GUEST:PORT[/udp]; may be repeated",
] as const;
const network = ['--network', 'NAME is that of a guest network, not of an interface'] as const;
const report = ['--report', 'print what became of every line that was read, instead'] as const;
const prune = [
  '--prune',
  'also remove interfaces that ifscribe wrote earlier and the documents no longer hold',
] as const;

const newOptions = [
  [
    '--mode <mode>',
    "a network's: nat (the default), route, open, host-only, isolated, bridge, none; or a bond's",
  ],
  ['--subnet <subnet>', 'a network: its IPv4 subnet, as in 192.168.150.0/24'],
  ['--ipv6-subnet <subnet>', 'a network: its IPv6 subnet, of prefix 64'],
  [
    '--gateway <address>',
    "a network: the host's address, by default the subnet's first; an interface: the router",
  ],
  ['--bridge <name>', 'a network: its bridge, by default named after it; in mode bridge the one of the host'],
  [
    '--dhcp-range <range...>',
    'a network: START-END, what is leased; by default all that is free; may be repeated',
  ],
  [
    '--host <guest...>',
    'a network: a guest as NAME=MAC[=IP], which always has the same address; may be repeated',
  ],
  publish,
  ['--domain <name>', "a network: its guests' domain"],
  ['--dev <name>', 'a network: the only interface that guests reach others by'],
  ['--dhcp', 'an interface: ask for an address; the default where it leads outside'],
  ['--no-dhcp', 'a network: lease no addresses; an interface: do not ask for one'],
  ['--address <address...>', 'an interface: ADDRESS/PREFIX; may be repeated'],
  ['--autoconf', 'an interface: take IPv6 addresses from router advertisements'],
  ['--none', 'an interface: no addresses'],
  [
    '--dns <address...>',
    'an interface: a name server; a network: who is asked for other names; may be repeated',
  ],
  ['--search <domain...>', 'an interface: a search domain; may be repeated'],
  ['--port <nic...>', 'a bridge, a bond: a NIC in it; may be repeated'],
  ['--tag <number>', 'a vlan: its tag'],
  ['--on <name>', 'a vlan: the interface that it stands on'],
  ['--peer <name>', 'a veth: the other end'],
  ['--mtu <bytes>', 'the MTU'],
  ['--mac <address>', 'the MAC address'],
  ['--type <type>', 'with `new interface NAME`: bridge, bond, vlan, veth or ethernet'],
] as const;

/** Every verb, in the order of --help. */
export const verbs: readonly Verb[] = [
  verb({
    name: 'validate',
    operands: '[FILE...]',
    summary: 'check documents, with --backend also whether that backend can express them',
    options: [['--allow-loss', 'what the backend cannot express is a warning, not an error'], dhcp],
    examples: ['ifscribe validate br0.xml', 'ifscribe validate --backend networkd host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/validate.ts')).validate,
  }),
  verb({
    name: 'render',
    operands: '[FILE...]',
    summary: 'print the files that a backend would write, or write them below a folder',
    options: [['--out <dir>', 'write them below this folder instead'], allowLoss, publish, dhcp, autostart],
    examples: ['ifscribe render -b ifcfg br0.xml', 'ifscribe render -b networkd --out ./overlay host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/render.ts')).render,
  }),
  verb({
    name: 'plan',
    operands: '[FILE...]',
    summary: 'show what apply would change, as a unified diff; write nothing',
    options: [prune, adopt, allowLoss, publish, dhcp, autostart, detailedExitcode],
    examples: ['ifscribe plan br0.xml', 'ifscribe plan --root /mnt/image --detailed-exitcode host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/plan.ts')).plan,
  }),
  verb({
    name: 'apply',
    alias: 'define',
    operands: '[FILE...]',
    summary: 'make the persistent configuration hold these interfaces, leaving the others',
    options: [dryRun, prune, adopt, allowLoss, publish, dhcp, autostart, detailedExitcode],
    examples: ['ifscribe apply br0.xml', 'ifscribe apply --root /mnt/image -b networkd --prune host.d/'],
    form: 'result',
    load: async () => (await import('./verbs/apply.ts')).apply,
  }),
  verb({
    name: 'undefine',
    operands: '<NAME...>',
    summary: 'remove interfaces from the persistent configuration',
    options: [dryRun, network, adopt, allowLoss, detailedExitcode],
    examples: ['ifscribe undefine br0', 'ifscribe undefine --dry-run br0 bond0'],
    form: 'result',
    load: async () => (await import('./verbs/undefine.ts')).undefine,
  }),
  verb({
    name: 'bridge',
    operands: '<IF> <BRIDGE>',
    summary: 'put an interface under a new bridge, which takes over its addressing, MTU and start mode',
    options: [
      ['--no-stp', 'turn the spanning tree protocol of the bridge off'],
      [
        '--delay <seconds>',
        'how long a port listens, and then learns, before it forwards; by default 2, the least with the spanning tree protocol',
      ],
      dryRun,
      adopt,
      allowLoss,
      detailedExitcode,
    ],
    examples: ['ifscribe bridge eth0 br0 --no-stp', 'ifscribe bridge --dry-run bond0 br0'],
    form: 'result',
    load: async () => (await import('./verbs/bridge.ts')).bridge,
  }),
  verb({
    name: 'unbridge',
    operands: '<BRIDGE>',
    summary: 'take a bridge away from its only port, which gets its addressing, MTU and start mode',
    options: [dryRun, adopt, allowLoss, detailedExitcode],
    examples: ['ifscribe unbridge br0', 'ifscribe unbridge --dry-run br0'],
    form: 'result',
    load: async () => (await import('./verbs/unbridge.ts')).unbridge,
  }),
  verb({
    name: 'edit',
    operands: '<NAME>',
    summary: 'open the document of an interface in $VISUAL or $EDITOR, and apply what is saved',
    options: [network, dryRun, adopt, allowLoss, detailedExitcode],
    examples: ['ifscribe edit br0', 'EDITOR=nano ifscribe edit --dry-run --network lab'],
    form: 'result',
    load: async () => (await import('./verbs/edit.ts')).edit,
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
    options: [['--macs', 'with their MAC addresses'], ['--tree', 'draw what stands on what'], report],
    examples: ['ifscribe list', 'ifscribe list --tree --macs'],
    form: 'list',
    load: async () => (await import('./verbs/list.ts')).list,
  }),
  verb({
    name: 'dumpxml',
    operands: '[NAME...]',
    summary: 'print interfaces of the persistent configuration as canonical XML',
    options: [['--all', 'all of them'], network, report],
    examples: ['ifscribe dumpxml br0', 'ifscribe dumpxml --all > host.xml'],
    form: 'dumpxml',
    load: async () => (await import('./verbs/dumpxml.ts')).dumpxml,
  }),
  verb({
    name: 'convert',
    summary: "read one backend's configuration, whoever wrote it, and write it as another's",
    options: [
      ['--from <backend>', 'whose files to read; by default that which the root boots with'],
      ['--to <backend>', 'whose files to write: to standard output, unless --out or --apply is given'],
      ['--out <dir>', 'write them below this folder instead'],
      ['--apply', "write them below the root, and take the interfaces out of the old backend's files"],
      dryRun,
      ['--rename <names...>', 'OLD=NEW: what a NIC is called on the new host; may be repeated'],
      ['--drop-mac-match', 'find NICs by their names alone, not by their MAC addresses'],
      report,
      adopt,
      allowLoss,
      detailedExitcode,
    ],
    examples: [
      'ifscribe convert --from ifcfg --to networkd --root /mnt/rhel7 --out ./overlay',
      'ifscribe convert --to networkd --rename eth0=ens192 --drop-mac-match',
      'ifscribe convert --from ifupdown --to networkd --apply --dry-run',
    ],
    form: 'convert',
    load: async () => (await import('./verbs/convert.ts')).convert,
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
    name: 'new',
    operands: '<KIND> [NAME...]',
    summary: 'print a document to start from: network NAME, or bridge, bond, vlan, veth, ethernet NAME',
    options: newOptions,
    examples: [
      'ifscribe new network lab --subnet 192.168.150.0/24 --host alpha=52:54:00:00:00:01 --publish 2222:alpha:22',
      'ifscribe new network lab --mode host-only --subnet 10.9.0.0/24 | ifscribe plan',
      'ifscribe new bridge xenbr0 --port eth0 --dhcp',
      'ifscribe new bond bond0 --port eth0 --port eth1 --address 192.0.2.5/24 --gateway 192.0.2.1',
      'ifscribe new vlan --on bond0 --tag 42   # the same: new interface vlan, new interface --type vlan',
    ],
    form: 'dumpxml',
    load: async () => (await import('./verbs/new.ts')).newDocument,
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
