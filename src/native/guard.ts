import type * as z from 'zod/mini';
import { type Host, hostSchema } from '../model/host.ts';
import { type Network, networkSchema } from '../model/network.ts';

/**
 * A value that a format cannot hold as that very text. Values are checked when documents are read, so this
 * only ever meets models built by hand: it is the last gate before a file that root will parse.
 */
export class UnsafeValueError extends Error {
  override readonly name = 'UnsafeValueError';
  constructor(what: string, value: unknown) {
    super(`${what} cannot be written: ${JSON.stringify(value)} is not of the form that the format allows`);
  }
}

/**
 * The host itself, if every value in it is one that the model allows. Documents and files are held against
 * the model when they are read; this is for hosts that came from elsewhere.
 */
export const guardHost = (host: Host): Host => guardBy(hostSchema, 'the host', host);

/** The same for a guest network. */
export const guardNetwork = (network: Network): Network => guardBy(networkSchema, 'the network', network);

function guardBy<T>(schema: z.ZodMiniType<T>, what: string, model: T): T {
  const [issue] = schema.safeParse(model).error?.issues ?? [];
  if (!issue) return model;
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], model);
  throw new UnsafeValueError(issue.path.join('.') || what, value);
}
