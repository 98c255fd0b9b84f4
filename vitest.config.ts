// Two kinds of tests: `unit` needs nothing but this folder and is done in seconds; `integration` (*.int.test.ts) needs a container engine,
// a real process or a built command line, and takes its time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // `./quickstart test` adds up the JSON reports of both kinds.
    reporters: process.env['CGOSCOPE_TEST_JSON'] ? ['default', ['json', { outputFile: process.env['CGOSCOPE_TEST_JSON'] }]] : ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts', 'tests/renderer/**/*.test.tsx'],
          exclude: ['tests/**/*.int.test.ts', 'tests/e2e/**'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/**/*.int.test.ts'],
          globalSetup: ['tests/helpers/one-install.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One engine, two cores: files side by side would measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
