// Uploads stand in for native dialogs: where files land, and that no name and no size leads out of the folder or fills the disk.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { partsOf, UPLOAD_LIMITS } from '../../src/server/upload.ts';
import { until } from '../api/contract-cases.ts';
import { pageHeaders, serve, signIn, temporaryFolder } from './support.ts';

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
const ID = 'a1b2c3d4-project';

async function signedIn(limits: Partial<typeof UPLOAD_LIMITS> = {}, uploads?: string) {
  const scene = await serve(undefined, { limits: { upload: { ...UPLOAD_LIMITS, ...limits } }, ...(uploads === undefined ? {} : { uploads }) });
  const headers = pageHeaders(scene, await signIn(scene));
  const upload = async (query: Record<string, string>, body: Body, more: Record<string, string> = {}) => {
    const response = await fetch(`${scene.base}/api/upload?${new URLSearchParams(query).toString()}`, { method: 'POST', headers: { ...headers, ...more }, body, duplex: 'half' });
    const answer = (await response.json()) as { path?: string; error?: { message: string } }; // what the tests then look at
    return { status: response.status, path: answer.path ?? '', message: answer.error?.message ?? '' };
  };
  const file = (name: string, body: Body = 'x', id = ID) => upload({ folder: id, path: name }, body);
  return { ...scene, headers, upload, file };
}
const everything = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []);

describe('a bundle', () => {
  it('lands in a folder of its own under its name, byte for byte, for this user alone', async () => {
    const { upload, uploads } = await signedIn();
    const bytes = Buffer.alloc(3_000_000, 'ab\0\xff');
    const [one, two] = [await upload({ name: 'run.cgoscope' }, bytes), await upload({ name: 'run.cgoscope' }, 'other')];
    expect(one.status).toBe(200);
    expect(path.basename(one.path)).toBe('run.cgoscope');
    expect(one.path.startsWith(uploads + path.sep)).toBe(true);
    expect(readFileSync(one.path).equals(bytes)).toBe(true);
    expect(readFileSync(two.path, 'utf8')).toBe('other');
    expect(statSync(one.path).mode & 0o077).toBe(0);
    expect(statSync(path.dirname(one.path)).mode & 0o077).toBe(0);
  });

  it.each(['../../evil', '/etc/passwd', '..\\..\\evil', 'C:\\evil', 'a/b/c', 'x\0y', 'line\nbreak', '.hidden', '<script>', 'ü ber.cgoscope', 'x'.repeat(5000)])(
    'named %j stays in that folder',
    async (name) => {
      const { upload, uploads } = await signedIn();
      const { status, path: file } = await upload({ name }, 'x');
      expect(status).toBe(200);
      expect(path.dirname(path.dirname(file))).toBe(uploads);
      expect(path.basename(file)).toMatch(/^[\p{L}\p{N}_-][\p{L}\p{N}._ -]{0,79}$/u);
    },
  );

  it.each(['', '..', '/', '...'])('named %j is refused', async (name) => {
    const { upload, uploads } = await signedIn();
    expect((await upload({ name }, 'x')).status).toBe(400);
    expect(everything(uploads)).toEqual([]);
  });

  it('is not taken where little of the disk would be left, and leaves nothing', async () => {
    const { upload, file, uploads } = await signedIn({ reserveBytes: Number.MAX_SAFE_INTEGER });
    expect(await upload({ name: 'x' }, 'x')).toMatchObject({ status: 507, message: expect.stringContaining('the disk of the machine that serves is full') });
    expect((await file('p/go.mod')).status).toBe(507);
    expect(everything(uploads).filter((name) => !name.startsWith('project-'))).toEqual([]);
  });

  it('that came an hour before goes when another comes; a project stays', async () => {
    const { upload, file } = await signedIn();
    const [bundle, binary, project] = [await upload({ name: 'old.cgoscope' }, 'x'), await upload({ name: 'serve', kind: 'binary' }, 'x'), await file('p/go.mod')];
    const before = new Date(Date.now() - 3_700_000);
    for (const each of [bundle, binary, project].map((one) => path.dirname(one.path))) utimesSync(each, before, before);
    const next = await upload({ name: 'new.cgoscope' }, 'x');
    expect([bundle, binary, project, next].map(({ path: each }) => existsSync(each))).toEqual([false, false, true, true]);
  });

  it('that is too large is refused, announced or not, and leaves nothing', async () => {
    const { upload, uploads } = await signedIn({ bundleBytes: 100_000 });
    expect(await upload({ name: 'x' }, Buffer.alloc(100_001))).toMatchObject({ status: 413, message: expect.stringContaining('larger than 100000 bytes') });
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 11; i += 1) controller.enqueue(new Uint8Array(10_000));
        controller.close();
      },
    });
    expect((await upload({ name: 'x' }, stream)).status).toBe(413);
    expect(everything(uploads)).toEqual([]);
    expect((await upload({ name: 'x' }, Buffer.alloc(100_000))).status).toBe(200);
  });

  it('has a limit of its own where it is a binary, and no other kind is known', async () => {
    const { upload } = await signedIn({ bundleBytes: 10, binaryBytes: 100 });
    expect((await upload({ name: 'x', kind: 'binary' }, Buffer.alloc(100))).status).toBe(200);
    expect((await upload({ name: 'x', kind: 'binary' }, Buffer.alloc(101))).status).toBe(413);
    expect((await upload({ name: 'x' }, Buffer.alloc(11))).status).toBe(413);
    expect((await upload({ name: 'x', kind: 'constructor' }, 'x')).status).toBe(400);
  });

  it('whose sender goes away leaves nothing', async () => {
    const { server, base, headers, uploads } = await signedIn();
    const socket = connect(server.port, '127.0.0.1');
    const lines = Object.entries({ host: base.replace('http://', ''), ...headers, 'content-length': '1000000' });
    socket.write(`POST /api/upload?name=x HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${'x'.repeat(10_000)}`);
    await until(() => everything(uploads).length === 2);
    socket.destroy();
    await until(() => everything(uploads).length === 0);
  });
});

