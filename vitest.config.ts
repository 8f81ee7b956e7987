import { defineConfig } from 'vitest/config';

/** Unit tests only: the scenarios of `suites` run through runners/engine, not through this file. */
export default defineConfig({
  test: {
    include: ['{suites,fixtures,runners,reports,words}/**/*.test.ts', 'scripts/**/*.test.mjs'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
