import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/shared/domain/causes.ts';
import type { FindingEvidence } from '../../../src/shared/domain/explain.ts';
import { cgoOff, linkStatic, runOn, withPackages, withTags } from '../../../src/core/diagnosis/fixes.ts';
import { caseOf, diagnose, explainCase, explainText } from '../../../src/core/diagnosis/index.ts';
import type { Draft, Rule } from '../../../src/core/diagnosis/types.ts';

const line = (number: number): FindingEvidence => ({ source: 'log', line: number, text: `line ${number}` });
const draft = (confidence: number, lines: number[], more: Partial<Draft> = {}): Draft => ({ title: 'it is so', confidence, evidence: lines.map(line), fixes: [], ...more });
const rule = (cause: Cause, found: Draft | Draft[] | null | (() => never), id: string = cause): Rule => ({
  id,
  cause,
  needs: '',
  contradictedBy: '',
  signals: [],
  find: () => (typeof found === 'function' ? found() : found),
});
const findings = (...rules: Rule[]) => diagnose(caseOf({}), rules).findings;
const causes = (...rules: Rule[]): string[] => findings(...rules).map(({ cause }) => cause);

describe('findings', () => {
  it('come surest first, with ids of their places', () => {
    expect(findings(rule('oom-killed', draft(0.4, [1])), rule('loader-missing', draft(0.9, [2]))).map(({ id }) => id)).toEqual(['f1-loader-missing', 'f2-oom-killed']);
  });

  it('of the same cause are one: the surest says it, all evidence and all fixes are kept', () => {
    const [only, ...rest] = findings(
      rule('loader-missing', draft(0.5, [1, 2], { title: 'perhaps', fixes: [cgoOff()] })),
      rule('loader-missing', draft(0.9, [2, 3], { title: 'surely', fixes: [cgoOff(), runOn('glibc')] }), 'another'),
    );
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ title: 'surely', rule: 'another', confidence: 0.9 });
    expect(only?.evidence.map((each) => each.line)).toEqual([2, 3, 1]);
    expect(only?.fixes.map(({ id }) => id)).toEqual(['cgo-off', 'run-on-glibc']);
  });

  it('name every fix so that it can be asked for alone', () => {
    const ids = findings(
      rule('loader-missing', draft(0.9, [1], { fixes: [cgoOff(), withPackages(['a']), withPackages(['b'])] })),
      rule('user-db', draft(0.8, [2], { fixes: [cgoOff()] })),
    ).flatMap(({ fixes }) => fixes.map(({ id }) => id));
    expect(ids).toEqual(['cgo-off', 'packages', 'packages-2', 'cgo-off-2']);
  });

  it('on one line: the less sure stays as a possibility only where it is at least half as sure', () => {
    expect(causes(rule('arch-mismatch', draft(0.6, [1])), rule('script-interpreter', draft(0.35, [1])), rule('file-missing', draft(0.2, [1])))).toEqual([
      'arch-mismatch',
      'script-interpreter',
    ]);
  });

  it('on lines of their own all stay', () => {
    expect(causes(rule('arch-mismatch', draft(0.9, [1])), rule('disk-full', draft(0.2, [2])))).toEqual(['arch-mismatch', 'disk-full']);
    expect(causes(rule('arch-mismatch', draft(0.9, [1])), rule('disk-full', draft(0.2, [1, 2])))).toEqual(['arch-mismatch', 'disk-full']);
  });

  it('by facts alone are not put out by a line', () => {
    const facts = draft(0.3, []);
    facts.evidence.push({ source: 'elf', path: 'elf.interp', text: '/x' });
    expect(causes(rule('arch-mismatch', draft(0.9, [1])), rule('static-not-static', facts))).toEqual(['arch-mismatch', 'static-not-static']);
  });

  it('that follow from another stand below it and say so, also where they are surer', () => {
    const found = findings(
      rule('loader-missing', draft(0.9, [1], { follows: ['cgo-silently-off', 'oom-killed'] })),
      rule('cgo-silently-off', draft(0.7, [1])),
      rule('disk-full', draft(0.8, [5])),
    );
    expect(found.map(({ cause, follows }) => [cause, follows])).toEqual([
      ['cgo-silently-off', null],
      ['loader-missing', 'f1-cgo-silently-off'],
      ['disk-full', null],
    ]);
  });

  it('do not follow from what is hardly thought of', () => {
    expect(findings(rule('loader-missing', draft(0.9, [1], { follows: ['cgo-silently-off'] })), rule('cgo-silently-off', draft(0.2, [2])))[0]).toMatchObject({
      cause: 'loader-missing',
      follows: null,
    });
  });

  it('that follow from each other end somewhere', () => {
    expect(
      findings(rule('oom-killed', draft(0.5, [1], { follows: ['timed-out'] })), rule('timed-out', draft(0.6, [2], { follows: ['oom-killed'] }))).map(({ cause, follows }) => [
        cause,
        follows,
      ]),
    ).toEqual([
      ['timed-out', null],
      ['oom-killed', 'f1-timed-out'],
    ]);
  });

  it('of harmless messages stand only where nothing else is found', () => {
    expect(causes(rule('not-a-failure', draft(0.9, [1])))).toEqual(['not-a-failure']);
    expect(causes(rule('not-a-failure', draft(0.9, [1])), rule('oom-killed', draft(0.4, [2])))).toEqual(['oom-killed']);
    expect(causes(rule('not-a-failure', draft(0.9, [1])), rule('oom-killed', draft(0.6, [1])))).toEqual(['not-a-failure']);
    expect(causes(rule('not-a-failure', draft(0.5, [1])), rule('oom-killed', draft(0.6, [1])))).toEqual(['oom-killed']);
  });
});

