// What the command line changes beside runs: the list of runs, settings, and what the doctor offers to do.
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, type Doctor, type DoctorAction } from '../../src/shared/domain/documents.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import type { SettingsView } from '../../src/shared/domain/settings.ts';
import { cell, doctor, redCell, RUN_ID, show } from '../builders/documents.ts';
import { cli, FakeApi } from './support.ts';

const view = (given: Partial<SettingsView['settings']> = {}): SettingsView => ({
  settings: { limitBytes: 20_000_000_000, endpoint: null, jobs: null, ...given },
  defaults: { limitBytes: 20_000_000_000, endpoint: null, jobs: null },
  file: '/home/ana/.local/share/cgoscope/settings.json',
  environment: [{ name: 'HTTPS_PROXY', value: 'http://***@p:3128', meaning: 'the proxy' }],
  endpoints: [{ name: 'default', host: 'unix:///var/run/docker.sock' }],
});
const action: DoctorAction = { id: 'engine.start', title: 'Start the Docker daemon', changesHost: true, detail: 'Starts it on this machine.', command: 'systemctl start docker' };
const offering = (given: Partial<DoctorAction> = {}): Doctor =>
  doctor({ problems: [{ level: 'error', text: 'nothing answers', fix: 'Start it.', action: { ...action, ...given } }] });

const full = (offered: Doctor = offering()): FakeApi =>
  new FakeApi({
    'run.remove': () => ({ id: RUN_ID, until: '2026-11-24T04:12:27.173Z' }),
    'run.restore': () => ({ id: RUN_ID }),
    'runs.list': () => ({ schema: 'cgoscope/runs@0', runs: [] }),
    'cell.get': () => show(redCell(2)),
    'cell.history': () => ({
      entries: [
        { run: { id: RUN_ID, state: 'done', startedAt: '2026-11-23T01:03:16Z', endedAt: null, cells: 2, green: 1, red: 1, grey: 0, ended: 2, origin: 'local' }, cell: redCell(2) },
        {
          run: { id: RUN_ID, state: 'done', startedAt: '2026-11-22T01:03:16Z', endedAt: null, cells: 2, green: 2, red: 0, grey: 0, ended: 2, origin: 'theirs\u202e.cgoscope' },
          cell: cell(1),
        },
      ],
    }),
    'settings.get': () => view({ jobs: 4 }),
    'settings.set': ({ change }) => view({ ...(change.jobs === undefined ? {} : { jobs: change.jobs }) }),
    'doctor.run': () => offered,
    'doctor.fix': ({ action: id, yes }) => {
      if (id === 'engine.start' && yes !== true) throw new InputError('Start the Docker daemon: it needs a yes', { input: id });
      return { done: `did ${id}` };
    },
  });

describe('documents', () => {
  it.each([
    ['removed', ['runs', 'remove', 'last', '--json'], true],
    ['removed', ['runs', '--json', 'remove', 'last'], true],
    ['restored', ['runs', 'restore', 'last', '--json'], true],
    ['history', ['history', 'last/2', '--json'], false],
    ['settings', ['settings', '--json'], false],
    ['settings', ['settings', 'get', '--json'], false],
    ['settings', ['settings', 'get', 'jobs', '--json'], false],
    ['settings', ['settings', 'set', 'jobs=3', '--json'], true],
    ['fixed', ['doctor', '--fix', 'engine.start', '--yes', '--json'], true],
  ] as const)('%s: %j prints exactly one that fits its schema', async (kind, argv, needOwner) => {
    const api = full();
    const told = await cli([...argv], { api });
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out.trimEnd().split('\n')).toHaveLength(1);
    expect(DOCUMENTS[kind].safeParse(JSON.parse(told.out)).success).toBe(true);
    expect(api.opened).toMatchObject([{ needOwner }]);
  });
});

describe('bad input is one sentence and exit 2', () => {
  it.each([
    [['runs', 'remove'], "missing required argument 'run'"],
    [['runs', 'remove', 'last/3'], '"last/3" names a cell; expected a run'],
    [['runs', 'frob'], 'too many arguments'],
    [['history', 'last'], '"last" names no cell; expected RUN/CELL'],
    [['settings', 'frob'], 'too many arguments'],
    [['settings', 'get', 'colour'], '"colour" is no setting; expected one of limitBytes, endpoint, jobs'],
    [['settings', 'set'], "missing required argument 'key=value'"],
    [['settings', 'set', 'jobs'], '"jobs" is not KEY=VALUE'],
    [['settings', 'set', 'jobs=many'], 'jobs "many" is not a whole number from 1 to 64'],
    [['settings', 'set', 'jobs=1e1'], 'jobs "1e1" is not a whole number'],
    [['settings', 'set', 'limitBytes=20 apples'], '"20 apples" is not a size'],
    [['settings', 'set', 'limitBytes=5MB'], 'limitBytes 5MB is too small; expected at least 100MB'],
    [['doctor', '--yes'], '--yes answers nothing without --fix'],
    [['doctor', '--fix'], 'argument missing'],
  ])('%j', async (argv, text) => {
    const api = full();
    const told = await cli(argv, { api });
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain(text);
    expect(told.err.trimEnd().split('\n')).toHaveLength(1);
    expect(api.asked.filter(({ name }) => name === 'settings.set' || name === 'doctor.fix')).toEqual([]);
  });
});

