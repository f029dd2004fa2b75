import { UnsafeValueError } from './guard.ts';

/**
 * Shell assignments, as /etc/sysconfig files hold them: sourced by root's bash at boot, and read by programs
 * that know only part of its grammar.
 */

/**
 * What a value may be: words of characters that mean nothing to a shell, quoted or not. `=` only follows an
 * option in lower case, for Red Hat's network service greps files for `DEVICE=`, `TYPE=`, `SLAVE=` and
 * `NM_CONTROLLED=`, wherever they stand, and evaluates what it finds.
 */
const WORD = '(?:[a-z_./]+=)?[A-Za-z0-9_.,:@%+/-]+';
const SAFE_VALUE = new RegExp(`^${WORD}(?: ${WORD})*$`);
const SAFE_KEY = /^[A-Z][A-Z0-9_]*$/;
const BARE = /^[A-Za-z0-9_.,:@%+/-]+$/;

/**
 * `KEY=value`, in double quotes where the value has blanks or `=`. Throws UnsafeValueError for a value that is
 * not made of allowed characters; an empty one too, for some readers take it as unset and some do not.
 */
export function shellAssignment(key: string, value: string): string {
  if (!SAFE_KEY.test(key)) throw new UnsafeValueError('a shell variable', key);
  if (!SAFE_VALUE.test(value)) throw new UnsafeValueError(key, value);
  return BARE.test(value) ? `${key}=${value}` : `${key}="${value}"`;
}

export interface Assignment {
  readonly key: string;
  readonly value: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** Text that only a shell could make something of, or not even that. */
export interface ShellFault {
  readonly line: number;
  readonly problem: string;
}

/**
 * The assignments of a text, with the values that bash would give them, found without running anything:
 * quotes, escapes, comments, joined lines, several on a line, `export`. A command, an expansion, a
 * substitution and whatever else needs a shell is a fault, and nothing is taken from its line.
 */
export function readAssignments(text: string): { assignments: Assignment[]; faults: ShellFault[] } {
  const assignments: Assignment[] = [];
  const faults: ShellFault[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const command = readCommand(text, at);
    line += newlines(text.slice(at, command.start));
    if (command.problem !== undefined) faults.push({ line, problem: command.problem });
    else for (const [key, value] of command.found) assignments.push({ key, value, line });
    line += newlines(text.slice(command.start, command.end));
    at = command.end;
  }
  return { assignments, faults };
}

/** By key; the last of several counts, in a shell and for every other reader. */
export function lastAssignments(assignments: readonly Assignment[]): Map<string, Assignment> {
  return new Map(assignments.map((assignment) => [assignment.key, assignment]));
}

const newlines = (text: string): number => text.split('\n').length - 1;

/** Just behind the line that `at` is in. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** One simple command, up to a newline or `;`. */
interface Command {
  readonly start: number;
  /** Just behind it. */
  readonly end: number;
  readonly found: readonly (readonly [key: string, value: string])[];
  readonly problem?: string;
}

const BLANK = /(?:[ \t]|\\\n)+/y;
const ASSIGNMENT = /[A-Za-z_][A-Za-z0-9_]*(?==)/y;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

function readCommand(text: string, from: number): Command {
  const found: [string, string][] = [];
  const start = from + (matchAt(BLANK, text, from)?.length ?? 0);
  let exporting = false;
  for (let at = start; ; at += matchAt(BLANK, text, at)?.length ?? 0) {
    const c = text[at];
    if (c === undefined) return { start, end: text.length, found };
    if (c === '\n' || c === ';') return { start, end: at + 1, found };
    if (c === '#') return { start, end: lineEnd(text, at), found };
    const word = readWord(text, at, exporting);
    const key = matchAt(ASSIGNMENT, text, at);
    const isCommand = key === undefined && !(exporting && NAME.test(word.value));
    const isExport: boolean = word.value === 'export' && !exporting && found.length === 0;
    const problem =
      word.problem ??
      (isCommand && !isExport ? `${JSON.stringify(word.value.slice(0, 40))} is a command` : undefined);
    if (problem !== undefined) return { start, end: lineEnd(text, word.end), found: [], problem };
    if (key !== undefined) found.push([key, word.value.slice(key.length + 1)]);
    exporting ||= isExport;
    at = word.end;
  }
}

interface Word {
  /** Quotes and escapes resolved. */
  readonly value: string;
  readonly end: number;
  readonly problem?: string;
}

/** A word in whatever quotes, up to a blank, a newline or `;`. An argument of `export` has its braces expanded. */
function readWord(text: string, from: number, isArgument: boolean): Word {
  let value = '';
  let at = from;
  const fault = (problem: string, end = at): Word => ({ value, end, problem });
  while (at < text.length) {
    const c = text[at] as string;
    if (/[ \t\n;]/.test(c)) break;
    if (c === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) return fault('a quote is not closed', text.length);
      value += text.slice(at + 1, close);
      at = close + 1;
    } else if (c === '"') {
      const quoted = readDoubleQuotes(text, at + 1);
      if (quoted.problem !== undefined) return fault(quoted.problem, quoted.end);
      value += quoted.value;
      at = quoted.end;
    } else if (c === '\\') {
      if (text[at + 1] !== '\n') value += text[at + 1] ?? '';
      at += 2;
    } else if (/[$`()<>|&]/.test(c) || (isArgument && c === '{')) return fault(`${c} needs a shell`);
    else if (c === '~' && /[=:]$|^$/.test(text.slice(from, at))) return fault('~ needs a shell');
    else {
      value += c;
      at++;
    }
  }
  return { value, end: Math.min(at, text.length) };
}

function readDoubleQuotes(text: string, from: number): Word {
  let value = '';
  for (let at = from; at < text.length; at++) {
    const c = text[at] as string;
    if (c === '"') return { value, end: at + 1 };
    if (c === '$' || c === '`') return { value, end: at, problem: `${c} needs a shell` };
    const next = text[at + 1];
    if (c === '\\' && next !== undefined && '$`"\\\n'.includes(next)) {
      if (next !== '\n') value += next;
      at++;
    } else value += c;
  }
  return { value, end: text.length, problem: 'a quote is not closed' };
}
