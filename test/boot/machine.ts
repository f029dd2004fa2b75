import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CpioEntry, cpio, FILE, LINK, untar, withFolders } from './archive.ts';
import type { Image } from './images.ts';
import type { Kernel } from './kernel.ts';
import { listen, openSegment, type Segment } from './segment/segment.ts';
import { takeSlot } from './slots.ts';

/** A network card of the guest; the kernel gets to see them in this order. */
export interface Nic {
  /** What it is called once the configuration is in force. */
  readonly name: string;
  /** What it is called before, where that is another name. */
  readonly nameAtBoot?: string;
  readonly mac: string;
  /** Whether the cable is in at boot. */
  readonly carrier: boolean;
  /** Whether it is plugged in only later. */
  readonly isLate?: boolean;
}

export interface Guest {
  readonly kernel: Kernel;
  readonly image: Image;
  readonly nics: readonly Nic[];
  /** Files that go over the image's. */
  readonly files: readonly CpioEntry[];
  /**
   * Whether to wait until a bridge's change of topology is over, half a minute after its ports forward: until
   * then it forgets stations sooner than it is told, and shows that as its ageing time.
   */
  readonly waitsForTopology?: boolean;
}

/** A guest that runs. */
export interface Machine {
  readonly segment: Segment;
  /** Since QEMU was started. */
  readonly seconds: () => number;
  /** The files of the next report, once the guest's network stands still. */
  readonly report: () => Promise<ReadonlyMap<string, string>>;
  /** A command to QEMU's monitor (QMP). */
  readonly command: (name: string, args?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Pulls a NIC's cable, or puts it back. */
  readonly setCarrier: (name: string, carrier: boolean) => Promise<unknown>;
  /** Plugs in a NIC that is late. */
  readonly plug: (name: string) => Promise<unknown>;
  /** What the guest wrote on its console so far. */
  readonly console: () => string;
  readonly stop: () => Promise<void>;
}

/** Seconds from start to the first report; the guest's own bounds are well below. */
const BOOT_LIMIT_S = 400;

export async function startMachine(guest: Guest): Promise<Machine> {
  const { kernel, nics, files } = guest;
  const giveBack = await takeSlot();
  const began = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'ifscribe-guest-'));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('initrd'), Buffer.concat([readFileSync(kernel.initrd), caseArchive(nics, files)]));
  const segment = await openSegment(nics.map((_, n) => path(`nic${n}`)));
  const reports = await reportPort(path('report'));
  const monitor = await monitorPort(path('monitor'));
  const qemu = startQemu(folder, guest);
  const ended = new Promise<never>((_, reject) => {
    qemu.once('exit', (status, signal) => reject(new Error(`the guest ended (${status ?? signal})`)));
    qemu.once('error', reject);
  });
  ended.catch(() => {});
  const orEnd = <T>(promise: Promise<T>): Promise<T> => Promise.race([promise, ended, timeLimit<T>()]);

  const command: Machine['command'] = (name, args = {}) => orEnd(monitor.execute(name, args));
  const setCarrier: Machine['setCarrier'] = (name, up) =>
    command('set_link', { name: `nic${nics.findIndex((nic) => nic.name === name)}`, up });
  const plug: Machine['plug'] = async (name) => {
    const n = nics.findIndex((nic) => nic.name === name);
    await command('netdev_add', { ...cable(n, path(`nic${n}`)) });
    await command('device_add', nicDevice(n, nics[n]?.mac ?? ''));
  };
  const clear = (): void => {
    qemu.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clear);
  const stop = async (): Promise<void> => {
    process.off('exit', clear);
    if (qemu.exitCode === null && qemu.signalCode === null) {
      const gone = new Promise((resolve) => qemu.once('exit', resolve));
      qemu.kill('SIGKILL');
      await gone;
    }
    await Promise.all([segment.close(), reports.close(), monitor.close(), giveBack()]);
    clear();
  };
  try {
    for (const { name, carrier, isLate } of nics) if (!carrier && !isLate) await setCarrier(name, false);
    await command('cont');
  } catch (error) {
    await stop();
    throw error;
  }
  let first = true;
  return {
    segment,
    seconds: () => (Date.now() - began) / 1000,
    command,
    setCarrier,
    plug,
    report: () => {
      if (!first) reports.ask();
      first = false;
      return orEnd(reports.next()).then(untar);
    },
    console: () => readFileSync(path('console'), 'utf8'),
    stop,
  };
}

function timeLimit<T>(): Promise<T> {
  return new Promise((_, reject) => {
    const late = () => reject(new Error(`nothing came from the guest in ${BOOT_LIMIT_S} s`));
    setTimeout(late, BOOT_LIMIT_S * 1000).unref();
  });
}

const guestFile = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'guest', name));
const UNITS = '/etc/systemd/system';

/** The program in the guest that reports. */
const reporter: readonly CpioEntry[] = [
  { path: '/usr/local/sbin/boot-report', mode: FILE | 0o755, content: guestFile('report') },
  { path: `${UNITS}/boot-report.service`, mode: FILE | 0o644, content: guestFile('report.service') },
  {
    path: `${UNITS}/multi-user.target.wants/boot-report.service`,
    mode: LINK | 0o777,
    content: Buffer.from('../boot-report.service'),
  },
];

