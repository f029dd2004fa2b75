import type { RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { settleHost } from '../../src/model/defaults.ts';
import { append, compareText } from '../../src/model/host.ts';
import { ledgerOf } from '../../src/native/ledger.ts';
import type { Account, Survey } from '../../src/survey.ts';
import { NEVER_MADE } from './assemble.ts';
import { type Document, documentOf, leavesAlone } from './documents.ts';
import { configFiles, type HiddenFile } from './files.ts';
import type { Candidate } from './interpret.ts';
import { type Understanding, understand } from './read.ts';
import { type Judgement, type Owner, whyFaulty } from './settings.ts';

/** What all files say that networkd and udev read, whoever wrote them. */
export function survey(root: RootView): Survey {
  const { inForce, hidden } = configFiles(root);
  const documents = inForce.map((file) => documentOf(file, { withDropIns: true }));
  const understanding = understand(documents);
  const accounts = [...documents.flatMap(accountsOf(understanding)), ...hidden.flatMap(unreadAccounts)];
  return {
    host: settleHost(understanding.interfaces),
    accounts: byPath(accounts),
    findings: [
      ...documents.flatMap((document) => refusals(document, root)),
      ...disputes(understanding),
      ...differences(understanding),
      ...netplansOwn(documents, understanding),
    ],
  };
}

/**
 * What stays where it is when networkd lets go of its interfaces (release.ts) is beside them: a .link, which udev reads
 * whatever manages the network, and a .network that keeps networkd away from what is none of the document.
 */
function accountsOf(understanding: Understanding): (document: Document) => readonly Account[] {
  const names = new Set(understanding.interfaces.map(({ iface }) => iface.name));
  return (document) => {
    const { kind, part, settings } = document;
    const accounts = settings.accounts(ownersOf(document, understanding));
    const isLink = kind === 'link' && !part;
    if (!isLink && !(kind === 'network' && leavesAlone(document))) return accounts;
    return accounts.map((account) =>
      account.state === 'kept' && (isLink || !names.has(account.interface ?? ''))
        ? { ...account, isBeside: true }
        : account,
    );
  };
}

/** Those of one path come by line already. */
function byPath(accounts: readonly Account[]): Account[] {
  const paths = new Map<string, Account[]>();
  for (const account of accounts) append(paths, account.path, account);
  return [...paths].sort(([a], [b]) => compareText(a, b)).flatMap(([, list]) => list);
}

function unreadAccounts({ path, text, why }: HiddenFile): Account[] {
  return ledgerOf(path, text, (line) => /^[#;]/.test(line))
    .accounts()
    .map((account) => (account.state === 'kept' ? { ...account, state: 'unread', why } : account));
}

/** More accounts than this of one file would be no use to anybody. */
const MOST_ACCOUNTS = 100_000;

/** The interfaces that a file is about, with why its lines are none of the document where that is so. */
function ownersOf({ owners, settings }: Document, { candidates, leftOut }: Understanding): Owner[] {
  if (owners.size * settings.entries.length > MOST_ACCOUNTS) return [];
  return [...owners].map((name) => ({
    name,
    judgement: whyOutside(candidates.get(name), leftOut.get(name)),
  }));
}

function whyOutside(candidate: Candidate | undefined, leftOut: string | undefined): Judgement | undefined {
  if (leftOut !== undefined) return { state: 'kept', why: `it is left out of the document: ${leftOut}` };
  if (candidate?.type !== 'other') return undefined;
  const made = candidate.device ? '' : ' that no .netdev makes';
  return {
    state: 'kept',
    why: `the document has no word for devices of the kind ${candidate.kind}${made}`,
  };
}

/** What networkd passes over. */
function refusals({ settings, file, kind, owners }: Document, root: RootView): Finding[] {
  const [owner] = owners;
  const about = owners.size === 1 && owner !== undefined ? { interface: owner } : {};
  const refused = (path: string, line: number, what: string): Finding =>
    finding('consumer-refuses', { path, what }, { at: { file: path, line, column: 1 }, ...about });
  const mode = root.mode(file.path);
  const isUnreadable = kind !== 'link' && mode !== undefined && (mode & 0o044) === 0;
  const unreadable = isUnreadable
    ? [
        refused(
          file.path,
          1,
          'only root may read it, and networkd runs as systemd-network; it is read as if it could',
        ),
      ]
    : [];
  const onAll = settings.judgementOnAll();
  if (onAll) {
    if (!onAll.isRefused) return unreadable;
    const { path, line } = settings.refusal ?? { path: file.path, line: 1 };
    return [...unreadable, refused(path, line, onAll.why ?? '')];
  }
  const lines: Finding[] = [];
  for (const entry of settings.entries)
    for (const { isRefused, why, text } of settings.judgementsOf(entry)) {
      if (!isRefused) continue;
      const said = shortened(text ?? `${entry.key}=${entry.value}`);
      lines.push(refused(entry.path, entry.line, `${said}: ${why}`));
    }
  const faults = settings.faults.map(({ path, line, text }) =>
    refused(path, line, `${shortened(text)}: ${whyFaulty(text)}`),
  );
  return [...unreadable, ...lines, ...faults];
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** What versions of networkd take differently. */
function disputes({ candidates }: Understanding): Finding[] {
  const seen = new Set<Document>();
  return [...candidates.values()].flatMap(({ name, network }) => {
    if (!network || seen.has(network.document)) return [];
    seen.add(network.document);
    return network.value.disputes.map(({ entry: { path, line }, what }) =>
      finding('readers-differ', { path, what }, { at: { file: path, line, column: 1 }, interface: name }),
    );
  });
}

/** Where the document says nearly, but not exactly, what the files say. */
function differences({ interfaces, differences: found, leftOut, candidates }: Understanding): Finding[] {
  const approximations = interfaces.flatMap(({ iface: { name } }) =>
    [...(found.get(name) ?? []), ...untold(candidates.get(name))].map((what) =>
      finding('approximated', { interface: name, what }, { interface: name }),
    ),
  );
  const missing = [...leftOut].map(([name, why]) => {
    const candidate = candidates.get(name);
    const path = (candidate?.device ?? candidate?.network)?.document.file.path ?? '';
    const what = `${name} is left out: ${why}`;
    const subject = { at: { file: path, line: 1, column: 1 }, interface: name };
    return why === NEVER_MADE
      ? finding('consumer-refuses', { path, what }, subject)
      : finding('approximated', { interface: name, what: `it is left out: ${why}` }, subject);
  });
  return [...approximations, ...missing];
}

/** Conditions of the files that an interface has. */
function untold(candidate: Candidate | undefined): string[] {
  const documents = [candidate?.network, candidate?.device, candidate?.link]
    .map((from) => from?.document)
    .filter((each) => each !== undefined);
  return documents.flatMap(({ settings, match, file }) =>
    match.untold
      .filter((entry) => settings.judgementsOf(entry).some(({ state }) => state === 'kept'))
      .map(
        ({ key, value }) =>
          `${file.path} counts only where ${shortened(`${key}=${value}`)}, which is taken to hold`,
      ),
  );
}

/** What netplan writes at every boot. */
function netplansOwn(documents: readonly Document[], { interfaces }: Understanding): Finding[] {
  const files = new Map<string, string[]>();
  for (const { file, owners } of documents) {
    if (file.folder !== '/run/systemd/network' || !/^[0-9]+-netplan-/.test(file.name)) continue;
    for (const name of owners) append(files, name, file.name);
  }
  return interfaces.flatMap(({ iface: { name } }) => {
    const own = files.get(name);
    if (!own) return [];
    const what = `netplan writes ${own.join(', ')} below /run at every boot; convert or remove its YAML in /etc/netplan too`;
    return [finding('approximated', { interface: name, what }, { interface: name })];
  });
}
