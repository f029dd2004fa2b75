/**
 * An ordered document of sections and assignments: the syntax of systemd's units (systemd.syntax(7)), which
 * NetworkManager's keyfiles share. Sections and keys may be repeated, and order is kept, because both mean
 * something (`[Address]` twice, `DNS=` twice). Nothing is unescaped: what a value means is its reader's matter.
 */
export interface UnitFile {
  readonly sections: readonly UnitSection[];
  /** Lines that are neither a comment, a section header nor an assignment; their consumer passes them over. */
  readonly faults: readonly UnitFault[];
  /** The line for which systemd refuses the file as a whole (parse_line in conf-parser.c), if there is one. */
  readonly refused?: UnitFault;
}

export interface UnitSection {
  readonly name: string;
  /** Line of the header, from 1. */
  readonly line: number;
  /** How many physical lines the header takes. */
  readonly lines: number;
  readonly entries: readonly UnitEntry[];
}

export interface UnitEntry {
  readonly key: string;
  /** Trimmed; the lines of a continued value are joined with spaces. */
  readonly value: string;
  /** Where the assignment begins, from 1. */
  readonly line: number;
  /** How many physical lines it takes, comments in between included. */
  readonly lines: number;
}

export interface UnitFault {
  readonly line: number;
  readonly lines: number;
  readonly text: string;
}

/** Reads a unit file. Never throws: what cannot be read is in `faults`. */
export function parseUnitFile(text: string): UnitFile {
  const sections: (UnitSection & { readonly entries: UnitEntry[] })[] = [];
  const faults: UnitFault[] = [];
  let refused: UnitFault | undefined;
  forEachStatement(text, (statement) => {
    const { line, lines, text: said } = statement;
    if (said.startsWith('[')) {
      const name = said.slice(1, -1);
      const isHeader = said.endsWith(']') && isSafeName(name) && said.isWellFormed();
      if (isHeader) sections.push({ name, line, lines, entries: [] });
      else {
        refused ??= statement;
        faults.push(statement);
      }
      return;
    }
    if (!said.isWellFormed()) refused ??= statement;
    const equals = said.indexOf('=');
    const section = sections.at(-1);
    if (equals < 1 || !section) faults.push(statement);
    else {
      const key = trim(said.slice(0, equals));
      section.entries.push({ key, value: trim(said.slice(equals + 1)), line, lines });
    }
  });
  return { sections, faults, ...(refused ? { refused } : {}) };
}

/** string_is_safe in systemd's string-util.c: no quotes, backslashes or control characters. */
const isSafeName = (name: string): boolean => !/["'\\\u0000-\u001f\u007f]/.test(name);

/** systemd's WHITESPACE, which is less than what JavaScript trims. */
const trim = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
};
const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/**
 * The lines that say something, continued ones joined. A comment line in the middle of a continued value is
 * passed over and does not end it (systemd.syntax(7)). Many parts of one line are joined once, at its end.
 */
function forEachStatement(text: string, take: (statement: UnitFault) => void): void {
  let parts: string[] = [];
  let first = 0;
  let last = 0;
  const end = (joined: string, line: number, lines: number): void => {
    const said = trim(joined);
    if (said) take({ line, lines, text: said });
  };
  forEachLine(text.startsWith('\uFEFF') ? text.slice(1) : text, (raw, line) => {
    if (isComment(raw)) return;
    const continues = raw.endsWith('\\') && /(?<!\\)(?:\\\\)*\\$/.test(raw);
    if (!continues && parts.length === 0) {
      end(raw, line, 1);
      return;
    }
    if (parts.length === 0) first = line;
    last = line;
    parts.push(continues ? `${raw.slice(0, -1)} ` : raw);
    if (continues) return;
    end(parts.join(''), first, last - first + 1);
    parts = [];
  });
  end(parts.join(''), first, last - first + 1);
}

const isComment = (line: string): boolean => /^[ \t]*[#;]/.test(line);

/**
 * What systemd takes for lines (read_line in fileio.c): they end in a line feed, a carriage return, a NUL, or several
 * different ones of them in a row. `line`: the number of line feeds before, plus one.
 */
function forEachLine(text: string, take: (text: string, line: number) => void): void {
  let line = 1;
  if (!/[\r\0]/.test(text)) {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const part of lines) take(part, line++);
    return;
  }
  let from = 0;
  for (const { 0: ending, index } of text.matchAll(/\n\r?\0?|\r\n?\0?|\0/g)) {
    take(text.slice(from, index), line);
    from = index + ending.length;
    if (ending.includes('\n')) line++;
  }
  if (from < text.length) take(text.slice(from), line);
}

/** All assignments of a section, wherever its pieces stand in the file. */
export const entriesOf = (file: UnitFile, section: string): UnitEntry[] =>
  file.sections.filter(({ name }) => name === section).flatMap(({ entries }) => entries);

/** The assignments to a key that are in force: an empty one takes back all before it. */
export function inForce(entries: readonly UnitEntry[], key: string): UnitEntry[] {
  const all = entries.filter((entry) => entry.key === key);
  return all.slice(all.findLastIndex(({ value }) => value === '') + 1);
}
