import { type Host, indexHost, orderInterfaces } from './host.ts';
import type { Interface } from './interface.ts';
import { canonicalUuid, isXmlText } from './values.ts';

/**
 * A native format always says when an interface starts or which mode a bond has; a document may leave it
 * unsaid, and that difference must survive. So backends write and read the *explicit* form of an interface,
 * in which nothing is left to a default, and a handful of notes (structured comments) tell what the
 * document did not say. A note only ever chooses among models that mean the same to the consumer: where a
 * directive no longer has the default's value, the note about it is void.
 */
export interface Notes {
  readonly [key: string]: NoteValue;
}
export type NoteValue = string | number | boolean | readonly string[];

/** One setting that may be left unsaid, and what it then amounts to. */
interface Defaulted {
  readonly note: string;
  readonly applies: (iface: Interface) => boolean;
  readonly isUnsaid: (iface: Interface) => boolean;
  /** Whether the explicit interface has just the default's value. */
  readonly isDefault: (iface: Interface) => boolean;
  readonly say: (iface: Interface) => Interface;
  readonly unsay: (iface: Interface) => Interface;
}

const defaulted: readonly Defaulted[] = [
  {
    note: 'bond-mode',
    applies: (i) => i.type === 'bond',
    isUnsaid: (i) => i.type === 'bond' && i.bond.mode === undefined,
    isDefault: (i) => i.type === 'bond' && i.bond.mode === 'balance-rr',
    say: (i) => (i.type === 'bond' ? { ...i, bond: { ...i.bond, mode: 'balance-rr' } } : i),
    unsay: (i) => (i.type === 'bond' ? { ...i, bond: without(i.bond, 'mode') } : i),
  },
  {
    note: 'stp',
    applies: (i) => i.type === 'bridge',
    isUnsaid: (i) => i.type === 'bridge' && i.bridge.stp === undefined,
    isDefault: (i) => i.type === 'bridge' && i.bridge.stp === false,
    say: (i) => (i.type === 'bridge' ? { ...i, bridge: { ...i.bridge, stp: false } } : i),
    unsay: (i) => (i.type === 'bridge' ? { ...i, bridge: without(i.bridge, 'stp') } : i),
  },
  {
    note: 'ipv4-peerdns',
    applies: (i) => i.ipv4?.dhcp !== undefined,
    isUnsaid: (i) => i.ipv4?.dhcp?.peerdns === undefined,
    isDefault: (i) => i.ipv4?.dhcp?.peerdns === true,
    say: (i) => (i.ipv4 ? { ...i, ipv4: { ...i.ipv4, dhcp: { peerdns: true } } } : i),
    unsay: (i) => (i.ipv4 ? { ...i, ipv4: { ...i.ipv4, dhcp: {} } } : i),
  },
  {
    note: 'ipv6-peerdns',
    applies: (i) => i.ipv6?.dhcp !== undefined,
    isUnsaid: (i) => i.ipv6?.dhcp?.peerdns === undefined,
    isDefault: (i) => i.ipv6?.dhcp?.peerdns === true,
    say: (i) => (i.ipv6 ? { ...i, ipv6: { ...i.ipv6, dhcp: { peerdns: true } } } : i),
    unsay: (i) => (i.ipv6 ? { ...i, ipv6: { ...i.ipv6, dhcp: {} } } : i),
  },
];

const isEmptyIpv4 = (p: Interface['ipv4']): boolean =>
  !!p && !p.dhcp && !p.addresses.length && !p.routes.length;
const isEmptyIpv6 = (p: Interface['ipv6']): boolean =>
  !!p && !p.dhcp && !p.disabled && !p.autoconf && !p.addresses.length && !p.routes.length;

/** An interface with nothing left to a default, and the notes that lead back to what the document said. */
export interface ExplicitInterface {
  readonly iface: Interface;
  readonly notes: Notes;
}

/**
 * Every interface in its explicit form, in the host's order: `start` is always there, `mtuBytes` wherever
 * one is in force (a member takes its controller's), `bond.mode`, `bridge.stp` and `peerdns` are said, and
 * an empty protocol is absent.
 */
