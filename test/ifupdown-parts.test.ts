import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE, OUR_FILE } from '../backends/ifupdown/paths.ts';
import { seal } from '../src/native/seal.ts';
import { ethernet } from './support/hosts.ts';
import { treeOf } from './support/ifupdown-machine.ts';
import { memoryRoot } from './support/memory-root.ts';

const read = (files: Readonly<Record<string, string>>) => ifupdown.read(memoryRoot(files));
const survey = (files: Readonly<Record<string, string>>) => ifupdown.survey(memoryRoot(files));
const release = (files: Readonly<Record<string, string>>, ...names: string[]) =>
  ifupdown.release(memoryRoot(files), new Set(names)).map(({ path, content }) => [path, content]);
/** The names that claims are about, with their lines. */
const claimed = ({ claims }: ReturnType<typeof read>) => claims.map(({ line, names }) => `${line} ${names}`);

describe('a part of ours', () => {
  const files = treeOf({ interfaces: [ethernet('eth0'), ethernet('eth1', { description: 'uplink' })] });
  const ours = files[OUR_FILE] as string;

  test('is read with its notes, by survey as by read', () => {
    expect(survey(files).host).toEqual(read(files).host);
    expect(survey(files).host.interfaces.map(({ description }) => description)).toEqual([
      undefined,
      'uplink',
    ]);
  });

  test('takes options right below it for its own', () => {
    const edited = read({ ...files, [OUR_FILE]: `${ours}    mtu 1400\n` });
    expect(edited.parts.map(({ state }) => state)).toEqual(['intact', 'edited']);
    expect(edited.host.interfaces.map(({ mtuBytes }) => mtuBytes)).toEqual([undefined, 1400]);
    expect(claimed(edited)).toEqual([]);
    const more = read({
      ...files,
      [OUR_FILE]: `${ours}    mtu 1400\n\n# x\nauto eth2\niface eth2 inet dhcp\n`,
    });
    const size = ours.split('\n').length;
    expect(claimed(more)).toEqual([`${size + 3} auto eth2`, `${size + 4} iface eth2`]);
    expect(more.parts[1]?.text.endsWith('mtu 1400\n\n# x\n')).toBe(true);
    const stanza = read({ ...files, [OUR_FILE]: `${ours}iface eth2 inet dhcp\nmtu 1400\n` });
    expect(stanza.parts.map(({ state }) => state)).toEqual(['intact', 'intact']);
  });

  test('of a later version is nothing that this one reads', () => {
    const newer = read({ ...files, [OUR_FILE]: ours.replace('# ifscribe 1: eth0', '# ifscribe 2: eth0') });
    expect(newer.parts.map(({ state }) => state)).toEqual(['newer', 'intact']);
    expect(newer.host.interfaces.map(({ name }) => name)).toEqual(['eth1']);
  });

  test.each([
    ['all', 'iface all inet manual\n', 'all is no name of an interface'],
    ['eth0', 'mtu 1400\niface eth0 inet manual\n', 'mtu stands outside of a stanza'],
    ['eth0', 'iface eth0 inet ppp\n', 'a stanza of eth0 is not one that ifscribe writes'],
    ['eth0', 'iface eth0 inet manual inherits x\n', 'a stanza of eth0 is not one that ifscribe writes'],
  ])('that makes no sense is told of: %s %j', (name, text, problem) => {
    const { problems } = read({ [OUR_FILE]: `auto x\n${seal(name, text)}` });
    expect(problems.map(({ message, at }) => [message.includes(problem), at?.line])).toEqual([
      [true, name === 'all' ? 2 : 3],
    ]);
  });

  test('says nothing of others', () => {
    const text = 'auto eth0 eth1\niface eth0 inet manual\niface eth1 inet dhcp\nmapping eth2\n script x\n';
    const found = read({ [OUR_FILE]: seal('eth0', text) });
    expect(found.host.interfaces.map(({ name, start }) => [name, start])).toEqual([['eth0', 'onboot']]);
    expect(claimed(found)).toEqual(['2 auto eth0', '2 auto eth1', '4 iface eth1', '5 mapping eth2']);
  });
});

