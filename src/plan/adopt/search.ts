/** What a set of steps leaves undone: the fewer the better, none is the aim. */
export type Undone<Step> = (steps: readonly Step[]) => ReadonlySet<string>;

/** Steps that together do everything, as far as steps can, and other ways to do what one of them does. */
export interface Ways<Step> {
  readonly steps: readonly Step[];
  readonly others: readonly Step[];
}

/**
 * The fewest steps that are found after which `undone` says nothing, in their order; undefined where none are. No more
 * than so many `tries`. First few are tried, from nothing on: what leaves less undone, and nothing new, is taken. Where
 * that leads nowhere, because lines hang together, all of them are, and then those left out that can be.
 */
export function search<Step>(
  { steps, others }: Ways<Step>,
  undone: Undone<Step>,
  tries: number,
): { readonly steps: readonly Step[] | undefined; readonly tried: number } {
  let tried = 0;
  const trial: Trial<Step> = {
    undone: (some) => {
      tried++;
      return undone(some);
    },
    isOver: () => tried >= tries,
  };
  const found = climb([...steps, ...others], trial) ?? (undone(steps).size === 0 ? steps : undefined);
  return { steps: found && withoutNeedless(found, trial), tried: tried + 1 };
}

interface Trial<Step> {
  readonly undone: Undone<Step>;
  readonly isOver: () => boolean;
}

function climb<Step>(steps: readonly Step[], { undone, isOver }: Trial<Step>): readonly Step[] | undefined {
  let taken: ReadonlySet<number> = new Set();
  let left = undone([]);
  const take = (more: readonly number[]): boolean => {
    if (more.every((n) => taken.has(n))) return false;
    const some = new Set([...taken, ...more]);
    const then = undone(steps.filter((_, n) => some.has(n)));
    if (then.size >= left.size || [...then].some((each) => !left.has(each))) return false;
    taken = some;
    left = then;
    return true;
  };
  const takeOne = (): boolean => {
    for (const choice of few(steps.length)) {
      if (isOver()) return false;
      if (take(choice)) return true;
    }
    return false;
  };
  while (left.size > 0) if (!takeOne()) return undefined;
  return steps.filter((_, n) => taken.has(n));
}

/** One step, a few neighbours, any two: lines that belong together stand so, or one goes and another comes elsewhere. */
function* few(count: number): Generator<number[]> {
  for (const size of [1, 2, 3, 4])
    for (let n = 0; n + size <= count; n++) yield Array.from({ length: size }, (_, at) => n + at);
  for (let a = 0; a < count; a++) for (let b = a + 2; b < count; b++) yield [a, b];
}

function withoutNeedless<Step>(steps: readonly Step[], { undone, isOver }: Trial<Step>): readonly Step[] {
  let left = steps;
  for (let size = Math.min(left.length, MOST_TOGETHER); size >= 1; size--) {
    for (let at = 0; at + size <= left.length && !isOver(); ) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      if (undone(fewer).size === 0) left = fewer;
      else at++;
    }
  }
  return left;
}

/** As many lines as anybody writes for one thing. */
const MOST_TOGETHER = 8;
