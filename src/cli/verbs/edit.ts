import { type Finding, finding, hasErrors } from '../../findings/finding.ts';
import { parseDocuments } from '../../language/parse.ts';
import { planApply } from '../../plan/plan.ts';
import { Fault } from '../../root/fault.ts';
import { carryOutPlan, type Planned, showPlan } from '../changing.ts';
import { type Documents, readDocuments } from '../documents.ts';
import { type Draft, makeDraft } from '../edit/draft.ts';
import { chooseEditor, runEditor } from '../edit/editor.ts';
import { type Subject, subjectIn } from '../edit/subject.ts';
import { exitStatusOf } from '../exit-status.ts';
import type { Options } from '../options.ts';
import { styleFor } from '../output/style.ts';
import { findingLines } from '../output/text.ts';
import { openPlace, type Place } from '../place.ts';
import { failedOutcome, findingsOf } from '../run.ts';
import { isTerminal, print, readLine } from '../streams.ts';
import type { Outcome, RunVerb } from '../verb.ts';
import { planDocuments } from './plan.ts';

type Result = Outcome<'result'>;

/** dumpxml, an editor, and apply. What was edited and cannot be applied is edited again, or kept. */
export const edit: RunVerb<'result'> = async ({ operands: [name = ''], options }) => {
  const place = await openPlace(options);
  const subject = subjectIn(place, name, options);
  refuseWhatIsInTheWay(place, subject, options);
  const editor = chooseEditor(process.env);
  const draft = makeDraft(name, subject.text);
  for (;;) {
    const result = await editOnce(place, subject, draft, { editor, options });
    if (!hasErrors(result.findings)) {
      draft.remove();
      return named(result, draft.file);
    }
    if (options.json || !isTerminal(0) || !result.findings.every(isMendable))
      return keep(result, subject, draft);
    tell(result, options);
    if (!asksAgain(draft.file)) {
      const status = exitStatusOf(result.findings);
      return keep({ ...result, findings: [], status }, subject, draft);
    }
  }
};

/** What no edit can change is told before there is one. */
function refuseWhatIsInTheWay(
  { disk, ...place }: Place,
  { name, text }: Subject,
  { adopt = false }: Options,
): void {
  const { findings } = planApply({
    ...place,
    ...parseDocuments([{ file: name, text }]),
    root: disk.view,
    prune: false,
    allowLoss: true,
    adopt,
  });
  const inTheWay = findings.filter(({ severity, kind }) => severity === 'error' && kind === 'foreign');
  if (inTheWay.length > 0) throw new Fault(inTheWay);
}

async function editOnce(
  place: Place,
  subject: Subject,
  draft: Draft,
  { editor, options }: { readonly editor: string; readonly options: Options },
): Promise<Result> {
  try {
    const how = await runEditor(editor, draft.file);
    if (how !== undefined) return failed(options, [finding('editor-failed', { editor, how })]);
    if (draft.text() === subject.text) return unchanged(place, subject, options);
    const documents = readDocuments([draft.file]);
    const run = options.dryRun ? showPlan : carryOutPlan;
    const serves = subject.what.kind === 'network' || documents.networks.length > 0;
    return await run(options, (now) => planEdit(now, subject, documents, options), serves);
  } catch (error) {
    return failed(options, findingsOf(error));
  }
}

const failed = (options: Options, findings: readonly Finding[]): Result =>
  failedOutcome('result', options, findings) as Result;

/** What `apply` would do, if the root still holds what the editor was given, and the document what was to be edited. */
function planEdit(place: Place, subject: Subject, documents: Documents, options: Options): Planned {
  const { name, what } = subject;
  const isNetwork = what.kind === 'network';
  if (subjectIn(place, name, { ...options, network: isNetwork }).text !== subject.text)
    throw new Fault([finding('edit-overtaken', { name })]);
  const settings = isNetwork ? { autostart: what.installed.autostart, dhcp: what.installed.dhcpServer } : {};
  const planned = planDocuments(place, documents, { ...options, ...settings });
  const defined: readonly string[] = isNetwork
    ? documents.networks.map((network) => network.name)
    : documents.definitions.map(({ iface }) => iface.name);
  if (defined.includes(name) || hasErrors(documents.findings)) return planned;
  return { ...planned, findings: [...planned.findings, finding('edit-renamed', { name })] };
}

function unchanged({ backend }: Place, { name, what }: Subject, { root, quiet }: Options): Result {
  const action = 'unchanged' as const;
  return {
    report: {
      changed: false,
      backend: backend.name,
      root,
      files: [],
      interfaces: what.kind === 'interface' ? [{ name, type: what.type, action }] : [],
      networks: what.kind === 'network' ? [{ name, action, effects: [] }] : [],
    },
    findings: [],
    text: (style) => (quiet ? '' : `${style.bold(`No changes: ${name} was left as it is.`)}\n`),
  };
}

/** Whether another edit might do. */
const isMendable = ({ severity, kind }: Finding): boolean =>
  severity === 'warning' || kind === 'document' || kind === 'backend';

function tell({ findings, sourceText }: Result, { color }: Options): void {
  print(2, findingLines(findings, styleFor(isTerminal(2), color, process.env), sourceText));
}

/** Whoever presses Ctrl-C here ends the run, and has been told where the draft is. */
function asksAgain(file: string): boolean {
  for (;;) {
    print(2, `Edit it again? (n, or Ctrl-C, keeps it in ${file}) [y/n] `);
    const answer = readLine()?.trim().toLowerCase();
    if (answer === 'y' || answer === 'yes') return true;
    if (answer === undefined || answer === 'n' || answer === 'no') return false;
  }
}

/** The answer without the name of a file that is gone. */
function named(result: Result, file: string): Result {
  const name = '<edited>';
  const { sourceText } = result;
  return {
    ...result,
    findings: result.findings.map((found) =>
      found.at?.file === file ? { ...found, at: { ...found.at, file: name } } : found,
    ),
    ...(sourceText ? { sourceText: (asked) => sourceText(asked === name ? file : asked) } : {}),
  };
}

/** The answer where nothing was written; what was edited is not lost. */
function keep(result: Result, { name, text }: Subject, draft: Draft): Result {
  const edited = draft.text();
  if (edited === undefined || edited === text) {
    draft.remove();
    return result;
  }
  return { ...result, findings: [...result.findings, finding('edit-kept', { name, file: draft.file })] };
}
