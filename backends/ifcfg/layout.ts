import type { Layout } from '../../src/backend.ts';

/** A file holds assignments, or routes, and no blocks. */
export const layout: Layout = {
  roles: ['ifcfg-', 'route-', 'route6-'],
  roleOf: (path) => /[^/]*?-/.exec(path.slice(path.lastIndexOf('/') + 1))?.[0] ?? '',
  headOf: () => undefined,
};
