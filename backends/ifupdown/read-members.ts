import { deviceNameFault } from '../../src/model/values.ts';
import { type Lines, type Within, wordsOf } from './lines.ts';
import { addAll } from './lists.ts';

/** Names of devices, or undefined where one of them is none; `none` by itself is nobody. */
export function memberNames(text: string): string[] | undefined {
  const words = wordsOf(text).filter((word) => word !== 'none');
  return words.every((word) => deviceNameFault(word) === undefined) ? words : undefined;
}

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
    const names = lines.take({ ...found, value: found.value.replaceAll('\n', ' ') }, memberNames, 'members');
    addAll(members, names ?? []);
  }
  for (const doing of lines.doings) {
    const { step } = doing;
    if (step.does !== 'enslave' || doing.undoes || step.controller !== lines.name) continue;
    doing.verdict = { says: 'members' };
    members.push(step.device);
  }
  return [...new Set(members)];
}
