// `elf FILE --against IMAGE…` on the command line: what it asks, the map, one image in full, and the exit code that a pipeline gets.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { againstLines } from '../../src/cli/text/against.ts';
import { paint } from '../../src/cli/text/paint.ts';
import { againstSchema, type Against } from '../../src/shared/domain/verdict.ts';
import { displayWidth } from '../../src/shared/domain/text.ts';
import { cli, FakeApi } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-against-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const real = againstSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'against.json'), 'utf8')));
const only = (index: number): Against => ({ ...real, verdicts: real.verdicts.slice(index, index + 1), failed: [] });
const plain = paint(false);

describe('what it asks', () => {
  it('is one question for all images, archives by their path', async () => {
    const api = new FakeApi({ 'elf.against': () => real });
    await cli(['elf', 'bin/app', '--against', 'debian:12', './image.tar', '--endpoint', 'far'], { api, cwd: folder });
    expect(api.input('elf.against')).toMatchObject({
      binary: { kind: 'file', path: path.join(folder, 'bin/app') },
      name: 'bin/app',
      images: ['debian:12', path.join(folder, 'image.tar')],
      endpoint: 'far',
    });
  });
});

describe('its exit code', () => {
  const code = async (document: Against, ...argv: string[]): Promise<number> =>
    (await cli(['elf', 'app', '--against', 'a', ...argv], { api: new FakeApi({ 'elf.against': () => document }), cwd: folder })).code;
  it('is 0 whatever the verdicts are, 1 where --fail-on red meets a no', async () => {
    const judged = { ...real, failed: [] };
    expect(await code(judged)).toBe(0);
    expect(await code(judged, '--fail-on', 'red')).toBe(1);
    expect(await code(only(0), '--fail-on', 'red')).toBe(0);
  });
  it('is 2 with one sentence where the only image could not be looked at, and a document where one was asked for', async () => {
    const failed = [{ ref: 'a', reason: 'there is no image a on the engine' }];
    const api = () => new FakeApi({ 'elf.against': () => ({ ...real, verdicts: [], failed }) });
    expect(await cli(['elf', 'app', '--against', 'a'], { api: api(), cwd: folder })).toMatchObject({ code: 2, out: '', err: 'cgoscope: there is no image a on the engine\n' });
    const json = await cli(['elf', 'app', '--against', 'a', '--json'], { api: api(), cwd: folder });
    expect(json.code).toBe(2);
    expect(json.err).toBe('cgoscope: there is no image a on the engine\n');
    expect(JSON.parse(json.out)).toMatchObject({ verdicts: [], failed });
  });
  it('is 2 where one of several could not be looked at, named on stderr, and the others are judged', async () => {
    for (const argv of [[], ['--json']]) {
      const { code, out, err } = await cli(['elf', 'app', '--against', 'a', ...argv], { api: new FakeApi({ 'elf.against': () => real }), cwd: folder });
      expect({ code, err }).toEqual({ code: 2, err: real.failed.map(({ reason }) => `cgoscope: ${reason}\n`).join('') });
      expect(out).toContain('run-musl');
    }
  });
  it('is 2 for two questions at once', async () => {
    expect(await code(real, '--show', 'plt')).toBe(2);
    expect((await cli(['elf', 'app', '--fail-on', 'red'], { cwd: folder })).code).toBe(2);
  });
});

describe('what people read', () => {
  it('is a row per image: a sign, a word and the fact', () => {
    const lines = againstLines(real, plain, undefined);
    expect(lines.find((line) => line.startsWith('✓ runs'))).toMatch(/run-glibc-amd64.* glibc 2\.41 .*all 1 library are there|✓ runs/);
    expect(lines.find((line) => line.includes('run-glibc-old'))).toMatch(/^✗ does not .*GLIBC_2\.34.*glibc-too-old/);
    expect(lines.find((line) => line.includes('run-musl'))).toMatch(/^✗ does not .*loader-missing/);
    expect(lines.at(-1)).toBe('runs in 1, not in 2 of 3 images; nothing was started');
  });
  it('is every check of a single image, and how each library was found', () => {
    const lines = againstLines(only(1), plain, undefined).join('\n');
    for (const { id } of real.verdicts[1]?.checks ?? []) expect(lines).toContain(` ${id}`);
    expect(lines).toMatch(/libc\.so\.6\s+\/usr\/lib\/x86_64-linux-gnu\/libc-2\.31\.so\s+default/);
    expect(lines).toMatch(/the highest it has is GLIBC_2\.30/);
  });
  it('shows hostile names as text, and keeps to the width of the terminal', () => {
    const [verdict] = only(1).verdicts;
    if (verdict === undefined) throw new Error('the fixture has no verdict');
    const evil = 'x\u001b[2J\u202e\r\ny';
    const document: Against = {
      ...real,
      verdicts: [{ ...verdict, reason: evil, libraries: [{ name: evil, by: evil, path: null, how: 'not-found', tried: [{ path: evil, why: evil }] }] }, verdict],
      failed: [{ ref: evil, reason: evil }],
    };
    for (const shownTo of [document, { ...document, verdicts: document.verdicts.slice(0, 1), failed: [] }])
      for (const line of againstLines(shownTo, plain, 100)) expect(line).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
    for (const line of againstLines(real, plain, 100).filter((each) => /^[✓✗]/.test(each))) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });
});
