import type { RenderedFile, RootView, StandingPart } from '../backend.ts';
import { append } from '../model/host.ts';
import { octal } from './change.ts';
import { sealParts } from './compose.ts';

/** What is wrong with a part of ours, or with those of a name together. */
export interface PartFault {
  readonly path: string;
  /** The name in the part's header. */
  readonly name: string;
  readonly state: 'edited' | 'newer' | 'missing' | 'leftover';
  readonly detail: string;
}

/** How the parts that stand differ from those that would be written for what was read; those of `adopted` stand anywhere. */
export function partFaults(
  rendered: readonly RenderedFile[],
  parts: readonly StandingPart[],
  root: RootView,
  adopted: ReadonlySet<string> = new Set(),
): PartFault[] {
  return [
    ...faultyParts(rendered, parts, adopted),
    ...changedModes(rendered, parts, root),
    ...missingParts(parts),
  ];
}

function faultyParts(
  rendered: readonly RenderedFile[],
  parts: readonly StandingPart[],
  adopted: ReadonlySet<string>,
): PartFault[] {
  const expected = new Set(sealParts(rendered).map(({ path, interface: name }) => `${path}\0${name}`));
  const seen = new Set<string>();
  return parts.flatMap(({ path, interface: name, state }): PartFault[] => {
    const key = `${path}\0${name}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    const fault = (kind: PartFault['state'], detail: string) => [{ path, name, state: kind, detail }];
    if (state === 'edited') return fault(state, 'changed since ifscribe wrote it');
    if (state === 'newer') return fault(state, 'written by a later version');
    if (adopted.has(name)) return [];
    if (isRepeated) return fault('leftover', 'a copy of what stands above it');
    return expected.has(key)
      ? []
      : fault('leftover', 'written by ifscribe, and of nothing that is there any more');
  });
}

/** Files of ours, as they were written, that can no longer be read by those who must, or by more. */
function changedModes(
  rendered: readonly RenderedFile[],
  parts: readonly StandingPart[],
  root: RootView,
): PartFault[] {
  const standing = new Map(parts.map((part) => [part.path, part]));
  return rendered.flatMap(({ path, mode: wanted }) => {
    const part = standing.get(path);
    const mode = root.mode(path);
    if (part?.state !== 'intact' || mode === undefined || mode === wanted) return [];
    const detail = `its mode is ${octal(mode)}, not ${octal(wanted)}`;
    return [{ path, name: part.interface, state: 'edited' as const, detail }];
  });
}

/** A part says how many there are of its name; where fewer stand, some were deleted. */
function missingParts(parts: readonly StandingPart[]): PartFault[] {
  const byName = new Map<string, StandingPart[]>();
  for (const part of parts) append(byName, part.interface, part);
  return [...byName].flatMap(([name, list]) => {
    const wanted = Math.max(...list.map((part) => part.parts));
    const missing = wanted - list.length;
    if (missing <= 0) return [];
    const detail = `${missing} of ${wanted} files are missing beside it`;
    return [{ path: (list[0] as StandingPart).path, name, state: 'missing' as const, detail }];
  });
}
