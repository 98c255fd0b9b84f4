// Builders for the store's tests: folders that go away, runs and cells with sensible values.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { cellKey, NONE } from '../../../src/shared/domain/axes.ts';
import type { Axes } from '../../../src/shared/domain/axes.ts';
import type { Cell } from '../../../src/shared/domain/run.ts';
import { newRunId } from '../../../src/core/store/index.ts';
import type { NewRun } from '../../../src/core/store/index.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function axes(change: Partial<Axes> = {}): Axes {
  return { package: '.', cgo: '1', platform: 'linux/amd64', libc: 'glibc', link: 'dynamic', go: '1.24', tags: NONE, base: 'glibc', level: NONE, ...change };
}

export function cell(number: number, change: Partial<Cell> = {}): Cell {
  const of = axes({ go: `1.${number}` });
  return {
    number,
    key: cellKey(of),
    axes: of,
    state: 'done',
    outcome: 'pass',
    expected: 'pass',
    green: true,
    stage: 'analyse',
    reason: null,
    timesNs: { build: 1_000_000 },
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
    reproduce: ['docker run --rm x'],
    ...change,
  };
}

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
