// The desktop shell in a real Electron, where there is one: what the double of tests/doubles can't prove.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import type { Bridge } from '../../src/shared/api/bridge.ts';
import { shellEnv, temporaryFolder } from '../helpers/owner.ts';
import { electronBinary, ROOT } from './binary.ts';

const binary = electronBinary();
const reason = 'reason' in binary ? binary.reason : '';

/** What functions that run in the page use of it; this file is checked without the DOM. */
declare const window: {
  cgoscope: Bridge;
  require: unknown;
  process: unknown;
  module: unknown;
  location: { href: string; assign(url: string): void };
  open(url: string): unknown;
  fetch: typeof fetch;
  eval(text: string): unknown;
  innerWidth: number;
};
declare const navigator: { mediaDevices: { getUserMedia(what: object): Promise<unknown> }; clipboard: { readText(): Promise<string>; writeText(text: string): Promise<void> } };

const RECORDED_RUN = path.join(ROOT, 'resources/recorded-sample-run.cgoscope');
// As root Chromium has no sandbox of its own.
const FLAGS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

let data: ReturnType<typeof temporaryFolder>;
let env: Record<string, string>;
let application: ElectronApplication;
let page: Page;

const launch = async (...given: string[]): Promise<void> => {
  application = await _electron.launch({ executablePath: 'path' in binary ? binary.path : '', args: [...FLAGS, ROOT, ...given], env, timeout: 60_000 });
  page = await application.firstWindow();
};
const call = (name: string, input: unknown) => page.evaluate(([procedure, value, id]) => window.cgoscope.call(id, procedure, value), [name, input, (nextId += 1)] as const);
let nextId = 1_000_000;
/** Answers of dialogs, given in the main process: a native dialog can't be clicked from here. */
const chooseSave = (file: string) =>
  application.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
const bounds = () => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getNormalBounds()));

test.describe(`the desktop shell${reason === '' ? '' : ` (skipped: ${reason})`}`, () => {
  test.skip(reason !== '', reason);
  test.describe.configure({ mode: 'serial' });
  // Not run where all is skipped.
  test.beforeAll(() => {
    data = temporaryFolder();
    env = { ...shellEnv(), CGOSCOPE_DATA: data.path, DOCKER_HOST: 'unix:///nonexistent/docker.sock', LANG: 'en_GB.UTF-8' };
  });
  test.afterAll(async () => {
    await application?.close();
    data?.remove();
  });

  test('opens one window, with its title and the way to every view', async () => {
    await launch();
    await expect(page).toHaveTitle(/Cgoscope/);
    await expect(page.getByRole('navigation')).toBeVisible();
    await expect(page.getByRole('main')).toBeVisible();
    expect(page.url()).toBe('app://cgoscope/');
    expect(application.windows()).toHaveLength(1);
  });

  test('gives the page nothing of Node, and the bridge alone', async () => {
    expect(await page.evaluate(() => [typeof window.require, typeof window.process, typeof window.module])).toEqual(['undefined', 'undefined', 'undefined']);
    expect(await page.evaluate(() => Object.keys(window.cgoscope).sort())).toEqual(['call', 'cancel', 'desktop', 'onCommand', 'onConnection', 'onEvent', 'pathOf', 'platform']);
  });

  test('sends the content policy, and it holds', async () => {
    const policy = await page.evaluate(async () => (await window.fetch('/')).headers.get('content-security-policy'));
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-/);
    const outcome = await page.evaluate(() => {
      try {
        return String(window.eval('1 + 1'));
      } catch (error) {
        return error instanceof Error ? error.name : String(error);
      }
    });
    expect(outcome).toBe('EvalError');
  });

  test('stays where it is: no other page, no other window, no network, no camera, no reading of the clipboard', async () => {
    await page.evaluate(() => window.location.assign('https://example.org/'));
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    const refused = await page.evaluate(async () => {
      const attempts = [() => window.fetch('https://example.org/'), () => navigator.mediaDevices.getUserMedia({ video: true }), () => navigator.clipboard.readText()];
      const outcomes = await Promise.allSettled(attempts.map(async (attempt) => attempt()));
      return outcomes.map(({ status }) => status);
    });
    expect(refused).toEqual(['rejected', 'rejected', 'rejected']);
    expect(page.url()).toBe('app://cgoscope/');
    expect(application.windows()).toHaveLength(1);
  });

  test('imports a bundle through an owner that Electron plays Node for, and shows the run', async () => {
    expect(await call('bundle.import', { file: RECORDED_RUN })).toMatchObject({ ok: true, value: { cells: 20 } });
    await application.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'View')?.submenu?.items;
      view?.find(({ label }) => label === 'Runs')?.click();
    });
    await expect.poll(() => page.url()).toBe('app://cgoscope/runs');
    await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  });

  test('answers a deep link with the window', async () => {
    const { runs } = ((await call('runs.list', {})) as { value: { runs: { id: string }[] } }).value; // the answer of the test above was one
    await page.goto(`app://cgoscope/runs/${runs[0]?.id}`);
    await expect(page.getByRole('navigation')).toBeVisible();
  });

  test('prints a report as PDF where the dialog said', async () => {
    const to = path.join(data.path, 'report.pdf');
    await chooseSave(to);
    expect(await page.evaluate(() => window.cgoscope.desktop('pick.save', { title: 'Save', name: 'report', kind: 'pdf' }))).toEqual({ ok: true, value: { path: to } });
    const written = await page.evaluate((file) => window.cgoscope.desktop('report.write', { run: 'last', kind: 'pdf', to: file }), to);
    expect(written).toMatchObject({ ok: true });
    const pdf = readFileSync(to);
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(10_000);
    expect(application.windows()).toHaveLength(1);
  });

  test('hands a second start to the first', async () => {
    const second = spawn('path' in binary ? binary.path : '', [...FLAGS, ROOT, RECORDED_RUN], { env, stdio: 'ignore' });
    const code = await new Promise((resolve, reject) => {
      second.once('error', reject);
      second.once('exit', resolve);
    });
    expect(code).toBe(0);
    expect(application.windows()).toHaveLength(1);
  });

  test('opens again where it was', async () => {
    const place = { x: 60, y: 60, width: 1010, height: 690 };
    await application.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), place);
    const [before] = await bounds();
    await application.close();
    await launch();
    await expect(page.getByRole('navigation')).toBeVisible();
    const [after] = await bounds();
    expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
  });

  test('quits when its window is closed', async () => {
    const child = application.process();
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await page.close();
    expect(await exited).toBe(0);
  });
});
