// Three kinds of tests: `unit` needs nothing but this folder and is done in seconds; `window` (tests/renderer/**/*.test.tsx) draws parts of the window
// in jsdom over a fake workbench, and takes a minute; `integration` (*.int.test.ts) needs a container engine, a real process or a built command line.
import { defineConfig } from 'vitest/config';

/**
 * Worker threads of the sources have their types stripped by Node, in WebAssembly whose code all threads of a process share. V8 (Node 24.21) frees a wrapper of
 * such code when it makes a better one, through a module that went with another thread: SIGSEGV in Runtime_TierUpWasmToJSWrapper, about once in a hundred
 * threads that end. Without better wrappers nothing is freed. A build has no types to strip.
 */
const execArgv = ['--wasm-wrapper-tiering-budget=2147483647'];

export default defineConfig({
  test: {
    // `./quickstart test` adds up the JSON reports of all kinds.
    reporters: process.env['CGOSCOPE_TEST_JSON'] ? ['default', ['json', { outputFile: process.env['CGOSCOPE_TEST_JSON'] }]] : ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          execArgv,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.int.test.ts', 'tests/e2e/**'],
          // A guard against what hangs. How fast our own code is says `npm run bench`, never a test: other work makes any of them slow.
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          maxWorkers: 2,
          // Modules are loaded once in a worker, not once in a file, which halves the whole: a test leaves nothing behind in a module or in the process.
          isolate: false,
        },
      },
      {
        test: {
          name: 'window',
          execArgv,
          include: ['tests/renderer/**/*.test.tsx'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          execArgv,
          include: ['tests/**/*.int.test.ts'],
          globalSetup: ['tests/helpers/one-install.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
          // One engine, two cores: files side by side would measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
