import type { Address, Dns, Ipv4Protocol, Ipv6Protocol, Route } from '../model/interface.ts';
import { type Family, familyOf, prefixMax } from '../model/values.ts';
import {
  addressOf,
  numberOf,
  readAddress,
  readChoice,
  readNumber,
  readSearchDomain,
  readYesNo,
} from './attributes.ts';
import { compact } from './compact.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf, reportDuplicate } from './shape.ts';
import { classfulPrefix, hasHostBits, subnetRole } from './subnet.ts';
import { hasAttribute, type XmlElement } from './xml-tree.ts';

/** What an interface says of its addressing. */
export interface Addressing {
  readonly ipv4?: Ipv4Protocol;
  readonly ipv6?: Ipv6Protocol;
  readonly dns?: Dns;
}

/** The protocol of one family while its pieces come together, from `<protocol>` or from the 2009 form. */
interface Draft {
  readonly family: Family;
  /** Whether anything speaks of the family; an empty protocol does. */
  said: boolean;
  disabled: boolean;
  autoconf: boolean;
  dhcp: { peerdns?: boolean } | undefined;
  readonly addresses: Address[];
  readonly routes: Route[];
}

const draftOf = (family: Family): Draft => ({
  family,
  said: false,
  disabled: false,
  autoconf: false,
  dhcp: undefined,
  addresses: [],
  routes: [],
});

/**
 * Reads all addressing of a top-level interface. Pieces of the 2009 form stand after those of `<protocol>`,
 * wherever they stand in the document, since the order of different elements says nothing.
 */
export function readAddressing(scope: Scope, element: XmlElement): Addressing {
  const drafts = { ipv4: draftOf('ipv4'), ipv6: draftOf('ipv6') };
  for (const protocol of childrenOf(element, 'protocol')) readProtocol(scope, protocol, element, drafts);
  for (const dhcp of childrenOf(element, 'dhcp')) readDhcp(scope, dhcp, element, drafts.ipv4);
  for (const ip of childrenOf(element, 'ip')) readIpOf2009(scope, ip, drafts);
  const { ipv4, ipv6 } = drafts;
  return compact({
    ipv4: ipv4.said
      ? compact({ dhcp: ipv4.dhcp, addresses: ipv4.addresses, routes: ipv4.routes })
      : undefined,
    ipv6: ipv6.said ? ipv6Of(ipv6) : undefined,
    dns: readDns(scope, element),
  });
}

function ipv6Of({ disabled, autoconf, dhcp, addresses, routes }: Draft): Ipv6Protocol {
  if (disabled) return { disabled: true, autoconf: false, addresses: [], routes: [] };
  return compact({ autoconf, dhcp, addresses, routes });
}

interface Drafts {
  readonly ipv4: Draft;
  readonly ipv6: Draft;
}

function readProtocol(scope: Scope, element: XmlElement, parent: XmlElement, drafts: Drafts): void {
  const said = readChoice(scope, element, 'family', ['ipv4', 'ipv6']);
  const family = said ?? guessFamily(element);
  const six = family === 'ipv6';
  checkShape(scope, element, {
    required: ['family'],
    optional: six ? ['disabled'] : [],
    once: six ? ['dhcp', 'autoconf'] : ['dhcp'],
    many: ['ip', 'route'],
  });
  const again = said !== undefined && drafts[said].said;
  if (again) reportDuplicate(scope, parent, element, `for ${said}`);
  // What is one too many, or of an unknown family, is read for its own faults only.
  const draft = said === undefined || again ? draftOf(family) : drafts[said];
  draft.said = true;
  locate(scope, family, element);
  for (const dhcp of childrenOf(element, 'dhcp')) readDhcp(scope, dhcp, undefined, draft);
  for (const ip of childrenOf(element, 'ip')) readIp(scope, ip, draft);
  for (const route of childrenOf(element, 'route')) readRoute(scope, route, draft);
  if (!six) return;
  for (const autoconf of childrenOf(element, 'autoconf')) {
    checkShape(scope, autoconf, {});
    draft.autoconf = true;
  }
  draft.disabled = readYesNo(scope, element, 'disabled') ?? false;
  const [first] = element.children;
  if (draft.disabled && first)
    report(scope, 'ipv6-disabled-with-settings', { element: first.name }, first.start);
}

/** The family that the content of a `<protocol>` seems to be of. */
function guessFamily(element: XmlElement): Family {
  const texts = element.children.map(({ attributes }) => attributes.address ?? attributes.gateway);
  return texts.map((text) => familyOf(text ?? '')).find(Boolean) ?? 'ipv4';
}

/** `parent` where it stands outside `<protocol>`, whose shape does not see that there are two. */
function readDhcp(scope: Scope, element: XmlElement, parent: XmlElement | undefined, draft: Draft): void {
  checkShape(scope, element, { optional: ['peerdns'] });
  const dhcp = compact({ peerdns: readYesNo(scope, element, 'peerdns') });
  if (parent) locate(scope, draft.family, element);
  if (parent && draft.dhcp) reportDuplicate(scope, parent, element);
  draft.said = true;
  draft.dhcp ??= dhcp;
}

function readIp(scope: Scope, element: XmlElement, draft: Draft): void {
  checkShape(scope, element, { required: ['address'], optional: ['prefix'] });
  const { family } = draft;
  const address = readAddress(scope, element, 'address', family);
  const prefix = readPrefix(scope, element, family);
  if (address === undefined || (prefix === undefined && hasAttribute(element, 'prefix'))) return;
  addAddress(scope, element, draft, address, prefix);
}

