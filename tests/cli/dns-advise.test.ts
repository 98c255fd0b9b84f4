import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dnsAdviceSchema, type DnsAdvice } from '../../src/shared/domain/dns.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { cli, FakeApi } from './support.ts';

const document = dnsAdviceSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'dns-advice.json'), 'utf8')));
const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-advice-'));
writeFileSync(path.join(folder, 'resolv.conf'), 'nameserver 10.0.0.2\nnameserver 10.0.0.3\noptions timeout:2\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const api = (answer: DnsAdvice = document) => new FakeApi({ 'dns.advise': () => answer });
const advise = (argv: string[], fake = api(), more: Parameters<typeof cli>[1] = {}) =>
  cli(['dns', 'advise', '--resolv-conf', 'resolv.conf', ...argv], { api: fake, cwd: folder, ...more });
const IMPOSSIBLE: DnsAdvice = { ...document, recommendation: null, impossible: ['A budget of 0.1 s is not to be had.'], proof: null };

describe('cgoscope dns advise', () => {
  it('asks, and prints the one document', async () => {
    const fake = api();
    const told = await advise(['--budget', '2s', '--failover', '500ms', '--resolver', 'all', '--latency', '50ms', '--loss', '1%', '--loss-budget', '0.001', '--json'], fake);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toEqual(document);
    expect(fake.opened).toMatchObject([{ needOwner: false }]);
    expect(fake.input('dns.advise')).toMatchObject({
      scenario: { resolvConf: 'nameserver 10.0.0.2\nnameserver 10.0.0.3\noptions timeout:2\n', name: 'db.internal', servers: [] },
      resolvers: [{ resolver: 'go' }, { resolver: 'glibc' }, { resolver: 'musl' }],
      budgetMs: 2_000,
      failoverMs: 500,
      latencyMs: 50,
      loss: 0.01,
      lossBudget: 0.001,
      prove: false,
    });
  });

  it('shows now beside then, the diff, the reasons, the choice and the proof', async () => {
    const { out } = await advise(['--budget', '2s', '--resolver', 'all']);
    expect(out).toContain('1 line to change.');
    expect(out).toMatch(/all name servers silent\s+8 s\s+2 s\s+2 s/);
    expect(out).toContain('-options timeout:2\n');
    expect(out).toContain('+options timeout:1 attempts:1\n');
    expect(out).toMatch(/line 4: options timeout:1 attempts:1/);
    expect(out).toMatch(/meets {2}timeout:1 attempts:1/);
    expect(out).toContain('Proven by measuring');
  });

  it('measures when it is to prove, which needs the owner', async () => {
    const fake = api();
    await advise(['--budget', '2s', '--resolver', 'go', '--prove', '--yes'], fake);
    expect(fake.opened).toMatchObject([{ needOwner: true }]);
    expect(fake.input('dns.advise')).toMatchObject({ prove: true, yes: true });
  });

  it('asks before it downloads what a proof needs', async () => {
    const fake = new FakeApi({
      'dns.advise'({ yes }) {
        if (yes !== true) throw new InputError('that needs 40 MB', { input: 'yes', expected: '--yes allows it' });
        return document;
      },
    });
    const told = await advise(['--budget', '2s', '--resolver', 'go', '--prove'], fake);
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain('that needs 40 MB; --yes allows it');
  });

  it('writes the file and the patch', async () => {
    const told = await advise(['--budget', '2s', '--resolver', 'all', '--to', 'new.conf', '--patch', 'change.patch']);
    expect(told.err).toContain(`written: ${path.join(folder, 'new.conf')}`);
    expect(readFileSync(path.join(folder, 'new.conf'), 'utf8')).toBe(document.recommendation?.resolvConf);
    expect(readFileSync(path.join(folder, 'change.patch'), 'utf8')).toBe(document.recommendation?.diff);
  });

  it('writes nothing where nothing helps, and says what would have to change', async () => {
    const told = await advise(['--budget', '100ms', '--resolver', 'go', '--to', 'none.conf'], api(IMPOSSIBLE));
    expect(told.code).toBe(0);
    expect(told.out).toContain('No setting of this file meets the budget.');
    expect(told.out).toContain('A budget of 0.1 s is not to be had.');
    expect(told.err).toContain('not written');
    expect(existsSync(path.join(folder, 'none.conf'))).toBe(false);
  });

  it('says that nothing was measured where nothing is recommended', async () => {
    const told = await advise(['--budget', '1s', '--resolver', 'go', '--prove', '--json'], api(IMPOSSIBLE));
    expect(JSON.parse(told.out)).toEqual(IMPOSSIBLE);
    expect(told.err).toContain('not measured');
    expect(told.code).toBe(0);
  });

  it('is interrupted while it proves: the advice is printed, the exit code tells', async () => {
    let press: (why?: string) => void = () => undefined;
    const fake = new FakeApi({
      'dns.advise'() {
        press();
        return document;
      },
    });
    const told = await advise(['--budget', '2s', '--resolver', 'go', '--prove', '--json'], fake, { interrupt: (given) => void (press = given) });
    expect(told.code).toBe(4);
    expect(JSON.parse(told.out)).toEqual(document);
    expect(told.err).toContain('cancelling');
  });

  it.each(['--to', '--patch'])('does not write (%s) a file whose bytes it could not keep', async (option) => {
    writeFileSync(path.join(folder, 'latin.conf'), Buffer.from('nameserver 10.0.0.2\n# caf\xe9\n', 'latin1'));
    const fake = api();
    const told = await cli(['dns', 'advise', '--resolv-conf', 'latin.conf', '--budget', '2s', '--resolver', 'go', option, 'latin.out'], { api: fake, cwd: folder });
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain('line 2 of --resolv-conf holds bytes that are no UTF-8');
    expect(fake.asked).toEqual([]);
    expect(existsSync(path.join(folder, 'latin.out'))).toBe(false);
  });

  it.each([
    [['--budget', '2s'], 'no resolver; expected --resolver go, glibc, musl or all'],
    [['--resolver', 'go'], 'no budget; expected --budget 2s'],
    [['--resolver', 'go', '--budget', '2'], '--budget: "2" is no such time'],
    [['--resolver', 'go', '--budget', '2s', '--loss', '2'], '--loss: "2" is no share'],
    [['--resolver', 'go', '--budget', '2s', '--loss-budget', '-1%'], '--loss-budget: "-1%" is no share'],
    [['--resolver', 'go', '--budget', '2s', '--latency', '5m'], '--latency: 300 s is longer than any resolver waits'],
    [['--resolver', 'all', '--resolver-version', '1.24', '--budget', '2s'], '--resolver-version is of one resolver'],
    [['--resolver', 'go', '--budget', '2s', '--to', './x', '--patch', 'x'], '--to and --patch name the same file, ./x; expected one for each'],
    [['--resolver', 'bind', '--budget', '2s'], '"bind" is no resolver'],
    [['--resolver', 'go', '--budget', '2s', '--env', 'X'], '--env X sets nothing'],
  ])('refuses %j in one sentence', async (argv, message) => {
    const fake = api();
    const told = await advise(argv, fake);
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain(message);
    expect(told.err.trim().split('\n')).toHaveLength(1);
    expect(fake.asked).toEqual([]);
  });

  it('refuses a file that is not there', async () => {
    const told = await cli(['dns', 'advise', '--resolv-conf', 'nowhere', '--resolver', 'go', '--budget', '2s'], { api: api(), cwd: folder });
    expect(told.code).toBe(2);
    expect(told.err).toContain('nowhere');
  });
});
