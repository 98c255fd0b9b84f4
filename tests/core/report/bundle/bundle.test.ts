import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack, extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportBundle, importBundle } from '../../../../src/core/report/bundle/index.ts';
import type { Manifest } from '../../../../src/core/report/bundle/index.ts';
import { createRedactor } from '../../../../src/core/report/redact/index.ts';
import { openStore } from '../../../../src/core/store/index.ts';
import type { Store } from '../../../../src/core/store/index.ts';
import { CancelledError, InputError } from '../../../../src/shared/domain/errors.ts';
import { cell, run, temporaryFolder } from '../../store/builders.ts';

function emptyStore(): Store {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  return store;
}

/** Bytes that do not compress, the same in every run: real chance spells a URL with userinfo now and then, and that is redacted. */
const noise = (bytes: number): Buffer => createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));

const ELF = Buffer.concat([Buffer.from('\x7fELF'), noise(3000), Buffer.from('\0https://ann:hunter2@host/\0')]);

/** A store with one run: two cells with logs, facts and a program. */
function storeWithRun() {
  const store = emptyStore();
  const one = run({
    project: { path: '/home/ann/project', treeHash: 'b'.repeat(64) },
    request: { path: '/home/ann/project', env: { GITHUB_TOKEN: 'short1', HOME: '/home/ann' } },
    environment: { docker: '20.10', host: 'ann-laptop' },
  });
  store.insertRun(one, [
    cell(1, { artifact: { sha256: createHash('sha256').update(ELF).digest('hex'), size: ELF.length } }),
    cell(2, { green: false, outcome: 'start-failed', reason: 'no such file: /home/ann/x' }),
  ]);
  const put = (number: number, kind: 'artifact' | 'build-log' | 'stdout' | 'stderr' | 'facts', content: Buffer) => store.setEvidence(one.id, number, kind, store.putBlob(content));
  put(1, 'artifact', ELF);
  put(1, 'build-log', Buffer.from('cd /home/ann/project\ngo build # canary-known-secret\n'));
  put(1, 'stdout', Buffer.from('plain\n'));
  put(2, 'stdout', Buffer.from('plain\n'));
  put(2, 'stderr', noise(100_000));
  put(2, 'facts', Buffer.from(JSON.stringify({ run: { stderr: ['-----BEGIN PRIVATE KEY-----', 'https://ann:hunter2@x/'], stdout: ['-----END PRIVATE KEY-----'] } })));
  store.setRunState(one.id, 'done', '2026-01-01T00:00:00Z');
  return { store, id: one.id };
}

const plain = () => createRedactor({ secrets: [] });
const ann = () => createRedactor({ secrets: ['canary-known-secret'], home: '/home/ann', user: 'ann', hostname: 'ann-laptop' });

async function unpack(file: string): Promise<{ name: string; content: Buffer }[]> {
  const entries: { name: string; content: Buffer }[] = [];
  const tar = extract();
  tar.end(gunzipSync(readFileSync(file)));
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array)); // a byte stream
    entries.push({ name: entry.header.name, content: Buffer.concat(chunks) });
  }
  return entries;
}

