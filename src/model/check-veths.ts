import { sourceKey } from './definition.ts';
import { compareText, type Host, type HostIndex } from './host.ts';
import type { Veth } from './interface.ts';
import type { Reporter } from './report.ts';

/** The ends of veth pairs: each pair is one, both its ends say so where both are defined, and it is no loop. */
export function checkVeths(host: Host, index: HostIndex, report: Reporter): void {
  for (const iface of host.interfaces) {
    // One that is its own peer was refused where it was read.
    if (iface.type === 'veth' && iface.veth.peer !== iface.name) checkPeer(iface, index, report);
  }
}

function checkPeer(iface: Veth, index: HostIndex, report: Reporter): void {
  const { name, veth } = iface;
  const place = [sourceKey(name, 'peer'), sourceKey(name)];
  const peer = index.get(veth.peer);
  if (!peer) {
    const other = index.vethTo(veth.peer);
    if (!other || other === iface) return;
    const keys = [...place, sourceKey(other.name, 'peer'), sourceKey(other.name)];
    report('veth-peer-twice', { name, other: other.name, peer: veth.peer }, keys, name);
    return;
  }
  const both = [...place, sourceKey(peer.name, 'peer'), sourceKey(peer.name)];
  if (peer.type !== 'veth') {
    report('veth-peer-type', { name, peer: peer.name, type: peer.type }, both, name);
  } else if (peer.veth.peer !== name) {
    report('veth-peers-disagree', { name, peer: peer.name, other: peer.veth.peer }, both, name);
  } else if (compareText(name, peer.name) < 0) checkPair(iface, peer, index, report);
}

/** What a veth takes where no MTU is said (ETH_DATA_LEN), bytes. */
const USUAL_MTU = 1500;

/** What concerns both ends alike is said of the one whose name comes first. */
function checkPair(iface: Veth, peer: Veth, index: HostIndex, report: Reporter): void {
  const { name, port } = iface;
  const keys = (slot: string): string[] => [name, peer.name].map((end) => sourceKey(end, slot));
  if (port && port.controller === peer.port?.controller) {
    const { controller } = port;
    const members = [name, peer.name].map((end) => sourceKey(controller, `member.${end}`));
    report(
      'veth-loop',
      { name, peer: peer.name, controller },
      [...members, ...keys('peer'), ...keys('')],
      name,
    );
  }
  const mtu = index.mtuOf(iface) ?? USUAL_MTU;
  const peerMtu = index.mtuOf(peer) ?? USUAL_MTU;
  if (mtu !== peerMtu)
    report('veth-mtus-differ', { name, mtu, peer: peer.name, peerMtu }, [...keys('mtu'), ...keys('')], name);
}
