// What programs looked for: by real recordings, and by the places where libraries look.
import { describe, expect, it } from 'vitest';
import { traceSoughtSchema } from '../../../../src/shared/domain/trace-detail.ts';
import { soughtOf, thingOf } from '../../../../src/core/evidence/trace/index.ts';
import { readTrace, bytesSource } from '../../../../src/core/evidence/index.ts';
import { readFileSync } from 'node:fs';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

const sought = (trace: ReturnType<typeof recorded>) => soughtOf(trace, null, 1_000).rows;
const find = (trace: ReturnType<typeof recorded>, kind: string, name: string) => sought(trace).find((each) => each.kind === kind && each.name === name);

describe('recorded programs', () => {
  it('a library in sixteen folders is one thing that was not found, and stands first', () => {
    const [first] = sought(recorded('library-missing'));
    expect(first).toMatchObject({ kind: 'library', name: 'libgone.so.1', found: false, foundAt: null });
    expect(first?.places.length).toBeGreaterThan(10);
    expect(first?.places.at(-1)).toMatchObject({ path: '/usr/lib/libgone.so.1', error: 'ENOENT' });
    expect(find(recorded('library-missing'), 'library', 'libc.so.6')).toBeUndefined();
  });

  it("Go's list of roots is one thing: six files and two folders, none of them there", () => {
    const roots = find(recorded('roots-missing'), 'ca-roots', 'CA roots');
    expect(roots?.found).toBe(false);
    expect(roots?.places.map(({ path }) => path)).toEqual([
      '/etc/ssl/certs/ca-certificates.crt',
      '/etc/pki/tls/certs/ca-bundle.crt',
      '/etc/ssl/ca-bundle.pem',
      '/etc/pki/tls/cacert.pem',
      '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
      '/etc/ssl/cert.pem',
      '/etc/ssl/certs',
      '/etc/pki/tls/certs',
    ]);
  });

  it('a zone has its own name, a user the file', () => {
    expect(find(recorded('zone-missing'), 'zoneinfo', 'Europe/Berlin')).toMatchObject({ found: false, places: { length: 4 } });
    expect(find(recorded('user-missing'), 'users', 'passwd')).toMatchObject({ found: false, places: [{ path: '/etc/passwd', error: 'ENOENT' }] });
  });

  it('a walk through PATH is one program', () => {
    expect(find(recorded('path'), 'program', 'no-such-program')).toMatchObject({ found: false, places: [{ path: '/usr/bin/no-such-program' }, { path: '/bin/no-such-program' }] });
    expect(find(recorded('shell'), 'program', 'cat')).toMatchObject({ found: true, foundAt: '/usr/bin/cat' });
  });

  it('a lookup reads the files of its resolver; nscd is asked in vain and nobody minds', () => {
    const all = sought(recorded('dns-glibc'));
    const found = all.filter(({ found: there }) => there).map(({ kind }) => kind);
    expect(found).toEqual(expect.arrayContaining(['resolv-conf', 'hosts', 'nsswitch']));
    const nscd = all.findIndex(({ name }) => name === 'nscd');
    expect(all[nscd]).toMatchObject({ kind: 'users', found: false, places: [{ path: '/var/run/nscd/socket', error: 'ENOENT' }] });
    expect(nscd).toBeGreaterThan(all.findIndex(({ kind }) => kind === 'resolv-conf'));
  });

  it('a program that strace found and the kernel did not start lacks its interpreter', () => {
    const trace = readTrace(bytesSource(new Uint8Array(readFileSync(new URL('../../../fixtures/strace/no-loader.strace', import.meta.url)))));
    expect(sought(trace)).toMatchObject([{ kind: 'loader', name: 'interpreter of ./noloader', found: false }]);
  });

  it.each(['dns-go', 'python', 'counted', 'fds'])('all of %s fits the schema', (name) => {
    for (const each of sought(recorded(name))) traceSoughtSchema.parse(each);
  });
});

