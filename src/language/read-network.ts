import {
  canonicalNetwork,
  type Network,
  type NetworkForward,
  type NetworkRoute,
  zoneName,
} from '../model/network.ts';
import { networkNameFault } from '../model/values.ts';
import { readAddress, readChoice, readMac, readNumber, readOnOff, readYesNo } from './attributes.ts';
import { compact } from './compact.ts';
import { type Bindings, bindingsIn, namespaceOf } from './namespaces.ts';
import { locateItems, type Places } from './network-places.ts';
import { DNSMASQ_NAMESPACE, UNSUPPORTED, UNSUPPORTED_IN_NETWORK } from './network-unsupported.ts';
import { readDescription, readMtu, readUuid } from './read-interface.ts';
import { textPlace } from './read-name.ts';
import { readDns } from './read-network-dns.ts';
import { type ReadForward, readForward } from './read-network-forward.ts';
import { readIps } from './read-network-ip.ts';
import { readMetadata } from './read-network-metadata.ts';
import {
  readDeviceName,
  readFamily,
  readHostName,
  readMatching,
  readSubnetPrefix,
} from './read-network-values.ts';
import { locate, report, type Scope, settlePlaces, subjectScope, valuePlace } from './scope.ts';
import { checkShape, childrenOf, excerpt, readFirst } from './shape.ts';
import { hasHostBits } from './subnet.ts';
import type { XmlElement } from './xml-tree.ts';

const ONCE = [
  'name',
  'uuid',
  'title',
  'description',
  'metadata',
  'forward',
  'bridge',
  'mtu',
  'mac',
  'domain',
  'dns',
];

/**
 * The network that a `<network>` is, canonical. Values that are wrong have been reported and are left out;
 * undefined where too little is left to tell which network it is, or which bridge its guests plug into.
 * `outer`: the namespaces in force around it.
 */
export function readNetwork(document: Scope, element: XmlElement, outer: Bindings): Network | undefined {
  const [named] = childrenOf(element, 'name');
  const scope = subjectScope(document, 'network', named?.text);
  locate(scope, '', element);
  const bindings = bindingsIn(element, outer);
  checkNetworkShape(scope, element, bindings);
  const places: Places = new Map();
  const bridged = childrenOf(element, 'bridge').length > 0;
  const name = readName(scope, element);
  const forward = readFirst(scope, element, 'forward', (_, child) => readForward(scope, child, bridged));
  const bridge = readFirst(scope, element, 'bridge', readBridge);
  if (needsBridge(element, forward, bridge)) report(scope, 'network-bridge-name', {}, bridgePlace(element));
  if (typeof forward === 'object') checkAddressed(scope, element, forward);
  const said = {
    ...compact({
      uuid: readFirst(scope, element, 'uuid', readUuid),
      title: readFirst(scope, element, 'title', readTitle),
      description: readFirst(scope, element, 'description', readDescription),
      mac: readFirst(scope, element, 'mac', readBridgeMac),
      mtuBytes: readFirst(scope, element, 'mtu', readMtu),
      guestIpv6: readYesNo(scope, element, 'ipv6'),
      forward: typeof forward === 'object' ? forward : undefined,
      domain: readFirst(scope, element, 'domain', readDomain),
      dns: readFirst(scope, element, 'dns', readDns),
    }),
    ips: readIps(scope, element, places),
    routes: readRoutes(scope, element, places),
    ...readMetadata(scope, places, element, bindings),
  };
  if (typeof forward === 'object' && forward.mode === 'bridge') {
    checkBridgeMode(scope, element);
    for (const { element: range } of said.portForwards.flatMap((each) => places.get(each) ?? [])) {
      report(scope, 'network-mode-setting', { setting: '<publish>', mode: 'bridge' }, range.start);
    }
  }
  if (name === undefined || bridge?.name === undefined) return undefined;
  const network = canonicalNetwork({ name, bridge: { ...bridge, name: bridge.name }, ...said });
  locateItems(scope, network, places);
  settlePlaces(scope, name, 2);
  return network;
}

