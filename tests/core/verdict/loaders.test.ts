// Which library is found where: the orders of glibc's and musl's loaders, their tokens, and what ends a search.
import { describe, expect, it } from 'vitest';
import { parseCache } from '../../../src/core/verdict/index.ts';
import type { Elf } from '../../../src/shared/domain/elf.ts';
import { debian, dynamic, dynamicMusl, HOST, judged, library, musl, type Tree } from '../../builders/judged.ts';
import { newCache, oldCache } from '../../builders/ld-cache.ts';

const one = library('libone.so');
const found = async (elf: Elf, tree: Tree, more: Parameters<typeof judged>[2] = {}, name = 'libone.so'): Promise<string> => {
  const { libraries } = await judged(elf, tree, more);
  const line = libraries.find((each) => each.name === name);
  return line === undefined ? 'not asked' : `${line.path ?? '-'} by ${line.how}`;
};
const places = (...folders: string[]): Tree => Object.fromEntries(folders.map((folder) => [`${folder}/libone.so`, one]));

describe("glibc's loader", () => {
  const glibc = (more: Partial<Elf> = {}) => dynamic(['libone.so'], more);

  it('looks in RPATH, LD_LIBRARY_PATH, RUNPATH, the cache, its default folders', async () => {
    const cache = { '/etc/ld.so.cache': newCache([{ name: 'libone.so', path: '/cached/libone.so' }]) };
    const tree = { ...debian(), ...cache, ...places('/rpath', '/env', '/runpath', '/cached', '/usr/lib') };
    const env = { LD_LIBRARY_PATH: '/env' };
    expect(await found(glibc({ rpath: ['/rpath'] }), tree, { env })).toBe('/rpath/libone.so by rpath');
    expect(await found(glibc({ rpath: ['/rpath'], runpath: ['/runpath'] }), tree, { env })).toBe('/env/libone.so by LD_LIBRARY_PATH');
    expect(await found(glibc({ rpath: ['/rpath'], runpath: ['/runpath'] }), tree)).toBe('/runpath/libone.so by runpath');
    expect(await found(glibc(), tree)).toBe('/cached/libone.so by ld.so.cache');
    expect(await found(glibc(), { ...debian(), ...places('/usr/lib') })).toBe('/usr/lib/libone.so by default');
    expect(await found(glibc(), { ...debian(), ...places('/usr/local/lib') })).toBe('- by not-found');
  });

  it('hands RPATH on to what a library needs, RUNPATH not', async () => {
    const tree = { ...debian(), '/opt/libone.so': library('libone.so', { needed: ['libtwo.so'] }), '/opt/libtwo.so': library('libtwo.so') };
    expect(await found(glibc({ rpath: ['/opt'] }), tree, {}, 'libtwo.so')).toBe('/opt/libtwo.so by rpath');
    expect(await found(glibc({ runpath: ['/opt'] }), tree, {}, 'libtwo.so')).toBe('- by not-found');
    const own = { ...tree, '/opt/libone.so': library('libone.so', { needed: ['libtwo.so'], runpath: ['/elsewhere'] }) };
    expect(await found(glibc({ rpath: ['/opt'] }), own, {}, 'libtwo.so')).toBe('- by not-found');
  });

  it('knows $ORIGIN of whoever says it, $LIB and $PLATFORM', async () => {
    expect(await found(glibc({ runpath: ['$ORIGIN/../lib'] }), { ...debian(), ...places('/srv/lib'), '/srv/bin/': { directory: true } }, { at: '/srv/bin/app' })).toBe(
      '/srv/lib/libone.so by runpath',
    );
    expect(await found(glibc({ runpath: ['$ORIGIN/../lib'] }), { ...debian(), ...places('/srv/lib') }, { at: '/srv/bin/app' })).toBe('/srv/lib/libone.so by runpath');
    expect(await found(glibc({ runpath: ['/opt/$LIB', '/opt/${PLATFORM}'] }), { ...debian(), ...places('/opt/lib/x86_64-linux-gnu') })).toBe(
      '/opt/lib/x86_64-linux-gnu/libone.so by runpath',
    );
    expect(await found(glibc({ runpath: ['/opt/$LIB', '/opt/${PLATFORM}'] }), { ...debian(), ...places('/opt/x86_64') })).toBe('/opt/x86_64/libone.so by runpath');
    const tree = { ...debian(), '/opt/libone.so': library('libone.so', { needed: ['libtwo.so'], runpath: ['$ORIGIN/more'] }), '/opt/more/libtwo.so': library('libtwo.so') };
    expect(await found(glibc({ runpath: ['/opt'] }), tree, {}, 'libtwo.so')).toBe('/opt/more/libtwo.so by runpath');
  });

  it('passes over another class or machine, and stops at what is no library', async () => {
    const tree = { ...debian(), '/opt/libone.so': library('libone.so', { machine: 'EM_AARCH64' }), '/usr/lib/libone.so': one };
    const verdict = await judged(glibc({ runpath: ['/opt'] }), tree);
    expect(verdict.libraries[0]?.path).toBe('/usr/lib/libone.so');
    expect(verdict.libraries[0]?.tried[0]).toMatchObject({ path: '/opt/libone.so', why: expect.stringMatching(/another machine/) });
    expect(await judged(glibc({ runpath: ['/opt'] }), { ...tree, '/opt/libone.so': 'text' })).toMatchObject({
      runs: 'no',
      reason: expect.stringMatching(/no ELF file: the loader stops there/),
    });
    expect(await judged(glibc({ runpath: ['/opt'] }), { ...tree, '/opt/libone.so': { directory: true } })).toMatchObject({ runs: 'no' });
  });

  it('takes a library that is there already by its soname, and by its file', async () => {
    const tree = { ...debian(), '/usr/lib/libone.so': library('libtwo.so'), '/usr/lib/other.so': '-> libone.so' };
    expect(await found(dynamic(['libone.so', 'libtwo.so']), tree, {}, 'libtwo.so')).toBe('/usr/lib/libone.so by already-loaded');
    const { libraries } = await judged(dynamic(['libone.so', 'other.so']), tree);
    expect(libraries.map(({ path }) => path)).toEqual(['/usr/lib/libone.so', '/usr/lib/libone.so']);
    expect(await found(dynamic(['ld-linux-x86-64.so.2']), debian(), {}, 'ld-linux-x86-64.so.2')).toMatch(/ by loader$/);
  });

  it('takes glibc-hwcaps of the level that the CPU has', async () => {
    const tree = { ...debian(), '/usr/lib/glibc-hwcaps/x86-64-v3/libone.so': one, '/usr/lib/glibc-hwcaps/x86-64-v4/libone.so': one, '/usr/lib/libone.so': one };
    expect(await found(glibc(), tree)).toBe('/usr/lib/glibc-hwcaps/x86-64-v3/libone.so by default');
    expect(await found(glibc(), tree, { host: { ...HOST, cpu: { model: '', flags: [], level: 'v2' } } })).toBe('/usr/lib/libone.so by default');
    const only = { ...debian(), '/usr/lib/glibc-hwcaps/x86-64-v3/libone.so': one };
    expect((await judged(glibc(), only, { host: { ...HOST, cpu: null } })).runs).toBe('unknown');
  });

  it('says where a library is that nobody looks for', async () => {
    expect((await judged(glibc(), { ...debian(), ...places('/usr/local/lib') })).reason).toMatch(/\/usr\/local\/lib\/libone\.so is in the image, where it is not looked for/);
  });

  it('opens a name with a slash as it stands', async () => {
    expect(await found(dynamic(['/srv/libone.so']), { ...debian(), ...places('/srv') }, {}, '/srv/libone.so')).toBe('/srv/libone.so by absolute');
  });

  it('ends with rings and with lists without end', async () => {
    const ring = { ...debian(), '/usr/lib/libone.so': library('libone.so', { needed: ['libtwo.so'] }), '/usr/lib/libtwo.so': library('libtwo.so', { needed: ['libone.so'] }) };
    expect((await judged(glibc(), ring)).runs).toBe('yes');
    const many = dynamic(
      Array.from({ length: 3_000 }, (_, i) => `lib${i}.so`),
      { runpath: Array.from({ length: 3_000 }, (_, i) => `/${i}`) },
    );
    expect((await judged(many, debian())).runs).not.toBe('yes');
    const again = Array.from({ length: 300_000 }, () => 'libc.so.6');
    const verdict = await judged(glibc(), { ...debian(), '/usr/lib/libone.so': library('libone.so', { needed: again }) });
    expect(verdict).toMatchObject({ runs: 'unknown', reason: expect.stringContaining('the rest was not looked for') });
  });

  it('knows the folders of other distributions by where they keep things', async () => {
    const fedora = {
      '/lib64': '-> usr/lib64',
      '/usr/lib64/ld-linux-x86-64.so.2': library('ld-linux-x86-64.so.2'),
      '/usr/lib64/libc.so.6': library('libc.so.6'),
      '/usr/lib64/libone.so': one,
    };
    expect(await found(glibc(), fedora)).toBe('/usr/lib64/libone.so by default');
  });
});

