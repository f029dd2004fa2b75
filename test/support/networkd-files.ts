import { networkd } from '../../backends/networkd/index.ts';
import type { Reading } from '../../src/backend.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { parseDocuments } from '../../src/language/parse.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { planRender } from '../../src/plan/plan.ts';
import { services } from '../../src/services/index.ts';
import { memoryRoot } from './memory-root.ts';

/** What networkd's backend makes of documents: texts by file name (`10-ifscribe-` left out), and what is found. */
export function written(...documents: readonly string[]): {
  readonly files: Readonly<Record<string, string>>;
  /** The files by their paths. */
  readonly root: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
} {
  const parsed = parseDocuments(documents.map((text, n) => ({ file: `${n}.xml`, text })));
  const { files, findings, host } = planRender({ ...parsed, backend: networkd, services, allowLoss: false });
  const own = files.length > 0 ? networkd.render(host) : [];
  const composed = composeFiles(own).map(({ path, text }) => [path, text] as const);
  const name = (path: string): string => path.replace(/^.*\/10-ifscribe-/, '');
  return {
    files: Object.fromEntries(composed.map(([path, text]) => [name(path), text])),
    root: Object.fromEntries(composed),
    findings: [...parsed.findings, ...findings],
  };
}

export const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

export const readFiles = (
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Reading => networkd.read(memoryRoot(files, links));

/** The lines of a unit file's section, comments left out; of a repeated section all of them. */
export function section(text: string | undefined, name: string): string[] {
  const lines = (text ?? '').split('\n').filter((line) => !line.startsWith('#'));
  let inside = false;
  return lines.filter((line) => {
    if (line.startsWith('[')) {
      inside = line === `[${name}]`;
      return false;
    }
    return inside && line !== '';
  });
}

/** A NIC with one address, as the documents of these tests mostly want one. */
export const nic = (name: string, inner = "<ip address='192.0.2.10' prefix='24'/>"): string =>
  `<interface type='ethernet' name='${name}'><protocol family='ipv4'>${inner}</protocol></interface>`;