function caseArchive(nics: readonly Nic[], files: readonly CpioEntry[]): Buffer {
  const list = nics.map(({ mac, name, nameAtBoot = name }) => `${mac} ${nameAtBoot}\n`).join('');
  return cpio(
    withFolders([
      { path: 'case/nics', mode: FILE | 0o644, content: Buffer.from(list) },
      ...[...reporter, ...files].map((entry) => ({ ...entry, path: `case/root${entry.path}` })),
    ]),
  );
}

const cable = (n: number, path: string) => ({
  type: 'stream',
  id: `cable${n}`,
  server: false,
  addr: { type: 'unix', path },
});

/** The speed is what 802.3ad wants to know of a member (Documentation/networking/bonding.rst). */
const nicDevice = (n: number, mac: string) => ({
  driver: 'virtio-net-pci',
  id: `nic${n}`,
  netdev: `cable${n}`,
  mac,
  speed: 1000,
  duplex: 'full',
  romfile: '',
  addr: (n + 8).toString(16),
});

/** In a network namespace of its own, in which there is nothing: QEMU's sockets are files. */
function startQemu(folder: string, { kernel, image, nics, waitsForTopology }: Guest): ChildProcess {
  const path = (name: string): string => join(folder, name);
  const append = [
    'console=ttyS0 panic=-1 quiet loglevel=4 net.ifnames=0 random.trust_cpu=on mitigations=off',
    // What has no part in the network and costs an emulated machine a fifth of its boot.
    'SYSTEMD_SECCOMP=0 init_on_alloc=0 apparmor=0 audit=0',
    'systemd.show_status=0 systemd.log_target=journal',
    ...(waitsForTopology ? ['boot-report=topology'] : []),
  ].join(' ');
  const args = [
    ...['-machine', 'pc,accel=tcg', '-cpu', 'qemu64', '-m', '384', '-nodefaults', '-no-user-config', '-S'],
    ...['-display', 'none', '-no-reboot', '-kernel', kernel.vmlinux, '-initrd', path('initrd')],
    ...['-append', append, '-serial', `file:${path('console')}`],
    ...['-drive', `if=none,id=disk,format=raw,readonly=on,file=${image.disk}`],
    ...['-device', 'virtio-blk-pci,drive=disk', '-device', 'virtio-rng-pci', '-device', 'virtio-serial-pci'],
    ...['-chardev', `socket,id=report,path=${path('report')}`],
    ...['-device', 'virtserialport,chardev=report,name=report'],
    ...['-chardev', `socket,id=monitor,path=${path('monitor')}`, '-mon', 'chardev=monitor,mode=control'],
    ...nics.flatMap(({ mac, isLate }, n) =>
      isLate
        ? []
        : [
            '-netdev',
            JSON.stringify(cable(n, path(`nic${n}`))),
            '-device',
            JSON.stringify(nicDevice(n, mac)),
          ],
    ),
  ];
  const unshare = ['--user', '--map-current-user', '--net', '--'];
  return spawn('nice', ['unshare', ...unshare, 'qemu-system-x86_64', ...args], {
    stdio: ['ignore', 2, 2],
  });
}

interface ReportPort {
  readonly next: () => Promise<Buffer>;
  readonly ask: () => void;
  readonly close: () => Promise<void>;
}

/** Reports come as a line with the size and as many bytes. */
async function reportPort(path: string): Promise<ReportPort> {
  const waiting: ((report: Buffer) => void)[] = [];
  const arrived: Buffer[] = [];
  let pending = Buffer.alloc(0);
  let guest: Socket | undefined;
  const server = await listen(path, (socket) => {
    guest = socket;
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const line = pending.indexOf(10);
        const end = line + 1 + Number(pending.toString('utf8', 0, Math.max(line, 0)));
        if (line < 0 || pending.length < end) return;
        const report = pending.subarray(line + 1, end);
        pending = pending.subarray(end);
        const taker = waiting.shift();
        if (taker) taker(report);
        else arrived.push(report);
      }
    });
  });
  return {
    next: () => {
      const report = arrived.shift();
      return report ? Promise.resolve(report) : new Promise((resolve) => waiting.push(resolve));
    },
    ask: () => guest?.write('again\n'),
    close: () => closed(server, guest),
  };
}

interface MonitorPort {
  readonly execute: (name: string, args: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** QMP: a JSON object a line; answers come in the order of the commands, events between them. */
async function monitorPort(path: string): Promise<MonitorPort> {
  const waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
  let pending = '';
  let qemu: Socket | undefined;
  let greeted: (socket: Socket) => void = () => {};
  const ready = new Promise<Socket>((resolve) => {
    greeted = resolve;
  });
  const server = await listen(path, (socket) => {
    qemu = socket;
    socket.on('data', (chunk: Buffer) => {
      const lines = (pending + chunk.toString()).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as { return?: unknown; error?: { desc: string }; QMP?: unknown };
        if (message.QMP) greeted(socket);
        else if (message.error) waiting.shift()?.reject(new Error(message.error.desc));
        else if ('return' in message) waiting.shift()?.resolve(message.return);
      }
    });
  });
  const send = (socket: Socket, name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(`${JSON.stringify({ execute: name, arguments: args })}\n`);
    });
  const capable = ready.then(async (socket) => {
    await send(socket, 'qmp_capabilities', {});
    return socket;
  });
  return {
    execute: async (name, args) => send(await capable, name, args),
    close: () => closed(server, qemu),
  };
}

function closed(server: Server, socket: Socket | undefined): Promise<void> {
  socket?.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
