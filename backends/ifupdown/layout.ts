import type { Layout } from '../../src/backend.ts';

/** Any file may hold any stanza; a stanza goes by its family, whatever its method (interfaces(5)). */
export const layout: Layout = {
  roles: [''],
  roleOf: () => '',
  headOf: (line) => {
    const [, family] = /^iface\s+\S+\s+(\S+)/.exec(line) ?? [];
    if (family !== undefined) return { key: `iface ${family}`, isRepeated: false };
    const [keyword] = /^(?:auto|allow-\S+|no-auto-down)(?=\s)/.exec(line) ?? [];
    return keyword === undefined ? undefined : { key: keyword, isRepeated: false };
  },
};
