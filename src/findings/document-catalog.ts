import { documentError, documentWarning } from './entry.ts';

/** What can be wrong with a text as XML. */
const xmlCatalog = {
  'xml-too-large': documentError(
    () => 'the document is larger than 16 MiB',
    'A document of the interface language holds some hundred bytes an interface; one of this size is something else. Split it if it really holds that many interfaces.',
  ),
  'xml-encoding': documentError<{ encoding: string }>(
    ({ encoding }) =>
      encoding === ''
        ? 'the text is not UTF-8 from here on'
        : `encoding ${encoding} is not read; save the document as UTF-8`,
    'Documents are UTF-8 (or UTF-16 with a byte order mark). Save the file in that encoding, and let its XML declaration, if it has one, say so.',
  ),
  'xml-character': documentError<{ character: string }>(
    ({ character }) => `character ${character} cannot stand in XML`,
    'XML 1.0 allows no control characters but tab and line ends, and no halves of surrogate pairs, not even as references. Delete the character; a NUL here and there often means that the file is UTF-16 without a byte order mark.',
  ),
  'xml-declaration': documentError(
    () => "the XML declaration must be the very first thing and of the form <?xml version='1.0'?>",
    "The declaration `<?xml version='1.0' encoding='UTF-8'?>` may be left out. If it is there, nothing may stand before it, not even a blank line.",
  ),
  'xml-doctype': documentError(
    () => 'a DOCTYPE or an entity declaration is not accepted; take it out',
    'Document types and entities of its own can make a small file expand without end, or fetch other files. The language needs neither: remove the declaration and write what its entities stand for.',
  ),
  'xml-processing-instruction': documentError(
    () => 'a processing instruction means nothing here; take it out',
    'The interface language has no processing instructions (`<?name …?>`), and nothing that a document says is passed over.',
  ),
  'xml-no-element': documentError(
    () => 'the document is empty; an <interface> or <network> element is due',
    'A document holds one <interface> or <network>, or <interfaces> with several. This one holds nothing but blanks and comments.',
  ),
  'xml-text-outside-root': documentError(
    () => 'text outside of the root element',
    'Nothing but blanks and comments may stand before or after the root element. If the text is not part of the document, delete it; if an element should go on here, its end tag came too early.',
  ),
  'xml-several-roots': documentError<{ name: string }>(
    ({ name }) =>
      `<${name}> stands after the end of the document; several interfaces and networks go into one <interfaces> element`,
    'An XML document has one root element. Put <interfaces> … </interfaces> around them, or each into a file of its own. If the element should be inside the one before, an end tag came too early.',
  ),
  'xml-start-tag': documentError<{ name: string; line: number; column: number }>(
    ({ name, line, column }) =>
      `the start tag <${name} of line ${line}, column ${column} is not closed; put > (or />) at its end`,
    'A start tag ends with >, or with /> if the element holds nothing. Here the next tag, or the end of the file, comes first.',
  ),
  'xml-end-tag': documentError<{ name: string; due?: string; line?: number; column?: number }>(
    ({ name, due, line, column }) =>
      due === undefined
        ? `</${name}> closes nothing: no element is open`
        : `</${name}> where </${due}> is due: <${due}> of line ${line}, column ${column} is still open`,
    'Elements are closed in the reverse order of their opening, each by an end tag of its very name. Either this end tag is misspelt, or the element that is still open lacks its own end tag, or its start tag should end with />.',
  ),
  'xml-unclosed-element': documentError<{ name: string }>(
    ({ name }) => `<${name}> is never closed; put </${name}> at its end, or end its tag with />`,
    'The document ends while this element is still open.',
  ),
  'xml-attribute': documentError<{ element: string; problem: string }>(
    ({ element, problem }) => `in the start tag <${element}: ${problem}`,
    "Attributes are written name='value', in single or double quotes, with a blank before each. A value holds no < and not the quote it stands in: write &lt;, &apos; or &quot;.",
  ),
  'xml-attribute-twice': documentError<{ element: string; name: string }>(
    ({ element, name }) => `<${element}> has the attribute ${name} twice`,
    'An element has each attribute once. Remove one of the two.',
  ),
  'xml-reference': documentError<{ reference: string }>(
    ({ reference }) =>
      reference === '&'
        ? 'a & that begins no reference; write &amp; for the character'
        : `${reference} is no reference that XML knows`,
    'XML knows &amp; &lt; &gt; &quot; &apos; and characters by their number (&#8211; or &#x2013;), as far as XML allows the character. Names of HTML such as &nbsp; are unknown.',
  ),
  'xml-markup': documentError<{ problem: string }>(
    ({ problem }) => problem,
    'In XML the characters < and & always begin markup: write &lt; and &amp; for the characters themselves. Comments are <!-- … --> without -- in them, and an end tag holds nothing but the name.',
  ),
  'xml-too-deep': documentError<{ depth: number }>(
    ({ depth }) => `elements are nested more than ${depth} deep`,
    'The deepest document of the interface language nests seven elements. End tags are probably missing.',
  ),
};

