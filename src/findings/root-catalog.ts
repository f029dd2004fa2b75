import { foreignError } from './entry.ts';

/** What can stand in the way below a root: files of others, a boot that lacks something, failed work. */
export const rootCatalog = {
  'edited-file': foreignError<{ path: string; interface: string }>(
    ({ path, interface: name }) => `${path} was edited since ifscribe wrote it for ${name}`,
    'What ifscribe wrote carries a checksum, and the text no longer matches it: someone changed it by hand. It is not overwritten. Move the change into the document, then delete the file (or take the edit back) and apply again.',
  ),
};
