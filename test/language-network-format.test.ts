import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { formatDocument } from '../src/language/format.ts';
import { formatNetwork } from '../src/language/format-network.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { orderInterfaces } from '../src/model/host.ts';
import { canonicalNetwork, type Network, networkSchema } from '../src/model/network.ts';
import { resolve } from '../src/model/resolve.ts';
import { arbitraryHost } from './support/arbitrary-host.ts';
import { arbitraryNetwork, arbitraryNetworks } from './support/arbitrary-network.ts';
import { shuffled } from './support/arbitrary-values.ts';
import { runs } from './support/runs.ts';
import { scrambled } from './support/scrambled-xml.ts';

const parse = (text: string) => parseDocuments([{ file: 'd.xml', text }]);

/** The one network of a text in which nothing is wrong. */
function read(text: string): Network {
  const { networks, findings } = parse(text);
  expect(findings).toEqual([]);
  expect(networks).toHaveLength(1);
  return networks[0] as Network;
}

const bare: Network = { name: 'lab', bridge: { name: 'virbr7' }, ips: [], routes: [], portForwards: [] };

describe('a canonical document', () => {
  test("is laid out as libvirt's", () => {
    const text = `<network ipv6='yes'>
  <name>lab</name>
  <uuid>3e3fce45-4f53-4fa7-bb32-11f34168b82b</uuid>
  <title>the lab</title>
  <description>of two &lt;rooms&gt;</description>
  <metadata>
    <a:x xmlns:a='urn:a'/>
    <publish xmlns='urn:ifscribe:network:1'>
      <portForward proto='tcp' to='alpha' address='203.0.113.2'>
        <range start='2222' end='2222' to='22'/>
      </portForward>
    </publish>
  </metadata>
  <forward dev='eth0' mode='nat'>
    <nat ipv6='yes'>
      <address start='203.0.113.4' end='203.0.113.5'/>
      <port start='1024' end='65535'/>
    </nat>
    <interface dev='eth0'/>
  </forward>
  <bridge name='virbr7' zone='lab' stp='on' delay='2'/>
  <mtu size='9000'/>
  <mac address='52:54:00:aa:bb:01'/>
  <domain name='lab.example' localOnly='yes'/>
  <dns enable='yes' forwardPlainNames='no'>
    <forwarder domain='example.net' addr='192.0.2.53'/>
    <txt name='alpha' value='it&apos;s &quot;a&quot;'/>
    <srv service='ldap' protocol='tcp' domain='lab.example' target='alpha' port='389' priority='1' weight='2'/>
    <host ip='192.168.150.2'>
      <hostname>alpha</hostname>
    </host>
  </dns>
  <ip address='192.168.150.1' prefix='24' localPtr='yes'>
    <tftp root='/srv/tftp'/>
    <dhcp>
      <range start='192.168.150.10' end='192.168.150.19'>
        <lease expiry='90' unit='minutes'/>
      </range>
      <range start='192.168.150.20' end='192.168.150.29'/>
      <host mac='52:54:00:00:00:01' name='alpha' ip='192.168.150.2'>
        <lease expiry='0'/>
      </host>
      <bootp file='pxelinux.0' server='192.168.150.3'/>
    </dhcp>
  </ip>
  <ip family='ipv6' address='2001:db8::1' prefix='64'>
  </ip>
  <route address='198.51.100.0' prefix='24' gateway='192.168.150.2' metric='50'/>
  <route family='ipv6' address='2001:db8:1::' prefix='48' gateway='2001:db8::2'/>
</network>
`;
    expect(formatNetwork(read(text))).toBe(text);
  });

  const dice = fc.infiniteStream(fc.nat());

  test('says what the network is, to this parser and as well-formed XML', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), (said) => {
        expect(networkSchema.parse(said)).toEqual(said);
        const text = formatNetwork(said);
        expect(read(text)).toEqual(said);
        XmlDocument.fromString(text).dispose();
      }),
      runs(2),
    );
  });

  test('means the same whatever the order in which things are said that have none', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), dice, (said, order) => {
        // Elements of others have an order of their own.
        const { metadata: _, ...own } = said;
        const mixed = {
          ...own,
          routes: shuffled(own.routes, order),
          portForwards: shuffled(own.portForwards, order),
        };
        expect(canonicalNetwork(mixed)).toEqual(own);
        expect(read(scrambled(formatNetwork(mixed), order))).toEqual(own);
      }),
      runs(),
    );
  });

  test('holds interfaces and networks beside each other', () => {
    fc.assert(
      fc.property(arbitraryHost, arbitraryNetworks(), (host, networks) => {
        const { definitions, networks: back, sources } = parse(formatDocument(host, networks));
        expect(back).toEqual(networks);
        expect(orderInterfaces(resolve(definitions, sources).host.interfaces)).toEqual(host.interfaces);
      }),
      runs(0.3),
    );
  });

  test('of one network is that network alone', () => {
    expect(formatDocument({ interfaces: [] }, [bare])).toBe(formatNetwork(bare));
    expect(formatDocument({ interfaces: [] }, [])).toBe('<interfaces>\n</interfaces>\n');
  });
});

test('no value of a network is lost or thrown over, whatever it is', () => {
  const valued = formatNetwork(
    read(`<network ipv6='no'><name>lab</name><title>t</title>
    <forward dev='eth0'><nat><address start='203.0.113.4' end='203.0.113.5'/><port start='1' end='2'/></nat></forward>
    <bridge name='virbr7' zone='z' stp='on' delay='2'/><mtu size='1500'/><mac address='52:54:00:00:00:09'/>
    <domain name='d'/><dns forwardPlainNames='no'><forwarder addr='192.0.2.53'/><txt name='n' value='v'/>
    <srv service='s' protocol='tcp' target='t' port='1'/><host ip='192.0.2.9'><hostname>h</hostname></host></dns>
    <ip address='192.168.150.1' prefix='24'><tftp root='/srv'/><dhcp>
    <range start='192.168.150.2' end='192.168.150.3'><lease expiry='5'/></range>
    <host mac='52:54:00:00:00:01' name='a' ip='192.168.150.4'/><bootp file='f'/></dhcp></ip>
    <route address='198.51.100.0' prefix='24' gateway='192.168.150.2'/></network>`),
  );
  const places = [...valued.matchAll(/'([^']*)'|>([^<>\n]+)</g)];
  expect(places.length).toBeGreaterThan(40);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.string({ unit: 'binary', maxLength: 9 }), (place, odd) => {
      const at = place.index + 1;
      const escaped = odd.replace(/[&<'"]/g, (c) => `&#${c.charCodeAt(0)};`);
      const text = valued.slice(0, at) + escaped + valued.slice(at + (place[1] ?? place[2] ?? '').length);
      const { networks, findings } = parse(text);
      if (findings.some(({ severity }) => severity === 'error')) return;
      const [said] = networks;
      expect(networkSchema.parse(said)).toEqual(said);
      expect(read(formatNetwork(said as Network))).toEqual(said);
    }),
    runs(10),
  );
});
