import { describe, expect, it } from 'vitest';
import { abiOfFlags } from '../../../src/core/checklist/abi/flags.ts';
import { abiItems, cpuItems, imageItems, type AbiFacts } from '../../../src/core/checklist/abi/items.ts';
import { factsOfImage } from '../../../src/core/image/audit/index.ts';
import type { CheckId, CheckResult, Verdict } from '../../../src/shared/domain/verdict.ts';
import { dynamic, GLIBC, indexOf, LIBS, library, merged, on, type Spec } from '../image/audit/support.ts';

const APP: Spec = { elves: { '/app': dynamic('libc.so.6') }, config: { Entrypoint: ['/app'] } };

const verdict = (checks: Partial<Record<CheckId, CheckResult['status']>> = {}, libraries: string[] = []): Verdict => ({
  image: { ref: 'image:test', id: null, platform: 'linux/amd64', libc: 'glibc', libcVersion: null },
  host: { platform: 'linux/amd64', kernel: '6.1.0', cpu: null, emulated: false },
  runs: Object.values(checks).includes('fail') ? 'no' : 'yes',
  cause: null,
  reason: 'the fact behind it',
  checks: (Object.entries({ machine: 'pass', versions: 'pass', ...checks }) as [CheckId, CheckResult['status']][]).map(([id, status]) => ({
    id,
    status,
    text: `what ${id} says`,
    cause: null,
    evidence: [],
  })),
  libraries: libraries.map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), by: '/app', path, how: 'default', tried: [] })),
  warnings: [],
});

async function factsOf(spec: Spec, more: Partial<AbiFacts> = {}): Promise<AbiFacts> {
  const index = await indexOf(spec);
  return { index, facts: factsOfImage(index), verdict: verdict({}, [`${LIBS}/libc.so.6`]), properties: [], ...more };
}
const item = (items: ReturnType<typeof abiItems>, id: string) => items.find((each) => each.id === id);

describe('e_flags', () => {
  it.each([
    ['EM_ARM', 0x5000400, 'EABI5, hard float'],
    ['EM_ARM', 0x5000200, 'EABI5, soft float'],
    ['EM_ARM', 0x5000002, 'EABI5'],
    ['EM_RISCV', 0x5, 'double float'],
    ['EM_PPC64', 2, 'ELFv2'],
  ])('%s %i say %s', (machine, flags, words) => expect(abiOfFlags(machine, String(flags))).toBe(words));

  it('say nothing on x86-64 and AArch64, which define none', () => {
    expect(abiOfFlags('EM_X86_64', '0')).toBeNull();
    expect(abiOfFlags('EM_AARCH64', '0')).toBeNull();
    expect(abiOfFlags('EM_ARM', 'nonsense')).toBeNull();
  });
});

describe('all that is loaded together', () => {
  it('passes where program, loader and libraries are of one machine', async () => {
    const found = item(abiItems(await factsOf(merged(GLIBC, APP))), 'abi.machine');
    expect(found).toMatchObject({ status: 'pass', text: '3 files, all of EM_X86_64, 64 bit, lsb' });
  });

  it('fails where a library is of another machine', async () => {
    const planted = merged(GLIBC, APP, { elves: { '/usr/lib/libodd.so.1': library('libodd.so.1', on('arm64')) } });
    const found = item(abiItems(await factsOf(planted, { verdict: verdict({}, [`${LIBS}/libc.so.6`, '/usr/lib/libodd.so.1']) })), 'abi.machine');
    expect(found).toMatchObject({ status: 'fail', text: expect.stringContaining('/usr/lib/libodd.so.1') as string });
  });

  it('fails where hard and soft float meet', async () => {
    const arm = { machine: 'EM_ARM', class: 32, data: 'lsb' } as const;
    const image = (flags: string): Spec => ({
      elves: { '/app': { ...arm, flags: String(0x5000400) }, '/lib/libsoft.so.1': library('libsoft.so.1', { ...arm, flags }) },
      config: { Entrypoint: ['/app'] },
    });
    const status = async (flags: string) => item(abiItems(await factsOf(image(flags), { verdict: verdict({}, ['/lib/libsoft.so.1']) })), 'abi.flags')?.status;
    expect(await status(String(0x5000200))).toBe('fail');
    expect(await status(String(0x5000400))).toBe('pass');
    // Go's own linker sets no float bit, and a program of Go alone fits both.
    expect(await status(String(0x5000002))).toBe('pass');
  });

  it('does not apply e_flags where the machine has none', async () => expect(item(abiItems(await factsOf(merged(GLIBC, APP))), 'abi.flags')?.status).toBe('not-applicable'));
});

