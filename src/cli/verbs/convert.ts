import { existsSync } from 'node:fs';
import type { Backend } from '../../backend.ts';
import { hasErrors } from '../../findings/finding.ts';
import type { Renames } from '../../model/rename.ts';
import { composeFiles } from '../../plan/compose.ts';
import {
  type ConvertedAccount,
  type ConvertOptions,
  convertedFiles,
  planConvert,
} from '../../plan/convert.ts';
import { openRoot } from '../../root/disk-root.ts';
import { fault } from '../../root/fault.ts';
import { carryOutPlan, showPlan } from '../changing.ts';
import type { Options } from '../options.ts';
import { accountsText, reportedAccount } from '../output/accounts.ts';
import { appliedText, renderedText } from '../output/files.ts';
import { chooseBackend, namedBackend, type Place } from '../place.ts';
import type { Outcome, RunVerb } from '../verb.ts';
import { watch } from '../watched.ts';
import { deliverFiles } from '../write-below.ts';

export const convert: RunVerb<'convert'> = async ({ options }) => {
  if (options.apply && options.out !== undefined)
    throw fault('usage', { problem: '--apply writes below the root, --out below another folder: say one' });
  if (options.dryRun && !options.apply)
    throw fault('usage', { problem: '--dry-run is for --apply: without it nothing below the root changes' });
  if (options.adopt && !options.apply)
    throw fault('usage', { problem: '--adopt is for --apply: without it nothing below the root changes' });
  if (options.detailedExitcode && !options.apply && options.out === undefined)
    throw fault('usage', { problem: '--detailed-exitcode is for --apply and --out: nothing else changes' });
  const { from, to } = await backendsOf(options);
  const how = { from, to, ...carriedAs(options) };
  return options.apply ? convertInPlace(options, how) : convertAway(options, how);
};

type How = Omit<ConvertOptions, 'root'>;

async function backendsOf(options: Options): Promise<{ from: Backend; to: Backend }> {
  const { from: source, to: target, backend } = options;
  if (target === undefined)
    throw fault('usage', {
      problem: 'convert needs --to BACKEND, and reads what --from BACKEND has written',
    });
  if (source !== undefined && backend !== undefined && source !== backend)
    throw fault('usage', { problem: `--from ${source} and --backend ${backend} both say what to read` });
  const to = await namedBackend({ ...options, backend: target });
  if (!to) throw fault('usage', { problem: '--to must name a backend' });
  const from = await chooseBackend({ ...options, backend: source ?? backend ?? 'auto' });
  if (from === to) throw fault('usage', { problem: `--from and --to are both ${to.name}` });
  return { from, to };
}

const carriedAs = ({ rename = [], dropMacMatch = false, allowLoss = false, adopt = false }: Options) => ({
  rename: renamesOf(rename),
  dropMacMatch,
  allowLoss,
  adopt,
});

function renamesOf(words: readonly string[]): Renames {
  const renames = new Map<string, string>();
  for (const word of words) {
    const [, old, anew] = /^([^=]+)=([^=]+)$/.exec(word) ?? [];
    if (old === undefined || anew === undefined)
      throw fault('usage', { problem: `--rename ${word}: say it as OLD=NEW, for example eth0=ens192` });
    if (renames.has(old)) throw fault('usage', { problem: `--rename says two names for ${old}` });
    renames.set(old, anew);
  }
  return renames;
}

/** To standard output or below another folder; the root stays as it is. */
async function convertAway(options: Options, how: How): Promise<Outcome<'convert'>> {
  const disk = openRoot(options.root);
  if (options.out !== undefined && existsSync(options.out) && openRoot(options.out).base === disk.base)
    throw fault('usage', {
      problem: '--out is the root itself: say --apply, so that the old files let go of the interfaces',
    });
  const watcher = watch(disk);
  const from = watcher.backend(how.from);
  const { host, accounts, ...made } = convertedFiles({ ...how, from, root: disk.view });
  const findings = [...made.findings, ...watcher.findings()];
  const files = await deliverFiles(
    options,
    { backend: how.to, host, files: composeFiles(made.files), links: [] },
    findings,
  );
  const refused = hasErrors(findings);
  const changed = options.out !== undefined && files.some(({ action }) => action !== 'unchanged');
  return {
    report: {
      changed,
      backend: how.to.name,
      root: options.root,
      files,
      interfaces: refused ? [] : host.interfaces.map(({ name, type }) => ({ name, type, action: 'create' })),
      networks: [],
      from: how.from.name,
      accounts: accounts.map(reportedAccount),
    },
    findings,
    text: (style) => {
      if (options.report) return accountsText(accounts, style);
      if (options.out === undefined) return renderedText(files, style);
      return refused ? '' : appliedText(files, style, options.quiet === true);
    },
    status: changed && options.detailedExitcode ? 2 : 0,
    sourceText: disk.view.text,
  };
}

/** In the root itself, where the old backend's files go in the same run. */
async function convertInPlace(options: Options, how: How): Promise<Outcome<'convert'>> {
  let accounts: readonly ConvertedAccount[] = [];
  const make = ({ disk, backend, others, services }: Place) => {
    const watcher = watch(disk);
    const from = watcher.backend(how.from);
    const plan = planConvert({ ...how, from, to: backend, root: disk.view, backend, others, services });
    ({ accounts } = plan);
    return { plan, findings: [...plan.findings, ...watcher.findings()], sourceText: disk.view.text };
  };
  const run = options.dryRun ? showPlan : carryOutPlan;
  const outcome = await run({ ...options, backend: how.to.name }, make, false);
  return {
    ...outcome,
    report: { ...outcome.report, from: how.from.name, accounts: accounts.map(reportedAccount) },
    text: (style) => (options.report ? accountsText(accounts, style) : outcome.text(style)),
  };
}
