import type { Definition, MemberDefinition } from '../model/definition.ts';
import type { Bond, Bridge, InterfaceType, StartMode, Veth, Vlan } from '../model/interface.ts';
import { canonicalUuid } from '../model/values.ts';
import { checkDeviceName, readChoice, readMac, readNumber, readYesNo } from './attributes.ts';
import { compact } from './compact.ts';
import { readAddressing } from './read-addressing.ts';
import { readBond } from './read-bond.ts';
import { readBridge } from './read-bridge.ts';
import { readName, saidName, textPlace } from './read-name.ts';
import { readVeth } from './read-veth.ts';
import { readVlan } from './read-vlan.ts';
import { locate, report, type Scope, settlePlaces, subjectScope } from './scope.ts';
import { checkShape, childrenOf, excerpt, readFirst, type Shape } from './shape.ts';
import { attributePlace, hasAttribute, type XmlElement } from './xml-tree.ts';

/** Elements of an interface of that type, wherever it stands. */
const OWN: Readonly<Record<InterfaceType, readonly string[]>> = {
  ethernet: ['name', 'uuid', 'link', 'mac'],
  bond: ['name', 'uuid', 'link', 'mac', 'bond'],
  bridge: ['name', 'uuid', 'mac', 'bridge'],
  vlan: ['name', 'uuid', 'link', 'mac', 'vlan'],
  veth: ['name', 'uuid', 'mac', 'veth'],
};
/** What only a top-level element says; a member takes its start mode and MTU from there. */
const TOP_LEVEL_ONCE = ['description', 'start', 'mtu', 'dns', 'dhcp'];
const TOP_LEVEL_MANY = ['protocol', 'ip'];

type Shapes = Readonly<Record<InterfaceType, Shape>>;

const shapes = (of: (own: readonly string[]) => Shape): Shapes => ({
  ethernet: of(OWN.ethernet),
  bond: of(OWN.bond),
  bridge: of(OWN.bridge),
  vlan: of(OWN.vlan),
  veth: of(OWN.veth),
});

const TOP_LEVEL_SHAPES = shapes((own) => ({
  required: ['type'],
  optional: ['name'],
  once: [...own, ...TOP_LEVEL_ONCE],
  many: TOP_LEVEL_MANY,
}));

const memberShapes = (...attributes: string[]): Shapes =>
  shapes((once) => ({
    optional: ['type', 'name', ...attributes],
    once,
    topLevelOnly: [...TOP_LEVEL_ONCE, ...TOP_LEVEL_MANY],
  }));

const MEMBER_SHAPES = { bond: memberShapes('primary'), bridge: memberShapes('cost', 'priority') };

/**
 * The definition that a top-level `<interface>` is. Values that are wrong have been reported and are left
 * out; undefined where too little is left to tell which interface it is.
 */
export function readTopLevel(document: Scope, element: XmlElement): Definition | undefined {
  const scope = subjectScope(document, 'interface', callName(document, element));
  locate(scope, '', element);
  const type = readType(scope, element) ?? guessType(element);
  checkShape(scope, element, TOP_LEVEL_SHAPES[type]);
  const own = readOwn(scope, element, type);
  const start = readFirst(scope, element, 'start', readStart);
  const mtuBytes = readFirst(scope, element, 'mtu', readMtu);
  const description = readFirst(scope, element, 'description', readDescription);
  const addressing = readAddressing(scope, element);
  if (!own) return undefined;
  settlePlaces(scope, own.iface.name, 2);
  return {
    iface: { ...own.iface, topLevel: true, ...compact({ start, mtuBytes, description }), ...addressing },
    members: own.members,
  };
}

/** A member with what its place says of it. */
interface ReadMember {
  readonly member: MemberDefinition;
  /** Where it says that it is the primary of its bond, if it does. */
  readonly primary: number | undefined;
}

