// Writes tests/fixtures/store/v<N>.db: a database as the current version makes it. Run once when a version is added; older fixtures stay as they are.
// node scripts/make-store-fixture.ts
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cellKey, NONE } from '../src/shared/domain/axes.ts';
import type { Cell } from '../src/shared/domain/run.ts';
import type { TraceRecording } from '../src/shared/domain/trace-detail.ts';
import { DATABASE, openStore } from '../src/core/store/index.ts';
import { MIGRATIONS } from '../src/core/store/migrations/index.ts';
import { openSqlite } from '../src/core/store/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-fixture-'));
const store = openStore(folder);
const axes = { package: '.', cgo: '1', platform: 'linux/amd64', libc: 'glibc', link: 'dynamic', go: '1.24', tags: NONE, base: 'glibc', level: NONE };
const cell = (number: number, change: Partial<Cell>): Cell => ({
  number,
  key: cellKey({ ...axes, go: `1.${22 + number}` }),
  axes: { ...axes, go: `1.${22 + number}` },
  state: 'done',
  outcome: 'pass',
  expected: 'pass',
  green: true,
  stage: 'analyse',
  reason: null,
  timesNs: { build: 2_000_000_000, wall: 12_000_000 },
  toolchain: { provider: 'debian', image: 'cgoscope/go:1.24', digest: `sha256:${'1'.repeat(64)}` },
  runImage: { image: 'cgoscope/glibc', digest: `sha256:${'2'.repeat(64)}` },
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
  reproduce: ['docker run --rm cgoscope/glibc /app'],
  ...change,
});
const id = '01KF0XTVRE0000000000000001';
store.insertRun(
  {
    id,
    startedAt: '2026-11-23T00:00:00Z',
    endpoint: 'default',
    project: { path: '/srv/sample', treeHash: 'a'.repeat(64) },
    origin: 'local',
    owner: 'fixture',
    request: { path: '/srv/sample' },
    config: 'version: 1\n',
    environment: { docker: '20.10.24' },
  },
  [cell(1, {}), cell(2, { outcome: 'start-failed', green: false, reason: 'no such file or directory' })],
);
store.setEvidence(id, 1, 'stdout', store.putBlob(Buffer.from('hello from the fixture\n')));
store.setState('fixture', { version: MIGRATIONS.length });
store.setRunState(id, 'done', '2026-11-23T00:00:10Z');
// since version 2: a run that was taken out of the lists, and a project that was opened
const removed = '01KF0XTVRE0000000000000002';
store.insertRun(
  {
    id: removed,
    startedAt: '2026-11-22T00:00:00Z',
    endpoint: 'default',
    project: { path: '/srv/other', treeHash: 'b'.repeat(64) },
    origin: 'local',
    owner: 'fixture',
    request: { path: '/srv/other' },
    config: null,
    environment: {},
  },
  [cell(1, {})],
);
store.setRunState(removed, 'done', '2026-11-22T00:00:10Z');
store.removeRun(removed);
store.openProject('/srv/opened');
// since version 3: a measurement of the DNS lab, as the fixture of that version has it
const earlier = mkdtempSync(join(tmpdir(), 'cgoscope-fixture-'));
copyFileSync(fileURLToPath(new URL('../tests/fixtures/store/v3.db', import.meta.url)), join(earlier, DATABASE));
const version3 = openStore(earlier);
for (const line of version3.measurements.list(9)) store.measurements.save(version3.measurements.get(line.id), line, 'fixture');
version3.close();
rmSync(earlier, { recursive: true });
// since version 4: a recorded trace and its log
const blob = store.putBlob(Buffer.from('1 1700000000.000000 execve("/app", ["/app"], 0x7ffd0 /* 3 vars */) = 0 <0.000200>\n1 1700000000.010000 +++ exited with 0 +++\n'));
const recording: TraceRecording = {
  schema: 'cgoscope/trace-recording@0',
  id: '01KF0XTVRE0000000000000010',
  state: 'done',
  title: 'the fixture',
  image: 'cgoscope/run-empty',
  digest: `sha256:${'2'.repeat(64)}`,
  platform: 'linux/amd64',
  emulated: false,
  argv: ['/app'],
  user: '',
  readOnly: false,
  classes: ['file', 'process'],
  startedAt: '2026-11-23T00:00:00Z',
  endedAt: '2026-11-23T00:00:02Z',
  plain: null,
  traced: null,
  factor: null,
  log: { sha256: blob.sha256, bytes: blob.size, truncated: false },
  sums: null,
  tracer: 'strace 6.13',
  reason: null,
  notes: [],
  reproduce: [],
};
const { id: recorded, state, title, image, platform, argv, startedAt, endedAt, factor } = recording;
store.recordings.save(
  recording,
  { id: recorded, state, title, image, platform, argv, startedAt, endedAt, factor, events: 2, bytes: blob.size, ended: 'ended with code 0' },
  'fixture',
);
store.close();
const db = openSqlite(join(folder, DATABASE));
db.pragma('journal_mode = DELETE'); // everything in the one file
db.close();
const target = fileURLToPath(new URL(`../tests/fixtures/store/v${MIGRATIONS.length}.db`, import.meta.url));
copyFileSync(join(folder, DATABASE), target);
rmSync(folder, { recursive: true });
process.stdout.write(`${target}\n`);
