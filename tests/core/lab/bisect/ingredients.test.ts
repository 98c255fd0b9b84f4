import { describe, expect, it } from 'vitest';
import { ingredientsOf, modulesOf } from '../../../../src/core/lab/bisect/ingredients.ts';
import { bareCell } from '../../../builders/cell.ts';

const run = (config: string | null) => ({ config, environment: { platform: 'linux/amd64' } });

describe('what a cell was made of', () => {
  it('is the matrix file with the rules that hold for it', () => {
    const config = `
env: { A: 1, B: two }
goflags: -v
ldflags: -s
run: { env: { X: x } }
cells:
  - when: cgo=1
    env: { B: three }
    ldflags: -w
  - when: platform=native
    run: { env: { Y: y } }
  - when: cgo=0
    env: { C: no }
`;
    const cell = bareCell(1, { cgo: '1', platform: 'linux/amd64' });
    expect(ingredientsOf(run(config), cell, { 'example.com/m': 'v1.0.0' })).toEqual({
      axes: cell.axes,
      env: { A: '1', B: 'three' },
      runEnv: { X: 'x', Y: 'y' },
      goflags: '-v',
      ldflags: '-w',
      modules: { 'example.com/m': 'v1.0.0' },
    });
  });

  it('is its axes alone where there is no file', () => {
    expect(ingredientsOf(run(null), bareCell(1), {})).toMatchObject({ env: {}, runEnv: {}, goflags: null, ldflags: null });
  });

  it('has no module that is replaced', () => {
    const dep = (path: string, replace: { path: string; version: string; sum: string | null } | null) => ({ path, version: 'v1.0.0', sum: null, replace });
    expect(
      modulesOf({ go: { version: 'go1.24', path: 'x', main: null, deps: [dep('a', null), dep('b', { path: 'c', version: 'v2.0.0', sum: null })], settings: {} } } as never),
    ).toEqual({
      a: 'v1.0.0',
    });
    expect(modulesOf(null)).toEqual({});
  });
});