describe('version nodes', () => {
  it('stand beside what the image’s libc has', async () => {
    const asks = { ...dynamic('libc.so.6'), versionsNeeded: [{ file: 'libc.so.6', version: 'GLIBC_2.34', hidden: false, weak: false }] };
    const found = item(abiItems(await factsOf(merged(GLIBC, APP, { elves: { '/app': asks } }))), 'abi.versions');
    expect(found?.evidence.map(({ text }) => text)).toEqual(['highest node asked for: GLIBC_2.34', "highest node that the image's C libraries define: GLIBC_2.36"]);
  });
});

describe('the judgement', () => {
  it.each(['interp', 'needed', 'versions', 'symbols', 'kernel'] as const)('a failing check of %s fails its item', async (check) => {
    const items = abiItems(await factsOf(merged(GLIBC, APP), { verdict: verdict({ [check]: 'fail' }) }));
    expect(item(items, `abi.${check}`)).toMatchObject({ status: 'fail', text: `what ${check} says` });
    expect(item(abiItems(await factsOf(merged(GLIBC, APP), { verdict: verdict({ [check]: 'pass' }) })), `abi.${check}`)?.status).toBe('pass');
  });

  it('of the CPU is an item of its own', async () => {
    const facts = await factsOf(merged(GLIBC, APP), { verdict: verdict({ cpu: 'fail' }) });
    expect(cpuItems(facts)).toMatchObject([{ id: 'cpu.level', group: 'cpu', status: 'fail' }]);
  });

  it('is not known where no program was read', async () => expect(abiItems(await factsOf(APP, { verdict: null }))).toMatchObject([{ status: 'unknown' }]));
});

describe('properties', () => {
  it('are told, and their absence fails nothing', async () => {
    const facts = await factsOf(merged(GLIBC, APP));
    const status = (properties: AbiFacts['properties']) => item(abiItems({ ...facts, properties }), 'abi.properties');
    expect(status([{ name: 'AArch64 features', value: 'BTI, PAC' }])).toMatchObject({ status: 'pass', text: 'AArch64 features: BTI, PAC' });
    expect(status([])?.status).toBe('not-applicable');
    expect(status(null)?.status).toBe('unknown');
  });
});

describe('the image', () => {
  it('passes where all that starts is of the claimed platform, and fails where it is not', async () => {
    expect(item(imageItems(await factsOf(merged(GLIBC, APP))), 'image.platform')?.status).toBe('pass');
    const lie = await factsOf({ elves: { '/app': on('arm64') }, config: { Entrypoint: ['/app'] } });
    expect(item(imageItems(lie), 'image.platform')?.status).toBe('fail');
  });

  it('fails where what starts is not there', async () => {
    const absent = await factsOf(merged(GLIBC, { config: { Entrypoint: ['/nothing'] } }), { verdict: null });
    expect(item(imageItems(absent), 'image.start')?.status).toBe('fail');
    expect(item(imageItems(await factsOf(merged(GLIBC, APP))), 'image.start')).toMatchObject({ status: 'pass', text: '/app' });
  });

  it('that names no program is not judged', async () => expect(item(imageItems(await factsOf(GLIBC, { verdict: null })), 'image.start')?.status).toBe('unknown'));
});
