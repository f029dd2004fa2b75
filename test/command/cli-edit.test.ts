import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forms } from '../../src/cli/output/forms.ts';
import { loadBackends } from '../../src/registry.ts';
import {
  bridge,
  buildCommand,
  rootWith,
  run,
  snapshot,
  temporaryFolder,
  writeBelow,
} from '../support/command.ts';

const backends = await loadBackends();
const command = buildCommand();

/** A root with br0 in it, an empty folder for temporary files, and the command with both. */
function setUp(backend = 'networkd', document = bridge()) {
  const root = rootWith();
  const scratch = temporaryFolder();
  const drafts = join(scratch, 'drafts');
  mkdirSync(drafts);
  const on = (words: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') =>
    run(command, [...words, '--root', root, '-b', backend], {
      input,
      env: { VISUAL: '', EDITOR: '', TMPDIR: drafts, ...env },
    });
  expect(on(['apply'], {}, document).status).toBe(0);
  /** An editor that is a shell script, which has the file as $1. */
  const script = (text: string): string => {
    const file = writeBelow(scratch, 'bin/editor', `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const edit = (editor: string, ...words: string[]) => on(['edit', 'br0', ...words], { EDITOR: editor });
  /** What is left in the folder for temporary files, by path. */
  const kept = (): Record<string, string> =>
    Object.fromEntries(Object.entries(snapshot(drafts)).filter(([, what]) => !what.endsWith('/')));
  return { root, scratch, on, edit, script, kept };
}

const another = 'sed -i s/192.0.2.5/192.0.2.77/';
const edited = bridge('br0', 'eth0', '192.0.2.77');

describe.each(backends.map(({ name }) => name))('with %s', (backend) => {
  test('what is saved is applied, as a file of that text would be', () => {
    const { root, on, edit, kept } = setUp(backend);
    const before = snapshot(root);
    const dry = edit(another, '--dry-run', '--detailed-exitcode');
    expect(dry.status).toBe(2);
    expect(dry.stdout).toMatch(/^\+.*192\.0\.2\.77/m);
    expect(snapshot(root)).toEqual(before);

    expect(edit(another, '--detailed-exitcode').status).toBe(2);
    expect(on(['dumpxml', 'br0']).stdout).toBe(edited);
    expect(kept()).toEqual({});
    const other = setUp(backend, edited);
    expect(snapshot(root)).toEqual(snapshot(other.root));
  });
});

describe('the editor', () => {
  test('gets what dumpxml prints, in a file that only its user can read', () => {
    const { root, on, edit, script, scratch } = setUp();
    const before = snapshot(root);
    const look = script(`cp "$1" '${scratch}/seen'; stat -c %a "$1" "$(dirname "$1")" >'${scratch}/modes'`);
    const ran = spawnSync(
      'sh',
      [
        '-c',
        `umask 0377; exec "$@"`,
        'sh',
        process.execPath,
        command,
        'edit',
        'br0',
        '--root',
        root,
        '-b',
        'networkd',
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, EDITOR: look, VISUAL: '', TMPDIR: join(scratch, 'drafts') },
      },
    );
    expect(ran.status).toBe(0);
    expect(readFileSync(join(scratch, 'seen'), 'utf8')).toBe(on(['dumpxml', 'br0']).stdout);
    expect(readFileSync(join(scratch, 'modes'), 'utf8')).toBe('600\n700\n');
    expect(edit(':').stdout).toMatch(/^No changes: br0/);
    expect(snapshot(root)).toEqual(before);
  });

  test('is what VISUAL says, else EDITOR, a command with options and quotes', () => {
    const { on, script } = setUp();
    const quoted = `'${script('test "$1" = "two words" && exec sed -i s/192.0.2.5/192.0.2.77/ "$2"')}' "two words"`;
    expect(on(['edit', 'br0'], { VISUAL: quoted, EDITOR: 'false' }).status).toBe(0);
    expect(on(['dumpxml', 'br0']).stdout).toBe(edited);
  });

  test('that is none, where nobody sits at a terminal, is asked for', () => {
    const { edit, kept } = setUp();
    const { status, stderr } = edit('');
    expect([status, kept()]).toEqual([1, {}]);
    expect(stderr).toContain('[editor-missing]');
  });

  test('that fails keeps anything from being written; what was edited is kept', () => {
    const { root, edit, kept } = setUp();
    const before = snapshot(root);
    for (const editor of ['false', '/nonexistent/editor']) {
      const { status, stderr } = edit(editor);
      expect([status, kept()]).toEqual([1, {}]);
      expect(stderr).toContain('[editor-failed]');
    }
    expect(edit(`${another} "$1"; exit 7; :`).stderr).toContain('[edit-kept]');
    expect(Object.values(kept())).toEqual([`600 ${edited}`]);
    expect(snapshot(root)).toEqual(before);
  });

  test('has Ctrl-C for itself, and ends with us where we are to end', () => {
    const { root, on, edit, script, scratch, kept } = setUp();
    const us = 'p=$PPID; until grep -q node /proc/$p/cmdline; do p=$(cut -d" " -f4 /proc/$p/stat); done';
    expect(edit(script(`${us}; kill -INT $p; sleep 0.2; ${another} "$1"`)).status).toBe(0);
    expect(on(['dumpxml', 'br0']).stdout).toBe(edited);
    const before = snapshot(root);
    const ended = edit(script(`${us}; kill -TERM $p; sleep 1; touch '${scratch}/went-on'`));
    expect([ended.status, kept()]).toEqual([1, {}]);
    expect(ended.stderr).toContain('[editor-failed]');
    expect(existsSync(join(scratch, 'went-on'))).toBe(false);
    expect(snapshot(root)).toEqual(before);
  });

  test('that removes the file has edited nothing', () => {
    const { root, edit, kept } = setUp();
    const before = snapshot(root);
    const { status, stderr } = edit('rm');
    expect([status, kept()]).toEqual([1, {}]);
    expect(stderr).toContain('[document-unreadable]');
    expect(snapshot(root)).toEqual(before);
  });
});

describe('what cannot be applied is refused as by apply, and not lost', () => {
  test.each<[string, string, number, string]>([
    ['no XML', 'sed -i s/.protocol/protocol/', 3, 'xml-end-tag'],
    ['a document with a fault', 'sed -i s/stp/stq/', 3, 'unknown-attribute'],
    [
      'a setting that the backend lacks',
      `sed -i "s/stp='off'/stp='off' delay='0.001'/"`,
      4,
      'unsupported-bridge-delay-fine',
    ],
    ['another name', "sed -i s/name=\\'br0/name=\\'br1/", 3, 'edit-renamed'],
    ['what contradicts the root', 'sed -i s/eth0/eth9/', 3, 'member-twice'],
    ['a file that stands in the way', 'sed -i s/eth0/eth7/', 5, 'foreign-file'],
  ])('%s', (_, editor, status, code) => {
    const { root, on, edit, kept } = setUp();
    on(['apply'], {}, bridge('br9', 'eth9', '198.51.100.1'));
    writeBelow(root, 'etc/systemd/network/20-mine.network', '[Match]\nName=eth7\n');
    const before = snapshot(root);
    const ran = edit(editor);
    expect([ran.status, ran.stdout]).toEqual([status, '']);
    expect(ran.stderr).toContain(`[${code}]`);
    const [[path, text] = ['', '']] = Object.entries(kept());
    expect(ran.stderr).toContain(`${path}; mend it`);
    expect(text).toMatch(/^600 </);
    expect(text).not.toBe(`600 ${bridge()}`);
    expect(snapshot(root)).toEqual(before);
    // Nothing is done to a root that cannot hold it; --dry-run says the same.
    expect(edit(editor, '--dry-run').status).toBe(status);
  });

  test('with --allow-loss the rest is written', () => {
    const { on, edit, kept } = setUp();
    const { status, stderr } = edit(`sed -i "s/stp='off'/stp='off' delay='0.001'/"`, '--allow-loss');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^<edited>:1:1: warning: .*\[unsupported-bridge-delay-fine\]$/m);
    expect([on(['dumpxml', 'br0']).stdout, kept()]).toEqual([bridge(), {}]);
  });

  test('further interfaces in the document are applied with it', () => {
    const { on, edit, script } = setUp();
    const more = script(
      `{ echo '<interfaces>'; cat "$1"; echo "<interface type='ethernet' name='eth5'/></interfaces>"; } >"$1.new" && mv "$1.new" "$1"`,
    );
    expect(edit(more).status).toBe(0);
    expect(on(['list']).stdout).toMatch(/^eth5 /m);
  });

  test('what was changed meanwhile is not taken back', () => {
    const { root, on, edit, script, scratch, kept } = setUp();
    const meanwhile = writeBelow(scratch, 'other.xml', bridge('br0', 'eth0', '192.0.2.200'));
    const both = `'${process.execPath}' '${command}' apply -q --root '${root}' -b networkd '${meanwhile}' 2>&1`;
    const { status, stderr } = edit(script(`${both}; ${another} "$1"`));
    expect(status).toBe(1);
    expect(stderr).toContain('[edit-overtaken]');
    expect(on(['dumpxml', 'br0']).stdout).toContain('192.0.2.200');
    expect(Object.values(kept())).toEqual([`600 ${edited}`]);
  });

  test('what is not ours, or not there, is told before any editor starts', () => {
    const { root, on, script, scratch, kept } = setUp();
    const editor = { EDITOR: script(`touch '${scratch}/started'`) };
    writeBelow(root, 'etc/systemd/network/20-mine.network', '[Match]\nName=eth7\n');
    expect(on(['edit', 'eth7'], editor)).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('[foreign-file]'),
    });
    const absent = on(['edit', 'br00'], editor);
    expect(absent).toMatchObject({ status: 1, stderr: expect.stringContaining('did you mean br0?') });
    const file = join(root, 'etc/systemd/network/10-ifscribe-br0.network');
    writeBelow(root, 'etc/systemd/network/10-ifscribe-br0.network', `${readFileSync(file, 'utf8')}# mine\n`);
    expect(on(['edit', 'br0'], editor)).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('[edited-file]'),
    });
    expect(on(['edit'], editor).status).toBe(64);
    expect(on(['edit', 'br0', 'eth0'], editor).status).toBe(64);
    expect([existsSync(join(scratch, 'started')), kept()]).toEqual([false, {}]);
  });
});

