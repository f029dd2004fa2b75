import { backendError, foreignError, foreignWarning } from './entry.ts';

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
  'not-amendable': backendError<{ path: string; interface: string; lost: number }>(
    ({ path, interface: name, lost }) =>
      `${path} configures ${name} in a way that cannot be changed line by line${lost > 0 ? `; written anew, ${name} would lose ${lost === 1 ? 'a line that says' : `${lost} lines that say`} more` : ''}`,
    'What others wrote is changed where it stands, line by line, and read again: it must then say what the document says, and of no other interface anything new. Here that cannot be done: the lines are shared with other interfaces, stand in a drop-in or in the folder of a package, or undo each other. `--allow-loss` writes the interface in files of its own, and takes it out of those where it stands; a copy of them is kept.',
  ),
  'written-anew': foreignWarning<{ path: string; interface: string }>(
    ({ path, interface: name }) => `${name} is written in files of its own, and goes from ${path}`,
    'What others wrote of it cannot be changed line by line, and --allow-loss was given. A copy is kept.',
  ),
  'copy-kept': foreignWarning<{ path: string; original: string }>(
    ({ path, original }) => `${original} was written by others, and is kept as ${path}`,
    'What --adopt changes is copied first, as it stood, to a place where no program that sets up the network reads it. Delete the copy when you no longer want it.',
  ),
};
