import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { forwardUnit } from '../src/services/forwarding.ts';
import { installed, network } from './support/networks.ts';

const byHand = ['a', 'b'].map((name) => installed(network(name), { autostart: false }));
/** What the unit runs before it turns forwarding on, as a shell gets it from systemd. */
const [, check = ''] = /^ExecStartPre=\/bin\/sh -c '(.*)'$/m.exec(forwardUnit(byHand)) ?? [];

/** Whether forwarding may start where `systemctl is-failed` answers that. */
const mayStart = (answer: string): boolean => {
  const script = `systemctl() { printf '%s' "$ANSWER"; }\n${check.replaceAll('$$', '$')}`;
  return spawnSync('/bin/sh', ['-c', script], { env: { ANSWER: answer } }).status === 0;
};

test.each([
  ['none is loaded', 'inactive\ninactive\n', true],
  ['one is', 'active\ninactive\n', true],
  ['one has failed', 'active\nfailed\n', false],
  ['the first has failed', 'failed\nactive\n', false],
  ['nobody answers', '', false],
])('rules of networks that are started by hand: %s', (_, answer, expected) => {
  expect(mayStart(answer)).toBe(expected);
});

test('where every network starts at boot, nothing is asked', () => {
  expect(forwardUnit([installed(network('a'))])).not.toContain('ExecStartPre');
});
