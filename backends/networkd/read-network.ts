import {
  type BondMode,
  type Dns,
  hasPrimary,
  type Ipv4Protocol,
  type Ipv6Protocol,
} from '../../src/model/interface.ts';
import { isHostName, isLocalhost } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import { takeDefaults } from './by-default.ts';
import { type Beyond, beyond, bool, oneOf, type Take } from './codecs.ts';
import { portFields } from './fields.ts';
import { readAddressing } from './read-addressing.ts';
import { type Device, deviceName, macAddress, mtu, readFields } from './read-device.ts';
import { anyAddress, canonical } from './read-routes.ts';
import type { Said, Settings } from './settings.ts';
import type { Dispute } from './taken-back.ts';

/** What a .network says, before it is put together with the devices and the other files. */
export interface Network {
  readonly assignMac?: string;
  readonly mtuBytes?: number;
  /** `unclear`: started at boot with nothing to wait for, or hotplug; the rest of the host tells. */
  readonly start: 'onboot' | 'none' | 'hotplug' | 'unclear';
  /** networkd lets the interface alone. */
  readonly isUnmanaged: boolean;
  readonly controller?: string;
  readonly isPrimary: boolean;
  readonly cost?: number;
  readonly priority?: number;
  /** Vlans that stand on the interface. */
  readonly vlans: readonly string[];
  readonly ipv4?: Ipv4Protocol;
  readonly ipv6?: Ipv6Protocol;
  readonly dns?: Dns;
  /** Nothing but vlans stand on it: the form that `bareParentView` gives, and no interface. */
  readonly isBareParent: boolean;
  /** Whether networkd listens to routers. */
  readonly acceptsRa: boolean;
  /** How the document differs from what networkd does. */
  readonly differences: readonly string[];
  /** What versions of networkd take differently, and how it was taken. */
  readonly disputes: readonly Dispute[];
}

/** Reads a .network; `deviceOf`: what the .netdev files make. */
export function readNetwork(settings: Settings, deviceOf: (name: string) => Device | undefined): Network {
  const link = settings.in('Link');
  const network = settings.in('Network');
  const assignMac = link.value('MACAddress', 'link', macAddress);
  const mtuBytes = link.value('MTUBytes', 'link', mtu.read);
  const unmanaged = link.said('Unmanaged', 'start', bool.read);
  const controller = readController(settings, deviceOf);
  const port = controller?.type;
  const { cost, priority } = readFields(settings, settings.in('Bridge'), portFields, {
    controller: '',
    position: 0,
  });
  const isPrimary = readPrimary(settings, controller);
  const dns = readDns(settings, port);
  const ip = readAddressing(settings, { port, mtuBytes });
  const start = readStart(settings);
  takeDefaults(settings);
  const saidVlans = network.each('VLAN', 'members', deviceName);
  const vlans = saidVlans.filter((said) => isVlan(settings, said, deviceOf)).map(({ value }) => value);
  if (port !== 'bridge') {
    for (const key of ['Cost', 'Priority'])
      settings
        .in('Bridge')
        .settle(key, { state: 'kept', why: 'it is of bridge ports, and there is no Bridge=' });
  }
  const said = defined({
    assignMac,
    mtuBytes,
    controller: controller?.name,
    dns,
    ipv4: ip.ipv4,
    ipv6: ip.ipv6,
  });
  const isUnmanaged = unmanaged?.value === true;
  if (isUnmanaged) leaveAlone(settings);
  return {
    start: start.mode,
    isUnmanaged,
    isPrimary,
    vlans: isUnmanaged ? [] : vlans,
    ...said,
    ...(port === 'bridge' ? defined({ cost, priority }) : {}),
    isBareParent:
      saidVlans.length > 0 &&
      start.mode === 'unclear' &&
      ip.isBarelyOff &&
      Object.keys(said).join() === 'ipv6',
    acceptsRa: ip.acceptsRa && !isUnmanaged,
    differences: isUnmanaged ? [] : [...start.differences, ...ip.differences],
    disputes: ip.disputes,
  };
}

/** Nothing of the file is acted on but that. */
function leaveAlone(settings: Settings): void {
  for (const entry of settings.entries) {
    const isThat = entry.key === 'Unmanaged' && settings.judgementsOf(entry)[0]?.state === 'understood';
    if (entry.section === 'Match' || settings.judgementsOf(entry)[0]?.state === 'unread') continue;
    settings.judge(
      entry,
      isThat
        ? { state: 'kept', why: 'networkd is to let the interface alone, so it is none of the document' }
        : { state: 'unread', why: 'networkd lets the interface alone (Unmanaged=)' },
    );
  }
}

interface Controller {
  readonly name: string;
  readonly type: 'bond' | 'bridge';
  readonly mode: BondMode | undefined;
}

/** The bond or bridge that the interface is in. Of both networkd takes the bond (link_set_master). */
function readController(
  settings: Settings,
  deviceOf: (name: string) => Device | undefined,
): Controller | undefined {
  const network = settings.in('Network');
  const keeps = network.entries.findLast(({ key, value }) => key === 'KeepMaster' && value !== '');
  const isKept = keeps !== undefined && bool.read(keeps.value) === true;
  let found: Controller | undefined;
  for (const [key, type] of [
    ['Bond', 'bond'],
    ['Bridge', 'bridge'],
  ] as const) {
    const said = network.said(key, 'controller', deviceName);
    if (!said) continue;
    const device = deviceOf(said.value);
    if (isKept) settings.judge(said.entry, { state: 'unread', why: `line ${keeps.line} says KeepMaster=` });
    else if (device?.type !== type) {
      const why = device ? `${said.value} is no ${type}` : `no .netdev makes a ${type} ${said.value}`;
      settings.judge(said.entry, { state: 'kept', why: `networkd ignores it: ${why}`, isRefused: true });
    } else if (found)
      settings.judge(said.entry, { state: 'unread', why: 'networkd takes Bond= before Bridge=' });
    else found = { name: said.value, type, mode: device.type === 'bond' ? device.bond.mode : undefined };
  }
  return found;
}

