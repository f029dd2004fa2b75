import { append } from '../../src/model/host.ts';
import type { Document } from './documents.ts';
import type { Subject } from './match.ts';

/** Which of several files networkd or udev takes for an interface: the first that matches. */
export interface Chooser {
  readonly choose: (subject: Subject) => Choice | undefined;
}

export interface Choice {
  readonly document: Document;
  /** Files before it of which only the machine can tell whether they match. */
  readonly before: readonly Document[];
}

/**
 * `documents`: in their order. A file that names an interface is taken to match it also where only the machine can
 * tell; one with a pattern only where it certainly does. Files by names and by MAC addresses are looked up, so that
 * thousands of them cost no more than that; what remains, patterns, is few.
 */
export function chooserOf(documents: readonly Document[]): Chooser {
  const byName = new Map<string, number[]>();
  const byMac = new Map<string, number[]>();
  const general: number[] = [];
  documents.forEach(({ match }, n) => {
    for (const name of match.names) append(byName, name, n);
    if (match.isGeneral) general.push(n);
    else if (!match.isOnlyNames) for (const mac of match.macs) append(byMac, mac, n);
  });
  const isTaken = (n: number, subject: Subject): boolean => {
    const { match } = documents[n] as Document;
    const holds = match.holds(subject);
    return holds === 'yes' || (holds === 'unknown' && match.names.has(subject.name));
  };
  return {
    choose: (subject) => {
      const listed = [
        ...(byName.get(subject.name) ?? []),
        ...((subject.permanentMac && byMac.get(subject.permanentMac)) || []),
      ].sort((a, b) => a - b);
      const first = listed.find((n) => isTaken(n, subject)) ?? Number.POSITIVE_INFINITY;
      const before: Document[] = [];
      for (const n of general) {
        if (n >= first) break;
        const document = documents[n] as Document;
        if (isTaken(n, subject)) return { document, before };
        if (document.match.holds(subject) === 'unknown') before.push(document);
      }
      const document = documents[first];
      return document && { document, before };
    },
  };
}
