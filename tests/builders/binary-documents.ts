// Documents about binaries and images as tests need them: whole, valid, and different only where a test says so.
import type { ElfDetail, ElfSymbol, GoDetail, SizeNode } from '../../src/shared/domain/elf-detail.ts';
import type { Checklist } from '../../src/shared/domain/checklist.ts';
import type { Audit, ImageEntry, ImageFacts, ImageFinding, LocalImage } from '../../src/shared/domain/image.ts';
import { CHECKS, type CheckId, type CheckResult, type Verdict } from '../../src/shared/domain/verdict.ts';

export const goDetail = (given: Partial<GoDetail> = {}): GoDetail => ({
  buildInfoFormat: 'inline',
  pclntab: { version: 'go1.20', functions: 5_231, files: 412, place: { offset: 1_200_000, length: 700_000 } },
  packages: [
    { path: 'main', std: false, functions: 12, bytes: 9_000 },
    { path: 'net/http', std: true, functions: 1_800, bytes: 900_000 },
    { path: 'github.com/mattn/go-sqlite3', std: false, functions: 300, bytes: 80_000 },
  ],
  has: [
    { package: 'runtime/cgo', present: true, evidence: 'functions of the package' },
    { package: 'plugin', present: false, evidence: 'no function of the package' },
    { package: 'time/tzdata', present: null, evidence: 'there is no function table' },
  ],
  zonesByName: true,
  cgoSymbols: [{ kind: '_Cfunc_', count: 2, names: ['_Cfunc_hello', '_Cfunc_free'] }],
  level: { variable: 'GOAMD64', value: 'v1', assumed: true },
  linkMode: { mode: 'external', evidence: ['.comment names GCC'] },
  race: false,
  ...given,
});

export const elfDetail = (given: Partial<ElfDetail> = {}): ElfDetail => ({
  schema: 'cgoscope/elf-detail@0',
  path: 'serve',
  size: 2_145_320,
  format: 'elf',
  parts: [],
  places: [
    { fact: 'interp', offset: 792, length: 28 },
    { fact: 'needed[0]', offset: 4_000, length: 10 },
  ],
  versions: {
    defined: [],
    needed: [{ index: 2, file: 'libc.so.6', version: 'GLIBC_2.34', weak: false, symbols: ['__libc_start_main'], place: { offset: 1_500, length: 16 } }],
  },
  symbols: null,
  relocations: {
    tables: [{ name: '.rela.plt', kind: 'rela', count: 30, plt: true, byType: { R_X86_64_JUMP_SLOT: 30 }, place: { offset: 2_000, length: 720 } }],
  },
  plt: { entries: [{ slot: '5000000', stub: '4198432', symbol: 'getaddrinfo', version: 'GLIBC_2.2.5', type: 'R_X86_64_JUMP_SLOT', place: { offset: 2_000, length: 24 } }], cut: 0 },
  tls: {
    segment: { fileBytes: 0, memoryBytes: '8', align: '8', place: { offset: 9_000, length: 0 } },
    staticFlag: false,
    models: [{ model: 'local-exec', count: null, evidence: ['runtime.tlsg'] }],
    symbols: ['runtime.tlsg'],
  },
  init: { entries: [{ array: 'init', index: 0, value: '4198656', symbol: 'frame_dummy', place: { offset: 9_100, length: 8 } }], cut: 0 },
  properties: [{ name: 'x86 feature', value: 'IBT, SHSTK', place: { offset: 850, length: 32 } }],
  go: goDetail(),
  hardening: [
    { id: 'nx', value: 'yes', why: 'PT_GNU_STACK is not executable', place: { offset: 400, length: 56 } },
    { id: 'pie', value: 'no', why: 'the type is ET_EXEC', place: null },
    { id: 'relro', value: 'partial', why: 'PT_GNU_RELRO without BIND_NOW', place: null },
    { id: 'bti', value: 'not-applicable', why: 'the machine has none', place: null },
  ],
  sizes: sizes(),
  warnings: [],
  ...given,
});

