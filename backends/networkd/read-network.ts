import type { Dns, Ipv4Protocol, Ipv6Protocol, Route } from '../../src/model/interface.ts';
import {
  canonicalAddress,
  type Family,
  familyOf,
  isHostName,
  prefixMax,
  wholeNumber,
} from '../../src/model/values.ts';
import { bool, integer, mac, oneOf } from './codecs.ts';
import { portFields } from './fields.ts';
import { deviceName, readFields } from './read-device.ts';
import type { Settings } from './settings.ts';
import { isTooSmallForIpv6 } from './view.ts';

/** What a .network of ours says, before it is put together with the devices and the other files. */
export interface Network {
  /** By which it finds its interface; one of the two is there. */
  readonly name?: string;
  readonly permanentMac?: string;
  readonly assignMac?: string;
  readonly mtuBytes?: number;
  /** `unclear`: started at boot with nothing to wait for, or hotplug; the rest of the host tells. */
  readonly start: 'onboot' | 'none' | 'hotplug' | 'unclear';
  readonly controller?: string;
  readonly isPrimary: boolean;
  readonly cost?: number;
  readonly priority?: number;
  /** Vlans that stand on the interface. */
  readonly vlans: readonly string[];
  readonly ipv4?: Ipv4Protocol;
  readonly ipv6?: Ipv6Protocol;
  readonly dns?: Dns;
  /** Nothing but vlans stand on it: the form that `bareParentView` gives, and no interface. */
  readonly isBareParent: boolean;
}

/** Reads a .network of ours; undefined where it matches no one interface that could be named. */
export function readNetwork(settings: Settings): Network | undefined {
  const name = settings.value('Match', 'Name', deviceName);
  const permanentMac = settings.value('Match', 'PermanentMACAddress', mac.read);
  const assignMac = settings.value('Link', 'MACAddress', mac.read);
  const mtuBytes = settings.value('Link', 'MTUBytes', integer(68, 65_535).read);
  const bond = settings.value('Network', 'Bond', deviceName);
  const bridge = settings.value('Network', 'Bridge', deviceName);
  const controller = bond ?? bridge;
  const port = readFields(settings, 'Bridge', portFields, { controller: '', position: 0 });
  const dns = readDns(settings);
  const ip = readAddressing(settings, { isPort: controller !== undefined, mtuBytes });
  settings.implied('Network', 'ConfigureWithoutCarrier');
  const start = readStart(settings);
  const vlans = settings.values('Network', 'VLAN', deviceName);
  const said = defined({ permanentMac, assignMac, mtuBytes, controller, dns, ipv4: ip.ipv4, ipv6: ip.ipv6 });
  if (name === undefined && permanentMac === undefined) return undefined;
  return {
    start,
    isPrimary: settings.value('Network', 'PrimarySlave', bool.read) ?? false,
    vlans,
    ...said,
    ...defined({ name, cost: port.cost, priority: port.priority }),
    isBareParent:
      vlans.length > 0 && start === 'unclear' && ip.isBarelyOff && Object.keys(said).join() === 'ipv6',
  };
}

/** A copy without undefined properties: absent is how the model says nothing. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
}

/** ActivationPolicy= and RequiredForOnline=, see `activationPolicies` in view.ts. */
function readStart(settings: Settings): Network['start'] {
  const policy = settings.value(
    'Link',
    'ActivationPolicy',
    oneOf('up', 'always-up', 'manual', 'down', 'always-down').read,
  );
  const required = settings.value('Link', 'RequiredForOnline', isRequired);
  if (policy === 'manual' || policy === 'down' || policy === 'always-down') return 'none';
  if (required ?? true) return 'onboot';
  return policy === undefined ? 'unclear' : 'hotplug';
}

/** A boolean, or the state that counts as online (`carrier`, `degraded:routable`), which means yes. */
const isRequired = (text: string): boolean | undefined =>
  bool.read(text) ?? (/^[a-z]+(?:-[a-z]+)*(?::[a-z]+(?:-[a-z]+)*)?$/.test(text) ? true : undefined);

function readDns(settings: Settings): Dns | undefined {
  const servers = settings.values('Network', 'DNS', anyAddress);
  const search = settings.all('Network', 'Domains').flatMap((entry) => {
    const domains = entry.value.split(/\s+/);
    if (domains.every(isHostName)) return domains;
    settings.reject(entry);
    return [];
  });
  return servers.length || search.length ? { servers, search } : undefined;
}

function anyAddress(text: string): string | undefined {
  const family = familyOf(text);
  return family && canonicalAddress(family, text);
}

interface Prefixed {
  readonly address: string;
  readonly prefix: number;
}