describe('what was taken over', () => {
  const part = (text: string) =>
    seal('eth0', `# ifscribe: adopted true\n# ifscribe: description "uplink"\n${text}`);
  const stanza = 'auto eth0\niface eth0 inet dhcp\n  mtu 1400\n';
  const rest = 'auto eth1\niface eth1 inet dhcp\n';

  test('is a part of ours, and read as what others write', () => {
    const files = { [MAIN_FILE]: `# top\n${part(stanza)}${rest}` };
    const found = read(files);
    expect(found.parts.map(({ path, state, line, isAdopted }) => [path, state, line, isAdopted])).toEqual([
      [MAIN_FILE, 'intact', 2, true],
    ]);
    expect(found.host.interfaces).toEqual([]);
    expect(claimed(found)).toEqual(['8 auto eth1', '9 iface eth1']);
    const { interfaces } = survey(files).host;
    expect(interfaces.map(({ name, description }) => [name, description])).toEqual([
      ['eth0', 'uplink'],
      ['eth1', undefined],
    ]);
  });

  test('in our own file as well', () => {
    const files = { [MAIN_FILE]: 'source interfaces.d/*\n', [OUR_FILE]: part(stanza) };
    expect(read(files).parts.map(({ path }) => path)).toEqual([OUR_FILE]);
    expect(read(files).host.interfaces).toEqual([]);
    expect(survey(files).host.interfaces.map(({ description }) => description)).toEqual(['uplink']);
  });

  test('goes with its header and notes, and what is left of it without them', () => {
    const main = (text: string) => ({ [MAIN_FILE]: text });
    expect(release(main(`# top\n${part(stanza)}${rest}`), 'eth0')).toEqual([[MAIN_FILE, `# top\n${rest}`]]);
    expect(release(main(part(stanza) + rest), 'eth1')).toEqual([[MAIN_FILE, part(stanza)]]);
    expect(release(main(`${part(`${stanza}# end\n`)}${rest}`), 'eth0')).toEqual([[MAIN_FILE, rest]]);
    const shared = part('auto eth0 eth2\niface eth0 inet dhcp\n');
    expect(release(main(shared + rest), 'eth0')).toEqual([[MAIN_FILE, `auto eth2\n${rest}`]]);
    const others = part('iface eth2 inet dhcp\niface eth0 inet dhcp\n# end\n');
    expect(release(main(others), 'eth0')).toEqual([[MAIN_FILE, 'iface eth2 inet dhcp\n# end\n']]);
  });

  test('a header of ours that nobody took over is no part in a file of others', () => {
    const files = { [MAIN_FILE]: seal('eth0', `# ifscribe: description "uplink"\n${stanza}`) };
    expect(read(files).parts).toEqual([]);
    expect(claimed(read(files))).toEqual(['3 auto eth0', '4 iface eth0']);
    expect(survey(files).host.interfaces[0]).not.toHaveProperty('description');
    expect(release(files, 'eth0')[0]?.[1]).toMatch(
      /^# ifscribe 1: eth0.*\n# ifscribe: description "uplink"\n$/,
    );
  });
});

describe('what others wrote, let go of', () => {
  const left = (text: string, ...names: string[]) =>
    release({ [MAIN_FILE]: text }, ...names).map(([, content]) => content);
  const eth0 = 'iface eth0 inet manual\n';

  test.each([
    ['auto /eth0 eth1', 'auto eth1'],
    ['auto /eth0', ''],
    ['auto eth0:1 eth1', 'auto eth1'],
    ['auto eth0=home eth1', 'auto eth1'],
    ['auto mac/eth*', 'auto mac/eth*'],
    ['auto /eth*=home', 'auto /eth*=home'],
    ['rename eth0=lan', 'rename eth0=lan'],
    ['rename eth0=lan eth1=eth0', 'rename eth0=lan eth1=eth0'],
    ['auto', 'auto'],
  ])('of the words of %s: %s', (line, rest) => {
    expect(left(`${line}\n${eth0}`, 'eth0')).toEqual([rest === '' ? '' : `${rest}\n`]);
  });

  test('a stanza that only it inherits from goes too, unless something starts that', () => {
    const base = 'iface base inet manual\n mtu 1400\n';
    const heir = 'iface eth0 inherits base\n';
    expect(left(base + heir, 'eth0')).toEqual(['']);
    expect(left(`${base}${heir}auto base\n`, 'eth0')).toEqual([`${base}auto base\n`]);
    expect(left(`${base}${heir}iface eth1 inherits base\n`, 'eth0')).toEqual([
      `${base}iface eth1 inherits base\n`,
    ]);
  });
});

describe('behind a line at which ifup gives up', () => {
  const text = 'iface\nauto eth0\niface eth0 inet dhcp\nsource more\n';
  const files = { [MAIN_FILE]: text, '/etc/network/more': 'iface eth1 inet dhcp\n' };

  test('lines are in the way, and are let go, as if it were mended', () => {
    expect(claimed(read(files))).toEqual(
      expect.arrayContaining(['2 auto eth0', '3 iface eth0', '1 iface eth1']),
    );
    expect(release(files, 'eth0', 'eth1')).toEqual([
      [MAIN_FILE, 'iface\nsource more\n'],
      ['/etc/network/more', undefined],
    ]);
  });
});

test('our file is let go of where nothing sources it, and a file keeps its mode', () => {
  const files = {
    [MAIN_FILE]: 'auto eth0\niface lo inet loopback\n',
    [OUR_FILE]: 'auto eth0\niface eth1 inet dhcp\n',
  };
  const edits = ifupdown.release(memoryRoot(files, {}, { [MAIN_FILE]: 0o600 }), new Set(['eth0']));
  expect(edits).toEqual([
    { path: MAIN_FILE, mode: 0o600, content: 'iface lo inet loopback\n' },
    { path: OUR_FILE, mode: 0o644, content: 'iface eth1 inet dhcp\n' },
  ]);
});
