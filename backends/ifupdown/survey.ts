import type { FileEdit, RootView } from '../../src/backend.ts';
import type { Survey } from '../../src/survey.ts';
import { read } from './read.ts';

export const survey = (root: RootView): Survey => ({ host: read(root).host, accounts: [], findings: [] });

export const release = (_root: RootView, _names: ReadonlySet<string>): FileEdit[] => [];