/** What can be wrong with elements and attributes. */
const shapeCatalog = {
  'unknown-element': documentError<{ element: string; hint: string }>(
    ({ element, hint }) => `unknown element <${element}>${hint && ` ${hint}`}`,
    'Every element must be one that the interface language knows at that place: nothing is passed over, because a setting that is silently dropped is missing when the machine boots. Look for a typing error, or for an element that belongs elsewhere.',
  ),
  'unknown-attribute': documentError<{ element: string; attribute: string; hint: string }>(
    ({ element, attribute, hint }) => `unknown attribute ${attribute} of <${element}>; ${hint}`,
    'Every attribute must be one that the interface language knows for that element: nothing is passed over, because a setting that is silently dropped is missing when the machine boots.',
  ),
  'missing-attribute': documentError<{ element: string; attribute: string }>(
    ({ element, attribute }) => `<${element}> lacks the attribute ${attribute}`,
    'The element says nothing without that attribute. Add it, or take the element out.',
  ),
  'missing-element': documentError<{ element: string; parent: string }>(
    ({ element, parent }) => `<${parent}> lacks the element <${element}>`,
    "The element says nothing without the other one in it. A bond, a bridge and a vlan say what they are made of in an element of that name (an empty bridge too: <bridge/>), and a vlan's names its parent: <interface name='eth0'/>. A network has a <name>, a published port its <range>, and <dhcp> leases something: a <range>, or to a <host>.",
  ),
  'missing-name': documentError(
    () => "the interface has no name; write name='…'",
    'Every interface has a name. Only a vlan may omit it and is then called PARENT.TAG, for which both must be there.',
  ),
  'name-twice': documentError(
    () => 'the name is said twice, by the attribute and by <name>',
    'The name stands in the attribute (libvirt) or in a <name> element (the form of 2009), not in both. Remove one.',
  ),
  'duplicate-element': documentError<{ element: string; parent: string; which: string }>(
    ({ element, parent, which }) => `a second <${element}>${which && ` ${which}`} in <${parent}>`,
    'This element stands at most once (<protocol> once a family), since two could contradict each other. Merge the two or remove one.',
  ),
  'unexpected-text': documentError<{ element: string; text: string }>(
    ({ element, text }) => `text in <${element}>, which holds none: ${text}`,
    'Only <name>, <uuid>, <title>, <description> and <hostname> hold text; everything else is said by attributes. A stray character is often the rest of an edit.',
  ),
  'invalid-choice': documentError<{ element: string; attribute: string; value: string; choices: string }>(
    ({ element, attribute, value, choices }) =>
      `${attribute}='${value}' of <${element}> is none of: ${choices}`,
    'The attribute takes one of a few words, in just that spelling, lower case and without blanks.',
  ),
  'member-setting': documentError<{ element: string }>(
    ({ element }) => `a member has no <${element}> of its own; it belongs in a top-level <interface>`,
    'A member inside <bond> or <bridge> is bare: it takes start mode and MTU of the top-level interface that it stands in, and addressing belongs to that as well. To give it an MTU or start mode of its own, define the member at top level too.',
  ),
};