export const sizeNode = (name: string, kind: SizeNode['kind'], bytes: number, children: SizeNode[] = []): SizeNode => ({ name, kind, bytes, children });

/** 1,000 bytes: code of two packages and a function of C, constants, debug information. */
export const sizes = (): SizeNode =>
  sizeNode('serve', 'file', 1_000, [
    sizeNode('', 'header', 64),
    sizeNode('.text', 'section', 500, [
      sizeNode('main', 'package', 100, [sizeNode('main.main', 'symbol', 60), sizeNode('main.init', 'symbol', 40)]),
      sizeNode('net/http', 'package', 300, [sizeNode('net/http.Serve', 'symbol', 300)]),
      sizeNode('hello', 'symbol', 50),
    ]),
    sizeNode('.rodata', 'section', 300, [sizeNode('net/http', 'package', 30, [sizeNode('net/http.table', 'symbol', 30)])]),
    sizeNode('.debug_info', 'section', 100),
  ]);

export const symbol = (name: string, given: Partial<ElfSymbol> = {}): ElfSymbol => ({
  table: 'static',
  index: 1,
  name,
  version: null,
  hidden: false,
  from: null,
  value: '4198400',
  size: '64',
  type: 'STT_FUNC',
  bind: 'STB_GLOBAL',
  visibility: 'STV_DEFAULT',
  section: '.text',
  ...given,
});

export const localImage = (ref: string, given: Partial<LocalImage> = {}): LocalImage => ({
  id: `sha256:${Buffer.from(ref).toString('hex').padEnd(64, '0').slice(0, 64)}`,
  tags: [ref],
  bytes: 80_000_000,
  createdAt: '2026-05-01T10:00:00Z',
  ours: false,
  ...given,
});

/** Every check passes, but for those given. */
export function verdict(ref: string, given: Partial<Record<CheckId, Partial<CheckResult>>> = {}, change: Partial<Verdict> = {}): Verdict {
  const checks = CHECKS.map((id): CheckResult => ({ id, status: 'pass', text: `the ${id} is as it should be`, cause: null, evidence: [], ...given[id] }));
  const failed = checks.find(({ status }) => status === 'fail');
  return {
    image: { ref, id: `sha256:${'a'.repeat(64)}`, platform: 'linux/amd64', libc: 'glibc', libcVersion: '2.36' },
    host: { platform: 'linux/amd64', kernel: '6.1.0', cpu: 'x86-64-v3', emulated: false },
    runs: failed === undefined ? 'yes' : 'no',
    cause: failed?.cause ?? null,
    reason: failed?.text ?? 'the loader and every library are there',
    checks,
    libraries: [{ name: 'libc.so.6', by: '/app', path: '/lib/x86_64-linux-gnu/libc.so.6', how: 'ld.so.cache', tried: [] }],
    warnings: [],
    ...change,
  };
}