test('with --json there is one object, whatever the editor prints', () => {
  const { edit } = setUp();
  for (const [editor, status, action] of [
    ['echo on the screen; true', 0, 'unchanged'],
    [`echo on the screen; ${another}`, 0, 'update'],
    ['sed -i s/stp/stq/', 3, undefined],
  ] as const) {
    const ran = edit(editor, '--json');
    const answer = JSON.parse(ran.stdout);
    expect(forms.result.parse(answer)).toEqual(answer);
    expect([ran.status, answer.ok]).toEqual([status, status === 0]);
    expect(answer.interfaces.find(({ name }: { name: string }) => name === 'br0')?.action).toBe(action);
  }
});

describe('guest networks', () => {
  const lab = `<network>
  <name>lab</name>
  <bridge name='virbr-lab' stp='off'/>
  <ip address='192.168.150.1' prefix='24'>
    <dhcp>
      <range start='192.168.150.100' end='192.168.150.199'/>
    </dhcp>
  </ip>
</network>
`;

  test('are edited as interfaces are, and stay set up as they were', () => {
    const { root, on } = setUp('networkd', bridge());
    on(['apply', '--no-autostart', '--dhcp', 'kea'], {}, lab);
    const read = () => JSON.parse(on(['list', '--json']).stdout).networks[0];
    expect(read()).toMatchObject({ autostart: false, dhcp: 'kea' });
    const before = snapshot(root);
    expect(on(['edit', 'lab'], { EDITOR: 'true' }).stdout).toMatch(/^No changes: lab/);
    expect(snapshot(root)).toEqual(before);
    for (const [words, from, to] of [
      [['edit', 'lab'], 199, 150],
      [['edit', '--network', 'lab'], 150, 160],
    ] as const) {
      expect(on(words, { EDITOR: `sed -i s/150.${from}/150.${to}/` }).status).toBe(0);
      expect(on(['dumpxml', 'lab']).stdout).toBe(lab.replace('150.199', `150.${to}`));
      expect(read()).toMatchObject({ autostart: false, dhcp: 'kea', ownsBridge: true });
    }
  });

  test('are edited by their own names', () => {
    const { on } = setUp('networkd', lab);
    const bridged = on(['edit', 'virbr-lab'], { EDITOR: 'true' });
    expect(bridged).toMatchObject({ status: 3, stderr: expect.stringContaining('[edit-of-network]') });
    const absent = on(['edit', '--network', 'lap'], { EDITOR: 'true' });
    expect(absent).toMatchObject({ status: 1, stderr: expect.stringContaining('did you mean lab?') });
  });
});

