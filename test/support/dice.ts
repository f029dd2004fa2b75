/** Chances for a generator that knows what it makes, from a stream of numbers that fast-check can shrink. */
export interface Dice {
  /** One of them, each as likely. */
  readonly pick: <T>(choices: readonly T[]) => T;
  /** True once in `n` times. */
  readonly once: (n: number) => boolean;
  /** A whole number from 0 to `below` - 1. */
  readonly number: (below: number) => number;
  readonly shuffle: <T>(list: readonly T[]) => T[];
}

export function diceOf(numbers: Iterator<number>): Dice {
  const number = (below: number): number => (numbers.next().value as number) % below;
  const pick = <T>(choices: readonly T[]): T => choices[number(choices.length)] as T;
  return {
    number,
    pick,
    once: (n) => number(n) === n - 1,
    shuffle: (list) => {
      const result = [...list];
      for (let at = result.length - 1; at > 0; at--) {
        const other = number(at + 1);
        [result[at], result[other]] = [result[other] as never, result[at] as never];
      }
      return result;
    },
  };
}