/** What can be wrong with values. */
const valueCatalog = {
  'number-syntax': documentError<{ element: string; attribute: string; value: string }>(
    ({ element, attribute, value }) => `${attribute}='${value}' of <${element}> is no whole decimal number`,
    'Numbers are written with decimal digits only: no sign, no blanks, no leading zero, no fraction, no exponent, no hexadecimal, no unit. (Some programs would read 010 as 8, others as 10.)',
  ),
  'number-range': documentError<{
    element: string;
    attribute: string;
    value: string;
    min: number;
    max: number;
  }>(
    ({ element, attribute, value, min, max }) =>
      `${attribute}='${value}' of <${element}> is outside ${min}..${max}`,
    'The kernel takes only values in that range for this setting.',
  ),
  'mtu-range': documentError<{ value: string; min: number; max: number }>(
    ({ value, min, max }) => `mtu ${value} is outside ${min}..${max}`,
    'The MTU is the size in bytes of the largest packet: at least 68 (RFC 791), at most 65535. Ethernet has 1500, jumbo frames usually 9000. To leave it to the driver, leave <mtu> out.',
  ),
  'vlan-tag-range': documentError<{ value: string; min: number; max: number }>(
    ({ value, min, max }) => `vlan tag ${value} is outside ${min}..${max}`,
    'An 802.1Q tag has 12 bits; 0 (priority frames only) and 4095 are reserved. Give a tag from 1 to 4094.',
  ),
  'prefix-range': documentError<{ value: string; min: number; max: number }>(
    ({ value, min, max }) => `prefix ${value} is outside ${min}..${max}`,
    'The prefix is the number of bits that name the subnet: 0 to 32 for IPv4, 0 to 128 for IPv6. A netmask of 255.255.255.0 is the prefix 24.',
  ),
  'address-syntax': documentError<{ address: string; family: string }>(
    ({ address, family }) =>
      `'${address}' is no ${family} address${address.includes('/') ? "; the prefix is said by prefix='…'" : ''}`,
    'An IPv4 address is four decimal numbers from 0 to 255 without leading zeros, an IPv6 address is RFC 4291 text without a zone (%eth0). Host names are not looked up.',
  ),
  'address-family': documentError<{ address: string; family: string }>(
    ({ address, family }) => `${address} is no ${family} address, which is due here`,
    'The two families are kept apart: each <protocol> holds addresses, destinations and gateways of its own family, and ARP targets are IPv4.',
  ),
  'address-unusable': documentError<{ address: string; kind: string }>(
    ({ address, kind }) => `${address} is not the address of one host (${kind})`,
    'The unspecified address (0.0.0.0, ::) means "any", multicast and broadcast addresses mean many hosts. Here one host is meant.',
  ),
  'address-not-host': documentError<{ address: string; prefix: number; role: string }>(
    ({ address, prefix, role }) =>
      `${address}/${prefix} is the subnet's ${role === 'own' ? 'own' : 'broadcast'} address, not a host's`,
    'In an IPv4 subnet the first address names the subnet and the last is its broadcast address (but for prefixes 31 and 32). Check the address and the prefix.',
  ),
  'prefix-missing': documentWarning<{ address: string; prefix: number }>(
    ({ address, prefix }) => `${address} has no prefix; ${prefix} is taken`,
    "Without a prefix, 64 is taken for IPv6 and for IPv4 the one of the address's class, as libvirt does: 8 up to 127.x, 16 up to 191.x, 24 up to 223.x. That is seldom what a network of today has. Say it: prefix='24'.",
  ),
  'route-host-bits': documentError<{ address: string; prefix: number }>(
    ({ address, prefix }) => `${address}/${prefix} is no subnet: the address has bits beyond the prefix`,
    'The destination of a route is a subnet, so its address must end where the prefix does: 10.1.0.0/16, not 10.1.2.3/16. The kernel refuses such a route.',
  ),
  'ipv6-disabled-with-settings': documentError<{ element: string }>(
    ({ element }) => `<${element}> beside disabled='yes': with IPv6 off there is nothing to set`,
    "disabled='yes' turns IPv6 off on the interface altogether. Remove the attribute or the settings.",
  ),
  'mac-syntax': documentError<{ mac: string }>(
    ({ mac }) => `'${mac}' is no MAC address`,
    'A MAC address is six pairs of hexadecimal digits with colons between them: 52:54:00:12:34:56.',
  ),
  'mac-not-unicast': documentError<{ mac: string }>(
    ({ mac }) => `${mac} cannot be the address of a device: it is multicast or zero`,
    "The lowest bit of the first byte marks a group of devices, so the second digit of a device's address is even (0, 2, 4, 6, 8, a, c, e). For one of your own choice begin with 02.",
  ),
  'device-name': documentError<{ name: string; reason: string }>(
    ({ name, reason }) => `'${name}' is no name for an interface: ${reason}`,
    'A name has 1 to 15 letters, digits or . _ - + @ and begins with a letter, a digit or _. It stands in file names, shell words and patterns, where other characters mean something; digits alone, and the words all, default, none and lo, are taken for something else.',
  ),
  'uuid-syntax': documentError<{ uuid: string }>(
    ({ uuid }) => `'${uuid}' is no UUID`,
    'A UUID is 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12, joined by hyphens, without blanks around it.',
  ),
  'search-domain-syntax': documentError<{ domain: string }>(
    ({ domain }) => `'${domain}' is no search domain`,
    'A search domain is a host name: labels of letters, digits, hyphens and underscores, joined by dots, one domain an element.',
  ),
};

