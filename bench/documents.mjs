// The same host for everyone: one NIC with `count` vlans on it, each with an address of its own.

const vlans = (count) =>
  Array.from({ length: count }, (_, n) => ({
    tag: n + 1,
    address: `10.${(n >> 8) & 255}.${n & 255}.1`,
  }));

/** As interface XML. */
export function interfaceXml(count) {
  const each = vlans(count).map(
    ({ tag, address }) => `  <interface type='vlan' name='eth0.${tag}'>
    <start mode='onboot'/>
    <protocol family='ipv4'>
      <ip address='${address}' prefix='24'/>
    </protocol>
    <vlan tag='${tag}'>
      <interface name='eth0'/>
    </vlan>
  </interface>
`,
  );
  return `<interfaces>
  <interface type='ethernet' name='eth0'>
    <start mode='onboot'/>
  </interface>
${each.join('')}</interfaces>
`;
}

/** As netplan's YAML. */
export function netplanYaml(count) {
  const each = vlans(count).map(
    ({ tag, address }) => `    eth0.${tag}:
      id: ${tag}
      link: eth0
      addresses: [${address}/24]
`,
  );
  return `network:
  version: 2
  renderer: networkd
  ethernets:
    eth0: {}
  vlans:
${each.join('')}`;
}

/** `count` NAT networks with DHCP, a reserved address and a published port each. */
export function networkXml(count) {
  const each = Array.from({ length: count }, (_, n) => {
    const subnet = `10.${100 + (n >> 8)}.${n & 255}`;
    return `  <network>
    <name>net${n}</name>
    <metadata>
      <publish xmlns='urn:ifscribe:network:1'>
        <portForward proto='tcp' to='alpha'>
          <range start='${2000 + n}' end='${2000 + n}' to='22'/>
        </portForward>
      </publish>
    </metadata>
    <forward mode='nat'/>
    <bridge name='virbr${n}' stp='off' delay='0'/>
    <ip address='${subnet}.1' prefix='24'>
      <dhcp>
        <range start='${subnet}.100' end='${subnet}.199'/>
        <host mac='52:54:00:00:${hex(n >> 8)}:${hex(n & 255)}' name='alpha' ip='${subnet}.10'/>
      </dhcp>
    </ip>
  </network>
`;
  });
  return `<interfaces>\n${each.join('')}</interfaces>\n`;
}

const hex = (byte) => byte.toString(16).padStart(2, '0');
