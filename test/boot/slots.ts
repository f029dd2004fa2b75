import { createServer, type Server } from 'node:net';

/**
 * Guests at a time on one machine, whoever starts them. Two would leave two cores idle for a third of the time, in
 * which guests wait for addresses and for their state to stand still.
 */
export const GUESTS = Number(process.env.IFSCRIBE_GUESTS ?? 3);
const RETRY_MS = 200;

/** Takes one of the machine's places for a guest, waiting for one; the answer gives it back. */
export async function takeSlot(): Promise<() => Promise<void>> {
  for (;;) {
    for (let n = 0; n < GUESTS; n += 1) {
      const held = await tryToHold(`\0ifscribe-boot-guest-${n}`);
      if (held) return () => new Promise((resolve) => held.close(() => resolve()));
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** An abstract socket (unix(7)) is one process's, and goes with it. */
function tryToHold(name: string): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(name, () => resolve(server));
  });
}
