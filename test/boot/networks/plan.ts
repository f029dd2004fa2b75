import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpioEntry, FILE, LINK } from '../archive.ts';
import type { GuestHost } from './host.ts';
import { probesOf } from './probes.ts';

/** What is done to the machine before everything is tried: a name for it, and the command. */
export interface Phase {
  readonly name: string;
  readonly command: string;
  readonly filtersBridged?: boolean;
  /** Whether guests renew their leases, from the server that gave them or whoever answers a broadcast. */
  readonly renews?: 'by unicast' | 'by any way';
}

export const atBoot: Phase = { name: 'boot', command: 'nothing' };
export const restart: Phase = { name: 'restart', command: 'systemctl restart nftables' };
export const filtering: Phase = { name: 'br_netfilter', command: 'filter_bridged', filtersBridged: true };

/** What usually happens to a machine in a boot. */
export const phases: readonly Phase[] = [
  atBoot,
  { name: 'reload', command: 'systemctl reload nftables' },
  restart,
  { name: 'renewal', command: 'renew', renews: 'by unicast' },
  filtering,
];

const FOLDER = '/etc/boot-networks';
const UNITS = '/etc/systemd/system';

const text = (path: string, content: string, mode = 0o644): CpioEntry => ({
  path,
  mode: FILE | mode,
  content: Buffer.from(content),
});
const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');
const guestFile = (name: string): string => readFileSync(join(import.meta.dirname, 'guest', name), 'utf8');

/** The programs that try a host, and what they go by. */
export function planFiles(host: GuestHost, tried: readonly Phase[]): CpioEntry[] {
  const guests = Object.entries(host.guests);
  return [
    text('/usr/local/sbin/boot-guests', guestFile('guests'), 0o755),
    text('/usr/local/sbin/boot-wire', guestFile('wire'), 0o755),
    text('/usr/local/sbin/boot-lease', guestFile('lease'), 0o755),
    text(`${UNITS}/boot-report.service.d/guests.conf`, guestFile('reporter.conf')),
    text(`${UNITS}/boot-wire.service`, guestFile('wire.service')),
    {
      path: `${UNITS}/sysinit.target.wants/boot-wire.service`,
      mode: LINK | 0o777,
      content: Buffer.from('../boot-wire.service'),
    },
    text(`${FOLDER}/nic`, 'eth0\n'),
    text(`${FOLDER}/outside`, lines(host.outside)),
    text(
      `${FOLDER}/guests`,
      lines(guests.map(([name, { bridge = '-', mac, device }]) => `${name} ${bridge} ${mac ?? device}`)),
    ),
    ...guests.flatMap(([name, guest]) => [
      ...(guest.static ? [text(`${FOLDER}/static/${name}`, lines(guest.static))] : []),
      ...(guest.besides ? [text(`${FOLDER}/besides/${name}`, lines(guest.besides))] : []),
    ]),
    text(`${FOLDER}/servers`, lines(host.listening)),
    text(
      `${FOLDER}/probes`,
      lines(probesOf(host).map(({ actor, command }, n) => `${n} ${actor} ${command}`)),
    ),
    text(`${FOLDER}/phases`, lines(tried.map(({ name, command }) => `${name} ${command}`))),
    ...host.files.map(([, , path, content]) => text(`/srv/tftp/${path}`, `${content}\n`)),
  ];
}
