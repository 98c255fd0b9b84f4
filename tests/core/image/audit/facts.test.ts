// Facts of an image, each from the files that say it.
import { describe, expect, it } from 'vitest';
import { imageFactsSchema } from '../../../../src/shared/domain/image.ts';
import { imageSummary } from '../../../../src/core/image/audit/index.ts';
import { WANTED_LIBRARIES, WANTED_PATHS } from '../../../../src/core/image/wanted.ts';
import { COMPLETE, dynamic, factsOf, GLIBC, library, LIBS, LOADER, merged, MUSL, on, type Spec } from './support.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';

describe('facts of an image', () => {
  it('fit their schema, of an empty image and of a full one', async () => {
    for (const spec of [{ files: {} }, merged(COMPLETE, GLIBC, { platform: 'linux/arm/v7', config: { User: 'app', Cmd: ['sh'] } })]) {
      const facts = await factsOf(spec);
      expect(imageFactsSchema.parse(facts)).toEqual(facts);
    }
  });

  it('have every wanted path and library either in what is there or in what is missing', async () => {
    const { has, missing } = await factsOf(merged(COMPLETE, GLIBC));
    expect([...has, ...missing].sort()).toEqual([...WANTED_PATHS, ...WANTED_LIBRARIES].sort());
    expect(has).toEqual(expect.arrayContaining(['/etc/passwd', '/tmp', LOADER, 'libc.so.6', '/etc/ssl/certs/ca-certificates.crt']));
    expect(missing).toEqual(expect.arrayContaining(['/bin/sh', '/lib/ld-musl-x86_64.so.1', 'libnss_dns.so.2']));
  });

  it('are summed up for a cell', async () => {
    expect(imageSummary(await factsOf(merged(COMPLETE, GLIBC)))).toMatchObject({ ref: 'image:test', platform: 'linux/amd64', libc: 'glibc', libcVersion: '2.36' });
  });
});

describe('machines', () => {
  it('are counted with what is known by name first', async () => {
    const { machines } = await factsOf({ elves: { '/usr/lib/libx.so': library('libx.so'), '/usr/bin/app': {}, '/opt/b': on('arm64') } });
    expect(machines).toEqual([
      { machine: 'EM_X86_64', class: 64, data: 'lsb', count: 2, platform: 'linux/amd64', examples: ['/usr/bin/app', '/usr/lib/libx.so'] },
      { machine: 'EM_AARCH64', class: 64, data: 'lsb', count: 1, platform: 'linux/arm64', examples: ['/opt/b'] },
    ]);
  });

  it.each<[string, Spec, boolean | null]>([
    ['nothing in it', { files: { x: 'x' } }, null],
    ['the entrypoint as claimed', { elves: { '/app': {} }, config: { Cmd: ['/app'] } }, true],
    ['the entrypoint of another', { elves: { '/app': on('arm64'), '/usr/bin/x': {} }, config: { Cmd: ['/app'] } }, false],
    ['the interpreter of its script of another', { files: { run: { content: '#!/bin/sh\n', mode: 0o755 } }, elves: { '/bin/sh': on('arm64') }, config: { Cmd: ['/run'] } }, false],
    ['the shell of another', { elves: { '/bin/sh': on('arm64'), '/usr/bin/x': {} } }, false],
    ['its own loader beside that of another', merged(GLIBC, { elves: { ...GLIBC.elves, '/usr/lib/ld-linux-aarch64.so.1': library('ld-linux-aarch64.so.1', on('arm64')) } }), true],
    ['libraries of another only', { elves: { '/opt/libx.so': library('libx.so', on('arm64')) } }, false],
    ['a BPF program only', { elves: { '/opt/x.o': { machine: 'EM_BPF', type: 'ET_REL' } } }, null],
    ['a variant that no header names', { platform: 'linux/arm/v7', elves: { '/app': { machine: 'EM_ARM', class: 32, data: 'lsb' } }, config: { Cmd: ['/app'] } }, true],
    ['a program of FreeBSD', { elves: { '/app': { osabi: 'ELFOSABI_FREEBSD' } }, config: { Cmd: ['/app'] } }, false],
  ])('%s: the platform holds %#', async (_what, spec, holds) => {
    expect((await factsOf(spec)).platformHolds).toBe(holds);
  });
});

