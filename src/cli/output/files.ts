import { type Change, octal } from '../../plan/change.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';
import type { Style } from './style.ts';
import { counted } from './text.ts';

type ReportedFile = Report<'result'>['files'][number];

export const reportedFile = ({ path, action, mode, before, after, isLink }: Change): ReportedFile => ({
  path,
  action,
  mode: octal(mode),
  ...(isLink ? { target: after ?? before ?? '' } : {}),
});

/** The diffs of a plan, and a line that sums it up. */
export function planText(files: readonly ReportedFile[], style: Style, quiet: boolean): string {
  const diffs = files
    .filter(({ action }) => action !== 'unchanged')
    .map(({ path, mode, diff }) => (diff ? paintDiff(diff, style) : `# ${path}: mode becomes ${mode}\n`));
  return (
    diffs.join('') + (quiet ? '' : summary(files, style, 'Plan', ['to create', 'to update', 'to delete']))
  );
}

/** The files that were written, and a line that sums it up. */
export function appliedText(files: readonly ReportedFile[], style: Style, quiet: boolean): string {
  if (quiet) return '';
  const done = { create: 'created', update: 'updated', delete: 'deleted' };
  const lines = files.flatMap(({ path, action }) =>
    action === 'unchanged' ? [] : [`${done[action]} ${path}\n`],
  );
  return lines.join('') + summary(files, style, 'Done', ['created', 'updated', 'deleted']);
}

/** The files of a rendering, each under a line that names it. */
export function renderedText(files: readonly ReportedFile[], style: Style): string {
  return files
    .map(({ path, mode, content = '', target }) =>
      target === undefined
        ? `${style.bold(`# ${path} ${mode}`)}\n${forReader(content, style)}`
        : `${style.bold(`# ${path} -> ${printable(target)}`)}\n`,
    )
    .join('\n');
}

function summary(
  files: readonly ReportedFile[],
  style: Style,
  lead: string,
  [created, updated, deleted]: readonly [string, string, string],
): string {
  const count = (action: Change['action']): number => files.filter((file) => file.action === action).length;
  const [create, update, gone] = [count('create'), count('update'), count('delete')];
  if (create + update + gone === 0)
    return `${style.bold('No changes: the root holds this configuration already.')}\n`;
  const text = `${lead}: ${counted(create, 'file')} ${created}, ${update} ${updated}, ${gone} ${deleted}.`;
  return `${style.bold(text)}\n`;
}

function paintDiff(diff: string, style: Style): string {
  const paint = (line: string): string => {
    if (/^(---|\+\+\+) /.test(line)) return style.bold(line);
    if (line.startsWith('@@')) return style.cyan(line);
    return line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line;
  };
  return forReader(diff, style, paint);
}

/** Text of files line by line; on a terminal with nothing in it that the terminal would obey. */
function forReader(text: string, style: Style, paint: (line: string) => string = (line) => line): string {
  const safe = (line: string): string =>
    style.isTerminal ? printable(line.replaceAll('\t', '        ')) : line;
  return text
    .split(/(?<=\n)/)
    .map((line) => (line.endsWith('\n') ? `${paint(safe(line.slice(0, -1)))}\n` : paint(safe(line))))
    .join('');
}