async function archive(file: string, entries: { header: Partial<Header> & Pick<Header, 'name'>; content?: Buffer | string }[]): Promise<string> {
  const tar = pack();
  for (const { header, content } of entries) tar.entry(header, content ?? '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array)); // a byte stream
  writeFileSync(file, gzipSync(Buffer.concat(chunks)));
  return file;
}

describe('a bundle', () => {
  it('opened in an empty folder shows the same run with the same evidence', async () => {
    const { store, id } = storeWithRun();
    // nothing in it that would be redacted
    const clean = run({ request: { path: '/srv/x' } });
    store.insertRun(clean, [cell(1), cell(2, { green: null, state: 'unsupported', outcome: null })]);
    store.setEvidence(clean.id, 1, 'stderr', store.putBlob(noise(3_000_000)));
    store.setEvidence(clean.id, 2, 'facts', store.putBlob(Buffer.from('{"elf":{"needed":["libc.so.6"]}}')));
    store.setRunState(clean.id, 'done', '2026-01-02T00:00:00Z');
    const file = join(store.folder, 'a.cgoscope');
    const { bytes, redacted } = await exportBundle(store, clean.id, file, { artifacts: false, redactor: plain() });
    expect(bytes).toBe(readFileSync(file).length);
    expect(redacted).toEqual({});

    const other = emptyStore();
    expect(await importBundle(other, file)).toEqual({ kind: 'run', id: clean.id, cells: 2, fresh: true });
    expect({ ...other.getRun('last'), origin: 'local' }).toEqual(store.getRun(clean.id));
    expect(other.getRun('last').origin).toBe('a.cgoscope');
    expect(other.listEvidence(clean.id)).toEqual(store.listEvidence(clean.id));
    for (const { blob } of store.listEvidence(clean.id)) expect(other.readBlob(blob.sha256)?.equals(store.readBlob(blob.sha256) ?? Buffer.alloc(0))).toBe(true);
    // twice is once; nothing of the other run came along
    expect(await importBundle(other, file)).toEqual({ kind: 'run', id: clean.id, cells: 2, fresh: false });
    expect(other.listRuns(9).runs.map((r) => r.id)).toEqual([clean.id]);
    expect(() => other.getRun(id)).toThrow(InputError);
  });

  it('holds no secret and no name of the machine, in no entry, and says how many were taken out', async () => {
    const { store, id } = storeWithRun();
    const file = join(store.folder, 'a.cgoscope');
    const { redacted } = await exportBundle(store, id, file, { artifacts: true, redactor: ann() });
    const entries = await unpack(file);
    for (const { name, content } of entries)
      for (const canary of ['canary-known-secret', 'hunter2', 'short1', 'ann-laptop']) expect([name, content.includes(canary)]).toEqual([name, false]);
    const text = entries
      .filter(({ content }) => !content.includes('\x7fELF'))
      .map(({ content }) => content.toString('utf8'))
      .join('');
    expect(text).not.toContain('/home/ann');
    expect(text).toContain('cd ~/project');
    expect(redacted).toMatchObject({ secret: 1, userinfo: 2, assignment: 1, host: 1, 'private-key': 2 });
    const manifest = JSON.parse(entries[0]?.content.toString('utf8') ?? '') as Manifest;
    expect(manifest.redacted).toEqual(redacted);
    expect(manifest.replaced.length).toBe(3); // build log, facts, program

    const other = emptyStore();
    await importBundle(other, file);
    const got = other.getRun(id);
    expect(got.project.path).toBe('~/project');
    expect(got.cells[1]?.reason).toBe('no such file: ~/x');
    // the program that was run keeps its name, the one in the bundle has its own, and the manifest links them
    const artifact = other.getEvidence(id, 1, 'artifact');
    expect(got.cells[0]?.artifact?.sha256).toBe(createHash('sha256').update(ELF).digest('hex'));
    expect(manifest.replaced).toContainEqual({ from: got.cells[0]?.artifact?.sha256, to: artifact?.sha256 });
    expect(artifact?.size).toBe(ELF.length);
    const facts = other.getEvidence(id, 2, 'facts');
    expect(JSON.parse(other.readBlob(facts?.sha256 ?? '')?.toString() ?? '')).toMatchObject({ run: { stderr: ['[redacted]', 'https://[redacted]@x/'] } });
  });

  it('leaves programs behind unless asked, and says so', async () => {
    const { store, id } = storeWithRun();
    const file = join(store.folder, 'a.cgoscope');
    await exportBundle(store, id, file, { artifacts: false, redactor: plain() });
    const entries = await unpack(file);
    expect(entries.some(({ content }) => content.includes('\x7fELF'))).toBe(false);
    expect((JSON.parse(entries[0]?.content.toString() ?? '') as Manifest).left).toEqual({ artifact: 1 });
    expect(entries.map(({ name }) => name).every((name, i) => (i === 0 ? name === 'manifest.json' : /^blobs\/[0-9a-f]{64}$/.test(name)))).toBe(true);
  });

  it('of a run that goes on is imported as interrupted', async () => {
    const store = emptyStore();
    const one = run();
    store.insertRun(one, [cell(1), cell(2, { state: 'running', green: null, outcome: null })]);
    const file = join(store.folder, 'a.cgoscope');
    await exportBundle(store, one.id, file, { artifacts: false, redactor: plain() });
    const other = emptyStore();
    await importBundle(other, file);
    expect(other.getRun(one.id).state).toBe('interrupted');
    expect(other.getRun(one.id).cells.map((c) => c.state)).toEqual(['done', 'interrupted']);
  });

  it('can not be written where there is no place, and leaves nothing half done', async () => {
    const { store, id } = storeWithRun();
    await expect(exportBundle(store, id, join(store.folder, 'none', 'a'), { artifacts: false, redactor: plain() })).rejects.toThrow(/can't be written to/);
    mkdirSync(join(store.folder, 'dir', 'sub'), { recursive: true });
    await expect(exportBundle(store, id, join(store.folder, 'dir'), { artifacts: false, redactor: plain() })).rejects.toThrow(InputError);
    await expect(exportBundle(store, 'nosuch', join(store.folder, 'a'), { artifacts: false, redactor: plain() })).rejects.toThrow(/no run "nosuch"/);
    expect(readdirSync(store.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('that is cancelled is not written', async () => {
    const { store, id } = storeWithRun();
    await expect(exportBundle(store, id, join(store.folder, 'a'), { artifacts: false, redactor: plain(), signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    expect(readdirSync(store.folder).filter((name) => name.startsWith('a'))).toEqual([]);
  });

  it('of version 1, from the fixture, opens', async () => {
    const store = emptyStore();
    const file = fileURLToPath(new URL('../../../fixtures/bundle/v1.cgoscope', import.meta.url));
    expect(await importBundle(store, file)).toEqual({ kind: 'run', id: '01KF0XTVRE0000000000000001', cells: 2, fresh: true });
    const got = store.getRun('last');
    expect(got).toMatchObject({ state: 'done', origin: 'v1.cgoscope', endedAt: '2026-11-23T00:00:10Z' });
    const log = store.getEvidence(got.id, 2, 'build-log');
    expect(store.readBlob(log?.sha256 ?? '')?.toString()).toBe('go build -x\n# fetched from https://[redacted]@example.org/\n');
    expect(store.listEvidence(got.id).map(({ cell: number, kind }) => `${number} ${kind}`)).toEqual(['1 stdout', '2 build-log', '2 facts']);
  });
});

describe('a file that is no good bundle', () => {
  let exported: Promise<{ archived: Buffer; entries: { name: string; content: Buffer }[] }> | null = null;
  async function exportOnce() {
    const { store, id } = storeWithRun();
    const file = join(store.folder, 'good.cgoscope');
    await exportBundle(store, id, file, { artifacts: false, redactor: plain() });
    return { archived: readFileSync(file), entries: await unpack(file) };
  }

  /** A good manifest with its contents, to be spoilt: a copy of its own for each test. */
  async function good() {
    const { archived, entries } = await (exported ??= exportOnce());
    const folder = temporaryFolder();
    const file = join(folder, 'good.cgoscope');
    writeFileSync(file, archived);
    const [first, ...blobs] = entries.map(({ name, content }) => ({ name, content: Buffer.from(content) }));
    if (!first) throw new Error('the bundle is empty');
    return { file, folder, manifest: JSON.parse(first.content.toString()) as Manifest, blobs };
  }
  async function refused(file: string, message: RegExp, limits?: Parameters<typeof importBundle>[2]): Promise<void> {
    const store = emptyStore();
    const before = store.usage().blobs;
    const error = await importBundle(store, file, limits).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(message);
    expect(store.listRuns(5).runs).toEqual([]);
    store.prune({ apply: true });
    expect(store.usage().blobs).toBe(before);
  }
  const spoilt = async (
    change: (bundle: Awaited<ReturnType<typeof good>>) => { header: Partial<Header> & Pick<Header, 'name'>; content?: Buffer | string }[] | undefined,
    message: RegExp,
    limits?: Parameters<typeof importBundle>[2],
  ) => {
    const bundle = await good();
    const extra = change(bundle) ?? [];
    const entries = [
      { header: { name: 'manifest.json' }, content: JSON.stringify(bundle.manifest) },
      ...bundle.blobs.map(({ name, content }) => ({ header: { name }, content })),
      ...extra,
    ];
    await refused(await archive(join(bundle.folder, 'bad.cgoscope'), entries), message, limits);
  };

  it('but evidence of a kind that only a newer Cgoscope knows is left out, and the rest opens', async () => {
    const { folder, manifest, blobs } = await good();
    const [first] = manifest.evidence;
    if (first === undefined) throw new Error('the bundle has no evidence');
    manifest.evidence.push({ cell: first.cell, kind: 'packets-of-the-future', sha256: first.sha256, size: first.size });
    const entries = [{ header: { name: 'manifest.json' }, content: JSON.stringify(manifest) }, ...blobs.map(({ name, content }) => ({ header: { name }, content }))];
    const store = emptyStore();
    const { id } = await importBundle(store, await archive(join(folder, 'newer.cgoscope'), entries));
    expect(store.listEvidence(id)).toHaveLength(manifest.evidence.length - 1);
  });

  it('missing, a folder, or something else', async () => {
    const folder = temporaryFolder();
    await refused(join(folder, 'none'), /there is no file/);
    await refused(folder, /is not a file/);
    const file = join(folder, 'x');
    writeFileSync(file, '');
    await refused(file, /is empty|cut short/);
    writeFileSync(file, 'plain text, and not short either');
    await refused(file, /not compressed with gzip/);
    writeFileSync(file, gzipSync(randomBytes(5000)));
    await refused(file, /is not a bundle/);
    writeFileSync(file, gzipSync(''));
    await refused(file, /is empty/);
  });

  it('cut off at any place', async () => {
    const { file, folder } = await good();
    const bytes = readFileSync(file);
    const bad = join(folder, 'cut');
    for (const part of [0.05, 0.5, 0.999]) {
      writeFileSync(bad, bytes.subarray(0, Math.floor(bytes.length * part)));
      await refused(bad, /cut short|is not a bundle/);
    }
    const tar = gunzipSync(bytes);
    writeFileSync(bad, gzipSync(tar.subarray(0, tar.length - 60_000)));
    await refused(bad, /is not a bundle: Unexpected end|lacks a content/);
  });

  it('from the future', () => spoilt(({ manifest }) => void Object.assign(manifest, { version: 7, run: null }), /newer Cgoscope: it is a bundle of version 7/));
  it('of another program', () => spoilt(({ manifest }) => void Object.assign(manifest, { format: 'other' }), /not of a Cgoscope bundle/));
  it('with a wrong field', () => spoilt(({ manifest }) => void Object.assign(manifest.run, { startedAt: 'yesterday' }), /wrong at run.startedAt/));
  it('with an id that is none', () => spoilt(({ manifest }) => void Object.assign(manifest.run, { id: '../../etc/passwd' }), /wrong at run.id/));
  it('with evidence of no cell', () =>
    spoilt(({ manifest }) => void manifest.evidence.push({ cell: 77, kind: 'stdout', sha256: 'a'.repeat(64), size: 1 }), /a cell 77 that it does not have/));
  it('with a content missing', () => spoilt(({ blobs }) => void blobs.pop(), /lacks a content/));
  it('with a content changed', () => spoilt(({ blobs }) => void blobs[0]?.content.writeUInt8((blobs[0].content[0] ?? 0) ^ 1), /damaged: a content does not have the hash/));
  it('with a content of another size', () =>
    spoilt(
      ({ blobs }) => void blobs.splice(0, 1, ...blobs.slice(0, 1).map(({ name, content }) => ({ name, content: Buffer.concat([content, Buffer.from('x')]) }))),
      /bytes where its manifest says/,
    ));
  it('with a content twice', () => spoilt(({ blobs }) => blobs.slice(0, 1).map(({ name, content }) => ({ header: { name }, content })), /entry twice/));
  it('with a path that leads out', () => spoilt(() => [{ header: { name: '../../evil' }, content: 'x' }], /an entry that its manifest does not name/));
  it('with a link', () => spoilt(() => [{ header: { name: `blobs/${'a'.repeat(64)}`, type: 'symlink', linkname: '/etc/passwd' } }], /holds a symlink/));
  it('with contents before the manifest', async () => {
    const { folder, blobs } = await good();
    await refused(
      await archive(
        join(folder, 'bad'),
        blobs.map(({ name, content }) => ({ header: { name }, content })),
      ),
      /does not begin with manifest.json/,
    );
  });
  it('with a manifest that is not JSON, or too long', async () => {
    const folder = temporaryFolder();
    await refused(await archive(join(folder, 'bad'), [{ header: { name: 'manifest.json' }, content: '{"format"' }]), /not JSON/);
    await refused(await archive(join(folder, 'bad'), [{ header: { name: 'manifest.json' }, content: ' '.repeat(5000) }]), /manifest of 5000 bytes; 1000 are allowed/, {
      manifestBytes: 1000,
      blobBytes: 10,
      totalBytes: 1e6,
    });
  });
  it('that is a bomb: small, and large when unpacked', async () => {
    const bomb = join(temporaryFolder(), 'bomb');
    writeFileSync(bomb, gzipSync(Buffer.alloc(50 << 20)));
    await refused(bomb, /is not a bundle|unpacks to more than/);
    await spoilt(() => [{ header: { name: 'x'.repeat(64) }, content: Buffer.alloc(1 << 20) }], /unpacks to more than 50000 bytes/, {
      manifestBytes: 1e6,
      blobBytes: 1e6,
      totalBytes: 50_000,
    });
    await spoilt(() => undefined, /names a content of \d+ bytes; 1000 are allowed/, { manifestBytes: 1e6, blobBytes: 1000, totalBytes: 1e9 });
  });
});
