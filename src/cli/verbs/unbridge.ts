import { planUnbridge } from '../../plan/bridge.ts';
import { carryOutPlan, type Planned, showPlan } from '../changing.ts';
import type { Place } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const unbridge: RunVerb<'result'> = ({ operands: [name = ''], options }) => {
  const { allowLoss = false, adopt = false } = options;
  const make = ({ disk, backend, others, services }: Place): Planned => {
    const plan = planUnbridge({
      backend,
      others,
      services,
      root: disk.view,
      bridge: name,
      allowLoss,
      adopt,
    });
    return { plan, findings: plan.findings, sourceText: disk.view.text };
  };
  return (options.dryRun ? showPlan : carryOutPlan)(options, make, false);
};
