import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';

const ETC = '/etc/systemd/network';
const RUN = '/run/systemd/network';
const VENDOR = '/usr/lib/systemd/network';

type Files = Readonly<Record<string, string>>;
const eth0 = (mtu: number, match = 'Name=eth0'): string =>
  `[Match]\n${match}\n[Link]\nMTUBytes=${mtu}\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n`;
const mtuOnly = (mtu: number): string => `[Link]\nMTUBytes=${mtu}\n`;

/** What a root holds of interfaces, by name and MTU, and what is told of it. */
function read(files: Files, links: Files = {}) {
  const { host, accounts, findings } = networkd.survey(memoryRoot(files, links));
  return {
    mtus: host.interfaces.map(({ name, mtuBytes }) => `${name} ${mtuBytes}`),
    codes: findings.map(({ code }) => code),
    messages: findings.map(({ message }) => message),
    because: (path: string) => [
      ...new Set(accounts.filter((each) => each.path === path).map(({ state, why }) => `${state}: ${why}`)),
    ],
  };
}

describe('which of several files of one name is read', () => {
  test.each([
    [[ETC, RUN, '/usr/local/lib/systemd/network', VENDOR, '/lib/systemd/network']],
    [[RUN, VENDOR]],
    [['/usr/local/lib/systemd/network', '/lib/systemd/network']],
    [['/lib/systemd/network']],
  ])('of %j the first', (folders) => {
    const files = Object.fromEntries(folders.map((folder, n) => [`${folder}/a.network`, eth0(1400 + n)]));
    const found = read(files);
    expect(found.mtus).toEqual(['eth0 1400']);
    for (const folder of folders.slice(1))
      expect(found.because(`${folder}/a.network`)).toEqual([
        `unread: ${folders[0]}/a.network has the same name and comes first`,
      ]);
  });

  test('by name over all folders: the first that matches', () => {
    const files = { [`${ETC}/b.network`]: eth0(1400), [`${VENDOR}/a.network`]: eth0(1500) };
    expect(read(files).mtus).toEqual(['eth0 1500']);
  });

  test('an empty one stands for none, and takes its drop-ins with it', () => {
    const files = {
      [`${ETC}/a.network`]: '',
      [`${VENDOR}/a.network`]: eth0(1400),
      [`${ETC}/a.network.d/x.conf`]: mtuOnly(1300),
      [`${ETC}/b.network.d/x.conf`]: mtuOnly(1300),
    };
    const found = read(files);
    expect([found.mtus, found.codes]).toEqual([[], []]);
    expect(found.because(`${ETC}/a.network.d/x.conf`)).toEqual([`unread: ${ETC}/a.network hides a.network`]);
    expect(found.because(`${ETC}/b.network.d/x.conf`)).toEqual(['unread: there is no b.network to change']);
  });

  test.each([
    ['/dev/null', false],
    ['../../../dev/null', false],
    ['dev/null', true],
    ['/x/dev/null', true],
    ['/dev/null/x', true],
    ['/dev/nullx', true],
  ])('a link to %s lets the vendor file be read: %s', (target, isRead) => {
    const files = { [`${VENDOR}/a.network`]: eth0(1400) };
    expect(read(files, { [`${ETC}/a.network`]: target }).mtus).toEqual(isRead ? ['eth0 1400'] : []);
    const dropIn = { [`${ETC}/a.network`]: eth0(1400), [`${VENDOR}/a.network.d/x.conf`]: mtuOnly(1300) };
    expect(read(dropIn, { [`${ETC}/a.network.d/x.conf`]: target }).mtus).toEqual([
      isRead ? 'eth0 1300' : 'eth0 1400',
    ]);
  });
});

