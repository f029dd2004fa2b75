import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withLock } from '../src/apply/lock.ts';
import { openRoot } from '../src/root/disk-root.ts';
import { temporaryFolder } from './support/command.ts';

test('one run at a time changes a root, whatever becomes of the one before; another root does not wait', async () => {
  const [here, there] = [openRoot(temporaryFolder()), openRoot(temporaryFolder())];
  const events: string[] = [];
  let release = (): void => {};
  const first = withLock(here, async () => {
    events.push('first begins');
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    events.push('first ends');
    throw new Error('of the first');
  });
  const failure = expect(first).rejects.toThrow('of the first');
  await expect.poll(() => events).toEqual(['first begins']);
  const second = withLock(here, async () => {
    events.push('second begins');
  });
  await withLock(there, async () => {
    events.push('elsewhere');
  });
  // Time enough for the second to begin, if nothing kept it.
  await sleep(100);
  release();
  await Promise.all([failure, second]);
  expect(events).toEqual(['first begins', 'elsewhere', 'first ends', 'second begins']);
});
