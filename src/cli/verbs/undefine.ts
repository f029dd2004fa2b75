import { planUndefine } from '../../plan/undefine.ts';
import { carryOutPlan, type Planned, showPlan } from '../changing.ts';
import type { Place } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const undefine: RunVerb<'result'> = ({ operands, options }) => {
  const run = options.dryRun ? showPlan : carryOutPlan;
  const { network: networksOnly = false, adopt = false, allowLoss = false } = options;
  const make = ({ disk, backend, others, services }: Place): Planned => {
    const plan = planUndefine({
      backend,
      others,
      services,
      root: disk.view,
      names: operands,
      networksOnly,
      adopt,
      allowLoss,
    });
    return { plan, findings: plan.findings };
  };
  return run(options, make, false);
};
