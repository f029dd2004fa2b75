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
