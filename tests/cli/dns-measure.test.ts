import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scenarioLabels } from '../../src/shared/domain/dns-labels.ts';
import { dnsMeasurementSchema, dnsScenarioSchema, type DnsMeasurement } from '../../src/shared/domain/dns.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { cli, FakeApi } from './support.ts';

const document = dnsMeasurementSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'dns-measurement.json'), 'utf8')));
const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-dns-'));
writeFileSync(path.join(folder, 'resolv.conf'), 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const api = (answer: DnsMeasurement = document) =>
  new FakeApi({ 'dns.measure': () => ({ id: answer.id, samples: 2, longestNs: 1e9 }), 'dns.get': () => answer, 'dns.cancel': () => ({ cancelled: true }) });
const measure = (argv: string[], fake: FakeApi, more: Parameters<typeof cli>[1] = {}) =>
  cli(['dns', 'measure', '--resolv-conf', 'resolv.conf', ...argv], { api: fake, cwd: folder, ...more });

describe('cgoscope dns measure', () => {
  it('asks the owner, waits, and prints the one document', async () => {
    const fake = api();
    const told = await measure(['--server', '1=silent', '--json', '--endpoint', 'here', '--yes'], fake);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toEqual(document);
    expect(fake.opened).toMatchObject([{ needOwner: true }]);
    expect(fake.input('dns.measure')).toMatchObject({
      endpoint: 'here',
      yes: true,
      scenarios: [{ resolvConf: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1\n', servers: [{ fault: 'silent' }], name: 'db.internal', api: 'host' }],
      subjects: [
        { kind: 'lab', id: 'go' },
        { kind: 'lab', id: 'c-glibc' },
        { kind: 'lab', id: 'c-musl' },
      ],
    });
    expect(fake.input('dns.get')).toEqual({ id: document.id, wait: true });
  });

  it('takes axes of a grid, subjects by name and by path, and what each process is to do', async () => {
    const fake = api();
    await measure(
      [
        ...[
          '--timeout',
          '1,2',
          '--attempts',
          '1,2,3',
          '--servers',
          '1,2,3',
          '--search',
          '0,2',
          '--ndots',
          '1,5',
          '--faults',
          'silent',
          '--faults',
          '1=silent 2=ok',
          '--options',
          'rotate',
        ],
        ...[
          '--subject',
          'c-musl',
          '--subject',
          './app',
          '--arg',
          '-x',
          '--rounds',
          '3',
          '--repeat',
          '2',
          '--parallel',
          '4',
          '--deadline',
          '2s',
          '--limit',
          '5m',
          '--sample-limit',
          '20s',
        ],
        ...['--name', 'x.y', '--api', 'ip4', '--title', 'mine'],
      ],
      fake,
    );
    expect(fake.input('dns.measure')).toMatchObject({
      title: 'mine',
      vary: { timeout: [1, 2], attempts: [1, 2, 3], servers: [1, 2, 3], search: [0, 2], ndots: [1, 5], faults: ['silent', '1=silent 2=ok'], options: ['rotate'] },
      subjects: [
        { kind: 'lab', id: 'c-musl' },
        { kind: 'program', path: path.join(folder, 'app'), args: ['-x'] },
      ],
      rounds: 3,
      limitMs: 300_000,
      sampleLimitMs: 20_000,
      scenarios: [{ name: 'x.y', api: 'ip4', repeat: 2, parallel: 4, deadlineMs: 2_000 }],
    });
  });

  it("takes an image of one's own with a file as Docker would write it, and says which", async () => {
    const fake = api();
    const told = await cli(
      ['dns', 'measure', '--image', 'my-service:1', '--ready', 'http:8080/healthz', '--via', 'docker', '--server', '2=silent', '--json', '--', '/app', '--check', 'x'],
      { api: fake, cwd: folder },
    );
    expect(told.code).toBe(0);
    expect(told.err).toContain('no --resolv-conf: taken is "nameserver 10.0.0.1 / nameserver 10.0.0.2 / options ndots:0"');
    expect(fake.input('dns.measure')).toMatchObject({
      scenarios: [{ resolvConf: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions ndots:0\n', servers: [{ fault: 'ok' }, { fault: 'silent' }] }],
      subjects: [{ kind: 'image', image: 'my-service:1', args: ['/app', '--check', 'x'], via: 'docker', ready: { http: '8080/healthz' } }],
    });
  });

  it("shows an image's first answer beside the one with healthy servers", async () => {
    const [pair] = document.agreement;
    if (pair === undefined) return expect.unreachable();
    const baseline = { wallNs: 310_000_000, packets: 2, result: 'ok' as const, error: null };
    const { out } = await measure([], api({ ...document, agreement: [{ ...pair, prediction: null, agrees: null, baseline }] }));
    expect(out).toMatch(/go +1\.00 s +healthy 0\.31 s +4 +healthy 2 +ok/);
  });

  it('takes a repaired resolv.conf, and shows how long each went on with the old one', async () => {
    writeFileSync(path.join(folder, 'repaired.conf'), 'nameserver 10.0.0.9\n');
    const pair = { subject: 0, prediction: null, why: 'its file is replaced', agrees: true, worstNs: null };
    const fake = api({
      ...document,
      scenarios: [0, 1, 2].map((each) => dnsScenarioSchema.parse({ resolvConf: `options timeout:${each + 1}\n`, repair: { atMs: 3_000 } })),
      samples: [
        { ...document.samples[0]!, scenario: 0, subject: 0, recovery: { atNs: 3e9, lagNs: 2.51e9, stale: 2 } },
        { ...document.samples[0]!, scenario: 1, subject: 0, recovery: { atNs: 3e9, lagNs: null, stale: 40 } },
      ],
      agreement: [
        { ...pair, scenario: 0, recovery: { leastNs: 2.5e9, mostNs: 2.6e9 } },
        { ...pair, scenario: 1, recovery: 'never' },
        { ...pair, scenario: 2, recovery: null, agrees: null, why: 'no model says how long' },
      ],
    });
    const told = await measure(['--repair-at', '3s', '--repair-conf', 'repaired.conf'], fake);
    expect(fake.input('dns.measure')).toMatchObject({ scenarios: [{ repair: { atMs: 3_000, resolvConf: 'nameserver 10.0.0.9\n' } }] });
    expect(told.out).toContain('from the repaired resolv.conf to the first lookup that it answered');
    expect(told.out).toMatch(/ 3\.00 s +2\.51 s +2\.50 to 2\.60 s +2 +yes/);
    expect(told.out).toMatch(/ 3\.00 s +never +never +40 +yes/);
    expect(told.out).toContain('not predicted: no model says how long');
    expect(told.out).not.toContain('not predicted: its file is replaced');
    expect((await measure(['--repair-at', '500ms'], fake)).code).toBe(0);
    expect(fake.asked.filter(({ name }) => name === 'dns.measure').at(-1)?.input).toMatchObject({ scenarios: [{ repair: { atMs: 500, resolvConf: null } }] });
  });

  it('says in one sentence what does not go with a repaired file', async () => {
    for (const [argv, says] of [
      [['--repair-conf', 'resolv.conf'], '--repair-conf is put in place at a time; expected --repair-at TIME beside it'],
      [['--repair-at', '2m'], '--repair-at 2m is too late; expected at most 60s'],
      [['--repair-at', 'soon'], '--repair-at: "soon" is no such time'],
      [['--repair-at', '3s', '--repeat', '2'], 'it does not go with --repeat'],
      [['--repair-at', '3s', '--parallel', '2'], 'it does not go with --parallel'],
      [['--repair-at', '3s', '--image', 'x'], 'it does not go with --image'],
      [['--repair-at', '3s', '--repair-conf', 'missing.conf'], 'missing.conf'],
    ] as const)
      expect(await measure([...argv], api())).toMatchObject({ code: 2, err: expect.stringContaining(says) as unknown });
  });

  it('shows measured beside predicted, who ran, and how well the machine kept time', async () => {
    const { out } = await measure([], api());
    expect(out).toMatch(/go +1\.00 s +1\.00 s +4 +4 +ok +yes +go/);
    expect(out).toMatch(/c-musl +0\.0\d s +0\.00 s +4 +4 +ok +yes +musl/);
    expect(out).toContain(document.calibration?.text ?? 'none');
    expect(out).toContain('longest sample');
  });

  it.each([
    [['--subject', 'rust'], 'expected go, go-cgo-glibc'],
    [['--timeout', '1,x'], 'whole numbers from 0 to 3600'],
    [['--servers', '4'], 'whole numbers from 1 to 3'],
    [['--faults', 'sleepy'], 'is no fault'],
    [['--limit', 'soon'], '--limit'],
    [['--arg', 'x'], '--subject ./PROGRAM'],
    [['--rounds', '0'], '1'],
    [['--ready', 'tcp:80'], 'expected --image REFERENCE beside it'],
    [['--', 'word'], 'expected --image REFERENCE beside it'],
    [['--image', 'x', '--ready', 'tcp:70000'], 'expected exit, tcp:PORT or http:PORT/PATH'],
    [['--image', 'x', '--ready', 'tcp:80/'], 'expected exit, tcp:PORT or http:PORT/PATH'],
  ])('%j is refused with a sentence', async (argv, words) => {
    const told = await measure(argv, api());
    expect(told.code).toBe(2);
    expect(told.err).toContain(words);
  });

  it('asks before a download, and tells a script what to say', async () => {
    const costly = (): FakeApi =>
      new FakeApi({
        'dns.measure': ({ yes }) => {
          if (yes !== true) throw new InputError("the DNS lab's programs are not built yet: that needs 90 MB of downloads", { input: 'yes', expected: '--yes allows it' });
          return { id: document.id, samples: 2, longestNs: 1e9 };
        },
        'dns.get': () => document,
      });
    const questions: string[] = [];
    expect((await measure([], costly(), { answer: 'y', onAsk: (question) => questions.push(question) })).code).toBe(0);
    expect(questions).toEqual([expect.stringContaining('90 MB of downloads. Go on?')]);
    expect((await measure([], costly(), { answer: 'n' })).code).toBe(4);
    const script = await measure([], costly());
    expect(script.code).toBe(2);
    expect(script.err).toContain('--yes');
    expect((await measure(['--yes'], costly())).code).toBe(0);
  });

  it('is cancelled by an interrupt, and shows what was measured until then', async () => {
    let press = (): void => undefined;
    let end: (answer: DnsMeasurement) => void = () => undefined;
    const ended = new Promise<DnsMeasurement>((resolve) => {
      end = resolve;
    });
    const fake = new FakeApi({
      'dns.measure': () => ({ id: document.id, samples: 2, longestNs: 1e9 }),
      'dns.get': () => {
        press();
        return ended;
      },
      'dns.cancel': () => {
        end({ ...document, state: 'cancelled', reason: 'cancelled' });
        return { cancelled: true };
      },
    });
    const told = await measure([], fake, { interrupt: (given) => (press = given) });
    expect(told.code).toBe(4);
    expect(fake.input('dns.cancel')).toEqual({ id: document.id });
    expect(told.out).toContain('cancelled');
  });

  it('ends with 1 for a difference only where it is asked to', async () => {
    const different = { ...document, agreement: document.agreement.map((each) => ({ ...each, agrees: false })) };
    expect((await measure([], api(different))).code).toBe(0);
    expect((await measure(['--fail-on', 'difference'], api(different))).code).toBe(1);
    expect((await measure(['--fail-on', 'difference'], api())).code).toBe(0);
  });

  it('ends with 1 and says why where nothing could be measured', async () => {
    const samples = document.samples.map((sample) => ({ ...sample, state: 'failed' as const, reason: 'its program can not be started' }));
    const told = await measure([], api({ ...document, samples }));
    expect(told.code).toBe(1);
    expect(told.err).toContain('nothing was measured: its program can not be started');
  });

  it('takes one file at most from stdin', async () => {
    const told = await measure(['--nss', '-', '--hosts', '-'], api());
    expect(told.code).toBe(2);
    expect(told.err).toContain('--nss and --hosts both name stdin; expected one file from it');
  });

  it('shows nothing raw of a stranger', async () => {
    const evil = 'x\u001b[2J\u202e\u0007y';
    const odd = {
      ...document,
      title: evil,
      notes: [evil],
      samples: document.samples.map((sample) => ({ ...sample, lookups: sample.lookups.map((lookup) => ({ ...lookup, result: 'fail' as const, error: evil })) })),
      subjects: document.subjects.map((subject) => ({ ...subject, name: evil })),
    };
    expect((await measure([], api(odd))).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('what is kept of measurements', () => {
  const line = {
    id: document.id,
    title: '',
    state: 'done' as const,
    startedAt: document.startedAt,
    endedAt: document.endedAt,
    planned: 4,
    rounds: 1,
    scenarios: 2,
    subjects: ['go'],
    done: 3,
    agreed: 2,
    compared: 3,
    resolvConf: '',
    name: 'db.internal',
  };

  it('is listed and shown without an owner', async () => {
    const fake = new FakeApi({ 'dns.list': () => ({ schema: 'cgoscope/dns-measurements@0', measurements: [line] }), 'dns.get': () => document });
    const listed = await cli(['dns', 'list'], { api: fake });
    expect(listed.out).toContain(document.id);
    expect(listed.out).toMatch(/3\/4 +2\/3 +go +db\.internal/);
    expect(JSON.parse((await cli(['dns', 'list', '--json'], { api: fake })).out)).toEqual({ schema: 'cgoscope/dns-measurements@0', measurements: [line] });
    expect((await cli(['dns', 'show', 'last'], { api: fake })).out).toContain(`measurement ${document.id}`);
    expect(fake.opened.every(({ needOwner }) => !needOwner)).toBe(true);
  });

  it('is cancelled and removed by the owner', async () => {
    const fake = new FakeApi({ 'dns.cancel': () => ({ cancelled: false }), 'dns.remove': () => ({ removed: true }) });
    expect((await cli(['dns', 'cancel', 'last'], { api: fake })).err).toContain('had ended already');
    expect((await cli(['dns', 'remove', 'last'], { api: fake })).err).toContain('removed');
    expect(fake.opened.every(({ needOwner }) => needOwner)).toBe(true);
  });
});

describe('names of the scenarios of a grid', () => {
  const of = (resolvConf: string, fault: string) => dnsScenarioSchema.parse({ resolvConf, servers: [{ fault }] });

  it('say what differs, and nothing else', () => {
    expect(scenarioLabels([of('nameserver 1.1.1.1\noptions timeout:1 attempts:2\n', 'silent'), of('nameserver 1.1.1.1\noptions timeout:2 attempts:2\n', 'ok')])).toEqual([
      'timeout:1 silent',
      'timeout:2 ok',
    ]);
    expect(scenarioLabels([of('nameserver 1.1.1.1\n', 'ok')])).toEqual(['']);
  });
});
