import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ifcfg } from '../../backends/ifcfg/index.ts';
import { featureUses } from '../../src/model/features.ts';
import { type Host, indexHost } from '../../src/model/host.ts';
import { resolve } from '../../src/model/resolve.ts';
import { lastAssignments, readAssignments } from '../../src/native/shell.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { arbitraryHost } from '../support/arbitrary-host.ts';
import { hostileTexts } from '../support/arbitrary-values.ts';
import { diceOf } from '../support/dice.ts';
import { fixtureCases } from '../support/fixture-cases.ts';
import { bond, ethernet } from '../support/hosts.ts';
import { hostOf, linesOf, SCRIPTS, written } from '../support/ifcfg.ts';
import { expressible } from '../support/meaning.ts';
import { memoryRoot } from '../support/memory-root.ts';
import { describeConsumer, missingPrograms } from '../support/namespace.ts';
import { nativeIfcfg } from '../support/native-ifcfg.ts';

/**
 * bash itself reads what we write, as root's does at boot when initscripts source it: every value must come
 * back as it was meant, and nothing may run. What initscripts do with the text of a file besides is tried
 * here in the same words, for Debian has no initscripts.
 */
const scratch = mkdtempSync(join(tmpdir(), 'ifscribe-ifcfg-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const cases: readonly (readonly [string, Host])[] = fixtureCases.map(({ name, parsed }) => [
  name,
  expressible(ifcfg, resolve(parsed.definitions, parsed.sources).host),
]);
const filesOf = (host: Host): Record<string, string> =>
  Object.fromEntries(
    composeFiles(ifcfg.render(host)).map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]),
  );

/** Writes the files into a folder of their own and runs a script there; `tools` is what its PATH holds. */
function inFolder(files: Readonly<Record<string, string>>, script: string, tools: string): string {
  const folder = mkdtempSync(join(scratch, 'case-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['--norc', '--noprofile', '-c', script], {
    cwd: folder,
    env: { PATH: tools, LC_ALL: 'C' },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  rmSync(folder, { recursive: true });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}
mkdirSync(join(scratch, 'empty'));
const NOTHING = join(scratch, 'empty');
const TOOLS = '/usr/bin:/bin';

/** Sources every ifcfg file and tells each variable that it left, and each command that ran and is no assignment. */
const SOURCE = `
shopt -s nullglob
for file in ifcfg-*; do (
  declare -A known=([known]=1 [file]=1 [name]=1 [_]=1 [BASH_COMMAND]=1 [REPLY]=1)
  while read -r name; do known[$name]=1; done < <(compgen -v)
  set -T
  trap 'case $BASH_COMMAND in
    ". "* | "trap "* | "export "[A-Z]* | [A-Z]*=*) ;;
    *) printf "%s\\0%s\\0%s\\0" "$file" "(ran)" "$BASH_COMMAND" ;;
  esac' DEBUG
  . "./$file"
  trap - DEBUG
  while read -r name; do
    [[ -n \${known[$name]} ]] || printf '%s\\0%s\\0%s\\0' "$file" "$name" "\${!name}"
  done < <(compgen -v)
) done
`;

/** By file, what a shell has after sourcing it. */
function sourced(files: Readonly<Record<string, string>>): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  const words = inFolder(files, SOURCE, NOTHING).split('\0');
  for (let n = 0; n + 2 < words.length; n += 3) {
    const [file = '', name = '', value = ''] = words.slice(n, n + 3);
    found[file] = { ...found[file], [name]: value };
  }
  return found;
}

/** The same as our own reader has it. */
const meant = (files: Readonly<Record<string, string>>): Record<string, Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => name.startsWith('ifcfg-'))
      .map(([name, text]) => {
        const read = readAssignments(text);
        expect(read.faults, name).toEqual([]);
        return [name, Object.fromEntries([...lastAssignments(read)].map(([key, { value }]) => [key, value]))];
      }),
  );

