import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atBoot } from './plan.ts';
import type { Probe } from './probes.ts';

const README = join(import.meta.dirname, '../../../README.md');

/**
 * Where README.md shows what guests of a host see, `ACTOR# COMMAND` and its output, and they saw something else:
 * a block below `<!-- booted:CONSUMER HOST -->`, for what the tools print depends on the system too.
 */
export function transcriptFaults(
  where: { readonly consumer: string; readonly host: string },
  probes: readonly Probe[],
  received: ReadonlyMap<string, string>,
): string[] {
  const text = readFileSync(README, 'utf8')
    .split(`<!-- booted:${where.consumer} ${where.host} -->\n\`\`\`text\n`)[1]
    ?.split('```')[0];
  if (text === undefined) return [];
  return text
    .split(/^(?=\w+# )/m)
    .map((step) => /^(\w+)# (.*)\n([\s\S]*)$/.exec(step) ?? [])
    .flatMap(([step = text, actor = '', command = '', shown = '']) => {
      const seen = outputOf(actor, command, probes, received);
      // A DHCP client's log goes on.
      if (seen?.startsWith(shown.trimEnd())) return [];
      return [`README.md shows\n${step}and it is\n${seen ?? 'never tried\n'}`];
    });
}

/** What a command printed when everything was tried for the first time. */
function outputOf(
  actor: string,
  command: string,
  probes: readonly Probe[],
  received: ReadonlyMap<string, string>,
): string | undefined {
  if (command.startsWith('udhcpc ')) return received.get(`guests/udhcpc-${actor}`);
  const number = probes.findIndex((probe) => probe.actor === actor && probe.command === command);
  return received.get(`guests/probes/${atBoot.name}/${number}`)?.replace(/^status 0\n/m, '');
}
