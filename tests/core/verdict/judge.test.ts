// The judgement, check by check: what a kernel and a loader would do, in small images.
import { describe, expect, it } from 'vitest';
import { CHECKS, verdictSchema } from '../../../src/shared/domain/verdict.ts';
import { check, debian, dynamic, GLIBC, goInfo, HOST, image, judged, library, musl, MUSL, program, QEMU, shell } from '../../builders/judged.ts';

const arm64 = { machine: 'EM_AARCH64' } as const;

describe('a verdict', () => {
  it('has every check in the order of a start, and fits its schema', async () => {
    const verdict = await judged(dynamic(['libc.so.6']), debian());
    expect(verdict.checks.map(({ id }) => id)).toEqual([...CHECKS]);
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
    expect(verdict).toMatchObject({ runs: 'yes', cause: null, image: { libc: 'glibc', libcVersion: '2.41' }, host: { emulated: false } });
  });

  it('is unknown without a host where all else is fine, and no where the image alone decides', async () => {
    expect(await judged(program(), {}, { host: null })).toMatchObject({ runs: 'unknown', host: { platform: null, emulated: null } });
    expect(await judged(dynamic([]), {}, { host: null })).toMatchObject({ runs: 'no', cause: 'loader-missing' });
    expect(await judged(program(arm64), {}, { host: null })).toMatchObject({ runs: 'no', cause: 'arch-mismatch' });
  });

  it('names the bytes that say it', async () => {
    const elf = dynamic(['libgone.so'], {
      dynamic: [{ tag: 'DT_NEEDED', value: '1', text: 'libgone.so' }],
      segments: [
        ...program().segments,
        { type: 'PT_INTERP', flags: '4', offset: 792, vaddr: '792', paddr: '792', filesz: 28, memsz: '28', align: '1' },
        { type: 'PT_DYNAMIC', flags: '6', offset: 5_000, vaddr: '5000', paddr: '5000', filesz: 320, memsz: '320', align: '8' },
      ],
    });
    const verdict = await judged(elf, debian());
    expect(check(verdict, 'machine').evidence[0]).toMatchObject({ source: 'elf', byteOffset: 18, length: 2 });
    expect(check(verdict, 'interp').evidence[0]).toMatchObject({ source: 'elf', byteOffset: 792, length: 28 });
    expect(check(verdict, 'needed').evidence[0]).toMatchObject({ source: 'elf', byteOffset: 5_000, length: 16 });
    const read = await judged(elf, debian(), { places: [{ fact: 'interp', offset: 1, length: 2 }] });
    expect(check(read, 'interp').evidence[0]).toMatchObject({ byteOffset: 1, length: 2 });
  });
});

