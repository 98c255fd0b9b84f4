import { describe, expect, it } from 'vitest';
import { tagOf } from '../../../src/core/toolchain/compose.ts';
import { planToolchain } from '../../../src/core/toolchain/debian/toolchains.ts';
import { wantsOf } from '../../../src/core/toolchain/images/wants.ts';
import type { Probed } from '../../../src/core/toolchain/images/probe.ts';
import { parseName } from '../../../src/core/toolchain/names.ts';
import { archOf, platformProblem } from '../../../src/core/toolchain/platforms.ts';
import { planRunImage } from '../../../src/core/toolchain/run-images.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import type { ToolchainNeed } from '../../../src/core/toolchain/types.ts';

const need = (more: Partial<ToolchainNeed> = {}): ToolchainNeed => ({ go: '1.24', platform: 'linux/amd64', libc: null, packages: [], ...more });
const planned = (wanted: ToolchainNeed, native = 'linux/amd64') => {
  const plan = planToolchain(wanted, native);
  if ('unsupported' in plan) throw new Error(plan.unsupported);
  return plan;
};
const reason = (wanted: ToolchainNeed, native = 'linux/amd64'): string => {
  const plan = planToolchain(wanted, native);
  return 'unsupported' in plan ? plan.unsupported : 'supported';
};

describe("toolchains of Debian's packages", () => {
  it('hold Go alone where no compiler is needed, for every platform that Go knows', () => {
    for (const platform of ['linux/amd64', 'linux/arm64', 'linux/riscv64', 'linux/loong64', 'linux/mips']) {
      const plan = planned(need({ platform }));
      expect(plan.recipe.parts.map((part) => part.id)).toEqual(['base-amd64', 'go-1.24-amd64']);
      expect(plan.cgoEnv).toEqual({});
    }
  });

  it('are one image for both libcs of a platform', () => {
    const [glibc, musl] = [planned(need({ libc: 'glibc' })), planned(need({ libc: 'musl' }))];
    expect(tagOf(glibc.recipe)).toBe(tagOf(musl.recipe));
    expect([glibc.cgoEnv['CC'], musl.cgoEnv['CC']]).toEqual(['gcc', 'musl-gcc']);
  });

  it('take the cross compiler for what is foreign, on whatever the engine is', () => {
    expect(planned(need({ libc: 'glibc', platform: 'linux/arm64' })).cgoEnv['CC']).toBe('aarch64-linux-gnu-gcc');
    expect(planned(need({ libc: 'musl', platform: 'linux/arm64' })).cgoEnv['CC']).toBe('aarch64-linux-musl-gcc');
    const onArm = planned(need({ libc: 'glibc', platform: 'linux/amd64' }), 'linux/arm64');
    expect(onArm.cgoEnv['CC']).toBe('x86_64-linux-gnu-gcc');
    expect(onArm.recipe.parts.flatMap((part) => part.sources.flatMap((source) => source.packages))).toContain('gcc-x86-64-linux-gnu');
    expect(planned(need({ libc: 'glibc', platform: 'linux/arm64' }), 'linux/arm64').cgoEnv['CC']).toBe('gcc');
  });

  it('have another tag with other packages', () => {
    const plain = tagOf(planned(need({ libc: 'glibc' })).recipe);
    const zlib = tagOf(planned(need({ libc: 'glibc', packages: ['zlib1g-dev'] })).recipe);
    expect(zlib).not.toBe(plain);
    expect(tagOf(planned(need({ libc: 'glibc', packages: ['zlib1g-dev', 'zlib1g-dev'] })).recipe)).toBe(zlib);
  });

  it("say beforehand what they can't do", () => {
    expect(reason(need({ platform: 'windows/amd64' }))).toContain('not a Linux platform');
    expect(reason(need({ platform: 'linux/z80' }))).toContain('Go knows no architecture "z80"');
    expect(reason(need({ go: '1.18' }))).toContain('1.22, 1.24, 1.27');
    expect(reason(need({ libc: 'glibc', platform: 'linux/mips' }))).toContain('no cross compiler');
    expect(reason(need({ libc: 'musl', packages: ['libsqlite3-dev'] }))).toContain('for glibc only');
    expect(reason(need({ libc: 'glibc', packages: ['-o=Dir::Etc=/x'] }))).toContain('not a Debian package name');
    expect(reason(need({ libc: 'glibc', packages: ['zlib1g-dev:arm64'] }))).toContain('is for arm64');
  });

  it('know platforms by every name they have', () => {
    expect(archOf('linux/arm64/v8')?.debian).toBe('arm64');
    expect(archOf('linux/arm')?.debian).toBe('armhf');
    expect(platformProblem('linux/arm64/v9')).toContain('no variant of arm64');
    expect(platformProblem('linux')).toContain('expected os/architecture');
  });
});