describe('the C library', () => {
  const withLibc = (version: Partial<Spec>, libc: Record<string, unknown> = {}): Spec =>
    merged(GLIBC, {
      files: { ...GLIBC.files, ...version.files },
      elves: { ...GLIBC.elves, [`${LIBS}/libc.so.6`]: library('libc.so.6', { libc: 'glibc', versionsDefined: ['GLIBC_2.2.5', 'GLIBC_2.30'], ...libc }) },
    });

  it('is glibc, musl, both or none by its loaders', async () => {
    expect((await factsOf(GLIBC)).libc).toBe('glibc');
    expect((await factsOf(MUSL)).libc).toBe('musl');
    expect((await factsOf({ elves: { '/app': {} } })).libc).toBe('none');
  });

  it('is that of the claimed platform, not that of a cross compiler', async () => {
    const cross = { '/lib/ld-linux-aarch64.so.1': library('ld-linux-aarch64.so.1', { ...on('arm64'), versionsDefined: ['GLIBC_2.17'] }) };
    expect((await factsOf({ elves: { ...MUSL.elves, ...cross } })).libc).toBe('musl');
  });

  it('is musl where the loader of glibc is a link to it', async () => {
    const { libc, loaders } = await factsOf(merged(MUSL, { files: { 'lib64/ld-linux-x86-64.so.2': { link: '../lib/ld-musl-x86_64.so.1' } } }));
    expect(libc).toBe('musl');
    expect(loaders).toContainEqual({ path: LOADER, real: '/lib/ld-musl-x86_64.so.1', libc: 'musl', machine: 'EM_X86_64' });
  });

  it('says its version itself', async () => {
    expect((await factsOf(withLibc({}, { libcVersion: '2.31' }))).libcVersion).toBe('2.31');
    expect(await factsOf({ elves: { '/lib/ld-musl-x86_64.so.1': library('libc.musl-x86_64.so.1', { libc: 'musl', libcVersion: '1.2.5' }) } })).toMatchObject({
      libcVersion: '1.2.5',
      libcEvidence: [{ path: '/lib/ld-musl-x86_64.so.1', text: 'says that it is musl 1.2.5' }],
    });
  });

  it('has it in its name before 2.34', async () => {
    const old = merged(GLIBC, {
      files: { ...GLIBC.files, [`${LIBS.slice(1)}/libc.so.6`]: { link: 'libc-2.31.so' } },
      elves: { [`${LIBS}/libc-2.31.so`]: library('libc.so.6', { versionsDefined: ['GLIBC_2.30'] }) },
    });
    expect((await factsOf(old)).libcVersion).toBe('2.31');
  });

  it.each([
    [
      'dpkg',
      {
        'var/lib/dpkg/status':
          'Package: bash\nStatus: install ok installed\nVersion: 9\n\nPackage: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.31-13+deb11u11\n',
      },
    ],
    ['distroless', { 'var/lib/dpkg/status.d/libc6': 'Package: libc6\nVersion: 2.31-13\n' }],
  ])('has it from %s, where no node is newer', async (_name, files) => {
    expect((await factsOf(withLibc({ files }))).libcVersion).toBe('2.31');
    expect((await factsOf(withLibc({ files }, { versionsDefined: ['GLIBC_2.36'] }))).libcVersion).toBe('2.36');
  });

  it('has it from apk', async () => {
    expect((await factsOf(merged(MUSL, { files: { 'lib/apk/db/installed': 'C:Q1\nP:musl\nV:1.2.4-r2\nA:x86_64\n\nP:zlib\nV:1.3\n' } }))).libcVersion).toBe('1.2.4');
  });

  it('is not taken from a package that was removed', async () => {
    const files = { 'var/lib/dpkg/status': 'Package: libc6\nStatus: deinstall ok config-files\nVersion: 2.99-1\n' };
    expect((await factsOf(withLibc({ files }))).libcVersion).toBe('2.30');
  });

  it('provides the highest nodes by their numbers, private ones left out', async () => {
    const { provides } = await factsOf(
      merged(GLIBC, {
        elves: {
          ...GLIBC.elves,
          [`${LIBS}/libstdc++.so.6.0.33`]: library('libstdc++.so.6', {
            versionsDefined: ['GLIBCXX_3.4', 'GLIBCXX_3.4.9', 'GLIBCXX_3.4.33', 'CXXABI_1.3.15', 'CXXABI_1.3.9', 'CXXABI_TM_1'],
          }),
        },
      }),
    );
    expect(provides).toEqual(['GLIBC_2.36', 'GLIBCXX_3.4.33', 'CXXABI_1.3.15']);
  });
});

