import {
  type Backend,
  type Capabilities,
  type ForeignClaim,
  full,
  type RenderedFile,
  type StandingPart,
} from '../../src/backend.ts';
import { type ExplicitInterface, explicitHost, type Notes, settleHost } from '../../src/model/defaults.ts';
import { type Feature, features } from '../../src/model/features.ts';
import type { Interface } from '../../src/model/interface.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { wholeFileChunk } from '../../src/native/seal.ts';

const FOLDER = '/etc/plain';

/**
 * The smallest whole backend: an interface a file, as JSON, so that the core is tested without any real
 * format. A file without a header is a foreign claim on the interface it is named after; `any` on all.
 */
export function plainBackend(overrides: Partial<Record<Feature, Capabilities[Feature]>> = {}): Backend {
  return {
    name: 'plain',
    title: 'JSON files for tests',
    owns: [`${FOLDER}/*`],
    capabilities: {
      ...(Object.fromEntries(Object.keys(features).map((f) => [f, full])) as Capabilities),
      ...overrides,
    },
    detect: () => ({ verdict: 'boots', evidence: [{ path: FOLDER, fact: 'is the only one' }] }),
    needs: () => [],
    render: (host, only = () => true): RenderedFile[] =>
      explicitHost(host)
        .filter(({ iface }) => only(iface.name))
        .map(({ iface, notes }) => ({
          path: `${FOLDER}/${iface.name}`,
          mode: 0o600,
          parts: [{ interface: iface.name, notes, body: `${JSON.stringify(iface)}\n` }],
        })),
    read: (root) => {
      const read: ExplicitInterface[] = [];
      const parts: StandingPart[] = [];
      const claims: ForeignClaim[] = [];
      for (const name of root.list(FOLDER)) {
        const path = `${FOLDER}/${name}`;
        const text = root.text(path) ?? '';
        const chunk = wholeFileChunk(text);
        if (chunk.state === 'foreign') {
          const by = name === 'any' ? 'pattern' : 'name';
          claims.push({
            path,
            line: 1,
            by,
            names: name,
            covers: (i) => by === 'pattern' || i.name === name,
            wins: () => text.includes('wins'),
          });
          continue;
        }
        parts.push({ ...chunk, path });
        const notes: Notes = parseNotes(text);
        const body = text.split('\n').find((line) => line.startsWith('{'));
        if (body) read.push({ iface: JSON.parse(body) as Interface, notes });
      }
      return { host: settleHost(read), parts, claims, problems: [] };
    },
    survey: () => ({ host: { interfaces: [] }, accounts: [], findings: [] }),
    release: () => [],
    layout: { roles: [''], roleOf: () => '', headOf: () => undefined },
  };
}
