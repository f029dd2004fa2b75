/**
 * How often a property is tried: `scale` times PROPERTY_RUNS, which is 100 unless the environment says
 * otherwise (`PROPERTY_RUNS=5000 npm test` for a night).
 */
export const runs = (scale = 1): { readonly numRuns: number } => ({
  numRuns: Math.max(1, Math.round(Number(process.env.PROPERTY_RUNS ?? 100) * scale)),
});