describe('at a terminal', () => {
  const script = spawnSync('script', ['--version'], { encoding: 'utf8' });
  const missing = script.error !== undefined || !script.stdout.includes('util-linux');
  if (missing) console.log('skipped: no script(1) of util-linux here');
  const attended = test.skipIf(missing && process.env.CI !== 'true');

  /** Breaks the document the first time, and mends it the second. */
  const hesitant = `if grep -q stq "$1"; then sed -i s/stq/stp/ "$1" && ${another} "$1"; else sed -i s/stp/stq/ "$1"; fi`;
  const typed = (answer: string, { root, scratch }: ReturnType<typeof setUp>, editor: string) =>
    spawnSync(
      'script',
      ['-qec', `'${process.execPath}' '${command}' edit br0 --root '${root}' -b networkd`, '/dev/null'],
      {
        input: answer,
        encoding: 'utf8',
        env: { ...process.env, VISUAL: '', EDITOR: editor, TMPDIR: join(scratch, 'drafts'), NO_COLOR: '1' },
      },
    );

  attended('what was refused can be edited again', () => {
    const ran = setUp();
    const { status, stdout } = typed('y\n', ran, ran.script(hesitant));
    expect(stdout).toContain('[unknown-attribute]');
    expect(stdout).toContain('Edit it again?');
    expect([status, ran.kept()]).toEqual([0, {}]);
    expect(ran.on(['dumpxml', 'br0']).stdout).toBe(edited);
  });

  attended('or is kept', () => {
    const ran = setUp();
    const before = snapshot(ran.root);
    const { status, stdout } = typed('perhaps\nn\n', ran, ran.script(hesitant));
    expect(status).toBe(3);
    expect(stdout.match(/\[unknown-attribute\]/g)).toHaveLength(1);
    expect(stdout).toContain('[edit-kept]');
    expect(Object.keys(ran.kept())).toHaveLength(1);
    expect(snapshot(ran.root)).toEqual(before);
  });

  attended('without VISUAL and EDITOR one that is installed is used', () => {
    const ran = setUp();
    ran.script(`${another} "$1"`);
    const path = `${join(ran.scratch, 'bin')}:${process.env.PATH}`;
    const before = process.env.PATH;
    process.env.PATH = path;
    const { status } = typed('', ran, '');
    process.env.PATH = before;
    expect(status).toBe(0);
    expect(ran.on(['dumpxml', 'br0']).stdout).toBe(edited);
    expect(readdirSync(join(ran.scratch, 'drafts'))).toEqual([]);
  });
});
