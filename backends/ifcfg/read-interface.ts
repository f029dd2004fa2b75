import { type Notes, without } from '../../src/model/defaults.ts';
import type { Interface, Port, Route } from '../../src/model/interface.ts';
import { canonicalMac, canonicalUuid, deviceNameFault, isUnicastMac } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { readBondingOpts } from './bond.ts';
import { readBridge, readPort } from './bridge.ts';
import type { Directives } from './directives.ts';
import type { KeyFile } from './files.ts';
import { type Kind, readKind } from './kind.ts';
import type { NetworkFile } from './network-file.ts';
import { readDns } from './read-dns.ts';
import { readIpv4 } from './read-ipv4.ts';
import { ipv6Off, readIpv6, readsOff } from './read-ipv6.ts';
import { readVlan } from './vlan.ts';
import { numberUpTo, reportOn, yesOrNo } from './words.ts';

/** What of the other files matters to the one that is read. */
export interface Surroundings {
  readonly network: NetworkFile;
  readonly masters: ReadonlySet<string>;
  /** The device whose file has that UUID, else the text itself. */
  readonly deviceOf: (name: string) => string;
  readonly routesOf: (
    file: KeyFile,
    device: string,
  ) => { readonly ipv4: readonly Route[]; readonly ipv6: readonly Route[] };
}

/** What a file says of its interface; the schema has not seen it yet. */
export interface SaidInterface {
  readonly file: KeyFile;
  readonly iface: Interface;
  readonly notes: Notes;
  /** The member that it names as a bond's primary. */
  readonly primary?: string | undefined;
}

/** The interface's name, as far as a file tells one: DEVICE, else what the file is called. */
export const interfaceOf = ({ directives, name }: KeyFile): string => directives.peek('DEVICE') ?? name;

/** The interface that an ifcfg file says, or why it says none that the model has (no reason: it need not). */
export function readInterface(
  file: KeyFile,
  around: Surroundings,
): SaidInterface | { readonly leftOut: string | undefined } {
  const { directives } = file;
  if (interfaceOf(file) === 'lo') {
    settleLoopback(directives);
    return { leftOut: undefined };
  }
  const noted = file.chunk.state === 'foreign' ? {} : parseNotes(file.text);
  const name = readName(file);
  if (typeof name !== 'string') return name;
  const kind = readKind(directives, name, around.masters);
  if (kind.lacks !== undefined)
    return { leftOut: `${name} is ${kind.lacks}, and documents have no such kind` };
  const uuid = directives.value('UUID', canonicalUuid);
  const said = readOptions(kind.type, file, name, around, noted);
  if ('leftOut' in said) return said;
  const port = readController(directives, around);
  const base = {
    name,
    topLevel: false,
    start: readStart(directives),
    ...defined({ mtuBytes: directives.value('MTU', numberUpTo(65_535, 68)) }),
    ...defined({ assignMac: readAssignedMac(directives) }),
    ...defined({ port }),
    ...said.iface,
  } as Interface;
  const iface = port ? readPortAddressing(directives, base) : readAddressing(file, base, around, noted);
  const label = readLabel(directives, name);
  const unsaid = said.unsaid ? [said.unsaid, ...listOf(noted.unsaid)] : noted.unsaid;
  const notes: Notes = {
    ...without(without(noted, 'uuid'), 'unsaid'),
    ...defined({ uuid, description: label, unsaid }),
  };
  return { file, iface, notes, primary: said.primary };
}

const listOf = (noted: Notes[string] | undefined): readonly string[] => (Array.isArray(noted) ? noted : []);

/** What every system has on lo is nothing to say; there is no more that a document could. */
function settleLoopback(directives: Directives): void {
  for (const key of directives.keys()) {
    const value = directives.peek(key) ?? '';
    const isStock =
      /^(?:DEVICE|NAME|TYPE|ONBOOT|BOOTPROTO)$/.test(key) ||
      (key === 'PREFIX' && value === '8') ||
      (/^(?:IPADDR|NETMASK|NETWORK|BROADCAST)$/.test(key) &&
        /^(?:127\.0\.0\.[01]|255\.0\.0\.0|127\.255\.255\.255)$/.test(value));
    if (isStock) directives.text(key);
    else directives.keep(key, 'the loopback interface has no place in the document');
  }
}

