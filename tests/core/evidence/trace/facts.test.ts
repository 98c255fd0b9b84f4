// What a trace tells for the Facts, and how it reads in a comparison and in a facts file.
import { describe, expect, it } from 'vitest';
import { factsSchema, type Facts } from '../../../../src/shared/domain/facts.ts';
import { diffFacts } from '../../../../src/core/compare/index.ts';
import { factsFrom } from '../../../../src/core/diagnosis/facts-from.ts';
import { factsOf, sumTrace, toldByTrace } from '../../../../src/core/evidence/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

const factsOfTrace = (trace: ReturnType<typeof recorded>): Facts => factsOf({ trace: sumTrace(trace), told: toldByTrace(trace) });
const facts = (name: string): Facts => factsOfTrace(recorded(name));
const lines = (a: Facts, b: Facts): string[] => diffFacts(a, b, { all: false }).map(({ text }) => text);

describe('what a trace tells', () => {
  it('of a program without certificates', () => {
    const { trace } = facts('roots-missing');
    expect(trace?.program).toEqual({ path: '/look', argv: ['/look', 'tls'] });
    expect(trace?.ended).toEqual({ code: 1, signal: null });
    expect(trace?.sought?.[0]).toMatchObject({ kind: 'ca-roots', name: 'CA roots', found: false, foundAt: null, places: { length: 8 } });
    expect(trace?.deciding?.map(({ why }) => why)).toEqual(['not-found', 'said', 'ended']);
    expect(trace?.deciding?.[1]?.text).toMatch(/^write\(2.*x509: certificate signed by unknown authority/);
  });

  it('of a crash: the signal with its code', () => {
    expect(facts('crash').trace?.signals).toMatchObject([{ name: 'SIGSEGV', code: 'SEGV_MAPERR', fatal: true }]);
    expect(facts('crash').trace?.ended).toEqual({ code: null, signal: 'SIGSEGV' });
  });

  it('of refused calls those that name no file', () => {
    expect(facts('thread-refused').trace?.refused).toMatchObject([{ call: 'clone3', error: 'EPERM', times: 1 }]);
    expect(factsOfTrace(traceOf(['open("/x", O_RDWR) = -1 EACCES (x)', 'epoll_ctl(3, EPOLL_CTL_ADD, 0, {}) = -1 EPERM (x)'])).trace?.refused).toEqual([]);
  });

  it('of lookups', () => {
    expect(facts('dns-glibc').trace?.dns).toMatchObject([
      { name: 'lab.test', type: 'A', server: '127.0.0.53', answered: 'NOERROR', addresses: ['192.0.2.10'] },
      { name: 'lab.test', type: 'AAAA', server: '127.0.0.53', answered: 'NOERROR', addresses: ['2001:db8::10'] },
    ]);
    expect(facts('dns-glibc-slow').trace?.dns?.[0]?.waitMs).toBeGreaterThan(80);
  });

  it.each(['fds', 'dns-tcp-go', 'python', 'counted', 'zone-missing', 'dns-short'])('of %s fits the schema', (name) => expect(factsSchema.parse(facts(name))).toEqual(facts(name)));

  it('of an empty log nothing', () => {
    expect(toldByTrace(traceOf(''))).toMatchObject({ program: null, ended: null, sought: [], deciding: [], signals: [], refused: [], dns: [] });
  });
});

describe('compared', () => {
  const bad = factsOfTrace(
    traceOf([
      '1 execve("/app", ["/app"], 0x7f) = 0',
      '1 openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY) = -1 ENOENT (x)',
      '1 openat(AT_FDCWD, "/usr/lib/libz.so.1", O_RDONLY) = -1 ENOENT (x)',
      '1 +++ exited with 127 +++',
    ]),
  );
  const good = factsOfTrace(traceOf(['1 execve("/app", ["/app"], 0x7f) = 0', '1 openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY) = 3', '1 +++ exited with 0 +++']));

  it('what one side searched in vain stands on one line, by its name', () => {
    expect(lines(bad, good)).toContain('searched and not found: -"library libz.so.1"');
    expect(lines(bad, good)).toContain('decided by: openat(AT_FDCWD, "/usr/lib/libz.so.1", O_RDONLY) = -1 ENOENT | none');
    expect(diffFacts(bad, good, { all: false }).find(({ fact }) => fact === 'trace.sought')).toMatchObject({ weight: 89, a: ['library libz.so.1'], b: [] });
  });

  it('the same search in another order is no difference', () => expect(lines(bad, bad)).toEqual([]));

  it('facts that were stored before these were known say nothing of them', () => {
    const { firstExec, filesMissing, filesOpened, connects, errors } = good.trace ?? {};
    const old = factsSchema.parse({ trace: { firstExec, filesMissing, filesOpened, connects, errors } });
    expect(lines(bad, old).filter((line) => /searched|decided|signals|refused/.test(line))).toEqual([]);
  });

  it('signals, refused calls and answers of name servers', () => {
    expect(lines(facts('crash'), good)).toContain('signals: -"SIGSEGV SEGV_MAPERR (fatal)"');
    expect(lines(facts('thread-refused'), good)).toContain('refused calls: -"clone3 EPERM"');
    expect(lines(facts('dns-glibc-missing'), facts('dns-glibc'))).toContain(
      'DNS answers: -"A gone.example: NXDOMAIN" -"AAAA gone.example: NXDOMAIN" +"A lab.test: NOERROR" +"AAAA lab.test: NOERROR"',
    );
  });

  it('hostile names stay on their line', () => {
    const odd = factsOfTrace(traceOf(['1 openat(AT_FDCWD, "/lib/lib\\33[31m\\n.so.1", O_RDONLY) = -1 ENOENT (x)', '1 +++ exited with 1 +++']));
    for (const line of lines(odd, good)) expect(line).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('a facts file', () => {
  it('may hold what a document of ours holds', () => expect(factsFrom(facts('roots-missing'))).toEqual(facts('roots-missing')));

  it('may name what was not found, and what was refused', () => {
    expect(
      factsFrom({
        trace: {
          sought: ['/lib64/ld-linux-x86-64.so.2', { kind: 'zoneinfo', name: 'Europe/Berlin' }],
          refused: ['clone3 EPERM'],
          signals: ['SIGSEGV'],
          deciding: ['open("/x") = -1 ENOENT'],
        },
      }),
    ).toEqual({
      trace: {
        sought: [
          { kind: 'loader', name: 'ld-linux-x86-64.so.2', found: false, foundAt: null, places: ['/lib64/ld-linux-x86-64.so.2'] },
          { kind: 'zoneinfo', name: 'Europe/Berlin', found: false, foundAt: null, places: [] },
        ],
        refused: [{ call: 'clone3', error: 'EPERM', times: 1, event: 1 }],
        signals: [{ name: 'SIGSEGV', code: null, fatal: false, event: 1 }],
        deciding: [{ why: 'said', event: 1, text: 'open("/x") = -1 ENOENT' }],
      },
    });
  });

  it('says what it can not read', () => {
    expect(() => factsFrom({ trace: { sought: [7] } })).toThrow(/trace\.sought/);
    expect(() => factsFrom({ trace: { dns: [{}] } })).toThrow(/trace\.dns\.0\.name/);
  });
});
