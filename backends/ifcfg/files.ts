import type { RootView } from '../../src/backend.ts';
import { type Chunk, wholeFileChunk } from '../../src/native/seal.ts';
import { type Directives, directivesOf, type Reader } from './directives.ts';
import { FOLDER, initscriptsIgnore, networkManagerIgnores } from './paths.ts';

/**
 * What a file in the folder is for. `alias` and `range` add addresses to the interface that their name begins with,
 * `NAME.route` is an old form of a route file, `keys` holds secrets of a wireless network.
 */
export type FileKind =
  | 'ifcfg'
  | 'alias'
  | 'range'
  | 'route'
  | 'route6'
  | 'rule'
  | 'rule6'
  | 'keys'
  | 'old-route';

export interface FoundFile {
  readonly path: string;
  readonly kind: FileKind;
  /** What its name says after the kind, without the number of an alias or range. */
  readonly name: string;
  readonly text: string;
  readonly chunk: Chunk;
  /** Which of the readers pass over a file of that name: nobody reads it, or one of the two. */
  readonly ignored: 'by nobody' | 'by initscripts' | 'by NetworkManager' | 'by both';
}

/** Every file in the folder that is configuration, in the order of their names. */
export function filesIn(root: RootView): FoundFile[] {
  return root.list(FOLDER).flatMap((file) => {
    const path = `${FOLDER}/${file}`;
    const kind = kindOf(file);
    const text = kind && root.text(path);
    if (kind === undefined || text === undefined) return [];
    return [{ path, ...kind, text, chunk: wholeFileChunk(text), ignored: ignoredBy(file) }];
  });
}

function kindOf(file: string): Pick<FoundFile, 'kind' | 'name'> | undefined {
  const [, prefix, name = ''] = /^(ifcfg|route6?|rule6?|keys)-(.+)$/s.exec(file) ?? [];
  if (prefix === undefined) {
    const route = /^(.+)\.route$/s.exec(file)?.[1];
    return route === undefined ? undefined : { kind: 'old-route', name: route };
  }
  if (prefix !== 'ifcfg') return { kind: prefix as FileKind, name };
  const range = name.indexOf('-range');
  if (range > 0) return { kind: 'range', name: name.slice(0, range) };
  const colon = name.indexOf(':');
  return colon > 0 ? { kind: 'alias', name: name.slice(0, colon) } : { kind: 'ifcfg', name };
}

function ignoredBy(file: string): FoundFile['ignored'] {
  // A range is no connection to NetworkManager, for it has no device.
  const scripts = initscriptsIgnore(file) && !/^ifcfg-.*-range[^.~]*$/.test(file);
  const manager = networkManagerIgnores(file);
  if (scripts) return manager ? 'by both' : 'by initscripts';
  return manager ? 'by NetworkManager' : 'by nobody';
}

/** A file of assignments. */
export interface KeyFile extends FoundFile {
  readonly directives: Directives;
}

export const withKeys = (file: FoundFile, reader?: Reader): KeyFile => ({
  ...file,
  directives: directivesOf(file.text, undefined, reader),
});
