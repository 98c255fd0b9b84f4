// `npm run bench -- --part window [--repeats N --out FILE]`: how fast the built window is in a real Chromium, on data as large as it promises to bear.
// Each figure stands beside a peer of the same minute: a page of ours without any script for painting, grep over the same bytes for searching.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { openWorkbench } from '../../src/core/workbench.ts';
import { startServer } from '../../src/server/index.ts';
import type { Api } from '../../src/shared/api/contract.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import { STAGES } from '../../src/shared/domain/run.ts';
import { median, ROOT, table } from '../lib/cgoscope.ts';
import { CHROMIUM_ARGS, findChromium } from '../lib/chromium.ts';
import { fillDataFolder, longLog } from '../lib/synthetic.ts';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '5' }, out: { type: 'string' }, part: { type: 'string' }, jobs: { type: 'string' } } });
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part window [--repeats N] [--out FILE]; N is a whole number of 1 or more');
  process.exit(2);
}

execFileSync(process.execPath, [path.join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'error'], {
  cwd: ROOT,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const work = mkdtempSync(path.join(tmpdir(), 'cgoscope-bench-window-'));
const env: Record<string, string> = {};
for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
env['CGOSCOPE_DATA'] = path.join(work, 'data');
const runs = fillDataFolder(env['CGOSCOPE_DATA']);
const logFile = path.join(work, 'build.log');
writeFileSync(logFile, longLog());

// What the functions handed to the page find there; everything else of this file runs in Node.
declare const document: { querySelector(selector: string): object | null };
declare const requestAnimationFrame: (callback: (now: number) => void) => number;

/** What the first view needs, gzipped: the page, and every file that it names or that those preload. */
function firstLoadBytes(): number {
  const renderer = path.join(ROOT, 'out/renderer');
  const html = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
  return [html, ...named.map((name) => readFileSync(path.join(renderer, name)))].reduce((sum, each) => sum + gzipSync(each).length, 0);
}

/** Milliseconds from `act` until `selector` is there and two frames later, as the page's own clock has it. */
async function until(page: Page, selector: string, act: () => Promise<unknown>): Promise<number> {
  const painted = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        const look = (): void => {
          if (document.querySelector(wanted) === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
        };
        look();
      }),
    selector,
  );
  await act();
  return painted;
}

/** From the start of a cold navigation (nothing in the browser's cache) to the frame after `selector` is there. */
async function coldPaint(context: BrowserContext, url: string, selector: string): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForSelector(selector);
  const at = await page.evaluate(() => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now()))));
  await page.close();
  return at;
}

/** Resident memory of the renderer process of the page's browser: the largest one, as only one page is open. */
async function rendererBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024);
  return Math.max(0, ...sizes);
}

/** Passes everything on, and lets the bench push events of its own: a run of 200 cells that is under way. */
function withEvents(api: Api): Api & { emit(event: LabEvent): void } {
  const listeners = new Set<(event: LabEvent) => void>();
  return {
    call: api.call.bind(api),
    on(name, listener, options) {
      const hear = listener as (event: LabEvent) => void; // `lab` is the only name that events have
      listeners.add(hear);
      options.signal.addEventListener('abort', () => listeners.delete(hear), { once: true });
      api.on(name, listener, options);
    },
    emit: (event) => listeners.forEach((listener) => listener(event)),
  };
}

/** Frames (ms) while 50 events a second change cells of the wide run for three seconds. */
async function liveFrames(page: Page, emit: (event: LabEvent) => void): Promise<number[]> {
  const frames = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const deltas: number[] = [];
        const begin = performance.now();
        let last = begin;
        const tick = (now: number): void => {
          deltas.push(now - last);
          last = now;
          if (now - begin > 3_000) resolve(deltas.slice(1));
          else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
      }),
  );
  let number = 0;
  const pushing = setInterval(() => {
    number += 1;
    const stage = STAGES[number % STAGES.length] ?? 'build';
    emit({
      schema: 'cgoscope/event@0',
      type: 'cell',
      run: runs.wide,
      at: new Date().toISOString(),
      cell: 1 + (number % 200),
      key: '',
      state: 'running',
      stage,
      outcome: null,
      green: null,
      reason: null,
    });
  }, 20);
  const deltas = await frames;
  clearInterval(pushing);
  return deltas;
}

