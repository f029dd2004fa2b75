import type { FileEdit, RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { compareText } from '../../src/model/host.ts';
import { type Ledger, ledgerOf } from '../../src/native/ledger.ts';
import type { Account, Facet, Survey } from '../../src/survey.ts';
import type { ReadDirectives, Remark, Row } from './directives.ts';
import { filesIn, type KeyFile, withKeys } from './files.ts';
import { facetOf, keptForHost } from './keys.ts';
import { NETWORK_FILE } from './paths.ts';
import { interfaceOf } from './read-interface.ts';
import { readFiles } from './reading.ts';
import type { ReadFile } from './route-files.ts';

/** What all ifcfg files say, whoever wrote them, and what became of every line. */
export function survey(root: RootView): Survey {
  const { host, files, network } = readFiles(root, 'everything', filesIn(root));
  const whole = networkFile(root, network.directives.read());
  const accounts = [...whole.accounts, ...staticRoutes(root), ...files.flatMap((file) => accountsOf(file))];
  const findings = [...foreignLayout(root), ...whole.findings, ...files.flatMap(findingsOf)];
  return { host, accounts: accounts.sort((a, b) => compareText(a.path, b.path)), findings };
}

function accountsOf({ file, interface: name, rows, leftOut, unread }: ReadFile): Account[] {
  const { path, text, kind } = file;
  const ledger = ledgerOf(path, text);
  const all = rows?.() ?? plainRows(text);
  for (const { state: said, key, why: reason, line, lines, text: part, isUnasked } of all) {
    const isLeftOut = leftOut !== undefined && (said === 'understood' || isUnasked === true);
    const state = said === 'comment' ? said : unread !== undefined ? 'unread' : isLeftOut ? 'kept' : said;
    const isRoute = key === undefined || kind === 'route';
    ledger.note(line, lines, {
      state,
      text: part,
      interface: state === 'comment' ? undefined : name,
      says: state !== 'understood' ? undefined : isRoute ? 'addressing' : facetIn(all, key),
      why: state === 'kept' || state === 'unread' ? (unread ?? (isLeftOut ? leftOut : reason)) : undefined,
    });
  }
  return ledger.accounts();
}

/** BRIDGING_OPTS of a port is about its place in the bridge. */
const facetIn = (rows: readonly Row[], key: string): Facet =>
  key === 'BRIDGING_OPTS' && rows.some((row) => row.key === 'BRIDGE' || row.key === 'BRIDGE_UUID')
    ? 'controller'
    : (facetOf(key) ?? 'match');

/** Lines of a file that nothing was made of. */
const plainRows = (text: string): Row[] =>
  text.split('\n').flatMap((said, n): Row[] => {
    const isComment = /^\s*(?:#.*)?$/.test(said);
    return isComment ? [] : [{ line: n + 1, lines: 1, text: said, state: 'understood' }];
  });

const CODES = { refused: 'consumer-refuses', differs: 'readers-differ' } as const;

/** What ifscribe itself wrote, it told of when it did; a second file for an interface is told of as a whole. */
function findingsOf({ file, remarks = [], interface: name = file.name, unread }: ReadFile): Finding[] {
  if (file.chunk.state === 'intact') return [];
  if (unread === undefined) return remarks.map((remark) => findingOf(remark, file.path, name));
  if (file.kind !== 'ifcfg' || file.ignored === 'by both') return [];
  return [
    findingOf({ kind: 'near', line: 1, what: `${file.path} is passed over: ${unread}` }, file.path, name),
  ];
}

function findingOf({ kind, line, what }: Remark, path: string, name: string | undefined): Finding {
  const subject = { at: { file: path, line, column: 1 }, interface: name };
  return kind === 'near'
    ? finding('approximated', { interface: name ?? path, what }, subject)
    : finding(CODES[kind], { path, what }, subject);
}

/** /etc/sysconfig/network, as far as there is one. */
function networkFile(
  root: RootView,
  { rows, remarks }: ReadDirectives,
): { accounts: Account[]; findings: Finding[] } {
  const text = root.text(NETWORK_FILE);
  if (text === undefined) return { accounts: [], findings: [] };
  const ledger: Ledger = ledgerOf(NETWORK_FILE, text);
  for (const { key = '', text: part, line, lines, state, why } of rows())
    ledger.note(line, lines, {
      state,
      why,
      text: part,
      isBeside: why === keptForHost() ? true : undefined,
      ...(state === 'understood' ? { says: facetOf(key) ?? 'match' } : {}),
    });
  return {
    accounts: ledger.accounts(),
    findings: remarks.map((remark) => findingOf(remark, NETWORK_FILE, undefined)),
  };
}

/** Routes that belong to no interface's file; only initscripts know them. */
const staticRoutes = (root: RootView): Account[] =>
  ['/etc/sysconfig/static-routes', '/etc/sysconfig/static-routes-ipv6'].flatMap((path) => {
    const text = root.text(path);
    if (text === undefined) return [];
    const ledger = ledgerOf(path, text);
    for (const { line, text: said } of plainRows(text))
      ledger.note(line, 1, {
        state: 'kept',
        text: said,
        why: 'a route of the host, which only initscripts read; say it at the interface',
      });
    return ledger.accounts();
  });

/** SUSE keeps a folder where Red Hat has a file. */
function foreignLayout(root: RootView): Finding[] {
  const isSuse = root
    .list(NETWORK_FILE)
    .some((file) => /^(?:ifcfg-.|ifroute-.|ifrule-.|routes$|config$|dhcp$)/.test(file));
  if (!isSuse) return [];
  const what =
    "the ifcfg files in this folder are SUSE's, which wicked reads; ifscribe has no backend for them yet";
  return [
    finding(
      'foreign-layout',
      { path: NETWORK_FILE, what },
      { at: { file: NETWORK_FILE, line: 1, column: 1 } },
    ),
  ];
}

/** Without the files of these interfaces, whoever wrote them. What nobody reads stays. */
export function release(root: RootView, names: ReadonlySet<string>): FileEdit[] {
  const files = filesIn(root).filter(({ ignored }) => ignored !== 'by both');
  const main = files.filter(({ kind }) => kind === 'ifcfg').map((file) => withKeys(file));
  const goes = (file: KeyFile): boolean => names.has(interfaceOf(file).replace(/:.*$/s, ''));
  // The other files of an interface go by the name of its ifcfg file, or by its own.
  const stays = new Set(main.filter((file) => !goes(file)).map(({ name }) => name));
  const gone = new Set([...names, ...main.filter(goes).map(({ name }) => name)]);
  const paths = new Set(main.filter(goes).map(({ path }) => path));
  return files
    .filter(({ path, kind, name }) =>
      kind === 'ifcfg' ? paths.has(path) : gone.has(name) && !stays.has(name),
    )
    .map(({ path }) => ({ path, mode: root.mode(path) ?? 0o644, content: undefined }));
}
