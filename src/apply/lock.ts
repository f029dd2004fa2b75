import { statSync } from 'node:fs';
import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DiskRoot } from '../root/disk-root.ts';
import { fault } from '../root/fault.ts';

/** How long another run is waited for, and how often it is looked at, ms. */
const PATIENCE_MS = 10_000;
const INTERVAL_MS = 25;

/**
 * Runs `work` while no other run changes the same root. The lock is a Unix socket's abstract name (unix(7)),
 * made of the root folder's device and inode: it leaves nothing on the disk, and it goes with the process,
 * however that ends.
 */
export async function withLock<T>(root: DiskRoot, work: () => Promise<T>): Promise<T> {
  const { dev, ino } = statSync(root.base);
  const lock = await take(`\0ifscribe/${dev}/${ino}`, root.name);
  try {
    return await work();
  } finally {
    lock?.close();
  }
}

async function take(name: string, rootName: string): Promise<Server | undefined> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(INTERVAL_MS)) {
    const server = await listen(name);
    if (server !== 'taken') return server;
    if (Date.now() >= end) throw fault('root-busy', { root: rootName });
  }
}

/** Undefined where the system has no such sockets, or a sandbox forbids them: better unlocked than not at all. */
const listen = (name: string): Promise<Server | 'taken' | undefined> =>
  new Promise((resolve) => {
    // Loaded only here: most runs change nothing.
    const { createServer } = process.getBuiltinModule('node:net');
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'taken' : undefined),
    );
    server.listen(name, () => resolve(server));
  });
