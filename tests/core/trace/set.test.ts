// Sets of `strace -ff` as they lie in folders: by which words they are found, what is said of those that are none, and how they are kept, cancelled and given away.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { explainTasks } from '../../../src/core/explain/tasks.ts';
import { detailOf } from '../../../src/core/trace/answers.ts';
import { readTraceLines } from '../../../src/core/trace/lines.ts';
import { createTraceShelf, type TraceShelf } from '../../../src/core/trace/opened.ts';
import { findSet } from '../../../src/core/trace/set/find.ts';
import { setNamed } from '../../../src/core/trace/set/named.ts';
import type { TraceFile } from '../../../src/core/trace/types.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';

const SET = path.join(import.meta.dirname, '..', '..', 'fixtures', 'strace', 'set');
const live = new AbortController().signal;
let folder = '';
let shelf: TraceShelf;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-sets-'));
  shelf = createTraceShelf({ worthKeeping: 0 });
  for (const name of ['whole', 'part', 'two']) cpSync(SET, at(name), { recursive: true });
  for (const name of readdirSync(SET)) cpSync(path.join(SET, name), at('two', name.replace('out', 'log')));
});
afterAll(() => {
  shelf.close();
  rmSync(folder, { recursive: true, force: true });
});
const at = (...names: string[]): string => path.join(folder, ...names);
const fileAt = (name: string, more: { kept?: string; pids?: number[] } = {}): TraceFile => ({ kind: 'file', path: at(name), name, kept: null, ...more });
const seen = (file: TraceFile) =>
  shelf.use(file, { signal: live }, async (trace) => {
    const { tasks, events, warnings } = await detailOf(trace, { filter: '', noise: false, name: file.name, parts: [], limit: 1 }, live);
    return { tasks, events, warnings: warnings.map(({ code, text }) => [code, text]) };
  });
const refused = async (file: TraceFile): Promise<string> => {
  const error: unknown = await seen(file).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.message;
  throw error instanceof Error ? error : new Error('it was taken');
};

