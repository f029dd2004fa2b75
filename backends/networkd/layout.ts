import type { Layout } from '../../src/backend.ts';

/** Sections; each [Address] and [Route] is a thing of its own (systemd.network(5)), and comes behind those of [Network]. */
export const layout: Layout = {
  roles: ['.link', '.netdev', '.network'],
  roleOf: (path) => path.slice(path.lastIndexOf('.')),
  headOf: (line) =>
    line.startsWith('[') ? { key: line, isRepeated: /^\[(?:Address|Route)\]$/.test(line) } : undefined,
  respell: (line) => (line.startsWith('Address=') ? `[Address]\n${line}` : undefined),
};
