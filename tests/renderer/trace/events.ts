// Builders of what the workbench answers about traces, for tests of the window.
import type { TraceDiff, TraceEvent, TraceRecording } from '../../../src/shared/domain/trace-detail.ts';

export const traceEvent = (more: Partial<TraceEvent> = {}): TraceEvent => ({
  event: 1,
  line: 1,
  resumedLine: null,
  kind: 'call',
  task: 0,
  pid: 100,
  tNs: 0,
  durationNs: 1_000,
  name: 'openat',
  args: 'AT_FDCWD, "/etc/hosts", O_RDONLY',
  argsCut: false,
  result: '3',
  error: null,
  noise: false,
  unfinished: false,
  madeBy: null,
  ...more,
});

export const traceDiff = (more: Partial<TraceDiff> = {}): TraceDiff => ({
  schema: 'cgoscope/trace-diff@0',
  a: { name: 'bad.strace', key: 'a', events: 120, tasks: 1, ended: 'exit 127' },
  b: { name: 'good.strace', key: 'b', events: 130, tasks: 1, ended: 'exit 0' },
  firstParting: null,
  onlyA: { total: 0, rows: [] },
  onlyB: { total: 0, rows: [] },
  changedErrors: { total: 0, rows: [] },
  changedResults: { total: 0, rows: [] },
  pairs: [],
  masked: ['pids', 'times'],
  warnings: [],
  ...more,
});

const start = {
  wallNs: 40e6,
  code: 0,
  signal: null,
  ended: 'ended with code 0',
  stdout: { text: 'hello\n', bytes: 6, truncated: false },
  stderr: { text: '', bytes: 0, truncated: false },
  readyNs: null,
};

export const recording = (more: Partial<TraceRecording> = {}): TraceRecording => ({
  schema: 'cgoscope/trace-recording@0',
  id: '01TRACE00000000000000000AA',
  state: 'done',
  title: '',
  image: 'app:1',
  digest: `sha256:${'1'.repeat(64)}`,
  platform: 'linux/amd64',
  emulated: false,
  argv: ['/app', '--serve'],
  user: '65532',
  readOnly: true,
  classes: ['file', 'network', 'process', 'signal'],
  startedAt: '2026-11-20T10:00:00.000Z',
  endedAt: '2026-11-20T10:00:02.000Z',
  plain: start,
  traced: { ...start, wallNs: 90e6 },
  factor: 2.25,
  log: { sha256: '2'.repeat(64), bytes: 9_000, truncated: false },
  sums: null,
  tracer: 'strace 6.13',
  reason: null,
  notes: [],
  reproduce: ['docker run --rm app:1'],
  ...more,
});
