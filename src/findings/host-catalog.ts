import { documentError } from './entry.ts';

/** What can be wrong with interfaces as a whole: the documents together with what the root holds already. */
export const hostCatalog = {
  'member-twice': documentError<{ member: string; controller: string; other: string }>(
    ({ member, controller, other }) => `${member} is a member of ${controller} and of ${other}`,
    'An interface can be a member of one bond or bridge only. Take it out of one of the two.',
  ),
};
