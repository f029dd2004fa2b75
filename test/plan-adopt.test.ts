import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { networkd } from '../backends/networkd/index.ts';
import type { Backend } from '../src/backend.ts';
import type { Host } from '../src/model/host.ts';
import { draftOf } from '../src/plan/adopt/draft.ts';
import { groupsOf } from '../src/plan/adopt/groups.ts';
import { planApply } from '../src/plan/plan.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { changes, changesOf, errorsOf, everyone, planAdopting } from './support/adopting.ts';
import { bare, bridge, define, placesOf } from './support/hosts.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';

type Files = Readonly<Record<string, string>>;

describe('interfaces that change together', () => {
  const groups = (backend: Backend, files: Files, only: (name: string) => boolean = () => true) => {
    const root = memoryRoot(files);
    const { host } = backend.survey(root);
    const names = new Set(host.interfaces.map(({ name }) => name).filter(only));
    return groupsOf(draftOf(backend, { root, before: root }, host, names), [host]);
  };
  const namesIn = (found: ReturnType<typeof groups>) => found.map(({ names }) => [...names].sort()).sort();
  const folder = '/etc/systemd/network';
  const files: Files = {
    [`${folder}/10-eth0.network`]: '[Match]\nName=eth0\n[Network]\nBridge=br0\n',
    [`${folder}/10-eth1.network`]: '[Match]\nName=eth1\n[Network]\nDHCP=yes\n',
    [`${folder}/20-br0.netdev`]: '[NetDev]\nName=br0\nKind=bridge\n',
    [`${folder}/20-br0.network`]: '[Match]\nName=br0\n[Network]\nVLAN=br0.5\n',
    [`${folder}/30-br0.5.netdev`]: '[NetDev]\nName=br0.5\nKind=vlan\n[VLAN]\nId=5\n',
    [`${folder}/30-br0.5.network`]: '[Match]\nName=br0.5\n[Network]\nDHCP=yes\n',
  };

  test('are those in, on and beside one another', () => {
    expect(namesIn(groups(networkd, files))).toEqual([['br0', 'br0.5', 'eth0'], ['eth1']]);
  });

  test('are read with the files of those that they need, and no others', () => {
    const [group] = groups(networkd, files, (name) => name === 'eth1');
    expect(group?.root.list(folder)).toEqual(['10-eth1.network']);
    const [nic] = groups(networkd, files, (name) => name === 'eth0');
    expect(nic?.root.list(folder)).toContain('20-br0.netdev');
    expect(nic?.root.list(folder)).not.toContain('10-eth1.network');
  });

  test('are those of one file, too', () => {
    const text = 'auto eth0\niface eth0 inet dhcp\nauto eth1\niface eth1 inet dhcp\n';
    expect(namesIn(groups(ifupdown, { '/etc/network/interfaces': text }))).toEqual([['eth0', 'eth1']]);
  });
});

describe('what others wrote', () => {
  const text = `auto eth0
iface eth0 inet static
\taddress 192.0.2.10/24

# the storage
auto eth1
iface eth1 inet manual
\tpost-up ethtool -K eth1 gro off
`;
  const files: Files = { '/etc/network/interfaces': text };
  /** The same, once eth0 was taken over. */
  const adopted = (): Files => {
    const root = memoryRoot(files);
    const host: Host = everyone(ifupdown.survey(root).host, (iface, n) =>
      iface.name === 'eth0' ? changes.mtu(iface, n) : iface,
    );
    return rootAfter(files, planAdopting({ backend: ifupdown, root, host }).changes).files;
  };
  const undefine = (before: Files, options: { names: string[]; adopt?: boolean; allowLoss?: boolean }) =>
    planUndefine({ backend: ifupdown, others: [], root: memoryRoot(before), ...options });

  test('and was taken over is ours: undefine takes it away unasked, and nothing else', () => {
    const before = adopted();
    expect(before['/etc/network/interfaces']).toContain('mtu 1400');
    const plan = undefine(before, { names: ['eth0'] });
    expect(errorsOf(plan)).toEqual([]);
    const after = rootAfter(before, plan.changes).files['/etc/network/interfaces'];
    expect(after?.trim()).toBe(text.slice(text.indexOf('# the storage')).trim());
  });

  test('and stands beside stays: it is not there to be undefined', () => {
    const plan = undefine(adopted(), { names: ['eth1'] });
    expect(plan.findings.map(({ code }) => code)).toEqual(['not-there']);
    expect(changesOf(plan)).toEqual([]);
  });

  test('goes where that is asked for, with a copy', () => {
    const plan = undefine(files, { names: ['eth1'], adopt: true });
    expect(errorsOf(plan)).toEqual([]);
    expect(plan.copies.map(({ path }) => path)).toEqual(['/var/lib/ifscribe/adopted/etc/network/interfaces']);
    const after = rootAfter(files, plan.changes).files['/etc/network/interfaces'];
    expect(after).toContain('192.0.2.10');
    expect(after).not.toContain('ethtool');
  });
});

describe('undefine of one end of a veth pair, of which the other is a port', () => {
  const pair = {
    '/etc/network/interfaces': `auto veth0
iface veth0 inet static
    address 10.200.0.2/24
    pre-up ip link add veth0 type veth peer name veth1

auto br0
iface br0 inet static
    address 10.200.0.1/24
    bridge_ports veth1
`,
  };
  const codesOf = (allowLoss: boolean): string[] => {
    const root = memoryRoot(pair);
    const options = { backend: ifupdown, others: [], root, names: ['veth0'], adopt: true, allowLoss };
    return planUndefine(options).findings.map(({ code }) => code);
  };

  test('is refused, and speaks of no copy where none is made', () => {
    expect(codesOf(false)).toEqual(['not-amendable']);
  });

  test('takes what is left for written anew with --allow-loss, and is refused while a line of others makes it', () => {
    expect(codesOf(true)).toEqual(['written-anew', 'foreign-file']);
  });
});

describe('a bridge of ifupdown-ng, which leaves out a port whose name is part of an earlier one', () => {
  const ng: Files = {
    '/usr/libexec/ifupdown-ng/link': '',
    '/etc/network/interfaces': 'auto lo\niface lo inet loopback\n',
  };
  const codesOf = (ports: readonly string[], allowLoss = false) => {
    const definitions = [define(bridge('br0'), ports.map(bare))];
    const sources = placesOf(definitions);
    const { findings, changes: written } = planApply({
      backend: ifupdown,
      others: [],
      root: memoryRoot(ng),
      definitions,
      sources,
      prune: false,
      allowLoss,
    });
    const codes = findings.map(({ severity, code, interface: name }) => `${severity} ${code} ${name}`);
    return { codes: codes.filter((code) => code.includes('member-within')), written };
  };

  test('is refused with that port behind the other, and not before it', () => {
    expect(codesOf(['eth10', 'eth1']).codes).toEqual(['error unsupported-member-within-name eth1']);
    expect(codesOf(['eth1', 'eth10']).codes).toEqual([]);
  });

  test('comes up without it where losses are allowed', () => {
    const { codes, written } = codesOf(['eth10', 'eth1'], true);
    expect(codes).toEqual(['warning unsupported-member-within-name eth1']);
    const ports = written.map(({ after }) => /^ +bridge-ports (.*)$/m.exec(after ?? '')?.[1]);
    expect(ports.filter((each) => each !== undefined)).toEqual(['eth10']);
  });
});
