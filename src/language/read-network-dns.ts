import { LINE_BYTES_MAX, line, type NetworkDns, serviceName, textRecordBytes } from '../model/network.ts';
import { isUnmistakableHostName } from '../model/values.ts';
import { readAddress, readChoice, readNumber, readYesNo } from './attributes.ts';
import { compact } from './compact.ts';
import { textPlace } from './read-name.ts';
import { readHostName, readMatching } from './read-network-values.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf, excerpt } from './shape.ts';
import type { XmlElement } from './xml-tree.ts';

const RECORDS = ['forwarder', 'txt', 'srv', 'host'];

/** What `<dns>` says; an empty one says nothing. */
export function readDns(scope: Scope, element: XmlElement): NetworkDns | undefined {
  checkShape(scope, element, { optional: ['enable', 'forwardPlainNames'], many: RECORDS });
  locate(scope, 'dns', element);
  const enable = readYesNo(scope, element, 'enable');
  const each = <T>(name: string, read: (scope: Scope, child: XmlElement) => T | undefined): T[] =>
    childrenOf(element, name).flatMap((child) => read(scope, child) ?? []);
  const records = {
    forwarders: each('forwarder', readForwarder),
    texts: each('txt', readText),
    services: each('srv', readService),
    hosts: each('host', readHost),
  };
  const record = element.children.find(({ name }) => RECORDS.includes(name));
  if (enable === false && record) {
    report(scope, 'dns-disabled-with-settings', { element: record.name }, record.start);
  }
  const flags = compact({ enable, forwardPlainNames: readYesNo(scope, element, 'forwardPlainNames') });
  const isEmpty = Object.values(records).every(({ length }) => length === 0);
  return isEmpty && Object.keys(flags).length === 0 ? undefined : { ...flags, ...records };
}

function readForwarder(scope: Scope, element: XmlElement): NetworkDns['forwarders'][number] | undefined {
  const { addr, domain } = element.attributes;
  // With neither, the address is the one that is missed.
  const neither = addr === undefined && domain === undefined;
  checkShape(scope, element, neither ? { required: ['addr'], optional: ['domain'] } : FORWARDER);
  const said = compact({
    domain: readHostName(scope, element, 'domain'),
    address: readAddress(scope, element, 'addr', undefined),
  });
  return Object.keys(said).length === 0 ? undefined : said;
}

const FORWARDER = { optional: ['addr', 'domain'] };

function readText(scope: Scope, element: XmlElement): NetworkDns['texts'][number] | undefined {
  checkShape(scope, element, { required: ['name', 'value'] });
  const name = readHostName(scope, element, 'name');
  const value = readMatching(scope, element, 'value', line, 'text-value');
  if (name === undefined || value === undefined) return undefined;
  const bytes = textRecordBytes({ name, value });
  if (bytes <= LINE_BYTES_MAX) return { name, value };
  report(scope, 'text-too-long', { name, bytes, max: LINE_BYTES_MAX }, valuePlace(scope, element, 'value'));
  return undefined;
}

/** RFC 2782. Port, priority and weight are of the target, so none of them stands alone. */
function readService(scope: Scope, element: XmlElement): NetworkDns['services'][number] | undefined {
  const { attributes } = element;
  const targeted = ['port', 'priority', 'weight'].some((name) => attributes[name] !== undefined);
  checkShape(scope, element, {
    required: targeted ? ['service', 'protocol', 'target'] : ['service', 'protocol'],
    optional: ['domain', 'target', 'port', 'priority', 'weight'],
  });
  const service = readMatching(scope, element, 'service', serviceName, 'service-name');
  const protocol = readChoice(scope, element, 'protocol', ['tcp', 'udp'] as const);
  const rest = compact({
    domain: readHostName(scope, element, 'domain'),
    target: readHostName(scope, element, 'target'),
    port: readNumber(scope, element, 'port', { min: 1, max: 65_535 }),
    priority: readNumber(scope, element, 'priority', { min: 0, max: 65_535 }),
    weight: readNumber(scope, element, 'weight', { min: 0, max: 65_535 }),
  });
  return service === undefined || protocol === undefined ? undefined : { service, protocol, ...rest };
}

/** The order of names is content: the first is the one that the address is called. */
function readHost(scope: Scope, element: XmlElement): NetworkDns['hosts'][number] | undefined {
  checkShape(scope, element, { required: ['ip'], many: ['hostname'] });
  const address = readAddress(scope, element, 'ip', undefined);
  const children = childrenOf(element, 'hostname');
  if (children.length === 0) {
    report(scope, 'missing-element', { element: 'hostname', parent: 'host' }, element.start);
  }
  const names = children.flatMap((child) => {
    checkShape(scope, child, { text: true });
    if (isUnmistakableHostName(child.text)) return [child.text];
    report(scope, 'host-name-syntax', { name: excerpt(child.text) }, textPlace(scope, child));
    return [];
  });
  return address === undefined || names.length === 0 ? undefined : { address, names };
}
