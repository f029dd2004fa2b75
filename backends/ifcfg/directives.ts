import { familyOf } from '../../src/model/values.ts';
import {
  type Assignment,
  lastAssignments,
  readAssignments,
  type ShellFault,
} from '../../src/native/shell.ts';
import { facetOf, keptFor as keptAtInterface, saysNothing } from './keys.ts';
import type { Parse } from './words.ts';

/**
 * Something to tell of a file. `refused`: no reader acts on the line. `differs`: the readers understand it differently.
 * `near`: the model says it only nearly.
 */
export interface Remark {
  readonly kind: 'refused' | 'differs' | 'near';
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

/** What became of an assignment. */
interface Verdict {
  readonly state: 'understood' | 'kept';
  readonly why?: string;
}

/** The programs that read ifcfg files. */
export type Reader = 'initscripts' | 'NetworkManager';

/** The assignments of one file, and what was made of each. */
export interface Directives {
  /** The only reader of the file, where there is only one: with NM_CONTROLLED=no NetworkManager leaves it alone. */
  readonly onlyReader: Reader | undefined;
  /** Whether something sets the key to what only a shell knows. */
  readonly isUnknown: (key: string) => boolean;
  /** Whether a key is there and not empty, without taking note of it. */
  readonly has: (key: string) => boolean;
  /** Its text, without taking note of it. */
  readonly peek: (key: string) => string | undefined;
  /** The text of a key; undefined where it is absent or empty, which is the same to both readers. */
  readonly text: (key: string) => string | undefined;
  /** The same, understood; a text that is not is refused, and counts as absent. */
  readonly value: <T>(key: string, parse: Parse<T>) => T | undefined;
  /** The keys that are there and not empty. */
  readonly keys: () => readonly string[];
  /** Keys that follow from others, or that say what is so in any case. */
  readonly settle: (keys: RegExp) => void;
  /** The model has no word for what the key says. */
  readonly keep: (key: string, why: string) => void;
  /** The same for words of a key's value. */
  readonly keepWord: (key: string, word: string, why: string) => void;
  /** Neither reader acts on that word of the value. */
  readonly refuseWord: (key: string, word: string, what: string) => void;
  /** Neither reader acts on it; `key` undefined: on the file as a whole. */
  readonly refuse: (key: string | undefined, what: string) => void;
  /** `taken`: the reader whose meaning is taken; no difference is told where no other reads the file. */
  readonly differ: (key: string, what: string, taken?: Reader) => void;
  /** `key` undefined: the file as a whole. */
  readonly near: (key: string | undefined, what: string) => void;
  readonly lineOf: (key: string) => number;
  readonly read: () => ReadDirectives;
}

/** A file's assignments after all was asked for. */
export interface ReadDirectives {
  readonly remarks: readonly Remark[];
  /** Made when they are asked for. */
  readonly rows: () => readonly Row[];
}

/** One assignment, or what only a shell could make something of. */
export interface Row {
  readonly line: number;
  readonly lines: number;
  readonly text?: string;
  readonly state: 'understood' | 'kept' | 'comment' | 'unread';
  readonly key?: string;
  readonly why?: string;
  /** Whether nothing has asked for the key. */
  readonly isUnasked?: boolean;
}

/** `keptFor`: why a key is kept that nothing asks for. */
export function directivesOf(text: string, keptFor = keptAtInterface, reader?: Reader): Directives {
  const shell = readAssignments(text);
  const byKey = lastAssignments(shell);
  const unknown = new Set(shell.faults.flatMap(({ sets }) => sets).filter((key) => !byKey.has(key)));
  const verdicts = new Map<string, Verdict>();
  const words: { key: string; word: string; why: string }[] = [];
  const remarks: Remark[] = [];
  const told = new Set<string>();
  const lineOf = (key: string): number => byKey.get(key)?.line ?? 1;
  const remark = (kind: Remark['kind'], line: number, what: string): void => {
    if (told.has(`${kind} ${what}`)) return;
    told.add(`${kind} ${what}`);
    remarks.push({ kind, line, what });
  };
  // Without the CR that ends the lines of a file from Windows, which only NetworkManager takes off itself.
  const peek = (key: string): string | undefined => {
    const value = byKey.get(key)?.value;
    return (value?.endsWith('\r') ? value.slice(0, -1) : value) || undefined;
  };
  const keys = [...byKey.keys()].filter((key) => peek(key) !== undefined);
  const ask = (key: string): string | undefined => {
    const value = peek(key);
    if (value !== undefined && !verdicts.has(key)) verdicts.set(key, { state: 'understood' });
    return value;
  };
  const isUnmanaged = /^(?:no|false|f|n|0)$/i.test(peek('NM_CONTROLLED') ?? '');
  const onlyReader: Reader | undefined = isUnmanaged ? 'initscripts' : reader;
  const differ = (key: string, what: string, taken?: Reader): void => {
    if (taken !== undefined && taken === onlyReader) return;
    const meaning =
      taken === undefined
        ? ''
        : `; taken as ${taken === 'initscripts' ? 'initscripts do' : 'NetworkManager does'}`;
    remark('differs', lineOf(key), `${what}${meaning}`);
  };
  const refuse = (key: string | undefined, what: string): void => {
    if (key !== undefined) verdicts.set(key, { state: 'kept', why: what });
    remark('refused', key === undefined ? 1 : lineOf(key), what);
  };
  const keep = (key: string, why: string): void => {
    if (peek(key) !== undefined && verdicts.get(key)?.state !== 'kept')
      verdicts.set(key, { state: 'kept', why });
  };
  return {
    isUnknown: (key) => unknown.has(key),
    has: (key) => peek(key) !== undefined,
    peek,
    text: ask,
    value: (key, parse) => {
      const value = ask(key);
      if (value === undefined) return undefined;
      const parsed = parse(value);
      if (parsed === undefined) {
        const whole =
          FATAL.test(key) && familyOf(value) === undefined
            ? ', and NetworkManager refuses the whole file for it'
            : '';
        refuse(key, `${key}=${shortened(value)} is nothing that ${key} can be${whole}`);
      }
      return parsed;
    },
    keys: () => keys,
    settle: (which) => {
      for (const key of keys) if (which.test(key)) ask(key);
    },
    keep,
    keepWord: (key, word, why) => words.push({ key, word, why }),
    refuseWord: (key, word, what) => {
      words.push({ key, word, why: what });
      remark('refused', lineOf(key), what);
    },
    refuse,
    differ,
    onlyReader,
    near: (key, what) => remark('near', key === undefined ? 1 : lineOf(key), what),
    lineOf,
    read: () => {
      const kept = new Set(words.map(({ key }) => key));
      for (const { line, problem, sets } of shell.faults) {
        const what = sets.length
          ? `${sets.join(', ')} is set to what only a shell knows`
          : 'a shell runs this';
        remark('near', line, `line ${line}: ${problem}: ${what}, and the document leaves it out`);
      }
      for (const { key, isPlain } of byKey.values())
        if (!isPlain && facetOf(key) !== undefined)
          differ(key, `NetworkManager takes ${key} only from a line of its own`, 'initscripts');
      if ([...byKey.values()].some(({ value }) => value.endsWith('\r')))
        remark(
          'differs',
          1,
          'lines end in CR LF: a shell keeps the CR in every value, NetworkManager does not; taken without',
        );
      const rows = (): Row[] => [
        ...shell.assignments.map(rowOf),
        ...shell.faults.map(faultRow),
        ...shell.exports.map(({ line, lines }): Row => ({ line, lines, state: 'comment' })),
        ...words.map(({ key, word, why }): Row => {
          const { line, lines } = byKey.get(key) as Assignment;
          return { line, lines, text: word, state: 'kept', key, why };
        }),
      ];
      return { remarks: remarks.sort((a, b) => a.line - b.line), rows };

      function rowOf(assignment: Assignment): Row {
        const { key, line, lines, text } = assignment;
        const last = byKey.get(key);
        const value = peek(key);
        if (last !== assignment) {
          const why = last ? `${key} is set again in line ${last.line}` : `${key} is set again below`;
          return { line, lines, text, key, state: 'unread', why };
        }
        if (value === undefined) return { line, lines, text, key, state: 'comment' };
        const verdict = verdicts.get(key);
        if (verdict?.why !== undefined)
          return { line, lines, text, key, state: verdict.state, why: verdict.why };
        if (verdict || kept.has(key) || saysNothing(key, value))
          return { line, lines, text, key, state: 'understood' };
        return { line, lines, text, key, state: 'kept', why: keptFor(key), isUnasked: true };
      }
    },
  };
}

const faultRow = ({ line, lines, problem, maySet }: ShellFault): Row => {
  const may = [...new Set(maySet)].slice(0, 3).join(', ');
  return { line, lines, state: 'kept', why: may ? `${problem}; it may set ${may}` : problem };
};

/** Keys whose values NetworkManager insists on (g_set_error in nms-ifcfg-rh-reader.c); others it passes over. */
const FATAL = /^(?:(?:IPADDR|PREFIX|GATEWAY|DNS)[0-9]*|BOOTPROTO|VLAN_ID|IPV6_DEFAULTGW)$/;

const shortened = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value);
