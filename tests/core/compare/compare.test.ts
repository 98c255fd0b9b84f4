// What differs between facts, cells and runs, in which order, and which green cell a red one is compared with.
import { describe, expect, it } from 'vitest';
import { compareVersions, diffCells, diffElf, diffFacts, diffRuns, nearestGreen } from '../../../src/core/compare/index.ts';
import { bytesSource, readElf } from '../../../src/core/evidence/index.ts';
import type { Axes } from '../../../src/shared/domain/axes.ts';
import { differenceSchema } from '../../../src/shared/domain/documents.ts';
import type { Facts } from '../../../src/shared/domain/facts.ts';
import type { Cell, Run } from '../../../src/shared/domain/run.ts';
import { bareCell } from '../../builders/cell.ts';
import { fixture } from '../evidence/elf/fixtures.ts';

let count = 0;
function cell(of: Partial<Axes>, green: boolean | null = true, more: Partial<Cell> = {}): Cell {
  count += 1;
  return bareCell(count, of, {
    outcome: green === null ? 'not-run' : green ? 'pass' : 'exit',
    green,
    timesNs: { build: count * 1000 },
    exit: { code: green ? 0 : 1, signal: null, error: null },
    ...more,
  });
}

const facts = (more: Facts = {}): Facts => ({
  elf: {
    machine: 'EM_X86_64',
    interp: '/lib64/ld-linux-x86-64.so.2',
    needed: ['libc.so.6'],
    glibcFloor: '2.34',
    libc: 'glibc',
    linkage: 'dynamic',
    size: 100,
    buildId: 'a',
    goSettings: { CGO_ENABLED: '1' },
    flags: [],
  },
  image: { libc: 'glibc', libcVersion: '2.41' },
  run: { outcome: 'pass', code: 0, stdout: ['hello'], stderr: [] },
  trace: { firstExec: { path: '/app', error: null }, filesOpened: ['/etc/ld.so.cache'], filesMissing: [], connects: [], errors: { ENOENT: 3 } },
  ...more,
});

const texts = (a: Facts, b: Facts, all = false) => diffFacts(a, b, { all }).map(({ text }) => text);

