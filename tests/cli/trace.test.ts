// `cgoscope trace FILE`: lone files without any api, cells and recordings through it; documents, texts, and sentences for what is wrong.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceDetailLines } from '../../src/cli/text/trace-detail.ts';
import { traceEventLines } from '../../src/cli/text/trace-events.ts';
import { paint } from '../../src/cli/text/paint.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { traceDetailSchema, traceRowsDocumentSchema, TRACE_PARTS } from '../../src/shared/domain/trace-detail.ts';
import { traceSchema } from '../../src/shared/domain/trace.ts';
import { cli, FakeApi, type Told } from './support.ts';

const LOG = `7 1700000000.000000 execve("/app", ["/app"], 0x1 /* 3 vars */) = 0 <0.000400>
7 1700000000.001000 openat(AT_FDCWD, "/lib/libfoo.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory) <0.000010>
7 1700000000.002000 openat(AT_FDCWD, "/usr/lib/libfoo.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory) <0.000010>
7 1700000000.003000 clone(child_stack=NULL, flags=CLONE_VM|SIGCHLD) = 8 <0.000100>
8 1700000000.004000 openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3 <0.000010>
8 1700000000.005000 read(3, "127.0.0.1 \\33[2Jx"..., 4096) = 20 <0.000010>
8 1700000000.006000 exit_group(0) = ?
8 1700000000.007000 +++ exited with 0 +++
7 1700000000.008000 write(2, "libfoo.so.1: cannot open shared object file\\n", 44) = 44 <0.000010>
7 1700000000.009000 exit_group(127) = ?
7 1700000000.010000 +++ exited with 127 +++
`;
const SET = path.join(import.meta.dirname, '..', 'fixtures', 'strace', 'set');
const fixture = (kind: string): unknown => JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', `${kind}.json`), 'utf8'));

