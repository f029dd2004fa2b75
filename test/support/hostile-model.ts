import type { Host } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { hostileTexts } from './arbitrary-values.ts';

/** A value of a model that was replaced by one that no document could have put there. */
export interface Tampered {
  readonly host: Host;
  /** The interface, by its place in the host, and where in it. */
  readonly place: readonly [number, ...string[]];
  readonly value: unknown;
}

const badNumbers: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0.5,
  1e21,
  '1\nDEVICE=evil',
];
const badFlags: readonly unknown[] = ['yes\nDEVICE=evil'];

/** What tells types apart, and what is never written as a value. */
const untouched: ReadonlySet<string> = new Set(['type', 'kind', 'position', 'topLevel']);

/** Every value of the host in turn replaced by every hostile one. */
export function* tampered(host: Host): Generator<Tampered> {
  for (const [n, iface] of host.interfaces.entries()) {
    for (const path of leaves(iface)) {
      if (untouched.has(path.at(-1) as string)) continue;
      for (const value of hostileFor(valueAt(iface, path))) {
        const interfaces = host.interfaces.map((each, at) =>
          at === n ? (put(iface, path, value) as Interface) : each,
        );
        yield { host: { interfaces }, place: [n, ...path], value };
      }
    }
  }
}

/** What no document could say in place of `value`. */
export function hostileFor(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return badNumbers;
  return typeof value === 'boolean' ? badFlags : hostileTexts.filter((text) => text !== '');
}

/** The paths of all values in a model. */
export function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);

/** A copy of `value` with `leaf` at that path. */
export function put(value: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  const inner = put((value as Record<string, unknown>)[key], rest, leaf);
  return Array.isArray(value)
    ? value.map((each, n) => (String(n) === key ? inner : each))
    : { ...(value as object), [key]: inner };
}
