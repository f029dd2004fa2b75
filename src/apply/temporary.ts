/**
 * Names of files on their way in and out. They stand in the file's own folder (rename is atomic only within
 * a file system, and SELinux labels go by the folder) and begin with a dot: systemd-networkd, initscripts,
 * NetworkManager and ifupdown's `source …/*` all pass over such names.
 */
const PREFIX = '.ifscribe-';

const beside = (real: string, prefix: string): string => {
  const slash = real.lastIndexOf('/') + 1;
  return `${real.slice(0, slash)}${prefix}${real.slice(slash)}`;
};

/** Where the new text of the file at `real` is prepared. */
export const stagedName = (real: string): string => beside(real, `${PREFIX}new-`);

/** Where the old file of `real` stays until all files are switched. */
export const backupName = (real: string): string => beside(real, `${PREFIX}old-`);

export const isTemporary = (name: string): boolean =>
  name.startsWith(`${PREFIX}new-`) || name.startsWith(`${PREFIX}old-`);
