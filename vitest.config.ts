import { defineConfig } from 'vitest/config';
import { viteTemplates } from './build/templates.mjs';

export default defineConfig({
  plugins: [viteTemplates],
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, maxWorkers: 2 },
});
