import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToName, readProject } from '../../../src/core/project/index.ts';
import { contentTime, packEntries } from '../../../src/core/project/tar.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';
import type { Tree, TreeEntry } from '../../../src/core/project/index.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'cgoscope-tar-'));
  fs.mkdirSync(join(folder, 'in'));
  fs.mkdirSync(join(folder, 'out'));
  fs.writeFileSync(join(folder, 'in', 'go.mod'), 'module example.test/m\n');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const tree = async (): Promise<Tree> => (await readProject(join(folder, 'in'))).tree;
const collect = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer); // a byte stream
  return Buffer.concat(chunks);
};

describe('the tar of a tree', () => {
  it('is what tar itself unpacks to the same files', async () => {
    const long = 'folder/'.repeat(40);
    fs.mkdirSync(join(folder, 'in', long), { recursive: true });
    fs.writeFileSync(join(folder, 'in', long, `${'n'.repeat(200)}.txt`), 'long name');
    fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/in/`), Buffer.from([0xff, 0x0a, 0x27])]), 'bytes');
    fs.writeFileSync(join(folder, 'in', 'big'), Buffer.alloc(3_000_001, 7));
    fs.symlinkSync('t'.repeat(300), join(folder, 'in', 'link'));
    const bytes = await collect(packEntries(await tree(), (await tree()).entries, 'tree'));
    expect(bytes.length % 512).toBe(0);
    execFileSync('tar', ['-x', '-C', join(folder, 'out')], { input: bytes });
    const again = await readProject(join(folder, 'out', 'tree'));
    expect(again.tree.entries).toEqual((await tree()).entries);
    expect(again.tree.hash).toBe((await tree()).hash);
  });

  it('has the same bytes every time', async () => {
    const first = await collect(packEntries(await tree(), (await tree()).entries, 'tree'));
    fs.utimesSync(join(folder, 'in', 'go.mod'), 5, 5);
    expect((await collect(packEntries(await tree(), (await tree()).entries, 'tree'))).equals(first)).toBe(true);
  });

  it('gives contents times of their own, in the past', () => {
    const times = Array.from({ length: 2000 }, (_, index) => contentTime(index.toString(16).padStart(12, '0').padEnd(64, '0')));
    expect(new Set(times).size).toBe(2000);
    for (const hash of ['', 'f'.repeat(64), '0'.repeat(64)]) {
      expect(contentTime(hash)).toBeGreaterThanOrEqual(1_000_000_000);
      expect(contentTime(hash)).toBeLessThan(1_500_000_000);
    }
  });

  it('breaks off with the name of a file that is not what it was: longer, shorter, other, gone', async () => {
    const was = await tree();
    for (const change of [
      () => fs.appendFileSync(join(folder, 'in', 'go.mod'), 'x'),
      () => fs.writeFileSync(join(folder, 'in', 'go.mod'), 'x'),
      () => fs.writeFileSync(join(folder, 'in', 'go.mod'), 'module example.test/n\n'),
    ]) {
      change();
      await expect(collect(packEntries(was, was.entries, 'tree'))).rejects.toThrow('go.mod changed between being read and being sent; start again');
    }
    fs.rmSync(join(folder, 'in', 'go.mod'));
    await expect(collect(packEntries(was, was.entries, 'tree'))).rejects.toThrow("go.mod can't be read (it went away while the project was read)");
  });

  it('writes sizes beyond 8 GiB in base 256, as GNU tar does', async () => {
    const huge: TreeEntry = { path: bytesToName(Buffer.from('huge')), type: 'file', mode: 0o644, size: 10 * 2 ** 30, hash: 'a'.repeat(64) };
    const stop = new AbortController();
    fs.writeFileSync(join(folder, 'in', 'huge'), '');
    fs.truncateSync(join(folder, 'in', 'huge'), huge.size); // a hole: no disk
    const stream = packEntries({ root: join(folder, 'in') }, [huge], 'tree', { signal: stop.signal });
    const head = await new Promise<Buffer>((resolve) => stream.once('data', resolve));
    stop.abort();
    stream.destroy();
    expect([head[124], head.readUIntBE(130, 6)]).toEqual([0x80, huge.size]);
  });

  it('stops when asked to', async () => {
    const was = await tree();
    await expect(collect(packEntries(was, was.entries, 'tree', { signal: AbortSignal.abort() }))).rejects.toBeInstanceOf(CancelledError);
  });
});
