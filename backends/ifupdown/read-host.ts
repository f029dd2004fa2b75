import { type Finding, finding } from '../../src/findings/finding.ts';
import type { ExplicitInterface, Notes } from '../../src/model/defaults.ts';
import { append } from '../../src/model/host.ts';
import type { StartMode } from '../../src/model/interface.ts';
import type { Verdict } from '../../src/native/ledger.ts';
import { assemble } from './assemble.ts';
import type { Device, Devices, Selected } from './devices.ts';
import { patternOf } from './devices.ts';
import { matchesGlob } from './glob.ts';
import type { Iface, Place } from './lexer.ts';
import { type Doing, type Lines, linesOf, type Stanza } from './lines.ts';
import { addAll } from './lists.ts';
import { type ReadDevice, readDevice } from './read-device.ts';
import { settleLines } from './settle-lines.ts';
import type { Bases } from './sources.ts';
import { stanzaReader } from './stanzas.ts';
import { judgeDoings } from './undoing.ts';

/** What became of a line, or of a word of it. */
export interface Noted {
  readonly place: Place;
  readonly verdict: Verdict;
}

/** Everything that stanzas and selections come to. */
export interface ReadHost {
  readonly interfaces: readonly ExplicitInterface[];
  readonly noted: readonly Noted[];
  readonly findings: readonly Finding[];
}

/** Devices to read; `notesOf`: what structured comments say of them; `isOurs`: whether ifscribe wrote their stanzas itself. */
export interface ToRead {
  readonly devices: readonly Device[];
  readonly patterns: Devices['patterns'];
  readonly bases: Bases;
  readonly notesOf: (name: string) => Notes | undefined;
  readonly isOurs: (name: string) => boolean;
  /** Patterns of the stanzas for which scripts of other packages do not run. */
  readonly withoutScripts?: readonly string[];
}

export function readHost({
  devices,
  patterns,
  bases,
  notesOf,
  isOurs,
  withoutScripts = [],
}: ToRead): ReadHost {
  const noted: Noted[] = [];
  const work = prepare(devices, bases, withoutScripts, noted);
  const byTarget = routeDoings(work);
  const read: ReadDevice[] = [];
  const lines: Lines[] = [];
  for (const { name, stanzas, madeWith } of work.values()) {
    const notes = madeWith ? undefined : notesOf(name);
    const own = linesOf(name, !madeWith && isOurs(name), stanzas, byTarget.get(name) ?? []);
    lines.push(own);
    const device = readDevice(own, notes ?? {});
    if (device) read.push(device);
  }
  const here = withoutEmptyBonds(read);
  const patternStarts = startsOfPatterns(patterns, here, work, noted);
  const placed = here.map((device) => {
    const { name } = device.lines;
    const said = startOf(work.get(name)?.selected ?? []) ?? patternStarts.get(name);
    return { device, start: said ?? work.get(name)?.madeWith?.start ?? 'none' };
  });
  const interfaces = assemble(placed);
  judgeDoings(
    lines,
    interfaces.map(({ iface }) => iface),
  );
  for (const each of lines) settleLines(each);
  const controllers = new Map(interfaces.map(({ iface }) => [iface.name, iface.port?.controller]));
  for (const each of lines) {
    const { name } = each;
    noteWords(name, work.get(name)?.selected ?? [], noted, {
      controller: controllers.get(name),
      leftOut: each.leftOut(),
    });
  }
  for (const { name, verdicts } of lines)
    for (const [place, verdict] of verdicts) noted.push({ place, verdict: { ...verdict, interface: name } });
  return {
    interfaces,
    noted,
    findings: [...lines.flatMap(({ findings }) => findings), ...underscores(lines)],
  };
}

/** ifupdown-ng does not take underscores for hyphens; it is told once a file. */
function underscores(lines: readonly Lines[]): Finding[] {
  const told = new Set<string>();
  return lines.flatMap(({ stanzas }) =>
    stanzas.flatMap(({ groups }) =>
      [...groups.values()].flatMap(({ options }): Finding[] => {
        const [option] = options;
        if (!option || told.has(option.path) || !/^(?:bond|bridge|vlan)_/.test(option.keyword)) return [];
        told.add(option.path);
        const { path, line, keyword } = option;
        const what = `ifupdown-ng does not know options of bonds, bridges and vlans with underscores (${keyword}); taken: as ifupdown, for which they are hyphens`;
        return [finding('readers-differ', { path, what }, { at: { file: path, line, column: 1 } })];
      }),
    ),
  );
}

