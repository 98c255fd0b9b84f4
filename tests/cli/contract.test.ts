// The command line as a contract: exit codes, one document on stdout, sentences on stderr.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DiskFullError } from '../../src/core/store/errors.ts';
import { CancelledError, EngineUnavailableError, InputError } from '../../src/shared/domain/errors.ts';
import { DOCUMENTS, type Runs } from '../../src/shared/domain/documents.ts';
import { cell, difference, doctor, plan, redCell, run, RUN_ID, show } from '../builders/documents.ts';
import { cli, FakeApi } from './support.ts';

const data = mkdtempSync(path.join(tmpdir(), 'cgoscope-cli-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const green = cell(1);
const red = redCell(2);
const runs = (n = 1): Runs => ({
  schema: 'cgoscope/runs@0',
  runs: Array.from({ length: n }, () => ({
    id: RUN_ID,
    state: 'done',
    startedAt: '2026-11-23T01:03:16.120Z',
    endedAt: '2026-11-23T01:04:20.370Z',
    project: '/home/ana/serve',
    cells: 2,
    green: 1,
    red: 1,
    grey: 0,
    ended: 2,
    origin: 'local',
  })),
});

const full = (): FakeApi =>
  new FakeApi({
    'plan.make': () => plan(),
    'runs.list': () => runs(),
    'run.get': () => run([green, red]),
    'cell.get': () => show(red, { nearest: { number: 1, key: green.key, apart: ['base'], differences: [difference()] } }),
    'diff.make': () => ({
      schema: 'cgoscope/diff@0',
      kind: 'cells',
      a: { run: RUN_ID, cell: 2, label: 'cell 2' },
      b: { run: RUN_ID, cell: 1, label: 'cell 1' },
      differences: [difference()],
      cells: [],
    }),
    'doctor.run': () => doctor(),
    'toolchain.list': () => ({ schema: 'cgoscope/toolchains@0', toolchains: [], available: [] }),
    'clean.run': ({ apply }) => ({ items: [{ what: 'run 1', bytes: 1000 }], bytes: 1000, applied: apply ?? false }),
    'bundle.export': () => ({ bytes: 5, redacted: { token: 1 } }),
    'bundle.import': () => ({ id: RUN_ID, cells: 2, fresh: true }),
    'report.render': ({ format }) => ({ content: `a report as ${format}` }),
  });

describe('documents', () => {
  it.each([
    ['plan', ['plan', '--json']],
    ['runs', ['runs', '--json']],
    ['run', ['show', 'last', '--json']],
    ['show', ['show', 'last/2', '--json']],
    ['diff', ['diff', 'last/1', 'last/2', '--json']],
    ['doctor', ['doctor', '--json']],
    ['toolchains', ['toolchain', 'list', '--json']],
    ['clean', ['clean', '--json']],
    ['exported', ['export', 'last', '--to', 'x.cgoscope', '--json']],
    ['imported', ['import', 'x.cgoscope', '--json']],
  ] as const)('%s: --json prints exactly one document that fits its schema', async (kind, argv) => {
    const told = await cli([...argv], { api: full() });
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out.endsWith('\n')).toBe(true);
    expect(told.out.trimEnd().split('\n')).toHaveLength(1);
    expect(DOCUMENTS[kind].safeParse(JSON.parse(told.out)).success).toBe(true);
  });

  it('schema lists every kind with its version, and prints the JSON Schema of one', async () => {
    const all = await cli(['schema']);
    for (const kind of Object.keys(DOCUMENTS)) expect(all.out).toMatch(new RegExp(`^${kind} +cgoscope/`, 'm'));
    const one = await cli(['schema', 'run']);
    expect(JSON.parse(one.out)).toMatchObject({ properties: { schema: { const: 'cgoscope/run@1' } } });
  });
});

describe('bad input is one sentence and exit 2', () => {
  it.each([
    [['gate', 'last/1'], "unknown command 'gate'"],
    [['bisect'], "missing required argument 'run/cell'"],
    [['rnu'], "unknown command 'rnu'"],
    [['bisect', 'last'], '"last" names a run; a bisect is between two cells'],
    [['--no-such'], "unknown option '--no-such'"],
    [['show', 'a', 'b'], 'too many arguments'],
    [['run', '--no-such'], "unknown option '--no-such'"],
    [['show'], "missing required argument 'run[/cell]'"],
    [['elf'], "missing required argument 'file'"],
    [['run', '--jobs', 'many'], 'expected a whole number from 1 to 64'],
    [['run', '--jobs', '0'], 'expected a whole number from 1 to 64'],
    [['run', '--fail-on', 'nothing'], 'Allowed choices are red, finding'],
    [['run', '--json', '--events'], "'--events' cannot be used with option '--json'"],
    [['run', '--report', 'out.pdf'], '"out.pdf" ends in ".pdf"; a report is .html, .md or .json'],
    [['report', 'last', '--to', 'report'], 'ends in nothing; a report is .html, .md or .json'],
    [['report', 'last/3', '--to', 'a.md'], 'names a cell; a report is made of a whole run'],
    [['report', 'last'], "required option '--to <file>' not specified"],
    [['schema', 'nothing'], 'there is no document kind "nothing"'],
    [['schema', 'toString'], 'there is no document kind "toString"'],
    [['show', 'last/'], 'names no cell after the slash'],
    [['show', '/3'], 'names no run'],
    [['elf', 'no-such-file'], 'no-such-file: there is no such file'],
    [['elf', '/'], '/ is a folder; expected a regular file'],
    [['elf', ''], '"" is no name of a file'],
    [['elf', 'two\nlines'], 'two\\nlines: there is no such file'],
    [['audit', 'x'.repeat(5_000)], 'has 5000 characters; the name of an image'],
    [['trace', 'no-such-file'], 'no-such-file: there is no such file'],
    [['toolchain', 'build'], "missing required argument 'names'"],
    [['diff', 'last', 'last', '--fail-on', 'red'], 'Allowed choices are difference'],
  ])('%j', async (argv, text) => {
    const told = await cli(argv, { api: full() });
    expect(told.code).toBe(2);
    expect(told.out).toBe('');
    expect(told.err).toContain(text);
    expect(told.err.trimEnd().split('\n')).toHaveLength(1);
    expect(told.err).toMatch(/^cgoscope: /);
    expect(told.err).not.toMatch(/\n\s+at /);
  });

  it('names an unknown run as the api does', async () => {
    const api = new FakeApi({
      'run.get': () => {
        throw new InputError('there is no run "01ZZ"', { input: '01ZZ' });
      },
    });
    expect(await cli(['show', '01ZZ'], { api })).toMatchObject({ code: 2, err: 'cgoscope: there is no run "01ZZ"\n' });
    expect(api.closed).toBe(1);
  });

  it('calls a full disk what it is, and no bug', async () => {
    const api = new FakeApi({
      'run.get': () => {
        throw new DiskFullError('/home/somebody/data');
      },
    });
    const told = await cli(['show', '01ZZ'], { api });
    expect(told.code).toBe(2);
    expect(told.err).toMatch(/^cgoscope: the disk that holds \/home\/somebody\/data is full/);
    expect(told.err).not.toContain('bug');
  });

  it('shows control characters of what was typed', async () => {
    const told = await cli(['elf', '\u001b[31m\u202efile']);
    expect(told.err).toContain('\\x1b[31m\\u{202e}file');
  });

  it('keeps all errors of a matrix file, one a line', async () => {
    const api = new FakeApi({
      'plan.make': () => {
        throw new InputError('cgoscope.yaml:3: a\ncgoscope.yaml:7: b', { input: 'cgoscope.yaml' });
      },
    });
    expect((await cli(['plan'], { api })).err).toBe('cgoscope: cgoscope.yaml:3: a\ncgoscope.yaml:7: b\n');
  });
});

describe('exit codes', () => {
  it('0 for a stored run with red cells: facts are results', async () => {
    expect((await cli(['show', 'last'], { api: full() })).code).toBe(0);
    expect((await cli(['diff', 'a', 'b'], { api: full() })).code).toBe(0);
  });

  it('1 with --fail-on', async () => {
    expect((await cli(['show', 'last', '--fail-on', 'red'], { api: full() })).code).toBe(1);
    expect((await cli(['show', 'last/2', '--fail-on', 'red'], { api: full() })).code).toBe(1);
    expect((await cli(['show', 'last', '--fail-on', 'finding'], { api: full() })).code).toBe(0);
    expect((await cli(['diff', 'a', 'b', '--fail-on', 'difference'], { api: full() })).code).toBe(1);
  });

  it('3 without an engine, with the fix', async () => {
    const told = await cli(['toolchain', 'list'], {
      api: new FakeApi({
        'toolchain.list': () => {
          throw new EngineUnavailableError('no container engine answers at unix:///var/run/docker.sock', 'Start Docker, or set DOCKER_HOST.');
        },
      }),
    });
    expect(told).toMatchObject({ code: 3, err: 'cgoscope: no container engine answers at unix:///var/run/docker.sock\nStart Docker, or set DOCKER_HOST.\n' });
  });

  it('3 from doctor where no engine is in reach, with the document all the same', async () => {
    const told = await cli(['doctor', '--json'], { api: new FakeApi({ 'doctor.run': () => doctor({ engine: null, endpoint: null, disk: null, emulators: null }) }) });
    expect(told.code).toBe(3);
    expect(JSON.parse(told.out)).toMatchObject({ schema: 'cgoscope/doctor@0', engine: null });
  });

  it('4 for what was cancelled', async () => {
    expect(
      (
        await cli(['runs'], {
          api: new FakeApi({
            'runs.list': () => {
              throw new CancelledError();
            },
          }),
        })
      ).code,
    ).toBe(4);
  });

  it('70 for a bug of ours: one sentence, and the stack in a file of the data folder', async () => {
    const api = new FakeApi({
      'runs.list': () => {
        throw new TypeError('x is not a function', { cause: new Error('deeper') });
      },
    });
    const told = await cli(['runs', '--limit', '3'], { api, env: { CGOSCOPE_DATA: data, SECRET: 'canary' } });
    expect(told.code).toBe(70);
    expect(told.err.trimEnd().split('\n')).toHaveLength(1);
    expect(told.err).toContain('a bug of ours: x is not a function; the details are in ');
    const file = /the details are in (.*)\n/.exec(told.err)?.[1] ?? '';
    expect(file.startsWith(data)).toBe(true);
    const details = readFileSync(file, 'utf8');
    expect(details).toContain('contract.test.ts');
    expect(details).toContain('caused by');
    expect(details).toContain('["runs","--limit","3"]');
    expect(details).not.toContain('canary');
  });

  it('70 when the details can not be written either, and says so', async () => {
    const api = new FakeApi({
      'runs.list': () => {
        throw new TypeError('broken');
      },
    });
    const told = await cli(['runs'], { api, env: { CGOSCOPE_DATA: '/dev/null/x' } });
    expect(told.code).toBe(70);
    expect(told.err).toContain('the details could not be written');
  });

  it('keeps the class of an error that crossed a process boundary by its name', async () => {
    const foreign = Object.assign(new Error('there is no run "x"'), { name: 'InputError' });
    expect(
      (
        await cli(['runs'], {
          api: new FakeApi({
            'runs.list': () => {
              throw foreign;
            },
          }),
        })
      ).code,
    ).toBe(2);
  });
});

describe('requests', () => {
  it('makes paths absolute and hands over what was asked', async () => {
    const api = full();
    await cli(['plan', 'sub dir', '--config', 'm.yaml', '--set', 'cgo=0,1', '--set', 'libc=musl', '--only', 'cgo=1 !libc=musl', '--endpoint', 'remote'], {
      api,
      cwd: '/home/ana',
      env: { DOCKER_HOST: 'tcp://x:1', SECRET_TOKEN: 'no', https_proxy: 'http://p', GOPROXY: 'off' },
    });
    expect(api.input('plan.make')).toEqual({
      path: '/home/ana/sub dir',
      config: '/home/ana/m.yaml',
      set: ['cgo=0,1', 'libc=musl'],
      only: ['cgo=1 !libc=musl'],
      endpoint: 'remote',
      env: { DOCKER_HOST: 'tcp://x:1', https_proxy: 'http://p', GOPROXY: 'off' },
    });
  });

  it('reads with no owner, works with one', async () => {
    for (const [argv, needOwner] of [
      [['runs'], false],
      [['show', 'last'], false],
      [['plan'], false],
      [['doctor'], false],
      [['clean'], true],
    ] as const) {
      const api = full();
      await cli([...argv], { api });
      expect(api.opened).toMatchObject([{ needOwner }]);
      expect(api.closed).toBe(1);
    }
  });

  it('opens nothing for what needs nothing', async () => {
    for (const argv of [['--version'], ['--help'], ['schema'], ['elf', '/bin/sh'], []]) {
      const api = full();
      expect((await cli(argv, { api })).code).toBe(0);
      expect(api.opened).toEqual([]);
    }
  });

  it('a cell may be named by axes that hold slashes', async () => {
    const api = full();
    await cli(['show', 'last/platform=linux/arm64,cgo=1'], { api });
    expect(api.input('cell.get')).toEqual({ run: 'last', cell: 'platform=linux/arm64,cgo=1' });
  });

  it('report writes the file and says where', async () => {
    const told = await cli(['report', 'last', '--to', 'r.md'], { api: full(), cwd: data });
    expect(told).toMatchObject({ code: 0, out: '', err: `written: ${path.join(data, 'r.md')}\n` });
    expect(readFileSync(path.join(data, 'r.md'), 'utf8')).toBe('a report as md');
  });

  it('report into a folder that is not there is bad input, not a bug', async () => {
    const told = await cli(['report', 'last', '--to', 'no/such/r.md'], { api: full(), cwd: data });
    expect(told.code).toBe(2);
    expect(told.err).toContain('there is no such file or folder');
  });

  it('clean only says what it would free, until --yes', async () => {
    const asking = full();
    const told = await cli(['clean'], { api: asking });
    expect(told.out).toContain('would free 1.00 kB');
    expect(asking.asked.filter((call) => call.name === 'clean.run')).toHaveLength(1);
    const doing = full();
    // Everything, and only some of the runs: one of them is not meant, and what is gone does not come back.
    expect(await cli(['clean', '--yes', '--all', '--older', '7'], { api: doing })).toMatchObject({ code: 2 });
    expect(doing.asked).toEqual([]);
    expect((await cli(['clean', '--yes', '--older', '7'], { api: doing })).out).toContain('freed 1.00 kB');
    expect(doing.input('clean.run')).toMatchObject({ apply: true, olderDays: 7 });
    const refused = full();
    await cli(['clean'], { api: refused, answer: 'n' });
    expect(refused.asked.filter((call) => call.name === 'clean.run')).toHaveLength(1);
  });
});
