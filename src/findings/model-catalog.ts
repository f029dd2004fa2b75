import { documentError } from './entry.ts';

/** What can be wrong with a host that a program made, and that no document could have said. */
export const modelCatalog = {
  'model-value': documentError<{ place: string; problem: string }>(
    ({ place, problem }) => `${place}: ${problem}`,
    'The host was not read from a document or a root but made by a program, and holds a value that the model does not allow, or that the format cannot hold as that very text. Nothing is written. `ifscribe schema model` prints what the model allows.',
  ),
  'model-structure': documentError<{ name: string; problem: string }>(
    ({ name, problem }) => `${name} ${problem}`,
    'The host was not read from a document or a root but made by a program, and its interfaces do not go together: names must be unique, every member must name a bond or bridge of the host and have its place among the members, counted from 0, and what no controller holds must be at top level. Nothing is written.',
  ),
};