/** A device with the stanzas of its aliases. */
interface Work {
  readonly name: string;
  readonly stanzas: Stanza[];
  readonly selected: readonly Selected[];
  /** Of one that has no stanza: the device whose command makes it. */
  readonly madeWith?: { readonly start: StartMode };
}

function prepare(
  devices: readonly Device[],
  bases: Bases,
  withoutScripts: readonly string[],
  noted: Noted[],
): Map<string, Work> {
  const work = new Map<string, Work>();
  const stanzaOf = stanzaReader(bases);
  const keep = (device: Device, why: string): void => {
    for (const stanza of device.stanzas)
      for (const place of [stanza, ...stanza.options])
        noted.push({ place, verdict: { state: 'kept', interface: device.name, why } });
    for (const { line, word } of device.selected)
      noted.push({ place: line, verdict: { state: 'kept', interface: device.name, why, text: word } });
  };
  const read = (device: Device): Stanza[] | undefined => {
    const stanzas = device.stanzas.map((stanza: Iface) => stanzaOf(stanza, device.name, device.label));
    if (!stanzas.includes(undefined)) {
      const hasScripts = !withoutScripts.some((glob) => matchesGlob(glob, device.logical));
      return hasScripts
        ? (stanzas as Stanza[])
        : stanzas.map((s) => withoutHooks(s as Stanza, device.name, noted));
    }
    keep(device, 'it inherits more than ifscribe follows');
    return undefined;
  };
  for (const device of devices) {
    if (device.label !== undefined) continue;
    const stanzas = read(device);
    const { name, selected } = device;
    if (stanzas) work.set(name, { name, stanzas, selected });
  }
  for (const device of devices) {
    if (device.label === undefined) continue;
    const base = work.get(device.name);
    if (!base) keep(device, `no stanza defines ${device.name}, of which ${device.label} is an alias`);
    else if (startOf(device.selected) !== startOf(base.selected))
      keep(device, `it comes up apart from ${device.name}, of which it is an alias`);
    else {
      addAll(base.stanzas, read(device) ?? []);
      noteWords(device.name, device.selected, noted);
    }
  }
  return work;
}

/** Options that only scripts in /etc/network/if-*.d look at. */
const HOOK_OPTION = /^(?:bridge|bond|vlan|dns)-|^slaves$/;

function withoutHooks(stanza: Stanza, name: string, noted: Noted[]): Stanza {
  const why = 'no-scripts keeps the script from running that the option is for';
  for (const [keyword, { options }] of stanza.groups)
    if (HOOK_OPTION.test(keyword))
      for (const place of options) noted.push({ place, verdict: { state: 'kept', interface: name, why } });
  const groups = new Map([...stanza.groups].filter(([keyword]) => !HOOK_OPTION.test(keyword)));
  return { ...stanza, groups };
}

/** What a command is about: the device itself, or the one that it makes, is put into or has as a port. */
function targetOf({ step, owner }: Doing): string {
  switch (step.does) {
    case 'enslave':
      return step.controller;
    case 'port':
      return step.bridge ?? owner;
    case 'make':
    case 'mtu':
    case 'mac':
    case 'bridge':
    case 'bond':
    case 'vlan':
      return step.device;
    default:
      return owner;
  }
}

/** Things that a command does to its own device only. */
const isElsewhere = ({ step, owner }: Doing): boolean =>
  ['address', 'route', 'ipv6', 'lease-ipv6'].includes(step.does) &&
  'device' in step &&
  step.device !== undefined &&
  step.device !== owner;

