// A finished green cell with nothing else in it: what a test needs beside that, it says. No vitest here: started processes import it too.
import { cellKey, NONE, type Axes } from '../../src/shared/domain/axes.ts';
import type { Cell } from '../../src/shared/domain/run.ts';

export const axes = (change: Partial<Axes> = {}): Axes => ({
  package: '.',
  cgo: '1',
  platform: 'linux/amd64',
  libc: 'glibc',
  link: 'dynamic',
  go: '1.24',
  tags: NONE,
  base: 'glibc',
  level: NONE,
  ...change,
});

export function bareCell(number: number, of: Partial<Axes> = {}, change: Partial<Cell> = {}): Cell {
  const full = axes(of);
  return {
    number,
    key: cellKey(full),
    axes: full,
    state: 'done',
    outcome: 'pass',
    expected: 'pass',
    green: true,
    stage: 'analyse',
    reason: null,
    timesNs: {},
    toolchain: null,
    runImage: null,
    profile: 'docker-default',
    linkage: { asked: 'dynamic', got: 'dynamic' },
    emulated: false,
    cached: false,
    truncated: [],
    artifact: null,
    elf: null,
    exit: { code: 0, signal: null, error: null },
    traceFactor: null,
    findings: [],
    fixOf: null,
    reproduce: [],
    ...change,
  };
}
