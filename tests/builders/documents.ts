// Documents as tests need them: whole, valid, and different only where a test says so.
import { cellKey, NONE, type Axes } from '../../src/shared/domain/axes.ts';
import type { Difference, Doctor, LabEvent, Show } from '../../src/shared/domain/documents.ts';
import { summariseElf, type Elf } from '../../src/shared/domain/elf.ts';
import type { Plan, PlannedCell } from '../../src/shared/domain/plan.ts';
import type { Cell, Run } from '../../src/shared/domain/run.ts';
import type { Trace } from '../../src/shared/domain/trace.ts';
import { axes as bareAxes, bareCell } from './cell.ts';

export const RUN_ID = '01JD9Z3V7Q8K4T2M6N5P1R0S9W';
const SHA = (seed: string): string => seed.repeat(64).slice(0, 64);

export const axes = (given: Partial<Axes> = {}): Axes => bareAxes({ package: './cmd/serve', ...given });

export const elf = (given: Partial<Elf> = {}): Elf => ({
  schema: 'cgoscope/elf@1',
  path: 'serve',
  size: 2_145_320,
  format: 'elf',
  class: 64,
  data: 'lsb',
  machine: 'EM_X86_64',
  type: 'ET_EXEC',
  osabi: 'ELFOSABI_NONE',
  abiVersion: 0,
  entry: '4603904',
  flags: '0',
  interp: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libc.so.6', 'libresolv.so.2'],
  soname: null,
  rpath: [],
  runpath: [],
  versionsNeeded: [
    { file: 'libc.so.6', version: 'GLIBC_2.2.5', hidden: false, weak: false },
    { file: 'libc.so.6', version: 'GLIBC_2.34', hidden: false, weak: false },
  ],
  glibcFloor: '2.34',
  libc: 'glibc',
  linkage: 'dynamic',
  buildId: '5f3c9aa0e1b2c3d4e5f60718293a4b5c6d7e8f90',
  goBuildId: 'abc/def/ghi/jkl',
  go: {
    version: 'go1.24.4',
    path: 'example.com/serve/cmd/serve',
    main: { path: 'example.com/serve', version: '(devel)', sum: '' },
    deps: [],
    settings: { '-buildmode': 'exe', CGO_ENABLED: '1', GOARCH: 'amd64', GOOS: 'linux', GOAMD64: 'v1' },
  },
  cgo: { enabled: true, evidence: ['build setting CGO_ENABLED=1', 'NEEDED libc.so.6'] },
  sections: [{ name: '.text', type: 'SHT_PROGBITS', flags: '6', addr: '4198400', offset: 4096, size: 712_345, link: 0, info: 0, align: 32, entsize: 0 }],
  segments: [{ type: 'PT_LOAD', flags: '5', offset: 0, vaddr: '4194304', paddr: '4194304', filesz: 716_441, memsz: '716441', align: '4096' }],
  dynamic: [{ tag: 'DT_NEEDED', value: '1', text: 'libc.so.6' }],
  symbols: { dynamic: 42, static: 5231 },
  tls: { present: true, models: ['local-exec'], staticFlag: false },
  initArray: 1,
  relocations: { count: 33, byType: { R_X86_64_JUMP_SLOT: 30, R_X86_64_GLOB_DAT: 3 }, plt: 30 },
  notes: [{ name: 'GNU', type: 3, desc: '5f3c9aa0', text: null }],
  warnings: [],
  ...given,
});

export const trace = (given: Partial<Trace> = {}): Trace => ({
  schema: 'cgoscope/trace@1',
  events: 231,
  processes: 1,
  unfinished: 0,
  errors: { ENOENT: 3 },
  syscalls: [
    { name: 'mmap', calls: 41, errors: 0, totalNs: 512_000 },
    { name: 'openat', calls: 9, errors: 3, totalNs: 160_000 },
  ],
  firstExec: { path: '/app/serve', argv: ['/app/serve'], error: null },
  filesOpened: ['/etc/ld.so.cache', '/lib/x86_64-linux-gnu/libc.so.6', '/etc/resolv.conf'],
  filesMissing: ['/etc/ld.so.preload'],
  connects: [{ address: '127.0.0.11', port: 53, protocol: 'udp', error: null }],
  warnings: [],
  ...given,
});