describe('drop-ins', () => {
  const base = { [`${ETC}/a.network`]: eth0(1400) };

  test.each([
    ['x.conf', 1300],
    ['.x.conf', 1400],
    ['x.conf.bak', 1400],
    ['x.network', 1400],
    ['x.conf.', 1400],
  ])('%s', (name, mtu) => {
    expect(read({ ...base, [`${ETC}/a.network.d/${name}`]: mtuOnly(1300) }).mtus).toEqual([`eth0 ${mtu}`]);
  });

  test('come by name over all folders, the last one wins', () => {
    const files = {
      ...base,
      [`${ETC}/a.network.d/1.conf`]: mtuOnly(1301),
      [`${RUN}/a.network.d/3.conf`]: mtuOnly(1303),
      [`${VENDOR}/a.network.d/2.conf`]: mtuOnly(1302),
    };
    const found = read(files);
    expect(found.mtus).toEqual(['eth0 1303']);
    expect(found.because(`${VENDOR}/a.network.d/2.conf`)).toEqual([
      `unread: ${RUN}/a.network.d/3.conf:2 says it again`,
    ]);
  });

  test('of one name the first folder has it', () => {
    const files = {
      ...base,
      [`${ETC}/a.network.d/x.conf`]: mtuOnly(1300),
      [`${RUN}/a.network.d/x.conf`]: mtuOnly(1200),
    };
    const found = read(files);
    expect(found.mtus).toEqual(['eth0 1300']);
    expect(found.because(`${RUN}/a.network.d/x.conf`)).toEqual([
      `unread: ${ETC}/a.network.d/x.conf has the same name and comes first`,
    ]);
  });
});

describe('what is refused as a whole', () => {
  test.each([
    ['a.network', 'networkd refuses the whole file: line 1 is no section header'],
    ['a.netdev', 'networkd refuses the whole file: line 1 is no section header'],
    ['a.link', 'udev refuses the whole file: line 1 is no section header'],
  ])('%s with a broken header', (name, why) => {
    const { messages } = read({ [`${ETC}/${name}`]: '[Match\nName=eth0\n' });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(why);
  });

  test('by a line of a drop-in', () => {
    const dropIn = `${ETC}/a.network.d/x.conf`;
    const { messages } = read({
      [`${ETC}/a.network`]: eth0(1400),
      [dropIn]: '[Link]\nMTUBytes=1300\n[Link\n',
    });
    expect(messages[0]).toContain(`networkd refuses the whole file: ${dropIn}:3 is no section header`);
  });

  test.each([
    ['a.network', 'networkd'],
    ['a.link', 'udev'],
  ])('%s without a [Match]: %s ignores it', (name, reader) => {
    const found = read({ [`${ETC}/${name}`]: '[Match]\n[Link]\nMTUBytes=1300\n' });
    expect(found.messages).toHaveLength(1);
    expect(found.messages[0]).toContain(`${reader} ignores the file: it has no valid setting in [Match]`);
  });

  test('a condition is a setting', () => {
    expect(read({ [`${ETC}/a.network`]: eth0(1400, 'Host=web1') }).codes).toEqual([]);
  });
});

describe('what systemd ships for containers', () => {
  const FOR_CONTAINERS = 'unread: systemd ships it for containers, and a host is none';
  const match = (condition: string): string => `Name=eth0\n${condition}`;

  test.each([
    [VENDOR, 'Virtualization=container', true],
    [VENDOR, 'Virtualization=vm', false],
    [VENDOR, 'Host=container', false],
    [RUN, 'Virtualization=container', false],
    // What an administrator writes so is taken to hold.
    [ETC, 'Virtualization=container', false],
  ])('below %s, with %s: %s', (folder, condition, isUnread) => {
    const path = `${folder}/80-container-host0.network`;
    const found = read({ [path]: eth0(1400, match(condition)) });
    expect(found.mtus).toEqual(isUnread ? [] : ['eth0 1400']);
    expect(found.because(path).includes(FOR_CONTAINERS)).toBe(isUnread);
    expect(found.codes).toEqual(isUnread ? [] : ['approximated']);
  });

  test('what an administrator adds to it is in use', () => {
    const files = {
      [`${VENDOR}/80.network`]: eth0(1400, match('Virtualization=container')),
      [`${ETC}/80.network.d/x.conf`]: mtuOnly(1300),
    };
    expect(read(files).mtus).toEqual(['eth0 1300']);
  });
});

test.each([
  ['yes', true],
  ['no', false],
  ['yes\nUnmanaged=no', false],
  ['no\nUnmanaged=yes', true],
  // What is no value is passed over.
  ['yes\nUnmanaged=perhaps', true],
])('Unmanaged=%j: the file stays when others have the interface: %s', (said, stays) => {
  const path = `${ETC}/a.network`;
  const files = { [path]: `[Match]\nName=eth0\n[Link]\nUnmanaged=${said}\n[Network]\nDHCP=ipv4\n` };
  const edits = networkd.release(memoryRoot(files), new Set(['eth0']));
  expect(edits.map((edit) => edit.path)).toEqual(stays ? [] : [path]);
});
