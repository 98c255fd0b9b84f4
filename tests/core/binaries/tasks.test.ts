// What the worker answers about binaries: facts with the parts asked for, pages of symbols, differences, and what a judgement needs.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { binaryTasks } from '../../../src/core/binaries/tasks.ts';
import type { BinarySource } from '../../../src/core/binaries/types.ts';
import { elfDetailSchema } from '../../../src/shared/domain/elf-detail.ts';
import { elfDiffSchema } from '../../../src/shared/domain/documents.ts';

const tasks = binaryTasks();
const never = new AbortController().signal;
const fixture = (name: string): BinarySource => ({ kind: 'bytes', bytes: new Uint8Array(gunzipSync(readFileSync(new URL(`../../fixtures/elf/${name}.gz`, import.meta.url)))) });
const text = (words: string): BinarySource => ({ kind: 'bytes', bytes: new Uint8Array(Buffer.from(words)) });

it('reads only the parts asked for', async () => {
  const { elf, detail } = await tasks['elf.read']({ source: fixture('c-glibc-pie'), name: 'app', parts: ['plt'] }, never);
  expect(elf).toMatchObject({ path: 'app', linkage: 'pie' });
  expect(elfDetailSchema.parse(detail)).toMatchObject({ path: 'app', parts: ['plt'], symbols: null, hardening: null });
  expect(detail.plt?.entries.length).toBeGreaterThan(0);
});

it('pages through symbols by part of a name', async () => {
  const asked = { source: fixture('c-glibc-shared'), query: '', table: 'both' as const };
  const all = await tasks['elf.symbols']({ ...asked, from: 0, count: 5_000 }, never);
  const page = await tasks['elf.symbols']({ ...asked, from: 2, count: 3 }, never);
  expect(page.total).toBe(all.total);
  expect(page.symbols).toEqual(all.symbols.slice(2, 5));
});

it('says what differs between two binaries, and where the bytes went', async () => {
  const diff = await tasks['elf.diff']({ a: { source: fixture('c-glibc-pie'), name: 'a' }, b: { source: fixture('c-musl-pie'), name: 'b' } }, never);
  expect(elfDiffSchema.parse(diff).differences.map(({ fact }) => fact)).toContain('elf.interp');
  expect(diff.sizes.length).toBeGreaterThan(0);
});

describe('for a judgement', () => {
  it('the undefined symbols of a binary', async () => {
    const judged = await tasks['elf.judged']({ source: fixture('c-glibc-pie'), name: 'app' }, never);
    expect(judged.undefinedSymbols?.map(({ name }) => name)).toContain('__libc_start_main');
    expect(judged).toMatchObject({ go: null, scriptHead: null });
  });
  it('what is in a Go program', async () => {
    expect((await tasks['elf.judged']({ source: fixture('go-pure-arm64'), name: 'app' }, never)).go?.level).toMatchObject({ variable: 'GOARM64', value: 'v8.0' });
  });
  it('the first line of a script, and of nothing else', async () => {
    expect(await tasks['elf.judged']({ source: text('#!/bin/sh -e\necho hi\n'), name: 'app' }, never)).toMatchObject({ scriptHead: '#!/bin/sh -e', undefinedSymbols: null });
    expect((await tasks['elf.judged']({ source: text('echo hi\n'), name: 'app' }, never)).scriptHead).toBeNull();
  });
});