/** initscripts find a NIC by HWADDR where DEVICE is absent, NetworkManager by that or by TYPE alone. */
function readName({ directives, name }: KeyFile): string | { readonly leftOut: string } {
  const said = directives.text('DEVICE');
  if (said !== undefined) {
    if (deviceNameFault(said) === undefined) return said;
    const what = `DEVICE=${said.slice(0, 40)} is no name of a device`;
    directives.refuse('DEVICE', what);
    return { leftOut: what };
  }
  if (!directives.has('TYPE') && !directives.has('HWADDR')) {
    const what = 'no reader takes a file that has neither DEVICE nor HWADDR nor TYPE';
    directives.refuse(undefined, what);
    return { leftOut: what };
  }
  if (deviceNameFault(name) !== undefined) {
    const what = 'there is no DEVICE, and the file is not called like one';
    directives.near(
      undefined,
      `${what}: NetworkManager takes it for any NIC that has none, and the document leaves it out`,
    );
    return { leftOut: what };
  }
  const taken = `taken for the NIC ${name}, as the file is called`;
  if (directives.has('HWADDR'))
    directives.near('HWADDR', `there is no DEVICE, whatever NIC has the HWADDR is meant; ${taken}`);
  else
    directives.near(
      'TYPE',
      `there is no DEVICE: NetworkManager takes the file for any NIC without one, initscripts for none; ${taken}`,
    );
  return name;
}

/** A name for people, where it says more than the device does. */
function readLabel(directives: Directives, device: string): string | undefined {
  const name = directives.text('NAME');
  return name === undefined ||
    name.replace(/^(?:System|Auto|Bridge|Bond|Vlan|Wired|loopback)[ _]/i, '') === device
    ? undefined
    : name;
}

/** What depends on the type. `unsaid`: the note of the setting that the readers have a default for. */
function readOptions(
  type: NonNullable<Kind['type']>,
  { directives }: KeyFile,
  name: string,
  around: Surroundings,
  noted: Notes,
): { iface: object; primary?: string | undefined; unsaid?: string | undefined } | { leftOut: string } {
  if (type !== 'ethernet')
    directives.keep('HWADDR', `a ${type} is not found by a MAC address, only held against it`);
  if (type === 'ethernet')
    return { iface: { type, ...defined({ permanentMac: readMac(directives, 'HWADDR') }) } };
  if (type === 'bond') {
    const report = reportOn(directives, 'BONDING_OPTS');
    const { bond, primary, saysMode } = readBondingOpts(directives.text('BONDING_OPTS') ?? '', report);
    return { iface: { type, bond }, primary, unsaid: saysMode ? undefined : 'bond-mode' };
  }
  if (type === 'bridge') {
    const { bridge, saysStp } = readBridge(directives);
    return { iface: { type, bridge }, unsaid: saysStp ? undefined : 'stp' };
  }
  if (type === 'veth') {
    const peer = directives.value('PEER', (text) => (text === name ? undefined : deviceName(text)));
    return peer === undefined ? { leftOut: 'a veth pair has a PEER' } : { iface: { type, veth: { peer } } };
  }
  const vlan = readVlan(directives, name, around.deviceOf, noted['loose-binding']);
  if (vlan) return { iface: { type, vlan } };
  const what = 'neither reader can tell the tag (1 to 4094) and the parent of the vlan';
  directives.near(undefined, `${what}, so it is left out`);
  return { leftOut: what };
}

function readStart(directives: Directives): Interface['start'] {
  const onboot = directives.peek('ONBOOT');
  if (onboot !== undefined && /^o(?:n|ff)$/i.test(onboot)) {
    directives.text('ONBOOT');
    if (/^off$/i.test(onboot))
      directives.differ(
        'ONBOOT',
        'NetworkManager and initscripts of RHEL 7 take ONBOOT=off for yes, later initscripts for no; taken: yes',
      );
  }
  const isStarted = /^o(?:n|ff)$/i.test(onboot ?? '') || (directives.value('ONBOOT', yesOrNo) ?? true);
  const isHotplug = directives.value('HOTPLUG', yesOrNo) ?? false;
  if (!isStarted && isHotplug)
    directives.differ(
      'HOTPLUG',
      'initscripts before RHEL 7 start it when its device appears, nobody later does; taken: it is not started',
    );
  return !isStarted ? 'none' : isHotplug ? 'hotplug' : 'onboot';
}

/** The place is worked out later, from all members; whether the controller is there, too. */
function readController(directives: Directives, { deviceOf }: Surroundings): Port | undefined {
  const bond = controllerBy(directives, 'MASTER', deviceOf);
  const bridge = controllerBy(directives, 'BRIDGE', deviceOf);
  const isSlave = directives.value('SLAVE', yesOrNo);
  if (bond !== undefined && isSlave !== true && directives.onlyReader === 'initscripts') {
    directives.refuse(
      'MASTER',
      'initscripts alone read this file, and take it for a member only with SLAVE=yes',
    );
  } else if (bond !== undefined) {
    if (isSlave !== true)
      directives.differ('MASTER', 'initscripts take it for a member only with SLAVE=yes', 'NetworkManager');
    if (bridge !== undefined) {
      directives.keep('BRIDGE', 'MASTER is said too, and counts');
      directives.differ(
        'BRIDGE',
        `to NetworkManager it is a port of ${bridge}, to initscripts a member of ${bond}; taken: a member of ${bond}`,
      );
    }
    return { controller: bond, position: 0 };
  }
  if (isSlave)
    directives.refuse(
      'SLAVE',
      'SLAVE=yes without a MASTER: initscripts never start it, NetworkManager passes over it',
    );
  return bridge === undefined ? undefined : { controller: bridge, position: 0, ...readPort(directives) };
}

