// What each axis of a plan has and could have.
import { describe, expect, it } from 'vitest';
import { axisOffers, expandMatrix, type World } from '../../../src/core/matrix/index.ts';
import type { Project } from '../../../src/core/project/index.ts';
import { AXES, setText } from '../../../src/shared/domain/axes.ts';
import type { MatrixFile } from '../../../src/shared/domain/matrix-file.ts';
import { plannedAxisSchema, type PlannedAxis } from '../../../src/shared/domain/plan.ts';
import { project, world } from '../../builders/matrix.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/riscv64', 'linux/ppc64le', 'linux/s390x'];

function axesOf(more: { file?: MatrixFile; set?: string[]; project?: Project; world?: World } = {}): Record<string, PlannedAxis> {
  const input = { project: more.project ?? project(), file: more.file ?? {}, set: more.set ?? [], only: [], world: more.world ?? world() };
  const axes = axisOffers({ project: input.project, matrix: expandMatrix(input), world: input.world, platforms: PLATFORMS });
  for (const axis of axes) expect(plannedAxisSchema.parse(axis)).toEqual(axis);
  expect(axes.map(({ axis }) => axis)).toEqual([...AXES]);
  return Object.fromEntries(axes.map((axis) => [axis.axis, axis]));
}
const notes = (axis: PlannedAxis | undefined): string[] => axis?.offered.map(({ value, note }) => (note === null ? value : `${value}: ${note}`)) ?? [];

describe('the axes of a plan', () => {
  it('have the chosen values in their order, before cells fall together, and say who chose', () => {
    const axes = axesOf({ file: { axes: { libc: ['musl', 'glibc'], go: '1.27' } }, set: ['link=pie,dynamic', 'libc=musl'] });
    expect(axes['libc']).toMatchObject({ values: ['musl'], source: 'set' });
    expect(axes['go']).toMatchObject({ values: ['1.27'], source: 'file' });
    expect(axes['link']).toMatchObject({ values: ['pie', 'dynamic'], source: 'set' });
    expect(axes['cgo']).toMatchObject({ values: ['0', '1'], source: 'default' });
    expect(axes['base']).toMatchObject({ values: ['auto'], source: 'default', open: true });
  });

  it('offer platforms with what would become of programs there, the engine’s own first', () => {
    expect(notes(axesOf({ world: world({ native: 'linux/amd64', emulated: ['linux/arm64', 'linux/mips64le'] }) })['platform'])).toEqual([
      'linux/amd64: native',
      'linux/386: runs without an emulator',
      'linux/arm64: emulated',
      'linux/mips64le: emulated',
      'linux/arm/v7: built, not run here',
      'linux/riscv64: built, not run here',
      'linux/ppc64le: built, not run here',
      'linux/s390x: built, not run here',
    ]);
    expect(notes(axesOf({ world: world({ native: 'linux/arm64/v8', emulated: [] }) })['platform']).slice(0, 2)).toEqual([
      'linux/arm64: native',
      'linux/amd64: built, not run here',
    ]);
  });

  it('offer the values that the plan has, whatever they are, each once', () => {
    const axes = axesOf({ set: ['platform=linux/loong64,native', 'base=alpine:3.20,musl', 'tags=netgo+mine', 'level=v8.1+lse,-'] });
    expect(axes['platform']?.offered.map(({ value }) => value)).toContain('linux/loong64');
    expect(axes['base']?.offered.map(({ value }) => value)).toEqual(['auto', 'empty', 'glibc', 'glibc-old', 'musl', 'distroless', 'alpine:3.20']);
    expect(axes['tags']?.offered.at(-1)).toEqual({ value: 'mine,netgo', note: null });
    expect(axes['level']?.values).toEqual(['v8.1,lse', '-']);
    for (const axis of Object.values(axes)) {
      const values = axis.offered.map(({ value }) => value);
      expect(new Set(values).size).toBe(values.length);
      for (const value of axis.values) expect(values).toContain(value);
    }
  });

  it('mark what the project or a platform does not take', () => {
    const axes = axesOf({ project: project(['.', './cmd/x'], { goDirective: '1.24.2' }), set: ['platform=linux/mips64,native', 'go=1.27'] });
    expect(notes(axes['go'])).toEqual(['1.22: older than the go 1.24.2 of the project', '1.24', '1.27']);
    expect(notes(axes['link'])).toEqual(['dynamic', 'static', 'pie: Go has none on linux/mips64', 'static-pie: Go has none on linux/mips64']);
    expect(notes(axes['package'])).toEqual(['.: imports C', './cmd/x']);
  });

  it('offer levels of the planned platforms only, and say whose they are', () => {
    const levels = notes(axesOf({ set: ['platform=linux/arm64'] })['level']);
    expect(levels).toContain('v8.1: linux/arm64');
    expect(levels.join()).not.toContain('amd64');
  });

  it('give values that --set understands as the same', () => {
    const set = ['tags=netgo+mine,-', 'platform=linux/arm64,linux/amd64', 'base=alpine:3.20', 'level=v8.1+lse,v3', 'go=1.22,1.24', 'link=static,pie'];
    const first = axesOf({ set });
    const again = axesOf({ set: Object.values(first).map(({ axis, values }) => setText(axis, values)) });
    for (const axis of AXES) expect(again[axis]?.values).toEqual(first[axis]?.values);
  });
});