describe("musl's loader", () => {
  const app = (more: Partial<Elf> = {}) => dynamicMusl(['libone.so'], more);
  const own = library('libone.so', { libc: 'musl' });

  it('looks in LD_LIBRARY_PATH, then in rpath and runpath alike, of all who brought it', async () => {
    const two = { '/opt/libtwo.so': library('libtwo.so', { libc: 'musl' }), '/opt/libone.so': library('libone.so', { libc: 'musl', needed: ['libtwo.so'] }) };
    expect(await found(app({ runpath: ['/opt'] }), { ...musl(), ...two }, {}, 'libtwo.so')).toBe('/opt/libtwo.so by runpath');
    expect(await found(app({ runpath: ['/opt'] }), { ...musl(), ...two, '/env/libone.so': own }, { env: { LD_LIBRARY_PATH: '/env' } })).toBe('/env/libone.so by LD_LIBRARY_PATH');
  });

  it('takes its path file, with newlines or colons, or its default folders', async () => {
    const tree = { ...musl(), '/a/libone.so': own, '/usr/local/lib/libone.so': own };
    expect(await found(app(), tree)).toBe('/usr/local/lib/libone.so by default');
    expect(await found(app(), { ...tree, '/etc/ld-musl-x86_64.path': '/b\n/a\n' })).toBe('/a/libone.so by path-file');
    expect(await found(app(), { ...tree, '/etc/ld-musl-x86_64.path': '/b:/c' })).toBe('- by not-found');
  });

  it('is itself the answer to the names of C libraries', async () => {
    const { libraries, runs } = await judged(dynamicMusl(['libc.so.6', 'libpthread.so.0', 'libm.so']), musl());
    expect(runs).toBe('yes');
    expect(libraries.map(({ how }) => how)).toEqual(['loader', 'loader', 'loader']);
    expect(await found(dynamicMusl(['libresolv.so.2']), musl(), {}, 'libresolv.so.2')).toBe('- by not-found');
  });

  it('drops a list with a token that it does not know, and stops at the first file', async () => {
    expect(await found(app({ rpath: ['$LIB', '/opt'] }), { ...musl(), '/opt/libone.so': own })).toBe('- by not-found');
    expect(await found(app({ rpath: ['$ORIGIN/lib'] }), { ...musl(), '/srv/lib/libone.so': own }, { at: '/srv/app' })).toBe('/srv/lib/libone.so by rpath');
    expect(await judged(app({ rpath: ['/opt'] }), { ...musl(), '/opt/libone.so': 'text', '/lib/libone.so': own })).toMatchObject({ runs: 'no' });
  });

  it("leaves it unknown what a library of glibc's asks of it", async () => {
    expect((await judged(app(), { ...musl(), '/lib/libone.so': one })).runs).toBe('unknown');
  });
});

