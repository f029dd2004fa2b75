import { append } from '../../src/model/host.ts';
import type { Document } from './documents.ts';
import { cluesOf, type Subject } from './match.ts';

/** Which of several files networkd or udev takes for an interface: the first that matches. */
export interface Chooser {
  readonly choose: (subject: Subject) => Choice | undefined;
}

export interface Choice {
  readonly document: Document;
  /** Files before it of which only the machine can tell whether they match. */
  readonly before: readonly Document[];
}

/** By a name, those of `documents` that may hold for it: of thousands of patterns few begin or end as it does. */
export function likelyFor(documents: readonly Document[]): (name: string) => readonly Document[] {
  const byClue = new Map<string, Document[]>();
  const places = placesOf(documents);
  for (const document of documents) for (const clue of document.match.clues) append(byClue, clue, document);
  return (name) => {
    if (byClue.size === 0) return [];
    const lists = cluesOf(name).flatMap((clue) => {
      const list = byClue.get(clue);
      return list ? [list] : [];
    });
    const [only = []] = lists;
    return lists.length < 2 ? only : [...new Set(lists.flat())].sort((a, b) => places(a) - places(b));
  };
}

function placesOf(documents: readonly Document[]): (document: Document) => number {
  const places = new Map(documents.map((document, n) => [document, n]));
  return (document) => places.get(document) ?? 0;
}

/**
 * `documents`: in their order. A file that names an interface is taken to match it also where only the machine can
 * tell; one with a pattern only where it certainly does. Files by names and by MAC addresses are looked up, so that
 * thousands of them cost no more than that, and patterns by how they begin or end.
 */
export function chooserOf(documents: readonly Document[]): Chooser {
  const byName = new Map<string, number[]>();
  const byMac = new Map<string, number[]>();
  documents.forEach(({ match }, n) => {
    for (const name of match.names) append(byName, name, n);
    if (!match.isGeneral && !match.isOnlyNames) for (const mac of match.macs) append(byMac, mac, n);
  });
  const places = placesOf(documents);
  const generalFor = likelyFor(documents.filter(({ match }) => match.isGeneral));
  const isTaken = ({ match }: Document, subject: Subject): boolean => {
    const holds = match.holds(subject);
    return holds === 'yes' || (holds === 'unknown' && match.names.has(subject.name));
  };
  return {
    choose: (subject) => {
      const listed = [
        ...(byName.get(subject.name) ?? []),
        ...((subject.permanentMac && byMac.get(subject.permanentMac)) || []),
      ].sort((a, b) => a - b);
      const first = listed.find((n) => isTaken(documents[n] as Document, subject)) ?? documents.length;
      const before: Document[] = [];
      for (const document of generalFor(subject.name)) {
        if (places(document) >= first) break;
        const holds = document.match.holds(subject);
        if (holds === 'yes') return { document, before };
        if (holds === 'unknown') before.push(document);
      }
      const document = documents[first];
      return document && { document, before };
    },
  };
}
