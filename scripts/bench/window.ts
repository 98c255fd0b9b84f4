// `npm run bench -- --part window [--repeats N --out FILE]`: how fast the built window is in a real Chromium, on data as large as it promises to bear.
// Each figure stands beside a peer of the same minute: a page of ours without any script for painting, grep over the same bytes for searching.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
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
import { BUILD_ERROR } from '../../tests/builders/logs.ts';
import { writeTraceLog } from '../../tests/builders/trace-log.ts';
import { fillDataFolder, LONG_LOG_ERROR, longLog } from '../lib/synthetic.ts';

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
const runs = fillDataFolder(env['CGOSCOPE_DATA'], repeats);
const logFile = path.join(work, 'build.log');
writeFileSync(logFile, longLog(0));

/** A trace that is longer than an element of Chromium can be tall. */
const TRACE_EVENTS = 2_000_000;
const traceFile = path.join(work, 'long.strace');
await writeTraceLog(traceFile, TRACE_EVENTS);

/** Stands once in a log; searched for as a person types it, without regard to case. */
const NEEDLE = BUILD_ERROR.slice(BUILD_ERROR.lastIndexOf(' ') + 1).toLowerCase();

// What the functions handed to the page find there; everything else of this file runs in Node.
declare const document: { querySelector(selector: string): object | null };
type Hear = (event: { timeStamp: number }) => void;
declare const addEventListener: (name: string, listener: Hear, options: { capture: true }) => void;
declare const removeEventListener: typeof addEventListener;
declare const requestAnimationFrame: (callback: (now: number) => void) => number;

/** What the first view needs, gzipped: the page, and every file that it names or that those preload. */
function firstLoadBytes(): number {
  const renderer = path.join(ROOT, 'out/renderer');
  const html = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
  return [html, ...named.map((name) => readFileSync(path.join(renderer, name)))].reduce((sum, each) => sum + gzipSync(each).length, 0);
}

/** Milliseconds from what a person does in `act` (the event that the page hears) until `selector` is there and drawn, as the page's own clock has it. */
async function until(page: Page, selector: string, act: () => Promise<unknown>): Promise<number> {
  const painted = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        let begin: number | null = null;
        const hear = (event: { timeStamp: number }): void => {
          begin ??= event.timeStamp;
        };
        for (const name of ['pointerdown', 'input']) addEventListener(name, hear, { capture: true });
        const look = (): void => {
          if (begin === null || document.querySelector(wanted) === null) return void requestAnimationFrame(look);
          const from = begin;
          for (const name of ['pointerdown', 'input']) removeEventListener(name, hear, { capture: true });
          // This frame draws it; the beginning of the next one is when it is drawn.
          requestAnimationFrame(() => resolve(performance.now() - from));
        };
        look();
      }),
    selector,
  );
  await act();
  return painted;
}

/** Once the page has loaded, ahead of need, the code of a view: `run` of `/assets/run-….js`. What is measured afterwards is the view and not its first download. */
const loadedAhead = async (page: Page, chunk: string): Promise<void> => {
  await page.waitForFunction((wanted) => performance.getEntriesByType('resource').some(({ name }) => name.includes(wanted)), `/assets/${chunk}-`);
};

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

