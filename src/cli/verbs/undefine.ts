import { planUndefine } from '../../plan/plan.ts';
import { carryOutPlan, showPlan } from '../changing.ts';
import type { RunVerb } from '../verb.ts';

export const undefine: RunVerb<'result'> = ({ operands, options }) => {
  const run = options.dryRun ? showPlan : carryOutPlan;
  return run(options, ({ disk, backend, others }) => {
    const plan = planUndefine({ backend, others, root: disk.view, names: operands });
    return { plan, findings: plan.findings };
  });
};
