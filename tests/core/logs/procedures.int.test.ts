// `log.*` as a shell calls them: over stored logs, and over logs that are still written.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createCapture } from '../../../src/core/cell/capture.ts';
import { createLiveLogs, logProcedures } from '../../../src/core/logs/index.ts';
import { openStore, type Store } from '../../../src/core/store/index.ts';
import { createPool, type WorkerPool } from '../../../src/core/workers/pool.ts';
import { callHandler } from '../../../src/core/procedures.ts';
import type { ProcedureInput, ProcedureOutput } from '../../../src/shared/api/contract.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';
import { BUILD_ERROR, buildLog, errorLine, storeRun } from '../../builders/logs.ts';
import { temporaryFolder } from '../store/builders.ts';

type LogName = 'log.read' | 'log.marks' | 'log.search' | 'log.diff';

/** A store with a pool, called through the checks of the contract. */
function workbench() {
  const store = openStore(temporaryFolder());
  const pool = createPool({ graceMs: 50 });
  const live = createLiveLogs();
  onTestFinished(async () => {
    await pool.close();
    store.close();
  });
  return { store, live, pool, call: caller(store, pool, live) };
}

function caller(store: Store, pool: WorkerPool, live: ReturnType<typeof createLiveLogs> | null) {
  const handlers = logProcedures(store, pool, live);
  return <N extends LogName>(name: N, input: ProcedureInput<N>, signal: AbortSignal = new AbortController().signal): Promise<ProcedureOutput<N>> =>
    callHandler(handlers, name, input, { signal, client: null });
}

