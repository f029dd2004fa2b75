import { defineConfig } from 'vitest/config';
import { viteTemplates } from './build/templates.mjs';

/** Tests of guest networks with whole machines of namespaces take their time: `npm run test:guests`. */
const guests = 'test/guests/**/*.test.ts';
/** So do the programs that read the formats, where they are asked themselves: `npm run test:consumers`. */
const consumers = 'test/consumers/**/*.test.ts';
/** The command under signals, kill -9, a full disk, odd files and an editor: `npm run test:command`. */
const command = 'test/command/**/*.test.ts';
/** And whatever others write, converted and changed where it stands: `npm run test:two-way`. */
const twoWay = 'test/two-way/**/*.test.ts';

export default defineConfig({
  plugins: [viteTemplates],
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'main', include: ['test/**/*.test.ts'], exclude: [guests, consumers, command, twoWay] },
      },
      { extends: true, test: { name: 'guests', include: [guests] } },
      { extends: true, test: { name: 'consumers', include: [consumers] } },
      { extends: true, test: { name: 'command', include: [command] } },
      { extends: true, test: { name: 'two-way', include: [twoWay], testTimeout: 300_000 } },
    ],
  },
});
