import { documentError, documentWarning, failure } from './entry.ts';

/** What editing the document of something that stands in the root can bring up. */
export const editCatalog = {
  'edit-renamed': documentError<{ name: string }>(
    ({ name }) => `the edited document no longer defines ${name}`,
    'An edit changes what stands under the name that was given; other interfaces may name it. To rename an interface, apply the document with the new name, and undefine the old one.',
  ),
  'edit-of-network': documentError<{ name: string; network: string }>(
    ({ name, network }) =>
      `${name} is the own bridge of network ${network}; edit the network: ifscribe edit --network ${network}`,
    'A network makes its bridge of what its own document says. Defined apart, the bridge would no longer be its own, and would stay when the network goes.',
  ),
  'edit-overtaken': failure<{ name: string }>(
    ({ name }) => `${name} was changed by someone else while it was being edited; nothing was written`,
    'What stands in the root is no longer what the editor was given, so the edit would take that change back. Compare the edited document with ifscribe dumpxml NAME, and apply it.',
  ),
  'no-draft': failure<{ folder: string; reason: string }>(
    ({ folder, reason }) => `cannot make a file to edit in ${folder}: ${reason}`,
    "The document is edited in a folder of its own below the system's folder for temporary files (TMPDIR, else /tmp), which must be there and writable.",
  ),
  'editor-missing': failure(
    () => 'there is no editor to start: set EDITOR (or VISUAL), for example EDITOR=nano',
    'The editor is what VISUAL says, else EDITOR, else `editor` or `vi` where one is installed and standard input and output are a terminal.',
  ),
  'editor-failed': failure<{ editor: string; how: string }>(
    ({ editor, how }) => `the editor (${editor}) ${how}; nothing was written`,
    'An editor that fails says that the edit is not to be used (vi: `:cq`). VISUAL and EDITOR may hold a command with options; the file comes last.',
  ),
  'edit-kept': documentWarning<{ file: string; name: string }>(
    ({ file, name }) => `the edited document of ${name} is kept in ${file}; mend it, and ifscribe apply it`,
    'What was edited could not be applied, and is not thrown away. The file lies in a folder of its own, which only you can read; remove both when you are done.',
  ),
};