describe('certificates', () => {
  it('are counted in the files that Go reads, in its order', async () => {
    const { roots } = await factsOf({ files: { 'etc/ssl/cert.pem': CERTIFICATE.repeat(2), 'etc/ssl/certs/ca-certificates.crt': CERTIFICATE.repeat(3) } });
    expect(roots).toEqual({
      present: true,
      files: [
        { path: '/etc/ssl/certs/ca-certificates.crt', certificates: 3 },
        { path: '/etc/ssl/cert.pem', certificates: 2 },
        { path: '/etc/ssl/certs', certificates: 3 },
      ],
    });
  });

  it('of a folder are counted once, although each has a link by its hash', async () => {
    const { roots } = await factsOf({ files: { 'etc/ssl/certs/a.pem': CERTIFICATE, 'etc/ssl/certs/0a1b2c3d.0': { link: 'a.pem' } } });
    expect(roots.files).toEqual([{ path: '/etc/ssl/certs', certificates: 1 }]);
  });

  it('are none in an empty bundle, in an empty folder, and in one that is a link to nothing', async () => {
    for (const files of [{ 'etc/ssl/certs/ca-certificates.crt': '' }, { 'etc/ssl/certs/': { directory: true as const } }, { 'etc/ssl/cert.pem': { link: '/nowhere' } }])
      expect((await factsOf({ files })).roots.present).toBe(false);
  });

  it('are where the environment says, and nowhere else', async () => {
    const files = { 'etc/ssl/certs/ca-certificates.crt': CERTIFICATE };
    expect((await factsOf({ files, config: { Env: ['SSL_CERT_FILE=/nowhere', 'SSL_CERT_DIR=/nothing'] } })).roots).toEqual({ present: false, files: [] });
    expect((await factsOf({ files, config: { Env: ['SSL_CERT_FILE='] } })).roots.present).toBe(true);
  });
});

describe('time zones', () => {
  it('are counted without tables and without the copies that count leap seconds', async () => {
    const files = {
      'usr/share/zoneinfo/UTC': 'TZif',
      'usr/share/zoneinfo/Europe/Vienna': 'TZif',
      'usr/share/zoneinfo/right/UTC': 'TZif',
      'usr/share/zoneinfo/zone.tab': '#',
      'usr/share/zoneinfo/tzdata.zi': '#',
    };
    expect((await factsOf({ files })).zoneinfo).toEqual({ present: true, path: '/usr/share/zoneinfo', zones: 2 });
  });

  it('may be a zip that ZONEINFO names', async () => {
    expect((await factsOf({ files: { 'zoneinfo.zip': 'PK' }, config: { Env: ['ZONEINFO=/zoneinfo.zip'] } })).zoneinfo).toMatchObject({ present: true, path: '/zoneinfo.zip' });
  });

  it('are none in a folder of tables', async () => {
    expect((await factsOf({ files: { 'usr/share/zoneinfo/zone.tab': '#' } })).zoneinfo.present).toBe(false);
  });
});

describe('users', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:100:,,,:/home/app:\n# a comment\n+nis::::::\nbroken line\nbad:x:-1:0:::\n1234:x:77:77:::\n';
  const group = 'root:x:0:\nwww:x:33:app\n';
  const user = async (asked: string, files: Record<string, string> = { 'etc/passwd': passwd, 'etc/group': group }) => (await factsOf({ files, config: { User: asked } })).user;

  it.each([
    ['', { uid: 0, gid: 0, home: '/root', inPasswd: true }],
    ['app', { uid: 1000, gid: 100, home: '/home/app', inPasswd: true }],
    ['1000', { uid: 1000, gid: 100, inPasswd: true }],
    ['app:www', { uid: 1000, gid: 33 }],
    ['app:4711', { uid: 1000, gid: 4711 }],
    ['65532', { uid: 65532, gid: 0, home: null, inPasswd: false }],
    ['1234', { uid: 77, inPasswd: true }],
    ['nobody', { uid: null, gid: null, inPasswd: false }],
    ['app:nogroup', { uid: 1000, gid: null }],
  ])('%j is %j', async (asked, expected) => {
    expect(await user(asked)).toMatchObject(expected);
  });

  it('need no files for numbers', async () => {
    expect(await user('65532:65532', { x: 'x' })).toEqual({ asked: '65532:65532', uid: 65532, gid: 65532, home: null, inPasswd: false });
  });

  it('are read as libc reads them: comments, NIS lines and broken lines are no users', async () => {
    expect((await factsOf({ files: { 'etc/passwd': passwd } })).passwd.users.map(({ name }) => name)).toEqual(['root', 'app', '1234']);
  });
});

