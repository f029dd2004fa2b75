import { type Finding, finding } from '../findings/finding.ts';
import type { Change } from '../plan/change.ts';
import type { DiskRoot } from '../root/disk-root.ts';

/** A change together with where it takes place. */
export interface Step {
  readonly change: Change;
  /** The file's real path inside the root: links are resolved. */
  readonly real: string;
  /** Folders that it needs and that are not there, outermost first. */
  readonly missingFolders: readonly string[];
}

/** Finds the place of every change, without touching anything; findings where there is none. */
export function locate(root: DiskRoot, changes: readonly Change[]): { steps: Step[]; findings: Finding[] } {
  const steps: Step[] = [];
  const findings: Finding[] = [];
  for (const change of changes) {
    if (change.action === 'unchanged') continue;
    const { path } = change;
    // Deleting a link takes the link away, not what it leads to; and what is to be a link is not followed.
    const isPlaceItself = change.action === 'delete' || change.isLink === true;
    const place = isPlaceItself ? root.chaser.chaseParent(path) : root.chaser.chase(path);
    switch (place.kind) {
      case 'broken':
        findings.push(finding('broken-link', { path, link: place.link, target: place.target }));
        break;
      case 'blocked':
        findings.push(finding('not-a-folder', { path, obstacle: place.obstacle }));
        break;
      case 'folder':
      case 'other':
        findings.push(
          finding('not-a-file', {
            path,
            kind: place.kind === 'folder' ? 'folder' : 'device, socket or FIFO',
          }),
        );
        break;
      case 'absent':
        if (change.action !== 'delete')
          steps.push({ change, real: place.real, missingFolders: place.missingFolders });
        break;
      default:
        steps.push({ change, real: place.real, missingFolders: [] });
    }
  }
  return { steps, findings };
}
