import type { Interruption } from '../apply/carry-out.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` with the usual signals turned into a request that it heeds where it can stop cleanly. */
export async function heedingSignals<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
  const interruption: { signal: string | undefined } = { signal: undefined };
  const note = (signal: string): void => {
    interruption.signal ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  try {
    return await work(interruption);
  } finally {
    for (const signal of SIGNALS) process.off(signal, note);
  }
}
