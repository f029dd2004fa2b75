import type { RootView } from '../../src/backend.ts';
import { filesBelow } from './fixture-cases.ts';
import { memoryRoot } from './memory-root.ts';

/** The files below a folder as a root, and their texts; one whose text is `-> TARGET` is a symbolic link. */
export function foreignRoot(folder: string): {
  readonly view: RootView;
  readonly texts: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
} {
  const files = Object.entries(filesBelow(folder)).map(([name, text]) => [`/${name}`, text] as const);
  const isLink = ([, text]: readonly [string, string]): boolean => text.startsWith('-> ');
  const texts = Object.fromEntries(files.filter((file) => !isLink(file)));
  const links = Object.fromEntries(files.filter(isLink).map(([name, text]) => [name, text.slice(3).trim()]));
  return { texts, links, view: memoryRoot(texts, links) };
}
