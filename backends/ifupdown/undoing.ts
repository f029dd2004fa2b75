import type { Interface } from '../../src/model/interface.ts';
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
  const iface = byName.get(owner);
  switch (step.does) {
    case 'nothing':
    case 'ipv6':
      return step.does === 'nothing';
    case 'lower':
    case 'flush':
    case 'stop':
      return byName.has(step.device);
    case 'remove':
      return byName.has(step.device) && byName.get(step.device)?.type !== 'ethernet';
    case 'free':
      return byName.get(step.device)?.port !== undefined;
    case 'drop-address': {
      const protocol = iface?.[step.family];
      return protocol?.addresses.some(({ address }) => address === step.address.address) ?? false;
    }
    case 'drop-route':
      return hasRoute(iface, step.route);
    default:
      return false;
  }
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
