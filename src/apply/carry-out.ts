import { chmodSync, closeSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { DiskRoot } from '../root/disk-root.ts';
import { Fault, fault, systemCode, systemReason } from '../root/fault.ts';
import type { Step } from './steps.ts';
import { backupName, stagedName } from './temporary.ts';
import { createUndoLog, type UndoLog } from './undo.ts';
import { keepAside, makeLink, remove, syncFile, syncFolder, writeNew } from './write.ts';

/** Set from outside while changes are carried out: the signal that asks to stop. */
export interface Interruption {
  readonly signal: string | undefined;
}

/** Files that are written before they are synced together, so that the disk works on them at the same time. */
const BATCH = 256;

/**
 * Carries steps out, all or none. Every file is first written and synced beside its place, under a name that
 * nobody reads; only then are they switched, one atomic rename each, and deletions come last, so that no
 * interface is without configuration in between. On a failure or an interruption everything is taken back
 * and a Fault thrown. Modes are as planned under any umask; a file that is replaced keeps its owner.
 */
export async function carryOut(
  root: DiskRoot,
  steps: readonly Step[],
  interruption: Interruption,
): Promise<void> {
  const undo = createUndoLog();
  const disk = root.chaser.onDisk;
  const removals = steps.filter(({ change }) => change.after === undefined);
  const writes = steps.filter(({ change }) => change.after !== undefined);
  // Additions first: an update may be what makes others read them (a `source` line).
  const switched = [...writes.filter(isAddition), ...writes.filter((step) => !isAddition(step)), ...removals];
  try {
    const made = makeFolders(writes, disk, undo);
    await stage(writes, disk, undo, interruption);
    for (const step of switched) attempt(step.change.path, () => switchOver(step, disk, undo));
    for (const folder of new Set([...switched.map(({ real }) => real), ...made].map(folderOf)))
      attempt(folder, () => syncFolder(disk(folder)));
  } catch (error) {
    const taken = undo.takeBack();
    if (error instanceof Fault) throw new Fault([...error.findings, ...taken], { cause: error });
    throw error;
  }
  for (const step of switched) if (!isAddition(step)) remove(disk(backupName(step.real)));
}

type OnDisk = DiskRoot['chaser']['onDisk'];

const isAddition = ({ change }: Step): boolean => change.before === undefined;

const folderOf = (real: string): string => real.slice(0, real.lastIndexOf('/')) || '/';

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw fault('write-failed', { path, reason: systemReason(error) }, error);
  }
}

function makeFolders(writes: readonly Step[], disk: OnDisk, undo: UndoLog): string[] {
  const missing = [...new Set(writes.flatMap(({ missingFolders }) => missingFolders))];
  for (const folder of missing) {
    attempt(folder, () => {
      mkdirSync(disk(folder));
      undo.add(folder, () => rmdirSync(disk(folder)));
      chmodSync(disk(folder), 0o755);
    });
  }
  return missing;
}

async function stage(
  writes: readonly Step[],
  disk: OnDisk,
  undo: UndoLog,
  interruption: Interruption,
): Promise<void> {
  for (let from = 0; from < writes.length; from += BATCH) {
    const open: { path: string; fd: number }[] = [];
    try {
      for (const step of writes.slice(from, from + BATCH)) {
        const { path, after = '', mode } = step.change;
        const staged = disk(stagedName(step.real));
        attempt(path, () => {
          undo.add(path, () => remove(staged));
          if (step.change.isLink) return makeLink(after, staged);
          open.push({
            path,
            fd: writeNew(staged, after, mode, isAddition(step) ? undefined : disk(step.real)),
          });
          return undefined;
        });
      }
      for (const { path, fd } of open) attempt(path, () => syncFile(fd));
    } finally {
      for (const { fd } of open) closeSync(fd);
    }
    await breathe();
    if (interruption.signal !== undefined) throw fault('interrupted', { signal: interruption.signal });
  }
}

function switchOver({ change, real }: Step, disk: OnDisk, undo: UndoLog): void {
  const { path } = change;
  const [place, staged, backup] = [disk(real), disk(stagedName(real)), disk(backupName(real))];
  if (change.before === undefined) {
    renameSync(staged, place);
    undo.add(path, () => remove(place));
    return;
  }
  if (change.after === undefined) {
    renameSync(place, backup);
  } else {
    undo.add(path, () => remove(backup));
    keepAside(place, backup, change.before);
    renameSync(staged, place);
  }
  undo.add(path, () => renameSync(backup, place));
}
