import { networkKey, sourceKey } from './definition.ts';
import type { HostIndex } from './host.ts';
import type { Interface } from './interface.ts';
import type { InstalledNetwork, Network } from './network.ts';
import { stpDelayMs } from './network-bridge.ts';
import type { Reporter } from './report.ts';
import { msToSeconds } from './values.ts';

/** What a network stands on, and the interface that its packets leave by. */
export function checkNetworkBridge(installed: InstalledNetwork, index: HostIndex, report: Reporter): void {
  const { network, ownsBridge } = installed;
  const iface = index.get(network.bridge.name);
  if (iface) checkFits(installed, iface, index, report);
  else if (!ownsBridge) reportMissing(network, report);
  if (network.forward?.mode === 'bridge') return;
  if (ownsBridge) checkStp(network, report);
  else if (iface) {
    checkAddresses(network, iface, report);
    checkSettings(network, iface, index, report);
    checkUplink(network, iface, report);
  }
  checkForwardDev(network, index, report);
}

const bridgePlaces = ({ name }: Network): string[] => [networkKey(name), networkKey(name, 'bridge')];

function reportMissing(network: Network, report: Reporter): void {
  const args = { name: network.name, bridge: network.bridge.name };
  const code = network.forward?.mode === 'bridge' ? 'network-bridge-undefined' : 'network-bridge-missing';
  report(code, args, bridgePlaces(network), { network: network.name });
}

/** Guests plug into a bridge, or talk through a veth pair; nothing but a bridge serves for mode='bridge'. */
function checkFits(
  { network, autostart, ownsBridge }: InstalledNetwork,
  iface: Interface,
  index: HostIndex,
  report: Reporter,
): void {
  const { name, bridge, forward } = network;
  const places = [...bridgePlaces(network), sourceKey(iface.name)];
  const about = { network: name };
  const fits: readonly string[] = ownsBridge || forward?.mode === 'bridge' ? ['bridge'] : ['bridge', 'veth'];
  if (!fits.includes(iface.type)) {
    report('network-bridge-type', { name, bridge: bridge.name, type: iface.type }, places, about);
  } else if (iface.port) {
    const args = { name, bridge: bridge.name, controller: iface.port.controller };
    report('network-bridge-member', args, places, about);
  }
  if (!ownsBridge && autostart && index.startOf(iface) === 'none') {
    const start = [...places, sourceKey(iface.name, 'start')];
    report('network-bridge-not-started', { name, bridge: bridge.name }, start, about);
  }
}

function checkAddresses(network: Network, iface: Interface, report: Reporter): void {
  network.ips.forEach(({ family, address, prefix }, n) => {
    const addresses = iface[family]?.addresses ?? [];
    if (addresses.some((each) => each.address === address && each.prefix === prefix)) return;
    const args = { name: network.name, bridge: iface.name, address: `${address}/${prefix}` };
    const places = [
      networkKey(network.name),
      networkKey(network.name, `ip.${n}`),
      sourceKey(iface.name),
      sourceKey(iface.name, family),
    ];
    report('network-address-missing', args, places, { network: network.name });
  });
}

/** What leaves the host by the network's interface would meet rules that are about guests. */
function checkUplink(network: Network, iface: Interface, report: Reporter): void {
  const { name, forward } = network;
  if (forward?.mode === 'open' || !leadsOutside(iface)) return;
  const places = [...bridgePlaces(network), sourceKey(iface.name)];
  report('network-on-uplink', { name, bridge: iface.name }, places, { network: name });
}

const leadsOutside = ({ ipv4, ipv6 }: Interface): boolean =>
  ipv4?.dhcp !== undefined ||
  ipv6?.dhcp !== undefined ||
  ipv6?.autoconf === true ||
  [...(ipv4?.routes ?? []), ...(ipv6?.routes ?? [])].some(({ destination }) => destination === undefined);

/** What the network says of its bridge must be what the bridge's own document says; silence is no contradiction. */
function checkSettings(network: Network, iface: Interface, index: HostIndex, report: Reporter): void {
  const { name, bridge, mac, mtuBytes } = network;
  const own = iface.type === 'bridge' ? iface.bridge : undefined;
  const compare = (setting: string, slot: string, value: unknown, otherValue: unknown): void => {
    if (value === undefined || value === otherValue) return;
    const args = {
      name,
      bridge: iface.name,
      setting,
      value: String(value),
      otherValue: otherValue === undefined ? 'none' : String(otherValue),
    };
    const places = [
      networkKey(name),
      networkKey(name, slot),
      sourceKey(iface.name),
      sourceKey(iface.name, slot),
    ];
    report('network-setting-differs', args, places, { network: name });
  };
  compare('the MAC address', 'mac', mac, iface.assignMac);
  compare('the MTU', 'mtu', mtuBytes, index.mtuOf(iface));
  compare('stp', 'bridge', onOff(bridge.stp), own && onOff(own.stp ?? false));
  compare('the delay', 'bridge', seconds(bridge.delayMs), seconds(own?.forwardDelayMs));
}

const onOff = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'on' : 'off';
const seconds = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : `${msToSeconds(ms)} s`;

function checkStp(network: Network, report: Reporter): void {
  // What libvirt takes where the document says neither.
  const { stp = true, delayMs = 0 } = network.bridge;
  const effectiveMs = stpDelayMs(network.bridge);
  if (!stp || effectiveMs === delayMs) return;
  const args = { name: network.name, delay: msToSeconds(delayMs), effective: msToSeconds(effectiveMs) };
  report('network-stp-delay', args, bridgePlaces(network), { network: network.name });
}

function checkForwardDev(network: Network, index: HostIndex, report: Reporter): void {
  const { name, bridge, forward } = network;
  const dev = forward?.dev;
  if (dev === undefined) return;
  const places = ['', 'forward', 'forward.dev'].map((slot) => networkKey(name, slot));
  const about = { network: name };
  const iface = index.get(dev);
  if (dev === bridge.name) report('forward-dev-own', { name, dev }, places, about);
  else if (iface?.port) {
    const args = { name, dev, controller: iface.port.controller };
    report('forward-dev-member', args, [...places, sourceKey(args.controller, `member.${dev}`)], about);
  } else if (!iface && index.vlansOn(dev).length === 0 && !index.vethTo(dev)) {
    report('forward-dev-undefined', { name, dev }, places, about);
  }
}