describeConsumer('bash, as it sources ifcfg files', missingPrograms('bash'), () => {
  test.each(cases)('%s: every value as it was meant, and nothing runs', (_name, host) => {
    const files = filesOf(host);
    expect(sourced(files)).toEqual(meant(files));
  });

  test('trap 19: random hosts, and every hostile text as a description', () => {
    const random = fc.sample(arbitraryHost, { numRuns: 40, seed: 1 }).map((host) => expressible(ifcfg, host));
    const hostile = hostileTexts.map((description, n) => ethernet(`eth${n}`, { description }));
    for (const host of [...random, hostOf(...hostile)]) {
      const files = filesOf(host);
      expect(sourced(files)).toEqual(meant(files));
    }
  });

  test('our own reader takes from any text what bash takes from it', () => {
    const value = fc.stringMatching(/^[a-z0-9 "'\\#;=*?~{},.:/[\]!^%+-]{0,12}$/);
    const line = fc
      .tuple(fc.constantFrom('A=', ' B=', 'export C=', 'A=1 D=', '# E='), value)
      .map((both) => both.join(''));
    const texts = fc
      .sample(fc.array(line, { minLength: 1, maxLength: 4 }), { numRuns: 400, seed: 5 })
      .map((lines) => `${lines.join('\n')}\n`)
      // What our reader takes to need a shell is not to be run.
      .filter((text) => readAssignments(text).faults.length === 0);
    expect(texts.length).toBeGreaterThan(100);
    const files = Object.fromEntries(texts.map((text, n) => [`ifcfg-t${n}`, text]));
    const expected = meant(files);
    const found = sourced(files);
    for (const name of Object.keys(files)) expect(found[name] ?? {}, files[name]).toEqual(expected[name]);
  });

  test('files as people and tools write them: every value as it was meant, and nothing runs', () => {
    const arbitrary = fc.tuple(arbitraryHost, fc.infiniteStream(fc.nat())).map(([host, numbers]) => {
      const { files } = nativeIfcfg(expressible(ifcfg, host, { alsoLossy: true }), diceOf(numbers));
      return Object.values(files).filter((text) => /^[^#\n]*DEVICE=/m.test(text));
    });
    const texts = fc.sample(arbitrary, { numRuns: 60, seed: 7 }).flat();
    expect(texts.length).toBeGreaterThan(100);
    const files = Object.fromEntries(texts.map((text, n) => [`ifcfg-t${n}`, text]));
    expect(sourced(files)).toEqual(meant(files));
  });

  test('what needs a shell changes none of the variables that we take from the other lines', () => {
    const shells = [
      'A=$(nosuch)\n',
      'B=`nosuch` C=2\n',
      'if false; then\n  A=2\nelse B=3; fi # fi\n',
      'f() {\n  D=1\n}\n',
      'function g\n{ D=1; }; C=4\n',
      'nosuch | read -r A\n',
      'for n in 1 2; do E=$n; done\n',
      'case x in\n  y) A=1;;\n  x) B="fi; esac)";;\nesac\n',
      'A+=1\n',
      'unset C D\n',
      'nosuch <<E\nA=9\nE\n',
      '[ -e /nosuch ] && B=7\n',
      "D=$UNSET'x'\n",
      '{ B=5; }\n',
      '( C=5 )\n',
      'C=(1 2)\n',
      'declare E=7\n',
      'D=3 nosuch\n',
    ];
    const plain = fc
      .tuple(
        fc.constantFrom('A', 'B', 'C', 'D', 'E'),
        fc.constantFrom('1', '"if x"', "'$y'", "$'\\x41\\n\\102'", 'a\\ b'),
      )
      .map(([key, value]) => `${key}=${value}\n`);
    const part = fc.oneof(
      { weight: 2, arbitrary: plain },
      { weight: 1, arbitrary: fc.constantFrom(...shells) },
    );
    const texts = fc
      .sample(fc.array(part, { minLength: 2, maxLength: 8 }), { numRuns: 300, seed: 9 })
      .map((parts) => parts.join(''));
    const files = Object.fromEntries(texts.map((text, n) => [`ifcfg-t${n}`, text]));
    const script = `for file in ifcfg-*; do (
      . "./$file" 2>/dev/null
      for name in A B C D E; do [[ -v $name ]] && printf '%s\\0%s\\0%s\\0' "$file" "$name" "\${!name}"; done; true
    ) done`;
    const words = inFolder(files, script, NOTHING).split('\0');
    const found = new Map<string, string>();
    for (let n = 0; n + 2 < words.length; n += 3)
      found.set(`${words[n]} ${words[n + 1]}`, words[n + 2] ?? '');
    let compared = 0;
    for (const [name, text] of Object.entries(files)) {
      const read = readAssignments(text);
      const last = lastAssignments(read);
      const unsure = new Set(read.faults.flatMap(({ sets, maySet }) => [...sets, ...maySet]));
      for (const key of ['A', 'B', 'C', 'D', 'E']) {
        if (unsure.has(key)) continue;
        expect(last.get(key)?.value, `${key} in ${text}`).toBe(found.get(`${name} ${key}`));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describeConsumer(
  'what initscripts do with the text',
  missingPrograms('bash', 'grep', 'sed', 'sort', 'ls'),
  () => {
    const hostile = hostOf(
      bond('bond0', { description: hostileTexts.join('\n'), bond: { mode: 'active-backup' } }),
      ethernet('eth1', { topLevel: false, port: { controller: 'bond0', position: 0 } }),
      ethernet('eth10', { description: 'MASTER=bond0', ipv4: { dhcp: {}, addresses: [], routes: [] } }),
      bond('bond01', { bond: {} }),
      ethernet('eth2', { topLevel: false, port: { controller: 'bond01', position: 0 } }),
    );
    const all = [...cases, ['hostile', hostile] as const];

    test('trap 14: eval of the lines that hold DEVICE=, TYPE=, SLAVE= or NM_CONTROLLED= gives what sourcing gives', () => {
      const script = `
      shopt -s nullglob
      for file in ifcfg-*; do
        unset DEVICE TYPE SLAVE NM_CONTROLLED
        for key in DEVICE= TYPE= SLAVE= NM_CONTROLLED=; do eval $(grep -F "$key" "$file"); done
        echo "$file $DEVICE $TYPE \${SLAVE:-no} \${NM_CONTROLLED:-yes}"
      done`;
      for (const [name, host] of all) {
        const files = filesOf(host);
        const expected = Object.entries(meant(files)).map(
          ([file, said]) => `${file} ${said.DEVICE} ${said.TYPE} ${said.SLAVE ?? 'no'} yes`,
        );
        expect(inFolder(files, script, TOOLS).split('\n').filter(Boolean).sort(), name).toEqual(
          expected.sort(),
        );
      }
    });

    test('members are found by grep for MASTER at the start of a line', () => {
      const script = `grep -l "^[[:space:]]*MASTER=['\\"]\\\\?bond0['\\"]\\\\?\\([[:space:]#]\\|$\\)" ifcfg-*`;
      expect(inFolder(filesOf(hostile), script, TOOLS)).toBe('ifcfg-eth1\n');
    });

    test('trap 13: the vlans that come before their parents at boot are those that the backend warns of', () => {
      // The order of etc/rc.d/init.d/network: sorted, then those with a dot or called vlan, then bridges.
      const script = `
      ls ifcfg-* | sed -e 's/^ifcfg-//;s/[0-9]/ &/' | sort -k 1,1 -k 2n | sed 's/ //' | while read -r name; do
        . "./ifcfg-$name"; group=0
        case $DEVICE in *.*|vlan*) group=1;; esac
        [ "$TYPE" = Bridge ] && group=2
        echo "$group $name"
        unset TYPE DEVICE
      done | sort -s -n -k 1,1 | sed 's/^. //'`;
      const early = cases.flatMap(([name, host]) => {
        const files = filesOf(host);
        if (Object.keys(files).length === 0) return [];
        const order = inFolder(files, script, TOOLS).split('\n');
        return host.interfaces.flatMap((iface) => {
          if (iface.type !== 'vlan' || !order.includes(iface.vlan.parent)) return [];
          return order.indexOf(iface.name) < order.indexOf(iface.vlan.parent) ? [[name, iface.name]] : [];
        });
      });
      const warned = cases.flatMap(([name, host]) =>
        featureUses(host)
          .filter(({ feature }) => feature === 'vlan-before-parent' || feature === 'vlan-before-nic')
          .filter(({ interface: vlan }) => isParentThere(host, vlan))
          .map(({ interface: vlan }) => [name, vlan]),
      );
      expect(early.length).toBeGreaterThan(2);
      expect(warned).toEqual(early);
    });

    test('trap 20: no file that we write has a name that initscripts leave out', () => {
      const ignored = '/\\(~\\|\\.bak\\|\\.old\\|\\.orig\\|\\.rpmnew\\|\\.rpmorig\\|\\.rpmsave\\)$/d';
      const left = '/\\(ifcfg-lo$\\|:\\|ifcfg-.*-range\\)/d';
      for (const [name, host] of all) {
        const files = filesOf(host);
        if (Object.keys(files).length === 0) continue;
        const seen = inFolder(files, `ls ifcfg-* | sed -e '${ignored}' -e '${left}'`, TOOLS);
        expect(seen.split('\n').filter(Boolean), name).toEqual(
          Object.keys(files).filter((f) => f.startsWith('ifcfg-')),
        );
      }
    });

    test('trap 11: a line of a route file is the same words after the shell split and globbed it', () => {
      // Files that a glob would find, should a line hold one.
      const bait = Object.fromEntries(['a', 'default', '10', 'eth0'].map((name) => [name, '']));
      const script = `shopt -s nullglob
      for file in route-* route6-*; do
        while read line; do [[ $line =~ ^[[:space:]]*(#.*)?$ ]] || printf '<%s>' $line $'\\n'; done < "$file"
      done`;
      for (const [name, host] of all) {
        const files = filesOf(host);
        const lines = Object.entries(files).flatMap(([file, text]) =>
          file.startsWith('route') ? linesOf(text) : [],
        );
        const words = lines.map(
          (line) =>
            `${line
              .split(' ')
              .map((word) => `<${word}>`)
              .join('')}<\n>`,
        );
        expect(
          inFolder({ ...files, ...bait }, script, TOOLS)
            .split('<\n>')
            .sort(),
          name,
        ).toEqual(words.join('').split('<\n>').sort());
      }
    });

    test('trap 4: of numbered addresses those are read that initscripts take', () => {
      // expand_config in network-functions.
      const script = `for file in ifcfg-*; do (
        . "./$file"; i=0; list=
        for idx in '' {0..255}; do
          address=$(eval echo '$'IPADDR$idx)
          if [ -z "$address" ]; then [ "$idx" ] && [ $idx -ge 2 ] && break; continue; fi
          list="$list $address/$(eval echo '$'PREFIX$idx)"
        done
        echo "$file$list"
      ) done`;
      const numbers = fc.subarray(['', '0', '1', '2', '3', '4', '6']);
      const files = Object.fromEntries(
        fc.sample(numbers, { numRuns: 100, seed: 3 }).map((suffixes, n) => {
          const lines = suffixes.map(
            (suffix, at) => `IPADDR${suffix}=192.0.2.${at + 1}\nPREFIX${suffix}=${at + 20}\n`,
          );
          return [`ifcfg-e${n}`, `DEVICE=e${n}\n${lines.join('')}`];
        }),
      );
      const root = memoryRoot(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [`${SCRIPTS}/${name}`, text])),
      );
      const read = ifcfg
        .survey(root)
        .host.interfaces.map(({ name, ipv4 }) =>
          [
            `ifcfg-${name}`,
            ...(ipv4?.addresses ?? []).map(({ address, prefix }) => `${address}/${prefix}`),
          ].join(' '),
        );
      expect(inFolder(files, script, TOOLS).split('\n').filter(Boolean).sort()).toEqual(read.sort());
    });

    test('trap 15: an ARP target is not found among those that were set before it', () => {
      const targets = ['10.0.0.10', '10.0.0.1', '110.0.0.1', '10.0.0.100'];
      const files = written(
        bond('bond0', { bond: { monitor: { kind: 'arpmon', intervalMs: 500, targets } } }),
        ethernet('eth0', { topLevel: false, port: { controller: 'bond0', position: 0 } }),
      );
      const script = `. ./ifcfg-bond0; : > set
      for arg in $BONDING_OPTS; do [ "\${arg%%=*}" = arp_ip_target ] || continue
        IFS=,; for ip in \${arg##*=}; do grep -q $ip set || echo "$ip" >> set; done
      done; sort set`;
      expect(inFolder(files, script, TOOLS).split('\n').filter(Boolean)).toEqual([...targets].sort());
    });

    test('options are split at the first = for the key and at the last one for the value', () => {
      const script = `. ./ifcfg-br0; for arg in $BRIDGING_OPTS; do echo "\${arg%%=*} \${arg##*=}"; done`;
      const files = filesOf(cases.find(([name]) => name === 'bridge-options')?.[1] as Host);
      const said = inFolder(files, script, TOOLS).split('\n');
      expect(said).toContain('./hello_time 100');
      expect(said).toContain('forward_delay 1000');
    });
  },
);

const isParentThere = (host: Host, name: string): boolean => {
  const { get } = indexHost(host);
  const iface = get(name);
  return iface?.type === 'vlan' && get(iface.vlan.parent) !== undefined;
};
