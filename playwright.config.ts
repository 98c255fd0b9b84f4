// Browser tests drive the real window over the real server in a real Chromium; `electron` starts the desktop shell where its binary is.
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './scripts/lib/chromium.ts';

const executablePath = findChromium();
const json = process.env['CGOSCOPE_BROWSER_JSON'];

export default defineConfig({
  // One engine, two cores: tests side by side would measure each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results/browser',
  globalSetup: './tests/browser/set-up.ts',
  reporter: json === undefined ? [['list']] : [['list'], ['json', { outputFile: json }]],
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath === null ? {} : { executablePath }) },
  },
  projects: [
    { name: 'browser', testDir: 'tests/browser' },
    { name: 'electron', testDir: 'tests/electron' },
  ],
});
