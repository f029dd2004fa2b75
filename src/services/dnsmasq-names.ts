import type { Network, NetworkDns } from '../model/network.ts';
import { familyOf } from '../model/values.ts';
import { type Directive, directive } from './directive.ts';
import { safeAddress, safeHostName, safeInteger, safeLine, safeService, safeWord } from './guard.ts';
import { reverseZones } from './reverse-zones.ts';

/** Whether the network has a DNS server: yes, unless it says no. */
export const servesNames = ({ dns }: Network): boolean => dns?.enable !== false;

/** What the network's DNS server knows, and whom it asks for the rest. */
export function nameDirectives(network: Network): Directive[] {
  const { domain, dns } = network;
  // What guests are told of their domain is DHCP's matter, whoever serves the names.
  const domainName = domain ? [directive('domain', safeHostName(domain.name))] : [];
  if (!servesNames(network)) return [directive('port', 0), ...domainName];
  return [
    // As the C library asks the servers of resolv.conf: one after another, not whichever answered first.
    directive('strict-order'),
    ...domainName,
    ...(domain ? [directive('expand-hosts')] : []),
    ...(domain?.localOnly ? [local(domain.name)] : []),
    ...network.ips
      .filter(({ localPtr }) => localPtr)
      .flatMap(({ family, address, prefix }) => reverseZones(family, address, prefix))
      .map(local),
    ...(dns?.forwardPlainNames === false ? [directive('domain-needed'), directive('local', '//')] : []),
    ...(dns?.forwarders ?? []).map(forwarderDirective),
    ...(asksResolvConf(network) ? [] : [directive('no-resolv')]),
    ...(dns?.texts ?? []).map(textDirective),
    ...(dns?.services ?? []).map((service) => serviceDirective(service, domain?.name)),
    ...(dns?.hosts ?? []).flatMap((host) => hostDirectives(host, domain?.name)),
  ];
}

/** A zone of which only what is known here is answered. */
const local = (zone: string): Directive => directive('local', `/${safeHostName(zone)}/`);

/**
 * Whether the host's own name servers are asked. Not where the document names another for everything; and not for
 * guests that are to reach nothing outside, for questions can carry anything out and answers anything in.
 */
const asksResolvConf = ({ forward, dns }: Network): boolean =>
  forward !== undefined &&
  !dns?.forwarders.some(({ domain, address }) => domain === undefined && address !== undefined);

/** `#`: the domain is asked of the servers that everything else is asked of. */
function forwarderDirective({ domain, address }: NetworkDns['forwarders'][number]): Directive {
  const server = address === undefined ? '#' : safeAddress(familyOf(address) ?? 'ipv6', address);
  return directive('server', domain === undefined ? server : `/${safeHostName(domain)}/${server}`);
}

const textDirective = ({ name, value }: NetworkDns['texts'][number]): Directive =>
  directive('txt-record', safeHostName(name), { quoted: safeLine(value) });

/** Without a target the record says that there is no such service (RFC 2782). */
function serviceDirective(record: NetworkDns['services'][number], ownDomain: string | undefined): Directive {
  const protocol = safeWord(record.protocol, ['tcp', 'udp']);
  const domain = record.domain ?? ownDomain;
  const name = [
    `_${safeService(record.service)}._${protocol}`,
    ...(domain === undefined ? [] : [safeHostName(domain)]),
  ].join('.');
  if (record.target === undefined) return directive('srv-host', name);
  return directive(
    'srv-host',
    name,
    safeHostName(record.target),
    safeInteger(record.port ?? 1, 1, 65_535),
    safeInteger(record.priority ?? 0, 0, 65_535),
    safeInteger(record.weight ?? 0, 0, 65_535),
  );
}

/**
 * A record a name, so that no line grows long. Plain names are known in the network's domain too, which comes first
 * for the reverse query: host-record knows nothing of expand-hosts.
 */
function hostDirectives(
  { address, names }: NetworkDns['hosts'][number],
  domain: string | undefined,
): Directive[] {
  const family = familyOf(address) ?? 'ipv6';
  return names.map((name) => {
    const isPlain = !name.includes('.');
    const whole = isPlain && domain !== undefined ? [`${safeHostName(name)}.${safeHostName(domain)}`] : [];
    return directive('host-record', ...whole, unmistakable(safeHostName(name)), safeAddress(family, address));
  });
}

/**
 * A name where dnsmasq would take some for a time or a word of its own (`1h`, `ignore`, `infinite`): the
 * dot of the root at its end tells them apart.
 */
export const unmistakable = (name: string): string =>
  /^(?:[0-9]+[smhdw]|ignore|infinite)$/i.test(name) ? `${name}.` : name;