/** Frames (ms) of three seconds; `scroll`: so many pixels of an element in each. */
const framesOf = (page: Page, scroll: { selector: string; by: number } | null): Promise<number[]> =>
  page.evaluate(
    (scrolled) =>
      new Promise<number[]>((resolve) => {
        const deltas: number[] = [];
        const begin = performance.now();
        const element = scrolled === null ? null : (document.querySelector(scrolled.selector) as { scrollTop: number } | null); // an element scrolls
        let last = begin;
        const tick = (now: number): void => {
          deltas.push(now - last);
          last = now;
          if (element !== null && scrolled !== null) element.scrollTop += scrolled.by;
          if (now - begin > 3_000) resolve(deltas.slice(1));
          else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
      }),
    scroll,
  );

/** Frames (ms) while 50 events a second change cells of the wide run for three seconds. */
async function liveFrames(page: Page, emit: (event: LabEvent) => void): Promise<number[]> {
  const frames = framesOf(page, null);
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
  const figures: Record<string, number[]> = {
    paint: [],
    blank: [],
    open: [],
    report: [],
    logPaint: [],
    logSearch: [],
    grep: [],
    frames: [],
    memory: [],
    traceOpen: [],
    traceFilter: [],
    traceEnd: [],
    traceFrames: [],
  };
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
    await loadedAhead(window, 'run');
    add('open', await until(window, '[role="grid"] [data-number="20"]', () => row.click()));
    figures['frames']?.push(...(await liveFrames(window, (event) => api.emit(event))));
    await window.close();
    // The same 200 cells as one page without a script.
    const { content } = await api.call('report.render', { run: runs.wide, format: 'html' });
    writeFileSync(path.join(work, 'report.html'), content);
    add('report', await coldPaint(context, `file://${path.join(work, 'report.html')}`, 'table tr'));

    const reader = await context.newPage();
    await reader.goto(`${origin}/runs/${runs.long[repeat] ?? ''}/cells/1`);
    const tab = reader.getByRole('tab', { name: /log/i }).first();
    await tab.waitFor();
    // The cell has been read; nothing of its log was.
    await reader.waitForLoadState('networkidle');
    add('logPaint', await until(reader, '[data-line] mark, [data-line="1"], [data-line][data-mark="error"]', () => tab.click()));
    // It opens at the error; from there other words are searched for than those that stand in it.
    await reader.locator(`[data-line="${LONG_LOG_ERROR}"]`).waitFor();
    const box = reader.getByRole('textbox', { name: 'Search the log' });
    await box.fill('Packagefile');
    await reader.locator('mark[data-now]').waitFor();
    add('logSearch', await until(reader, `[data-line="${LONG_LOG_ERROR}"] mark[data-now]`, () => box.fill(NEEDLE)));
    const begin = performance.now();
    execFileSync('grep', ['-ci', NEEDLE, logFile]);
    add('grep', performance.now() - begin);
    add('memory', await rendererBytes(browser));
    await reader.close();

    // Read for the first time outside of the measure: that is the bench of traces.
    await api.call('trace.detail', { source: { kind: 'file', path: traceFile } });
    const traceUrl = `${origin}/trace?file=${encodeURIComponent(traceFile)}`;
    add('traceOpen', await coldPaint(context, traceUrl, '[role="grid"] [data-event="1"]'));
    const trace = await context.newPage();
    await trace.goto(traceUrl);
    const events = trace.getByRole('grid', { name: 'Events' });
    await events.locator('[data-event="1"]').waitFor();
    figures['traceFrames']?.push(...(await framesOf(trace, { selector: '[role="grid"]', by: 400 })));
    await events.focus();
    const end = performance.now();
    await trace.keyboard.press('End');
    await events.locator(`[data-event="${TRACE_EVENTS}"]`).waitFor();
    add('traceEnd', performance.now() - end);
    // One stays where one is: at the last row that the filter leaves.
    const left = Math.floor((TRACE_EVENTS - 2) / 4);
    add('traceFilter', await until(trace, `[role="grid"][aria-rowcount="${left + 1}"] [data-event="${TRACE_EVENTS - 3}"]`, () => trace.getByRole('combobox').fill('error:ENOENT')));
    await context.close();
    console.error(`repeat ${repeat + 1}/${repeats}`);
  }
  const of = (name: string): number => median(figures[name] ?? []);
  const gzipped = firstLoadBytes();
  const rows: [string, string, string, string][] = [
    ['first useful paint', ms(of('paint')), `${ms(of('blank'))} a page without script`, '1500 ms'],
    ['open a run of 200 cells', ms(of('open')), `${ms(of('report'))} its report, a page without script`, '300 ms'],
    ['frame while it is live, p95', ms(quantile(figures['frames'] ?? [], 0.95)), '', '33 ms'],
    ['500,000-line log, first lines', ms(of('logPaint')), '', '200 ms'],
    ['searched, found and shown', ms(of('logSearch')), `${ms(of('grep'))} grep -i`, '300 ms'],
    ['renderer memory with it open', `${(of('memory') / 1e6).toFixed(0)} MB`, '', '300 MB'],
    [`trace of ${TRACE_EVENTS.toLocaleString('en')} events, first rows`, ms(of('traceOpen')), `${ms(of('blank'))} a page without script`, '1500 ms'],
    ['frame while it is scrolled, p50', ms(quantile(figures['traceFrames'] ?? [], 0.5)), '', '17 ms'],
    ['frame while it is scrolled, p95', ms(quantile(figures['traceFrames'] ?? [], 0.95)), '', '33 ms'],
    ['to its last row', ms(of('traceEnd')), '', '200 ms'],
    ['filtered, first rows', ms(of('traceFilter')), '', '600 ms'],
    ['first load, gzipped', `${(gzipped / 1e3).toFixed(0)} kB`, `${readdirSync(path.join(ROOT, 'out/renderer/assets')).length} files in all`, '400 kB'],
  ];
  // Somebody else's work on the same cores shows in every figure, and less in the ratios.
  const load = loadavg()[0] ?? NaN;
  console.log(`the window in Chromium ${browser.version()}, median of ${repeats}; ${availableParallelism()} cores, load ${load.toFixed(1)}`);
  console.log(table([['', 'measured', 'beside', 'aim'], ...rows]));
  const report = {
    repeats,
    chromium: browser.version(),
    load,
    firstPaintMs: of('paint'),
    firstPaintRatio: of('paint') / of('blank'),
    openRunMs: of('open'),
    openRunRatio: of('open') / of('report'),
    liveFrameP95Ms: quantile(figures['frames'] ?? [], 0.95),
    logFirstLinesMs: of('logPaint'),
    logSearchMs: of('logSearch'),
    logSearchRatio: of('logSearch') / of('grep'),
    rendererBytes: of('memory'),
    traceOpenMs: of('traceOpen'),
    traceFrameP50Ms: quantile(figures['traceFrames'] ?? [], 0.5),
    traceFrameP95Ms: quantile(figures['traceFrames'] ?? [], 0.95),
    traceEndMs: of('traceEnd'),
    traceFilterMs: of('traceFilter'),
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