describe('found and not found', () => {
  it('what is found in the last place is found', () => {
    const trace = traceOf([
      'openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)',
      'openat(AT_FDCWD, "/usr/lib/libz.so.1", O_RDONLY|O_CLOEXEC) = 3',
    ]);
    expect(sought(trace)).toEqual([
      {
        kind: 'library',
        name: 'libz.so.1',
        found: true,
        places: [
          { path: '/lib/libz.so.1', error: 'ENOENT', event: 1 },
          { path: '/usr/lib/libz.so.1', error: null, event: 2 },
        ],
        foundAt: '/usr/lib/libz.so.1',
        task: 0,
      },
    ]);
  });

  it('a folder of roots that is there and empty is no find', () => {
    const trace = traceOf(['openat(AT_FDCWD, "/etc/ssl/certs", O_RDONLY|O_DIRECTORY) = 3', 'openat(AT_FDCWD, "/etc/ssl/cert.pem", O_RDONLY) = -1 ENOENT (x)']);
    expect(sought(trace)).toMatchObject([{ kind: 'ca-roots', found: false, places: [{ path: '/etc/ssl/certs', error: null }, { error: 'ENOENT' }] }]);
    const one = traceOf(['openat(AT_FDCWD, "/etc/ssl/certs", O_RDONLY|O_DIRECTORY) = 3', 'openat(AT_FDCWD, "/etc/ssl/certs/Mine.pem", O_RDONLY) = 4']);
    expect(sought(one)).toMatchObject([{ kind: 'ca-roots', found: true, foundAt: '/etc/ssl/certs/Mine.pem' }]);
  });

  it('a file that may not be read was not found, and why is told', () => {
    expect(sought(traceOf('open("/etc/resolv.conf", O_RDONLY) = -1 EACCES (Permission denied)'))).toMatchObject([
      { kind: 'resolv-conf', found: false, places: [{ error: 'EACCES' }] },
    ]);
  });

  it('what is no link is there, and so is a program of another machine', () => {
    expect(sought(traceOf('readlink("/etc/localtime", 0x7f, 4096) = -1 EINVAL (Invalid argument)'))).toMatchObject([{ kind: 'zoneinfo', name: 'localtime', found: true }]);
    expect(sought(traceOf('execve("/app", ["/app"], 0x7f /* 1 var */) = -1 ENOEXEC (Exec format error)'))).toMatchObject([{ kind: 'program', name: 'app', found: true }]);
  });

  it("Go's archive of zones is a place of the zone", () => {
    const trace = traceOf([
      '1 openat(AT_FDCWD, "/usr/share/zoneinfo//Asia/Tokyo", O_RDONLY) = -1 ENOENT (x)',
      '1 openat(AT_FDCWD, "/usr/local/go/lib/time/zoneinfo.zip", O_RDONLY) = 3',
    ]);
    expect(sought(trace)).toMatchObject([{ name: 'Asia/Tokyo', found: true, foundAt: '/usr/local/go/lib/time/zoneinfo.zip' }]);
  });

  it('a call that was restarted or never returned says nothing', () => {
    expect(sought(traceOf(['open("/etc/hosts", O_RDONLY) = ? ERESTARTSYS (x)', 'open("/etc/passwd", O_RDONLY <unfinished ...>']))).toEqual([]);
  });

  it('an execve that fails although the file was seen before lacks its interpreter; one of a name that is nowhere is a program', () => {
    const seen = traceOf([
      '1 getpid() = 1',
      '1 stat("/app/run", {st_mode=S_IFREG|0755}) = 0',
      '1 execve("/app/run", ["run"], 0x7f) = -1 ENOENT (x)',
      '1 execve("/nowhere", ["x"], 0x7f) = -1 ENOENT (x)',
    ]);
    expect(sought(seen).map(({ kind, name, found }) => [kind, name, found])).toEqual([
      ['program', 'nowhere', false],
      ['loader', 'interpreter of /app/run', false],
      ['program', 'run', true],
    ]);
  });
});

describe('things by their paths', () => {
  it.each([
    ['/lib64/ld-linux-x86-64.so.2', 'loader', 'ld-linux-x86-64.so.2'],
    ['/lib/ld-musl-aarch64.so.1', 'loader', 'ld-musl-aarch64.so.1'],
    ['/lib/x86_64-linux-gnu/ld-2.31.so', 'loader', 'ld-2.31.so'],
    ['/usr/lib/libstdc++.so.6', 'library', 'libstdc++.so.6'],
    ['/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libm.so.6', 'library', 'libm.so.6'],
    ['/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3', 'library', 'folders for this processor'],
    ['/usr/lib/x86_64', 'library', 'folders for this processor'],
    ['/usr/lib/python3/dist-packages/_x.cpython-311-x86_64-linux-gnu.so', 'other', '/usr/lib/python3/dist-packages/_x.cpython-311-x86_64-linux-gnu.so'],
    ['/lib/x86_64-linux-gnu/libnss_files.so.2', 'nsswitch', 'libnss_files.so.2'],
    ['/usr/lib/ssl/certs/2e5ac55d.0', 'ca-roots', 'CA roots'],
    ['/etc/ssl/openssl.cnf', 'other', '/etc/ssl/openssl.cnf'],
    ['/usr/lib/python3/dist-packages/certifi/cacert.pem', 'ca-roots', 'CA roots'],
    ['/usr/share/zoneinfo/America/Argentina/Ushuaia', 'zoneinfo', 'America/Argentina/Ushuaia'],
    ['/usr/share/zoneinfo/posix/UTC', 'zoneinfo', 'UTC'],
    ['/usr/lib/python3.11/zoneinfo/__init__.py', 'other', '/usr/lib/python3.11/zoneinfo/__init__.py'],
    ['/usr/lib/locale/de_DE.utf8/LC_CTYPE', 'locale', 'de_DE.UTF-8'],
    ['/usr/share/locale/de/LC_MESSAGES/libc.mo', 'locale', 'libc.mo'],
    ['/proc/4711/status', 'kernel', '/proc/<pid>/status'],
    ['/dev/null', 'device', '/dev/null'],
    ['/usr/bin/python3.11', 'program', 'python3.11'],
    ['/usr/bin/pyvenv.cfg', 'other', '/usr/bin/pyvenv.cfg'],
    ['/etc/ld.so.preload', 'other', '/etc/ld.so.preload'],
    ['relative', 'other', 'relative'],
    ['/', 'other', '/'],
  ])('%s is a %s: %s', (path, kind, name) => expect(thingOf(path, false)).toMatchObject({ kind, name }));

  it('any path at all is something', () => {
    for (const path of ['', '//', '///a//', '/\u0000', '/'.repeat(5_000), `/lib/${'x'.repeat(5_000)}.so`, '/zoneinfo/'.repeat(500)])
      expect(thingOf(path, false).name).toBeTypeOf('string');
  });
});