function checkNetworkShape(scope: Scope, element: XmlElement, bindings: Bindings): void {
  const isOptions = (child: XmlElement): boolean =>
    namespaceOf(child, bindingsIn(child, bindings)) === DNSMASQ_NAMESPACE;
  for (const child of element.children.filter(isOptions)) {
    report(scope, 'network-unsupported', { what: `<${child.name}>`, why: UNSUPPORTED.options }, child.start);
  }
  const children = element.children.filter((child) => !isOptions(child) && child.name !== 'port');
  checkShape(
    scope,
    { ...element, children },
    {
      optional: ['connections', 'ipv6', 'trustGuestRxFilters'],
      once: ONCE,
      many: ['ip', 'route'],
      unsupported: UNSUPPORTED_IN_NETWORK,
      namespaces: true,
    },
  );
  // A report of libvirt's on the running network.
  readNumber(scope, element, 'connections', { min: 0, max: 4_294_967_295 });
  refuseYes(scope, element, 'trustGuestRxFilters', UNSUPPORTED.trustGuestRxFilters);
  for (const child of childrenOf(element, 'port')) {
    checkShape(scope, child, { required: ['isolated'] });
    refuseYes(scope, child, 'isolated', UNSUPPORTED.isolated);
  }
}

/** `no` is what libvirt does without the attribute, and what is done here. */
function refuseYes(scope: Scope, element: XmlElement, attribute: string, why: string): void {
  if (!readYesNo(scope, element, attribute)) return;
  const what = `${attribute}='yes'`;
  report(scope, 'network-unsupported', { what, why }, valuePlace(scope, element, attribute));
}

function readName(scope: Scope, element: XmlElement): string | undefined {
  if (childrenOf(element, 'name').length === 0) {
    report(scope, 'missing-element', { element: 'name', parent: 'network' }, element.start);
  }
  return readFirst(scope, element, 'name', (_, child) => {
    checkShape(scope, child, { text: true });
    const fault = networkNameFault(child.text);
    if (fault === undefined) return child.text;
    const args = { name: excerpt(child.text), reason: NAME_FAULTS[fault] };
    report(scope, 'network-name', args, textPlace(scope, child));
    return undefined;
  });
}

const NAME_FAULTS = {
  empty: 'it is empty',
  'too-long': 'it is longer than 64 characters',
  character: 'only letters, digits and . _ - may stand in it, and it begins with a letter, a digit or _',
} as const;

/** One line. */
function readTitle(scope: Scope, element: XmlElement): string | undefined {
  checkShape(scope, element, { text: true });
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(element.text)) return element.text;
  report(scope, 'text-value', { value: excerpt(element.text) }, textPlace(scope, element));
  return undefined;
}

type ReadBridge = Partial<Network['bridge']>;

/** Whether a bridge is missed: libvirt would choose a name by itself, but for modes that have none. */
function needsBridge(element: XmlElement, forward: ReadForward | undefined, bridge?: ReadBridge): boolean {
  if (bridge && childrenOf(element, 'bridge').some(({ attributes }) => attributes.name !== undefined))
    return false;
  if (forward === 'unsupported') return false;
  return bridge !== undefined || !(forward?.mode === 'bridge' && forward.dev !== undefined);
}

const bridgePlace = (element: XmlElement): number => (childrenOf(element, 'bridge')[0] ?? element).start;

/** The kernel's largest forward delay in the protocol (BR_MAX_FORWARD_DELAY), seconds. */
const STP_DELAY_MAX = 30;
const DELAY_MAX = 2_147_483;

