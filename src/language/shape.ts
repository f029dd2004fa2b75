import { report, type Scope, type SubjectKind } from './scope.ts';
import { nearest } from './suggest.ts';
import { attributePlaces, hasAttribute, strayTextPlace, type XmlElement } from './xml-tree.ts';

/** What an element may have; anything else is a finding. */
export interface Shape {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  /** Child elements, 0..1. */
  readonly once?: readonly string[];
  /** Child elements, 0..n. */
  readonly many?: readonly string[];
  /** Child elements that it could have only if it were an interface of its own. */
  readonly topLevelOnly?: readonly string[];
  /** Child elements that libvirt knows and that are refused by name, each with the reason. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** Whether it holds character data. */
  readonly text?: boolean;
  /** Whether it may declare prefixes of namespaces. */
  readonly namespaces?: boolean;
}

const NONE: readonly string[] = [];

/** Reports what the element has that its shape does not allow, and the attributes that it lacks. */
export function checkShape(scope: Scope, element: XmlElement, shape: Shape): void {
  checkAttributes(scope, element, shape);
  checkChildren(scope, element, shape);
  if (shape.text || !/[^ \t\n\r]/.test(element.text)) return;
  const args = { element: element.name, text: excerpt(element.text) };
  report(scope, 'unexpected-text', args, strayTextPlace(scope.source.text, element));
}

function checkAttributes(scope: Scope, element: XmlElement, shape: Shape): void {
  const { required = NONE, optional = NONE } = shape;
  let unknown: string[] | undefined;
  for (const name in element.attributes) {
    if (required.includes(name) || optional.includes(name)) continue;
    if (shape.namespaces && name.startsWith('xmlns:')) continue;
    unknown ??= [];
    unknown.push(name);
  }
  const meant = unknown && reportUnknownAttributes(scope, element, unknown, [...required, ...optional]);
  for (const attribute of required) {
    if (hasAttribute(element, attribute) || meant?.has(attribute)) continue;
    report(scope, 'missing-attribute', { element: element.name, attribute }, element.start);
  }
}

function checkChildren(scope: Scope, element: XmlElement, shape: Shape): void {
  const { once = NONE, many = NONE, topLevelOnly = NONE, unsupported = {} } = shape;
  const { children } = element;
  const seen = children.length > 1 ? new Set<string>() : undefined;
  for (const child of children) {
    const { name, start } = child;
    if (many.includes(name)) continue;
    if (topLevelOnly.includes(name)) report(scope, 'member-setting', { element: name }, start);
    else if (Object.hasOwn(unsupported, name)) {
      report(scope, 'network-unsupported', { what: `<${name}>`, why: unsupported[name] as string }, start);
    } else if (!once.includes(name)) reportUnknownElement(scope, element, child, [...once, ...many]);
    else if (seen?.has(name)) reportDuplicate(scope, element, child);
    else seen?.add(name);
  }
}

/** `which`: what the one too many shares with the first, where that is more than its name. */
export function reportDuplicate(scope: Scope, parent: XmlElement, child: XmlElement, which = ''): void {
  report(scope, 'duplicate-element', { element: child.name, parent: parent.name, which }, child.start);
}

/** Returns the attributes that they were probably meant to be. */
function reportUnknownAttributes(
  scope: Scope,
  element: XmlElement,
  unknown: readonly string[],
  known: readonly string[],
): ReadonlySet<string> {
  const places = attributePlaces(scope.source.text, element);
  const unused = known.filter((name) => !hasAttribute(element, name));
  const all = new Set<string>();
  for (const attribute of unknown) {
    const meant = nearest(attribute, unused);
    if (meant) all.add(meant);
    const names = known.length ? `it takes ${list(known)}` : 'it takes none';
    const hint =
      ATTRIBUTE_HINTS[scope.kind][`${element.name} ${attribute}`] ??
      (meant ? `did you mean ${meant}?` : names);
    const place = places.get(attribute)?.name ?? element.start;
    report(scope, 'unknown-attribute', { element: element.name, attribute, hint }, place);
  }
  return all;
}

