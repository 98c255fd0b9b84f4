// Every rule of the audit with an image that breaks it, and the same image put right: a rule that is always silent and one that always speaks both fail.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../../src/core/image/audit/rules/index.ts';
import { COMPLETE, dynamic, factsOf, findingsOf, GLIBC, idsOf, library, LIBS, LOADER, merged, MUSL, on, type Spec } from './support.ts';

interface Case {
  rule: string;
  /** What is wrong, as a sentence goes on after "speaks of". */
  of: string;
  broken: Spec;
  right: Spec;
  level: 'error' | 'warning' | 'info';
  cause: string | null;
  /** A path or words that the evidence has to hold. */
  evidence: string;
}

const STATIC_APP: Spec = { elves: { '/app': {} }, config: { Entrypoint: ['/app'] } };
const start = (...argv: string[]): Spec => ({ config: { Entrypoint: argv } });
const script = (content: string, mode = 0o755): Spec => ({ files: { 'run.sh': { content, mode } }, config: { Entrypoint: ['/run.sh'] } });
const SEVERAL = { code: 'several-images', text: 'the archive holds 2 images; this is the first', path: null };
const SHELL: Spec = { elves: { '/bin/sh': {} } };

const CASES: Case[] = [
  {
    rule: 'other-system',
    of: 'an image for Windows',
    broken: { platform: 'windows/amd64', files: { 'Files/app.exe': 'MZ' } },
    right: STATIC_APP,
    level: 'error',
    cause: 'image-platform-missing',
    evidence: 'windows/amd64',
  },
  {
    rule: 'platform-lie',
    of: 'a config that says arm64 over programs of amd64',
    broken: { ...STATIC_APP, platform: 'linux/arm64' },
    right: { ...STATIC_APP, platform: 'linux/arm64', elves: { '/app': on('arm64') } },
    level: 'error',
    cause: 'arch-mismatch',
    evidence: '/app',
  },
  {
    rule: 'platform-lie',
    of: 'programs of 32 bit in an image of amd64, which a kernel runs all the same',
    broken: { ...STATIC_APP, elves: { '/app': on('386') } },
    right: STATIC_APP,
    level: 'warning',
    cause: 'arch-mismatch',
    evidence: 'linux/386',
  },
  {
    rule: 'foreign-files',
    of: 'a library of arm64 beside a program of amd64',
    broken: merged(STATIC_APP, { elves: { '/opt/libx.so': library('libx.so', on('arm64')) } }),
    right: merged(STATIC_APP, { elves: { '/opt/libx.so': library('libx.so'), '/opt/x.o': { ...on('arm64'), type: 'ET_REL', linkage: 'relocatable' } } }),
    level: 'info',
    cause: 'arch-mismatch',
    evidence: '/opt/libx.so',
  },
  {
    rule: 'workdir-broken',
    of: 'a working directory that is a file',
    broken: merged(STATIC_APP, { files: { srv: 'a file' }, config: { Entrypoint: ['/app'], WorkingDir: '/srv' } }),
    right: merged(STATIC_APP, { config: { Entrypoint: ['/app'], WorkingDir: '/made/by/the/engine' } }),
    level: 'error',
    cause: 'file-missing',
    evidence: '/srv',
  },
  {
    rule: 'entrypoint-missing',
    of: 'an entrypoint that was not copied',
    broken: { files: { x: 'x' }, ...start('/app') },
    right: STATIC_APP,
    level: 'error',
    cause: 'file-missing',
    evidence: '/app',
  },
  {
    rule: 'entrypoint-not-executable',
    of: 'an entrypoint without an execute bit',
    broken: merged(STATIC_APP, { files: { app: { content: 'an ELF file', mode: 0o644 } } }),
    right: STATIC_APP,
    level: 'error',
    cause: 'not-executable',
    evidence: 'mode 0644',
  },
  {
    rule: 'entrypoint-foreign',
    of: 'an entrypoint for another machine',
    broken: { ...STATIC_APP, elves: { '/app': on('arm64'), '/bin/sh': {} } },
    right: STATIC_APP,
    level: 'error',
    cause: 'arch-mismatch',
    evidence: 'linux/arm64',
  },
  {
    rule: 'entrypoint-loader-missing',
    of: 'a dynamic program without its loader',
    broken: { ...STATIC_APP, elves: { '/app': dynamic('libc.so.6') } },
    right: merged(GLIBC, STATIC_APP, { elves: { '/app': dynamic('libc.so.6') } }),
    level: 'error',
    cause: 'loader-missing',
    evidence: LOADER,
  },
  {
    rule: 'entrypoint-library-missing',
    of: 'a NEEDED library that is nowhere',
    broken: merged(GLIBC, STATIC_APP, { elves: { '/app': dynamic('libc.so.6', 'libz.so.1') } }),
    right: merged(GLIBC, STATIC_APP, { elves: { '/app': dynamic('libc.so.6', 'libz.so.1'), [`${LIBS}/libz.so.1`]: library('libz.so.1') } }),
    level: 'error',
    cause: 'link-lib-missing',
    evidence: 'libz.so.1',
  },
  {
    rule: 'entrypoint-version-missing',
    of: 'a glibc that is older than the program',
    broken: merged(GLIBC, STATIC_APP, {
      elves: { '/app': { ...dynamic('libc.so.6'), versionsNeeded: [{ file: 'libc.so.6', version: 'GLIBC_2.38', hidden: false, weak: false }] } },
    }),
    right: merged(GLIBC, STATIC_APP, {
      elves: { '/app': { ...dynamic('libc.so.6'), versionsNeeded: [{ file: 'libc.so.6', version: 'GLIBC_2.36', hidden: false, weak: false }] } },
    }),
    level: 'error',
    cause: 'glibc-too-old',
    evidence: 'GLIBC_2.38',
  },
  {
    rule: 'entrypoint-crlf',
    of: 'an entrypoint script with Windows line ends',
    broken: merged(SHELL, script('#!/bin/sh\r\nexec /app\r\n')),
    right: merged(SHELL, script('#!/bin/sh\nexec /app\r\n')),
    level: 'error',
    cause: 'script-interpreter',
    evidence: '/bin/sh\\r',
  },
  {
    rule: 'entrypoint-interpreter-missing',
    of: 'a script of bash in an image without bash',
    broken: merged(SHELL, script('#!/bin/bash\n')),
    right: merged(SHELL, script('#!/bin/sh\n')),
    level: 'error',
    cause: 'script-interpreter',
    evidence: '/bin/bash',
  },
  {
    rule: 'entrypoint-no-program',
    of: 'a text without a first line for the kernel',
    broken: merged(SHELL, script('echo hello\n')),
    right: merged(SHELL, script('#!/bin/sh\necho hello\n')),
    level: 'error',
    cause: 'script-interpreter',
    evidence: '/run.sh',
  },
  {
    rule: 'command-missing',
    of: 'a shell that is told to run what is not there',
    broken: merged(SHELL, start('/bin/sh', '-c', 'exec myapp --serve')),
    right: merged(SHELL, start('/bin/sh', '-c', 'exec myapp --serve'), { elves: { '/bin/sh': {}, '/usr/bin/myapp': {} } }),
    level: 'warning',
    cause: 'file-missing',
    evidence: 'myapp',
  },
  {
    rule: 'user-unknown',
    of: 'a user that passwd does not name',
    broken: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: 'nobody' } }),
    right: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: 'app' } }),
    level: 'error',
    cause: 'user-db',
    evidence: 'nobody',
  },
  {
    rule: 'user-unknown',
    of: 'a group that group does not name',
    broken: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: 'app:www' } }),
    right: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: '4711:4711' } }),
    level: 'error',
    cause: 'user-db',
    evidence: '/etc/group',
  },
  {
    rule: 'usr-merge-broken',
    of: 'packages of a merged /usr without the link /lib64',
    broken: merged(STATIC_APP, { elves: { '/app': dynamic(), '/usr/lib64/ld-linux-x86-64.so.2': library('ld-linux-x86-64.so.2') } }),
    right: merged(GLIBC, STATIC_APP, { elves: { '/app': dynamic() } }),
    level: 'error',
    cause: 'loader-missing',
    evidence: '/usr/lib64/ld-linux-x86-64.so.2',
  },
  {
    rule: 'dangling-loader',
    of: 'a loader that is a link to nothing',
    broken: merged(STATIC_APP, { files: { 'lib64/ld-linux-x86-64.so.2': { link: '/lib/ld-2.31.so' } } }),
    right: merged(STATIC_APP, {
      files: { 'lib64/ld-linux-x86-64.so.2': { link: '/lib/ld-2.31.so' } },
      elves: { '/app': {}, '/lib/ld-2.31.so': library('ld-linux-x86-64.so.2', { versionsDefined: ['GLIBC_2.3'] }) },
    }),
    level: 'error',
    cause: 'loader-missing',
    evidence: '/lib/ld-2.31.so',
  },
  {
    rule: 'foreign-loader',
    of: 'a loader for another machine at its path',
    broken: merged(STATIC_APP, { elves: { '/app': {}, [LOADER]: library('ld-linux-aarch64.so.1', { ...on('arm64'), versionsDefined: ['GLIBC_2.17'] }) } }),
    right: merged(STATIC_APP, GLIBC),
    level: 'error',
    cause: 'arch-mismatch',
    evidence: LOADER,
  },
  {
    rule: 'glibc-loader-is-musl',
    of: "musl at glibc's path",
    broken: merged(STATIC_APP, MUSL, { files: { 'lib64/ld-linux-x86-64.so.2': { link: '/lib/ld-musl-x86_64.so.1' } } }),
    right: merged(STATIC_APP, MUSL),
    level: 'warning',
    cause: 'libc-mix-symbols',
    evidence: LOADER,
  },
  {
    rule: 'ld-cache-stale',
    of: 'a folder of ld.so.conf that no cache names',
    broken: merged(STATIC_APP, GLIBC, {
      files: { ...GLIBC.files, 'etc/ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n', 'etc/ld.so.conf.d/x.conf': '# of x\n/opt/x/lib\n' },
      elves: { ...GLIBC.elves, '/opt/x/lib/libx.so.1': library('libx.so.1') },
    }),
    right: merged(STATIC_APP, GLIBC, { files: { ...GLIBC.files, 'etc/ld.so.conf': `${LIBS}\n/opt/x/lib\n` } }),
    level: 'warning',
    cause: 'link-lib-missing',
    evidence: '/opt/x/lib/libx.so.1',
  },
  {
    rule: 'crlf-script',
    of: 'a script beside the entrypoint with Windows line ends',
    broken: merged(STATIC_APP, SHELL, { files: { 'usr/bin/tool': { content: '#!/bin/sh -e\r\n', mode: 0o755 } }, elves: { '/app': {}, '/bin/sh': {} } }),
    right: merged(STATIC_APP, SHELL, { files: { 'usr/bin/tool': { content: '#!/bin/sh -e\n', mode: 0o755 } }, elves: { '/app': {}, '/bin/sh': {} } }),
    level: 'warning',
    cause: 'script-interpreter',
    evidence: '/usr/bin/tool',
  },
  {
    rule: 'missing-interpreter',
    of: 'a script of perl without perl',
    broken: merged(STATIC_APP, { files: { 'usr/bin/tool': { content: '#!/usr/bin/perl -w\n', mode: 0o755 } } }),
    right: merged(STATIC_APP, { files: { 'usr/bin/tool': { content: '#!/usr/bin/perl -w\n', mode: 0o644 } } }),
    level: 'info',
    cause: 'script-interpreter',
    evidence: '/usr/bin/perl',
  },
  {
    rule: 'no-ca-roots',
    of: 'an image without certificates',
    broken: STATIC_APP,
    right: merged(STATIC_APP, COMPLETE),
    level: 'warning',
    cause: 'ca-roots-missing',
    evidence: '/etc/ssl/certs/ca-certificates.crt',
  },
  {
    rule: 'no-zoneinfo',
    of: 'an image without time zones',
    broken: STATIC_APP,
    right: merged(STATIC_APP, COMPLETE),
    level: 'info',
    cause: 'tzdata-missing',
    evidence: '/usr/share/zoneinfo',
  },
  { rule: 'no-passwd', of: 'an image without users', broken: STATIC_APP, right: merged(STATIC_APP, COMPLETE), level: 'info', cause: 'user-db', evidence: '/etc/passwd' },
  {
    rule: 'user-not-in-passwd',
    of: 'a number that no user has',
    broken: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: '65532:65532' } }),
    right: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: '1000' } }),
    level: 'info',
    cause: 'user-db',
    evidence: '65532',
  },
  {
    rule: 'no-nsswitch',
    of: 'an old glibc without nsswitch.conf',
    broken: merged(STATIC_APP, GLIBC, { elves: { ...GLIBC.elves, [`${LIBS}/libc.so.6`]: library('libc.so.6', { libcVersion: '2.31' }) } }),
    right: merged(STATIC_APP, GLIBC),
    level: 'info',
    cause: null,
    evidence: '/etc/nsswitch.conf',
  },
  {
    rule: 'nss-module-missing',
    of: 'a module of nsswitch.conf without its library',
    broken: merged(STATIC_APP, GLIBC, { files: { ...GLIBC.files, 'etc/nsswitch.conf': 'hosts: files mdns4_minimal [NOTFOUND=return] dns\n' } }),
    right: merged(STATIC_APP, GLIBC, {
      files: { ...GLIBC.files, 'etc/nsswitch.conf': 'hosts: files mdns4_minimal [NOTFOUND=return] dns\n' },
      elves: { ...GLIBC.elves, [`${LIBS}/libnss_mdns4_minimal.so.2`]: library('libnss_mdns4_minimal.so.2') },
    }),
    level: 'info',
    cause: null,
    evidence: 'mdns4_minimal',
  },
  {
    rule: 'nss-module-missing',
    of: 'an old glibc whose nsswitch.conf names dns, without libnss_dns',
    broken: merged(STATIC_APP, GLIBC, {
      files: { ...GLIBC.files, 'etc/nsswitch.conf': 'hosts: dns\n' },
      elves: { ...GLIBC.elves, [`${LIBS}/libc.so.6`]: library('libc.so.6', { libcVersion: '2.31' }) },
    }),
    right: merged(STATIC_APP, GLIBC, { files: { ...GLIBC.files, 'etc/nsswitch.conf': 'hosts: files dns\n' } }),
    level: 'warning',
    cause: 'static-nss',
    evidence: 'dns',
  },
  {
    rule: 'two-libcs',
    of: 'glibc and musl in one image',
    broken: merged(STATIC_APP, GLIBC, { elves: { '/usr/lib/ld-musl-x86_64.so.1': MUSL.elves?.['/lib/ld-musl-x86_64.so.1'] ?? {} } }),
    right: merged(STATIC_APP, GLIBC),
    level: 'info',
    cause: 'libc-mix-symbols',
    evidence: '/lib/ld-musl-x86_64.so.1',
  },
  {
    rule: 'setuid-files',
    of: 'a setuid program',
    broken: merged(STATIC_APP, { files: { 'usr/bin/su': { content: 'x', mode: 0o4755 } } }),
    right: merged(STATIC_APP, { files: { 'usr/bin/su': { content: 'x', mode: 0o755 } } }),
    level: 'info',
    cause: null,
    evidence: 'mode 4755',
  },
  { rule: 'no-tmp', of: 'an image without /tmp', broken: STATIC_APP, right: merged(STATIC_APP, COMPLETE), level: 'info', cause: 'file-missing', evidence: '/tmp' },
  {
    rule: 'no-tmp',
    of: 'a /tmp that the user may not write to',
    broken: merged(STATIC_APP, COMPLETE, { files: { ...COMPLETE.files, 'tmp/': { directory: true, mode: 0o755 } }, config: { Entrypoint: ['/app'], User: 'app' } }),
    right: merged(STATIC_APP, COMPLETE, { config: { Entrypoint: ['/app'], User: 'app' } }),
    level: 'warning',
    cause: 'not-executable',
    evidence: 'mode 0755',
  },
  {
    rule: 'damaged-image',
    of: 'a layer that ends early',
    broken: merged(STATIC_APP, { layers: [{ entries: { y: 'y' }, raw: Buffer.from('no tar at all'.repeat(100)) }] }),
    right: STATIC_APP,
    level: 'warning',
    cause: null,
    evidence: 'layer',
  },
  {
    rule: 'several-images',
    of: 'an archive with two images',
    broken: merged(STATIC_APP, { warnings: [SEVERAL] }),
    right: STATIC_APP,
    level: 'info',
    cause: null,
    evidence: 'holds 2 images',
  },
  { rule: 'empty-image', of: 'an image without a file', broken: { files: {} }, right: STATIC_APP, level: 'info', cause: null, evidence: 'layer' },
];

