import { nearest } from '../language/suggest.ts';

/** `; did you mean X?` for the known word nearest to a mistyped one, or nothing where none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
