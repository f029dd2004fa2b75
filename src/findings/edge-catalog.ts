import { failure, foreignError } from './entry.ts';

/** What can go wrong at the edge: a path, a file, the disk, the command line itself. */
export const edgeCatalog = {
  usage: failure<{ problem: string }>(
    ({ problem }) => problem,
    'The command line itself is wrong; nothing was read or written. `ifscribe --help` and `ifscribe VERB --help` say what there is. Exit status 64.',
  ),
  'internal-error': failure<{ problem: string }>(
    ({ problem }) => `internal error: ${problem}; please report it (IFSCRIBE_DEBUG=1 adds where it happened)`,
    'This is a defect of ifscribe, not of your documents. Please report it with the command line, the documents and what IFSCRIBE_DEBUG=1 prints. A change that had begun was taken back.',
  ),
  interrupted: failure<{ signal: string }>(
    ({ signal }) => `interrupted by ${signal}; the configuration is as before`,
    'A signal arrived while files were being prepared. What had been prepared was removed, and no file of the configuration was touched.',
  ),
  'output-failed': failure<{ reason: string }>(
    ({ reason }) => `cannot write to standard output: ${reason}`,
    'The answer could not be printed. What the command did before stands: run `ifscribe plan` or `ifscribe list` to see it.',
  ),
  'root-not-found': failure<{ root: string; reason: string }>(
    ({ root, reason }) => `cannot work below ${root}: ${reason}`,
    '--root names the folder that holds the system, for example a mounted image. It must exist; it may be empty, but then the backend must be named with --backend. --out names a folder to write below, which is made if it is not there.',
  ),
  'root-busy': failure<{ root: string }>(
    ({ root }) => `another ifscribe is changing ${root}; try again when it is done`,
    'Two runs that change the same root would interleave, so the second one stops before it has read anything. The lock goes with the process that holds it; there is nothing to clean up.',
  ),
  'backend-unclear': failure<{ saw: string }>(
    ({ saw }) => `cannot tell which backend the root boots with: ${saw}; name one with --backend`,
    'Without --backend the root is asked what is installed and enabled in it. Exactly one backend must boot there, or, where none is enabled, exactly one must be installed. `ifscribe detect` shows what was seen. An empty root needs --backend.',
  ),
  'no-such-interface': failure<{ name: string; hint: string }>(
    ({ name, hint }) => `there is no interface ${name} in the persistent configuration${hint}`,
    'The name stands in no configuration that ifscribe wrote for this backend below this root. `ifscribe list` shows those that do.',
  ),
  'no-documents': failure<{ folder: string }>(
    ({ folder }) => `${folder} holds no *.xml file`,
    'A folder given as FILE stands for the *.xml files directly in it. There are none, which is more likely a mistake than a wish.',
  ),
  'document-unreadable': failure<{ file: string; reason: string }>(
    ({ file, reason }) => `cannot read ${file}: ${reason}`,
    'The document could not be opened or read.',
  ),
  unreadable: failure<{ path: string; reason: string }>(
    ({ path, reason }) => `cannot read ${path}: ${reason}`,
    'A file or folder below the root may hold configuration but cannot be read, so it is not known what stands there. Run with the rights to read it.',
  ),
  'too-large': failure<{ path: string; limit: string }>(
    ({ path, limit }) => `${path} is larger than ${limit}, no configuration file is`,
    'A file where configuration is expected is far larger than configuration can be. It is not read; move it away.',
  ),
  'line-too-long': failure<{ path: string; line: number; limit: string }>(
    ({ path, line, limit }) => `line ${line} of ${path} is longer than ${limit}, no line of configuration is`,
    'A file where configuration is expected holds something else, such as the zeros that a crash leaves behind. It is not read; move it away.',
  ),
  'broken-link': failure<{ path: string; link: string; target: string }>(
    ({ path, link, target }) =>
      `cannot write ${path}: the link ${link} points to ${target}, which is not there inside the root`,
    'Links are followed as in a chroot: an absolute target starts at the root, and nothing outside is ever written. This one leads nowhere (or in a circle) inside the root. Mend or remove the link. A link to /dev/null is how an administrator masks a file.',
  ),
  'not-a-folder': failure<{ path: string; obstacle: string }>(
    ({ path, obstacle }) => `cannot write ${path}: ${obstacle} is not a folder`,
    'Something other than a folder stands where the file would have its folder.',
  ),
  'write-failed': failure<{ path: string; reason: string }>(
    ({ path, reason }) => `cannot write ${path}: ${reason}; this run's changes are taken back`,
    'Writing failed (rights, a full disk, a read-only file system). All files are prepared before the first one is switched, and what had been switched was taken back, so the old configuration stands.',
  ),
  'restore-failed': failure<{ path: string; reason: string }>(
    ({ path, reason }) => `the change of ${path} could not be taken back: ${reason}`,
    'Writing failed, and so did putting this file back. The configuration is partly new: run `ifscribe plan` and then `ifscribe apply` once the cause is mended.',
  ),
  'in-the-way': foreignError<{ path: string }>(
    ({ path }) => `${path} is there already and is not as ifscribe wrote it; it is not overwritten`,
    'A rendering is written only over files that ifscribe wrote and nobody edited since. Name an empty folder with --out, or move that file away.',
  ),
  'not-a-file': foreignError<{ path: string; kind: string }>(
    ({ path, kind }) => `${path} is a ${kind}; it is not replaced`,
    'Where a configuration file would be written stands something that is no regular file. ifscribe did not put it there and does not remove it.',
  ),
};