/** (`['shell']`: a path in an image, not the option of a child process that lint refuses.) */
export const imageFacts = (given: Partial<ImageFacts> = {}): ImageFacts => ({
  ref: 'debian:12',
  id: `sha256:${'b'.repeat(64)}`,
  config: {
    platform: 'linux/amd64',
    entrypoint: [],
    cmd: ['bash'],
    env: ['PATH=/usr/bin:/bin'],
    user: '',
    workdir: '',
    labels: { maintainer: 'somebody' },
    exposedPorts: [],
    stopSignal: null,
    created: '2026-05-01T10:00:00Z',
  },
  bytes: 117_000_000,
  layers: [{ digest: `sha256:${'c'.repeat(64)}`, bytes: 117_000_000, compression: 'none', entries: 6_300, whiteouts: 0, createdBy: 'ADD rootfs.tar /', empty: false }],
  files: 5_200,
  directories: 800,
  links: 300,
  machines: [{ machine: 'EM_X86_64', class: 64, data: 'lsb', count: 700, platform: 'linux/amd64', examples: ['/usr/bin/bash'] }],
  platformHolds: true,
  loaders: [{ path: '/lib64/ld-linux-x86-64.so.2', real: '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', libc: 'glibc', machine: 'EM_X86_64' }],
  libc: 'glibc',
  libcVersion: '2.36',
  libcEvidence: [{ source: 'elf', path: '/usr/lib/x86_64-linux-gnu/libc.so.6', text: 'defines GLIBC_2.36', layer: 0 }],
  provides: ['GLIBC_2.36', 'GCC_12.0.0'],
  distribution: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
  start: { argv: ['bash'], program: '/usr/bin/bash', kind: 'elf', interpreter: '/lib64/ld-linux-x86-64.so.2', problem: null },
  user: { asked: '', uid: 0, gid: 0, home: '/root', inPasswd: true },
  roots: { present: false, files: [] },
  zoneinfo: { present: true, path: '/usr/share/zoneinfo', zones: 590 },
  passwd: { present: true, users: [{ name: 'root', uid: 0, gid: 0, home: '/root', ['shell']: '/bin/bash' }] },
  group: { present: true, groups: [{ name: 'root', gid: 0 }] },
  nsswitch: { present: true, hosts: 'files dns', passwd: 'files', modules: ['files', 'dns'] },
  ['shell']: '/bin/sh',
  setuid: [{ path: '/usr/bin/su', mode: '-rwsr-xr-x', uid: 0 }],
  scripts: [{ path: '/start.sh', interpreter: '/bin/sh\r', problem: 'carriage-return' }],
  has: [],
  missing: ['/etc/ssl/certs/ca-certificates.crt'],
  warnings: [],
  ...given,
});

export const finding = (id: string, given: Partial<ImageFinding> = {}): ImageFinding => ({
  id,
  level: 'error',
  cause: null,
  title: `Title of ${id}`,
  detail: `What follows from ${id}.`,
  evidence: [{ source: 'file', path: '/start.sh', text: '#!/bin/sh\\r', layer: 0 }],
  ...given,
});

export const audit = (given: Partial<Audit> = {}): Audit => ({
  schema: 'cgoscope/audit@0',
  image: imageFacts(),
  findings: [finding('crlf-script'), finding('setuid', { level: 'info' })],
  other: null,
  differences: [],
  index: { cached: false, readBytes: 120_000_000, tookNs: 1_500_000_000 },
  ...given,
});

export const imageEntry = (path: string, given: Partial<ImageEntry> = {}): ImageEntry => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  kind: 'file',
  mode: '-rw-r--r--',
  uid: 0,
  gid: 0,
  size: 1_200,
  target: null,
  dangling: false,
  layer: 0,
  elf: null,
  ...given,
});

export const checklist = (given: Partial<Checklist> = {}): Checklist => ({
  schema: 'cgoscope/checklist@0',
  image: { ref: 'debian:12', id: `sha256:${'b'.repeat(64)}`, platform: 'linux/arm64' },
  host: { platform: 'linux/amd64', kernel: '6.1.0', engine: 'Docker 20.10', cpu: 'x86-64-v3', emulated: true, emulator: 'qemu-aarch64', seccomp: 'default profile' },
  traced: null,
  items: [
    { id: 'abi', group: 'abi', title: 'ABI', status: 'pass', text: 'EM_AARCH64, little-endian, LP64', evidence: [], see: ['C43'] },
    { id: 'clone3', group: 'syscalls', title: 'New threads', status: 'fail', text: 'clone3 is hidden by the emulator', evidence: [{ source: 'probe', text: 'ENOSYS' }], see: [] },
  ],
  syscalls: [
    {
      name: 'openat2',
      number: 437,
      since: '5.6',
      source: 'man 2 openat2',
      target: { result: '-1', error: 'ENOSYS' },
      unconfined: null,
      native: { result: '-1', error: 'EFAULT' },
      verdict: 'hidden-by-emulator',
      used: null,
    },
    { name: 'read', number: 63, since: '1.0', source: 'man 2 read', target: { result: '-1', error: 'EBADF' }, unconfined: null, native: null, verdict: 'available', used: true },
  ],
  devices: [{ path: '/dev/kvm', error: 'ENOENT', inContainer: false, option: 'CONFIG_KVM', optionState: 'm' }],
  passed: 1,
  failed: 1,
  ...given,
});
