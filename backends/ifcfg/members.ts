import { compareText } from '../../src/model/host.ts';

/**
 * A member names its controller, so no file says the order of members; only a bond's `primary=` does of the
 * first one. The order is by name unless a note in the controller's file has another.
 */
export function memberOrder(
  names: readonly string[],
  primary?: string | undefined,
  noted: readonly string[] = [],
): string[] {
  const place = (name: string): number => {
    if (name === primary) return -1;
    const at = noted.indexOf(name);
    return at < 0 ? noted.length : at;
  };
  return [...names].sort((a, b) => place(a) - place(b) || compareText(a, b));
}
