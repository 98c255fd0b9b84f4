// The window as it is, in a real Chromium: built, served over a data folder, let in by its link. What scripts that take pictures stand on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { rendererConfig } from '../../renderer.vite.config.ts';
import type { Api } from '../../src/shared/api/contract.ts';
import { callerEnv } from '../../src/core/workbench-env.ts';
import { openWorkbench } from '../../src/core/workbench.ts';
import { startServer } from '../../src/server/index.ts';
import { ROOT } from './cgoscope.ts';
import { CHROMIUM_ARGS, findChromium } from './chromium.ts';

export const RECORDED_SAMPLE = path.join(ROOT, 'resources/recorded-sample-run.cgoscope');

export interface PageOptions {
  theme: 'light' | 'dark';
  /** Of the page, in CSS pixels. */
  width: number;
  height: number;
  lang?: string;
}

export interface OpenWindow {
  readonly api: Api;
  /** The caller's environment as procedures take it. */
  readonly env: Record<string, string>;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** A page of its own that was let in; close its context. `said` hears what it writes to its console, and its errors. */
  page(options: PageOptions, said: (line: string) => void): Promise<Page>;
  close(): Promise<void>;
}

/** `1280x800` → 1280 and 800; throws for anything else. */
export function sizeOf(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{2,5})x(\d{2,5})$/.exec(text) ?? [];
  if (width === undefined || height === undefined) throw new Error(`"${text}" is no size; expected one as 1280x800`);
  return { width: Number(width), height: Number(height) };
}

/** Two frames after the last answer everything is laid out. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** `renderer`: a built window to use instead of building one. */
export async function openWindow({ data, renderer }: { data: string; renderer?: string | undefined }): Promise<OpenWindow> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'cgoscope-window-'));
  const env = { ...Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)), CGOSCOPE_DATA: data };
  let built = renderer;
  if (built === undefined) {
    built = path.join(temporary, 'renderer');
    await build({ ...rendererConfig, configFile: false, logLevel: 'warn', build: { ...rendererConfig.build, outDir: built } });
  }
  const api = await openWorkbench({ env, needOwner: true, ownerEntry: path.join(ROOT, 'src/core/workers/owner.ts') });
  const server = await startServer({ api, renderer: built, port: 0, uploads: path.join(temporary, 'uploads'), env: callerEnv(env), log: (text) => console.error(text) });
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: CHROMIUM_ARGS });
  return {
    api,
    env: callerEnv(env),
    origin: `http://127.0.0.1:${server.port}`,
    async page({ theme, width, height, lang = 'en' }, said) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: lang });
      const page = await context.newPage();
      page.on('console', (message) => said(`[${message.type()}] ${message.text()}`));
      page.on('pageerror', (error) => said(`[error] ${error.message}`));
      await page.goto(server.newLink());
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      await api.close();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
