import type { FileEdit, RootView } from '../../backend.ts';
import { append } from '../../model/host.ts';
import { formatNotes } from '../../native/notes.ts';
import { ADOPTED, seal, splitChunks, wholeFileChunk } from '../../native/seal.ts';
import type { Account } from '../../survey.ts';
import { withEdits } from '../with-edits.ts';
import type { AdoptOptions } from './adopt.ts';
import type { Draft } from './draft.ts';

type Standing = Pick<AdoptOptions, 'root' | 'survey'>;

/** Edits that take our headers and notes away from the parts of `names`. */
export function withoutHeaders(standing: Standing, names: ReadonlySet<string>): FileEdit[] {
  const { root } = standing;
  return pathsOf(standing, names).flatMap((path) => {
    const text = root.text(path) ?? '';
    const bare = splitChunks(text)
      .map((chunk) =>
        chunk.state === 'foreign' || !names.has(chunk.interface) ? chunk.text : bodyOf(chunk.text),
      )
      .join('');
    return bare === text ? [] : [{ path, mode: root.mode(path) ?? 0o644, content: bare }];
  });
}

const bodyOf = (part: string): string => part.replace(/^.*\n(?:# ifscribe: .*\n)*/, '');

/** Which of `names` have a header of ours. */
export function headersIn(standing: Standing, names: ReadonlySet<string>): string[] {
  return pathsOf(standing, names).flatMap((path) =>
    splitChunks(standing.root.text(path) ?? '').flatMap((chunk) =>
      names.has(chunk.interface) ? [chunk.interface] : [],
    ),
  );
}

const pathsOf = ({ survey }: Standing, names: ReadonlySet<string>): string[] => [
  ...new Set(survey.accounts.filter(({ interface: name }) => names.has(name ?? '')).map(({ path }) => path)),
];

/** Lines of a file that are of one interface alone. */
interface OwnLines {
  readonly path: string;
  /** From 1; both in it. */
  readonly from: number;
  readonly to: number;
}

/**
 * The edited files with headers for `names`: one a file or, where a file holds several interfaces, one a stretch of it.
 * `before`: the root as it stands. A file of its own in which nothing stands any more goes.
 */
export function sealAdopted(
  { backend, root, native, notes, isShared }: Draft,
  edits: readonly FileEdit[],
  names: ReadonlySet<string>,
  before: RootView,
): FileEdit[] {
  /** A file that we add to those of others, or did before, is laid out as we do. */
  const isOurs = (path: string): boolean => {
    const chunk = wholeFileChunk(before.text(path) ?? '');
    return !native.has(path) || (chunk.state === 'intact' && !chunk.isAdopted);
  };
  const said = edits.map((edit) => (isShared || !isEmpty(edit) ? edit : { ...edit, content: undefined }));
  const { accounts } = backend.survey(withEdits(root, said));
  const texts = new Map(said.map((edit) => [edit.path, edit]));
  const owned = new Map<string, OwnLines[]>();
  const byPath = new Map<string, Account[]>();
  for (const account of accounts) if (texts.has(account.path)) append(byPath, account.path, account);
  for (const [path, ofFile] of byPath) {
    const lines = (texts.get(path)?.content ?? '').split('\n').length - 1;
    for (const [name, own] of isShared ? ownLinesIn(path, ofFile) : wholeFile(path, ofFile, lines))
      if (names.has(name)) append(owned, name, own);
  }
  const headed = new Map<string, { line: number; text: (body: string) => string; to: number }[]>();
  for (const [name, parts] of owned) {
    parts.forEach(({ path, from, to }, n) => {
      const own = notes(backend.layout.roleOf(path), name);
      const lead = formatNotes(isOurs(path) ? own : { ...own, ...ADOPTED });
      const text = (body: string): string =>
        seal(name, lead + body.replace(/^\uFEFF/, ''), { part: n + 1, of: parts.length });
      append(headed, path, { line: from, to, text });
    });
  }
  return said.map((edit) => ({
    ...edit,
    content: edit.content && withHeaders(edit.content, headed.get(edit.path) ?? []),
  }));
}

const isEmpty = ({ content }: FileEdit): boolean => (content ?? '').trim() === '';

function wholeFile(path: string, accounts: readonly Account[], lines: number): [string, OwnLines][] {
  const name = accounts.find((account) => account.interface !== undefined)?.interface;
  return name === undefined ? [] : [[name, { path, from: 1, to: lines }]];
}

/** Neighbouring lines of one interface; comments between them belong to it. */
function ownLinesIn(path: string, accounts: readonly Account[]): [string, OwnLines][] {
  const found: [string, OwnLines][] = [];
  let open: [string, OwnLines] | undefined;
  const byLine = new Map<number, Account[]>();
  for (const account of accounts) append(byLine, account.line, account);
  for (const [line, about] of [...byLine].sort(([a], [b]) => a - b)) {
    const owners = new Set(
      about.filter(({ state }) => state !== 'comment').map((account) => account.interface),
    );
    if (owners.size === 0) continue;
    const [owner] = owners;
    const to = line + Math.max(...about.map(({ lines }) => lines)) - 1;
    if (owners.size > 1 || owner === undefined) open = undefined;
    else if (open?.[0] === owner) open[1] = { ...open[1], to };
    else {
      open = [owner, { path, from: line, to }];
      found.push(open);
    }
  }
  return found;
}

function withHeaders(
  text: string,
  parts: readonly { readonly line: number; readonly to: number; readonly text: (body: string) => string }[],
): string {
  const lines = (text.endsWith('\n') ? text : `${text}\n`).split(/(?<=\n)/);
  let out = '';
  let at = 1;
  for (const part of [...parts].sort((a, b) => a.line - b.line)) {
    out += lines.slice(at - 1, part.line - 1).join('');
    out += part.text(lines.slice(part.line - 1, part.to).join(''));
    at = part.to + 1;
  }
  return out + lines.slice(at - 1).join('');
}