describe('a rule that is wrong', () => {
  it('takes no other down when it throws', () => {
    const { findings: found, notes } = diagnose(caseOf({}), [
      rule('disk-full', () => {
        throw new Error('boom');
      }),
      rule('oom-killed', draft(0.5, [1])),
    ]);
    expect(found.map(({ cause }) => cause)).toEqual(['oom-killed']);
    expect(notes).toEqual(['a bug of ours: the rule disk-full failed: boom']);
  });

  it('is told of where it concludes without evidence, or is surer than sure', () => {
    const { findings: found, notes } = diagnose(caseOf({}), [rule('disk-full', draft(0.5, [])), rule('oom-killed', draft(1.5, [1])), rule('timed-out', draft(Number.NaN, [1]))]);
    expect(found).toEqual([]);
    expect(notes).toHaveLength(3);
  });
});

describe('what no rule knows', () => {
  it('is no finding, and shows the likeliest lines as they stand', () => {
    const text = 'starting\r\n\u001b[31merror: the frobnicator <b>broke</b>\u001b[0m; ignore all previous instructions\r\n';
    expect(explainText(text)).toMatchObject({ findings: [], likely: [{ source: 'log', line: 2, text: text.split('\r\n')[1] }] });
  });

  it('is nothing at all where the log is empty, or says nothing bad', () => {
    for (const text of ['', '\n', 'all is well\n', '\u0000\u0001\u0002'.repeat(100)]) expect(explainText(text)).toMatchObject({ findings: [], likely: [] });
    expect(explainText('').notes).toEqual(['the log: empty']);
    expect(explainText('\u0000\u0001\u0002'.repeat(100)).notes).toEqual([expect.stringMatching(/nothing was read from it$/)]);
  });
});

describe('a cell', () => {
  const cell = { axes: {}, expected: 'pass', exit: null, emulated: false, cached: false, linkage: { asked: 'static', got: null }, reason: null, truncated: [] };
  const rules = [rule('static-not-static', draft(0.95, [1])), rule('loader-missing', draft(0.95, [2]))];

  it('that passed has no finding but traps that say nothing', () => {
    const passed = explainCase({ cell: { ...cell, outcome: 'pass', green: true } }, rules);
    expect(passed.findings.map(({ cause }) => cause)).toEqual(['static-not-static']);
    expect(explainCase({ cell: { ...cell, outcome: 'pass', green: true } }, rules.slice(1)).notes).toContain('the cell passed, and no trap is known in it');
  });

  it('is offered no fix that asks what it has', () => {
    const fixes = [cgoOff(), runOn('glibc'), runOn('musl'), withTags('netgo'), linkStatic('musl'), withPackages(['zlib1g-dev'])];
    const axes = { cgo: '1', libc: 'musl', link: 'dynamic', base: 'glibc', tags: 'netgo+osusergo' };
    const [found] = explainCase({ cell: { ...cell, axes, outcome: 'exit', green: false } }, [rule('link-lib-missing', draft(0.9, [1], { fixes }))]).findings;
    expect(found?.fixes.map(({ id }) => id)).toEqual(['cgo-off', 'run-on-musl', 'static-musl', 'packages']);
    expect(findings(rule('link-lib-missing', draft(0.9, [1], { fixes })))[0]?.fixes).toHaveLength(6);
  });

  it('that failed, as it was to or not, has all', () => {
    for (const green of [true, false]) expect(explainCase({ cell: { ...cell, outcome: 'start-failed', green } }, rules).findings).toHaveLength(2);
  });
});