describe('runs and cells', () => {
  it('a removed run says until when and how it comes back', async () => {
    const told = await cli(['runs', 'remove', 'last'], { api: full() });
    expect(told.out).toBe(`removed ${RUN_ID}\nuntil 2026-11-24T04:12:27Z, or the next clean, it comes back with: cgoscope runs restore ${RUN_ID}\n`);
    expect((await cli(['runs', 'restore', 'last'], { api: full() })).out).toBe(`restored ${RUN_ID}\n`);
  });

  it('runs without a command still lists, with its options', async () => {
    const api = full();
    expect((await cli(['runs', '--limit', '7'], { api })).code).toBe(0);
    expect(api.input('runs.list')).toEqual({ limit: 7 });
  });

  it('history shows a line a run with how the cell ended and where the run came from, controls visible', async () => {
    const { out, code } = await cli(['history', 'last/2', '--limit', '5'], { api: full() });
    expect(code).toBe(0);
    expect(out).toContain(`${RUN_ID}/2`);
    expect(out).toContain(`${RUN_ID}/1`);
    expect(out).toContain('theirs\\u{202e}.cgoscope');
    expect(out).not.toContain('\u202e');
  });
});

describe('settings', () => {
  it('get prints one value alone, for scripts; nothing where there is none', async () => {
    expect((await cli(['settings', 'get', 'LIMITBYTES'], { api: full() })).out).toBe('20000000000\n');
    expect((await cli(['settings', 'get', 'jobs'], { api: full() })).out).toBe('4\n');
    expect((await cli(['settings', 'get', 'endpoint'], { api: full() })).out).toBe('\n');
  });

  it('set understands sizes, contexts and numbers; an empty value puts the default back', async () => {
    const api = full();
    expect((await cli(['settings', 'set', 'limitBytes=2.5GB', 'endpoint=ssh://a=b@host', 'jobs='], { api })).code).toBe(0);
    expect(api.input('settings.set')).toMatchObject({ change: { limitBytes: 2_500_000_000, endpoint: 'ssh://a=b@host', jobs: null } });
    const back = full();
    await cli(['settings', 'set', 'limitBytes='], { api: back });
    expect(back.input('settings.set')).toMatchObject({ change: { limitBytes: 20_000_000_000 } });
  });

  it('as text say what is set, where, and what the environment sets', async () => {
    const { out } = await cli(['settings'], { api: full() });
    for (const text of ['20000000000 (20.0 GB)', '/home/ana/.local/share/cgoscope/settings.json', 'HTTPS_PROXY', 'http://***@p:3128', 'unix:///var/run/docker.sock'])
      expect(out).toContain(text);
    expect(out).toMatch(/^jobs +4 +set/m);
    expect(out).toMatch(/^endpoint +- +default/m);
  });
});

describe('doctor --fix', () => {
  it('is named by the doctor beside the fix', async () => {
    expect((await cli(['doctor'], { api: full() })).out).toContain('or: cgoscope doctor --fix engine.start');
  });

  it('asks before it changes this machine, naming what will be done', async () => {
    const asked: string[] = [];
    const api = full();
    const told = await cli(['doctor', '--fix', 'engine.start'], { api, answer: 'y', onAsk: (question) => asked.push(question) });
    expect(told).toMatchObject({ code: 0, out: 'did engine.start\n' });
    expect(asked.join()).toContain('Start the Docker daemon: Starts it on this machine.');
    expect(asked.join()).toContain('systemctl start docker');
    expect(api.input('doctor.fix')).toMatchObject({ action: 'engine.start', yes: true });
  });

  it('does nothing after a no', async () => {
    const api = full();
    expect(await cli(['doctor', '--fix', 'engine.start'], { api, answer: '' })).toMatchObject({ code: 0, out: '', err: 'nothing was done\n' });
    expect(api.input('doctor.fix')).toBeUndefined();
  });

  it('without a terminal needs --yes', async () => {
    expect(await cli(['doctor', '--fix', 'engine.start'], { api: full() })).toMatchObject({ code: 2, err: 'cgoscope: Start the Docker daemon: it needs a yes\n' });
    expect(await cli(['doctor', '--fix', 'engine.start', '-y'], { api: full() })).toMatchObject({ code: 0, out: 'did engine.start\n' });
  });

  it('does what changes only things of ours without a question', async () => {
    const asked: string[] = [];
    const told = await cli(['doctor', '--fix', 'toolchain.build:go-1.24-c'], {
      api: full(offering({ id: 'toolchain.build:go-1.24-c', changesHost: false })),
      answer: 'n',
      onAsk: (question) => asked.push(question),
    });
    expect(told).toMatchObject({ code: 0, out: 'did toolchain.build:go-1.24-c\n' });
    expect(asked).toEqual([]);
  });
});
