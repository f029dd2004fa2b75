import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBackends } from '../../src/registry.ts';
import type { Account, Survey } from '../../src/survey.ts';
import { fixturesFolder } from '../support/fixture-cases.ts';
import { foreignRoot } from '../support/foreign-root.ts';
import { memoryRoot } from '../support/memory-root.ts';

/**
 * What is understood is understood to the letter. Every word of every line that is understood in what others wrote
 * (fixtures/foreign) is misspelt in turn, a letter more or less at either end; either the model, a finding or the
 * account of a line is then another one, or the consumer makes nothing of the difference: those are named below.
 */
const misspellings = (word: string): string[] => [
  ...['x', '9', '.'].map((letter) => `${word}${letter}`),
  ...['x', '9', '-'].map((letter) => `${letter}${word}`),
  ...(word.length > 1 ? [word.slice(0, -1), word.slice(1)] : []),
];

const comment = [/# .*</, 'a comment'] as const;
const no = [/=["']?<no>["';\r]* > n$/i, 'it is short for no'] as const;

/** By backend: the file, the line with the word between angle brackets, and the misspelling; why nothing comes of it. */
const harmless: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  networkd: [
    comment,
    no,
    [/Sec=<([0-9.]+)s> > \1$/, 'seconds are the unit'],
    [/MTUBytes=<([0-9]+)> > \1\.$/, 'a size may end in a point'],
    [/Sec=<0(\.[0-9]+s?)> > \1$/, 'the zero before a point may be missing'],
    [/MACAddress=<0(\S+)> > \1$/, 'so may one at the beginning of an address'],
    [/(?:: |Domains=.*)<(\S+)>[^>]* > \1\.$/, 'a domain may end in a dot'],
    [/Destination=<(\S+)\/0> > 9\1\/0$/, 'it has no bits that count'],
    [/: Name=<(?:en|vlan)>\* > (?:e|vla)$/, 'the shorter pattern holds for the same'],
  ],
  ifcfg: [
    comment,
    no,
    [/ifcfg-(?:eth0:[01]|lo): (?:ONBOOT|ONPARENT)=<yes>/, 'nothing but no counts'],
    [/ifcfg-eth0:0: TYPE=<Ethernet>/, 'nobody reads it in an alias'],
    [/-range[01]: CLONENUM_START=/, 'it numbers labels'],
    [/ifcfg-lo: NAME=/, 'nobody reads it of lo'],
    [/: NOZEROCONF=<yes>/, 'initscripts ask only whether it is empty'],
    [/: IPV6_FORCE_ACCEPT_RA=<no>/, 'nothing but yes counts'],
    [/: <ARPCHECK>=no > ARPCHECK9$/, 'nobody reads it without an address of that number'],
    [
      /arp_ip_target=(?:\S*,)?<\+\S+>.* > [0-9]/,
      'the first sign says that a target is added, as it is without',
    ],
    [/: <::\/0> .* > 9::\/0$/, 'it has no bits that count'],
  ],
  ifupdown: [
    comment,
    [/: source(?:-directory)? .*</, 'there is no such file, and that is no fault'],
    [/: <source-directory> .* > source-director/, 'source-dir is enough'],
    [/: <dns[-_]nameservers> .* > dns[-_]nameserver$/i, 'resolvconf takes both'],
    [
      /\bip (?:-6 )?(?:addr(?:ess)?|link|route) <(?:add|del|delete|set)> .* > (?:ad|de|delet|se)$/,
      'ip takes short words',
    ],
    [/\bip (?:-6 )?<(?:addr|address|link|route)> .* > (?:add|addres|lin|rout)$/, 'ip takes short words'],
    [/sysctl .*<-[qw]>.* > -[qw]x$/, 'sysctl -x does nothing (sysctl(8))'],
    [/\bip link <show> dev .* > sho$/, 'ip takes short words'],
    [/\bip link set <veth0> up > eth0$/, 'it brings up what is up'],
    [/ifconfig eth0 <inet6> (?:add|del) .* > inet$/, 'add and del are of IPv6 addresses alone'],
    [/: dhcp <1> > (?:19|91)$/, 'any number but 0 is yes'],
    [
      /: bond-primary (?:<eth0> eth1|eth0 <eth1>) > /,
      'ifenslave looks for the member that the stanza is about',
    ],
    [/: mtu <1280> > (?:128|280)$/, 'IPv6 alone has it, which the document does not say'],
    [/: mtu <1280> > 12809$/, 'a command sets another one after it'],
    [/: auto <\/eth>\* > \/et$/, 'the shorter pattern holds for the same'],
  ],
};

const backends = await loadBackends();
const folder = join(fixturesFolder, 'foreign');

describe.each(backends)('$name', (backend) => {
  const known = harmless[backend.name] ?? [];
  const used = new Set<RegExp>();
  const cases = readdirSync(join(folder, backend.name)).sort();
  let tried = 0;

  afterAll(() => {
    const idle = known.map(([pattern]) => pattern).filter((pattern) => !used.has(pattern));
    if (tried === cases.length) expect(idle).toEqual([]);
  });

  test.each(cases)('%s', (name) => {
    tried++;
    const { texts, links } = foreignRoot(join(folder, backend.name, name, 'root'));
    const read = (path: string, text: string): Survey =>
      backend.survey(memoryRoot({ ...texts, [path]: text }, links));
    const noticed: string[] = [];
    for (const [path, text] of Object.entries(texts)) {
      const before = read(path, text);
      const lines = text.split('\n');
      for (const line of understoodLines(before, path)) {
        const said = lines[line - 1] as string;
        for (const { 0: word, index } of said.matchAll(/[A-Za-z0-9_.:/+-]+/g)) {
          for (const other of misspellings(word)) {
            const [ahead, behind] = [said.slice(0, index), said.slice(index + word.length)];
            const trial = `${path}: ${ahead.trimStart()}<${word}>${behind} > ${other}`;
            const pattern = known.find(([pattern]) => pattern.test(trial))?.[0];
            if (pattern) used.add(pattern);
            else {
              const after = read(path, lines.with(line - 1, `${ahead}${other}${behind}`).join('\n'));
              if (isSame(before, after, path, line)) noticed.push(`${trial} (line ${line})`);
            }
          }
        }
      }
    }
    expect(noticed).toEqual([]);
  });
});

/** The accounts of a line of a file. */
const accountsOf = ({ accounts }: Survey, path: string, at: number): Account[] =>
  accounts.filter(({ path: file, line, lines }) => file === path && line <= at && at < line + lines);

/** The lines of which every part is understood. */
function understoodLines({ accounts }: Survey, path: string): number[] {
  const states = new Map<number, Set<string>>();
  for (const { path: file, line, lines, state } of accounts) {
    if (file !== path) continue;
    for (let at = line; at < line + lines; at++) states.set(at, (states.get(at) ?? new Set()).add(state));
  }
  return [...states].filter(([, all]) => all.size === 1 && all.has('understood')).map(([line]) => line);
}

/** Whether nothing came of it, neither in the model nor in what is told. */
function isSame(before: Survey, after: Survey, path: string, line: number): boolean {
  const seen = ({ host, findings }: Survey): string => JSON.stringify([host, findings]);
  const verdicts = (survey: Survey): string =>
    JSON.stringify(
      accountsOf(survey, path, line).map(({ state, why, says, interface: name }) => [state, why, says, name]),
    );
  return seen(before) === seen(after) && verdicts(before) === verdicts(after);
}
