import type { FileKind } from './paths.ts';

/**
 * Every section and key that some networkd from 252 to 262 reads (networkd-network-gperf.gperf, netdev-gperf.gperf and
 * udev's link-config-gperf.gperf), old spellings included: what is not here it passes over with a warning.
 */
const keys: Readonly<Record<FileKind, Readonly<Record<string, string>>>> = {
  network: {
    Address:
      'AddPrefixRoute Address AutoJoin Broadcast DuplicateAddressDetection HomeAddress Label ManageTemporaryAddress NFTSet NetLabel Peer PreferredLifetime PrefixRoute RouteMetric Scope',
    BFIFO: 'Handle LimitBytes Parent',
    BandMultiQueueing: 'Handle Parent',
    Bridge:
      'AllowPortToBeRoot Cost FastLeave HairPin Isolated Learning Locked MACAuthenticationBypass MulticastFlood MulticastRouter MulticastToUnicast NeighborSuppression Priority ProxyARP ProxyARPWiFi UnicastFlood UseBPDU VLANTunnel',
    BridgeFDB: 'AssociatedWith Destination MACAddress OutgoingInterface VLANId VNI',
    BridgeMDB: 'MulticastGroupAddress VLANId',
    BridgeVLAN: 'EgressUntagged PVID VLAN',
    CAKE: 'AckFilter AutoRateIngress Bandwidth CompensationMode FirewallMark FlowIsolationMode Handle MPUBytes NAT OverheadBytes Parent PriorityQueueingPreset RTTSec SplitGSO UseRawPacketSize Wash',
    CAN: 'BitRate BusErrorReporting ClassicDataLengthCode DataBitRate DataPhaseBufferSegment1 DataPhaseBufferSegment2 DataPropagationSegment DataSamplePoint DataSyncJumpWidth DataTimeQuantaNSec FDMode FDNonISO ListenOnly Loopback OneShot PhaseBufferSegment1 PhaseBufferSegment2 PresumeACK PropagationSegment RestartSec SamplePoint SyncJumpWidth Termination TimeQuantaNSec TripleSampling',
    ClassfulMultiQueueing: 'Handle Parent',
    ControlledDelay: 'CEThresholdSec ECN Handle IntervalSec PacketLimit Parent TargetSec',
    DHCP: 'Anonymize ClientIdentifier CriticalConnection DUIDRawData DUIDType ForceDHCPv6PDOtherInformation Hostname IAID ListenPort RapidCommit RequestBroadcast RouteMetric RouteTable SendHostname UseDNS UseDomainName UseDomains UseHostname UseMTU UseNTP UseRoutes UseTimezone UserClass VendorClassIdentifier',
    DHCPPrefixDelegation:
      'Announce Assign ManageTemporaryAddress NFTSet NetLabel RouteMetric SubnetId Token UplinkInterface',
    DHCPRelay:
      'AgentAddress CircuitId ExtraOption GatewayAddress InterfacePriority OverrideServerIdentifier RemoteId ServerAddress VirtualSubnetSelection',
    DHCPServer:
      'BindToInterface BootFilename BootServerAddress BootServerName DNS DefaultLeaseTimeSec Domain EmitDNS EmitDomain EmitLPR EmitNTP EmitPOP3 EmitRouter EmitSIP EmitSMTP EmitTimezone IPv6OnlyPreferredSec LPR LocalLeaseDomain MaxLeaseTimeSec NTP POP3 PersistLeases PoolOffset PoolSize RapidCommit RelayAgentCircuitId RelayAgentRemoteId RelayTarget Router SIP SMTP SendOption SendVendorOption ServerAddress Timezone UplinkInterface',
    DHCPServerStaticLease: 'Address Hostname MACAddress',
    DHCPv4:
      'AllowList Anonymize BOOTP BlackList ClientIdentifier CriticalConnection DUIDRawData DUIDType DenyList FallbackLeaseLifetimeSec Hostname IAID IPServiceType IPv6OnlyMode InitialAdvertisedReceiveWindow InitialCongestionWindow Label ListenPort MUDURL MaxAttempts NFTSet NetLabel QuickAck RapidCommit RequestAddress RequestBroadcast RequestOptions RouteMTUBytes RouteMetric RouteTable RoutesToDNS RoutesToNTP SendDecline SendHostname SendOption SendRelease SendVendorOption ServerPort SocketPriority UnassignedSubnetPolicy Use6RD UseCaptivePortal UseDNR UseDNS UseDomainName UseDomains UseGateway UseHostname UseMTU UseNTP UseRoutes UseSIP UseTimezone UserClass VendorClassIdentifier',
    DHCPv6:
      'DUIDRawData DUIDType ForceDHCPv6PDOtherInformation Hostname IAID MUDURL NFTSet NetLabel PrefixDelegationHint RapidCommit RequestOptions RouteMetric RouteTable SendHostname SendOption SendRelease SendVendorOption UnassignedSubnetPolicy UseAddress UseCaptivePortal UseDNR UseDNS UseDelegatedPrefix UseDomains UseHostname UseNTP UseSIP UserClass VendorClass WithoutRA',
    DHCPv6PrefixDelegation: 'Announce Assign ManageTemporaryAddress RouteMetric SubnetId Token',
    DeficitRoundRobinScheduler: 'Handle Parent',
    DeficitRoundRobinSchedulerClass: 'ClassId Parent QuantumBytes',
    EnhancedTransmissionSelection: 'Bands Handle Parent PriorityMap QuantumBytes StrictBands',
    FairQueueing:
      'Buckets CEThresholdSec FlowLimit Handle InitialQuantum InitialQuantumBytes MaximumRate OrphanMask Pacing PacketLimit Parent Quantum QuantumBytes',
    FairQueueingControlledDelay:
      'CEThresholdSec ECN Flows Handle IntervalSec MemoryLimit MemoryLimitBytes PacketLimit Parent Quantum QuantumBytes TargetSec',
    FlowQueuePIE: 'Handle PacketLimit Parent',
    GenericRandomEarlyDetection: 'DefaultVirtualQueue GenericRIO Handle Parent VirtualQueues',
    HeavyHitterFilter: 'Handle PacketLimit Parent',
    HierarchyTokenBucket: 'DefaultClass Handle Parent RateToQuantum',
    HierarchyTokenBucketClass:
      'BufferBytes CeilBufferBytes CeilRate ClassId MTUBytes OverheadBytes Parent Priority QuantumBytes Rate',
    IPoIB: 'IgnoreUserspaceMulticastGroups Mode',
    IPv6AcceptRA:
      'BlackList DHCPv6Client DenyList NFTSet NetLabel PrefixAllowList PrefixDenyList QuickAck RouteAllowList RouteDenyList RouteMetric RouteTable RouterAllowList RouterDenyList Token UseAutonomousPrefix UseCaptivePortal UseDNR UseDNS UseDomains UseGateway UseHopLimit UseICMP6RateLimit UseMTU UseOnLinkPrefix UsePREF64 UseReachableTime UseRedirect UseRetransmissionTime UseRoutePrefix',
    IPv6AddressLabel: 'Label Prefix',
    IPv6PREF64Prefix: 'LifetimeSec Prefix',
    IPv6Prefix:
      'AddressAutoconfiguration Assign OnLink PreferredLifetimeSec Prefix RouteMetric Token ValidLifetimeSec',
    IPv6PrefixDelegation:
      'DNS DNSLifetimeSec Domains EmitDNS EmitDomains Managed OtherInformation RouterLifetimeSec RouterPreference',
    IPv6RoutePrefix: 'LifetimeSec Preference Route',
    IPv6SendRA:
      'DNS DNSLifetimeSec Domains EmitDNS EmitDomains HomeAgent HomeAgentLifetimeSec HomeAgentPreference HopLimit Managed OtherInformation ReachableTimeSec RetransmitSec RouterLifetimeSec RouterPreference UplinkInterface',
    LLDP: 'MUDURL',
    Link: 'ARP ActivationPolicy AllMulticast Group MACAddress MTUBytes Multicast Promiscuous RequiredFamilyForOnline RequiredForOnline Unmanaged',
    Match:
      'Architecture BSSID Credential Driver Firmware Host KernelCommandLine KernelVersion Kind MACAddress MachineTag Name Path PermanentMACAddress Property SSID Type Version Virtualization WLANInterfaceType',
    MobileNetwork:
      'APN AllowRoaming AllowedAuthenticationMechanisms IPFamily OperatorId PIN Password RouteMetric UseGateway User',
    Neighbor: 'Address LinkLayerAddress MACAddress',
    Network:
      'ActiveSlave Address BatmanAdvanced BindCarrier Bond Bridge ConfigureWithoutCarrier DHCP DHCPPrefixDelegation DHCPRelay DHCPServer DHCPv6PrefixDelegation DNS DNSDefaultRoute DNSOverTLS DNSSEC DNSSECNegativeTrustAnchors DefaultRouteOnDevice Description Domains EmitLLDP Gateway IPForward IPMasquerade IPVLAN IPVTAP IPoIB IPv4AcceptLocal IPv4DuplicateAddressDetectionTimeoutSec IPv4Forwarding IPv4LL IPv4LLRoute IPv4LLStartAddress IPv4ProxyARP IPv4ProxyARPPrivateVLAN IPv4ReversePathFilter IPv4RouteLocalnet IPv4SrcValidMark IPv6AcceptRA IPv6AcceptRouterAdvertisements IPv6DuplicateAddressDetection IPv6Forwarding IPv6HopLimit IPv6LinkLocalAddressGenerationMode IPv6MTUBytes IPv6PrefixDelegation IPv6PrivacyExtensions IPv6ProxyNDP IPv6ProxyNDPAddress IPv6RetransmissionTimeSec IPv6SendRA IPv6StableSecretAddress IPv6Token IgnoreCarrierLoss KeepConfiguration KeepMaster L2TP LLDP LLMNR LinkLocalAddressing MACVLAN MACVTAP MACsec MPLSRouting ManageForeignNextHops ManageForeignRoutes ManageForeignRoutingPolicyRules MulticastDNS MulticastIGMPVersion NTP PrimarySlave ProxyARP ProxyNeighbor RouteTable SpeedMeter SpeedMeterIntervalSec Tunnel UseDomains VLAN VRF VXLAN Xfrm',
    NetworkEmulator: 'DelayJitterSec DelaySec DuplicateRate Handle LossRate PacketLimit Parent',
    NextHop: 'Blackhole Family Gateway Group Id OnLink',
    PFIFO: 'Handle PacketLimit Parent',
    PFIFOFast: 'Handle Parent',
    PFIFOHeadDrop: 'Handle PacketLimit Parent',
    PIE: 'Handle PacketLimit Parent',
    QDisc: 'Handle Parent',
    QuickFairQueueing: 'Handle Parent',
    QuickFairQueueingClass: 'ClassId MaxPacketBytes Parent Weight',
    Route:
      'Destination FastOpenNoCookie Gateway GatewayOnLink GatewayOnlink HopLimit IPv6Preference InitialAdvertisedReceiveWindow InitialCongestionWindow MTUBytes Metric MultiPathRoute NextHop PreferredSource Protocol QuickAck Scope Source TCPAdvertisedMaximumSegmentSize TCPCongestionControlAlgorithm TCPRetransmissionTimeoutSec TTLPropagate Table Type',
    RoutingPolicyRule:
      'DestinationPort Family FirewallMark From GoTo IPProtocol IncomingInterface InvertRule L3MasterDevice OutgoingInterface Priority SourcePort SuppressInterfaceGroup SuppressPrefixLength Table To Type TypeOfService User',
    'SR-IOV':
      'LinkState MACAddress MACSpoofCheck QualityOfService QueryReceiveSideScaling Trust VLANId VLANProtocol VirtualFunction',
    StochasticFairBlue: 'Handle PacketLimit Parent',
    StochasticFairnessQueueing: 'Handle Parent PerturbPeriodSec',
    TokenBucketFilter:
      'Burst BurstBytes Handle LatencySec LimitBytes LimitSize MPUBytes MTUBytes Parent PeakRate Rate',
    TrafficControlQueueingDiscipline:
      'NetworkEmulatorDelayJitterSec NetworkEmulatorDelaySec NetworkEmulatorDuplicateRate NetworkEmulatorLossRate NetworkEmulatorPacketLimit Parent',
    TrivialLinkEqualizer: 'Handle Id Parent',
  },
  netdev: {
    BareUDP: 'DestinationPort EtherType MinSourcePort',
    BatmanAdvanced:
      'Aggregation BridgeLoopAvoidance DistributedArpTable Fragmentation GatewayBandwidthDown GatewayBandwidthUp GatewayBandwithDown GatewayBandwithUp GatewayMode HopPenalty OriginatorIntervalSec RoutingAlgorithm',
    Bond: 'ARPAllTargets ARPIPTargets ARPIntervalSec ARPMissedMax ARPValidate AdActorSystem AdActorSystemPriority AdSelect AdUserPortKey AllSlavesActive DownDelaySec DynamicTransmitLoadBalancing FailOverMACPolicy GratuitousARP LACPTransmitRate LearnPacketIntervalSec MIIMonitorSec MinLinks Mode PacketsPerSlave PeerNotifyDelaySec PrimaryReselectPolicy ResendIGMP TransmitHashPolicy UpDelaySec',
    Bridge:
      'AgeingTimeSec DefaultPVID FDBMaxLearned ForwardDelaySec GroupForwardMask HelloTimeSec LinkLocalLearning MaxAgeSec MulticastIGMPVersion MulticastQuerier MulticastSnooping Priority STP VLANFiltering VLANProtocol',
    FooOverUDP: 'Encapsulation Local Peer PeerPort Port Protocol',
    GENEVE:
      'DestinationPort FlowLabel IPDoNotFragment Id InheritInnerProtocol Remote TOS TTL UDP6ZeroCheckSumRx UDP6ZeroCheckSumTx UDP6ZeroChecksumRx UDP6ZeroChecksumTx UDPChecksum',
    HSR: 'Ports Protocol Supervision',
    IPVLAN: 'Flags Mode',
    IPVTAP: 'Flags Mode',
    IPoIB: 'IgnoreUserspaceMulticastGroups Mode PartitionKey',
    L2TP: 'EncapsulationType Local PeerTunnelId Remote TunnelId UDP6CheckSumRx UDP6CheckSumTx UDP6ChecksumRx UDP6ChecksumTx UDPCheckSum UDPChecksum UDPDestinationPort UDPSourcePort',
    L2TPSession: 'Layer2SpecificHeader Name PeerSessionId SessionId',
    MACVLAN: 'BroadcastMulticastQueueLength BroadcastQueueThreshold Mode SourceMACAddress',
    MACVTAP: 'Mode SourceMACAddress',
    MACsec: 'Encrypt Port',
    MACsecReceiveAssociation: 'Activate Key KeyFile KeyId MACAddress PacketNumber Port',
    MACsecReceiveChannel: 'MACAddress Port',
    MACsecTransmitAssociation: 'Activate Key KeyFile KeyId PacketNumber UseForEncoding',
    Match:
      'Architecture Credential Firmware Host KernelCommandLine KernelVersion MachineTag Version Virtualization',
    NetDev: 'Description Kind MACAddress MTUBytes Name',
    Peer: 'MACAddress MTUBytes Name',
    Tap: 'Group KeepCarrier MultiQueue OneQueue PacketInfo User VNetHeader',
    Tun: 'Group KeepCarrier MultiQueue OneQueue PacketInfo User VNetHeader',
    Tunnel:
      'AllowLocalRemote AssignToLoopback CopyDSCP DiscoverPathMTU ERSPANDirection ERSPANHardwareId ERSPANIndex ERSPANVersion Encapsulation EncapsulationLimit External FOUDestinationPort FOUSourcePort FooOverUDP IPv6FlowLabel IPv6RapidDeploymentPrefix ISATAP IgnoreDontFragment Independent InputKey Key Local Mode OutputKey Remote SerializeTunneledPackets TOS TTL',
    VLAN: 'EgressQOSMaps GVRP Id IngressQOSMaps LooseBinding MVRP Protocol ReorderHeader',
    VRF: 'Table TableId',
    VXCAN: 'Peer',
    VXLAN:
      'ARPProxy DestinationPort External FDBAgeingSec FlowLabel GenericProtocolExtension Group GroupPolicyExtension IPDoNotFragment Id Independent L2MissNotification L3MissNotification Local LocalBypass MacLearning MaximumFDBEntries PortRange ReduceARPProxy Remote RemoteChecksumRx RemoteChecksumTx RouteShortCircuit TOS TTL UDP6ZeroCheckSumRx UDP6ZeroCheckSumTx UDP6ZeroChecksumRx UDP6ZeroChecksumTx UDPCheckSum UDPChecksum VNI VNIFilter',
    WLAN: 'PhysicalDevice Type WDS',
    WireGuard: 'FirewallMark FwMark ListenPort PrivateKey PrivateKeyFile RouteMetric RouteTable',
    WireGuardPeer:
      'AllowedIPs Endpoint PersistentKeepalive PresharedKey PresharedKeyFile PublicKey PublicKeyFile RouteMetric RouteTable',
    Xfrm: 'Independent InterfaceId',
  },
  link: {
    EnergyEfficientEthernet: 'Advertise Enable LinkMode TxLPI TxLPITimerSec TxLowPowerIdle TxLowPowerIdleSec',
    Link: 'Advertise Alias AlternativeName AlternativeNamesPolicy AutoNegotiation AutoNegotiationFlowControl BitsPerSecond CoalescePacketRateHigh CoalescePacketRateLow CoalescePacketRateSampleIntervalSec CombinedChannels Description Duplex GenericReceiveOffload GenericReceiveOffloadHardware GenericReceiveOffloadList GenericReceiveOffloadUDPForwarding GenericSegmentOffloadMaxBytes GenericSegmentOffloadMaxSegments GenericSegmentationOffload IRQAffinity IRQAffinityNUMA IRQAffinityPolicy ImportProperty LargeReceiveOffload MACAddress MACAddressPolicy MDI MTUBytes NTupleFilter Name NamePolicy OtherChannels PartialGenericSegmentationOffload Port Property PropertyImport ReceiveAll ReceiveChecksumOffload ReceiveFCS ReceivePacketSteeringCPUMask ReceiveQueues ReceiveVLANCTAGFilter ReceiveVLANCTAGHardwareAcceleration RxBufferSize RxChannels RxCoalesceHighSec RxCoalesceIrqSec RxCoalesceLowSec RxCoalesceSec RxFlowControl RxJumboBufferSize RxMaxCoalescedFrames RxMaxCoalescedHighFrames RxMaxCoalescedIrqFrames RxMaxCoalescedLowFrames RxMiniBufferSize ScatterGather ScatterGatherFragmentList StatisticsBlockCoalesceSec TCP6SegmentationOffload TCPECNSegmentationOffload TCPMangleIdSegmentationOffload TCPSegmentationOffload TransmitChecksumOffload TransmitQueueLength TransmitQueues TransmitVLANCTAGHardwareAcceleration TransmitVLANSTAGHardwareAcceleration TxBufferSize TxChannels TxCoalesceHighSec TxCoalesceIrqSec TxCoalesceLowSec TxCoalesceSec TxFlowControl TxMaxCoalescedFrames TxMaxCoalescedHighFrames TxMaxCoalescedIrqFrames TxMaxCoalescedLowFrames UDPSegmentationOffload UnsetProperty UseAdaptiveRxCoalesce UseAdaptiveTxCoalesce WakeOnLan WakeOnLanPassword',
    Match:
      'Architecture Credential Driver Firmware Host KernelCommandLine KernelVersion Kind MACAddress MachineTag OriginalName Path PermanentMACAddress Property Type Version Virtualization',
    'SR-IOV':
      'LinkState MACAddress MACSpoofCheck QualityOfService QueryReceiveSideScaling Trust VLANId VLANProtocol VirtualFunction',
  },
};

