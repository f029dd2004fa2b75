import fc from 'fast-check';
import type { Facet } from '../../src/survey.ts';
import {
  bool,
  type Draft,
  kept,
  mac,
  maybe,
  mtu,
  octet,
  type Setting,
  says,
  sets,
  unread,
} from './native-networkd-values.ts';

/** One key that is said once, perhaps after a value that it overrides or takes back. */
function said(
  section: string,
  key: string,
  facet: Facet,
  value: fc.Arbitrary<{ text: string; effect: (draft: Draft) => void }>,
  earlier?: string,
): fc.Arbitrary<Setting> {
  return fc
    .record({ value, before: fc.constantFrom('nothing', 'other', 'reset') })
    .map(({ value, before }) => ({
      section,
      lines: [
        ...(earlier !== undefined && before !== 'nothing' ? [unread(key, earlier)] : []),
        ...(earlier !== undefined && before === 'reset'
          ? [key === 'MTUBytes' ? unread(key, '') : says(facet, key, '')]
          : []),
        says(facet, key, value.text),
      ],
      effect: value.effect,
    }));
}

const linkSettings: fc.Arbitrary<Setting[]> = fc
  .tuple(
    maybe(
      said(
        'Link',
        'MTUBytes',
        'link',
        mtu.map(({ n, text }) => ({ text, effect: sets('mtuBytes', n) })),
        '1400',
      ),
    ),
    maybe(
      said(
        'Link',
        'MACAddress',
        'link',
        mac.map(({ address, text }) => ({ text, effect: sets('assignMac', address) })),
        '02:00:00:00:00:99',
      ),
    ),
  )
  .map((groups) => groups.flat());

const start: fc.Arbitrary<Setting[]> = fc.oneof(
  fc.constant<Setting[]>([]),
  bool(true).map((yes) => [{ section: 'Link', lines: [says('start', 'RequiredForOnline', yes)] }]),
  fc
    .constantFrom<Setting>(
      {
        section: 'Link',
        lines: [says('start', 'ActivationPolicy', 'manual')],
        effect: sets('start', 'none'),
      },
      {
        section: 'Link',
        lines: [says('start', 'ActivationPolicy', 'down')],
        effect: sets('start', 'none'),
      },
    )
    .map((setting) => [setting]),
  bool(false).map((no) => [
    {
      section: 'Link',
      lines: [says('start', 'ActivationPolicy', 'up'), says('start', 'RequiredForOnline', no)],
      effect: sets('start', 'hotplug'),
    },
  ]),
);

const address = (text: string, at: { address: string; prefix: number }): fc.Arbitrary<Setting> => {
  const effect = (d: Draft): void => void d.addresses.push(at);
  return fc.boolean().map((isShort) =>
    isShort
      ? { section: 'Network', lines: [says('addressing', 'Address', text)], effect }
      : {
          section: 'Address',
          isAlone: true,
          lines: [says('addressing', 'Address', text), kept('Label', 'l:1'), kept('RouteMetric', '5')],
          effect,
        },
  );
};

/** Subnets are an interface's own: its number is in them. */
const ipv4 = (net: number): fc.Arbitrary<Setting[]> =>
  fc
    .tuple(
      fc
        .uniqueArray(octet, { maxLength: 3 })
        .chain((hosts) =>
          fc.tuple(
            ...hosts.map((host) =>
              address(`10.1.${net}.${host}/24`, { address: `10.1.${net}.${host}`, prefix: 24 }),
            ),
          ),
        ),
      maybe(octet.chain((host) => routes(`10.1.${net}.${host}`, hostsOf4(net)))),
    )
    .map(([addresses, found]) => (addresses.length ? [...addresses, ...found.flat()] : []));

const hostsOf4 = (net: number) => ({ text: `10.2.${net}.77/24`, address: `10.2.${net}.0`, prefix: 24 });

const routes = (
  gateway: string,
  to: { text: string; address: string; prefix: number },
): fc.Arbitrary<Setting[]> =>
  fc
    .record({ metric: fc.option(fc.nat({ max: 5000 }), { nil: undefined }), kind: fc.nat({ max: 3 }) })
    .map(({ metric, kind }) => {
      const metrics = metric === undefined ? [] : [says('addressing', 'Metric', String(metric))];
      const rest = metric === undefined ? {} : { metric };
      if (kind === 0)
        return [
          {
            section: 'Network',
            lines: [says('addressing', 'Gateway', gateway)],
            effect: (d: Draft) => void d.routes.push({ gateway }),
          },
        ];
      if (kind === 1)
        return [
          {
            section: 'Route',
            isAlone: true,
            lines: [...metrics, says('addressing', 'Gateway', gateway), kept('QuickAck', 'yes')],
            effect: (d: Draft) => void d.routes.push({ gateway, ...rest }),
          },
        ];
      if (kind === 2)
        return [
          {
            section: 'Route',
            isAlone: true,
            lines: [
              says('addressing', 'Destination', to.text),
              ...metrics,
              says('addressing', 'Gateway', gateway),
            ],
            effect: (d: Draft) =>
              void d.routes.push({
                destination: { address: to.address, prefix: to.prefix },
                gateway,
                ...rest,
              }),
          },
        ];
      return [
        {
          section: 'Route',
          isAlone: true,
          lines: [kept('Destination', to.text), kept('Gateway', gateway), kept('Table', '7')],
        },
      ];
    });