describe('the format', () => {
  it.each([
    ['pe', 'arch-mismatch'],
    ['mach-o', 'arch-mismatch'],
    ['text', 'script-interpreter'],
    ['empty', null],
    ['gzip', null],
    ['ar', null],
    ['unknown', null],
  ] as const)('%s is nothing that a kernel executes', async (format, cause) => {
    const verdict = await judged(program({ format, class: null, data: null, machine: null, type: null }));
    expect(verdict).toMatchObject({ runs: 'no', cause });
    expect(verdict.checks.filter(({ status }) => status === 'not-needed').length).toBeGreaterThan(8);
  });

  it('a PE is unknown where the host has a handler for such', async () => {
    const host = { ...HOST, emulators: [{ name: 'WSLInterop', enabled: true, flags: 'P', interpreter: '/init', platform: null }] };
    expect((await judged(program({ format: 'pe' }), {}, { host })).runs).toBe('unknown');
  });

  it('an object file, a core and a file without segments are refused', async () => {
    expect((await judged(program({ type: 'ET_REL' }))).reason).toMatch(/object file/);
    expect((await judged(program({ type: 'ET_CORE' }))).reason).toMatch(/core dump/);
    expect((await judged(program({ segments: [] }))).runs).toBe('no');
  });

  it('a file that ends inside a segment does not run; one whose last page is only not full may', async () => {
    expect(await judged(program({ size: 40_000 }))).toMatchObject({ runs: 'no', reason: expect.stringMatching(/50000 bytes of what is loaded are missing/) });
    expect((await judged(program({ size: 89_900 }))).runs).toBe('unknown');
  });

  it('a script needs its interpreter, without a carriage return, and what that needs', async () => {
    const script = program({ format: 'script', class: null, data: null, machine: null, type: null, size: 40 });
    const run = (scriptHead: string, tree = {}) => judged(script, tree, { scriptHead, env: { PATH: '/bin' } });
    expect(await run('#!/bin/sh -e', { '/bin/sh': shell() })).toMatchObject({ runs: 'yes' });
    expect(await run('#!/bin/sh')).toMatchObject({ runs: 'no', cause: 'script-interpreter', reason: expect.stringMatching(/\/bin\/sh is not in the image/) });
    expect(await run('#!/bin/sh\r', { '/bin/sh': shell() })).toMatchObject({ runs: 'no', reason: expect.stringMatching(/carriage return/) });
    expect(await run('#!', { '/bin/sh': shell() })).toMatchObject({ runs: 'no', cause: 'script-interpreter' });
    expect(await run('#!/bin/sh', { '/bin/sh': shell({ interp: MUSL, linkage: 'pie' }) })).toMatchObject({ runs: 'no', cause: 'loader-missing' });
    expect(await run('#!/bin/env python3', { '/bin/env': shell() })).toMatchObject({ runs: 'no', reason: expect.stringMatching(/env finds no python3/) });
    expect(await run('#!/bin/env -S sh -e', { '/bin/env': shell(), '/bin/sh': shell() })).toMatchObject({ runs: 'yes' });
    expect(await run('#!/run', { '/run': { content: '#!/bin/sh\n', mode: 0o755 }, '/bin/sh': shell() })).toMatchObject({ runs: 'yes' });
    expect(await run('#!/bin/sh', { '/bin/sh': shell(arm64) })).toMatchObject({ runs: 'no', cause: 'arch-mismatch' });
  });
});