export function cell(number: number, given: Partial<Omit<Cell, 'axes'>> & { axes?: Partial<Axes> } = {}): Cell {
  const { axes: of, ...change } = given;
  return bareCell(number, axes(of), {
    timesNs: {
      prepare: 120_000_000,
      build: 4_310_000_000,
      collect: 90_000_000,
      run: 210_000_000,
      wall: 12_000_000,
      trace: 260_000_000,
      traced: 36_000_000,
      analyse: 8_000_000,
      total: 5_010_000_000,
    },
    toolchain: { provider: 'debian', image: 'cgoscope/toolchain:go-1.24-gcc', digest: `sha256:${SHA('a1')}` },
    runImage: { image: 'cgoscope/base:glibc', digest: `sha256:${SHA('b2')}` },
    artifact: { sha256: SHA('c3'), size: 2_145_320 },
    elf: summariseElf(elf()),
    traceFactor: 3,
    reproduce: [
      'docker volume create src',
      'docker run --rm -v src:/src -w /src -e CGO_ENABLED=1 cgoscope/toolchain:go-1.24-gcc go build -trimpath -o /src/serve ./cmd/serve',
      'docker run --rm -v src:/app cgoscope/base:glibc /app/serve',
    ],
    ...change,
  });
}

export const redCell = (number: number, given: Parameters<typeof cell>[1] = {}): Cell =>
  cell(number, {
    outcome: 'start-failed',
    green: false,
    reason: 'the kernel found no loader: /lib64/ld-linux-x86-64.so.2 is not in the image',
    runImage: { image: 'cgoscope/base:musl', digest: `sha256:${SHA('d4')}` },
    exit: { code: null, signal: null, error: 'exec /app/serve: no such file or directory' },
    ...given,
    axes: { base: 'musl', ...given.axes },
  });

export const run = (cells: Cell[], given: Partial<Run> = {}): Run => ({
  schema: 'cgoscope/run@1',
  id: RUN_ID,
  state: 'done',
  startedAt: '2026-11-23T01:03:16.120Z',
  endedAt: '2026-11-23T01:04:20.370Z',
  endpoint: 'default (unix:///var/run/docker.sock)',
  project: { path: '/home/ana/serve', treeHash: SHA('e5') },
  cells,
  ...given,
});

export const difference = (given: Partial<Difference> = {}): Difference => ({
  fact: 'image.libc',
  a: 'musl 1.2.5',
  b: 'glibc 2.41',
  weight: 90,
  text: "the run image's C library differs",
  ...given,
});

export const show = (of: Cell, given: Partial<Show> = {}): Show => ({
  schema: 'cgoscope/show@0',
  run: { id: RUN_ID, state: 'done', startedAt: '2026-11-23T01:03:16.120Z', project: '/home/ana/serve', endpoint: 'default (unix:///var/run/docker.sock)' },
  cell: of,
  elf: of.artifact === null ? null : elf(),
  trace: of.artifact === null ? null : trace(),
  facts: {
    elf: { machine: 'EM_X86_64', interp: '/lib64/ld-linux-x86-64.so.2', glibcFloor: '2.34', libc: 'glibc', linkage: 'dynamic', size: 2_145_320 },
    image: { ref: 'cgoscope/base:glibc', platform: 'linux/amd64', libc: 'glibc' },
    run: { outcome: of.outcome ?? 'pass', code: of.exit?.code ?? null, signal: null, error: of.exit?.error ?? null, stdout: ['listening on :8080'], stderr: [] },
  },
  logs: {
    build: { text: 'WORK=/tmp/go-build1\ncd /src\n/usr/local/go/pkg/tool/linux_amd64/link -o serve\n', bytes: 84, truncated: false },
    stdout: { text: 'listening on :8080\n', bytes: 19, truncated: false },
    stderr: null,
  },
  nearest: null,
  ...given,
});

