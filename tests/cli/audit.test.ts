// `audit` on the command line: what it asks, what people read, and what a pipeline gets as its exit code.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paint } from '../../src/cli/text/paint.ts';
import { auditLines, findingLines } from '../../src/cli/text/audit.ts';
import { wrapped } from '../../src/cli/text/wrap.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { auditSchema, type Audit, type ImageFinding } from '../../src/shared/domain/image.ts';
import { displayWidth } from '../../src/shared/domain/text.ts';
import { cli, FakeApi } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-audit-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, 'app.tar'), '');

const two = auditSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'audit.json'), 'utf8')));
const alone = (findings: ImageFinding[]): Audit => ({ ...two, findings, other: null, differences: [] });
const finding = (more: Partial<ImageFinding> = {}): ImageFinding => ({
  id: 'no-tmp',
  level: 'warning',
  cause: 'file-missing',
  title: 'No /tmp',
  detail: 'Programs fail.',
  evidence: [{ source: 'file', path: '/tmp', text: 'not in the image', layer: null }],
  ...more,
});
const EVIL = 'x\u001b[2J\u202e\r\ny';
const plain = paint(false);

describe('what it asks', () => {
  const asked = async (...argv: string[]): Promise<unknown> => {
    const api = new FakeApi({ 'image.audit': () => alone([]) });
    await cli(['audit', ...argv], { api, cwd: folder });
    return api.input('image.audit');
  };

  it.each([
    ['debian:12', 'debian:12'],
    ['localhost:5000/a/b.c', 'localhost:5000/a/b.c'],
    ['./x', path.join(folder, 'x')],
    ['../x', path.join(path.dirname(folder), 'x')],
    ['/x/y', '/x/y'],
    ['app.tar', path.join(folder, 'app.tar')],
    ['nosuch.tar', 'nosuch.tar'],
  ])('%s is %s', async (typed, image) => {
    expect(await asked(typed)).toMatchObject({ image, other: null });
  });

  it('is one question for two images, with the endpoint', async () => {
    expect(await asked('a', './b', '--endpoint', 'far')).toMatchObject({ image: 'a', other: path.join(folder, 'b'), endpoint: 'far' });
  });
});

describe('its exit code', () => {
  const code = async (document: Audit, ...argv: string[]): Promise<number> => (await cli(['audit', 'a', ...argv], { api: new FakeApi({ 'image.audit': () => document }) })).code;

  it('is 0 whatever was found', async () => {
    expect(await code(alone([finding({ level: 'error' })]))).toBe(0);
    expect(await code(two)).toBe(0);
  });

  it('is 1 with --fail-on finding for errors and warnings of either image, not for what is only worth knowing', async () => {
    expect(await code(alone([finding({ level: 'error' })]), '--fail-on', 'finding')).toBe(1);
    expect(await code(alone([finding()]), '--fail-on', 'finding')).toBe(1);
    expect(await code(alone([finding({ level: 'info' })]), '--fail-on', 'finding')).toBe(0);
    expect(await code({ ...two, findings: [] }, '--fail-on', 'finding')).toBe(1);
  });

  it('is 1 with --fail-on difference where one differs', async () => {
    expect(await code(two, '--fail-on', 'difference')).toBe(1);
    expect(await code({ ...two, differences: [] }, '--fail-on', 'difference')).toBe(0);
  });

  it('is 2 for an image that is not there', async () => {
    const api = new FakeApi({ 'image.audit': () => Promise.reject(new InputError('there is no image a on the engine', { input: 'a' })) });
    expect(await cli(['audit', 'a'], { api })).toMatchObject({ code: 2, out: '', err: 'cgoscope: there is no image a on the engine\n' });
  });

  it('is 2 for a third image and for another word after --fail-on', async () => {
    expect((await cli(['audit', 'a', 'b', 'c'], { api: new FakeApi() })).code).toBe(2);
    expect((await cli(['audit', 'a', '--fail-on', 'red'], { api: new FakeApi() })).err).toContain('Allowed choices are finding, difference');
  });

  it('comes with exactly the document where --json is asked for', async () => {
    const { out } = await cli(['audit', 'a', 'b', '--json'], { api: new FakeApi({ 'image.audit': () => two }) });
    expect(JSON.parse(out)).toEqual(two);
  });
});

