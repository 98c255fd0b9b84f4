// Sending a tree to a real engine: what arrives, what is sent again, what a broken sending leaves.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readProject, sendTree, type Sent, type TreeManifest } from '../../../src/core/project/index.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';
import type { Engine } from '../../../src/core/engine/index.ts';
import { busyboxImage } from '../../helpers/busybox.ts';
import { reachEngine } from '../../helpers/engine.ts';

const reached = await reachEngine();
const HELPER = 'cgoscope-test/sources';

describe.skipIf(reached.engine === null)(`sending sources to a real engine${reached.reason === null ? '' : ` (${reached.reason})`}`, () => {
  let engine: Engine;
  let image: string;
  let volume: string;
  let folder: string;
  let previous: TreeManifest | null;

  beforeAll(async () => {
    if (reached.engine === null) return;
    engine = reached.engine;
    const base = await engine.createContainer({ image: await busyboxImage(), role: 'run', run: 'test', argv: ['true'] });
    await engine.putFiles(base, '/bin', [{ name: 'xargs', type: 'symlink', mode: 0o777, linkname: 'busybox' }]);
    image = `${HELPER}:${randomUUID().slice(0, 8)}`;
    await engine.commitContainer(base, { repo: HELPER, tag: image.split(':')[1] ?? '', role: 'run', env: ['PATH=/bin'] });
    await engine.removeContainer(base);
  });
  afterAll(async () => {
    if (reached.engine === null) return;
    await engine.removeImage(image);
    await engine.close();
  });
  beforeEach(() => {
    volume = `cgoscope-test-src-${randomUUID()}`;
    folder = fs.mkdtempSync(join(tmpdir(), 'cgoscope send '));
    previous = null;
    write('go.mod', 'module example.test/m\n\ngo 1.22\n');
    write('main.go', 'package main\n\nfunc main() {}\n');
  });
  afterEach(async () => {
    await engine.removeVolume(volume);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string | Buffer, content: string): void => {
    const full = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name as string)]); // a Buffer is copied, a text encoded
    fs.mkdirSync(full.subarray(0, full.lastIndexOf(0x2f)), { recursive: true });
    fs.writeFileSync(full, content);
  };
  const send = async (signal = new AbortController().signal, onProgress: () => void = () => undefined): Promise<Sent> => {
    const project = await readProject(folder);
    const sent = await sendTree(engine, project.tree, { volume, helperImage: image, previous, run: 'test', progress: onProgress, signal });
    previous = sent.manifest;
    return sent;
  };
  /** What a script prints that runs where the tree landed. */
  const inVolume = async (script: string): Promise<string> => {
    const builder = await engine.startLeased({ image, role: 'run', run: 'test', argv: ['cat'], lease: true, init: true, mounts: [{ volume, target: '/src', readOnly: true }] });
    try {
      const chunks: Buffer[] = [];
      await engine.exec(builder.id, { argv: ['sh', '-c', script], workdir: '/src/tree', onStdout: (chunk) => chunks.push(chunk), onStderr: (chunk) => chunks.push(chunk) });
      return Buffer.concat(chunks).toString('latin1');
    } finally {
      await builder.end();
    }
  };
  const files = async (): Promise<string[]> => (await inVolume('find . -type f -o -type l')).trim().split('\n').sort();

  it('brings every file, whatever its name, with fixed owner and modes', async () => {
    write('a folder/with "quotes" and \'these\'.txt', 'one');
    write('new\nline.txt', 'two');
    write(Buffer.from([0x62, 0xff, 0xfe, 0x2e, 0x74]), 'three'); // no UTF-8
    write(`${'deep/'.repeat(30)}file.txt`, 'four');
    write('run.sh', 'five');
    fs.chmodSync(join(folder, 'run.sh'), 0o777);
    fs.symlinkSync('run.sh', join(folder, 'link to it'));
    fs.symlinkSync('x'.repeat(150), join(folder, 'dangling'));
    fs.symlinkSync('../../../out/of/it', join(folder, 'leaving'));
    fs.symlinkSync('/etc/passwd', join(folder, 'absolute'));
    fs.mkdirSync(join(folder, 'empty'));
    const sent = await send();
    expect(sent.sentFiles).toBe(7);
    expect(
      await inVolume(
        'cat "a folder/with \\"quotes\\" and \'these\'.txt" "new\nline.txt" b*.t deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/file.txt "link to it"',
      ),
    ).toBe('onetwothreefourfive');
    expect(await inVolume(`cat "$(printf 'b\\377\\376.t')"`)).toBe('three');
    expect(await inVolume("stat -c '%a %u %g' run.sh go.mod empty")).toBe('755 0 0\n644 0 0\n755 0 0\n');
    expect(await inVolume('stat -c %N dangling')).toContain('x'.repeat(150));
    expect(await inVolume('stat -c %N leaving absolute')).toMatch(/-> '?\.\.\/\.\.\/\.\.\/out\/of\/it'?\n.*-> '?\/etc\/passwd'?\n$/);
  });

  it('sends nothing when nothing changed, even when the caller has forgotten what it sent', async () => {
    await send();
    expect(await send()).toMatchObject({ sentFiles: 0, sentBytes: 0, removed: 0 });
    previous = null;
    expect(await send()).toMatchObject({ sentFiles: 0, sentBytes: 0, removed: 0 });
  });

  it('sends only what changed, and removes what is gone', async () => {
    write('old dir/a.txt', 'a');
    write('old dir/b.txt', 'b');
    write('-rf', 'a name like an option');
    write('keep.txt', 'keep');
    await send();
    fs.rmSync(join(folder, 'old dir'), { recursive: true });
    fs.rmSync(join(folder, '-rf'));
    write('main.go', 'package main\n\nfunc main() { }\n');
    write('new.txt', 'new');
    expect(await send()).toMatchObject({ sentFiles: 2, removed: 2 });
    expect(await files()).toEqual(['./go.mod', './keep.txt', './main.go', './new.txt']);
  });

  it('survives files that become folders, links that become folders, and the other way round', async () => {
    write('a', 'file');
    write('b/c', 'in a folder');
    write('target/kept', 'must stay');
    fs.symlinkSync('target', join(folder, 'd'));
    await send();
    fs.rmSync(join(folder, 'a'));
    fs.rmSync(join(folder, 'b'), { recursive: true });
    fs.rmSync(join(folder, 'd'));
    write('a/b/c', 'now a folder');
    write('b', 'now a file');
    write('d/new', 'not through the old link');
    await send();
    expect(await files()).toEqual(['./a/b/c', './b', './d/new', './go.mod', './main.go', './target/kept']);
    expect(await inVolume('cat a/b/c b')).toBe('now a foldernow a file');
  });

  it('gives a changed file of the same size another time, as Go indexes packages by name, size and time', async () => {
    const source = (name: string): string => `package main\n\nimport "${name}"\n\nvar _ = ${name}.X\n`;
    write('x.go', source('abc'));
    await send();
    const before = await inVolume("stat -c '%s %Y' x.go");
    write('x.go', source('abd'));
    await send();
    const after = await inVolume("stat -c '%s %Y' x.go");
    expect(after.split(' ')[0]).toBe(before.split(' ')[0]);
    expect(after).not.toBe(before);
  });

  it('fills a volume anew that holds something else than the caller believes', async () => {
    write('stale.txt', 'from another state');
    await send();
    fs.rmSync(join(folder, 'stale.txt'));
    previous = { format: 1, hash: 'f'.repeat(64), entries: {} };
    expect(await send()).toMatchObject({ sentFiles: 2, removed: 0 });
    expect(await files()).toEqual(['./go.mod', './main.go']);
  });

  it('leaves a cancelled volume recognisable, and the next sending repairs it', async () => {
    await send();
    for (let index = 0; index < 40; index += 1) write(`data/${index}`, `${index}`.repeat(200_000));
    const cancel = new AbortController();
    let reports = 0;
    await expect(
      send(cancel.signal, () => {
        if ((reports += 1) === 1) cancel.abort();
      }),
    ).rejects.toBeInstanceOf(CancelledError);
    fs.rmSync(join(folder, 'data'), { recursive: true });
    // The tree is again what the last good manifest says, but the volume is not.
    expect((await send()).sentFiles).toBe(2);
    expect(await files()).toEqual(['./go.mod', './main.go']);
  });

  it('fails with the name of a file that changed since the project was read', { timeout: 60_000 }, async () => {
    write('moving.txt', 'first');
    const project = await readProject(folder);
    write('moving.txt', 'other');
    const sending = sendTree(engine, project.tree, { volume, helperImage: image, previous: null, run: 'test', progress: () => undefined, signal: new AbortController().signal });
    await expect(sending).rejects.toThrow(InputError);
    await expect(sending).rejects.toThrow(/moving\.txt changed between being read and being sent/);
    expect((await send()).sentFiles).toBe(3);
  });

  it('leaves no container behind', async () => {
    const { execFileSync } = await import('node:child_process');
    await send();
    write('more.txt', 'x');
    await send();
    fs.rmSync(join(folder, 'more.txt'));
    await send();
    expect(execFileSync('docker', ['ps', '-aq', '--filter', `volume=${volume}`]).toString()).toBe('');
  });
});