describe('a set of strace -ff', () => {
  it('is named by what its files have in common, with .* or without, and by its folder', async () => {
    const whole = { tasks: 5, events: 240, warnings: [] };
    for (const name of ['whole/out', 'whole/out.*', 'whole']) expect(await seen(fileAt(name))).toEqual(whole);
    // A file of it is read alone.
    expect(await seen(fileAt('whole/out.5814'))).toMatchObject({ tasks: 1 });
  });

  it('gives way to a file of its name, and is still had by its stars', async () => {
    cpSync(SET, at('both'), { recursive: true });
    writeFileSync(at('both', 'out'), 'getpid() = 7\n');
    expect(await seen(fileAt('both/out'))).toMatchObject({ events: 1 });
    expect(await seen(fileAt('both/out.*'))).toMatchObject({ events: 240 });
  });

  it('says which of its files are missing, empty or no trace', async () => {
    rmSync(at('part', 'out.5816'));
    rmSync(at('part', 'out.5815'));
    writeFileSync(at('part', 'out.5815'), '');
    writeFileSync(at('part', 'out.1'), 'a note of mine\n');
    const { tasks, warnings } = await seen(fileAt('part'));
    expect(tasks).toBe(3);
    expect(warnings).toEqual([
      ['set-empty', '1 file of the set is empty: out.5815'],
      ['set-strange', '1 file beside the others is no trace, and left out: out.1'],
      ['set-missing', '1 process that the log tells of has no file here: 5816; what it did is missing, or stands under another number (of a pid namespace)'],
    ]);
  });

  it('of which some files were named is these', async () => {
    const named = setNamed([at('whole', 'out.5817'), at('whole', 'out.5813')], '/');
    expect(named).toEqual({ path: at('whole', 'out.*'), pids: [5813, 5817], name: `${at('whole', 'out')}.* (2 files)` });
    const { tasks, warnings } = await seen(fileAt('whole/out.*', { pids: named.pids }));
    expect([tasks, warnings]).toEqual([2, [['set-missing', expect.stringMatching(/^3 processes .*: 5814, 5815, 5816;/)]]]);
    expect(() => setNamed([at('whole', 'out.1'), at('two', 'out.2')], '/')).toThrow('are no files of one strace -ff');
  });

  it('of two starts says so', async () => {
    cpSync(SET, at('twice'), { recursive: true });
    writeFileSync(at('twice', 'out.9'), readFileSync(at('whole', 'out.5813'), 'latin1').replace(/= 58\d\d </g, '= 0 <'));
    expect((await seen(fileAt('twice'))).warnings).toEqual([
      ['set-starts', 'these are files of 2 starts of strace, which begin with out.9, out.5813: all of them are read as one trace'],
    ]);
  });

  it('is one of its folder: two are told with both their names', async () => {
    expect(await refused(fileAt('two'))).toBe('two holds the files of 2 traces of strace -ff, two/log.* and two/out.*; expected the name of one of them');
    expect(await seen(fileAt('two/log'))).toMatchObject({ events: 240 });
    // Libraries and manuals are called like that too.
    writeFileSync(at('whole', 'libz.so.1'), 'ELF');
    writeFileSync(at('whole', 'ls.1'), '.TH LS 1\n');
    expect(await seen(fileAt('whole'))).toMatchObject({ events: 240 });
  });

  it('that is none is told in a sentence', async () => {
    mkdirSync(at('none'));
    expect(await refused(fileAt('none'))).toMatch(/^none is a folder, and no files of strace -ff \(out\.123, out\.124 …\) are in it; expected /);
    expect(await refused(fileAt('none/out'))).toBe('none/out: there is no such file');
    expect(await refused(fileAt('nowhere/out.*'))).toMatch(/^there are no files out\.123, out\.124 … here; /);
    for (let pid = 1; pid <= 3; pid++) writeFileSync(at('none', `app.log.${pid}`), 'Nov 23 17:10:44 started\n');
    expect(await refused(fileAt('none/app.log'))).toMatch(/^none of the 3 files of .*app\.log\.\* is a trace: no line is of strace$/);
    expect(() => findSet(at('whole', 'out'), 'out', null, 4)).toThrow('out.* are 5 files, too many to be read as one trace');
  });

  it('is merged and read once, kept as a log and an index, and read anew when one of its files changes', async () => {
    cpSync(SET, at('kept'), { recursive: true });
    const file = fileAt('kept/out', { kept: at('cache') });
    const linesOf = (of: TraceShelf) => of.use(file, { signal: live }, (trace) => [trace.index.count, readTraceLines(trace, 60, 3).lines] as const);
    const first = createTraceShelf({ worthKeeping: 0 });
    const before = await linesOf(first);
    await first.settled();
    first.close();
    const logs = (): string[] => readdirSync(at('cache', 'sets'));
    expect(logs()).toHaveLength(1);
    // What was kept is what is read: the files themselves are not merged again.
    const [log = ''] = logs();
    const text = readFileSync(at('cache', 'sets', log), 'latin1');
    writeFileSync(at('cache', 'sets', log), text.replace(/getppid/g, 'GETPPID'), 'latin1');
    const second = createTraceShelf({ worthKeeping: 0 });
    expect(await second.use(file, { signal: live }, (trace) => Buffer.from(trace.source.read(0, 1e6)).toString('latin1'))).toContain('GETPPID');
    writeFileSync(at('cache', 'sets', log), 'cut', 'latin1');
    second.close();
    const third = createTraceShelf({ worthKeeping: 0 });
    expect(await linesOf(third)).toEqual(before);
    utimesSync(at('kept', 'out.5817'), 5, 5);
    writeFileSync(at('kept', 'out.5814'), '');
    expect((await linesOf(third))[0]).toBe(233);
    await third.settled();
    third.close();
  });

  it('works where nothing can be kept', async () => {
    writeFileSync(at('file'), '');
    expect(await seen(fileAt('whole/out', { kept: at('file') }))).toMatchObject({ events: 240 });
  });

  it('is cancelled while it is merged', async () => {
    mkdirSync(at('long'));
    const line = (n: number) => `17000000${String(10 + (n % 80))}.000000 getpid() = 7\n`;
    for (let pid = 1; pid <= 50; pid++) writeFileSync(at('long', `o.${pid}`), Array.from({ length: 4_000 }, (_, n) => line(n)).join(''));
    const stop = new AbortController();
    const asked = shelf.use(fileAt('long/o', { kept: at('cache-long') }), { signal: stop.signal }, () => 0);
    const sets = at('cache-long', 'sets');
    const abortOnceBegun = (): void => {
      if (existsSync(sets) && readdirSync(sets).length > 0) stop.abort();
      else setImmediate(abortOnceBegun);
    };
    abortOnceBegun();
    await expect(asked).rejects.toBeInstanceOf(CancelledError);
    await vi.waitFor(() => expect(readdirSync(sets).filter((name) => name.endsWith('.tmp'))).toEqual([]));
  });

  it('is explained as one trace', async () => {
    const { 'explain.trace': explain } = explainTasks();
    const { trace } = await explain({ path: at('whole', 'out'), name: 'out' }, live);
    expect([trace.events, trace.processes, trace.errors['ENOENT']]).toEqual([240, 5, expect.any(Number)]);
  });

  it('has files that are looked up by name and size alone, until they are read', () => {
    const set = findSet(at('whole', 'out'), 'out');
    expect(set?.files.map(({ pid }) => pid)).toEqual([5813, 5814, 5815, 5816, 5817]);
    expect(set?.name).toBe(at('whole', 'out.*'));
    expect(findSet(at('whole', 'out.5813'), 'x')).toBeNull();
  });
});