describe('what people read', () => {
  it('has both images, findings with their evidence, and what differs, weightiest first', () => {
    const text = auditLines(two, plain, undefined).join('\n');
    expect(text).toContain('platform    linux/amd64, confirmed by its programs');
    expect(text).toContain('libc        glibc 2.31 (/usr/lib/x86_64-linux-gnu/libc-2.31.so: libc-2.31.so)');
    expect(text).toContain('✗ error  A library of /app is too old  entrypoint-version-missing, glibc-too-old');
    expect(text).toContain('/app: asks libc.so.6 for GLIBC_2.34 (layer 1)');
    expect(text).toContain('libc        musl 1.2.5');
    expect(text.indexOf('what differs')).toBeLessThan(text.indexOf('C library: glibc | musl'));
  });

  it('says where there is nothing to say', () => {
    expect(findingLines([], plain, 80)).toEqual(['✓ nothing found that would keep it from starting']);
  });

  it('counts what it found by level', () => {
    expect(findingLines([finding({ level: 'error' }), finding(), finding(), finding({ level: 'info' })], plain, 80)[0]).toBe('1 error, 2 warnings, 1 to know');
  });

  it('puts paths of the same evidence on one line', () => {
    const evidence = ['/a', '/b', '/c', '/d'].map((one) => ({ source: 'file' as const, path: one, text: 'not in the image', layer: null }));
    expect(findingLines([finding({ evidence })], plain, 80).at(-1)).toBe('      /a, /b, /c and 1 more: not in the image');
  });

  it('never holds a raw control or direction character of an image', () => {
    const image = {
      ...two.image,
      ref: EVIL,
      distribution: { id: EVIL, version: EVIL, name: EVIL },
      start: { argv: [EVIL], program: EVIL, kind: 'script' as const, interpreter: EVIL, problem: EVIL },
      user: { asked: EVIL, uid: 1, gid: 1, home: EVIL, inPasswd: false },
      loaders: [{ path: EVIL, real: EVIL, libc: 'glibc' as const, machine: EVIL }],
      libcVersion: EVIL,
      provides: [EVIL],
      nsswitch: { present: true, hosts: EVIL, passwd: EVIL, modules: [EVIL] },
      roots: { present: true, files: [{ path: EVIL, certificates: 1 }] },
      zoneinfo: { present: true, path: EVIL, zones: 1 },
      machines: [{ machine: EVIL, class: 64, data: 'lsb', count: 1, platform: null, examples: [EVIL] }],
      libcEvidence: [{ source: 'file' as const, path: EVIL, text: EVIL, layer: 1 }],
      config: { ...two.image.config, platform: EVIL },
      // eslint-disable-next-line no-restricted-syntax -- a path in an image, not an option of spawn
      shell: EVIL,
    };
    const evil = finding({ title: EVIL, detail: EVIL, evidence: [{ source: 'file', path: EVIL, text: EVIL, layer: 0 }] });
    const differences = [{ fact: EVIL, a: EVIL, b: [EVIL], weight: 1, text: EVIL }];
    for (const line of auditLines({ ...two, image, findings: [evil], other: { image, findings: [evil] }, differences }, plain, 100))
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('breaks sentences between words where the terminal ends, and not on a pipe', () => {
    const text = 'one two three four five six seven eight nine ten eleven twelve';
    for (const line of wrapped(text, 50, '      ')) expect(displayWidth(line)).toBeLessThanOrEqual(50);
    expect(
      wrapped(text, 50, '  ')
        .map((line) => line.trim())
        .join(' '),
    ).toBe(text);
    expect(wrapped(text, undefined, '  ')).toEqual([`  ${text}`]);
  });
});
