import { type Code, type Finding, finding, type Subject } from '../findings/finding.ts';
import type { SourceMap } from './definition.ts';

/**
 * Collects findings about a merged host. Each is reported at the latest, in document order, of the places it
 * is about; one that is about no place of the documents concerns only what the root held before and is left
 * out: this run neither made it nor can mend it.
 */
export interface Reporter {
  /** `about`: an interface's name, or what else. Returns whether the documents hold any of the places, and it was reported. */
  <C extends Code>(
    code: C,
    args: Parameters<typeof finding<C>>[1],
    keys: readonly string[],
    about: string | Omit<Subject, 'at'>,
  ): boolean;
  readonly findings: () => Finding[];
}

export function reporter(sources: SourceMap): Reporter {
  const found: Finding[] = [];
  let order: Map<string, number> | undefined;
  const rank = (key: string): number => {
    order ??= new Map([...sources.keys()].map((k, n) => [k, n]));
    return order.get(key) ?? -1;
  };
  const isLater = (key: string, than: string): boolean => {
    const [a, b] = [sources.get(key), sources.get(than)];
    if (a?.file !== b?.file || !a || !b) return rank(key) > rank(than);
    return a.line === b.line ? a.column > b.column : a.line > b.line;
  };
  const report: Reporter = Object.assign(
    <C extends Code>(
      code: C,
      args: Parameters<typeof finding<C>>[1],
      keys: readonly string[],
      about: string | Omit<Subject, 'at'>,
    ): boolean => {
      let latest: string | undefined;
      for (const key of keys) {
        if (sources.has(key) && (latest === undefined || isLater(key, latest))) latest = key;
      }
      if (latest === undefined) return false;
      const subject = typeof about === 'string' ? { interface: about } : about;
      found.push(finding(code, args, { ...subject, at: sources.get(latest) }));
      return true;
    },
    { findings: () => found },
  );
  return report;
}
