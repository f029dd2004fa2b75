import { temporaryFiles } from '../../apply/sweep.ts';
import { rootStatus } from '../../plan/status.ts';
import type { Report } from '../output/report.ts';
import { table } from '../output/text.ts';
import { openPlace } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const status: RunVerb<'status'> = async ({ options }) => {
  const { disk, backend, others, services, irregular } = await openPlace(options);
  const entries: Report<'status'>['entries'] = [
    ...rootStatus(backend, others, disk.view, services).map((entry) => ({
      ...entry,
      interface: entry.interface ?? null,
      network: entry.network ?? null,
    })),
    ...temporaryFiles(disk, [backend, services ?? []].flat()).map((path) => ({
      path,
      interface: null,
      network: null,
      state: 'leftover' as const,
      detail: 'left by a run that was killed; the next apply removes it',
    })),
  ];
  const clean = entries.length === 0;
  return {
    report: { backend: backend.name, root: options.root, clean, entries },
    findings: [
      ...backend.read(disk.view).problems,
      ...(services?.read(disk.view).problems ?? []),
      ...irregular(),
    ],
    text: () => {
      if (clean) return options.quiet ? '' : 'Everything is as ifscribe wrote it.\n';
      return table(
        entries.map((entry) => [
          entry.state,
          entry.path,
          entry.interface ?? entry.network ?? '-',
          entry.detail,
        ]),
      );
    },
    status: clean ? 0 : 2,
    sourceText: disk.view.text,
  };
};