/** What commands do, by the device; devices that a command makes, and no stanza tells of, join the work. */
function routeDoings(work: Map<string, Work>): Map<string, Doing[]> {
  const byTarget = new Map<string, Doing[]>();
  const all = [...work.values()].flatMap(({ stanzas }) =>
    stanzas.flatMap(({ commands }) => commands.flatMap(({ doings = [] }) => doings)),
  );
  for (const { step, owner, undoes } of all) {
    if (step.does !== 'make' || undoes || work.has(step.device)) continue;
    const start = startOf(work.get(owner)?.selected ?? []) ?? 'none';
    const made = { name: step.device, stanzas: [], selected: [], madeWith: { start } };
    work.set(step.device, made);
  }
  for (const doing of all) {
    const target = targetOf(doing);
    if (isElsewhere(doing)) doing.verdict = { why: 'it is about another device than that of the stanza' };
    else if (work.has(target)) append(byTarget, target, doing);
    else doing.verdict = { why: `no stanza tells of ${target}` };
  }
  return byTarget;
}

/** A bond needs members in a document. */
function withoutEmptyBonds(devices: readonly ReadDevice[]): ReadDevice[] {
  const named = new Set(devices.flatMap(({ membership }) => (membership ? [membership.controller] : [])));
  return devices.filter(({ lines, link }) => {
    if (link.type !== 'bond' || lines.own || link.members.length > 0 || named.has(lines.name)) return true;
    lines.leaveOut('a bond without members has no place in a document');
    lines.approximate('it has no members that are known, and so the document does not have it');
    return false;
  });
}

/** The classes that start a device, and when: `auto` at boot, `allow-hotplug` when it appears. */
const CLASSES: ReadonlyMap<string, StartMode> = new Map([
  ['auto', 'onboot'],
  ['allow-auto', 'onboot'],
  ['allow-hotplug', 'hotplug'],
]);

function startOf(selected: readonly Selected[]): StartMode | undefined {
  const starts = selected.map(({ keyword }) => CLASSES.get(keyword));
  return starts.includes('onboot') ? 'onboot' : starts.includes('hotplug') ? 'hotplug' : undefined;
}

/** Each is held against every NIC; nobody writes as many. */
const MOST_PATTERNS = 100;

/** Patterns go by the devices that are there before ifup makes any: those of NICs. */
function startsOfPatterns(
  patterns: readonly Selected[],
  devices: readonly ReadDevice[],
  work: ReadonlyMap<string, Work>,
  noted: Noted[],
): Map<string, StartMode> {
  const starts = new Map<string, StartMode>();
  const nics = devices.filter(
    ({ link, lines }) => link.type === 'ethernet' && !work.get(lines.name)?.madeWith,
  );
  for (const { line, word, keyword } of patterns.slice(0, MOST_PATTERNS)) {
    const start = CLASSES.get(keyword);
    const matched = nics.filter(({ lines }) => matchesGlob(patternOf(word), lines.name));
    for (const { lines } of matched)
      if (start && starts.get(lines.name) !== 'onboot') starts.set(lines.name, start);
    const why = start ? 'it matches no device of which a stanza tells' : CLASS_UNKNOWN;
    noted.push({
      place: line,
      verdict:
        start && matched.length > 0
          ? { state: 'understood', says: 'start', text: word }
          : { state: 'kept', why, text: word },
    });
  }
  for (const { line, word } of patterns.slice(MOST_PATTERNS))
    noted.push({ place: line, verdict: { state: 'kept', why: 'one pattern too many', text: word } });
  return starts;
}

const CLASS_UNKNOWN = 'devices of this class are started by another program';

/** `controller`: of a member; ifenslave brings up those of the class that has the bond's name. */
function noteWords(
  name: string,
  selected: readonly Selected[],
  noted: Noted[],
  {
    controller,
    leftOut,
  }: { readonly controller?: string | undefined; readonly leftOut?: string | undefined } = {},
): void {
  for (const { line, word, keyword } of selected) {
    const isKnown = CLASSES.has(keyword) || (controller !== undefined && keyword === `allow-${controller}`);
    const verdict: Verdict =
      isKnown && leftOut === undefined
        ? { state: 'understood', interface: name, says: 'start', text: word }
        : { state: 'kept', interface: name, why: leftOut ?? CLASS_UNKNOWN, text: word };
    noted.push({ place: line, verdict });
  }
}
