import type { FileEdit, RootView } from '../../src/backend.ts';

export const release = (_root: RootView, _names: ReadonlySet<string>): FileEdit[] => [];
