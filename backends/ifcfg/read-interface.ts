import { type Finding, finding } from '../../src/findings/finding.ts';
import { type ExplicitInterface, type Notes, without } from '../../src/model/defaults.ts';
import { type Interface, interfaceSchema, type Port, type Route } from '../../src/model/interface.ts';
import { canonicalMac, canonicalUuid, deviceNameFault, isUnicastMac } from '../../src/model/values.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { readBondingOpts } from './bond.ts';
import { readBridge, readPort } from './bridge.ts';
import { defined } from './defined.ts';
import { type Directives, readDirectives } from './directives.ts';
import { readDns, readIpv4, readIpv6 } from './read-addressing.ts';
import { readVlan } from './vlan.ts';
import { numberUpTo, oneOf, yesOrNo } from './words.ts';

/** The text of one of our ifcfg files. */
export interface ReadFile {
  readonly place: { readonly path: string; readonly interface: string };
  readonly text: string;
}

/** What a file says, and which member it names as a bond's primary. */
export type FoundInterface = ExplicitInterface & {
  readonly place: { readonly path: string; readonly interface: string };
  readonly primary?: string | undefined;
};

/** Keys that follow from others, or that only one of the readers needs. */
const IMPLIED =
  /^(?:NAME|DEVICETYPE|NOZEROCONF|RESOLV_MODS|BONDING_MASTER|SLAVE|ARPCHECK[0-9]*|IPV6_FORCE_ACCEPT_RA)$/;

/** The interface that an ifcfg file of ours says; undefined (and reported) where it says none. */
export function readInterface(
  fileName: string,
  { place, text }: ReadFile,
  routes: { readonly ipv4: readonly Route[]; readonly ipv6: readonly Route[] },
  problems: Finding[],
): FoundInterface | undefined {
  const directives = readDirectives(text, place, problems);
  const noted = parseNotes(text);
  directives.ignore(IMPLIED);
  const name = directives.value('DEVICE', deviceName) ?? fileName;
  const uuid = directives.value('UUID', canonicalUuid);
  const kind = readKind(directives, name, noted);
  if (!kind) return undefined;
  const base = {
    name,
    topLevel: false,
    start: readStart(directives),
    ...defined({ mtuBytes: directives.value('MTU', numberUpTo(65_535, 68)) }),
    ...defined({ assignMac: directives.value('MACADDR', readMac) }),
    ...defined({ port: readController(directives) }),
    ...kind.iface,
  } as Interface;
  const ipv4 = readIpv4(directives, routes.ipv4, noted);
  const ipv6 = readIpv6(directives, name, routes.ipv6, noted);
  const addressed = { ...base, ...defined({ ipv4, ipv6 }) } as Interface;
  const iface = { ...addressed, ...defined({ dns: readDns(directives, addressed, noted) }) } as Interface;
  directives.reportRest();
  const checked = interfaceSchema.safeParse(iface);
  if (!checked.success) {
    const problem = `what it says of ${name} contradicts itself (${checked.error.issues[0]?.path.join('.')})`;
    problems.push(
      finding(
        'not-understood',
        { path: place.path, problem },
        { at: { file: place.path, line: 1, column: 1 }, interface: place.interface },
      ),
    );
    return undefined;
  }
  const notes: Notes = { ...without(noted, 'uuid'), ...defined({ uuid }) };
  return { iface, notes, place, primary: kind.primary };
}

/** What depends on the type. Without TYPE the readers go by the keys of each. */
function readKind(
  directives: Directives,
  name: string,
  noted: Notes,
): { iface: object; primary?: string | undefined } | undefined {
  const report = (key: string) => (problem: string) => directives.problem(key, problem);
  const isBond = directives.has('BONDING_OPTS');
  const isVlan = directives.value('VLAN', yesOrNo) === true;
  const type =
    directives.value('TYPE', (text) => oneOf('ethernet', 'bond', 'bridge', 'vlan')(text.toLowerCase())) ??
    (directives.has('TYPE') ? undefined : isBond ? 'bond' : isVlan ? 'vlan' : 'ethernet');
  switch (type) {
    case 'ethernet':
      return { iface: { type, ...defined({ permanentMac: directives.value('HWADDR', readMac) }) } };
    case 'bond': {
      const said = readBondingOpts(directives.text('BONDING_OPTS') ?? '', report('BONDING_OPTS'));
      return { iface: { type, bond: said.bond }, primary: said.primary };
    }
    case 'bridge': {
      const said = {
        stp: directives.value('STP', (text) =>
          /^on$/i.test(text) ? true : /^off$/i.test(text) ? false : yesOrNo(text),
        ),
        delay: directives.text('DELAY'),
        options: directives.text('BRIDGING_OPTS') ?? '',
      };
      return {
        iface: { type, bridge: readBridge({ ...said, stp: said.stp ?? false }, report('BRIDGING_OPTS')) },
      };
    }
    case 'vlan': {
      const vlan = readVlan(directives, name, noted['loose-binding']);
      return vlan && { iface: { type, vlan } };
    }
    default:
      return undefined;
  }
}

function readStart(directives: Directives): Interface['start'] {
  const isStarted = directives.value('ONBOOT', yesOrNo) ?? true;
  const isHotplug = directives.value('HOTPLUG', yesOrNo) ?? false;
  return !isStarted ? 'none' : isHotplug ? 'hotplug' : 'onboot';
}

/** The place is worked out later, from all members. */
function readController(directives: Directives): Port | undefined {
  const bond = directives.value('MASTER', deviceName);
  const bridge = directives.value('BRIDGE', deviceName);
  if (bond !== undefined) {
    if (bridge !== undefined) directives.problem('BRIDGE', 'MASTER is said too, and counts');
    return { controller: bond, position: 0 };
  }
  if (bridge === undefined) return undefined;
  const options = readPort(directives.text('BRIDGING_OPTS') ?? '', (problem) =>
    directives.problem('BRIDGING_OPTS', problem),
  );
  return { controller: bridge, position: 0, ...options };
}

const deviceName = (text: string): string | undefined =>
  deviceNameFault(text) === undefined ? text : undefined;

function readMac(text: string): string | undefined {
  const mac = canonicalMac(text.replaceAll('-', ':'));
  return mac !== undefined && isUnicastMac(mac) ? mac : undefined;
}
