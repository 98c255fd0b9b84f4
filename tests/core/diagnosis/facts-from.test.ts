import { describe, expect, it } from 'vitest';
import { contradictions } from '../../../src/core/diagnosis/contradictions.ts';
import { factsFrom } from '../../../src/core/diagnosis/facts-from.ts';
import { factsSchema } from '../../../src/shared/domain/facts.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';

describe('a facts file', () => {
  it('as the command line documents it is taken as it is', () => {
    const facts = {
      elf: { format: 'elf', machine: 'EM_X86_64', class: 64, interp: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so.6'], glibcFloor: '2.34', linkage: 'dynamic', flags: ['NOW'] },
      image: { platform: 'linux/amd64', libc: 'musl', libcVersion: '1.2.5', has: ['/bin/sh'], missing: ['/etc/passwd'] },
      host: { arch: 'amd64', kernel: '6.8.0', cpu: 'x', engine: 'docker 27', binfmt: [{ name: 'qemu-aarch64', flags: 'F', interpreter: '/usr/bin/qemu' }] },
      build: { go: 'go1.24', goos: 'linux', goarch: 'amd64', gohostos: 'linux', gohostarch: 'amd64', cgo: true, exitStatus: 1, deps: [] },
      resolver: { resolvConf: 'nameserver 1.1.1.1\n' },
    };
    expect(factsFrom(facts)).toEqual(factsSchema.parse(facts));
  });

  it('reads what can mean one thing only', () => {
    expect(
      factsFrom({
        elf: { machine: 'x86_64', class: 'ELF64', needed: 'libc.so.6', glibcFloor: 'GLIBC_2.34', interp: '', flags: '0x0' },
        image: { platform: 'linux/aarch64', libc: 'glibc 2.31', missing: '/bin/sh' },
        host: { arch: 'aarch64', binfmt: ['qemu-x86_64', { name: 'x', interpreter: '/x', flags: null }] },
        build: { go: '1.22.3', goarch: 'x86_64', cgo: 0, exitStatus: '2' },
        run: { stderr: 'a\nb\n' },
        resolver: { resolvConf: ['nameserver 1.1.1.1', 'options ndots:5'] },
      }),
    ).toEqual({
      elf: { machine: 'EM_X86_64', class: 64, needed: ['libc.so.6'], glibcFloor: '2.34', interp: null, flags: [] },
      image: { platform: 'linux/arm64', libc: 'glibc', libcVersion: '2.31', missing: ['/bin/sh'] },
      host: {
        arch: 'arm64',
        binfmt: [
          { name: 'qemu-x86_64', flags: '', interpreter: '' },
          { name: 'x', interpreter: '/x', flags: '' },
        ],
      },
      build: { go: 'go1.22.3', goarch: 'amd64', cgo: false, exitStatus: 2 },
      run: { stderr: ['a', 'b'] },
      resolver: { resolvConf: 'nameserver 1.1.1.1\noptions ndots:5' },
    });
  });

  it.each(['AArch64', 'aarch64', 'arm64', 183])('knows the machine %j', (machine) => {
    expect(factsFrom({ elf: { machine } }).elf?.machine).toBe('EM_AARCH64');
  });

  it('takes null for unknown, and where there can be none for none', () => {
    expect(factsFrom({ elf: { interp: null, size: null }, image: null, build: { cgo: null } })).toEqual({ elf: { interp: null }, build: {} });
  });

  it('takes a document of show, and ignores what it does not know', () => {
    expect(factsFrom({ schema: 'cgoscope/show@0', facts: { build: { cgo: true, colour: 'red' } }, cell: {} })).toEqual({ build: { cgo: true } });
    expect(factsFrom({})).toEqual({});
  });

  it.each([
    [[], 'expected an object'],
    [null, 'not null'],
    ['text', 'not a text'],
    [{ elf: 5 }, 'elf: expected an object, not a number'],
    [{ elf: { needed: [1] } }, 'elf.needed.0'],
    [{ build: { cgo: 'maybe' } }, 'build.cgo'],
    [{ runs: [], schema: 'x' }, 'none of elf, image, host'],
  ])('%j: one sentence that names the place', (value, text) => {
    const wrong = (): unknown => factsFrom(value, 'f\u001b.json');
    expect(wrong).toThrow(InputError);
    expect(wrong).toThrow(text);
    expect(wrong).toThrow(/^f\\x1b\.json/);
  });
});

describe('facts that contradict each other', () => {
  it.each([
    [{ elf: { machine: 'EM_AARCH64' }, build: { goarch: 'amd64' } }, 'build.goarch is amd64'],
    [{ elf: { machine: 'EM_AARCH64', interp: '/lib64/ld-linux-x86-64.so.2' } }, 'elf.interp is /lib64/ld-linux-x86-64.so.2 (the loader of amd64)'],
    [{ elf: { machine: 'bogus' } }, 'elf.machine is bogus, which is no machine'],
    [{ elf: { machine: 'EM_AARCH64', goSettings: { GOARCH: 'amd64' } } }, "the binary's own GOARCH is amd64"],
    [{ image: { has: ['/x'], missing: ['/x'] } }, 'image.has lists /x'],
    [{ elf: { linkage: 'static', interp: '/lib/ld.so' } }, 'elf.linkage is static'],
    [{ elf: { libc: 'musl', glibcFloor: '2.34' } }, 'elf.glibcFloor is 2.34'],
    [{ image: { libc: 'musl', libcVersion: '2.36' } }, 'image.libcVersion is 2.36'],
    [{ build: { cgo: false }, elf: { goSettings: { CGO_ENABLED: '1' } } }, 'CGO_ENABLED=1'],
    [{ run: { outcome: 'pass', code: 3 } }, 'run.code is 3'],
    [{ image: { has: ['/etc/passwd'] }, trace: { filesMissing: ['/etc/passwd'] } }, 'the trace did not find it'],
  ])('%j', (facts, text) => {
    expect(contradictions(facts).join()).toContain(text);
    expect(contradictions(facts)).toHaveLength(1);
  });

  it('are none where words differ and mean the same', () => {
    expect(
      contradictions({
        elf: { machine: 'EM_X86_64', class: 64, linkage: 'dynamic', interp: '/nix/store/x/ld-linux-x86-64.so.2' },
        build: { goarch: 'amd64', cgo: true },
        image: { libc: 'glibc', libcVersion: '2.31', has: ['/a'], missing: ['/b'] },
      }),
    ).toEqual([]);
    expect(contradictions({})).toEqual([]);
  });
});
