import { describe, expect, it } from 'vitest';
import { changeAt, pathBetween, withVersions, type Ingredients } from '../../../../src/core/diagnosis/bisect/path.ts';

const AXES = { package: '.', cgo: '1', platform: 'linux/amd64', libc: 'glibc', link: 'dynamic', go: '1.22', tags: '-', base: 'glibc', level: '-' };
const of = (axes: Partial<typeof AXES>, more: Partial<Ingredients> = {}): Ingredients => ({
  axes: { ...AXES, ...axes },
  env: {},
  runEnv: {},
  goflags: null,
  ldflags: null,
  modules: {},
  ...more,
});
const none = (): string[] => [];

describe('the way from green to red', () => {
  it('changes one thing at a time, and goes through the versions between', () => {
    const steps = pathBetween(of({}), of({ go: '1.26', base: 'musl' }), ({ name }) => (name === 'go' ? ['1.23', '1.24'] : []));
    expect(steps.map(({ text }) => text)).toEqual(['the green cell', 'go 1.22 → 1.23', 'go 1.23 → 1.24', 'go 1.24 → 1.26', 'base glibc → musl']);
    expect(steps.at(-1)?.ingredients.axes).toEqual(of({ go: '1.26', base: 'musl' }).axes);
  });

  it('has no step for what comes with another axis', () => {
    const steps = pathBetween(of({ cgo: '0', libc: '-', link: '-' }), of({}), none);
    expect(steps.map(({ text }) => text)).toEqual(['the green cell', 'cgo 0 → 1']);
    expect(steps[1]?.ingredients.axes).toEqual(AXES);
  });

  it('takes no tags and the default level for values', () => {
    const steps = pathBetween(of({}), of({ tags: 'x', level: 'v3' }), ({ name }) => (name === 'level' ? ['v1', 'v2'] : []));
    expect(steps.map(({ text }) => text).slice(1)).toEqual(['tags - → x', 'level - → v1', 'level v1 → v2', 'level v2 → v3']);
    expect(changeAt(of({}), of({ tags: 'x', level: 'v3' }), null)).toEqual({ axes: { tags: '-', level: '-' } });
  });

  it('takes settings, flags, tags and modules', () => {
    const red = of({ tags: 'b,c' }, { env: { A: '1' }, runEnv: { X: 'y' }, goflags: '-v', ldflags: '-s', modules: { 'example.com/m': 'v1.3.0' } });
    const steps = pathBetween(of({ tags: 'a,b' }, { env: { B: '2' }, modules: { 'example.com/m': 'v1.1.0' } }), red, ({ kind }) => (kind === 'module' ? ['v1.2.0'] : []));
    expect(steps.map(({ what, from, to }) => `${what}: ${from ?? '-'} ${to ?? '-'}`).slice(1)).toEqual([
      'axis tags: a,b b',
      'axis tags: b b,c',
      'build env A: - 1',
      'build env B: 2 -',
      'run env X: - y',
      'goflags: - -v',
      'ldflags: - -s',
      'module example.com/m: v1.1.0 v1.2.0',
      'module example.com/m: v1.2.0 v1.3.0',
    ]);
    expect(steps.at(-1)?.ingredients).toEqual(red);
  });

  it('says what to change of the red cell to stand at a step', () => {
    const red = of({ go: '1.26' }, { env: { A: '1' }, goflags: '-v', modules: { 'example.com/m': 'v1.3.0' } });
    const green = of({}, { env: { B: '2' }, modules: { 'example.com/m': 'v1.1.0' } });
    expect(changeAt(red, red, 'module x\n')).toEqual({});
    expect(changeAt(green, red, 'module x\n\nrequire example.com/m v1.3.0 // why\n')).toEqual({
      axes: { go: '1.22' },
      env: { A: null, B: '2' },
      goflags: '-mod=mod',
      sources: [{ path: 'go.mod', content: 'module x\n\nrequire example.com/m v1.1.0 // why\n' }],
    });
  });

  it('edits only the require lines that are meant', () => {
    const goMod = 'module example.com/m\n\nrequire (\n\texample.com/m2 v1.0.0\n\texample.com/m v1.0.0 // indirect\n)\n';
    expect(withVersions(goMod, [['example.com/m', 'v2.0.0']])).toBe('module example.com/m\n\nrequire (\n\texample.com/m2 v1.0.0\n\texample.com/m v2.0.0 // indirect\n)\n');
  });
});