const tableOf = (kind: FileKind): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(Object.entries(keys[kind]).map(([name, words]) => [name, new Set(words.split(' '))]));

const tables = { network: tableOf('network'), netdev: tableOf('netdev'), link: tableOf('link') };

/** A later one may know more. */
const AS_OF = ', as of systemd 262';

/** Why networkd passes over an assignment; undefined where it reads the key. */

export function unknownKey(kind: FileKind, section: string, key: string): string | undefined {
  const known = tables[kind].get(section);
  if (known?.has(key)) return undefined;
  const other = (Object.keys(tables) as FileKind[]).find((at) => tables[at].get(section)?.has(key));
  if (!known)
    return other ? `[${section}] belongs into a .${other}` : `it knows no section [${section}]${AS_OF}`;
  const home = [...tables[kind]].find(([, names]) => names.has(key))?.[0];
  if (home !== undefined) return `it knows no ${key}= in [${section}], but in [${home}]`;
  return other ? `${key}= belongs into a .${other}` : `it knows no ${key}= in [${section}]${AS_OF}`;
}

/**
 * The keys that an empty assignment takes back, of those that are read here; to all others it is no value, and what
 * stands before it stays (seen with networkd 252; Address= and Gateway= of [Network] from 257 on).
 */
const resettable: Readonly<Record<string, string>> = {
  Match: '*',
  Link: 'MACAddress RequiredForOnline Name',
  Network: 'Address Bond Bridge DNS Domains Gateway IPv6AcceptRA IPv6AcceptRouterAdvertisements',
  Address: 'Label',
  Route: 'Gateway MultiPathRoute NextHop',
  NetDev: 'MACAddress Name',
  Bond: 'ARPIPTargets',
  Bridge: 'STP VLANFiltering MulticastSnooping',
  VLAN: 'GVRP MVRP LooseBinding ReorderHeader',
  Peer: 'Name MACAddress',
};
const resets = new Map(
  Object.entries(resettable).map(([section, words]) => [section, new Set(words.split(' '))]),
);

