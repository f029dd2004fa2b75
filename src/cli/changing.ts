import { carryOut } from '../apply/carry-out.ts';
import { withLock } from '../apply/lock.ts';
import { locate } from '../apply/steps.ts';
import { sweep } from '../apply/sweep.ts';
import { type Finding, hasErrors } from '../findings/finding.ts';
import type { Plan } from '../plan/carry.ts';
import type { Change } from '../plan/change.ts';
import { type DiskRoot, openRoot } from '../root/disk-root.ts';
import type { Options } from './options.ts';
import { unifiedDiff } from './output/diff.ts';
import { appliedText, planText, reportedFile } from './output/files.ts';
import { costsText } from './output/networks.ts';
import { namedBackend, openPlace, type Place, placeIn } from './place.ts';
import { heedingSignals } from './signals.ts';
import type { Outcome } from './verb.ts';

/** A plan, and all findings of the run that made it, in the order to tell them. */
export interface Planned {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly sourceText?: Outcome['sourceText'];
}

/**
 * What `plan`, and --dry-run, answer: what would change, nothing being written. `serves`: whether the run is about
 * guest networks, whatever the root holds.
 */
export async function showPlan(
  options: Options,
  make: (place: Place) => Planned,
  serves: boolean,
): Promise<Outcome<'result'>> {
  const place = await openPlace(options, serves);
  const made = make(place);
  const { findings } = locate(place.disk, [...made.plan.copies, ...made.plan.changes]);
  const all = { ...made, findings: [...made.findings, ...place.irregular(), ...findings] };
  return outcome(options, place, all, planText, diffed);
}

/** Makes a plan and carries it out, unless a finding forbids it; nobody else changes the root meanwhile. */
export async function carryOutPlan(
  options: Options,
  make: (place: Place) => Planned,
  serves: boolean,
): Promise<Outcome<'result'>> {
  await namedBackend(options);
  const disk = openRoot(options.root);
  return withLock(disk, async () => {
    const place = await placeIn(disk, options, serves);
    const made = make(place);
    const findings = hasErrors(made.findings)
      ? []
      : await change(place.disk, [...made.plan.copies, ...made.plan.changes]);
    const all = { ...made, findings: [...made.findings, ...place.irregular(), ...findings] };
    if (!hasErrors(all.findings)) sweep(place.disk, [place.backend, place.services ?? []].flat());
    return outcome(options, place, all, appliedText, reportedFile);
  });
}

/** Carries changes out; the findings say why nothing was written. */
export async function change(disk: DiskRoot, changes: readonly Change[]): Promise<Finding[]> {
  const { steps, findings } = locate(disk, changes);
  if (findings.length === 0) await heedingSignals((interruption) => carryOut(disk, steps, interruption));
  return findings;
}

const diffed = (change: Change) => ({ ...reportedFile(change), diff: unifiedDiff(change) });

function outcome(
  options: Options,
  { backend }: Place,
  { plan, findings, sourceText }: Planned,
  textOf: typeof planText,
  fileOf: (change: Change) => ReturnType<typeof reportedFile>,
): Outcome<'result'> {
  const refused = hasErrors(findings);
  const changed = !refused && plan.changes.some(({ action }) => action !== 'unchanged');
  const files = refused ? [] : plan.changes.map(fileOf);
  return {
    report: {
      changed,
      backend: backend.name,
      root: options.root,
      files,
      interfaces: refused ? [] : [...plan.interfaces],
      networks: refused ? [] : plan.networks.map((each) => ({ ...each, effects: [...each.effects] })),
    },
    findings,
    text: (style) => {
      if (refused) return '';
      const costs = options.quiet ? '' : costsText(plan.networks);
      return costs + textOf(files, style, options.quiet === true);
    },
    status: changed && options.detailedExitcode ? 2 : 0,
    ...(sourceText ? { sourceText } : {}),
  };
}
