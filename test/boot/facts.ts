/**
 * What is compared: facts about interfaces in the model's words, as text, so that a difference can be read
 * aloud. The kernel's side (observed.ts) says everything it has; the model's side (wanted.ts) and the
 * hand-written fixtures/<case>/kernel.json say what they know, and each of their facts must be there.
 */
export type Fact = string | readonly string[];
export type Facts = Readonly<Record<string, Fact>>;
/** By interface; `host` for what is no interface's. Absent means that there is no such interface. */
export type HostFacts = Readonly<Record<string, Facts>>;

/** A wanted fact that may be one of several, which the kernel or chance chooses. */
export const EITHER = ' or ';

/** Where what is there is not what is wanted, a sentence each; empty where it is. */
export function differences(observed: HostFacts, wanted: HostFacts): string[] {
  return Object.entries(wanted).flatMap(([name, facts]) => {
    const there = observed[name];
    if (!there) return [`${name}: is not there`];
    return Object.entries(facts).flatMap(([what, should]) => {
      const is = there[what] ?? 'nothing';
      return matches(is, should) ? [] : [`${name}: ${what} ${said(is)}, wanted ${said(should)}`];
    });
  });
}

function matches(is: Fact, should: Fact): boolean {
  if (typeof is === 'string' && typeof should === 'string') return should.split(EITHER).includes(is);
  return JSON.stringify(is) === JSON.stringify(should);
}

const said = (fact: Fact): string =>
  typeof fact === 'string' ? fact : fact.length ? fact.join(', ') : 'none';