describe('a project', () => {
  it('lands file by file in one folder, with the paths it had', async () => {
    const { file, uploads } = await signedIn();
    const answers = await Promise.all([
      file('hello/go.mod', 'module hello'),
      file('hello/cmd/a/main.go', 'package main'),
      file('hello/.golangci.yml', ''),
      file('hello/ü ß/“x”.go', 'x'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map((each) => each.path)).size).toBe(1);
    const root = answers[0]?.path ?? '';
    expect(path.basename(root)).toBe('hello');
    expect(path.dirname(path.dirname(root))).toBe(uploads);
    expect(readFileSync(path.join(root, 'cmd/a/main.go'), 'utf8')).toBe('package main');
    expect(readFileSync(path.join(root, 'ü ß/“x”.go'), 'utf8')).toBe('x');
    expect(statSync(path.join(root, '.golangci.yml')).size).toBe(0);
  });

  it('without a folder of its own is the folder of the upload', async () => {
    const { file, uploads } = await signedIn();
    const { path: root } = await file('go.mod');
    expect(path.dirname(root)).toBe(uploads);
  });

  it('may send a file again', async () => {
    const { file } = await signedIn();
    await file('a.go', 'one');
    const { path: root } = await file('a.go', 'two');
    expect(readFileSync(path.join(root, 'a.go'), 'utf8')).toBe('two');
  });

  it.each([
    '../x',
    'a/../../x',
    'a/..',
    '..',
    '.',
    './a',
    'a/./b',
    '/x',
    '/etc/passwd',
    '//x',
    'a//b',
    'a/',
    '',
    'a\\b',
    '..\\x',
    'C:/x',
    'c:x',
    'a\0b',
    'a\nb',
    'a\u0085b',
    `${'a/'.repeat(64)}b`,
    'x'.repeat(256),
    'ü'.repeat(128),
    `${'a/'.repeat(60)}${'x'.repeat(3000)}`,
  ])('has no file at %j', async (name) => {
    const { file, uploads } = await signedIn();
    expect(await file(name)).toMatchObject({ status: 400, message: expect.stringContaining('relative path') });
    expect(everything(uploads)).toEqual([]);
    expect(() => partsOf(name)).toThrow('relative path');
  });

  it.each(['', 'short', '../../../evil', 'a/b/c/d/e', 'x'.repeat(65), 'abcdefg.', 'abcdefgh\0', 'äääääääää', 'bundle-x y'])('has no id %j', async (id) => {
    const { file, uploads } = await signedIn();
    expect((await file('a.go', 'x', id)).status).toBe(400);
    expect(everything(uploads)).toEqual([]);
  });

  it('that has a file and a folder of one name is told so', async () => {
    const { file } = await signedIn();
    await file('a', 'a file');
    await file('b/c', 'x');
    expect((await file('a/b')).status).toBe(409);
    expect((await file('b')).status).toBe(409);
    expect((await file('a')).status).toBe(200);
  });

  it('is bounded in files, in bytes of one and of all', async () => {
    const { file, uploads } = await signedIn({ fileBytes: 1000, folderBytes: 2500, folderFiles: 4 });
    expect((await file('too-large', Buffer.alloc(1001))).status).toBe(413);
    expect((await file('a', Buffer.alloc(1000))).status).toBe(200);
    expect((await file('b', Buffer.alloc(1000))).status).toBe(200);
    expect(await file('c', Buffer.alloc(501))).toMatchObject({ status: 413, message: expect.stringContaining('together') });
    expect((await file('c', Buffer.alloc(500))).status).toBe(200);
    expect((await file('d', '')).status).toBe(200);
    expect(await file('e', '')).toMatchObject({ status: 413, message: expect.stringContaining('more than 4 files') });
    // What was refused is removed beside the answer.
    await expect.poll(() => everything(uploads).filter((name) => name.includes('part-'))).toEqual([]);
    // another project has its own
    expect((await file('a', Buffer.alloc(1000), 'another-project')).status).toBe(200);
  });

  it('of an earlier server is not added to', async () => {
    const uploads = path.join(temporaryFolder(), 'uploads');
    await (await signedIn({}, uploads)).file('a.go');
    const second = await signedIn({}, uploads);
    expect(await second.file('b.go')).toMatchObject({ status: 409, message: expect.stringContaining('another id') });
  });
});

describe('an upload', () => {
  it.each([{}, { folder: ID }, { path: 'a' }, { name: 'x', folder: ID, path: 'a' }])('that says neither what nor where is refused: %o', async (query: Record<string, string>) => {
    const { upload } = await signedIn();
    expect((await upload(query, 'x')).status).toBe(400);
  });

  it('with a compressed body is refused', async () => {
    const { upload } = await signedIn();
    expect((await upload({ name: 'x' }, 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('older than a day is gone when a server starts; a younger one and what a link points to stay', async () => {
    const uploads = path.join(temporaryFolder(), 'uploads');
    const outside = temporaryFolder();
    writeFileSync(path.join(outside, 'mine'), 'x');
    const old = new Date(Date.now() - 25 * 3_600_000);
    for (const name of ['bundle-old', 'bundle-young']) mkdirSync(path.join(uploads, name), { recursive: true });
    writeFileSync(path.join(uploads, 'bundle-old', 'x'), 'x');
    symlinkSync(outside, path.join(uploads, 'link'));
    utimesSync(path.join(uploads, 'bundle-old'), old, old);
    utimesSync(outside, old, old);
    await signedIn({}, uploads);
    expect(readdirSync(uploads)).toEqual(['bundle-young']);
    expect(readdirSync(outside)).toEqual(['mine']);
  });
});