describe('names', () => {
  it('mean what the list shows', () => {
    expect(parseName('go-1.24', 'linux/amd64')).toEqual({ kind: 'toolchain', need: need() });
    expect(parseName('go-1.22-c', 'linux/arm64')).toEqual({ kind: 'toolchain', need: need({ go: '1.22', platform: 'linux/arm64', libc: 'glibc' }) });
    expect(parseName('go-1.24-c-armhf', 'linux/amd64')).toMatchObject({ need: { platform: 'linux/arm/v7', libc: 'glibc' } });
    expect(parseName('run-glibc-old', 'linux/amd64')).toEqual({ kind: 'run-image', base: 'glibc-old', platform: 'linux/amd64' });
    expect(parseName('run-glibc-old-arm64', 'linux/amd64')).toEqual({ kind: 'run-image', base: 'glibc-old', platform: 'linux/arm64' });
    expect(parseName('tracer', 'linux/amd64')).toEqual({ kind: 'tracer' });
    for (const name of ['go', 'go-1.24-c-z80', 'run-nothing', 'run-glibc-z80', '']) expect(() => parseName(name, 'linux/amd64')).toThrow(InputError);
  });
});

describe('run images', () => {
  it('exist for foreign platforms, with the variant in the config', () => {
    expect(planRunImage('glibc', 'linux/arm64')).toMatchObject({ recipe: { architecture: 'arm64', variant: 'v8' } });
    expect(planRunImage('empty', 'linux/loong64')).toMatchObject({ recipe: { architecture: 'loong64', parts: [] } });
  });

  it("say which platforms they can't be made for", () => {
    expect(planRunImage('glibc-old', 'linux/riscv64')).toEqual({ unsupported: expect.stringContaining('the archive has no Debian 11 for it') });
    expect(planRunImage('glibc', 'linux/mips')).toEqual({ unsupported: expect.stringContaining('no packages') });
  });
});

describe('an image as a toolchain', () => {
  const amd64 = archOf('linux/amd64');
  const arm64 = archOf('linux/arm64');
  const probed = (distribution: string, has: string[]): Probed => ({
    goVersion: 'go1.24.4',
    goroot: '/usr/local/go',
    distribution,
    has: ['cat', 'tar', ...has],
    path: '/usr/local/go/bin:/bin',
  });

  it('is used as it is where it has what is needed', () => {
    expect(wantsOf(need({ libc: 'glibc' }), 'golang:1.24', probed('debian', ['gcc', 'apt-get']), amd64, amd64)).toMatchObject({ add: [], cgoEnv: { CC: 'gcc' } });
    expect(wantsOf(need(), 'golang:1.24-alpine', probed('alpine', ['apk']), amd64, amd64)).toMatchObject({ add: [], cgoEnv: {} });
  });

  it('gets what is missing from its own package manager', () => {
    expect(wantsOf(need({ libc: 'musl' }), 'golang:1.24-alpine', probed('alpine', ['apk']), amd64, amd64)).toMatchObject({
      manager: 'apk',
      add: ['gcc', 'g++', 'musl-dev'],
      cgoEnv: { CC: 'gcc' },
    });
    expect(
      wantsOf(need({ libc: 'glibc', platform: 'linux/arm64', packages: ['zlib1g-dev'] }), 'golang:1.24', probed('ubuntu debian', ['gcc', 'apt-get']), amd64, arm64),
    ).toMatchObject({
      manager: 'apt',
      add: ['gcc-aarch64-linux-gnu', 'g++-aarch64-linux-gnu', 'libc6-dev-arm64-cross', 'zlib1g-dev:arm64'],
      addArchitecture: 'arm64',
    });
  });

  it('is unsupported with the reason where nobody can add it', () => {
    const said = (wanted: ToolchainNeed, image: Probed, target = amd64): string => {
      const wants = wantsOf(wanted, 'some/image:1', image, amd64, target);
      return 'unsupported' in wants ? wants.unsupported : 'supported';
    };
    expect(said(need({ libc: 'glibc' }), probed('alpine', ['apk', 'gcc']))).toContain('for musl, not for glibc');
    expect(said(need({ libc: 'musl', platform: 'linux/arm64' }), probed('alpine', ['apk', 'gcc']), arm64)).toContain('no cross compiler');
    expect(said(need({ libc: 'musl', platform: 'linux/arm64' }), probed('debian', ['apt-get', 'gcc']), arm64)).toContain('no package with it');
    expect(said(need({ libc: 'glibc' }), probed('fedora', []))).toContain('no gcc, and no package manager');
    expect(said(need(), { ...probed('debian', []), has: ['tar'] })).toContain('it has no cat');
    expect(said(need({ libc: 'musl', packages: ['zlib1g-dev'] }), probed('debian', ['apt-get', 'musl-gcc']))).toContain('compiled for glibc');
  });
});
