import type { Finding } from '../../findings/finding.ts';

/** The one object that --json prints. */
export function jsonAnswer(report: object, ok: boolean, findings: readonly Finding[]): string {
  return jsonText({ ok, ...report, diagnostics: findings.map(diagnostic) });
}

export const jsonText = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

const diagnostic = ({ severity, code, message, at, interface: name, network }: Finding) => ({
  severity,
  code,
  message,
  file: at?.file ?? null,
  line: at?.line ?? null,
  column: at?.column ?? null,
  interface: name ?? null,
  network: network ?? null,
});
