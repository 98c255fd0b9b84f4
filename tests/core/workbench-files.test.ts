// Lone files: no engine, no database. Real files, and the kinds of path that are none.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffElfFiles, elfOfFile, initProject } from '../../src/core/workbench-files.ts';
import { sumsOfTraceFile } from '../../src/core/workbench-traces.ts';
import type { Trace } from '../../src/shared/domain/trace.ts';
import { diffSchema } from '../../src/shared/domain/documents.ts';
import { elfSchema } from '../../src/shared/domain/elf.ts';
import { traceSchema } from '../../src/shared/domain/trace.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-files-'));
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  symlinkSync('loop', path.join(folder, 'loop'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
const traceOfFile = (file: string): Promise<Trace> => sumsOfTraceFile({ file, name: file, env: { CGOSCOPE_DATA: at('data') }, signal: new AbortController().signal });

describe('a lone binary', () => {
  it('is read without being loaded as a whole: this very Node', async () => {
    const elf = elfSchema.parse(await elfOfFile(process.execPath, 'node'));
    expect(elf).toMatchObject({ path: 'node', format: 'elf' });
    expect(elf.needed).toContain('libc.so.6');
  });

  it('may be no binary at all', async () => {
    writeFileSync(at('empty'), '');
    writeFileSync(at('script'), '#!/bin/sh\n');
    expect(await elfOfFile(at('empty'))).toMatchObject({ format: 'empty', size: 0 });
    expect(await elfOfFile(at('script'))).toMatchObject({ format: 'script', machine: null });
  });

  it('may be as large as a disk and mostly holes', async () => {
    writeFileSync(at('sparse'), readFileSync('/bin/sh'));
    truncateSync(at('sparse'), 40 * 1024 ** 3);
    expect(await elfOfFile(at('sparse'))).toMatchObject({ format: 'elf', size: 40 * 1024 ** 3 });
  });

  it.each([
    ['nowhere', /nowhere: there is no such file/],
    ['', /is a folder/],
    ['pipe', /pipe is a pipe; expected a regular file/],
    ['loop', /loop: too many symbolic links/],
    ['empty/below', /below: a part of the path is not a folder/],
  ])('%j is refused with one sentence, at once', async (name, expected) => {
    await expect(elfOfFile(at(name))).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(expected) as unknown });
    await expect(traceOfFile(at(name))).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(expected) as unknown });
  });

  it('is not a device', async () => {
    await expect(elfOfFile('/dev/zero')).rejects.toThrow('/dev/zero is a device; expected a regular file');
  });

  it('differs from another', async () => {
    const side = (file: string) => ({ file, name: path.basename(file) });
    const diff = diffSchema.parse(await diffElfFiles(side('/bin/sh'), side(process.execPath)));
    expect(diff.differences.length).toBeGreaterThan(0);
    expect(diff.differences.map((one) => one.weight)).toEqual(diff.differences.map((one) => one.weight).sort((a, b) => b - a));
    expect((await diffElfFiles(side('/bin/sh'), side('/bin/sh'))).differences).toEqual([]);
  });
});

describe('a lone trace', () => {
  it('is parsed in pieces, lines across their borders included', async () => {
    const line = '7 openat(AT_FDCWD, "/etc/missing", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000010>\n';
    writeFileSync(at('strace'), line.repeat(30_000));
    const trace = traceSchema.parse(await traceOfFile(at('strace')));
    expect(trace).toMatchObject({ events: 30_000, errors: { ENOENT: 30_000 }, filesMissing: ['/etc/missing'] });
  });

  it('may be empty, or no trace', async () => {
    expect(await traceOfFile(at('empty'))).toMatchObject({ events: 0 });
    expect(traceSchema.safeParse(await traceOfFile('/bin/sh')).success).toBe(true);
  });
});

describe('init', () => {
  it('writes a matrix file once, and never over one that is there', async () => {
    const project = at('a project');
    mkdirSync(project);
    writeFileSync(path.join(project, 'go.mod'), 'module example.com/x\n\ngo 1.22\n');
    writeFileSync(path.join(project, 'main.go'), 'package main\n\nfunc main() {}\n');
    const file = await initProject(project);
    expect(path.basename(file)).toBe('cgoscope.yaml');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^version: 1$/m);
    writeFileSync(file, 'mine\n');
    await expect(initProject(project)).rejects.toThrow('is there already; it was left as it is');
    expect(readFileSync(file, 'utf8')).toBe('mine\n');
  });

  it('needs a Go project', async () => {
    mkdirSync(at('bare'));
    await expect(initProject(at('bare'))).rejects.toMatchObject({ name: 'InputError' });
  });
});
