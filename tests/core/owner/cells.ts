// Two cells for runs of the test's owner: one finished, one under way. No vitest here: the owner process imports it.
import { cellKey, NONE } from '../../../src/shared/domain/axes.ts';
import type { Cell } from '../../../src/shared/domain/run.ts';

const axes = { package: '.', cgo: '1', platform: 'linux/amd64', libc: 'glibc', link: 'dynamic', go: '1.24', tags: NONE, base: 'glibc', level: NONE };
const done: Cell = {
  number: 1,
  key: cellKey(axes),
  axes,
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
  exit: null,
  traceFactor: null,
  findings: [],
  fixOf: null,
  reproduce: [],
};
export const cells: Cell[] = [done, { ...done, number: 2, state: 'running', outcome: null, green: null, stage: 'build' }];
