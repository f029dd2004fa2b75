import { foreignError, foreignWarning } from './entry.ts';

/** What reading files that others wrote can bring up. */
export const surveyCatalog = {
  approximated: foreignWarning<{ interface: string; what: string }>(
    ({ interface: name, what }) => `${name}: ${what}`,
    'The files leave something to the program that reads them, or say it in a way for which the document language has no word. What is printed comes closest; the difference is named. Look whether it matters on your network, and say in the document what you want.',
  ),
  'readers-differ': foreignWarning<{ path: string; what: string }>(
    ({ path, what }) => `${path}: ${what}`,
    'Programs that read this format understand the line differently, so what it means depends on which of them the host boots with. ifscribe says which meaning it took. Write the line in the form that all of them read alike.',
  ),
  'consumer-refuses': foreignWarning<{ path: string; what: string }>(
    ({ path, what }) => `${path}: ${what}`,
    'The program that reads the file at boot refuses the line, or ignores it, so it has no effect and is not in the document either. It stays where it is as long as the same backend writes the interface. Mend it or remove it.',
  ),
  'foreign-layout': foreignError<{ path: string; what: string }>(
    ({ path, what }) => `${path}: ${what}`,
    'The files look like those of a backend, and are read by another program that gives them another meaning. ifscribe has no backend for them yet, so it does not guess.',
  ),
};
