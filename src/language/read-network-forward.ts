import type { NetworkForward } from '../model/network.ts';
import { readChoice, readNumber, readYesNo } from './attributes.ts';
import { compact } from './compact.ts';
import { UNSUPPORTED, UNSUPPORTED_IN_FORWARD, UNSUPPORTED_MODES } from './network-unsupported.ts';
import { readAddressRange } from './read-network-ip.ts';
import { readDeviceName } from './read-network-values.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf, readFirst } from './shape.ts';
import { attributePlace, type XmlElement } from './xml-tree.ts';

const MODES = ['nat', 'route', 'open', 'bridge'] as const;

/** What `<forward>` says; `unsupported` stands for a mode that is none of the model's. */
export type ReadForward = NetworkForward | 'unsupported';

/** `bridged`: the network names a bridge. */
export function readForward(scope: Scope, element: XmlElement, bridged: boolean): ReadForward | undefined {
  checkShape(scope, element, {
    optional: ['mode', 'dev', 'managed'],
    once: ['nat'],
    many: ['interface'],
    unsupported: UNSUPPORTED_IN_FORWARD,
  });
  locate(scope, 'forward', element);
  const dev = readDevice(scope, element);
  const nat = readFirst(scope, element, 'nat', readNat);
  const mode = readMode(scope, element);
  if (mode === undefined) return 'unsupported';
  checkMode(scope, element, mode, bridged);
  return mode === 'nat' ? { mode, ...compact({ dev, nat }) } : { mode, ...compact({ dev }) };
}

/** Absent: nat, as in libvirt. */
function readMode(scope: Scope, element: XmlElement): NetworkForward['mode'] | undefined {
  const { mode, managed } = element.attributes;
  const why =
    mode !== undefined && Object.hasOwn(UNSUPPORTED_MODES, mode) ? UNSUPPORTED_MODES[mode] : undefined;
  if (why !== undefined) {
    report(scope, 'network-unsupported', { what: `mode='${mode}'`, why }, valuePlace(scope, element, 'mode'));
    return undefined;
  }
  if (managed !== undefined) {
    const place = attributePlace(scope.source.text, element, 'managed')?.name ?? element.start;
    const hint = "it is of mode='hostdev', which is not supported";
    report(scope, 'unknown-attribute', { element: 'forward', attribute: 'managed', hint }, place);
  }
  return mode === undefined ? 'nat' : readChoice(scope, element, 'mode', MODES);
}

function checkMode(scope: Scope, element: XmlElement, mode: NetworkForward['mode'], bridged: boolean): void {
  const [nat] = childrenOf(element, 'nat');
  if (nat && mode !== 'nat') report(scope, 'network-mode-setting', { setting: '<nat>', mode }, nat.start);
  const device = devicePlace(scope, element);
  if (device === undefined) return;
  if (mode === 'open') report(scope, 'network-mode-setting', { setting: 'dev', mode }, device);
  if (mode !== 'bridge') return;
  if (bridged) report(scope, 'network-mode-setting', { setting: 'dev', mode }, device);
  else {
    const what = "mode='bridge' over a NIC";
    report(scope, 'network-unsupported', { what, why: UNSUPPORTED.macvtap }, device);
  }
}

/** Where the device that packets leave by is said first. */
function devicePlace(scope: Scope, element: XmlElement): number | undefined {
  if (element.attributes.dev !== undefined) return valuePlace(scope, element, 'dev');
  return childrenOf(element, 'interface')[0]?.start;
}

/** libvirt says it twice, by `dev` and by one `<interface>`; either does. */
function readDevice(scope: Scope, element: XmlElement): string | undefined {
  const said = readDeviceName(scope, element, 'dev');
  if (element.attributes.dev !== undefined) locate(scope, 'forward.dev', element, 'dev');
  const [first, ...more] = childrenOf(element, 'interface');
  const named = first && readInterface(scope, first);
  for (const child of more) {
    readInterface(scope, child);
    const args = { what: 'a second interface to leave by', why: UNSUPPORTED.severalDevices };
    report(scope, 'network-unsupported', args, child.start);
  }
  if (first && element.attributes.dev === undefined) locate(scope, 'forward.dev', first, 'dev');
  if (first && said !== undefined && named !== undefined && said !== named) {
    report(scope, 'forward-dev-differs', { dev: said, other: named }, valuePlace(scope, first, 'dev'));
  }
  return said ?? named;
}

/** `connections` is a report of libvirt's on the running network, accepted and never written. */
function readInterface(scope: Scope, element: XmlElement): string | undefined {
  checkShape(scope, element, { required: ['dev'], optional: ['connections'] });
  readNumber(scope, element, 'connections', { min: 0, max: 4_294_967_295 });
  return readDeviceName(scope, element, 'dev');
}

type Nat = NonNullable<NetworkForward['nat']>;

/** An empty `<nat>` says nothing. */
function readNat(scope: Scope, element: XmlElement): Nat | undefined {
  checkShape(scope, element, { optional: ['ipv6'], once: ['address', 'port'] });
  const nat = compact({
    addresses: readFirst(scope, element, 'address', (_, child) => {
      checkShape(scope, child, { required: ['start', 'end'] });
      return readAddressRange(scope, child, 'ipv4');
    }),
    ports: readFirst(scope, element, 'port', readPorts),
    ipv6: readYesNo(scope, element, 'ipv6'),
  });
  return Object.keys(nat).length === 0 ? undefined : nat;
}

function readPorts(scope: Scope, element: XmlElement): Nat['ports'] {
  checkShape(scope, element, { required: ['start', 'end'] });
  const start = readNumber(scope, element, 'start', { min: 1, max: 65_535 });
  const end = readNumber(scope, element, 'end', { min: 1, max: 65_535 });
  if (start === undefined || end === undefined) return undefined;
  if (start <= end) return { start, end };
  const args = { start: String(start), end: String(end) };
  report(scope, 'range-order', args, valuePlace(scope, element, 'end'));
  return undefined;
}
