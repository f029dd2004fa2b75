/**
 * Names of files on their way in and out. They stand in the file's own folder (rename is atomic only within
 * a file system, and SELinux labels go by the folder). They begin with a dot and end in no suffix of any
 * format: systemd-networkd, initscripts, NetworkManager and ifupdown's `source …/*` all pass over them.
 */
const STAGED = '.ifscribe-new';
const BACKUP = '.ifscribe-old';

const hidden = (real: string, suffix: string): string => {
  const slash = real.lastIndexOf('/') + 1;
  return `${real.slice(0, slash)}.${real.slice(slash)}${suffix}`;
};

/** Where the new text of the file at `real` is prepared. */
export const stagedName = (real: string): string => hidden(real, STAGED);

/** Where the old file of `real` stays until all files are switched. */
export const backupName = (real: string): string => hidden(real, BACKUP);

export const isTemporary = (name: string): boolean =>
  name.startsWith('.') && (name.endsWith(STAGED) || name.endsWith(BACKUP));