function controllerBy(
  directives: Directives,
  key: 'MASTER' | 'BRIDGE',
  deviceOf: (name: string) => string,
): string | undefined {
  const isUnknown = directives.onlyReader === 'initscripts' && directives.has(`${key}_UUID`);
  if (isUnknown)
    directives.refuse(`${key}_UUID`, `initscripts alone read this file, and do not know ${key}_UUID`);
  const byUuid = isUnknown
    ? undefined
    : directives.value(`${key}_UUID`, (text) => deviceName(deviceOf(text)));
  const byName = directives.value(key, (text) => deviceName(deviceOf(text)));
  if (byUuid !== undefined && byName === undefined)
    directives.differ(`${key}_UUID`, `initscripts do not know ${key}_UUID`, 'NetworkManager');
  else if (byUuid !== undefined && byUuid !== byName)
    directives.differ(
      key,
      `NetworkManager goes by ${key}_UUID, which is ${byUuid}, initscripts by ${key}`,
      'NetworkManager',
    );
  return byUuid ?? byName;
}

/** A port has no addresses of its own: both readers leave them out (ifup-eth; nm_connection_normalize). */
function readPortAddressing(directives: Directives, base: Interface): Interface {
  const isOff = readsOff(directives);
  const controller = base.port?.controller;
  for (const key of directives.keys()) {
    const isNone = key === 'BOOTPROTO' && /^(?:none|static)$/i.test(directives.peek(key) ?? '');
    const isNo = key === 'DHCPV6C' && yesOrNo(directives.peek(key) ?? '') === false;
    if (isNone || isNo || SAYS_NOTHING.test(key)) directives.text(key);
    else if (ADDRESSES.test(key)) directives.refuse(key, `${key} has no effect on a member of ${controller}`);
  }
  return isOff ? ({ ...base, ipv6: ipv6Off } as Interface) : base;
}

const SAYS_NOTHING =
  /^(?:DEFROUTE|IPV6_DEFROUTE|PEERDNS|IPV6_PEERDNS|PEERROUTES|IPV6_PEERROUTES|IPV6INIT|IPV6_AUTOCONF|IPV4_FAILURE_FATAL|IPV6_FAILURE_FATAL|IPV6_ADDR_GEN_MODE|IPV6_PRIVACY|NOZEROCONF|ARPCHECK[0-9]*|RESOLV_MODS)$/;
const ADDRESSES =
  /^(?:BOOTPROTO|(?:IPADDR|PREFIX|NETMASK|NETWORK|BROADCAST|GATEWAY|DNS)[0-9]*|DOMAIN|DHCPV6C|IPV6ADDR|IPV6ADDR_SECONDARIES|IPV6_DEFAULTGW)$/;

function readAddressing(file: KeyFile, base: Interface, around: Surroundings, noted: Notes): Interface {
  const { directives } = file;
  const { name } = base;
  const routes = around.routesOf(file, name);
  directives.settle(/^(?:NOZEROCONF|IPV6_FORCE_ACCEPT_RA)$/);
  const place = (family: 'ipv4' | 'ipv6') => ({
    device: name,
    network: around.network,
    routes: routes[family],
    gatewayAt: noted[`${family}-gateway-at`],
  });
  const ipv4 = readIpv4(directives, place('ipv4'));
  const ipv6 = readIpv6(directives, place('ipv6'));
  const addressed = { ...base, ...defined({ ipv4, ipv6 }) } as Interface;
  return { ...addressed, ...defined({ dns: readDns(directives, addressed, noted) }) } as Interface;
}

const deviceName = (text: string): string | undefined =>
  deviceNameFault(text) === undefined ? text : undefined;

function readMac(directives: Directives, key: string): string | undefined {
  const mac = directives.value(key, (text) => {
    const address = canonicalMac(text.trim().replaceAll('-', ':'));
    return address !== undefined && isUnicastMac(address) ? address : undefined;
  });
  if (mac !== undefined && directives.peek(key)?.includes('-'))
    directives.differ(key, `initscripts compare ${key} with colons`, 'NetworkManager');
  return mac;
}

function readAssignedMac(directives: Directives): string | undefined {
  const said = directives.peek('MACADDR') ?? '';
  if (/^(?:preserve|permanent|random|stable|stable-ssid)$/i.test(said)) {
    directives.keep(
      'MACADDR',
      `MACADDR=${said}: the document has no word for a MAC address that NetworkManager makes up`,
    );
    return readMac(directives, 'BRIDGE_MACADDR');
  }
  return readMac(directives, 'MACADDR') ?? readMac(directives, 'BRIDGE_MACADDR');
}
