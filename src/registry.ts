import type { Backend } from './backend.ts';

/**
 * All backends; with backends.ts, which the compiler holds against it, the one place in src/ that knows them. To add
 * one, list it in both. Each is loaded when it is first asked for: a run that renders for one of them need not start the
 * others.
 */
const loaders = {
  networkd: async () => (await import('../backends/networkd/index.ts')).networkd,
  ifcfg: async () => (await import('../backends/ifcfg/index.ts')).ifcfg,
  ifupdown: async () => (await import('../backends/ifupdown/index.ts')).ifupdown,
} satisfies Readonly<Record<string, () => Promise<Backend>>>;

export type BackendName = keyof typeof loaders;

/** The names of all backends, as `--backend` takes them, without loading any. */
export const backendNames: readonly string[] = Object.keys(loaders);

/** The backend of that name, or undefined where there is none. */
export const loadBackend = async (name: string): Promise<Backend | undefined> =>
  Object.hasOwn(loaders, name) ? loaders[name as BackendName]() : undefined;

/** All backends, in the order in which they are listed. */
export const loadBackends = (): Promise<Backend[]> =>
  Promise.all(Object.values(loaders).map((load) => load()));