describe('facts', () => {
  it('equal facts do not differ', () => {
    expect(diffFacts(facts(), facts(), { all: true })).toEqual([]);
  });

  it('what decides stands first: outcome, first execve, loader, needs', () => {
    const red = facts({
      elf: { ...facts().elf, interp: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so'], libc: 'musl', size: 200, buildId: 'b' },
      run: { outcome: 'start-failed', code: null, stdout: [], stderr: [] },
      trace: { ...facts().trace, firstExec: { path: '/app', error: 'ENOENT' } },
    });
    const differences = diffFacts(red, facts(), { all: false });
    expect(differences.map(({ fact }) => fact).slice(0, 4)).toEqual(['run.outcome', 'trace.firstExec.error', 'elf.interp', 'run.code']);
    expect(differences.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'outcome: start-failed | pass',
        'first execve: ENOENT | ok',
        'interp: /lib/ld-musl-x86_64.so.1 | /lib64/ld-linux-x86-64.so.2',
        'needed: -libc.so +libc.so.6',
      ]),
    );
    for (const difference of differences) differenceSchema.parse(difference);
  });

  it('size and build id are noise: left out unless asked for', () => {
    const other = facts({ elf: { ...facts().elf, size: 101, buildId: 'b' } });
    expect(texts(facts(), other)).toEqual([]);
    expect(texts(facts(), other, true)).toEqual(['build id: a | b', 'size: 100 | 101']);
  });

  it('a glibc that is too old is one difference with both numbers, just below the outcome', () => {
    const old = facts({ image: { libc: 'glibc', libcVersion: '2.9' } });
    expect(diffFacts(old, facts(), { all: false })[0]).toEqual({
      fact: 'elf.glibcFloor>image.libcVersion',
      a: 'needs 2.34, image has 2.9 (too old)',
      b: 'needs 2.34, image has 2.41 (enough)',
      weight: 96,
      text: 'glibc: needs 2.34, image has 2.9 (too old) | needs 2.34, image has 2.41 (enough)',
    });
    expect(texts(facts({ image: { libc: 'glibc', libcVersion: '2.36' } }), facts())).toEqual(['libc version of the image: 2.36 | 2.41']);
  });

  it('null is none, what no one observed is unknown and can not decide', () => {
    const red = facts({ elf: { ...facts().elf, interp: null } });
    expect(texts(facts(), red)).toEqual(['interp: /lib64/ld-linux-x86-64.so.2 | none']);
    const { interp: _, ...unseen } = facts().elf ?? {};
    expect(diffFacts(facts(), facts({ elf: unseen }), { all: false })).toMatchObject([{ weight: 5, text: 'interp: /lib64/ld-linux-x86-64.so.2 | unknown' }]);
  });

  it('a part that only one has is one difference', () => {
    const { trace: _, ...failed } = facts();
    expect(texts(failed, facts())).toEqual(['trace: unknown | known']);
  });

  it('output differs only where more than times, ports, addresses and process ids do', () => {
    const run = (line: string): Facts => facts({ run: { ...facts().run, stderr: [line] } });
    const a = run('2026-11-23T01:02:03Z panic at 0xc000012 after 12ms, pid 17, dial 127.0.0.1:43210');
    const b = run('2026-11-24T11:12:13Z panic at 0xc000999 after 3ms, pid 4711, dial 127.0.0.1:50001');
    expect(texts(a, b)).toEqual([]);
    expect(diffFacts(a, b, { all: true }).map(({ fact, weight }) => [fact, weight])).toEqual([['run.stderr', 1]]);
    expect(texts(run('no such host'), run('lookup ok'))).toEqual(['stderr: -"no such host" +"lookup ok"']);
  });

  it('a missing library or root file outweighs other files; places where everyone looks are noise', () => {
    const looked = (paths: string[]) => facts({ trace: { ...facts().trace, filesMissing: paths } });
    const weightOf = (paths: string[]) => diffFacts(facts(), looked(paths), { all: true }).find(({ fact }) => fact === 'trace.filesMissing')?.weight;
    expect(weightOf(['/etc/resolv.conf'])).toBeGreaterThan(weightOf(['/opt/data']) ?? 0);
    expect(weightOf(['/opt/data', '/usr/lib/libfoo.so.1'])).toBe(weightOf(['/etc/ssl/certs/ca-certificates.crt']));
    expect(weightOf(['/proc/sys/x', '/etc/ld.so.preload'])).toBe(1);
  });

  it('how often a call failed is noise, whether it failed at all is not', () => {
    const failed = (errors: Record<string, number>) => facts({ trace: { ...facts().trace, errors } });
    expect(texts(failed({ ENOENT: 3, EPERM: 2 }), failed({ ENOENT: 9, EPERM: 7 }))).toEqual([]);
    expect(texts(failed({ ENOENT: 3 }), failed({ ENOENT: 3, EPERM: 7 }))).toEqual(['calls that failed with EPERM: 0 | 7']);
  });

  it('hostile text stays on its line', () => {
    const red = facts({ elf: { ...facts().elf, interp: '/x\n\u202egnp.exe\u0007' } });
    expect(texts(red, facts())[0]).toBe('interp: /x\\n\\u202egnp.exe\\u0007 | /lib64/ld-linux-x86-64.so.2');
  });

  it('long lists are cut and say so', () => {
    const red = facts({ elf: { ...facts().elf, needed: Array.from({ length: 40 }, (_, i) => `lib${i}.so`) } });
    expect(texts(facts(), red)[0]).toMatch(/^needed: -libc\.so\.6 \+lib0\.so .*\+\(34 more\)$/);
  });

  it('swapping the sides swaps the values and keeps the order', () => {
    const red = facts({ elf: { ...facts().elf, interp: null, libc: 'none', linkage: 'static' }, run: { outcome: 'exit', code: 2 } });
    const forth = diffFacts(facts(), red, { all: true });
    const back = diffFacts(red, facts(), { all: true });
    expect(back.map(({ fact, weight }) => [fact, weight])).toEqual(forth.map(({ fact, weight }) => [fact, weight]));
    expect(back.map(({ a, b }) => [b, a])).toEqual(forth.map(({ a, b }) => [a, b]));
  });

  it('versions compare by number', () => {
    expect([compareVersions('2.9', '2.34'), compareVersions('2.34', '2.34.0'), compareVersions('2.41', '2.4'), compareVersions('x', '2')]).toEqual([-1, 0, 1, null]);
  });
});

describe('two cells', () => {
  it('name outcome and axes, and not the outcome twice', () => {
    const a = cell({ libc: 'musl' }, false, { outcome: 'exit', exit: { code: 127, signal: null, error: null } });
    const b = cell({});
    const differences = diffCells(a, b, facts({ run: { outcome: 'exit', code: 127 } }), facts(), { all: false });
    expect(differences[0]?.text).toBe('outcome: exit 127 | pass');
    expect(differences.filter(({ text }) => text.includes('127'))).toHaveLength(1);
    expect(differences.map(({ fact }) => fact)).toContain('axes.libc');
  });

  it('a linkage that was not asked for is said', () => {
    const a = cell({}, false, { linkage: { asked: 'static', got: 'dynamic' } });
    expect(diffCells(a, cell({}), facts(), facts(), { all: false }).map(({ text }) => text)).toContain('linkage asked and got: asked static, got dynamic | none');
  });

  it('times are noise', () => {
    expect(diffCells(cell({}), cell({}), facts(), facts(), { all: false })).toEqual([]);
    expect(diffCells(cell({}), cell({}), facts(), facts(), { all: true }).map(({ fact }) => fact)).toEqual(['timesNs.build']);
  });
});

