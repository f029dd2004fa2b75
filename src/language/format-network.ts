import type {
  DhcpHost,
  Network,
  NetworkDns,
  NetworkForward,
  NetworkIp,
  PortForward,
} from '../model/network.ts';
import { element, elementOrEmpty, empty, onOff, type Print, textElement, yesNo } from './print.ts';
import { PUBLISH_NAMESPACE } from './publish.ts';

/**
 * The network as a canonical document, in the order and layout of libvirt's own formatter. Where that differs: what
 * a document did not say (the bridge's `stp` and `delay`) is not said; a subnet has a prefix, never a netmask; a
 * lease is in the largest unit that it is a whole number of; what stands in `<metadata>` is kept as it was written.
 */
export const formatNetwork = (network: Network): string => networkElement(network)('');

export const networkElement = (network: Network): Print =>
  element('network', { ipv6: yesNo(network.guestIpv6) }, [
    textElement('name', network.name),
    textElement('uuid', network.uuid),
    textElement('title', network.title),
    textElement('description', network.description),
    metadataElement(network),
    network.forward && forwardElement(network.forward),
    bridgeElement(network),
    network.mtuBytes === undefined ? undefined : empty('mtu', { size: network.mtuBytes }),
    network.mac === undefined ? undefined : empty('mac', { address: network.mac }),
    network.domain &&
      empty('domain', { name: network.domain.name, localOnly: yesNo(network.domain.localOnly) }),
    network.dns && dnsElement(network.dns),
    ...network.ips.map(ipElement),
    ...network.routes.map(({ family, destination, prefix, gateway, metric }) =>
      empty('route', { family: familyWord(family), address: destination, prefix, gateway, metric }),
    ),
  ]);

/** IPv4 is what an absent family means. */
const familyWord = (family: string): string | undefined => (family === 'ipv6' ? family : undefined);

function metadataElement({ metadata = [], portForwards }: Network): Print | undefined {
  if (metadata.length + portForwards.length === 0) return undefined;
  const kept = metadata.map(
    (text): Print =>
      (indent) =>
        `${indent}${text}\n`,
  );
  const published = element('publish', { xmlns: PUBLISH_NAMESPACE }, portForwards.map(portForwardElement));
  return element('metadata', {}, portForwards.length > 0 ? [...kept, published] : kept);
}

const portForwardElement = ({ protocol: proto, to, address, start, end, toPort }: PortForward): Print =>
  element('portForward', { proto, to, address }, [empty('range', { start, end, to: toPort })]);

/** libvirt says the device twice. */
const forwardElement = ({ mode, dev, nat }: NetworkForward): Print =>
  elementOrEmpty('forward', { dev, mode }, [
    nat &&
      elementOrEmpty('nat', { ipv6: yesNo(nat.ipv6) }, [
        nat.addresses && empty('address', { start: nat.addresses.start, end: nat.addresses.end }),
        nat.ports && empty('port', { start: nat.ports.start, end: nat.ports.end }),
      ]),
    dev === undefined ? undefined : empty('interface', { dev }),
  ]);

const bridgeElement = ({ bridge: { name, zone, stp, delayMs } }: Network): Print =>
  empty('bridge', {
    name,
    zone,
    stp: onOff(stp),
    delay: delayMs === undefined ? undefined : delayMs / 1000,
  });

const dnsElement = (dns: NetworkDns): Print =>
  elementOrEmpty('dns', { enable: yesNo(dns.enable), forwardPlainNames: yesNo(dns.forwardPlainNames) }, [
    ...dns.forwarders.map(({ domain, address: addr }) => empty('forwarder', { domain, addr })),
    ...dns.texts.map(({ name, value }) => empty('txt', { name, value })),
    ...dns.services.map(({ service, protocol, domain, target, port, priority, weight }) =>
      empty('srv', { service, protocol, domain, target, port, priority, weight }),
    ),
    ...dns.hosts.map(({ address: ip, names }) =>
      element(
        'host',
        { ip },
        names.map((name) => textElement('hostname', name)),
      ),
    ),
  ]);

function ipElement(ip: NetworkIp): Print {
  const { family, address, prefix, localPtr, dhcp } = ip;
  const tftpRoot = ip.family === 'ipv4' ? ip.tftpRoot : undefined;
  return element('ip', { family: familyWord(family), address, prefix, localPtr: yesNo(localPtr) }, [
    tftpRoot === undefined ? undefined : empty('tftp', { root: tftpRoot }),
    dhcp && dhcpElement(dhcp),
  ]);
}

function dhcpElement(dhcp: NonNullable<NetworkIp['dhcp']>): Print {
  const bootp = 'bootp' in dhcp ? dhcp.bootp : undefined;
  return element('dhcp', {}, [
    ...dhcp.ranges.map(({ start, end, leaseSeconds }) =>
      elementOrEmpty('range', { start, end }, [leaseElement(leaseSeconds)]),
    ),
    ...dhcp.hosts.map(({ mac, id, name, ip, leaseSeconds }: DhcpHost) =>
      elementOrEmpty('host', { mac, id, name, ip }, [leaseElement(leaseSeconds)]),
    ),
    bootp && empty('bootp', { file: bootp.file, server: bootp.server }),
  ]);
}

function leaseElement(seconds: number | undefined): Print | undefined {
  if (seconds === undefined) return undefined;
  if (seconds === 0) return empty('lease', { expiry: 0 });
  if (seconds % 3600 === 0) return empty('lease', { expiry: seconds / 3600, unit: 'hours' });
  if (seconds % 60 === 0) return empty('lease', { expiry: seconds / 60, unit: 'minutes' });
  return empty('lease', { expiry: seconds, unit: 'seconds' });
}