describe('cgoscope trace FILE', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-cli-trace-'));
    writeFileSync(path.join(folder, 'app.strace'), LOG);
    mkdirSync(path.join(folder, 'folder'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** An api is an error here: a lone file needs none. */
  const trace = (...argv: string[]): Promise<Told> =>
    cli(['trace', ...argv], { api: new Error('a lone file asks nobody'), cwd: folder, env: { CGOSCOPE_DATA: path.join(folder, 'data') } });

  it('--json prints trace@1', async () => {
    const { code, out, err } = await trace('app.strace', '--json');
    expect([code, err]).toEqual([0, '']);
    expect(traceSchema.parse(JSON.parse(out))).toMatchObject({ events: 11, processes: 2, errors: { ENOENT: 2 }, filesMissing: ['/lib/libfoo.so.1', '/usr/lib/libfoo.so.1'] });
  });

  it('tells what decided, what was searched for and not found, then processes and sums', async () => {
    const { code, out } = await trace('app.strace');
    expect(code).toBe(0);
    const places = [
      'app.strace: 11 events of 2 tasks',
      '\nwhat decided\n',
      '\nsearched for and not found\n',
      '\nprocesses and threads\n',
      '    #1 ',
      '\ncalls\n',
      '\nerrors\n',
      '\nfiles\n',
    ].map((part) => out.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(out).not.toContain('\u001b');
  });

  it('--filter leaves what holds, in text and as trace-detail', async () => {
    const { out } = await trace('app.strace', '--filter', 'error:ENOENT path:/usr/*');
    expect(out).toContain('1 event left by error:ENOENT path:/usr/*');
    const json = await trace('app.strace', '--filter', 'error:ENOENT', '--json');
    const detail = traceDetailSchema.parse(JSON.parse(json.out));
    expect(detail).toMatchObject({ name: 'app.strace', events: 11, matching: 2, calls: { total: 1, rows: [{ key: 'openat', calls: 2 }] } });
    expect(detail.sums?.events).toBe(11);
  });

  it('a table of strace -c is shown as one, its rows with calls, errors and time', async () => {
    const dashes = '------ ----------- ----------- --------- --------- ----------------';
    const table = [
      '% time     seconds  usecs/call     calls    errors syscall',
      dashes,
      ' 75.00    0.000300          10        30           mmap',
      ' 25.00    0.000100          50         2         1 access',
      dashes,
      '100.00    0.000400          12        32         1 total',
    ];
    writeFileSync(path.join(folder, 'app.count'), table.join('\n') + '\n');
    for (const argv of [[], ['--show', 'calls'], ['--show', 'sums'], ['--show', 'all']]) {
      const { code, out } = await trace('app.count', ...argv);
      expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining('app.count: a table of strace -c, which has no events: 2 calls made 32 times, 1 error;')]);
      expect(out.match(/^ *mmap +30 +300/gm)).toHaveLength(1);
      expect(out).toMatch(/^ *access +2 +1 +100/m);
    }
  });

  it('says how many of the events are what strace itself said: trace@1 leaves them out', async () => {
    writeFileSync(path.join(folder, 'said.strace'), `strace: Process 7 attached\n${LOG}`);
    expect((await trace('said.strace')).out).toContain('said.strace: 12 events (1 of them a message of the tracer) of 2 tasks');
    expect((await trace('said.strace', '--show', 'dns')).out).toContain('12 events (1 of them a message of the tracer)');
    expect(JSON.parse((await trace('said.strace', '--json')).out)).toMatchObject({ events: 11 });
  });

  it('the files of one strace -ff are one trace: by their common name, their folder, or one by one', async () => {
    cpSync(SET, path.join(folder, 'set'), { recursive: true });
    const whole = traceSchema.parse(JSON.parse((await trace('set/out', '--json')).out));
    expect(whole).toMatchObject({ events: 240, processes: 5 });
    const pids = [5813, 5814, 5815, 5816, 5817].map((pid) => `set/out.${pid}`);
    for (const argv of [['set'], ['set/out.*'], pids]) expect(JSON.parse((await trace(...argv, '--json')).out)).toEqual(whole);
    expect((await trace(...pids)).out).toContain('set/out.* (5 files): 240 events of 5 tasks');
    const some = await trace('set/out.5813', 'set/out.5817');
    expect(some.out).toContain('warning: 3 processes that the log tells of have no file here: 5814, 5815, 5816;');
    expect((await trace('set/out.5813', 'set/out.99')).err).toBe('cgoscope: set/out.99: there is no such file\n');
    const { out } = await cli(['trace', 'diff', 'set', 'set/out.*'], { api: new Error('lone files ask nobody'), cwd: folder, env: { CGOSCOPE_DATA: path.join(folder, 'data') } });
    expect(out).toContain('The two did the same: ');
  });

  it('--show prints these parts only, whatever is in them', async () => {
    const { out } = await trace('app.strace', '--show', 'dns,calls');
    expect(out).toContain('no query was sent');
    expect(out).not.toContain('what decided');
    const json = traceDetailSchema.parse(JSON.parse((await trace('app.strace', '--show', 'tasks', '--json')).out));
    expect(Object.keys(json).filter((key) => key === 'calls' || key === 'taskList')).toEqual(['taskList']);
    expect((await trace('app.strace', '--show', 'all')).out).toContain('searched for and found');
  });

  it('leaves silences out in text that are shorter than 1 ms or 1 % of the whole, and keeps them in JSON', async () => {
    const at = (ms: number): string => (1_700_000_000 + ms / 1000).toFixed(6);
    writeFileSync(path.join(folder, 'quiet.strace'), [0, 500, 504, 1000].map((ms) => `7 ${at(ms)} getpid() = 7 <0.000000>\n`).join(''));
    const { out } = await trace('quiet.strace', '--show', 'gaps');
    expect(out.match(/#0 /g)).toHaveLength(2);
    expect(out).not.toMatch(/ all | 4 ms/);
    const json = traceDetailSchema.parse(JSON.parse((await trace('quiet.strace', '--show', 'gaps', '--json')).out));
    expect(json.gaps?.rows.map(({ ns, task }) => [Math.round(ns / 1e6), task])).toEqual([
      [500, 0],
      [496, 0],
      [4, 0],
    ]);
    writeFileSync(path.join(folder, 'brisk.strace'), [0, 0.2, 0.5].map((ms) => `7 ${at(ms)} getpid() = 7 <0.000000>\n`).join(''));
    expect((await trace('brisk.strace')).out).not.toContain('longest silences');
    expect((await trace('brisk.strace', '--show', 'gaps')).out).toContain('none of 1 ms or more; --json has the shorter ones');
  });

  it('--events prints events, from either end, and as trace-rows', async () => {
    const text = await trace('app.strace', '--events', '--filter', 'call:openat', '--count', '2');
    expect(text.out).toContain('openat(AT_FDCWD, "/lib/libfoo.so.1", O_RDONLY|O_CLOEXEC)');
    expect(text.out).toContain('2 events from place 1 of 3');
    const json = await trace('app.strace', '--events', '--from', '-1', '--json');
    const rows = traceRowsDocumentSchema.parse(JSON.parse(json.out));
    expect(rows).toMatchObject({ name: 'app.strace', filter: '', noise: false, matching: 11, from: 10, rows: [{ event: 11, kind: 'exit', name: 'exited' }] });
    expect((await trace('app.strace', '--events', '--from', '50')).out).toContain('no event stands there: 11 are left');
  });

  it.each([
    [['recrod', 'x'], 'cgoscope: recrod is no file here and no command of trace; expected a file, or one of diff, record, list, show, cancel, remove'],
    [
      ['app.strace', 'other.strace'],
      'trace takes one log, and was given 2: app.strace and other.strace are no files of one strace -ff, whose names differ in the pid at their end alone',
    ],
    [['list', 'x'], "too many arguments for 'list'"],
    [['folder'], 'folder is a folder, and no files of strace -ff (out.123, out.124 …) are in it; expected a log, or a folder with the files of one strace -ff'],
    [['nowhere.strace'], 'nowhere.strace: there is no such file'],
    [['data/x.strace'], 'data/x.strace: there is no such file'],
    [[''], '"" is no name of a file'],
    [['app.strace', '--filter', 'cal:open'], 'the filter at character 1: there is no key cal; expected one of call, error'],
    [['app.strace', '--filter', 'call:a "b'], 'the filter at character 8: a quote has no end'],
    [['nowhere', '--filter', 'took:9'], '9 is no value of took'],
    [['app.strace', '--show', 'call'], '--show call: there is no such part of a trace; expected all, or some of sums, calls'],
    [['app.strace', '--from', '3'], '--from and --count pick rows of --events'],
    [['app.strace', '--events', '--from', '0'], '1 is the first event, -1 the last'],
    [['app.strace', '--events', '--count', '0'], 'expected a whole number from 1 to 1000000'],
    [['app.strace', '--events', '--show', 'all'], '--show and --events are two questions'],
    [[], "missing required argument 'file'"],
  ])('%j is told in one sentence', async (argv, sentence) => {
    const { code, out, err } = await trace(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('cgoscope trace of what is stored', () => {
  const detail = traceDetailSchema.parse(fixture('trace-detail'));
  const rows = traceRowsDocumentSchema.parse(fixture('trace-rows'));

  it('takes RUN/CELL and the id of a recording where no file is called so', async () => {
    for (const [text, source] of [
      ['last/3', { kind: 'cell', run: 'last', cell: 3 }],
      ['01JABC/12', { kind: 'cell', run: '01JABC', cell: 12 }],
      ['last', { kind: 'recording', id: 'last' }],
      ['01JABC', { kind: 'recording', id: '01JABC' }],
    ] as const) {
      const api = new FakeApi({ 'trace.detail': () => detail });
      const { code, out } = await cli(['trace', text, '--json'], { api });
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual(detail.sums);
      expect(api.input('trace.detail')).toMatchObject({ source, parts: ['sums'] });
      expect(api.opened).toMatchObject([{ needOwner: false }]);
    }
  });

  it('asks for events page by page', async () => {
    const api = new FakeApi({
      'trace.rows': ({ from = 0, count = 0 }) => ({ matching: 12_000, from, rows: Array.from({ length: Math.min(count, 12_000 - from) }, () => rows.rows[0] ?? never()) }),
    });
    const { out } = await cli(['trace', 'last/3', '--events', '--count', '11000', '--json'], { api });
    expect(traceRowsDocumentSchema.parse(JSON.parse(out)).rows).toHaveLength(11_000);
    expect(api.asked.map(({ input }) => input)).toMatchObject([
      { from: 0, count: 5_000 },
      { from: 5_000, count: 5_000 },
      { from: 10_000, count: 1_000 },
    ]);
  });

  it('says what the api says of a cell without one', async () => {
    const api = new FakeApi({
      'trace.detail': () => {
        throw new InputError('cell 01J/3 has no trace: it was not started under the tracer', { input: '01J/3' });
      },
    });
    expect(await cli(['trace', 'last/3'], { api })).toMatchObject({ code: 2, err: 'cgoscope: cell 01J/3 has no trace: it was not started under the tracer\n' });
  });

  it('shows no text of strangers as itself', () => {
    const evil = 'x\u001b[2J\u202e\u009b\r\n\u0007y';
    const row = { ...(rows.rows[0] ?? never()), name: evil, args: evil, result: evil, error: evil };
    const group = { key: evil, calls: 1, errors: { [evil]: 1 }, totalNs: 1, longestNs: 1, firstEvent: 1, bytesRead: null, bytesWritten: null };
    const one = <T>(value: T): { total: number; rows: T[] } => ({ total: 1, rows: [value] });
    const hostile = traceDetailSchema.parse({
      ...detail,
      name: evil,
      warnings: [{ code: 'x', text: evil, line: 1 }],
      calls: one(group),
      files: one(group),
      addresses: one(group),
      errors: one(group),
      sought: one({ kind: 'other', name: evil, found: false, places: [{ path: evil, error: evil, event: 1 }], foundAt: null, task: 0 }),
      deciding: one({ why: 'said', event: 1, line: 1, text: evil }),
      gaps: one({ task: 0, after: 1, before: 2, ns: 5, inCall: evil }),
    });
    const told = [
      ...traceDetailLines(hostile, { parts: TRACE_PARTS, filter: evil, paint: paint(false), columns: 100 }),
      ...traceEventLines({ matching: 1, from: 0, rows: [row] }, paint(false), 100),
    ];
    for (const line of told) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('hangs tasks below their parents once each, circles of a broken log too', () => {
    const task = (number: number, parent: number | null) => ({
      task: number,
      pid: number,
      kind: 'process' as const,
      parent,
      program: null,
      firstEvent: 1,
      lastEvent: 1,
      startNs: null,
      endNs: null,
      ended: null,
      events: 1,
      errors: 0,
    });
    const circle = { ...detail, tasks: 5, taskList: { total: 5, rows: [task(0, null), task(1, 0), task(2, 1), task(3, 4), task(4, 3)] } };
    const lines = traceDetailLines(circle, { parts: ['tasks'], filter: '', paint: paint(false), columns: undefined });
    expect(lines.filter((line) => /^ +#\d/.test(line)).map((line) => line.replace(/ +\d.*$/, ''))).toEqual(['  #0', '    #1', '      #2', '  #3', '  #4']);
  });
});

function never(): never {
  throw new Error('the fixture has no row');
}