describe('an image of which a layer could not be read', () => {
  it('is not said to lack anything, nor to have a program that was perhaps replaced', async () => {
    const seen = await image({});
    const cut = { ...seen, warnings: [{ code: 'layer-cut', text: 'layer 0 ends early', path: null }] };
    const verdict = await judged(dynamic(['libc.so.6']), {}, { image: cut });
    expect(verdict).toMatchObject({ runs: 'unknown', cause: null, reason: expect.stringMatching(/is not in the image; but a part of the image's layers could not be read/) });
    expect((await judged(program({ type: 'ET_REL' }), {}, { image: cut })).runs).toBe('no');
  });
});

describe('permission', () => {
  it('needs an execute bit that counts for the user who starts it', async () => {
    expect(await judged(program(), {}, { mode: 0o644 })).toMatchObject({ runs: 'no', cause: 'not-executable' });
    expect(await judged(program(), {}, { mode: 0o700 })).toMatchObject({ runs: 'yes' });
    expect(await judged(program(), {}, { mode: 0o700, config: { User: '1000' } })).toMatchObject({ runs: 'no', cause: 'not-executable' });
    expect(check(await judged(program(), {}, { mode: null }), 'permission').status).toBe('not-needed');
  });
  it('is no question for a library, which is read: Go writes those of -buildmode=c-shared with mode 0644', async () => {
    const library = program({ type: 'ET_DYN', linkage: 'shared', interp: null, needed: [] });
    expect(await judged(library, debian(), { mode: 0o644, config: { User: '1000' } })).toMatchObject({ runs: 'yes' });
    expect(await judged(library, debian(), { mode: 0o600 })).toMatchObject({ runs: 'yes' });
    expect(await judged(library, debian(), { mode: 0o600, config: { User: '1000' } })).toMatchObject({
      runs: 'no',
      reason: expect.stringMatching(/only its owner or group read it/),
    });
  });
  it('asks the passwd of the image for a user by name', async () => {
    expect(await judged(program(), {}, { config: { User: 'web' } })).toMatchObject({ runs: 'no', cause: 'user-db' });
    expect(await judged(program(), { '/etc/passwd': 'web:x:33:33::/:/bin/sh\n' }, { config: { User: 'web' } })).toMatchObject({ runs: 'yes' });
  });
  it('looks at the folders on the way', async () => {
    const tree = { '/root': { directory: true as const, mode: 0o700 } };
    expect(await judged(program(), tree, { at: '/root/app', config: { User: '1000' } })).toMatchObject({ runs: 'no', reason: expect.stringMatching(/can't enter \/root/) });
    expect(await judged(program(), tree, { at: '/root/app' })).toMatchObject({ runs: 'yes' });
  });
});

describe('machine and emulation', () => {
  const foreign = program(arm64);
  it('a foreign binary needs an emulator that works in containers', async () => {
    const on = (flags: string, enabled = true) => judged(foreign, {}, { platform: 'linux/arm64', host: { ...HOST, emulators: [QEMU(flags, enabled)] } });
    expect(await on('PF')).toMatchObject({ runs: 'yes', host: { emulated: true }, reason: expect.stringMatching(/emulated by qemu-aarch64/) });
    expect(await on('PO')).toMatchObject({ runs: 'no', cause: 'binfmt-missing', reason: expect.stringMatching(/without the F flag/) });
    expect(await on('PF', false)).toMatchObject({ runs: 'no', cause: 'binfmt-missing', reason: expect.stringMatching(/off/) });
    expect(await judged(foreign, {}, { platform: 'linux/arm64' })).toMatchObject({ runs: 'no', cause: 'binfmt-missing' });
    expect((await judged(foreign, {}, { platform: 'linux/arm64', host: { ...HOST, emulators: null } })).runs).toBe('unknown');
  });
  it('without the F flag an emulator that stands in the image serves', async () => {
    const tree = { [QEMU('P').interpreter]: shell() };
    expect((await judged(foreign, tree, { platform: 'linux/arm64', host: { ...HOST, emulators: [QEMU('P')] } })).runs).toBe('yes');
  });
  it('it is the host that decides, not what the image claims; the claim is a warning', async () => {
    const verdict = await judged(program(), {}, { platform: 'linux/arm64' });
    expect(verdict.runs).toBe('yes');
    expect(verdict.warnings.join()).toMatch(/for linux\/amd64, the image for linux\/arm64/);
  });
  it('an image that holds other programs than it claims is told', async () => {
    const verdict = await judged(program(), { '/bin/sh': shell(arm64) });
    expect(check(verdict, 'machine')).toMatchObject({ status: 'warn', cause: 'arch-mismatch', text: expect.stringMatching(/holds programs of linux\/arm64/) });
  });
  it('32 bit on 64 where the kernel is known to have it', async () => {
    const old = program({ class: 32, machine: 'EM_386' });
    const on = (compat32: boolean | null) => judged(old, {}, { platform: 'linux/386', host: { ...HOST, compat32 } });
    expect((await on(true)).runs).toBe('yes');
    expect((await on(null)).runs).toBe('unknown');
    expect((await on(false)).runs).toBe('no');
    expect((await judged(program({ class: 32 }))).runs).toBe('unknown'); // x32
  });
  it('another system is another program', async () => {
    expect(await judged(program({ go: goInfo({ GOOS: 'freebsd' }) }))).toMatchObject({ runs: 'no', cause: 'arch-mismatch' });
    expect(await judged(program({ osabi: 'ELFOSABI_FREEBSD' }))).toMatchObject({ runs: 'no', cause: 'arch-mismatch' });
    expect((await judged(program({ osabi: 'ELFOSABI_GNU' }))).runs).toBe('yes');
  });
});

describe('the loader', () => {
  it('is missed with the place where the way ends, and where it would be', async () => {
    const verdict = await judged(dynamic([]), { '/usr/lib64/ld-linux-x86-64.so.2': library('ld-linux-x86-64.so.2') });
    expect(verdict).toMatchObject({ runs: 'no', cause: 'loader-missing', reason: expect.stringMatching(/there is \/usr\/lib64\/ld-linux-x86-64\.so\.2, and no link/) });
  });
  it('must be an executable ELF file of the same machine', async () => {
    expect(await judged(dynamic([]), { [GLIBC]: { content: 'text', mode: 0o755 } })).toMatchObject({ runs: 'no', cause: 'loader-missing' });
    expect(await judged(dynamic([]), { [GLIBC]: library('ld-linux-x86-64.so.2', arm64) })).toMatchObject({ runs: 'no', cause: 'arch-mismatch' });
    expect(await judged(dynamic([]), { [GLIBC]: { directory: true } })).toMatchObject({ runs: 'no' });
  });
  it('of an unknown libc leaves the rest unknown', async () => {
    const verdict = await judged(dynamic(['libc.so'], { interp: '/system/bin/linker64' }), { '/system/bin/linker64': library('ld-android.so', { libc: 'unknown' }) });
    expect(verdict.runs).toBe('unknown');
  });
  it('an internally linked PIE asks for one and for no library', async () => {
    expect((await judged(dynamic([], { libc: 'none' }), debian())).runs).toBe('yes');
    expect((await judged(dynamic([], { libc: 'none' }))).cause).toBe('loader-missing');
  });
});

describe('versions', () => {
  const asks = (version: string, weak = false) => dynamic(['libc.so.6'], { versionsNeeded: [{ file: 'libc.so.6', version, hidden: false, weak }], glibcFloor: '2.38' });
  it('that the library does not define end the start, with the highest that it has', async () => {
    expect(await judged(asks('GLIBC_2.38'), debian())).toMatchObject({
      runs: 'no',
      cause: 'glibc-too-old',
      reason: expect.stringMatching(/no GLIBC_2\.38; the highest it has is GLIBC_2\.34/),
    });
    expect((await judged(asks('GLIBC_2.34'), debian())).runs).toBe('yes');
  });
  it('that are weak only warn', async () => {
    const verdict = await judged(asks('GLIBC_2.38', true), debian());
    expect(verdict.runs).toBe('yes');
    expect(check(verdict, 'versions').status).toBe('warn');
  });
  it('of a library that has none are a warning of the loader', async () => {
    expect(check(await judged(asks('GLIBC_2.38'), debian([])), 'versions').status).toBe('warn');
  });
  it('are asked by libraries too', async () => {
    const tree = {
      ...debian(),
      '/usr/lib/liba.so': library('liba.so', { versionsNeeded: [{ file: 'libc.so.6', version: 'GLIBC_2.39', hidden: false, weak: false }], needed: ['libc.so.6'] }),
    };
    expect(await judged(dynamic(['liba.so']), tree)).toMatchObject({ runs: 'no', reason: expect.stringMatching(/asked by \/usr\/lib\/liba\.so/) });
  });
  it("are nothing to musl's loader", async () => {
    const elf = { ...asks('GLIBC_2.38'), interp: MUSL };
    expect(check(await judged(elf, musl()), 'versions').status).toBe('not-needed');
  });
});

describe('symbols', () => {
  const wants = (name: string, type = 'STT_FUNC', bind = 'STB_GLOBAL') => [{ name, version: null, from: null, bind, type }];
  const standIn = { ...musl(), '/lib64/ld-linux-x86-64.so.2': `-> ${MUSL}` };
  it('musl standing in for glibc is recognised, with what it lacks', async () => {
    const elf = dynamic(['libc.so.6']);
    const verdict = await judged(elf, standIn, { undefinedSymbols: [...wants('puts'), ...wants('__printf_chk')] });
    expect(verdict).toMatchObject({ runs: 'no', cause: 'libc-mix-symbols', image: { libc: 'musl' } });
    expect(verdict.reason).toMatch(/__printf_chk is in none of .*musl stands in for glibc/);
    const fine = await judged(elf, standIn, { undefinedSymbols: wants('puts') });
    expect(fine.runs).toBe('yes');
    expect(fine.warnings.join()).toMatch(/another ABI/);
  });
  it('weak ones may be absent', async () => {
    expect((await judged(dynamic(['libc.so.6']), standIn, { undefinedSymbols: wants('__gmon_start__', 'STT_NOTYPE', 'STB_WEAK') })).runs).toBe('yes');
  });
  it('gcompat preloads its own', async () => {
    const tree = {
      ...musl(),
      [GLIBC]: library('', { soname: null, linkage: 'static-pie', libc: 'musl', exports: null }),
      '/lib/libgcompat.so.0': library('libgcompat.so.0', { libc: 'musl', exports: ['__printf_chk'] }),
    };
    const verdict = await judged(dynamic(['libc.so.6']), tree, { undefinedSymbols: wants('__printf_chk') });
    expect(verdict).toMatchObject({ runs: 'yes', image: { libc: 'gcompat' } });
    expect((await judged(dynamic(['libc.so.6']), tree, { undefinedSymbols: wants('nothing') })).cause).toBe('libc-mix-symbols');
  });
  it('glibc binds functions late, data at once; bound now, both at once', async () => {
    const run = (type: string, more = {}) => judged(dynamic(['libc.so.6'], more), debian(), { undefinedSymbols: wants('nothing', type) });
    expect((await run('STT_FUNC')).runs).toBe('unknown');
    const known = (binding: { copied: string[]; atStart: string[]; late: string[] }) =>
      judged(dynamic(['libc.so.6']), debian(), { undefinedSymbols: binding.copied.length > 0 ? [] : wants('nothing'), binding });
    expect(await known({ copied: [], atStart: [], late: ['nothing'] })).toMatchObject({ runs: 'yes', warnings: [expect.stringMatching(/the first call ends it/)] });
    expect((await known({ copied: [], atStart: ['nothing'], late: [] })).runs).toBe('no');
    expect((await known({ copied: ['nothing'], atStart: [], late: [] })).runs).toBe('no');
    expect((await run('STT_OBJECT')).cause).toBe('libc-mix-symbols');
    expect((await run('STT_FUNC', { dynamic: [{ tag: 'DT_FLAGS', value: '8', text: 'BIND_NOW' }] })).runs).toBe('no');
  });
  it('a library whose symbols were not kept leaves it unknown', async () => {
    const tree = { ...debian(), '/usr/lib/liba.so': library('liba.so', { exports: null }) };
    expect((await judged(dynamic(['liba.so', 'libc.so.6']), tree, { undefinedSymbols: wants('nothing', 'STT_OBJECT') })).runs).toBe('unknown');
  });
});

describe('a shared library', () => {
  const cshared = (tls: Partial<{ present: boolean; models: string[]; staticFlag: boolean }>, more = {}) =>
    program({ type: 'ET_DYN', linkage: 'shared', needed: ['libc.so.6'], libc: 'glibc', tls: { present: false, models: [], staticFlag: false, ...tls }, ...more });
  it('is judged as something that a program of the image loads', async () => {
    expect(await judged(cshared({}), debian())).toMatchObject({ runs: 'yes', warnings: [expect.stringMatching(/shared library/)] });
    expect((await judged(cshared({}, { needed: ['libgone.so'] }), debian())).cause).toBe('link-lib-missing');
  });
  it('with static thread-local storage may find no room in glibc, and is refused by musl', async () => {
    expect(check(await judged(cshared({ present: true, staticFlag: true }), debian()), 'tls')).toMatchObject({ status: 'warn', cause: 'tls-model' });
    expect((await judged(cshared({ present: true, models: ['initial-exec'] }, { libc: 'musl', needed: ['libc.so'] }), musl())).cause).toBe('tls-model');
  });
});

describe('kernel and CPU', () => {
  const tag = (version: string) => program({ notes: [{ name: 'GNU', type: 1, desc: '', text: `Linux ${version}` }] });
  it('the ABI tag asks for a kernel', async () => {
    expect(await judged(tag('6.2.0'))).toMatchObject({ runs: 'no', cause: 'kernel-too-old' });
    expect((await judged(tag('3.2.0'))).runs).toBe('yes');
  });
  it('GOAMD64 is compared with the level of the CPU', async () => {
    const level = (GOAMD64: string, host = HOST) => judged(program({ go: goInfo({ GOAMD64, GOARCH: 'amd64' }) }), {}, { host });
    expect((await level('v3')).runs).toBe('yes');
    expect(await level('v4')).toMatchObject({ runs: 'no', cause: 'cpu-baseline' });
    expect((await level('v2', { ...HOST, cpu: null })).runs).toBe('unknown');
    expect((await level('v1', { ...HOST, cpu: null })).runs).toBe('yes');
  });
  it('GOARM64 knows that Armv9.n is Armv8.(n+5), and what an emulator has is not known', async () => {
    const arm = (GOARM64: string, level: string, flags: string[] = []) =>
      judged(program({ ...arm64, go: goInfo({ GOARM64 }) }), {}, { platform: 'linux/arm64', host: { ...HOST, platform: 'linux/arm64', cpu: { model: 'N2', flags, level } } });
    expect((await arm('v8.5', 'v9.0')).runs).toBe('yes');
    expect((await arm('v9.0', 'v8.5')).runs).toBe('no');
    expect(check(await arm('v8.0,lse', 'v8.0'), 'cpu').status).toBe('warn');
    expect(check(await arm('v8.0,lse', 'v8.0', ['atomics']), 'cpu').status).toBe('pass');
    const emulated = await judged(program({ ...arm64, go: goInfo({ GOARM64: 'v8.1' }) }), {}, { platform: 'linux/arm64', host: { ...HOST, emulators: [QEMU('F')] } });
    expect(emulated.runs).toBe('unknown');
  });
  it('the property note of the psABI counts as well', async () => {
    const note = { name: 'GNU', type: 5, desc: '028000c0040000000f00000000000000', text: null };
    expect((await judged(program({ notes: [note] }))).cause).toBe('cpu-baseline');
  });
});

describe('what packages of Go read', () => {
  const go = (present: readonly string[], zonesByName: boolean | null) => ({
    buildInfoFormat: 'inline' as const,
    pclntab: null,
    packages: [{ path: 'time', std: true, functions: 9, bytes: 900 }],
    has: (['runtime/cgo', 'net', 'os/user', 'crypto/x509', 'time/tzdata', 'plugin'] as const).map((name) => ({
      package: name,
      present: present.includes(name),
      evidence: 'functions',
    })),
    zonesByName,
    cgoSymbols: [],
    level: null,
    linkMode: { mode: 'internal' as const, evidence: [] },
    race: null,
  });
  const run = (present: string[], tree = {}, env = {}, zonesByName: boolean | null = true) => judged(program({ go: goInfo() }), tree, { go: go(present, zonesByName), env });
  it('is missed in an empty image, and it runs all the same', async () => {
    const verdict = await run(['crypto/x509', 'os/user']);
    expect(verdict.runs).toBe('yes');
    expect(check(verdict, 'go-files')).toMatchObject({ status: 'warn', cause: 'ca-roots-missing', text: expect.stringMatching(/root certificates.*time zones.*\/etc\/passwd/) });
  });
  it('is there', async () => {
    const tree = { '/etc/ssl/certs/ca-certificates.crt': '-----BEGIN CERTIFICATE-----\n', '/etc/passwd': 'root:x:0:0::/:\n', '/usr/share/zoneinfo/UTC': 'TZif' };
    expect(check(await run(['crypto/x509', 'os/user'], tree), 'go-files').status).toBe('pass');
  });
  it('is no lack of zones where time.LoadLocation is not in it: a few functions of package time are in every program', async () => {
    for (const asks of [false, null]) expect(check(await run([], {}, {}, asks), 'go-files').status).toBe('not-needed');
  });
  it('can be given by the environment, or brought along', async () => {
    const tree = { '/my.pem': '-----BEGIN CERTIFICATE-----\n' };
    expect(check(await run(['crypto/x509', 'time/tzdata'], tree, { SSL_CERT_FILE: '/my.pem' }), 'go-files').status).toBe('pass');
  });
});