describe('nsswitch.conf', () => {
  it('gives hosts and passwd as they stand, and the modules without actions', async () => {
    const { nsswitch } = await factsOf({
      files: { 'etc/nsswitch.conf': '# x\npasswd:  files systemd\nhosts: files mdns4_minimal [NOTFOUND=return] dns # last\nprotocols: db files\n' },
    });
    expect(nsswitch).toEqual({ present: true, hosts: 'files mdns4_minimal [NOTFOUND=return] dns', passwd: 'files systemd', modules: ['files', 'systemd', 'mdns4_minimal', 'dns'] });
  });
});

describe('the distribution', () => {
  it('is what os-release says, quotes and all', async () => {
    expect((await factsOf({ files: { 'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID=\'13\'\n' } })).distribution).toEqual({
      id: 'debian',
      version: '13',
      name: 'Debian GNU/Linux 13 (trixie)',
    });
  });

  it('is looked for in /usr/lib too, and null without a word', async () => {
    expect((await factsOf({ files: { 'usr/lib/os-release': 'ID=alpine\nVERSION_ID=3.22.1\nNAME="Alpine Linux"\n' } })).distribution).toEqual({
      id: 'alpine',
      version: '3.22.1',
      name: 'Alpine Linux',
    });
    expect((await factsOf({ files: { 'etc/os-release': 'nothing\n' } })).distribution).toBeNull();
  });
});

describe('scripts and setuid files', () => {
  it('lists scripts that can not start, with what is wrong with each', async () => {
    const script = (content: string) => ({ content, mode: 0o755 });
    const { scripts } = await factsOf({
      elves: { '/bin/sh': {} },
      files: { a: script('#!/bin/sh\n'), b: script('#!/bin/sh\r\n'), c: script('#!/usr/bin/perl\n'), d: script('#!\n'), e: { content: '#!/usr/bin/perl\n', mode: 0o644 } },
    });
    expect(scripts).toEqual([
      { path: '/b', interpreter: '/bin/sh\r', problem: 'carriage-return' },
      { path: '/c', interpreter: '/usr/bin/perl', problem: 'interpreter-missing' },
      { path: '/d', interpreter: '', problem: 'no-interpreter' },
    ]);
  });

  it('lists executables that run as another user or group, and no folders', async () => {
    const { setuid } = await factsOf({
      files: { su: { content: 'x', mode: 0o4755, uid: 0 }, wall: { content: 'x', mode: 0o2755 }, 'tmp/': { directory: true, mode: 0o2777 }, data: { content: 'x', mode: 0o2644 } },
    });
    expect(setuid).toEqual([
      { path: '/su', mode: '4755', uid: 0 },
      { path: '/wall', mode: '2755', uid: 0 },
    ]);
  });

  it('stay bounded in an image full of them', async () => {
    const files = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`s${i}`, { content: '#!/nowhere\n', mode: 0o6755 }]));
    const facts = await factsOf({ files });
    expect(facts.scripts.length).toBeLessThanOrEqual(100);
    expect(facts.setuid.length).toBeLessThanOrEqual(200);
  });
});

describe('loaders', () => {
  it('that programs ask for at other paths are loaders too', async () => {
    const { loaders } = await factsOf({
      elves: { '/opt/ld.so': library('ld-linux-x86-64.so.2', { versionsDefined: ['GLIBC_2.3'] }), '/app': { ...dynamic(), interp: '/opt/ld.so' } },
    });
    expect(loaders).toEqual([{ path: '/opt/ld.so', real: '/opt/ld.so', libc: 'glibc', machine: 'EM_X86_64' }]);
  });
});