/** What can be wrong with the options of a bond or bridge. */
const optionCatalog = {
  'bond-without-members': documentError(
    () => 'the bond has no members',
    "A bond carries traffic over its members and needs at least one: <interface type='ethernet' name='eth0'/>.",
  ),
  'bond-option-mode': documentError<{ option: string; mode: string; modes: string }>(
    ({ option, mode, modes }) => `${option} cannot be used in mode ${mode}, only in: ${modes}`,
    "The kernel's bonding driver refuses or ignores the option in this mode (Documentation/networking/bonding.rst). Choose another mode or take the option out. Without a mode a bond is balance-rr.",
  ),
  'bond-monitors': documentError(
    () => 'a bond has miimon or arpmon, not both',
    'Links are watched by carrier (miimon) or by ARP probes (arpmon); the kernel turns one off when the other is set. Keep one.',
  ),
  'bond-delay-without-miimon': documentError<{ delay: string }>(
    ({ delay }) => `${delay} has no effect with freq='0', which turns link monitoring off`,
    'updelay and downdelay count in monitoring intervals. Give freq a value (100 is usual) or take the delay out.',
  ),
  'bond-primaries': documentError(
    () => 'the bond has a primary already',
    "Only one member can be the primary. Keep one primary='yes'; without any the first member is the primary.",
  ),
  'veth-peer-self': documentError<{ name: string }>(
    ({ name }) => `veth ${name} names itself as its peer`,
    "A veth pair is a cable with two ends, each a device with a name of its own: <veth peer='…'/> is the name of the other end.",
  ),
  'arp-targets': documentError<{ count: number; max: number }>(
    ({ count, max }) => `${count} ARP targets; the kernel takes ${max}`,
    'BOND_MAX_ARP_TARGETS is 16. Two or three targets are plenty.',
  ),
  'arp-target-twice': documentError<{ target: string }>(
    ({ target }) => `ARP target ${target} stands twice`,
    'The targets are a set, and the kernel refuses one that it has already. Remove the second.',
  ),
  'carrier-ioctl': documentWarning(
    () => "kernels from 2025 on refuse carrier='ioctl'; leave carrier out",
    "carrier='ioctl' (use_carrier=0) asks the driver by the old MII ioctl. The option was removed from the kernel; only netif, which is also what an absent carrier means, is left.",
  ),
  'bridge-delay-syntax': documentError<{ delay: string }>(
    ({ delay }) => `delay='${delay}' is no number of seconds`,
    'The forward delay is in seconds, in decimal digits, with a fraction if need be: 0, 4, 1.5. No sign, exponent, unit or leading zero, and not so many digits that they could not be kept.',
  ),
  'bridge-delay-range': documentError<{ delay: string; min: number; max: number }>(
    ({ delay, min, max }) => `delay ${delay} is outside ${min}..${max} seconds`,
    'The kernel holds the delay as 32 bits of hundredths of a second.',
  ),
  'stp-delay-range': documentError<{ delay: string; min: number; max: number }>(
    ({ delay, min, max }) => `delay ${delay} is outside ${min}..${max} seconds, which stp='on' wants`,
    'With the spanning tree protocol on, the kernel takes a forward delay of 2 to 30 seconds only (15 is usual). Change the delay, leave it out, or turn stp off.',
  ),
};

/** What can be wrong with one document by itself. */
export const documentCatalog = { ...xmlCatalog, ...shapeCatalog, ...valueCatalog, ...optionCatalog };
