import { documentError, documentWarning } from './entry.ts';

/** What can be wrong with a document's guest networks, each by itself. */
export const networkCatalog = {
  'network-unsupported': documentError<{ what: string; why: string }>(
    ({ what, why }) => `${what} is not supported: ${why}`,
    'libvirt knows this setting, but it is carried out by libvirtd at the moment when a guest is plugged in (or, for dnsmasq:options, is handed on unchecked). ifscribe writes down what is up at boot without any daemon of its own, so nobody would act on it. Nothing is dropped in silence: take it out of the document, or follow the hint.',
  ),
  'network-name': documentError<{ name: string; reason: string }>(
    ({ name, reason }) => `'${name}' is no name for a network: ${reason}`,
    'A name has 1 to 64 letters, digits or . _ - and begins with a letter, a digit or _. It stands in the names of files, of units and of packet filter tables, where other characters mean something.',
  ),
  'network-bridge-name': documentError(
    () => "the network names no bridge; write <bridge name='virbr7'/>",
    'libvirt chooses a free name (virbr0, virbr1 …) when it starts a network; what is written down for the boot needs one that stays. Guests name that bridge too. Choose a name that no other interface has.',
  ),
  'network-mode-setting': documentError<{ setting: string; mode: string }>(
    ({ setting, mode }) => `${setting} means nothing in a network of mode='${mode}'; take it out`,
    "A network of mode='bridge' only says which bridge of the host's guests use: its addresses, MTU, MAC address and options belong to the <interface> that defines the bridge, and the LAN has its own DHCP and DNS. Translation of addresses (<nat>) is of mode='nat' only, and mode='open' restricts nothing, so it has no device to leave by.",
  ),
  'network-service-twice': documentError<{ element: string; family: string }>(
    ({ element, family }) => `a second <${element}> for ${family} in the network`,
    'A network leases addresses of one IPv4 and one IPv6 subnet, and gives out files of one folder, as in libvirt. Keep one, or make two networks.',
  ),
  'forward-without-address': documentError<{ mode: string }>(
    ({ mode }) => `the network forwards (mode='${mode}') but has no <ip>`,
    "Whose packets are forwarded, and what is translated, is told by the network's subnets, so libvirt refuses such a network too. Add an <ip>; where the network stands on an interface of a document of its own, the same address stands in both. For guests that only talk among themselves take <forward> out.",
  ),
  'forward-dev-differs': documentError<{ dev: string; other: string }>(
    ({ dev, other }) => `<interface dev='${other}'> contradicts dev='${dev}' of <forward>`,
    'The interface that guests leave by may be said by the attribute dev of <forward>, by an <interface> in it, or (as libvirt prints it) by both; but then it is the same one.',
  ),
  'family-unsaid': documentError<{ address: string }>(
    ({ address }) => `${address} is an IPv6 address; write family='ipv6'`,
    "In network XML an <ip> or <route> without a family is IPv4. libvirt refuses an IPv6 address there, and so would whoever reads the document next: say family='ipv6'.",
  ),
  'prefix-and-netmask': documentError(
    () => 'the subnet is said twice, by prefix and by netmask; keep one',
    'A netmask of 255.255.255.0 and a prefix of 24 are the same. Keep the prefix: it is what both families have and what is printed.',
  ),
  netmask: documentError<{ netmask: string; hint: string }>(
    ({ netmask, hint }) => `'${netmask}' is no netmask here; ${hint}`,
    "An IPv4 netmask is ones followed by zeros: 255.255.255.0 is prefix='24', 255.255.240.0 is prefix='20'. IPv6 has prefixes only.",
  ),
  'range-order': documentError<{ start: string; end: string }>(
    ({ start, end }) => `the range ends before it starts: ${start} to ${end}`,
    'A range goes from its lowest to its highest address (or port), both included. Swap the two if that is what is meant.',
  ),
  'lease-range': documentError<{ seconds: number; min: number; max: number }>(
    ({ seconds, min, max }) => `a lease of ${seconds} seconds is outside ${min}..${max}`,
    "dnsmasq leases an address for at least two minutes and keeps the time in 32 bits. The unit is minutes where none is said; expiry='0' leases for ever.",
  ),
  'dhcp-host-identity': documentError<{ hint: string }>(
    ({ hint }) => `a guest that the DHCP server cannot know: ${hint}`,
    'A reservation says whom it is for. In an IPv4 subnet that is a MAC address (mac) or the name that the guest gives; in an IPv6 subnet a DUID (id, RFC 8415) or the name, since DHCPv6 carries no MAC address.',
  ),
  'duid-syntax': documentError<{ value: string }>(
    ({ value }) => `'${value}' is no DUID`,
    'A DUID (RFC 8415) is 2 to 130 bytes, each a pair of hexadecimal digits, with colons between them: 00:03:00:01:52:54:00:12:34:56.',
  ),
  'host-name-syntax': documentError<{ name: string }>(
    ({ name }) =>
      /^[0-9.]+$/.test(name)
        ? `'${name}' is no host name: it would be taken for an address`
        : `'${name}' is no host name`,
    'A host name has labels of letters, digits, hyphens and underscores, joined by dots: 1 to 63 characters each, 253 in all, no hyphen at a label’s begin or end. One of digits alone (10.0.0.1, 3600) is read as an address by those who look it up: it needs a letter.',
  ),
  'service-name': documentError<{ value: string }>(
    ({ value }) => `'${value}' is no name of a service`,
    'An SRV record is of a service as RFC 6335 names them (ldap, xmpp-client): letters, digits and hyphens. The underscores of the record (_ldap._tcp) are added.',
  ),
  'zone-name': documentError<{ value: string }>(
    ({ value }) => `'${value}' is no name of a firewalld zone`,
    'A zone’s name has 1 to 17 letters, digits, hyphens or underscores; firewalld refuses others.',
  ),
  'path-syntax': documentError<{ value: string }>(
    ({ value }) => `'${value}' cannot be given out to guests as a path`,
    'The TFTP root is an absolute path of at most 980 characters without empty parts, . or .. (/srv/tftp); a boot file a name, path or URL. In both stand letters, digits and . _ + @ % ~ - / (a boot file also has colons): blanks, commas and quotes would end the value in the configuration of a DHCP or TFTP server.',
  ),
  'text-value': documentError<{ value: string }>(
    ({ value }) => `the text holds a control character or a line break: ${value}`,
    'A title and the value of a TXT record are one line. In the configuration of the DNS server a line break would begin another directive.',
  ),
  'text-too-long': documentError<{ name: string; bytes: number; max: number }>(
    ({ name, bytes, max }) => `the TXT record ${name} has ${bytes} bytes, name and value, of at most ${max}`,
    'dnsmasq reads lines of 1024 bytes of its configuration, and takes what a longer one goes on with for another directive. Quotes and backslashes of the value count twice. Make it shorter or two records.',
  ),
  'dns-disabled-with-settings': documentError<{ element: string }>(
    ({ element }) => `<${element}> beside enable='no': without a DNS server there is nothing to set`,
    "enable='no' turns the network's DNS server off. Remove the attribute or the records.",
  ),
  'namespace-prefix': documentError<{ element: string; prefix: string }>(
    ({ element, prefix }) => `the prefix ${prefix} in <${element}> stands for no namespace`,
    "A prefix is declared on the element or around it: xmlns:app='http://example.org/app'. Without that nobody can tell whose element it is, and it could not be kept.",
  ),
  'publish-namespace': documentWarning<{ element: string; namespace: string }>(
    ({ element, namespace }) =>
      `<${element}> ${namespace === '' ? 'in no namespace' : `in ${namespace}`} is taken to be somebody else's: no port is published`,
    "What stands in <metadata> belongs to whoever the namespace names, and is kept as it is. Published ports are read from <publish xmlns='urn:ifscribe:network:1'> alone.",
  ),
  'port-forward': documentError<{ fault: string }>(
    ({ fault }) => `no port that could be published: ${fault}`,
    "A published port is a port of the host that leads to one of a guest's, over IPv4: <portForward proto='tcp' to='alpha'><range start='2222' to='22'/></portForward> in <publish xmlns='urn:ifscribe:network:1'>. The guest is named by a DHCP host's name or by its address; several ports in a row keep their order.",
  ),
};