describe('the nearest green cell', () => {
  const red = cell({ libc: 'musl', link: 'static', base: 'empty' }, false);

  it('is the one with the fewest axes apart', () => {
    const near = cell({ libc: 'glibc', link: 'static', base: 'empty' });
    expect(nearestGreen(red, [red, cell({}), near])).toBe(near);
  });

  it('is never grey, red, or the cell itself', () => {
    expect(nearestGreen(red, [red, cell({ libc: 'musl' }, false), cell({ libc: 'musl' }, null)])).toBeNull();
    expect(nearestGreen(red, [])).toBeNull();
  });

  it('prefers the same binary in another image, then another link mode, then another library', () => {
    const base = cell({ libc: 'musl', link: 'static', base: 'musl' });
    const link = cell({ libc: 'musl', link: 'dynamic', base: 'empty' });
    const libc = cell({ libc: 'glibc', link: 'static', base: 'empty' });
    const go = cell({ libc: 'musl', link: 'static', base: 'empty', go: '1.22' });
    for (const cells of [
      [go, libc, link, base],
      [base, link, libc, go],
    ])
      expect(nearestGreen(red, cells)).toBe(base);
    expect(nearestGreen(red, [go, libc, link])).toBe(link);
    expect(nearestGreen(red, [go, libc])).toBe(libc);
  });

  it('counts axes that fall away with cgo as one', () => {
    const pure = cell({ cgo: '0', libc: '-', link: '-', base: 'empty' });
    const far = cell({ libc: 'glibc', link: 'dynamic', base: 'empty' });
    expect(nearestGreen(red, [far, pure])).toBe(pure);
  });

  it('another program is the last resort', () => {
    const other = cell({ package: './cmd/b', libc: 'musl', link: 'static', base: 'empty' });
    const far = cell({ go: '1.22', platform: 'linux/arm64' });
    expect(nearestGreen(red, [other, far])).toBe(far);
    expect(nearestGreen(red, [other])).toBe(other);
  });

  it('does not depend on the order of the cells', () => {
    const twins = [cell({ libc: 'musl', link: 'static', base: 'musl' }), cell({ libc: 'musl', link: 'static', base: 'glibc' })];
    expect(nearestGreen(red, twins)).toBe(nearestGreen(red, [...twins].reverse()));
  });
});

describe('two runs', () => {
  const run = (id: string, cells: Cell[], more: Partial<Run> = {}): Run => ({
    schema: 'cgoscope/run@1',
    id,
    state: 'done',
    startedAt: '2026-11-23T01:00:00Z',
    endedAt: '2026-11-23T01:05:00Z',
    endpoint: 'default',
    project: { path: '/p', treeHash: 'x' },
    cells,
    ...more,
  });

  it('match cells by key, changed ones first, and say what only one has', () => {
    const a = run('A', [cell({}), cell({ libc: 'musl' }), cell({ go: '1.22' })]);
    const b = run('B', [cell({ libc: 'musl' }, false), cell({}), cell({ go: '1.26' })], { startedAt: '2026-11-24T01:00:00Z' });
    const asked: string[] = [];
    const diff = diffRuns(
      a,
      b,
      (of, each) => {
        asked.push(`${of.id} ${each.axes['libc']}`);
        return facts();
      },
      { all: false },
    );
    expect(diff.cells.map(({ in: where, a: left, b: right, changed }) => [where, left, right, changed])).toEqual([
      ['both', 'pass', 'exit 1', true],
      ['a', 'pass', null, true],
      ['b', null, 'pass', true],
      ['both', 'pass', 'pass', false],
    ]);
    expect(diff.differences.map(({ text }) => text)).toEqual(['red cells: 0 | 1', 'green cells: 3 | 2']);
    expect(asked.sort()).toEqual(['A glibc', 'A musl', 'B glibc', 'B musl']);
  });

  it('a run does not differ from itself', () => {
    const a = run('A', [cell({}), cell({ libc: 'musl' }, false)]);
    const diff = diffRuns(a, a, () => facts(), { all: true });
    expect(diff.differences).toEqual([]);
    expect(diff.cells.every(({ changed, differences }) => !changed && differences.length === 0)).toBe(true);
  });
});

describe('two real binaries', () => {
  const elf = (name: string) => readElf(bytesSource(fixture(name)), name);

  it('the same program, dynamic and pure', () => {
    const lines = diffElf(elf('go-net-cgo'), elf('go-pure')).map(({ text }) => text);
    expect(lines[0]).toBe('interp: /lib64/ld-linux-x86-64.so.2 | none');
    expect(lines).toEqual(expect.arrayContaining(['needed: -libc.so.6', 'linkage: dynamic | static', 'libc of the binary: glibc | none', 'build setting CGO_ENABLED: 1 | 0']));
  });

  it('machines first where they differ', () => {
    expect(
      diffElf(elf('go-pure'), elf('go-pure-mips'))
        .slice(0, 2)
        .map(({ text }) => text),
    ).toEqual(['machine: EM_X86_64 | EM_MIPS', 'byte order: lsb | msb']);
  });

  it('a binary does not differ from itself', () => {
    expect(diffElf(elf('go-withc'), elf('go-withc'), { all: true })).toEqual([]);
  });
});
