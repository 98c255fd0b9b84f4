// Builders for the store's tests: folders that go away, runs and cells with sensible values.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Cell } from '../../../src/shared/domain/run.ts';
import { newRunId } from '../../../src/core/store/index.ts';
import type { NewRun } from '../../../src/core/store/index.ts';
import { bareCell } from '../../builders/cell.ts';

export { axes } from '../../builders/cell.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Cells of one run differ in their Go version. */
export const cell = (number: number, change: Partial<Cell> = {}): Cell =>
  bareCell(number, { go: `1.${number}` }, { timesNs: { build: 1_000_000 }, reproduce: ['docker run --rm x'], ...change });

export function run(change: Partial<NewRun> = {}): NewRun {
  return {
    id: newRunId(),
    startedAt: new Date().toISOString(),
    endpoint: 'default',
    project: { path: '/home/someone/project', treeHash: 'a'.repeat(64) },
    origin: 'local',
    owner: 'owner-1',
    request: { path: '/home/someone/project' },
    config: 'version: 1\n',
    environment: { docker: '20.10' },
    ...change,
  };
}