const quantile = (values: readonly number[], q: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

const api = withEvents(await openWorkbench({ env, needOwner: true, ownerEntry: path.join(ROOT, 'out/main/owner.js') }));
const opened = api;
const server = await startServer({ api: opened, renderer: path.join(ROOT, 'out/renderer'), port: 0, uploads: path.join(work, 'uploads'), env, log: (text) => console.error(text) });
const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: CHROMIUM_ARGS });
const origin = `http://127.0.0.1:${server.port}`;
try {
  const figures: Record<string, number[]> = { paint: [], blank: [], open: [], logPaint: [], logSearch: [], grep: [], frames: [], memory: [] };
  const add = (name: string, value: number): void => void figures[name]?.push(value);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    // A page of the same server that has neither script nor answer of the api: what opening any page costs here.
    add('blank', await coldPaint(context, `${origin}/open?token=none`, 'body'));
    const page = await context.newPage();
    await page.goto(server.newLink());
    await page.waitForSelector('main [role="grid"] [role="row"] [role="gridcell"]');
    await page.close();
    add('paint', await coldPaint(context, `${origin}/`, 'main [role="grid"] [role="gridcell"]'));

    const window = await context.newPage();
    await window.goto(`${origin}/runs`);
    const row = window.getByRole('row').filter({ hasText: 'wide' });
    await row.waitFor();
    // The code of the view is there already: what is measured is a run of this size, not its first download.
    await window.goto(`${origin}/runs/${runs.wide}`);
    await window.getByRole('gridcell').first().waitFor();
    await window.goto(`${origin}/runs`);
    await row.waitFor();
    add('open', await until(window, '[data-cell="200"], [data-cell="1"]', () => row.click()));
    figures['frames']?.push(...(await liveFrames(window, (event) => api.emit(event))));
    await window.close();

    const reader = await context.newPage();
    await reader.goto(`${origin}/runs/${runs.long}/cells/1`);
    const tab = reader.getByRole('tab', { name: /log/i }).first();
    await tab.waitFor();
    add('logPaint', await until(reader, '[data-line]', () => tab.click()));
    const box = reader.getByRole('searchbox').first();
    await box.fill('needle_in_the_haystac');
    await reader.locator('[data-matches]').first().waitFor();
    add('logSearch', await until(reader, '[data-matches="1"][data-query="needle_in_the_haystack"]', () => box.fill('needle_in_the_haystack')));
    const begin = performance.now();
    execFileSync('grep', ['-c', 'needle_in_the_haystack', logFile]);
    add('grep', performance.now() - begin);
    add('memory', await rendererBytes(browser));
    await context.close();
    console.error(`repeat ${repeat + 1}/${repeats}`);
  }
  const of = (name: string): number => median(figures[name] ?? []);
  const gzipped = firstLoadBytes();
  const rows: [string, string, string, string][] = [
    ['first useful paint', ms(of('paint')), `${ms(of('blank'))} a page without script`, '1500 ms'],
    ['open a run of 200 cells', ms(of('open')), '', '300 ms'],
    ['frame while it is live, p95', ms(quantile(figures['frames'] ?? [], 0.95)), '', '33 ms'],
    ['500,000-line log, first lines', ms(of('logPaint')), '', '200 ms'],
    ['searched, found and shown', ms(of('logSearch')), `${ms(of('grep'))} grep`, '300 ms'],
    ['renderer memory with it open', `${(of('memory') / 1e6).toFixed(0)} MB`, '', '300 MB'],
    ['first load, gzipped', `${(gzipped / 1e3).toFixed(0)} kB`, `${readdirSync(path.join(ROOT, 'out/renderer/assets')).length} files in all`, '400 kB'],
  ];
  console.log(`the window in Chromium ${browser.version()}, median of ${repeats}`);
  console.log(table([['', 'measured', 'beside', 'aim'], ...rows]));
  const report = {
    repeats,
    chromium: browser.version(),
    firstPaintMs: of('paint'),
    firstPaintRatio: of('paint') / of('blank'),
    openRunMs: of('open'),
    liveFrameP95Ms: quantile(figures['frames'] ?? [], 0.95),
    logFirstLinesMs: of('logPaint'),
    logSearchMs: of('logSearch'),
    logSearchRatio: of('logSearch') / of('grep'),
    rendererBytes: of('memory'),
    firstLoadGzipBytes: gzipped,
  };
  if (values.out === undefined) console.log(`\n${JSON.stringify(report)}`);
  else {
    mkdirSync(path.dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(work, { recursive: true, force: true });
}
process.exit();
