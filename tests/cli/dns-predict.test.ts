// `cgoscope dns predict` through the whole command line: what people type, what they get, and what is said of what they should not have typed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waterfallLines } from '../../src/cli/text/dns/waterfall.ts';
import { paint } from '../../src/cli/text/paint.ts';
import { dnsPredictionSchema, type DnsExchange, type DnsPrediction } from '../../src/shared/domain/dns.ts';
import { cli, FakeApi, type Told } from './support.ts';

const TWO = 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1 attempts:2\n';

describe('cgoscope dns predict', () => {
  let folder: string;
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content);
    return name;
  };
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-predict-'));
    file('r.conf', TWO);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const predict = (...args: string[]): Promise<Told> => cli(['dns', 'predict', '--resolv-conf', 'r.conf', ...args], { cwd: folder });
  const json = async (...args: string[]): Promise<DnsPrediction> => {
    const told = await predict(...args, '--json');
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out.trim().split('\n')).toHaveLength(1);
    const document: unknown = JSON.parse(told.out);
    expect(dnsPredictionSchema.parse(document)).toEqual(document);
    return dnsPredictionSchema.parse(document);
  };

  it('prints exactly one document', async () => {
    const document = await json('--resolver', 'go', '--server', '1=silent');
    expect(document).toMatchObject({ schema: 'cgoscope/dns-prediction@1', resolver: 'go', version: '1.27', warnings: [] });
    expect(document.outcomes).toMatchObject([{ wallNs: 1e9, packets: 4, result: 'ok', addresses: 2, names: ['db.internal.'] }]);
  });

  it('opens no workbench and no data folder', async () => {
    const api = new FakeApi();
    const told = await cli(['dns', 'predict', '--resolv-conf', 'r.conf', '--resolver', 'musl', '--json'], { cwd: folder, api });
    expect(told.code).toBe(0);
    expect(api.opened).toEqual([]);
  });

  it('reads resolv.conf from stdin', async () => {
    const told = await cli(['dns', 'predict', '--resolv-conf', '-', '--resolver', 'glibc', '--server', '1=silent', '--json'], {
      cwd: folder,
      stdin: [new TextEncoder().encode('nameserver 10.0.0.1\nopti'), new TextEncoder().encode('ons timeout:2 attempts:1\n')],
    });
    expect(JSON.parse(told.out)).toMatchObject({ outcomes: [{ wallNs: 2e9, packets: 2, result: 'fail' }] });
  });

  it('takes names, calls, environment, files, repetitions and a deadline', async () => {
    const all = [
      '--resolver',
      'glibc',
      '--resolver-version',
      '2.36',
      '--name',
      'db',
      '--exists',
      'db.corp.example.',
      '--api',
      'ip4',
      '--env',
      'LOCALDOMAIN=corp.example',
      '--repeat',
      '3',
    ];
    expect((await json(...all)).outcomes).toMatchObject([{ result: 'ok', packets: 3, names: ['db.corp.example.'] }]);
    expect((await json('--resolver', 'go', '--server', '1=silent', '--server', '2=silent', '--deadline', '500ms')).outcomes).toMatchObject([{ wallNs: 5e8, packets: 2 }]);
    file('hosts', '10.0.0.9 db.internal\n');
    file('nss', 'hosts: files\n');
    expect((await json('--resolver', 'go', '--hosts', 'hosts', '--nss', 'nss')).outcomes).toMatchObject([{ packets: 0, wallNs: 0, result: 'ok' }]);
  });

  it('lets one server alone know a name', async () => {
    expect((await json('--resolver', 'go', '--exists', '2=db.internal')).outcomes).toMatchObject([{ result: 'fail', packets: 2 }]);
    expect((await json('--resolver', 'go', '--exists', '1=db.internal')).outcomes).toMatchObject([{ result: 'ok', packets: 2 }]);
    expect((await json('--resolver', 'musl', '--exists', '2=db.internal')).outcomes.length).toBeGreaterThan(1);
    expect((await json('--resolver', 'go', '--exists', '1=other', '--exists', 'db.internal')).outcomes).toMatchObject([{ result: 'ok' }]);
  });

  it('takes a schedule, and warns of a server that is never asked', async () => {
    const document = await json('--resolver', 'go', '--server', '1=0s=silent,1500ms=ok', '--server', '2=silent', '--server', '3=silent');
    expect(document.outcomes).toMatchObject([{ result: 'ok', wallNs: 2e9 }]);
    expect(document.warnings).toMatchObject([{ code: 'server-never-asked' }]);
    expect((await json('--resolver', 'go', '--server', '3=ok')).warnings).toMatchObject([{ code: 'server-never-asked' }]);
  });

  it.each([
    ['go', 'go1.24.4', '1.24', false],
    ['glibc', '2.36', '2.36', false],
    ['musl', '1.2.4', '1.2.5', true],
  ] as const)('takes version %s %s as %s', async (resolver, given, version, told) => {
    const document = await json('--resolver', resolver, '--resolver-version', given);
    expect(document.version).toBe(version);
    expect(document.warnings.some(({ code }) => code === 'version-nearest')).toBe(told);
  });

  it.each([
    [['--resolver', 'go', '--server', '1=dead'], /"dead" is no fault of a name server/],
    [['--resolver', 'go', '--server', '4=ok'], /--server 4=ok names no server; expected 1=FAULT/],
    [['--resolver', 'go', '--server', 'silent'], /names no server/],
    [['--resolver', 'go', '--server', '1=ok', '--server', '1=silent'], /given twice/],
    [['--resolver', 'go', '--server', `1=${'x'.repeat(9_000)}`], /^.{0,200}"x{200}…" is no fault .{0,800}$/m],
    [['--resolver', 'go', '--server', '1=delay'], /delay:MS/],
    [['--resolver', 'bind'], /"bind" is no resolver/],
    [[], /no resolver; expected --resolver/],
    [['--resolver', 'go', '--resolver-version', 'newest'], /"newest" is no version of Go/],
    [['--resolver', 'all', '--json'], /--json prints one document/],
    [['--resolver', 'all', '--resolver-version', '1.24'], /--resolver-version is of one resolver/],
    [['--resolver', 'go', '--api', 'dial'], /dial/],
    [['--resolver', 'go', '--env', 'X'], /--env X sets nothing/],
    [['--resolver', 'go', '--exists', '5=x'], /names no server before the =/],
    [['--resolver', 'go', '--exists', ''], /names nothing/],
    [['--resolver', 'go', '--deadline', 'soon'], /"soon" is no such time/],
    [['--resolver', 'go', '--deadline', '2h'], /"2h" is no such time/],
    [['--resolver', 'go', '--nss', 'missing'], /missing: there is no such file/],
    [['--resolver', 'go', '--name', 'x'.repeat(2_000)], /--name is 2000 characters/],
    [['--resolver', 'go', '--repeat', '0'], /from 1 to 100/],
  ] as const)('refuses %j in one sentence', async (args, sentence) => {
    const told = await predict(...args);
    expect(told.code).toBe(2);
    expect(told.out).toBe('');
    expect(told.err).toMatch(sentence);
    expect(told.err.trim().split('\n')).toHaveLength(1);
    expect(told.err).not.toContain('    at ');
  });

  it('refuses a file that is not there, is a folder or too large, and stdin without end', async () => {
    file('large', 'x'.repeat(300_000));
    for (const [name, sentence] of [
      ['gone', /--resolv-conf gone: there is no such file; expected a file that can be read/],
      ['.', /it is a folder/],
      ['n'.repeat(5_000), /that is no name of a file/],
      ['/dev/zero', /larger than 256 kB/],
      ['large', /larger than 256 kB/],
    ] as const) {
      const told = await cli(['dns', 'predict', '--resolv-conf', name, '--resolver', 'go'], { cwd: folder });
      expect([name, told.code]).toEqual([name, 2]);
      expect(told.err).toMatch(sentence);
    }
    const told = await cli(['dns', 'predict', '--resolv-conf', '-', '--resolver', 'go'], { cwd: folder, stdin: Array.from({ length: 10 }, () => new Uint8Array(65_536)) });
    expect(told).toMatchObject({ code: 2, out: '' });
    expect((await cli(['dns', 'predict', '--resolver', 'go'], { cwd: folder })).err).toMatch(/no resolv\.conf/);
  });

  it.each([
    ['timeout:99999999999 attempts:2', 4],
    ['timeout:1 attempts:99999999999', 33_554_430],
    ['timeout:99999999999 attempts:99999999999', 33_554_430],
  ])('tells a time that no document can hold as the longest there is: %s', async (options, packets) => {
    file('huge', `nameserver 10.0.0.1\noptions ${options}\n`);
    const told = await cli(['dns', 'predict', '--resolv-conf', 'huge', '--resolver', 'go', '--server', '1=silent', '--json'], { cwd: folder });
    expect(told).toMatchObject({ code: 0, err: '' });
    const { outcomes, warnings } = dnsPredictionSchema.parse(JSON.parse(told.out));
    expect(outcomes).toMatchObject([{ wallNs: Number.MAX_SAFE_INTEGER, packets, result: 'fail' }]);
    expect(warnings.map(({ code }) => code)).toContain('longer-than-104-days');
    const twice = await cli(['dns', 'predict', '--resolv-conf', 'huge', '--resolver', 'glibc', '--api', 'cname', '--server', '1=silent', '--json'], { cwd: folder });
    expect(twice).toMatchObject({ code: 0, err: '' });
  });

  it('survives any bytes in the file', async () => {
    writeFileSync(
      path.join(folder, 'bytes'),
      Uint8Array.from({ length: 4_096 }, (_, index) => (index * 37) % 256),
    );
    const told = await cli(['dns', 'predict', '--resolv-conf', 'bytes', '--resolver', 'all'], { cwd: folder });
    expect(told.code).toBe(0);
    expect(told.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('tells people of every outcome: time, packets, result, a waterfall, what it costs in general, warnings', async () => {
    file('rotate', TWO.replace('attempts', 'rotate attempts'));
    const { out, code } = await cli(['dns', 'predict', '--resolv-conf', 'rotate', '--resolver', 'all', '--server', '1=silent', '--name', 'db\u001b[2J.internal'], { cwd: folder });
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b[2J');
    expect((await cli(['dns', 'predict', '--resolv-conf', 'rotate', '--resolver', 'glibc', '--server', '1=silent'], { cwd: folder })).out).toMatch(
      /^glibc 2\.43 {2}host db\.internal {2}2 outcomes\n\n0 s {2}ok, 2 addresses {2}2 packets {2}50 %\n/,
    );
    const go = (await cli(['dns', 'predict', '--resolv-conf', 'rotate', '--resolver', 'go', '--server', '1=silent'], { cwd: folder })).out;
    expect(go).toMatch(/^1\.00 s {2}ok, 2 addresses {2}3 packets$/m);
    expect(go).toMatch(/^ {2}1 10\.0\.0\.1 {2}A {5}A─+×/m);
    expect(go).toMatch(/all name servers silent {2,}4\.00 s {2,}4 × timeout/);
    expect(go).toMatch(/^ {2}! line 3: With rotate and two name servers/m);
  });
});

describe('a waterfall as text', () => {
  const exchange = (more: Partial<DnsExchange>): DnsExchange => ({ tNs: 0, endNs: 1e9, server: 1, protocol: 'udp', type: 'A', name: 'db.internal.', outcome: 'timeout', ...more });

  it('has a lane for each server and type, and fits the terminal', () => {
    const timeline = [exchange({}), exchange({ type: 'AAAA' }), exchange({ tNs: 1e9, endNs: 1.5e9, server: 2, outcome: 'answer', protocol: 'tcp' })];
    const lines = waterfallLines(timeline, ['1 10.0.0.1', '2 10.0.0.2'], 1.5e9, paint(false), 60);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines[0]).toMatch(/^ {2}1 10\.0\.0\.1 {2}A +A─+×$/);
    expect(lines[1]).toMatch(/AAAA +6─+×$/);
    expect(lines[2]).toMatch(/2 10\.0\.0\.2 {2}A +a─+✓$/);
    expect(lines[3]).toMatch(/0 +1\.50 s$/);
  });

  it('goes on to the end for a call that never returns, and shows no escape of a label', () => {
    const [lane, axis] = waterfallLines([exchange({ endNs: null, outcome: 'hang' })], ['1 \u001b[31mx'], null, paint(false), undefined);
    expect(lane).toMatch(/A─+…$/);
    expect(axis).toMatch(/never returns$/);
    expect(lane).not.toContain('\u001b');
  });

  it('is not drawn where everything is over at once', () => {
    expect(waterfallLines([exchange({ endNs: 0, outcome: 'answer' })], [], 0, paint(false), 80)).toEqual([]);
    expect(waterfallLines([], [], 5e9, paint(false), 80)).toEqual([]);
  });
});
