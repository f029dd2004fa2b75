import { documentError } from './entry.ts';

/** What can be wrong with one document by itself: its XML, its elements, its values. */
export const documentCatalog = {
  'vlan-tag-range': documentError<{ tag: string }>(
    ({ tag }) => `vlan tag ${tag} is outside 1..4094`,
    'An 802.1Q tag has 12 bits; 0 (priority frames only) and 4095 are reserved. Give a tag from 1 to 4094.',
  ),
};
