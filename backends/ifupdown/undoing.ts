import type { Address, Interface } from '../../src/model/interface.ts';
import type { Family } from '../../src/model/values.ts';
import type { Doing, Lines } from './lines.ts';
import type { CommandRoute, Step } from './steps.ts';

/**
 * Judges what commands do beside saying something of a device: they bring up what has to be up anyway, and undo when
 * the interface goes down what others of them did.
 */
export function judgeDoings(all: readonly Lines[], interfaces: readonly Interface[]): void {
  const byName = new Map(interfaces.map((iface) => [iface.name, iface]));
  const parents = new Set(interfaces.flatMap((iface) => (iface.type === 'vlan' ? [iface.vlan.parent] : [])));
  const isHere = (name: string): boolean => byName.has(name) || parents.has(name);
  for (const { doings } of all) {
    for (const doing of doings) {
      if (doing.verdict) continue;
      const isPlain = doing.undoes ? undoes(doing, byName) : raises(doing.step, isHere);
      doing.verdict = isPlain
        ? { ...(doing.step.does === 'start' ? { says: 'start' } : {}) }
        : { why: whyNot(doing) };
    }
  }
}

/** What comes to nothing beside what the model says. */
const raises = (step: Step, isHere: (name: string) => boolean): boolean =>
  step.does === 'nothing' || ((step.does === 'raise' || step.does === 'start') && isHere(step.device));

function undoes({ step, owner }: Doing, byName: ReadonlyMap<string, Interface>): boolean {
  switch (step.does) {
    case 'nothing':
      return true;
    case 'lower':
    case 'flush':
    case 'stop':
      return byName.has(step.device);
    case 'remove':
      return byName.has(step.device) && byName.get(step.device)?.type !== 'ethernet';
    case 'free': {
      const controller = byName.get(step.device)?.port?.controller;
      return controller !== undefined && controller === (step.controller ?? controller);
    }
    case 'drop-address':
      return hasAddress(byName.get(step.device), step.family, step.address);
    case 'drop-route':
      return hasRoute(byName.get(step.device ?? owner), step.route);
    default:
      return false;
  }
}

/** Whether the model has that address; an IPv4 address without a length, which reads as a host's, goes with any. */
function hasAddress(iface: Interface | undefined, family: Family, dropped: Address): boolean {
  const isAny = family === 'ipv4' && dropped.prefix === 32;
  const addresses = iface?.[family]?.addresses ?? [];
  return addresses.some(
    ({ address, prefix }) => address === dropped.address && (isAny || prefix === dropped.prefix),
  );
}

/** Whether the model has a route that the command takes away; one to a gateway itself goes with that gateway's. */
function hasRoute(iface: Interface | undefined, { family, destination, gateway }: CommandRoute): boolean {
  return (iface?.[family]?.routes ?? []).some((route) => {
    const isOfLink = gateway === undefined && route.gateway === destination?.address;
    const isSame =
      route.destination?.address === destination?.address &&
      route.destination?.prefix === destination?.prefix;
    return isOfLink || (isSame && (gateway === undefined || gateway === route.gateway));
  });
}

function whyNot({ step, undoes }: Doing): string {
  if (undoes) return 'it undoes nothing that the document has';
  if (step.does === 'raise' || step.does === 'start') return `the document has no ${step.device}`;
  return 'what the command does has no place in a document';
}
