import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { DATABASE, DiskFullError, newRunId, openStore } from '../../../src/core/store/index.ts';
import { openSqlite } from '../../../src/core/store/sqlite.ts';
import { cell, run, temporaryFolder } from './builders.ts';

const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));

it.each([1, 2, 7, 20, 40])('killed with -9 after its %ith cell, a writer has lost nothing it said it stored', async (count) => {
  const folder = temporaryFolder();
  const id = newRunId();
  const child = spawn(process.execPath, [writer, folder, id], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (said.split('\n').length > count) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  const last = Number(said.split('\n').at(-2));
  expect(last).toBeGreaterThanOrEqual(count);

  const db = openSqlite(join(folder, DATABASE));
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
  const store = openStore(folder);
  onTestFinished(() => store.close());
  expect(store.markInterrupted('somebody else')).toEqual([id]);
  const stored = store.getRun('last').cells;
  // the one it was at may be there, more can not
  expect([last, last + 1]).toContain(stored.length);
  for (let number = 1; number <= last; number += 1) {
    const ref = store.getEvidence(id, number, 'stdout');
    expect(store.readBlob(ref?.sha256 ?? '')?.length).toBe(1_500_000);
  }
  store.cleanTemporary();
  expect(existsSync(join(folder, 'blobs', 'tmp'))).toBe(false);
  // everything else on the disk is known, or found by the prune
  store.prune({ all: true, apply: true });
  expect(readdirSync(join(folder, 'blobs')).flatMap((name) => readdirSync(join(folder, 'blobs', name)))).toEqual([]);
});

it('a disk that runs full while a blob is written says so, keeps what was there, and takes more when there is room', ({ skip }) => {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    skip('no right to mount a small file system here');
  }
  onTestFinished(() => {
    store.close();
    execFileSync('umount', [folder]);
  });
  const store = openStore(folder);
  const one = run();
  store.insertRun(one, [cell(1)]);
  const kept = randomBytes(1_000_000);
  store.setEvidence(one.id, 1, 'stdout', store.putBlob(kept));
  const blob = store.createBlob();
  expect(() => {
    for (let i = 0; i < 20; i += 1) blob.write(randomBytes(1 << 20));
  }).toThrow(DiskFullError);
  expect(readdirSync(join(folder, 'blobs', 'tmp'))).toEqual([]);
  expect(() => store.putBlob(randomBytes(12_000_000))).toThrow(/is full: nothing stored before is lost/);
  expect(() => {
    for (let number = 2; number < 2000; number += 1) store.saveCell(one.id, cell(number, { reproduce: [randomBytes(10_000).toString('hex')] }));
  }).toThrow(DiskFullError);
  const ref = store.getEvidence(one.id, 1, 'stdout');
  expect(store.readBlob(ref?.sha256 ?? '')?.equals(kept)).toBe(true);
  const before = store.getRun(one.id).cells.length;
  expect(before).toBeGreaterThan(1);
  store.setRunState(one.id, 'done', '2026-01-01T00:00:00Z');
  const said = store.prune({ all: true, apply: true });
  expect(said.runs).toEqual([one.id]);
  store.insertRun(run(), [cell(1)]);
  expect(store.putBlob(kept).size).toBe(kept.length);
});