/** libvirt has the protocol on where it is not said to be off, and takes any delay. */
function readBridge(scope: Scope, element: XmlElement): ReadBridge {
  checkShape(scope, element, { optional: ['name', 'zone', 'stp', 'delay', 'macTableManager'] });
  locate(scope, 'bridge', element, 'name');
  if (element.attributes.zone !== undefined) locate(scope, 'zone', element, 'zone');
  if (readChoice(scope, element, 'macTableManager', ['kernel', 'libvirt']) === 'libvirt') {
    const args = { what: "macTableManager='libvirt'", why: UNSUPPORTED.macTableManager };
    report(scope, 'network-unsupported', args, valuePlace(scope, element, 'macTableManager'));
  }
  const stp = readOnOff(scope, element, 'stp');
  const seconds = readNumber(scope, element, 'delay', { min: 0, max: DELAY_MAX });
  const isSlow = stp !== false && seconds !== undefined && seconds > STP_DELAY_MAX;
  if (isSlow) {
    const args = { delay: String(seconds), min: 0, max: STP_DELAY_MAX };
    report(scope, 'stp-delay-range', args, valuePlace(scope, element, 'delay'));
  }
  return compact({
    name: readDeviceName(scope, element, 'name'),
    stp,
    delayMs: seconds === undefined || isSlow ? undefined : seconds * 1000,
    zone: readMatching(scope, element, 'zone', zoneName, 'zone-name'),
  });
}

function readBridgeMac(scope: Scope, element: XmlElement): string | undefined {
  checkShape(scope, element, { required: ['address'] });
  locate(scope, 'mac', element, 'address');
  return readMac(scope, element, 'address');
}

function readDomain(scope: Scope, element: XmlElement): Network['domain'] {
  checkShape(scope, element, { required: ['name'], optional: ['localOnly', 'register'] });
  locate(scope, 'domain', element, 'name');
  refuseYes(scope, element, 'register', UNSUPPORTED.register);
  const localOnly = readYesNo(scope, element, 'localOnly');
  const name = readHostName(scope, element, 'name');
  return name === undefined ? undefined : { name, ...compact({ localOnly }) };
}

function readRoutes(scope: Scope, network: XmlElement, places: Places): NetworkRoute[] {
  return childrenOf(network, 'route').flatMap((element) => {
    const route = readRoute(scope, element);
    if (!route) return [];
    places.set(route, { element, attribute: 'gateway' });
    return [route];
  });
}

function readRoute(scope: Scope, element: XmlElement): NetworkRoute | undefined {
  const family = readFamily(scope, element);
  checkShape(scope, element, {
    required: ['address', 'gateway'],
    optional: ['family', 'netmask', 'prefix', 'metric'],
  });
  const destination = readAddress(scope, element, 'address', family, 'destination');
  const prefix = readSubnetPrefix(scope, element, family, destination, 0);
  const gateway = readAddress(scope, element, 'gateway', family);
  const metric = readNumber(scope, element, 'metric', { min: 1, max: 4_294_967_295 });
  if (destination === undefined || prefix === undefined) return undefined;
  if (hasHostBits(family, destination, prefix)) {
    report(scope, 'route-host-bits', { address: destination, prefix }, valuePlace(scope, element, 'address'));
    return undefined;
  }
  return gateway === undefined ? undefined : { family, destination, prefix, gateway, ...compact({ metric }) };
}

/** What is forwarded is told by its subnet, also where the addresses stand on an interface defined apart. */
function checkAddressed(scope: Scope, element: XmlElement, { mode }: NetworkForward): void {
  if (mode === 'bridge' || childrenOf(element, 'ip').length > 0) return;
  const [{ start } = element] = childrenOf(element, 'forward');
  report(scope, 'forward-without-address', { mode }, start);
}

/** What a network has besides when guests use a bridge of the host's: nothing that anyone would set up. */
const WITHOUT_BRIDGE_MODE: readonly string[] = ['mtu', 'mac', 'domain', 'dns', 'ip', 'route'];

function checkBridgeMode(scope: Scope, element: XmlElement): void {
  const mode: NetworkForward['mode'] = 'bridge';
  for (const { name, start } of element.children) {
    if (!WITHOUT_BRIDGE_MODE.includes(name)) continue;
    report(scope, 'network-mode-setting', { setting: `<${name}>`, mode }, start);
  }
  if (element.attributes.ipv6 !== undefined) {
    report(scope, 'network-mode-setting', { setting: 'ipv6', mode }, valuePlace(scope, element, 'ipv6'));
  }
  for (const bridge of childrenOf(element, 'bridge')) {
    for (const setting of ['stp', 'delay', 'zone']) {
      if (bridge.attributes[setting] === undefined) continue;
      report(scope, 'network-mode-setting', { setting, mode }, valuePlace(scope, bridge, setting));
    }
  }
}