/** `<ip address='192.0.2.5/24' gateway='192.0.2.1'/>`, outside of a protocol. */
function readIpOf2009(scope: Scope, element: XmlElement, drafts: Drafts): void {
  checkShape(scope, element, { required: ['address'], optional: ['gateway'] });
  const text = element.attributes.address ?? element.attributes.gateway ?? '';
  const slash = text.indexOf('/');
  const addressText = slash < 0 ? text : text.slice(0, slash);
  const draft = drafts[familyOf(addressText) ?? (addressText.includes(':') ? 'ipv6' : 'ipv4')];
  if (draft.disabled) report(scope, 'ipv6-disabled-with-settings', { element: element.name }, element.start);
  draft.said = true;
  locate(scope, draft.family, element);
  if (hasAttribute(element, 'address')) {
    const place = (): number => valuePlace(scope, element, 'address');
    const address = addressOf(scope, addressText, undefined, 'host', place);
    const prefixPlace = (): number => place() + slash + 1;
    const prefix = slash < 0 ? undefined : prefixOf(scope, text.slice(slash + 1), draft, prefixPlace);
    if (address !== undefined && (slash < 0 || prefix !== undefined)) {
      addAddress(scope, element, draft, address, prefix);
    }
  }
  const gateway = readAddress(scope, element, 'gateway', draft.family);
  if (gateway !== undefined) addRoute(scope, element, draft, { gateway });
}

/** The prefix that stands behind the slash of an address. */
function prefixOf(scope: Scope, text: string, { family }: Draft, place: () => number): number | undefined {
  const subject = { element: 'ip', attribute: 'prefix' };
  return numberOf(scope, subject, text, { min: 0, max: prefixMax(family), code: 'prefix-range' }, place);
}

/** The prefix beside an address. One for an address of the other family is that family's; it is wrong already. */
function readPrefix(scope: Scope, element: XmlElement, family: Family): number | undefined {
  const found = familyOf(element.attributes.address ?? '') ?? family;
  return readNumber(scope, element, 'prefix', { min: 0, max: prefixMax(found), code: 'prefix-range' });
}

function addAddress(
  scope: Scope,
  element: XmlElement,
  draft: Draft,
  address: string,
  said: number | undefined,
): void {
  const { family, addresses } = draft;
  const place = (): number => valuePlace(scope, element, 'address');
  const prefix = said ?? classfulPrefix(family, address);
  if (prefix === undefined) {
    report(scope, 'missing-attribute', { element: 'ip', attribute: 'prefix' }, element.start);
    return;
  }
  if (said === undefined) report(scope, 'prefix-missing', { address, prefix }, place());
  const role = family === 'ipv4' ? subnetRole(address, prefix) : undefined;
  if (role) {
    report(scope, 'address-not-host', { address, prefix, role }, place());
    return;
  }
  locate(scope, `${family}.address.${addresses.length}`, element, 'address');
  addresses.push({ address, prefix });
}

function readRoute(scope: Scope, element: XmlElement, draft: Draft): void {
  const { family } = draft;
  const { attributes } = element;
  // A destination is an address and a prefix; either alone lacks the other.
  const destined = attributes.address !== undefined || attributes.prefix !== undefined;
  checkShape(scope, element, {
    required: destined ? ['gateway', 'address', 'prefix'] : ['gateway'],
    optional: ['metric', 'address', 'prefix'],
  });
  const gateway = readAddress(scope, element, 'gateway', family);
  const metric = readNumber(scope, element, 'metric', { min: 0, max: 4_294_967_295 });
  const address = readAddress(scope, element, 'address', family, 'destination');
  const prefix = readPrefix(scope, element, family);
  const complete = address !== undefined && prefix !== undefined;
  if (complete && hasHostBits(family, address, prefix)) {
    report(scope, 'route-host-bits', { address, prefix }, valuePlace(scope, element, 'address'));
    return;
  }
  if (gateway === undefined || complete !== destined) return;
  // 0.0.0.0/0 and ::/0 are other words for the default route.
  const destination = complete && prefix > 0 ? { address, prefix } : undefined;
  addRoute(scope, element, draft, compact({ destination, gateway, metric }));
}

function addRoute(scope: Scope, element: XmlElement, { family, routes }: Draft, route: Route): void {
  locate(scope, `${family}.route.${routes.length}`, element, 'gateway');
  routes.push(route);
}

/** An empty `<dns>` says nothing. */
function readDns(scope: Scope, element: XmlElement): Dns | undefined {
  const servers: string[] = [];
  const search: string[] = [];
  for (const dns of childrenOf(element, 'dns')) {
    checkShape(scope, dns, { many: ['server', 'search'] });
    locate(scope, 'dns', dns);
    for (const child of childrenOf(dns, 'server')) {
      checkShape(scope, child, { required: ['address'] });
      const address = readAddress(scope, child, 'address', undefined);
      if (address === undefined) continue;
      locate(scope, `dns.server.${servers.length}`, child, 'address');
      servers.push(address);
    }
    for (const child of childrenOf(dns, 'search')) {
      checkShape(scope, child, { required: ['domain'] });
      const domain = readSearchDomain(scope, child);
      if (domain === undefined) continue;
      locate(scope, `dns.search.${search.length}`, child, 'domain');
      search.push(domain);
    }
  }
  return servers.length || search.length ? { servers, search } : undefined;
}