/** Whether an empty assignment to the key takes back those before it. */
export const isReset = ({ section, key }: { readonly section: string; readonly key: string }): boolean =>
  resets.get(section)?.has('*') || resets.get(section)?.has(key) || false;

/** What is for other programs, and is passed over without a warning (systemd.syntax(7)). */
export const isExtension = (name: string): boolean => name.startsWith('X-');

/** What a setting of networkd's is about for which the document has no word, where the key itself does not say it. */
const subjects: Readonly<Record<string, string>> = {
  BridgeVLAN: 'vlans of a bridge port',
  BridgeFDB: 'forwarding entries of a bridge',
  BridgeMDB: 'multicast entries of a bridge',
  RoutingPolicyRule: 'routing by rules',
  Neighbor: 'fixed neighbours',
  NextHop: 'nexthop objects',
  DHCPServer: "networkd's own DHCP server",
  DHCPServerStaticLease: "networkd's own DHCP server",
  IPv6SendRA: 'router advertisements to others',
  IPv6Prefix: 'router advertisements to others',
  IPv6RoutePrefix: 'router advertisements to others',
  IPv6PrefixDelegation: 'router advertisements to others',
  DHCPPrefixDelegation: 'delegated prefixes',
  DHCPv6PrefixDelegation: 'delegated prefixes',
  'SR-IOV': 'virtual functions of a NIC',
  CAN: 'CAN devices',
  LLDP: 'LLDP',
  WireGuard: 'WireGuard',
  WireGuardPeer: 'WireGuard',
};

/** Why a setting that networkd reads is not in the document. */
export function unmodelled(section: string, key: string): string {
  if (section === 'Match') return 'only the machine can tell whether it holds; it is taken to';
  const subject = subjects[section];
  return subject === undefined
    ? `the document has no word for ${key}= of [${section}]`
    : `the document has no word for ${subject}`;
}
