import type { Network, PortForward } from '../model/network.ts';
import { readAddress, readChoice, readNumber } from './attributes.ts';
import { compact } from './compact.ts';
import { keptText, unboundPrefixes } from './metadata.ts';
import { type Bindings, bindingsIn, namespaceOf, withoutNamespace } from './namespaces.ts';
import type { Places } from './network-places.ts';
import { isGuest, PUBLISH_NAMESPACE, portForwardFault, publishFaults } from './publish.ts';
import { report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf, reportDuplicate } from './shape.ts';
import { strayTextPlace, type XmlElement } from './xml-tree.ts';

/** What `<metadata>` says: published ports, which are ours, and what others keep there. */
export interface Metadata {
  readonly portForwards: PortForward[];
  readonly metadata?: NonNullable<Network['metadata']>;
}

/** `outer`: the namespaces in force around it. */
export function readMetadata(scope: Scope, places: Places, network: XmlElement, outer: Bindings): Metadata {
  const kept: string[] = [];
  const portForwards: PortForward[] = [];
  let published: XmlElement | undefined;
  for (const element of childrenOf(network, 'metadata')) {
    checkAttributes(scope, element);
    const bindings = bindingsIn(element, outer);
    for (const child of element.children) {
      for (const { element: at, prefix } of unboundPrefixes(child, bindings)) {
        report(scope, 'namespace-prefix', { element: at.name, prefix }, at.start);
      }
      const inner = bindingsIn(child, bindings);
      const namespace = namespaceOf(child, inner) ?? '';
      if (namespace !== PUBLISH_NAMESPACE) {
        checkAlike(scope, child, namespace);
        kept.push(keptText(scope.source.text, child, bindings));
        continue;
      }
      const ours = withoutNamespace(child, PUBLISH_NAMESPACE, inner);
      // A shape is of an element's children, and only those of ours are to fit one.
      checkShape(scope, { ...element, attributes: {}, children: [ours], text: '' }, { once: ['publish'] });
      if (ours.name !== 'publish') continue;
      if (published) reportDuplicate(scope, element, ours);
      published ??= ours;
      portForwards.push(...readPublish(scope, places, ours));
    }
  }
  return { portForwards, ...compact({ metadata: kept.length > 0 ? kept : undefined }) };
}

/** What is called as ours is, in no namespace or in one like it, was meant to be ours. */
function checkAlike(scope: Scope, { name: element, start }: XmlElement, namespace: string): void {
  if (!/^(?:.*:)?publish$/.test(element) || !/^(?:urn:ifscribe:.*)?$/.test(namespace)) return;
  report(scope, 'publish-namespace', { element, namespace }, start);
}

/** Elements of others may stand in it, text of nobody's. */
function checkAttributes(scope: Scope, element: XmlElement): void {
  checkShape(scope, { ...element, children: [], text: '' }, { namespaces: true });
  if (!/[^ \t\n\r]/.test(element.text)) return;
  const at = strayTextPlace(scope.source.text, element);
  report(scope, 'unexpected-text', { element: element.name, text: element.text.trim() }, at);
}

function readPublish(scope: Scope, places: Places, element: XmlElement): PortForward[] {
  checkShape(scope, element, { many: ['portForward'] });
  return childrenOf(element, 'portForward').flatMap((child) => readPortForward(scope, places, child));
}

/** As libvirt's domain XML has it: one element for the ports that go to one guest. */
function readPortForward(scope: Scope, places: Places, element: XmlElement): PortForward[] {
  checkShape(scope, element, { required: ['proto', 'to'], optional: ['address'], many: ['range'] });
  const ranges = childrenOf(element, 'range');
  if (ranges.length === 0) {
    report(scope, 'missing-element', { element: 'range', parent: 'portForward' }, element.start);
  }
  const protocol = readChoice(scope, element, 'proto', ['tcp', 'udp'] as const);
  const address = readAddress(scope, element, 'address', 'ipv4');
  const to = readGuest(scope, element);
  return ranges.flatMap((range) => {
    const ports = readPorts(scope, range);
    if (!ports || protocol === undefined || to === undefined) return [];
    const portForward = compact({ protocol, address, ...ports, to });
    const fault = portForwardFault(portForward);
    if (fault !== undefined) {
      const place = fault === 'loopback' ? valuePlace(scope, element, 'address') : range.start;
      report(scope, 'port-forward', { fault: publishFaults[fault] }, place);
      return [];
    }
    places.set(portForward, { element: range });
    return [portForward];
  });
}

function readGuest(scope: Scope, element: XmlElement): string | undefined {
  const { to } = element.attributes;
  if (to === undefined || isGuest(to)) return to;
  report(scope, 'port-forward', { fault: publishFaults.guest }, valuePlace(scope, element, 'to'));
  return undefined;
}

/** `end` is `start` where it is not said, and so is `to`. */
function readPorts(
  scope: Scope,
  element: XmlElement,
): Pick<PortForward, 'start' | 'end' | 'toPort'> | undefined {
  checkShape(scope, element, { required: ['start'], optional: ['end', 'to'] });
  const port = (attribute: string): number | undefined =>
    readNumber(scope, element, attribute, { min: 1, max: 65_535 });
  const said = { start: port('start'), end: port('end'), to: port('to') };
  const { start } = said;
  const isWrong = (['start', 'end', 'to'] as const).some(
    (name) => said[name] === undefined && element.attributes[name] !== undefined,
  );
  if (start === undefined || isWrong) return undefined;
  return { start, end: said.end ?? start, toPort: said.to ?? start };
}