const planned = (number: number, given: Partial<Axes> = {}): PlannedCell => {
  const full = axes(given);
  return {
    number,
    key: cellKey(full),
    axes: full,
    expected: 'pass',
    unsupported: null,
    emulated: full.platform !== 'linux/amd64',
    needs: ['go-1.24', ...(full.cgo === '1' ? ['gcc'] : [])],
    runImage: full.base,
    build: { argv: ['go', 'build', '-trimpath', '-buildvcs=false', full.package], env: { CGO_ENABLED: full.cgo, GOOS: 'linux', GOARCH: full.platform.split('/')[1] ?? '' } },
    trace: full.platform === 'linux/amd64',
  };
};

export const plan = (given: Partial<Plan> = {}): Plan => ({
  schema: 'cgoscope/plan@0',
  axes: [],
  project: { path: '/home/ana/serve', module: 'example.com/serve', goDirective: '1.22', mains: ['./cmd/serve'], usesCgo: true, files: 41, bytes: 182_334, treeHash: SHA('e5') },
  config: '/home/ana/serve/cgoscope.yaml',
  cells: [planned(1, { cgo: '0', libc: NONE, link: NONE, base: 'empty' }), planned(2), planned(3, { libc: 'musl', base: 'musl' }), planned(4, { platform: 'linux/arm64' })],
  collapsed: 4,
  estimate: { downloadBytes: 312_000_000, diskBytes: 1_040_000_000, timeNs: 190_000_000_000, basis: 'sizes and times of earlier runs here' },
  notes: [],
  ...given,
});

export const doctor = (given: Partial<Doctor> = {}): Doctor => ({
  schema: 'cgoscope/doctor@0',
  endpoint: { name: 'default', host: 'unix:///var/run/docker.sock', rule: "the platform's default socket", transport: 'unix' },
  engine: {
    version: '20.10.24',
    apiVersion: '1.41',
    name: 'docker',
    platform: 'linux/amd64',
    kernel: '6.1.0',
    operatingSystem: 'Debian GNU/Linux 12',
    storage: 'overlay2',
    cgroup: 'v2 systemd',
    buildkit: null,
    rootless: false,
    cpus: 2,
    memoryBytes: 8_000_000_000,
    security: ['seccomp'],
  },
  emulators: [{ name: 'qemu-aarch64', enabled: true, flags: 'POCF', interpreter: '/usr/bin/qemu-aarch64-static', platform: 'linux/arm64' }],
  disk: { path: '/var/lib/docker', freeBytes: 41_000_000_000, usedByUsBytes: 900_000_000 },
  toolchains: [{ name: 'go-1.24', image: 'cgoscope/toolchain:go-1.24', bytes: 260_000_000 }],
  dataFolder: { path: '/home/ana/.local/share/cgoscope', bytes: 12_000_000, limitBytes: 10_000_000_000, owner: null },
  foreign: [],
  problems: [
    {
      level: 'warning',
      text: 'the emulator qemu-arm is registered without the F flag, so it does not work inside containers',
      fix: 'register it again with: docker run --privileged --rm tonistiigi/binfmt --install arm',
    },
  ],
  ...given,
});

export const AT = '2026-11-23T01:03:17.000Z';
export const cellEvent = (of: Cell, given: Partial<Extract<LabEvent, { type: 'cell' }>> = {}): Extract<LabEvent, { type: 'cell' }> => ({
  schema: 'cgoscope/event@0',
  type: 'cell',
  run: RUN_ID,
  at: AT,
  cell: of.number,
  key: of.key,
  state: of.state,
  stage: of.stage,
  outcome: of.outcome,
  green: of.green,
  reason: of.reason,
  ...given,
});
