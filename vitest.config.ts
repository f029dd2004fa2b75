import { defineConfig } from 'vitest/config';
import { viteTemplates } from './build/templates.mjs';

/** Tests of guest networks with whole machines of namespaces take their time: `npm run test:guests`. */
const guests = 'test/guests/**/*.test.ts';
/** So do the programs that read the formats, where they are asked themselves: `npm run test:consumers`. */
const consumers = [
  'test/consumers/**/*.test.ts',
  // As long as these: whatever others write, changed where it stands.
  'test/adopt-foreign.test.ts',
  'test/adopt-properties.test.ts',
];

export default defineConfig({
  plugins: [viteTemplates],
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'main', include: ['test/**/*.test.ts'], exclude: [guests, ...consumers] },
      },
      { extends: true, test: { name: 'guests', include: [guests] } },
      { extends: true, test: { name: 'consumers', include: consumers } },
    ],
  },
});