/** An `<interface>` inside `<bond>` or `<bridge>`. */
function readMember(
  outer: Scope,
  element: XmlElement,
  controller: 'bond' | 'bridge',
): ReadMember | undefined {
  const scope = subjectScope(outer, 'interface', callName(outer, element));
  locate(scope, '', element);
  const said = readType(scope, element);
  const type = said ?? guessType(element);
  const inBridge = controller === 'bridge';
  checkShape(scope, element, MEMBER_SHAPES[controller][type]);
  const isPrimary = !inBridge && readYesNo(scope, element, 'primary');
  const cost = inBridge ? readNumber(scope, element, 'cost', { min: 1, max: 65_535 }) : undefined;
  // BR_MAX_PORT_PRIORITY
  const priority = inBridge ? readNumber(scope, element, 'priority', { min: 0, max: 63 }) : undefined;
  const own = readOwn(scope, element, type);
  if (!own) return undefined;
  const { name } = own.iface;
  const onlyNamed = said === undefined && !element.children.some((child) => DEFINING.includes(child.name));
  settlePlaces(scope, name, onlyNamed ? 0 : 1);
  locate(outer, `member.${name}`, element);
  return {
    member: compact({ name, definition: onlyNamed ? undefined : own, cost, priority }),
    primary: isPrimary ? attributePlace(scope.source.text, element, 'primary')?.name : undefined,
  };
}

/** Elements by which a member without a type still says something of itself. */
const DEFINING = ['mac', 'uuid', 'bond', 'bridge', 'vlan', 'veth'];

const TYPES = ['ethernet', 'physical', 'bond', 'bridge', 'vlan', 'veth'] as const;

/** `physical` is the 2009 word for ethernet. */
function readType(scope: Scope, element: XmlElement): InterfaceType | undefined {
  const type = readChoice(scope, element, 'type', TYPES);
  return type === 'physical' ? 'ethernet' : type;
}

/** What an interface that does not say its type, or no known one, seems to be. */
function guessType(element: XmlElement): InterfaceType {
  const kinds = ['bond', 'bridge', 'vlan', 'veth'] as const;
  return kinds.find((kind) => element.children.some(({ name }) => name === kind)) ?? 'ethernet';
}

/** What an interface says of itself wherever it stands. */
function readOwn(scope: Scope, element: XmlElement, type: InterfaceType): Definition | undefined {
  for (const link of childrenOf(element, 'link')) checkLink(scope, link);
  const uuid = readFirst(scope, element, 'uuid', readUuid);
  const macs = readFirst(scope, element, 'mac', type === 'ethernet' ? readMacsOfNic : readMacToSet);
  const kind = type === 'ethernet' ? undefined : readKind(scope, element, type);
  const name = readOwnName(scope, element, type);
  if (name === undefined) return undefined;
  const common = { name, topLevel: false, ...compact({ uuid, assignMac: macs?.assign }) };
  if (type === 'ethernet') {
    return { iface: { ...common, type, ...compact({ permanentMac: macs?.permanent }) }, members: [] };
  }
  return kind && { iface: { ...common, ...kind.options }, members: kind.members };
}

/** What the element named like the type says: options of that type, and members. */
interface Kind {
  readonly options:
    | Pick<Bond, 'type' | 'bond'>
    | Pick<Bridge, 'type' | 'bridge'>
    | Pick<Vlan, 'type' | 'vlan'>
    | Pick<Veth, 'type' | 'veth'>;
  readonly members: readonly MemberDefinition[];
}

function readKind(
  scope: Scope,
  element: XmlElement,
  type: Exclude<InterfaceType, 'ethernet'>,
): Kind | undefined {
  if (!childrenOf(element, type).length) {
    report(scope, 'missing-element', { element: type, parent: `interface type='${type}'` }, element.start);
  }
  return readFirst(scope, element, type, (_scope, child): Kind | undefined => {
    if (type === 'vlan') {
      const { tag, parent, ...flags } = readVlan(scope, child);
      // Tag 0 stands for one that is wrong, so that the name is still known to the other interfaces.
      const vlan = parent === undefined ? undefined : { ...flags, parent, tag: tag ?? 0 };
      return vlan && { options: { type, vlan }, members: [] };
    }
    if (type === 'veth') {
      const veth = readVeth(scope, child);
      return veth && { options: { type, veth }, members: [] };
    }
    const members = childrenOf(child, 'interface').flatMap((member) => readMember(scope, member, type) ?? []);
    if (type === 'bridge') {
      return {
        options: { type, bridge: readBridge(scope, child) },
        members: members.map(({ member }) => member),
      };
    }
    const bond = readBond(scope, child, members);
    return { options: { type, bond: bond.bond }, members: bond.members.map(({ member }) => member) };
  });
}

