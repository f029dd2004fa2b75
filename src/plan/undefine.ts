import { type Finding, finding, hasErrors } from '../findings/finding.ts';
import { definitionsOf } from '../model/definition.ts';
import { type HostIndex, indexHost } from '../model/host.ts';
import type { Interface } from '../model/interface.ts';
import { resolve } from '../model/resolve.ts';
import { holdingOf } from './adopt/holding.ts';
import { carry, namesGone, namesUnread, nothing, type Place, type Plan, withOrphans } from './carry.ts';
import { bridgesLeft, type NetworkPlan, networksWithout } from './networks.ts';
import { whyNotOurs } from './not-ours.ts';

/**
 * Plans the removal of interfaces, a bond or bridge with its bare members, and of networks, with the bridges
 * that are theirs. A name that is not there is a warning; one that something else still stands on is an error.
 * `networksOnly`: the names are those of networks; else an interface of the name comes first.
 */
export function planUndefine(
  place: Place & {
    readonly names: readonly string[];
    readonly networksOnly?: boolean;
    /** Whether what others wrote of them goes too. */
    readonly adopt?: boolean;
    /** Whether what others wrote of those that stay may be written anew, where lines of both cannot be told apart. */
    readonly allowLoss?: boolean;
  },
): Plan {
  const { backend, root, services, networksOnly = false } = place;
  const holding = holdingOf(backend, root, new Set(place.adopt ? place.names : []));
  const { reading } = holding;
  const index = indexHost(reading.host);
  const standing = services?.read(root).networks ?? [];
  const unread = namesUnread(place);
  // What was edited past understanding, or written by a later version, is there too.
  const parents = new Set(index.undefinedParents());
  const parts = new Set(reading.parts.map((part) => part.interface).filter((name) => !parents.has(name)));
  const isInterface = (name: string): boolean =>
    !networksOnly && (index.get(name) !== undefined || parts.has(name));
  const names = [...new Set(place.names)];
  const isNetwork = new Set([...standing.map(({ network }) => network.name), ...unread]);
  const networks = networksWithout(
    standing,
    new Set(names.filter((name) => !isInterface(name) && isNetwork.has(name))),
  );
  const whereOthersHaveIt = (name: string): string | undefined =>
    place.adopt
      ? undefined
      : whyNotOurs({ ...place, others: [] }, reading, name).find(({ code }) => code === 'foreign-file')?.at
          ?.file;
  const there = new Set([...names.filter(isInterface), ...bridgesLeft(networks)]);
  const findings: Finding[] = names
    .filter((name) => !there.has(name) && !networks.touched.has(name))
    .map((name) =>
      networksOnly
        ? finding('not-there', { name }, { network: name })
        : finding('not-there', { name, where: whereOthersHaveIt(name) }, { interface: name }),
    );
  const leaving = new Set(
    [...there].flatMap((name) => [name, ...bareMembers(name, index).map((member) => member.name)]),
  );
  for (const name of there) if (index.get(name)) findings.push(...blockers(name, index, leaving));
  findings.push(...networksStandingOn(there, networks));
  if (hasErrors(findings)) return { ...nothing(reading.host), findings };
  const left = definitionsOf(reading.host).filter(({ iface }) => !there.has(iface.name));
  const host = withOrphans(resolve(left, new Map()).host, reading.host, leaving);
  const touched = new Set([...there, ...namesGone(reading.host, host)]);
  return carry(place, { holding, host, networks, touched, findings, allowLoss: place.allowLoss === true });
}

/**
 * What of the rest stands on `name`. A vlan on a bare member that is a NIC is no obstacle: the NIC is the
 * host's, and goes on as the vlan's undefined parent.
 */
function blockers(name: string, index: HostIndex, leaving: ReadonlySet<string>): Finding[] {
  const iface = index.get(name) as Interface;
  const findings: Finding[] = [];
  const block = (other: string, how: string): void => {
    findings.push(finding('removal-blocked', { name, other, how }, { interface: name }));
  };
  if (iface.port && index.get(iface.port.controller) && !leaving.has(iface.port.controller))
    block(iface.port.controller, 'holds it as a member');
  const removed = [iface, ...bareMembers(name, index)];
  for (const each of removed) {
    if (each !== iface && each.type === 'ethernet') continue;
    // The end of a veth pair that nobody defines goes along.
    const far = each.type === 'veth' && !index.get(each.veth.peer) ? index.vlansOn(each.veth.peer) : [];
    for (const vlan of [...index.vlansOn(each.name), ...far]) {
      if (leaving.has(vlan.name) || removed.includes(vlan)) continue;
      block(vlan.name, `is a vlan on ${vlan.vlan.parent}`);
    }
  }
  return findings;
}

/** Networks that stay and whose bridge would go. */
function networksStandingOn(leaving: ReadonlySet<string>, { after }: NetworkPlan): Finding[] {
  return after
    .filter(({ network }) => leaving.has(network.bridge.name))
    .map(({ network, ownsBridge }) => {
      const name = network.bridge.name;
      const how = ownsBridge ? 'is a network, whose own bridge it is' : 'is a network that stands on it';
      return finding('removal-blocked', { name, other: network.name, how }, { interface: name });
    });
}

function bareMembers(controller: string, index: HostIndex): Interface[] {
  return index
    .membersOf(controller)
    .filter(({ topLevel }) => !topLevel)
    .flatMap((member) => [member, ...bareMembers(member.name, index)]);
}
