import type { RootView, StandingPart } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { parseDocuments } from '../language/parse.ts';
import { compareText } from '../model/host.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { parseNotes } from '../native/notes.ts';
import { wholeFileChunk } from '../native/seal.ts';
import { NETWORKS_FOLDER } from './layer.ts';
import { pathsIn } from './owns.ts';
import { installedAs } from './record.ts';

/** What a root holds of guest networks: they are read from their records, all else is only looked at for its seal. */
export function read(root: RootView): {
  networks: InstalledNetwork[];
  parts: StandingPart[];
  problems: Finding[];
} {
  const parts = pathsIn(root).flatMap((path): StandingPart[] => {
    const text = root.text(path);
    const chunk = text === undefined ? undefined : wholeFileChunk(text);
    return chunk === undefined || chunk.state === 'foreign' ? [] : [{ ...chunk, path }];
  });
  const problems: Finding[] = [];
  // By name: `a.xml` comes after `a..xml`.
  const networks = parts
    .flatMap((part) => (isRecord(part) ? readRecord(part, problems) : []))
    .sort((a, b) => compareText(a.network.name, b.network.name));
  return { networks, parts, problems };
}

const isRecord = ({ path, state }: StandingPart): boolean =>
  path.startsWith(`${NETWORKS_FOLDER}/`) && path.endsWith('.xml') && state !== 'newer';

function readRecord({ path, text }: StandingPart, problems: Finding[]): InstalledNetwork[] {
  const { networks, findings } = parseDocuments([{ file: path, text }]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const name = path.slice(NETWORKS_FOLDER.length + 1, -'.xml'.length);
  const complain = (problem: string, line: number): void => {
    problems.push(
      finding('not-understood', { path, problem }, { at: { file: path, line, column: 1 }, network: name }),
    );
  };
  for (const { message, at } of errors) complain(message, at?.line ?? 1);
  const [network, ...others] = networks;
  if (errors.length > 0) return [];
  if (network === undefined || others.length > 0 || network.name !== name) {
    complain(`it is to hold network ${name} and nothing else`, 1);
    return [];
  }
  return [installedAs(network, parseNotes(notesOf(text)))];
}

/** The comments that the file begins with: further down the document may hold some of its own. */
const notesOf = (text: string): string => /^(?:<!-- .*\n)*/.exec(text)?.[0] ?? '';