function readPrimary(settings: Settings, controller: Controller | undefined): boolean {
  const said = settings.in('Network').said('PrimarySlave', 'controller', bool.read);
  if (!said) return false;
  const isFor = controller?.type === 'bond' && hasPrimary(controller.mode);
  if (said.value && !isFor) {
    const why = 'a bond has a primary in the modes active-backup, balance-tlb and balance-alb';
    settings.judge(said.entry, { state: 'kept', why });
  }
  return said.value && isFor;
}

function isVlan(
  settings: Settings,
  { value, entry }: Said<string>,
  deviceOf: (name: string) => Device | undefined,
): boolean {
  const device = deviceOf(value);
  if (device?.type === 'vlan') return true;
  if (device?.type === 'other' && device.kind === 'vlan')
    settings.judge(entry, { state: 'kept', why: `the vlan ${value} is none that the document can say` });
  else {
    const why = device ? `${value} is no vlan` : `no .netdev makes a vlan ${value}`;
    settings.judge(entry, { state: 'kept', why: `networkd ignores it: ${why}`, isRefused: true });
  }
  return false;
}

const POLICIES = ['up', 'always-up', 'manual', 'down', 'always-down', 'bound'] as const;

const policyDifferences: Readonly<Record<(typeof POLICIES)[number], string | undefined>> = {
  up: undefined,
  manual: undefined,
  'always-up':
    'networkd brings it up again whenever somebody takes it down; in the document it is started at boot',
  down: 'networkd takes it down at boot; in the document it is only not brought up',
  'always-down':
    'networkd takes it down again whenever somebody brings it up; in the document it is only not brought up',
  bound: 'it follows the carrier of other interfaces (BindCarrier=); in the document it is started at boot',
};

/** ActivationPolicy= and RequiredForOnline=, see `activationPolicies` in view.ts. */
function readStart(settings: Settings): {
  readonly mode: Network['start'];
  readonly differences: readonly string[];
} {
  const link = settings.in('Link');
  const policy = link.value('ActivationPolicy', 'start', oneOf(...POLICIES).read);
  const required = link.value('RequiredForOnline', 'start', isRequired);
  const difference = policy && policyDifferences[policy];
  const differences = difference === undefined ? [] : [difference];
  if (policy === 'manual' || policy === 'down' || policy === 'always-down')
    return { mode: 'none', differences };
  if (required ?? true) return { mode: 'onboot', differences };
  return { mode: policy === undefined ? 'unclear' : 'hotplug', differences };
}

const STATES = 'missing|off|no-carrier|dormant|degraded-carrier|carrier|degraded|enslaved|routable';
const RANGE = new RegExp(`^(?:${STATES})(?::(?:${STATES}))?$`);

/** A boolean, or the state that counts as online (`carrier`, `degraded:routable`), which means yes. */
const isRequired = (text: string): boolean | Beyond | undefined =>
  bool.read(text) ??
  (RANGE.test(text) ? beyond('the document has no word for the state that counts as online') : undefined);

function readDns(settings: Settings, port: string | undefined): Dns | undefined {
  const network = settings.in('Network');
  const servers = network.words('DNS', 'dns', settings.isOurs ? canonical : server).map(({ value }) => value);
  const search = network.words('Domains', 'dns', searchDomain).map(({ value }) => value);
  if (port) {
    const why = 'a member of a bond or bridge has no DNS servers and domains of its own in the document';
    for (const key of ['DNS', 'Domains']) network.settle(key, { state: 'kept', why });
    return undefined;
  }
  return servers.length || search.length ? { servers, search } : undefined;
}

/** `ADDRESS`, or with a port (brackets have one), an interface and a server name (in_addr_full_new_from_string). */
const server: Take<string> = (text) => {
  const plain = anyAddress(text);
  if (plain !== undefined) return plain;
  const [, bracketed, bare] =
    /^(?:\[([0-9a-fA-F.]*:[0-9a-fA-F:.]*)\](?=:)|([0-9a-fA-F:.]+?))(?::[0-9]{1,5})?(?:%[^#]+)?(?:#.*)?$/.exec(
      text,
    ) ?? [];
  const address = anyAddress(bracketed ?? bare ?? '');
  if (address === undefined) return undefined;
  const isUsual = /^[^%#]*:(?:53|853)$/.test(text) && text !== bare;
  return isUsual
    ? address
    : beyond('the document has no word for the port, interface or name of a DNS server');
};

const searchDomain: Take<string> = (text) => {
  const name = text.replace(/^~/, '');
  if (name === '.' || name === '*' || text.startsWith('~'))
    return isHostName(name.replace(/\.$/, '')) || name === '.' || name === '*'
      ? beyond('the document has no word for domains that only route questions')
      : undefined;
  const domain = name.replace(/\.$/, '');
  return isHostName(domain) && !isLocalhost(domain) ? domain : undefined;
};
