import { type Finding, finding } from '../findings/finding.ts';
import { systemReason } from '../root/fault.ts';

/** What was done so far, so that it can be taken back, last things first. */
export interface UndoLog {
  readonly add: (path: string, takeBack: () => void) => void;
  /** Takes everything back; a finding for each thing that could not be. */
  readonly takeBack: () => Finding[];
}

export function createUndoLog(): UndoLog {
  const entries: { path: string; takeBack: () => void }[] = [];
  return {
    add: (path, takeBack) => {
      entries.push({ path, takeBack });
    },
    takeBack: () =>
      entries
        .splice(0)
        .reverse()
        .flatMap(({ path, takeBack }) => {
          try {
            takeBack();
            return [];
          } catch (error) {
            return [finding('restore-failed', { path, reason: systemReason(error) })];
          }
        }),
  };
}