function reportUnknownElement(
  scope: Scope,
  parent: XmlElement,
  element: XmlElement,
  known: readonly string[],
): void {
  const home = HOMES[scope.kind].get(element.name);
  const meant = home ? undefined : nearest(element.name, known);
  const names = known.length
    ? `it may hold ${list(known.map((name) => `<${name}>`))}`
    : 'it holds no elements';
  const hint = home ? `<${element.name}> belongs in ${home}` : meant ? `did you mean <${meant}>?` : names;
  report(
    scope,
    'unknown-element',
    { element: element.name, hint: `in <${parent.name}>; ${hint}` },
    element.start,
  );
}

/** Where the language's elements stand, for one that stands elsewhere. */
const HOMES: Readonly<Record<SubjectKind, ReadonlyMap<string, string>>> = {
  interface: homes({
    interfaces: 'no other element: it is the root',
    interface: '<interfaces>, <bond>, <bridge> or <vlan>',
    start: 'a top-level <interface>',
    mtu: 'a top-level <interface>',
    mac: '<interface>',
    link: 'the <interface> of a NIC, bond or vlan',
    protocol: 'a top-level <interface>',
    description: 'a top-level <interface>',
    uuid: '<interface>',
    name: '<interface>',
    dns: 'a top-level <interface>',
    server: '<dns>',
    search: '<dns>',
    dhcp: '<protocol>',
    ip: '<protocol>',
    route: '<protocol>',
    autoconf: "<protocol family='ipv6'>",
    bridge: "<interface type='bridge'>",
    bond: "<interface type='bond'>",
    vlan: "<interface type='vlan'>",
    veth: "<interface type='veth'>",
    miimon: '<bond>',
    arpmon: '<bond>',
  }),
  network: homes({
    interfaces: 'no other element: it is the root',
    interface: '<forward>, or beside <network>: a network can stand on the bridge that it defines',
    network: '<interfaces>, or stands alone',
    forward: '<network>',
    nat: "<forward mode='nat'>",
    bridge: '<network>',
    ip: '<network>',
    route: '<network>',
    dhcp: '<ip>',
    tftp: '<ip>',
    range: '<dhcp>, or <portForward>',
    bootp: '<dhcp>',
    lease: '<range> or <host> of <dhcp>',
    dns: '<network>',
    forwarder: '<dns>',
    txt: '<dns>',
    srv: '<dns>',
    hostname: '<host> of <dns>',
    domain: '<network>',
    publish: '<metadata>',
    portForward: '<publish> in <metadata>',
  }),
};

function homes(places: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(places));
}

const ATTRIBUTE_HINTS: Readonly<Record<SubjectKind, Readonly<Record<string, string>>>> = {
  interface: {
    'ip prefix': "outside of <protocol> the prefix stands behind the address: '192.0.2.5/24'",
    'ip gateway': "a gateway is said by <route gateway='…'/> beside it",
    'ip netmask': "write prefix='24' and the like",
    'route netmask': "write prefix='24' and the like",
    'route family': 'the <protocol> around it says the family',
    'interface primary': 'only a member of a bond can be its primary',
    'interface cost': 'only a member of a bridge has a cost',
    'interface priority': 'only a member of a bridge has a priority',
    'protocol disabled': "only family='ipv6' can be disabled",
  },
  network: {
    'network name': 'the name is an element: <name>lab</name>',
    'network xmlns': 'a network is in no namespace; libvirt would not know it',
    'forwarder address': "write addr='192.0.2.53'",
    'host address': "write ip='192.0.2.53'",
    'host hostname': 'the names are elements: <hostname>alpha</hostname>',
    'ip gateway': 'the address is what guests have as their gateway',
  },
};

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The beginning of a text on one line, for a message. */
export function excerpt(text: string): string {
  const line = text.trim().slice(0, 200).replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  let found: XmlElement[] | undefined;
  for (const child of element.children) {
    if (child.name !== name) continue;
    found ??= [];
    found.push(child);
  }
  return found ?? NO_ELEMENTS;
}

const NO_ELEMENTS: readonly XmlElement[] = [];

/**
 * What the children of that name say: the first that says anything, but all are read, so that a fault in one
 * that is too many is reported too.
 */
export function readFirst<T>(
  scope: Scope,
  element: XmlElement,
  name: string,
  read: (scope: Scope, child: XmlElement) => T | undefined,
): T | undefined {
  let first: T | undefined;
  for (const child of element.children) {
    if (child.name !== name) continue;
    const value = read(scope, child);
    first ??= value;
  }
  return first;
}
