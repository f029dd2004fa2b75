import type { Reading, RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { settleHost } from '../../src/model/defaults.ts';
import { append, type HostIndex, indexHost } from '../../src/model/host.ts';
import { type Assembly, assemble } from './assemble.ts';
import { claimsOf } from './claims.ts';
import { type Document, documentOf } from './documents.ts';
import { filesInForce, isInOurFolder } from './files.ts';
import { judgeImplied, takeImplied } from './implied.ts';
import { type Candidate, type Interpretation, interpret } from './interpret.ts';
import { judgeMatch } from './judge-match.ts';

/** What documents say together, with all their lines judged. */
export interface Understanding extends Interpretation, Assembly {
  /** How the document differs from what networkd does, by interface. */
  readonly differences: ReadonlyMap<string, readonly string[]>;
}

export function understand(documents: readonly Document[]): Understanding {
  const interpretation = interpret(documents);
  const { candidates } = interpretation;
  const assembly = assemble(interpretation);
  const index: HostIndex = indexHost({ interfaces: assembly.interfaces.map(({ iface }) => iface) });
  const differences = new Map<string, readonly string[]>(interpretation.differences);
  for (const document of documents) takeImplied(document);
  const shared = sharedVlans(candidates);
  for (const { iface } of assembly.interfaces) {
    const candidate = candidates.get(iface.name);
    if (!candidate) continue;
    const found = judgeImplied(candidate, iface, index);
    const { differences: read = [] } = candidate.network?.value ?? {};
    const ambiguous = shared.get(iface.name) ?? [];
    differences.set(iface.name, [...(differences.get(iface.name) ?? []), ...read, ...found, ...ambiguous]);
  }
  for (const document of documents) {
    if (document.kind === 'network') judgeMatch(document, candidates, ({ network }) => network?.document);
    if (document.kind === 'link') judgeMatch(document, candidates, ({ link }) => link?.document);
  }
  return { ...interpretation, ...assembly, differences };
}

/** The vlans that a file gives to several interfaces at once, each of which can have them. */
function sharedVlans(candidates: ReadonlyMap<string, Candidate>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const seen = new Set<Document>();
  for (const { network } of candidates.values()) {
    if (!network || seen.has(network.document) || network.document.owners.size < 2) continue;
    seen.add(network.document);
    const names = [...network.document.owners].slice(0, 8).join(', ');
    for (const vlan of network.value.vlans)
      append(
        found,
        vlan,
        `it stands on whichever of ${names} is there first; in the document on one of them`,
      );
  }
  return found;
}

/** What is ours, and what stands in its way. */
export function read(root: RootView): Reading {
  const files = filesInForce(root);
  const documents = files
    .filter(isInOurFolder)
    .map((file) => documentOf(file, { withDropIns: false }))
    .filter(({ part }) => part !== undefined);
  // What was taken over is read with what others wrote (survey.ts).
  const written = documents.filter(({ isOurs }) => isOurs);
  const { interfaces, leftOut, candidates } = understand(written);
  const ourPaths = new Set(documents.map(({ file }) => file.path));
  const missing = [...leftOut].map(([name, why]) => {
    const candidate = candidates.get(name);
    const document = (candidate?.network ?? candidate?.device)?.document;
    return problem(document, 1, `${name} is left out: ${why}`);
  });
  return {
    host: settleHost(interfaces),
    parts: documents.flatMap(({ part }) => part ?? []),
    claims: claimsOf(
      root,
      files.filter(({ path }) => !ourPaths.has(path)),
    ),
    problems: [...missing, ...written.flatMap(problemsIn)],
  };
}

/** The lines of a file of ours that somebody wrote by hand, and that mean nothing to us. */
function problemsIn(document: Document): Finding[] {
  const { settings, file } = document;
  const onAll = settings.judgementOnAll();
  if (onAll?.state === 'kept')
    return [problem(document, settings.refusal?.line ?? 1, onAll.why ?? 'it is not understood')];
  const lines = [
    ...settings.entries
      .filter((entry) =>
        settings
          .judgementsOf(entry)
          .some(({ state, isImplied, isRefused }) => (state === 'kept' && !isImplied) || isRefused),
      )
      .map(({ path, line, key, value }) => ({ path, line, text: `${key}=${value}` })),
    ...settings.faults,
  ];
  return lines
    .filter(({ path }) => path === file.path)
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => problem(document, line, `"${text}" is not understood`));
}

function problem(document: Document | undefined, line: number, what: string): Finding {
  const path = document?.file.path ?? '';
  return finding(
    'not-understood',
    { path, problem: what },
    { at: { file: path, line, column: 1 }, interface: document?.part?.interface },
  );
}