/** The name by which findings call the interface, whether or not it is a good one. */
const callName = (scope: Scope, element: XmlElement): string | undefined =>
  saidName(scope, element)?.text ?? impliedName(element);

/** A vlan without a name is called PARENT.TAG. */
function impliedName(element: XmlElement): string | undefined {
  const vlan = element.children.find(({ name }) => name === 'vlan');
  const parent = vlan?.children.find(({ name }) => name === 'interface')?.attributes.name;
  const tag = vlan?.attributes.tag;
  return parent === undefined || tag === undefined ? undefined : `${parent}.${tag}`;
}

function readOwnName(scope: Scope, element: XmlElement, type: InterfaceType): string | undefined {
  const implied = type === 'vlan' && !saidName(scope, element) ? impliedName(element) : undefined;
  return implied === undefined
    ? readName(scope, element)
    : checkDeviceName(scope, implied, () => element.start);
}

interface Macs {
  readonly permanent?: string | undefined;
  readonly assign?: string | undefined;
}

/** A NIC is found by its permanent address, and may be given another. */
function readMacsOfNic(scope: Scope, element: XmlElement): Macs {
  const assigned = hasAttribute(element, 'assign');
  checkShape(scope, element, { required: assigned ? [] : ['address'], optional: ['address', 'assign'] });
  locate(scope, 'mac', element, hasAttribute(element, 'address') ? 'address' : 'assign');
  return { permanent: readMac(scope, element, 'address'), assign: readMac(scope, element, 'assign') };
}

/** Anything else is given its address. */
function readMacToSet(scope: Scope, element: XmlElement): Macs {
  checkShape(scope, element, { required: ['address'] });
  locate(scope, 'mac', element, 'address');
  return { assign: readMac(scope, element, 'address') };
}

/** A report of libvirt's on the running interface: accepted and never written. */
function checkLink(scope: Scope, element: XmlElement): void {
  checkShape(scope, element, { optional: ['speed', 'state'] });
  readNumber(scope, element, 'speed', { min: 0, max: 4_294_967_295 });
  readChoice(scope, element, 'state', LINK_STATES);
}

/** RFC 2863's operational states, in libvirt's spelling. */
const LINK_STATES = ['unknown', 'notpresent', 'down', 'lowerlayerdown', 'testing', 'dormant', 'up'];

function readStart(scope: Scope, element: XmlElement): StartMode | undefined {
  checkShape(scope, element, { required: ['mode'] });
  locate(scope, 'start', element, 'mode');
  return readChoice(scope, element, 'mode', ['onboot', 'none', 'hotplug']);
}

export function readMtu(scope: Scope, element: XmlElement): number | undefined {
  checkShape(scope, element, { required: ['size'] });
  locate(scope, 'mtu', element, 'size');
  return readNumber(scope, element, 'size', { min: 68, max: 65_535, code: 'mtu-range' });
}

/** Free text, blanks and line ends included. */
export function readDescription(scope: Scope, element: XmlElement): string {
  checkShape(scope, element, { text: true });
  return element.text;
}

export function readUuid(scope: Scope, element: XmlElement): string | undefined {
  checkShape(scope, element, { text: true });
  const uuid = canonicalUuid(element.text);
  if (uuid === undefined) {
    report(scope, 'uuid-syntax', { uuid: excerpt(element.text) }, textPlace(scope, element));
  }
  return uuid;
}
