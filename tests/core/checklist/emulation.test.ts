import { describe, expect, it } from 'vitest';
import { emulationItems, entryFor, type EmulationFacts } from '../../../src/core/checklist/emulation.ts';
import { isEmulated } from '../../../src/core/checklist/make.ts';
import { goPlatform } from '../../../src/core/checklist/syscalls/index.ts';
import type { Emulator } from '../../../src/core/engine/types.ts';

const qemu = (more: Partial<Emulator> = {}): Emulator => ({
  name: 'qemu-aarch64',
  enabled: true,
  flags: 'PF',
  interpreter: '/usr/bin/qemu-aarch64-static',
  platform: 'linux/arm64',
  ...more,
});
const inside = { goarch: 'arm64', machine: 'aarch64', release: '6.1.0', exe: '/probe', seccomp: '2', capabilities: '', uid: '0', cpu: 'AuthenticAMD' };
const facts = (more: Partial<EmulationFacts> = {}): EmulationFacts => ({
  platform: 'linux/arm64',
  host: 'linux/amd64',
  emulated: true,
  emulators: [qemu()],
  executedBy: '/usr/bin/qemu-aarch64-static',
  target: { surroundings: inside, answers: new Map() },
  ...more,
});
const REFUSED = { reason: 'exec format error' };

describe('whether a platform is emulated', () => {
  const host = (emulators: Emulator[] | null, platform = 'linux/amd64') => ({ platform, emulators });
  it('is not where it is the host’s own', () => expect(isEmulated('linux/amd64', host([qemu()]))).toBe(false));
  it('is where another machine’s programs are to run', () => expect(isEmulated('linux/arm64', host([qemu()]))).toBe(true));
  it('is not for 32 bit beside 64 of the same family', () => {
    expect(isEmulated('linux/386', host([]))).toBe(false);
    expect(isEmulated('linux/arm/v7', host([], 'linux/arm64'))).toBe(false);
    expect(isEmulated('linux/arm/v7', host([]))).toBe(true);
  });
  it('is where an emulator stands before the kernel’s own 32-bit support', () =>
    expect(isEmulated('linux/386', host([qemu({ platform: 'linux/386', name: 'qemu-i386' })]))).toBe(true));
});

describe('items of emulation', () => {
  it('do not apply on the host’s own platform', () => {
    expect(emulationItems(facts({ platform: 'linux/amd64', emulated: false, emulators: [] }))).toMatchObject([{ id: 'emulation.needed', status: 'not-applicable' }]);
  });

  it('name the program that really executes, as seen from outside', () => {
    const [needed, lies] = emulationItems(facts());
    expect(needed).toMatchObject({ status: 'warn', text: expect.stringContaining('/usr/bin/qemu-aarch64-static') as string });
    expect(lies?.text).toContain('uname says aarch64');
    expect(lies?.text).toContain('AuthenticAMD');
  });

  it.each([
    ['no emulator is registered', []],
    ['without the F flag', [qemu({ flags: 'PO' })]],
    ['is disabled', [qemu({ enabled: false })]],
  ])('fail where %s', (words, emulators) => {
    expect(emulationItems(facts({ emulators, target: REFUSED, executedBy: null }))).toMatchObject([
      { id: 'emulation.needed', status: 'fail', text: expect.stringContaining(words) as string },
    ]);
  });

  it('do not fail where only the probe could not be made', () => {
    const none = { reason: 'no Go toolchain', asked: false as const };
    expect(emulationItems(facts({ target: none, executedBy: null }))).toMatchObject([{ status: 'warn' }]);
    expect(emulationItems(facts({ target: none, executedBy: null, emulators: [] }))).toMatchObject([{ status: 'fail' }]);
  });

  it('take the entry that is enabled', () => {
    const old = qemu({ name: 'old', enabled: false });
    expect(entryFor([old, qemu()], 'linux/arm64/v8')?.name).toBe('qemu-aarch64');
    expect(entryFor([old], 'linux/arm64')?.name).toBe('old');
    expect(entryFor([old], 'linux/s390x')).toBeNull();
  });
});

describe('the platform in Go’s words', () => {
  it('has GOARM for arm', () => {
    expect(goPlatform('linux/arm/v6')).toEqual({ GOOS: 'linux', GOARCH: 'arm', GOARM: '6' });
    expect(goPlatform('linux/arm64')).toEqual({ GOOS: 'linux', GOARCH: 'arm64' });
  });
});