export function explicitHost(host: Host): ExplicitInterface[] {
  const index = indexHost(host);
  return host.interfaces.map((said) => {
    const mtuBytes = index.mtuOf(said);
    let iface: Interface = {
      ...said,
      start: index.startOf(said),
      ...(mtuBytes === undefined ? {} : { mtuBytes }),
    };
    const unsaid: string[] = [];
    for (const setting of defaulted) {
      if (!setting.applies(iface) || !setting.isUnsaid(iface)) continue;
      unsaid.push(setting.note);
      iface = setting.say(iface);
    }
    const own: string[] = [];
    if (said.port) {
      if (said.start !== undefined && said.start === startAbove(said)) own.push('start');
      if (said.mtuBytes !== undefined && said.mtuBytes === mtuAbove(said)) own.push('mtu');
    } else if (said.start === undefined) unsaid.push('start');
    const empty: string[] = [];
    if (isEmptyIpv4(iface.ipv4)) {
      empty.push('ipv4');
      iface = without(iface, 'ipv4');
    }
    if (isEmptyIpv6(iface.ipv6)) {
      empty.push('ipv6');
      iface = without(iface, 'ipv6');
    }
    const notes: Notes = {
      ...(said.uuid === undefined ? {} : { uuid: said.uuid }),
      ...(said.description === undefined ? {} : { description: said.description }),
      ...(unsaid.length ? { unsaid } : {}),
      ...(own.length ? { own } : {}),
      ...(empty.length ? { empty } : {}),
      ...(said.port && said.topLevel && !mustBeTopLevel(said, own) ? { 'top-level': true } : {}),
    };
    return { iface: without(without(iface, 'uuid'), 'description'), notes };
  });

  function startAbove(said: Interface) {
    const controller = said.port && index.get(said.port.controller);
    return controller ? index.startOf(controller) : 'onboot';
  }
  function mtuAbove(said: Interface) {
    const controller = said.port && index.get(said.port.controller);
    return controller && index.mtuOf(controller);
  }
}

/** Whether a member's settings are such as only a top-level definition can hold. */
function mustBeTopLevel(iface: Interface, own: readonly string[]): boolean {
  return (
    own.length > 0 ||
    iface.start !== undefined ||
    iface.mtuBytes !== undefined ||
    iface.description !== undefined ||
    iface.ipv4 !== undefined ||
    iface.ipv6 !== undefined ||
    iface.dns !== undefined
  );
}

/**
 * The inverse of `explicitHost`: takes explicit interfaces as a native format says them (`topLevel` is
 * worked out here) and returns the host that the document meant. Notes that the directives no longer bear
 * out, or that are malformed, are passed over.
 */
export function settleHost(read: readonly ExplicitInterface[]): Host {
  const index = indexHost({ interfaces: read.map(({ iface }) => iface) });
  const interfaces = read.map(({ iface: explicit, notes }) => {
    const unsaid = listNote(notes, 'unsaid');
    const own = listNote(notes, 'own');
    const empty = listNote(notes, 'empty');
    let iface = explicit;
    for (const setting of defaulted) {
      if (unsaid.includes(setting.note) && setting.applies(iface) && setting.isDefault(iface))
        iface = setting.unsay(iface);
    }
    const controller = explicit.port && index.get(explicit.port.controller);
    if (explicit.port) {
      const start = controller?.start ?? 'onboot';
      if (explicit.start === start && !own.includes('start')) iface = without(iface, 'start');
      if (explicit.mtuBytes === controller?.mtuBytes && !own.includes('mtu'))
        iface = without(iface, 'mtuBytes');
    } else if (unsaid.includes('start') && explicit.start === 'onboot') iface = without(iface, 'start');
    if (empty.includes('ipv4') && !iface.ipv4) iface = { ...iface, ipv4: { addresses: [], routes: [] } };
    if (empty.includes('ipv6') && !iface.ipv6)
      iface = { ...iface, ipv6: { autoconf: false, addresses: [], routes: [] } };
    const uuid = typeof notes.uuid === 'string' ? canonicalUuid(notes.uuid) : undefined;
    const { description: text } = notes;
    const description = typeof text === 'string' && isXmlText(text) ? text : undefined;
    iface = {
      ...iface,
      ...(uuid === undefined ? {} : { uuid }),
      ...(description === undefined ? {} : { description }),
    };
    const topLevel = !iface.port || notes['top-level'] === true || mustBeTopLevel(iface, []);
    return { ...iface, topLevel };
  });
  return { interfaces: orderInterfaces(interfaces) };
}

function listNote(notes: Notes, key: string): readonly string[] {
  const value = notes[key];
  return Array.isArray(value) ? value : [];
}

/** A copy of `value` that lacks `key`. */
export function without<T extends object, K extends keyof T>(value: T, key: K): T {
  if (!(key in value)) return value;
  const { [key]: _dropped, ...rest } = value;
  return rest as T;
}
