import type { Facet } from '../../src/survey.ts';

/** What the keys of ifcfg files are about (sysconfig.txt; nm-settings-ifcfg-rh(5)). */

const facets: readonly (readonly [Facet, RegExp])[] = [
  [
    'match',
    /^(?:DEVICE|NAME|UUID|TYPE|DEVICETYPE|HWADDR|BONDING_MASTER|VLAN|USERCTL|NM_CONTROLLED|NETWORKING|PROXY_METHOD|BROWSER_ONLY|LLDP)$/,
  ],
  ['start', /^(?:ONBOOT|HOTPLUG|ONPARENT)$/],
  ['link', /^(?:MTU|MACADDR|BRIDGE_MACADDR)$/],
  ['controller', /^(?:MASTER|MASTER_UUID|SLAVE|BRIDGE|BRIDGE_UUID)$/],
  [
    'options',
    /^(?:BONDING_OPTS|BRIDGING_OPTS|STP|DELAY|PRIO|AGEING|VLAN_ID|VID|PHYSDEV|REORDER_HDR|GVRP|MVRP|VLAN_FLAGS|PEER)$/,
  ],
  ['dns', /^(?:DNS[0-9]+|DOMAIN|SEARCH|IPV6_DOMAIN|RESOLV_MODS)$/],
  [
    'addressing',
    /^(?:BOOTPROTO|(?:IPADDR|PREFIX|NETMASK|GATEWAY|BROADCAST|NETWORK|ARPCHECK|ADDRESS|METRIC)[0-9]*|IPADDR_(?:START|END)|CLONENUM_START|GATEWAYDEV|DEFROUTE|PEERDNS|PEERROUTES|NOZEROCONF|IPV4_FAILURE_FATAL|IPV4_ROUTE_METRIC|DHCPV6C|IPV6INIT|IPV6ADDR|IPV6ADDR_SECONDARIES|IPV6FORWARDING|IPV6_(?:DISABLED|AUTOCONF|DEFAULTGW|DEFAULTDEV|DEFROUTE|PEERDNS|PEERROUTES|FAILURE_FATAL|PRIVACY|FORCE_ACCEPT_RA|ROUTER|ROUTE_METRIC)|IPV6TO4INIT)$/,
  ],
];

export const facetOf = (key: string): Facet | undefined => facets.find(([, keys]) => keys.test(key))?.[0];

/** Values that a reader would go by without the line, where no other part of reading has asked for the key. */
const nothing: readonly (readonly [keys: RegExp, values: RegExp])[] = [
  [
    /^(?:USERCTL|BROWSER_ONLY|IPV4_FAILURE_FATAL|IPV6_FAILURE_FATAL|IPV6_PRIVACY|IPV6_ROUTER|IPV6TO4INIT|LLDP)$/,
    /^(?:no|false|0)$/i,
  ],
  [/^(?:PEERROUTES|IPV6_PEERROUTES|IPV6_DEFROUTE|DEFROUTE|PEERDNS|IPV6_PEERDNS)$/, /^(?:yes|true|1)$/i],
  [/^PROXY_METHOD$/, /^none$/i],
  // No format that ifscribe writes has addresses checked for others who use them.
  [/^ARPCHECK[0-9]*$/, /^no$/i],
  // Which of the two readers acts on the file: the model is the same.
  [/^NM_CONTROLLED$/, /^(?:yes|no|true|false|1|0)$/i],
  [/^DEVICETYPE$/, /^(?:eth|ethernet|bond|bridge|vlan)$/i],
];

export const saysNothing = (key: string, value: string): boolean =>
  nothing.some(([keys, values]) => keys.test(key) && values.test(value));

const reasons: readonly (readonly [keys: RegExp, why: string])[] = [
  [
    /^(?:NETWORK|BROADCAST)[0-9]*$/,
    'it is not what follows from address and length, and has no word in the document',
  ],
  [/^ZONE$/, "firewalld's zone is no setting of the interface"],
  [/^ETHTOOL_OPTS$|^ETHTOOL_DELAY$/, 'settings of the NIC driver have no word in the document'],
  [/^(?:SUBCHANNELS|PORTNAME|CTCPROT|NETTYPE|OPTIONS|LAYER2)$/, 'how a mainframe (s390) finds the device'],
  [
    /^(?:DHCP_|DHCPV6_|DHCLIENT|DHCPRELEASE|PERSISTENT_DHCLIENT|IPV[46]_DHCP_)/,
    'a setting of the DHCP client has no word in the document',
  ],
  [
    /^IPV6_(?:ADDR_GEN_MODE|TOKEN|PRIVACY|PRIVACY_PREFER_PUBLIC_IP)$/,
    'how IPv6 addresses are made up has no word in the document',
  ],
  [/^USERCTL$|^USERS$/, 'who else may start the interface has no word in the document'],
  [
    /^(?:IPV4|IPV6)_(?:FAILURE_FATAL|REQUIRED_TIMEOUT|RA_TIMEOUT)$|^(?:LINKDELAY|DEVTIMEOUT|GATEWAY_PING_TIMEOUT|WAIT_ACTIVATION_DELAY|NETWORKDELAY)$/,
    'how long and for what to wait has no word in the document',
  ],
  [
    /^(?:PEERROUTES|IPV6_PEERROUTES|DEFROUTE|IPV6_DEFROUTE)$/,
    'to pass over routes that a server names has no word in the document',
  ],
  [
    /^(?:ROUTING_RULE|ROUTING_RULE6)_[0-9]+$|^IPV[46]_ROUTE_TABLE$/,
    'policy routing has no word in the document',
  ],
  [
    /^(?:ARP|ARPCHECK|ARPING_WAIT|ARPUPDATE|ACD_TIMEOUT)[0-9]*$/,
    'ARP and the check for duplicate addresses have no word in the document',
  ],
  [/^(?:KEY_MGMT|IEEE_8021X_.*)$/, 'authentication to the switch (802.1X) has no word in the document'],
  [
    /^(?:AUTOCONNECT_.*|MULTI_CONNECT|SECONDARY_UUIDS|AUTH_RETRIES|STABLE_ID|CONNECTION_METERED)$/,
    'how NetworkManager chooses among its connections has no word in the document',
  ],
  [
    /^(?:RES_OPTIONS|IPV6_RES_OPTIONS|IPV[46]_DNS_PRIORITY|MDNS|LLMNR|DNS_OVER_TLS)$/,
    'options of the resolver have no word in the document',
  ],
  [/^(?:IPV6FORWARDING|IPV6_ROUTER)$/, 'forwarding is a setting of the host'],
  [/^VLAN_(?:EGRESS|INGRESS)_PRIORITY_MAP$|^VLAN_PROTOCOL$/, 'the vlan option has no word in the document'],
  [
    /^(?:DCB_.*|DCB|FCOE|SRIOV_.*|QDISC[0-9]*|FILTER[0-9]*|TC_.*)$/,
    'queues and converged networking have no word in the document',
  ],
];

/** Why a key that nothing asked for is kept. */
export const keptFor = (key: string): string =>
  reasons.find(([keys]) => keys.test(key))?.[1] ?? `the document has no word for ${key}`;

/** The same in /etc/sysconfig/network. */
export const keptForHost = (): string => 'a setting of the host, not of an interface';
