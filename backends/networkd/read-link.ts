import { deviceName, macAddress, mtu } from './read-device.ts';
import type { Settings } from './settings.ts';

/** What a .link says of the device that it matches. */
export interface Link {
  /** The name that it gives. */
  readonly newName?: string;
  readonly assignMac?: string;
  readonly mtuBytes?: number;
}

/** Reads the [Link] of a .link; what is about names and addresses given by policy is left to implied.ts. */
export function readLink(settings: Settings): Link {
  const link = settings.in('Link');
  const newName = link.value('Name', 'match', deviceName);
  const assignMac = link.value('MACAddress', 'link', macAddress);
  const mtuBytes = link.value('MTUBytes', 'link', mtu.read);
  return {
    ...(newName === undefined ? {} : { newName }),
    ...(assignMac === undefined ? {} : { assignMac }),
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
  };
}
