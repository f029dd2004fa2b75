import { finding } from '../../findings/finding.ts';
import { openRoot } from '../../root/disk-root.ts';
import { detectAll } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const detect: RunVerb<'detect'> = async ({ options }) => {
  const disk = openRoot(options.root);
  const { detections, chosen, saw } = await detectAll(disk);
  const system = systemName(disk.view.text('/etc/os-release') ?? disk.view.text('/usr/lib/os-release') ?? '');
  const isBooting = detections.some(({ detection }) => detection.verdict === 'boots');
  const verb = isBooting ? 'boots' : 'would boot';
  const backends = detections.map(({ backend, detection }) => ({
    name: backend.name,
    verdict: detection.verdict,
    evidence: detection.evidence.map(({ path, fact }) => ({ path, fact })),
  }));
  return {
    report: { backend: chosen?.name ?? null, root: options.root, system, backends },
    findings: chosen ? [] : [finding('backend-unclear', { saw })],
    text: (style) =>
      [
        ...(system === null ? [] : [`${system}\n`]),
        ...backends.map(
          ({ name, verdict, evidence }) =>
            `${style.bold(name)}: ${verdict}\n${evidence.map(({ path, fact }) => `  ${path}: ${fact}\n`).join('')}`,
        ),
        ...(chosen ? [`${style.bold(`The root ${verb} with ${chosen.name}`)}: ${saw}.\n`] : []),
      ].join(''),
  };
};

/** PRETTY_NAME of an os-release(5) text. */
function systemName(text: string): string | null {
  const value = /^PRETTY_NAME=(.*)$/m.exec(text)?.[1]?.trim();
  return value?.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1') || null;
}