describe('/etc/ld.so.cache', () => {
  const entries = [
    { name: 'libone.so', path: '/a/libone.so' },
    { name: 'libone.so', path: '/b/libone.so', hwcaps: 'x86-64-v3' },
    { name: 'libtwo.so.1', path: '/a/libtwo.so.1', flags: 0x0a03 },
  ];
  it('is read in the new format, the old one, and the new inside the old', () => {
    expect(parseCache(newCache(entries), true)).toMatchObject({ format: 'new', size: 3 });
    expect(parseCache(newCache(entries), true)?.get('libone.so')).toEqual([
      { name: 'libone.so', path: '/b/libone.so', flags: 0x303, hwcaps: 'x86-64-v3' },
      { name: 'libone.so', path: '/a/libone.so', flags: 0x303, hwcaps: null },
    ]);
    expect(parseCache(oldCache(entries.slice(0, 1)), true)).toMatchObject({ format: 'old', size: 1 });
    expect(parseCache(oldCache(entries, newCache(entries)), true)?.get('libtwo.so.1')[0]?.flags).toBe(0x0a03);
  });
  it('of the other byte order, cut, or no cache at all is none', () => {
    expect(parseCache(newCache(entries, { order: 3 }), true)).toBeNull();
    expect(parseCache(new TextEncoder().encode('nothing'), true)).toBeNull();
    expect(parseCache(newCache(entries).subarray(0, 60), true)).toBeNull();
  });
  it('is survived in any state', () => {
    for (const whole of [newCache(entries), oldCache(entries, newCache(entries)), oldCache(entries)])
      for (let at = 0; at < whole.length; at++) {
        const damaged = Buffer.from(whole);
        damaged[at] = 0xff;
        expect(() => parseCache(damaged, true)?.get('libone.so')).not.toThrow();
        expect(() => parseCache(whole.subarray(0, at), true)).not.toThrow();
      }
  });
});