/** Without a prefix networkd takes the longest (systemd.network(5)). */
function prefixedAddress(text: string): Prefixed | undefined {
  const [plain = '', length, ...rest] = text.split('/');
  const family = familyOf(plain);
  const address = family && canonicalAddress(family, plain);
  if (!family || address === undefined || rest.length) return undefined;
  const prefix = length === undefined ? prefixMax(family) : wholeNumber(length);
  return prefix !== undefined && prefix <= prefixMax(family) ? { address, prefix } : undefined;
}

const isOf =
  (family: Family) =>
  (address: string): boolean =>
    familyOf(address) === family;

function readRoutes(settings: Settings): Route[] {
  const gateways = settings.values('Network', 'Gateway', anyAddress).map((gateway): Route => ({ gateway }));
  const sections = settings.each('Route').flatMap((section): Route[] => {
    const gateway = section.value('Gateway', anyAddress);
    const destination = section.value('Destination', prefixedAddress);
    const metric = section.value('Metric', integer(0, 4_294_967_295).read);
    section.implied('GatewayOnLink', 'GatewayOnlink');
    if (gateway === undefined || (destination && familyOf(destination.address) !== familyOf(gateway))) {
      section.reject();
      return [];
    }
    return [{ gateway, ...defined({ destination, metric }) }];
  });
  return [...gateways, ...sections];
}

function readAddressing(
  settings: Settings,
  { isPort, mtuBytes }: { isPort: boolean; mtuBytes: number | undefined },
): { ipv4: Ipv4Protocol | undefined; ipv6: Ipv6Protocol | undefined; isBarelyOff: boolean } {
  const addresses = settings.values('Network', 'Address', prefixedAddress);
  const routes = readRoutes(settings);
  const dhcp = settings.value('Network', 'DHCP', dhcpFamilies) ?? '';
  const dhcpOf = (family: Family, section: string): { dhcp?: { peerdns: boolean } } => {
    const peerdns = settings.value(section, 'UseDNS', bool.read) ?? true;
    settings.implied(section, 'UseDomains');
    return dhcp.includes(family) ? { dhcp: { peerdns } } : {};
  };
  const hasLinkLocal = settings.value('Network', 'LinkLocalAddressing', linkLocalIpv6) ?? !isPort;
  const generates = settings.value('Network', 'IPv6LinkLocalAddressGenerationMode', generationMode);
  const acceptsRa = settings.value('Network', 'IPv6AcceptRA', bool.read) ?? hasLinkLocal;
  const usesPrefix = settings.value('IPv6AcceptRA', 'UseAutonomousPrefix', bool.read) ?? true;
  settings.implied('IPv6AcceptRA', 'UseDNS', 'UseDomains', 'DHCPv6Client', 'RouteMetric');
  settings.implied('DHCPv6', 'WithoutRA');

  const ipv4: Ipv4Protocol = {
    ...dhcpOf('ipv4', 'DHCPv4'),
    addresses: addresses.filter(({ address }) => isOf('ipv4')(address)),
    routes: routes.filter(({ gateway }) => isOf('ipv4')(gateway)),
  };
  const ipv6: Ipv6Protocol = {
    ...dhcpOf('ipv6', 'DHCPv6'),
    autoconf: acceptsRa && usesPrefix && hasLinkLocal,
    addresses: addresses.filter(({ address }) => isOf('ipv6')(address)),
    routes: routes.filter(({ gateway }) => isOf('ipv6')(gateway)),
  };
  const isOff = generates === false || (!hasLinkLocal && !isPort && !isTooSmallForIpv6(mtuBytes));
  const isIpv6Said = ipv6.dhcp || ipv6.autoconf || ipv6.addresses.length || ipv6.routes.length;
  return {
    ipv4: ipv4.dhcp || ipv4.addresses.length || ipv4.routes.length ? ipv4 : undefined,
    ipv6: isIpv6Said
      ? ipv6
      : isOff
        ? { disabled: true, autoconf: false, addresses: [], routes: [] }
        : undefined,
    isBarelyOff: isOff && !isIpv6Said && generates === undefined,
  };
}

/** DHCP= as the families it asks for; the older words are still read by networkd. */
function dhcpFamilies(text: string): string | undefined {
  if (text === 'ipv4' || text === 'v4') return 'ipv4';
  if (text === 'ipv6' || text === 'v6') return 'ipv6';
  const both = text === 'both' ? true : text === 'none' ? false : bool.read(text);
  return both === undefined ? undefined : both ? 'ipv4 ipv6' : '';
}

/** LinkLocalAddressing=: whether there is an IPv6 one. An IPv4 one is nothing that the model could say. */
const linkLocalIpv6 = (text: string): boolean | undefined =>
  text === 'ipv6' ? true : bool.read(text) === false ? false : undefined;

/** IPv6LinkLocalAddressGenerationMode=: whether an address is generated at all. */
const generationMode = (text: string): boolean | undefined =>
  text === 'none'
    ? false
    : oneOf('eui64', 'stable-privacy', 'random').read(text) === undefined
      ? undefined
      : true;