describe('a stored log', () => {
  it('is read by lines, from either end', async () => {
    const { store, call } = workbench();
    const run = storeRun(store, [{ logs: { 'build-log': Buffer.from('one\ntwo\r\n三\n') } }]);
    expect(await call('log.read', { run, cell: 1, stream: 'build' })).toEqual({
      from: 1,
      lines: ['one', 'two', '三'],
      cut: [],
      total: 3,
      bytes: 13,
      complete: true,
      truncated: false,
    });
    expect(await call('log.read', { run: 'last', cell: 1, stream: 'build', from: -1, count: 5 })).toMatchObject({ from: 3, lines: ['三'] });
  });

  it('that the cell never had is empty and complete, and so is one that retention took', async () => {
    const { store, call } = workbench();
    const run = storeRun(store, [{ logs: {}, change: { state: 'unsupported', outcome: null, green: null } }]);
    const empty = { from: 1, lines: [], cut: [], total: 0, bytes: 0, complete: true, truncated: false };
    for (const stream of ['build', 'stdout', 'stderr', 'trace'] as const) expect(await call('log.read', { run, cell: 1, stream })).toEqual(empty);
    expect(await call('log.marks', { run, cell: 1, stream: 'build' })).toEqual({ first: null, marks: [] });
    expect(await call('log.search', { run, cell: 1, stream: 'build', query: 'x' })).toEqual({ matches: [], total: 0, more: false });
    expect(await call('log.diff', { a: `${run}/1`, b: `${run}/1`, stream: 'build' })).toMatchObject({ rows: [], changes: 0 });
  });

  it('that was cut says so', async () => {
    const { store, call } = workbench();
    const run = storeRun(store, [{ logs: { stdout: Buffer.from('x'), 'trace-log': Buffer.from('y') }, change: { truncated: ['stdout', 'trace'] } }]);
    expect(await call('log.read', { run, cell: 1, stream: 'stdout' })).toMatchObject({ truncated: true });
    expect(await call('log.read', { run, cell: 1, stream: 'trace' })).toMatchObject({ truncated: true, lines: ['y'] });
    expect(await call('log.read', { run, cell: 1, stream: 'stderr' })).toMatchObject({ truncated: false });
  });

  it('whose file was damaged is an error that says so, and no answer', async () => {
    const { store, call } = workbench();
    const run = storeRun(store, [{ logs: { 'build-log': buildLog(50_000) } }]);
    const file = store.blobFile(store.getEvidence(run, 1, 'build-log')?.sha256 ?? '');
    if (file === null) throw new Error('the log is not there');
    const whole = readFileSync(file.path);
    writeFileSync(file.path, whole.subarray(1));
    await expect(call('log.read', { run, cell: 1, stream: 'build' })).rejects.toThrow(/damaged/);
    writeFileSync(file.path, Buffer.alloc(whole.length, 7));
    await expect(call('log.read', { run, cell: 1, stream: 'build' })).rejects.toThrow(/the stored log .* can't be read/);
    rmSync(file.path);
    expect(await call('log.read', { run, cell: 1, stream: 'build' })).toMatchObject({ total: 0, complete: true });
  });

  it('names what is wrong with the question', async () => {
    const { store, call } = workbench();
    const run = storeRun(store, [{ logs: { 'build-log': Buffer.from('x') } }]);
    await expect(call('log.read', { run, cell: 9, stream: 'build' })).rejects.toThrow(/has no cell 9/);
    await expect(call('log.read', { run: 'nothing', cell: 1, stream: 'build' })).rejects.toThrow(/there is no run/);
    await expect(call('log.diff', { a: run, b: `${run}/1`, stream: 'build' })).rejects.toThrow(/names no cell/);
    await expect(call('log.search', { run, cell: 1, stream: 'build', query: '(', regex: true })).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('a build log of 500,000 lines', () => {
  const LINES = 500_000;
  let store: Store;
  let pool: WorkerPool;
  let call: ReturnType<typeof caller>;
  let run = '';
  const folder: { remove: (() => void)[] } = { remove: [] };

  beforeAll(async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const path = mkdtempSync('/tmp/cgoscope-logs-');
    folder.remove.push(() => rmSync(path, { recursive: true, force: true }));
    store = openStore(path);
    pool = createPool();
    call = caller(store, pool, null);
    run = storeRun(store, [{ logs: { 'build-log': buildLog(LINES) } }]);
  });
  afterAll(async () => {
    await pool.close();
    store.close();
    folder.remove.forEach((remove) => remove());
  });

  it('opens anywhere', async () => {
    expect(await call('log.read', { run, cell: 1, stream: 'build', count: 1 })).toMatchObject({ lines: ['WORK=/tmp/go-build195364092'], total: LINES });
    expect(await call('log.read', { run, cell: 1, stream: 'build', from: -3, count: 5_000 })).toMatchObject({
      from: errorLine(LINES),
      lines: [BUILD_ERROR, '# example.com/module', 'the end without a line end'],
    });
    expect((await call('log.read', { run, cell: 1, stream: 'build', from: 400_000, count: 5_000 })).lines).toHaveLength(5_000);
  });

  it('finds the one line, by text and by expression', async () => {
    const expected = { matches: [{ line: errorLine(LINES), column: BUILD_ERROR.indexOf('undefinedThing'), length: 14 }], total: 1, more: false };
    for (const more of [{ query: 'UndefinedThing' }, { query: 'undefinedThing', matchCase: true }, { query: 'undefined[A-Z]\\w+', regex: true, matchCase: true }])
      expect(await call('log.search', { run, cell: 1, stream: 'build', ...more })).toEqual(expected);
  });

  it('marks the error first', async () => {
    expect(await call('log.marks', { run, cell: 1, stream: 'build' })).toMatchObject({ first: errorLine(LINES) });
  });

  it('is compared with itself in one row of its first lines', async () => {
    const diff = await call('log.diff', { a: `${run}/1`, b: `${run}/1`, stream: 'build' });
    expect(diff).toEqual({ rows: [expect.objectContaining({ kind: 'skipped', count: 200_000 })], linesA: LINES, linesB: LINES, changes: 0, truncated: true });
  });

  it('stops a search that nobody waits for any more, and answers the next question', async () => {
    const stop = new AbortController();
    const search = call('log.search', { run, cell: 1, stream: 'build', query: '(\\w+\\s?)*nothing', regex: true }, stop.signal);
    const page = call('log.read', { run, cell: 1, stream: 'build', count: 1 });
    stop.abort();
    await expect(search).rejects.toThrow(CancelledError);
    expect((await page).lines).toHaveLength(1);
  });

  it('refuses an expression that takes too long, and goes on', async () => {
    await expect(call('log.search', { run, cell: 1, stream: 'build', query: '^([\\w./$>-]+\\s?)*!$', regex: true })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('takes too long'),
    });
    expect((await call('log.read', { run, cell: 1, stream: 'build', from: 7, count: 1 })).lines).toHaveLength(1);
  });
});

describe('a log that is still written', () => {
  /** A running cell whose build log comes in chunks. */
  function building() {
    const bench = workbench();
    const run = storeRun(bench.store, [{ logs: {}, change: { state: 'running', outcome: null, green: null } }], 'running');
    const capture = createCapture(bench.store, 64_000_000);
    const hide = bench.live.show(run, 1, 'build', capture);
    return {
      ...bench,
      run,
      capture,
      read: (from = 1, count = 5_000) => bench.call('log.read', { run, cell: 1, stream: 'build', from, count }),
      end() {
        bench.store.setEvidence(run, 1, 'build-log', capture.finish().blob);
        hide();
      },
    };
  }

  it('is read as far as it came, also by who comes late', async () => {
    const { capture, read, end } = building();
    expect(await read()).toMatchObject({ lines: [], total: 0, complete: false });
    capture.push(Buffer.from('first\nsec'));
    expect(await read()).toMatchObject({ lines: ['first', 'sec'], total: 2, complete: false });
    const world = Buffer.from('ond 世界\n');
    capture.push(world.subarray(0, 5));
    capture.push(world.subarray(5));
    expect(await read()).toMatchObject({ lines: ['first', 'second 世界'], total: 2, complete: false });
    end();
    expect(await read()).toMatchObject({ lines: ['first', 'second 世界'], total: 2, complete: true });
  });

  it('says the same, searched, marked and read, as when it is stored', async () => {
    const { capture, call, run, read, end } = building();
    const whole = buildLog(30_000);
    for (let at = 0; at < whole.length; at += 77_777) {
      capture.push(whole.subarray(at, at + 77_777));
      if (at % 5 === 0) await read(-10, 10);
    }
    const ask = async () => [
      { ...(await read(20_000, 100)), complete: null },
      await call('log.search', { run, cell: 1, stream: 'build', query: 'package123' }),
      await call('log.search', { run, cell: 1, stream: 'build', query: '世界 12\\d', regex: true }),
      await call('log.marks', { run, cell: 1, stream: 'build' }),
    ];
    const live = await ask();
    end();
    expect(await ask()).toEqual(live);
  });

  it('is sent again when the worker that held it is gone', async () => {
    const { capture, pool, read, call, run } = building();
    const whole = buildLog(30_000);
    capture.push(whole);
    const before = await read(29_000, 10);
    const stop = new AbortController();
    const generation = pool.generation('logs');
    const stuck = call('log.search', { run, cell: 1, stream: 'build', query: '^([\\w./$>-]+\\s?)*!$', regex: true }, stop.signal).catch((error: unknown) => error);
    stop.abort();
    expect(await stuck).toBeInstanceOf(CancelledError);
    await expect.poll(() => pool.generation('logs')).toBeGreaterThan(generation);
    expect(await read(29_000, 10)).toEqual(before);
  });

  it('is shared by questions that come at once', async () => {
    const { capture, read } = building();
    capture.push(Buffer.from('a\n'.repeat(10_000)));
    const pages = await Promise.all(Array.from({ length: 8 }, (_, at) => read(at + 1, 1)));
    expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([10_000]));
  });

  it('that has not begun is not complete; a reader sees none of it until it is stored', async () => {
    const { store, pool, run, call, capture, end } = building();
    expect(await call('log.read', { run, cell: 1, stream: 'stderr' })).toMatchObject({ total: 0, complete: false });
    const reader = caller(store, pool, null);
    capture.push(Buffer.from('x\n'));
    expect(await reader('log.read', { run, cell: 1, stream: 'build' })).toMatchObject({ total: 0, complete: false });
    end();
    expect(await reader('log.read', { run, cell: 1, stream: 'build' })).toMatchObject({ total: 1, complete: true });
  });
});
