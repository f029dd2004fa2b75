import type { Backend } from '../../backend.ts';
import { type Feature, features } from '../../model/features.ts';
import { loadBackends } from '../../registry.ts';
import { wrap } from '../output/text.ts';
import type { RunVerb } from '../verb.ts';

export const backends: RunVerb<'backends'> = async () => {
  const described = (await loadBackends()).map((backend) => ({
    name: backend.name,
    title: backend.title,
    files: [...backend.owns],
    refuses: limitations(backend, 'none'),
    warns: limitations(backend, 'lossy'),
  }));
  return {
    report: { backends: described },
    findings: [],
    text: (style) =>
      described
        .map(({ name, title, files, refuses, warns }) => {
          const part = (heading: string, items: typeof refuses): string =>
            items.length === 0
              ? ''
              : `  ${heading}\n${items.map((item) => wrap(`${item.title}: ${item.note}`, '    - ')).join('')}`;
          const head = `${style.bold(name)}: ${title}\n  writes ${files.join(', ')}\n`;
          return `${head}${part('cannot express (refused):', refuses)}${part('expresses with a limit (warned of):', warns)}`;
        })
        .join('\n'),
  };
};

function limitations({ capabilities }: Backend, level: 'none' | 'lossy') {
  return (Object.keys(features) as Feature[]).flatMap((feature) => {
    const support = capabilities[feature];
    if (support.level !== level) return [];
    return [{ feature, title: features[feature].title, note: support.note, source: support.source }];
  });
}
