import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputError } from '../../src/shared/domain/errors.ts';
import { traceRecordingSchema, traceRecordingsSchema, type TraceRecording } from '../../src/shared/domain/trace-detail.ts';
import { cli, FakeApi } from './support.ts';

const fixture = (kind: string): unknown => JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', `${kind}.json`), 'utf8'));
const document = traceRecordingSchema.parse(fixture('trace-recording'));
const listed = traceRecordingsSchema.parse(fixture('trace-recordings'));

const api = (answer: TraceRecording = document) =>
  new FakeApi({
    'trace.record': () => ({ id: answer.id }),
    'trace.recording': () => answer,
    'trace.recordings': () => listed,
    'trace.cancel': () => ({ cancelled: true }),
    'trace.remove': () => ({ removed: true }),
    'trace.export': ({ to }) => ({ file: to, bytes: 2510 }),
  });
const record = (argv: string[], fake: FakeApi, more: Parameters<typeof cli>[1] = {}) => cli(['trace', 'record', ...argv], { api: fake, ...more });

describe('cgoscope trace record', () => {
  it('asks the owner, waits, and prints the one document', async () => {
    const fake = api();
    const told = await record(['--json', '--yes', 'app:1'], fake);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toEqual(document);
    expect(fake.opened).toMatchObject([{ needOwner: true }]);
    expect(fake.input('trace.record')).toMatchObject({
      image: 'app:1',
      argv: [],
      yes: true,
      entrypoint: null,
      network: 'inside',
      classes: ['file', 'network', 'process', 'signal'],
    });
    expect(fake.input('trace.recording')).toEqual({ id: document.id, wait: true });
  });

  it('hands on everything that can be said of a start', async () => {
    const fake = api();
    const options =
      '--env A=1=2 --env HERE --env ABSENT --user 65532:65532 --workdir /srv --read-only --network none --platform linux/arm64 --class all --ready tcp:8080 --stop-after 0.5 --seconds 90 --once --trace-bytes 1GB --title mine --entrypoint /bin/app --endpoint far';
    await record([...options.split(' '), 'app'], fake, { env: { HERE: 'from here' } });
    expect(fake.input('trace.record')).toMatchObject({
      environment: { A: '1=2', HERE: 'from here' },
      user: '65532:65532',
      workdir: '/srv',
      readOnly: true,
      network: 'none',
      platform: 'linux/arm64',
      classes: ['all'],
      ready: 'tcp:8080',
      stopAfterS: 0.5,
      seconds: 90,
      once: true,
      traceBytes: 1e9,
      title: 'mine',
      entrypoint: ['/bin/app'],
      endpoint: 'far',
    });
  });

  it.each([
    [
      ['app', '/bin/sh', '-c', 'x --json'],
      ['/bin/sh', '-c', 'x --json'],
    ],
    [
      ['app', 'serve', '--help', '--json'],
      ['serve', '--help', '--json'],
    ],
    [['app', '--', '--version'], ['--version']],
  ])('%j: what stands behind the image is its program’s, options too', async (argv, expected) => {
    const fake = api();
    await record(argv, fake);
    expect(fake.input('trace.record')).toMatchObject({ argv: expected });
  });

  /** A folder of a file, a folder and a link that leads nowhere; gone after the test. */
  const somewhere = (): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-cli-record-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(path.join(folder, 'there'), 'mine');
    mkdirSync(path.join(folder, 'folder'));
    symlinkSync('nowhere', path.join(folder, 'link'));
    return folder;
  };

  it('writes the log to a file as well, and says so', async () => {
    const fake = api();
    const cwd = somewhere();
    const told = await record(['--to', 'out.strace', 'app'], fake, { cwd });
    expect(fake.input('trace.export')).toEqual({ source: { kind: 'recording', id: document.id }, to: path.join(cwd, 'out.strace') });
    expect(told.err).toContain(`wrote ${path.join(cwd, 'out.strace')}, 2510 bytes`);
  });

  it.each([
    ['there', '--to: there is there already; expected a file that is not there yet'],
    ['link', '--to: link is there already; expected'],
    ['folder', '--to: folder is a folder; expected'],
    ['', 'is a folder; expected'],
    ['gone/out', '--to: there is no folder '],
    ['there/out', '/there is no folder; expected'],
    ['x'.repeat(300), "can't be looked at: "],
  ])('where --to can’t be written to %j, nothing is started, and nothing is shown', async (to, sentence) => {
    for (const argv of [
      ['record', '--to', to, 'app'],
      ['show', 'last', '--to', to],
    ]) {
      const fake = api();
      const told = await cli(['trace', ...argv], { api: fake, cwd: somewhere() });
      expect([told.code, told.out, fake.asked]).toEqual([2, '', []]);
      expect(told.err).toContain(sentence);
      expect(told.err.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('whose file can’t be written in the end is told all the same, in text and as a document', async () => {
    const full = (): FakeApi =>
      new FakeApi({
        'trace.record': () => ({ id: document.id }),
        'trace.recording': () => document,
        'trace.export': () => {
          throw new InputError('out can’t be written: the disk is full', { input: 'out', expected: 'a folder that can be written' });
        },
      });
    const cwd = somewhere();
    const told = await record(['--to', 'out', 'app'], full(), { cwd });
    expect([told.code, told.err]).toEqual([2, 'cgoscope: out can’t be written: the disk is full\n']);
    expect(told.out).toContain(`cgoscope trace ${document.id}`);
    expect(JSON.parse((await record(['--json', '--to', 'out', 'app'], full(), { cwd })).out)).toEqual(document);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  it('without a log writes none, and says so', async () => {
    const none = { ...document, log: null, sums: null, state: 'failed' as const, reason: 'nothing was recorded' };
    const told = await cli(['trace', 'show', 'last', '--to', 'out'], { api: api(none), cwd: somewhere() });
    expect([told.code, told.err]).toEqual([2, `cgoscope: recording ${document.id} has no log; nothing was written\n`]);
  });

  it('tells people how it ended without and with the tracer, and how much slower that was', async () => {
    const { out } = await record(['app'], api());
    expect(out).toContain('without the tracer  43 ms  ended with code 3');
    expect(out).toMatch(/with the tracer {5}79 ms {2}ended with code 3 {2}1\.9 times as long/);
    expect(out).toContain('2.51 kB, 22 events, 2 processes, 2 errors');
    expect(out).toContain(`cgoscope trace ${document.id}`);
  });

  it('shows how its stdout begins: once where both starts wrote the same, else of both, never more than ten lines', async () => {
    const wrote = (text: string): NonNullable<TraceRecording['plain']> => ({
      ...(document.plain ?? document.traced)!,
      stdout: { text, bytes: text.length, truncated: false },
    });
    const many = Array.from({ length: 12 }, (_, n) => `line ${n + 1}\n`).join('');
    const once = (await record(['app'], api({ ...document, plain: wrote(many), traced: wrote(many) }))).out;
    expect(once.match(/^its stdout.*$/gm)).toEqual(['its stdout:']);
    expect(once).toContain('  line 1\n');
    expect(once).toContain('  line 10\n  … of 87 B\n');
    expect(once).not.toContain('line 11');
    const both = (await record(['app'], api({ ...document, plain: wrote('5 ms\n'), traced: wrote('9 ms\u001b[2J\n') }))).out;
    expect(both).toMatch(/its stdout, without the tracer:\n {2}5 ms\n\nits stdout, with the tracer:\n {2}9 ms/);
    expect(both).not.toContain('\u001b');
    expect((await record(['app'], api({ ...document, plain: wrote(''), traced: null }))).out).not.toContain('its stdout');
  });

  it('is cancelled by an interrupt, and leaves with what there is', async () => {
    const ended = Promise.withResolvers<TraceRecording>();
    let press: () => void = () => undefined;
    const fake = new FakeApi({
      'trace.record': () => ({ id: document.id }),
      'trace.recording': () => {
        press();
        return ended.promise;
      },
      'trace.cancel': () => {
        ended.resolve({ ...document, state: 'cancelled', reason: 'cancelled' });
        return { cancelled: true };
      },
    });
    const told = await record(['app'], fake, { interrupt: (interrupts) => (press = interrupts) });
    expect(fake.input('trace.cancel')).toEqual({ id: document.id });
    expect(told.code).toBe(4);
    expect(told.out).toContain('cancelled');
  });

  it('that recorded nothing says why, and ends as bad input does', async () => {
    const told = await record(['app'], api({ ...document, state: 'failed', log: null, traced: null, reason: 'the program does not start: exec: "/nofile"' }));
    expect([told.code, told.err]).toEqual([2, 'cgoscope: the program does not start: exec: "/nofile"\n']);
  });

  it('asks before it downloads', async () => {
    const fake = new FakeApi({
      'trace.record': ({ yes }) => {
        if (yes !== true) throw new InputError('the tracer is not here yet: that needs 4.70 MB of downloads', { input: 'yes', expected: '--yes allows it' });
        return { id: document.id };
      },
      'trace.recording': () => document,
    });
    const refused = await record(['app'], fake);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--yes allows it')]);
    expect((await record(['app'], fake, { answer: 'y' })).code).toBe(0);
  });

  it.each([
    [['--class', 'files', 'app'], /expected some of file, network, process/],
    [['--seconds', '0', 'app'], /expected seconds, from 1 to 86400/],
    [['--env', '=x', 'app'], /names no variable; expected NAME=VALUE/],
    [['--trace-bytes', 'much', 'app'], /much/],
    [['--trace-bytes', '1', 'app'], /: --trace-bytes 1 is too small; expected at least 1KiB$/m],
    [['--trace-bytes', '5GB', 'app'], /: --trace-bytes 5GB is too large; expected at most 4GB$/m],
    [['--env', `${'N'.repeat(1001)}=1`, 'app'], /name of a variable is 1001 characters long; expected at most 1000/],
    [['app', ...Array.from({ length: 1_002 }, () => 'x')], /the command has 1002 words; expected at most 1000/],
    [['--network', 'host', 'app'], /none, inside, internet/],
    [[], /missing required argument 'image'/],
  ])('%j is bad input, in one sentence', async (argv, message) => {
    const told = await record(argv, api());
    expect(told.code).toBe(2);
    expect(told.err).toMatch(message);
    expect(told.err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('what is kept of recordings', () => {
  it('is listed, shown and removed', async () => {
    const fake = api();
    expect((await cli(['trace', 'list'], { api: fake })).out).toMatch(new RegExp(`${document.id}.*done.*22 {2}2\\.51 kB.*1\\.9x.*"cat /etc/app.conf; exit 3".*a first look`));
    expect(JSON.parse((await cli(['trace', 'list', '--json'], { api: fake })).out)).toEqual(listed);
    expect(JSON.parse((await cli(['trace', 'show', 'last', '--json'], { api: fake })).out)).toEqual(document);
    expect((await cli(['trace', 'cancel', 'last'], { api: fake })).err).toContain('cancelled; what was recorded so far is kept');
    expect((await cli(['trace', 'remove', 'last'], { api: fake })).err).toBe('removed\n');
    expect(fake.opened.map(({ needOwner }) => needOwner)).toEqual([false, false, false, true, true]);
  });

  it('says how to make the first where there is none', async () => {
    const none = new FakeApi({ 'trace.recordings': () => ({ schema: 'cgoscope/trace-recordings@0', recordings: [] }) });
    expect((await cli(['trace', 'list'], { api: none })).out).toContain('`cgoscope trace record IMAGE` makes the first');
  });
});
