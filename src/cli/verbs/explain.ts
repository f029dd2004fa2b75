import { catalog } from '../../findings/catalog.ts';
import type { Code } from '../../findings/finding.ts';
import { fault } from '../../root/fault.ts';
import { statusOfKind } from '../exit-status.ts';
import { table, wrap } from '../output/text.ts';
import { didYouMean } from '../suggest.ts';
import type { RunVerb } from '../verb.ts';

export const explain: RunVerb<'explain'> = ({ operands }) => {
  const codes = operands.length > 0 ? operands.map(knownCode) : (Object.keys(catalog) as Code[]).sort();
  const findings = codes.map((code) => {
    const { severity, kind, explain: explanation } = catalog[code];
    return { code, severity, status: statusOf(code, severity, kind), explanation };
  });
  return {
    report: { findings },
    findings: [],
    text: (style) => {
      if (operands.length === 0)
        return table(findings.map(({ code, severity, status }) => [code, severity, String(status)]));
      return findings
        .map(({ code, severity, status, explanation }) => {
          const effect = severity === 'error' ? `an error, exit status ${status}` : 'a warning';
          return `${style.bold(code)}: ${effect}\n${wrap(explanation, '  ')}`;
        })
        .join('\n');
    },
  };
};

const statusOf = (code: Code, severity: string, kind: keyof typeof statusOfKind): number =>
  severity !== 'error' ? 0 : code === 'usage' ? 64 : statusOfKind[kind];

function knownCode(word: string): Code {
  if (Object.hasOwn(catalog, word)) return word as Code;
  const problem = `there is no finding ${word}${didYouMean(word, Object.keys(catalog))} (\`ifscribe explain\` lists all)`;
  throw fault('usage', { problem });
}