const ipv6 = (net: number): fc.Arbitrary<Setting[]> => {
  const host = fc.integer({ min: 1, max: 0xffff });
  const at = host.chain((n) =>
    fc
      .constantFrom(
        `2001:db8:${net}::${n.toString(16)}`,
        `2001:0DB8:${net}:0::${n.toString(16).toUpperCase()}`,
      )
      .chain((text) => address(`${text}/64`, { address: `2001:db8:${net}::${n.toString(16)}`, prefix: 64 })),
  );
  const noRa = bool(false).map(
    (no): Setting => ({ section: 'Network', lines: [says('addressing', 'IPv6AcceptRA', no)] }),
  );
  return fc.oneof(
    noRa.map((setting) => [setting]),
    fc.tuple(noRa, at).map((settings) => settings),
    bool(false).map((no) => [
      {
        section: 'Network',
        lines: [says('addressing', 'LinkLocalAddressing', no)],
        effect: sets('isOff', true),
      },
    ]),
    fc.tuple(bool(true), bool(false)).map(([yes, no]) => [
      {
        section: 'Network',
        lines: [says('addressing', 'IPv6AcceptRA', yes)],
        effect: sets('autoconf', true),
      },
      { section: 'IPv6AcceptRA', lines: [says('addressing', 'DHCPv6Client', no)] },
    ]),
  );
};

const dhcp4: fc.Arbitrary<Setting[]> = fc.oneof(
  fc.constant<Setting[]>([]),
  fc
    .tuple(fc.constantFrom('ipv4', 'v4'), maybe(fc.boolean()), fc.constantFrom('DHCP', 'DHCPv4'))
    .chain(([word, dns, section]) =>
      fc.tuple(...dns.map((value) => bool(value).map((text) => ({ value, text })))).map((texts) => [
        {
          section: 'Network',
          lines: [unread('DHCP', 'no'), says('addressing', 'DHCP', word)],
          effect: sets('dhcp4', true),
        },
        ...texts.map(({ value, text }) => ({
          section,
          lines: [says('dns', 'UseDNS', text)],
          effect: sets('peerdns4', value),
        })),
      ]),
    ),
);

const dns: fc.Arbitrary<Setting[]> = fc.array(
  fc.oneof(
    fc.uniqueArray(octet, { minLength: 1, maxLength: 3 }).map((hosts): Setting => {
      const servers = hosts.map((host) => `192.0.2.${host}`);
      return {
        section: 'Network',
        lines: [says('dns', 'DNS', servers.join(' '))],
        effect: (d) => void d.servers.push(...servers),
      };
    }),
    fc.constantFrom('a.example', 'b.example.org', 'c-d.example').map(
      (domain): Setting => ({
        section: 'Network',
        lines: [says('dns', 'Domains', domain)],
        effect: (d) => void d.search.push(domain),
      }),
    ),
    fc.constantFrom<Setting>(
      { section: 'Network', lines: [kept('DNS', '192.0.2.9:5353')] },
      { section: 'Network', lines: [kept('Domains', '~corp.example')] },
    ),
  ),
  { maxLength: 3 },
);

/** What networkd reads and the document has no word for, and what networkd itself ignores. */
const noise: fc.Arbitrary<Setting[]> = fc.uniqueArray(
  fc.constantFrom<Setting>(
    { section: 'Network', lines: [kept('LLMNR', 'no')] },
    { section: 'Network', lines: [kept('NTP', '192.0.2.123')] },
    { section: 'Network', lines: [kept('IPv6PrivacyExtensions', 'kernel')] },
    { section: 'Network', lines: [unread('Nonsense', 'yes')] },
    { section: 'Network', lines: [unread('address', '192.0.2.200/24')] },
    { section: 'Network', lines: [unread('Address', '192.0.2.256/24')] },
    { section: 'Network', lines: [unread('Gateway', 'router')] },
    { section: 'Link', lines: [unread('MTUBytes', 'many')] },
    { section: 'Link', lines: [kept('ARP', 'yes')] },
    {
      section: 'Neighbor',
      isAlone: true,
      lines: [kept('Address', '192.0.2.1'), kept('LinkLayerAddress', '02:00:00:00:00:01')],
    },
    { section: 'X-Tool', isAlone: true, lines: [kept('Managed', 'yes')] },
    { section: 'Bogus', isAlone: true, lines: [unread('Key', 'value')] },
    { section: 'DHCPv4', lines: [kept('RouteMetric', '50')] },
    { section: 'DHCPv4', lines: [says('link', 'UseMTU', 'false')] },
    { section: 'Network', lines: [says('dns', 'MulticastDNS', 'no')] },
    { section: 'Network', lines: [says('controller', 'KeepMaster', 'no')] },
  ),
  { maxLength: 3 },
);

export const topSettings = (net: number): fc.Arbitrary<Setting[]> =>
  fc.tuple(linkSettings, start, ipv4(net), ipv6(net), dhcp4, dns, noise).map((groups) => groups.flat());
