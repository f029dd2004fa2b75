import { deviceNameFault } from '../../src/model/values.ts';
import { type Found, type Lines, type Within, wordsOf } from './lines.ts';
import { addAll } from './lists.ts';

/** Words that stand for devices which only the machine itself knows. */
const OPEN_ENDED = /(?:^|\s)(?:all|regex|noregex)(?:\s|$)/;

/** The members that options of a controller list, and those that commands put into it. */
export function readMembers(lines: Lines, keywords: readonly string[], within: Within): string[] {
  const members: string[] = [];
  for (const found of lines.find(...keywords)) {
    if (!within(found.stanza)) continue;
    if (OPEN_ENDED.test(found.value)) {
      lines.keep(found.options, 'which devices these are only the machine itself tells');
      lines.approximate(
        `which members ${found.keyword} ${found.value.replaceAll('\n', ' ')} makes is left to the machine; none of them is in the document`,
      );
      continue;
    }
    addAll(members, takeNames(lines, found));
  }
  for (const doing of lines.doings) {
    const { step } = doing;
    if (step.does !== 'enslave' || doing.undoes || step.controller !== lines.name) continue;
    doing.verdict = { says: 'members' };
    members.push(step.device);
  }
  return [...new Set(members)];
}

/**
 * The scripts take word by word, and pass over what is no device; `none` is nobody. What people take for a comment are
 * words like any other, of devices that are most likely not there.
 */
function takeNames(lines: Lines, found: Found): string[] {
  const known: string[] = [];
  const others: string[] = [];
  let isNobody = false;
  for (const line of found.value.split('\n')) {
    const words = wordsOf(line);
    const end = words.findIndex((word) => word.startsWith('#'));
    for (const [n, word] of words.entries()) {
      if (end >= 0 && n >= end) others.push(word);
      else if (word === 'none') isNobody = true;
      else if (deviceNameFault(word) === undefined) known.push(word);
      else others.push(word);
    }
  }
  const rest = others.join(' ').slice(0, 80);
  const why = `the document has no "${rest}", only the rest of ${found.keyword}`;
  if (rest === '') lines.understood(found.options, 'members');
  else if (known.length === 0 && !isNobody)
    lines.refuse(found.options, `${rest} is nothing that ${found.keyword} can be`);
  else if (rest.startsWith('#')) {
    lines.understood(found.options, 'members');
    lines.approximate(why);
  } else lines.refuse(found.options, why);
  return known;
}
