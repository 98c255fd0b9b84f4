import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readProgram, unfit } from '../../../../src/core/dns/lab/subjects/program.ts';
import { emptyElf } from '../../../../src/core/evidence/elf/index.ts';
import type { Elf } from '../../../../src/shared/domain/elf.ts';

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-programs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const elfOf = (more: Partial<Elf>): Elf => ({
  ...emptyElf('/app', 1, 'elf'),
  machine: 'EM_X86_64',
  type: 'ET_DYN',
  linkage: 'pie',
  libc: 'glibc',
  interp: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libc.so.6', 'libresolv.so.2', 'libpthread.so.0'],
  glibcFloor: '2.34',
  ...more,
});
const why = (more: Partial<Elf>, glibc: string | null = '2.41'): string | undefined => unfit(elfOf(more), 'linux/amd64', glibc)?.fact;

describe('a program of the user as a subject', () => {
  it('fits where it needs libc alone, of a version that the lab has, or nothing at all', () => {
    expect(why({})).toBeUndefined();
    expect(why({ linkage: 'static', interp: null, needed: [], libc: 'none', glibcFloor: null })).toBeUndefined();
    expect(why({ libc: 'musl', interp: '/lib/ld-musl-x86_64.so.1', needed: ['libc.musl-x86_64.so.1'], glibcFloor: null })).toBeUndefined();
    expect(why({ glibcFloor: '2.43' }, null)).toBeUndefined();
  });

  it.each([
    [{ format: 'script' as const }, 'is no ELF program but script'],
    [{ machine: 'EM_AARCH64' }, 'is for EM_AARCH64'],
    [{ linkage: 'shared' as const }, 'is no program: shared'],
    [{ interp: '/system/bin/linker64' }, 'asks for the loader /system/bin/linker64'],
    [{ needed: ['libc.so.6', 'libz.so.1'] }, 'needs libz.so.1'],
    [{ glibcFloor: '2.43' }, 'needs glibc 2.43'],
    [{ libc: 'musl' as const, needed: ['libc.so.6'] }, 'needs libc.so.6'],
  ])('that does not fit is told with the fact: %j', (more, words) => {
    expect(why(more)).toContain(words);
  });

  it('that is not there, a folder, or a text is refused with a sentence', async () => {
    writeFileSync(join(folder, 'text'), 'hello');
    await expect(readProgram(join(folder, 'none'), '0', 'linux/amd64', null)).rejects.toThrow(/none can't be read: there is no such file/);
    await expect(readProgram(folder, '0', 'linux/amd64', null)).rejects.toThrow(/can't be read: it is a folder/);
    await expect(readProgram(join(folder, 'text'), '0', 'linux/amd64', null)).rejects.toThrow(/is no ELF program but text; expected a program for linux\/amd64/);
    if (process.platform !== 'win32') await expect(readProgram('/dev/zero', '0', 'linux/amd64', null)).rejects.toThrow(/is no file but a device or a pipe; expected a program/);
  });

  it('is read with its libc and who is to look up', async () => {
    const node = await readProgram(process.execPath, '0', process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64', null).catch((error: unknown) => error);
    // Node needs more than libc: a real file, and a real refusal.
    expect(node).toMatchObject({ name: 'InputError', message: expect.stringMatching(/needs .*libstdc\+\+|is \d+.* long/) as string });
  });
});