describe('the rules of the audit', () => {
  it('have a case each', () => {
    expect([...new Set(CASES.map(({ rule }) => rule))].sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it.each(CASES)('$rule speaks of $of, and is silent where that is right', async ({ rule, broken, right, level, cause, evidence }) => {
    const found = (await findingsOf(broken)).filter(({ id }) => id === rule);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ level, cause });
    expect(found[0]?.evidence.map(({ path, text }) => `${path ?? ''} ${text}`).join('\n')).toContain(evidence);
    expect(await idsOf(right)).not.toContain(rule);
  });

  it.each(CASES)('what it says of $of is a title and whole sentences', async ({ rule, broken }) => {
    for (const { title, detail } of (await findingsOf(broken)).filter(({ id }) => id === rule)) {
      expect(title).not.toMatch(/undefined|null|NaN|\.$/);
      expect(detail).toMatch(/^\S.*\.$/);
      expect(detail).not.toMatch(/undefined|null|NaN|\. \.|,\./);
    }
  });

  it('one wrong program, and a config that is wrong, are each said once', async () => {
    const ids = async (elves: Spec['elves']): Promise<string[]> =>
      (await findingsOf({ elves: elves ?? {}, config: { Entrypoint: ['/app'] } })).flatMap(({ id, cause }) => (cause === 'arch-mismatch' ? [id] : []));
    expect(await ids({ '/app': on('arm64'), '/bin/sh': {} })).toEqual(['entrypoint-foreign']);
    expect(await ids({ '/app': on('arm64'), '/bin/sh': on('arm64') })).toEqual(['platform-lie']);
  });

  it('errors stand before warnings, and these before what is only worth knowing', async () => {
    const levels = (await findingsOf({ files: { x: 'x', 'usr/bin/su': { content: 'x', mode: 0o4755 } }, config: { Entrypoint: ['/app'] } })).map(({ level }) => level);
    expect(levels).toEqual([...levels].sort((a, b) => ['error', 'warning', 'info'].indexOf(a) - ['error', 'warning', 'info'].indexOf(b)));
    expect(new Set(levels).size).toBe(3);
  });
});

describe('what is not known is not said', () => {
  it('an image for Windows is not measured by what Linux would do with it', async () => {
    const windows: Spec = { platform: 'windows/amd64', files: { 'Files/app.exe': 'MZ' }, config: { Entrypoint: ['C:\\app.exe'] } };
    expect(await idsOf(windows)).toEqual(['other-system']);
    expect((await factsOf(windows)).start).toMatchObject({ kind: 'other', problem: null });
  });
  it('where a layer could not be read, a missing entrypoint is a guess and the image is not called empty', async () => {
    const spec: Spec = { files: {}, layers: [{ entries: {}, raw: Buffer.from('no tar at all'.repeat(100)) }], config: { Entrypoint: ['/app'] } };
    const found = await findingsOf(spec);
    expect(found.find(({ id }) => id === 'entrypoint-missing')).toMatchObject({ level: 'warning', title: expect.stringMatching(/as far as the layers could be read/) });
    expect(found.find(({ id }) => id === 'damaged-image')?.detail).toMatch(/may stand in the part/);
    expect(found.map(({ id }) => id)).not.toContain('empty-image');
  });
  it('a choice among the images of an archive is no damage', async () => {
    expect(await idsOf(merged(STATIC_APP, { warnings: [SEVERAL] }))).not.toContain('damaged-image');
  });
});

describe('images that are right', () => {
  it.each([
    ['a static binary in an empty image', STATIC_APP],
    [
      'a distribution with glibc',
      merged(COMPLETE, GLIBC, { files: { ...COMPLETE.files, ...GLIBC.files }, elves: { ...GLIBC.elves, '/app': dynamic('libc.so.6') }, config: { Cmd: ['/app'] } }),
    ],
    [
      'a distribution with musl',
      merged(COMPLETE, MUSL, SHELL, { elves: { ...MUSL.elves, '/bin/sh': { ...dynamic(), libc: 'musl', interp: '/lib/ld-musl-x86_64.so.1' } }, config: { Cmd: ['/bin/sh'] } }),
    ],
  ])('%s has no errors', async (_name, spec) => {
    expect((await findingsOf(spec)).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('a complete one has nothing to say at all', async () => {
    expect(await findingsOf(merged(COMPLETE, GLIBC, { elves: { ...GLIBC.elves, '/app': dynamic('libc.so.6') }, config: { Entrypoint: ['/app'], User: 'app' } }))).toEqual([]);
  });
});
