/**
 * An ordered document of sections and assignments: the syntax of systemd's units (systemd.syntax(7)), which
 * NetworkManager's keyfiles share. Sections and keys may be repeated, and order is kept, because both mean
 * something (`[Address]` twice, `DNS=` twice). Nothing is unescaped: what a value means is its reader's matter.
 */
export interface UnitFile {
  readonly sections: readonly UnitSection[];
  /** Lines that are neither a comment, a section header nor an assignment; their consumer passes them over. */
  readonly faults: readonly UnitFault[];
}

export interface UnitSection {
  readonly name: string;
  /** Line of the header, from 1. */
  readonly line: number;
  readonly entries: readonly UnitEntry[];
}

export interface UnitEntry {
  readonly key: string;
  /** Trimmed; the lines of a continued value are joined with spaces. */
  readonly value: string;
  /** Where the assignment begins, from 1. */
  readonly line: number;
}

export interface UnitFault {
  readonly line: number;
  readonly text: string;
}

/** Reads a unit file. Never throws: what cannot be read is in `faults`. */
export function parseUnitFile(text: string): UnitFile {
  const sections: (UnitSection & { readonly entries: UnitEntry[] })[] = [];
  const faults: UnitFault[] = [];
  for (const { line, text: statement } of statements(text)) {
    const header = /^\[(.*)\]$/.exec(statement);
    if (header) {
      sections.push({ name: header[1] as string, line, entries: [] });
      continue;
    }
    const equals = statement.indexOf('=');
    const section = sections.at(-1);
    if (equals < 1 || statement.startsWith('[') || !section) faults.push({ line, text: statement });
    else {
      const key = statement.slice(0, equals).trim();
      section.entries.push({ key, value: statement.slice(equals + 1).trim(), line });
    }
  }
  return { sections, faults };
}

/**
 * The lines that say something, continued ones joined. A comment line in the middle of a continued value is
 * passed over and does not end it (systemd.syntax(7)).
 */
function* statements(text: string): Generator<UnitFault> {
  let open: { line: number; text: string } | undefined;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [at, raw] of lines.entries()) {
    const trimmed = raw.trim();
    if (/^[#;]/.test(trimmed)) continue;
    const continues = /(?<!\\)(?:\\\\)*\\$/.test(raw);
    const part = continues ? raw.slice(0, -1) : raw;
    const joined = open ? `${open.text} ${part}` : part;
    const line = open?.line ?? at + 1;
    if (continues) open = { line, text: joined };
    else {
      open = undefined;
      if (joined.trim()) yield { line, text: joined.trim() };
    }
  }
  if (open?.text.trim()) yield { line: open.line, text: open.text.trim() };
}

/** All assignments of a section, wherever its pieces stand in the file. */
export const entriesOf = (file: UnitFile, section: string): UnitEntry[] =>
  file.sections.filter(({ name }) => name === section).flatMap(({ entries }) => entries);

/** The assignments to a key that are in force: an empty one takes back all before it. */
export function inForce(entries: readonly UnitEntry[], key: string): UnitEntry[] {
  const all = entries.filter((entry) => entry.key === key);
  return all.slice(all.findLastIndex(({ value }) => value === '') + 1);
}
