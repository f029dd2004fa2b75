import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { formatHost } from '../src/language/format.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { escapeAttribute, escapeText } from '../src/language/references.ts';
import type { Host } from '../src/model/host.ts';
import { resolve } from '../src/model/resolve.ts';
import { bond, bridge, ethernet } from './support/hosts.ts';

function hostOf(text: string): Host {
  const { definitions, findings, sources } = parseDocuments([{ file: 'd.xml', text }]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return resolve(definitions, sources).host;
}

/** Canonical documents: each is what its own meaning is printed as. The first ones are as libvirt prints them. */
const canonical: Record<string, string> = {
  'a NIC with everything that libvirt knows': `
<interface type='ethernet' name='eth1'>
  <start mode='hotplug'/>
  <mtu size='9000'/>
  <protocol family='ipv4'>
    <dhcp peerdns='no'/>
    <ip address='192.0.2.5' prefix='24'/>
    <ip address='192.0.2.6' prefix='0'/>
    <route gateway='192.0.2.1'/>
  </protocol>
  <protocol family='ipv6'>
    <autoconf/>
    <dhcp/>
    <ip address='2001:db8::5' prefix='64'/>
    <route gateway='fe80::1'/>
  </protocol>
  <mac address='00:00:5e:00:53:01'/>
</interface>
`,
  'a NIC of which nothing is said': `
<interface type='ethernet' name='eth0'>
</interface>
`,
  'empty protocols': `
<interface type='ethernet' name='eth0'>
  <protocol family='ipv4'>
  </protocol>
  <protocol family='ipv6'>
  </protocol>
</interface>
`,
  'a bridge over a vlan and a bond': `
<interface type='bridge' name='br0'>
  <start mode='onboot'/>
  <bridge stp='on' delay='4.5'>
    <interface type='vlan' name='eth0.42'>
      <vlan tag='42'>
        <interface name='eth0'/>
      </vlan>
    </interface>
    <interface type='bond' name='bond0'>
      <bond mode='active-backup'>
        <miimon freq='100' downdelay='10' updelay='20' carrier='netif'/>
        <interface type='ethernet' name='eth2'>
          <mac address='00:00:5e:00:53:02'/>
        </interface>
        <interface type='ethernet' name='eth1'>
        </interface>
      </bond>
    </interface>
  </bridge>
</interface>
`,
  'a bridge without members': `
<interface type='bridge' name='br0'>
  <bridge>
  </bridge>
</interface>
`,
  'a bond with ARP monitoring': `
<interface type='bond' name='bond0'>
  <start mode='none'/>
  <bond>
    <arpmon interval='500' target='192.0.2.1' validate='backup'/>
    <interface type='ethernet' name='eth0'>
    </interface>
  </bond>
</interface>
`,
  'every extension': `
<interfaces>
  <interface type='bond' name='bond0'>
    <mac address='02:00:00:00:00:02'/>
    <bond mode='802.3ad' lacp_rate='fast' xmit_hash_policy='layer3+4' ad_select='bandwidth' min_links='1'>
      <interface type='ethernet' name='eth2'>
      </interface>
      <interface type='ethernet' name='eth3'>
        <mac assign='02:00:00:00:00:04'/>
      </interface>
    </bond>
  </interface>
  <interface type='vlan' name='bond0.7'>
    <mac address='02:00:00:00:00:03'/>
    <vlan tag='7' reorder_hdr='no' gvrp='yes' mvrp='no' loose_binding='yes'>
      <interface name='bond0'/>
    </vlan>
  </interface>
  <interface type='bridge' name='br0'>
    <bridge stp='off' delay='0' priority='4096' hello_time='2' max_age='20' ageing_time='300' vlan_filtering='on' multicast_snooping='off'>
      <interface type='ethernet' name='eth4' cost='100' priority='63'>
        <uuid>0f2c1c3e-57d4-4d1b-8a44-9a1c6b1f2e3e</uuid>
      </interface>
    </bridge>
  </interface>
  <interface type='ethernet' name='eth0'>
    <uuid>0f2c1c3e-57d4-4d1b-8a44-9a1c6b1f2e3d</uuid>
    <description>uplink to rack 3</description>
    <start mode='onboot'/>
    <protocol family='ipv4'>
      <ip address='192.0.2.5' prefix='24'/>
      <route address='10.0.0.0' prefix='8' gateway='192.0.2.1' metric='50'/>
      <route gateway='192.0.2.1' metric='0'/>
    </protocol>
    <protocol family='ipv6' disabled='yes'/>
    <dns>
      <server address='192.0.2.53'/>
      <server address='2001:db8::53'/>
      <search domain='example.net'/>
    </dns>
    <mac address='00:00:5e:00:53:01' assign='02:00:00:00:00:01'/>
  </interface>
  <interface type='bond' name='uplink'>
    <bond mode='active-backup' fail_over_mac='active' primary_reselect='failure'>
      <interface type='ethernet' name='eth5'>
      </interface>
    </bond>
  </interface>
</interfaces>
`,
};

test.each(Object.entries(canonical))('%s is printed as it stands', (_what, document) => {
  const text = document.trimStart();
  expect(formatHost(hostOf(text))).toBe(text);
});

describe('made canonical', () => {
  test.each([
    [
      'a link report goes, the prefix is said, values take their one spelling',
      `<interface type="physical"><name>eth0</name><mac address='00:00:5E:00:53:01'/><link speed='1000' state='up'/>
       <ip address='10.1.2.3'/><ip address='2001:DB8:0::5/64'/></interface>`,
      `<interface type='ethernet' name='eth0'>
  <protocol family='ipv4'>
    <ip address='10.1.2.3' prefix='8'/>
  </protocol>
  <protocol family='ipv6'>
    <ip address='2001:db8::5' prefix='64'/>
  </protocol>
  <mac address='00:00:5e:00:53:01'/>
</interface>
`,
    ],
    [
      'what amounts to nothing is left out, as libvirt leaves it out',
      `<interface type='bond' name='bond0'><bond><interface name='eth0'/><miimon freq='100' updelay='0' downdelay='0'/></bond></interface>`,
      `<interface type='bond' name='bond0'>
  <bond>
    <miimon freq='100'/>
    <interface type='ethernet' name='eth0'>
    </interface>
  </bond>
</interface>
`,
    ],
    [
      'ARP targets are a set; validation none is none',
      `<interface type='bond' name='bond0'><bond><interface name='eth0'/><arpmon interval='1' target='192.0.2.10,192.0.2.9,10.0.0.1' validate='none'/></bond></interface>`,
      `<interface type='bond' name='bond0'>
  <bond>
    <arpmon interval='1' target='10.0.0.1,192.0.2.9,192.0.2.10'/>
    <interface type='ethernet' name='eth0'>
    </interface>
  </bond>
</interface>
`,
    ],
    [
      'the delay is the shortest decimal',
      `<interface type='bridge' name='br0'><bridge delay='1.500'/></interface>`,
      `<interface type='bridge' name='br0'>
  <bridge delay='1.5'>
  </bridge>
</interface>
`,
    ],
    [
      'members come before what they stand in, and are bare where they are defined apart',
      `<interfaces><interface type='bridge' name='br0'><bridge><interface name='eth0' cost='5'/><interface name='bond0'/></bridge></interface>
       <interface type='ethernet' name='eth0'><mtu size='1400'/><mac address='00:00:5e:00:53:01'/></interface>
       <interface type='bond' name='bond0'><bond><interface name='eth1'/></bond></interface></interfaces>`,
      `<interfaces>
  <interface type='bond' name='bond0'>
    <bond>
      <interface type='ethernet' name='eth1'>
      </interface>
    </bond>
  </interface>
  <interface type='ethernet' name='eth0'>
    <mtu size='1400'/>
    <mac address='00:00:5e:00:53:01'/>
  </interface>
  <interface type='bridge' name='br0'>
    <bridge>
      <interface type='ethernet' name='eth0' cost='5'>
      </interface>
      <interface type='bond' name='bond0'>
        <bond>
          <interface type='ethernet' name='eth1'>
          </interface>
        </bond>
      </interface>
    </bridge>
  </interface>
</interfaces>
`,
    ],
  ])('%s', (_what, text, expected) => {
    const printed = formatHost(hostOf(text));
    expect(printed).toBe(expected);
    expect(formatHost(hostOf(printed))).toBe(printed);
  });
});

describe('names', () => {
  const host = hostOf(
    `<interfaces><interface type='bond' name='bond0'><bond><interface type='ethernet' name='eth0'/></bond></interface>
     <interface type='ethernet' name='eth1'/></interfaces>`,
  );

  test('one is an element by itself, also a bare member', () => {
    expect(formatHost(host, ['eth0'])).toBe("<interface type='ethernet' name='eth0'>\n</interface>\n");
  });

  test('several are one document, in the order of the host', () => {
    const printed = formatHost(host, ['eth1', 'bond0', 'eth0', 'eth1']);
    expect(printed.match(/^ {2}<interface .*>$/gm)).toEqual([
      "  <interface type='ethernet' name='eth0'>",
      "  <interface type='bond' name='bond0'>",
      "  <interface type='ethernet' name='eth1'>",
    ]);
  });

  test('none at all are an empty document that can be read', () => {
    expect(formatHost({ interfaces: [] })).toBe('<interfaces>\n</interfaces>\n');
    expect(hostOf(formatHost(host, []))).toEqual({ interfaces: [] });
  });
});

describe('text', () => {
  /** What XML can hold (XML 1.0 section 2.2). */
  const xmlText = fc
    .string({ unit: 'binary', maxLength: 30 })
    .map((text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ''));
  const hostile = fc.oneof(
    xmlText,
    fc
      .array(
        fc.constantFrom('<', '>', '&', "'", '"', '\r', '\n', '\t', ' ', ']]>', '&amp;', '<!--', '-->', 'x'),
      )
      .map((pieces) => pieces.join('')),
  );

  test('any description comes back, for this parser and for libxml2', () => {
    fc.assert(
      fc.property(hostile, (description) => {
        const host: Host = { interfaces: [ethernet('eth0', { description })] };
        const printed = formatHost(host);
        expect(hostOf(printed)).toEqual(host);
        expect(formatHost(hostOf(printed))).toBe(printed);
        const document = XmlDocument.fromString(printed);
        const content = document.root.get('description')?.content ?? '';
        document.dispose();
        expect(content.replaceAll('\ufeff', '')).toBe(description.replaceAll('\ufeff', ''));
      }),
      { numRuns: 500 },
    );
  });

  test('escapes are understood by libxml2, in text and in values', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const document = XmlDocument.fromString(`<a b='${escapeAttribute(text)}'>${escapeText(text)}</a>`);
        const said = [document.root.attr('b')?.content, document.root.content];
        document.dispose();
        expect(said.map((s) => s?.replaceAll('\ufeff', ''))).toEqual(
          [text, text].map((s) => s.replaceAll('\ufeff', '')),
        );
      }),
      { numRuns: 500 },
    );
  });
});

test('a circle, which only an edited root can hold, is printed once around', () => {
  const host: Host = {
    interfaces: [
      bridge('br0', { port: { controller: 'bond0', position: 0 } }),
      bond('bond0', { port: { controller: 'br0', position: 0 } }),
    ],
  };
  expect(formatHost(host, ['br0']).match(/name='br0'/g)).toHaveLength(2);
});
