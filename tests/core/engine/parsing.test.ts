import { describe, expect, it } from 'vitest';
import { createBody } from '../../../src/core/engine/containers.ts';
import { demultiplexer } from '../../../src/core/engine/demux.ts';
import { parseBinfmt, parseDf } from '../../../src/core/engine/host.ts';
import { pullFailure, splitReference } from '../../../src/core/engine/images.ts';
import { platformMatches, platformName, platformOfMagic } from '../../../src/core/engine/platforms.ts';
import { printableHost } from '../../../src/core/engine/failures.ts';
import { sshArguments } from '../../../src/core/engine/ssh-agent.ts';

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

describe('the multiplexed stream', () => {
  const bytes = Buffer.concat([frame(1, 'one '), frame(2, 'error'), frame(1, ''), frame(1, 'two')]);

  it.each([1, 2, 3, 7, 8, 9, 13, 1000])('is split alike when it arrives %i bytes at a time', (step) => {
    let stdout = '';
    let stderr = '';
    const feed = demultiplexer({ onStdout: (chunk) => (stdout += chunk.toString()), onStderr: (chunk) => (stderr += chunk.toString()) });
    for (let at = 0; at < bytes.length; at += step) feed(bytes.subarray(at, at + step));
    expect({ stdout, stderr }).toEqual({ stdout: 'one two', stderr: 'error' });
  });
});

describe('what a container is made of', () => {
  const spec = { image: 'x', role: 'run' as const, run: 'r', argv: ['/app', '--flag'] };

  it('replaces entrypoint and command of the image', () => {
    expect(createBody(spec, {})).toMatchObject({ Entrypoint: ['/app'], Cmd: ['--flag'] });
  });

  it('keeps 6 GiB of memory 6 GiB, without swap beside it', () => {
    expect(createBody({ ...spec, memoryBytes: 6 * 1024 ** 3 }, {}).HostConfig).toMatchObject({ Memory: 6_442_450_944, MemorySwap: 6_442_450_944 });
  });

  it('keeps no log on the daemon, and no init unless asked (tini changes what a failed exec says)', () => {
    expect(createBody(spec, {}).HostConfig).toMatchObject({ LogConfig: { Type: 'none' }, Init: false, AutoRemove: false });
  });

  it('mounts named volumes and never a path of the host', () => {
    const { HostConfig: host } = createBody({ ...spec, mounts: [{ volume: 'v', target: '/v', readOnly: true }] }, {});
    expect(host?.Mounts).toEqual([{ Type: 'volume', Source: 'v', Target: '/v', ReadOnly: true }]);
    expect(host?.Binds).toBeUndefined();
  });

  it('a lease holds stdin, dies with it, and is removed by the engine', () => {
    expect(createBody({ ...spec, lease: true }, {})).toMatchObject({ OpenStdin: true, StdinOnce: true, AttachStdin: true, HostConfig: { AutoRemove: true, Init: true } });
  });
});

describe('emulators', () => {
  const arm =
    'enabled\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\nflags: PF\noffset 0\nmagic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n';

  it('are read from binfmt_misc with the flag that decides', () => {
    expect(parseBinfmt(`# status\nenabled\n# qemu-aarch64\n${arm}`)).toEqual([
      { name: 'qemu-aarch64', enabled: true, flags: 'PF', interpreter: '/usr/libexec/qemu-binfmt/aarch64-binfmt-P', platform: 'linux/arm64' },
    ]);
  });

  it('that are disabled or for no ELF are told as what they are', () => {
    const [disabled, python] = parseBinfmt(`# a\n${arm.replace('enabled', 'disabled')}# python\nenabled\ninterpreter /usr/bin/python\nflags: \noffset 0\nmagic 6f0d0d0a\n`);
    expect(disabled?.enabled).toBe(false);
    expect(python).toMatchObject({ flags: '', platform: null });
  });

  it.each([
    ['7f454c460201010000000000000000000200f300', 'linux/riscv64'],
    ['7f454c4602020100000000000000000000020016', 'linux/s390x'],
    ['7f454c46010101000000000000000000020028', null],
    ['7f454c4601010100000000000000000002002800', 'linux/arm'],
    ['', null],
    ['zz454c46', null],
  ])('magic %s is %s', (magic, platform) => {
    expect(platformOfMagic(magic)).toBe(platform);
  });
});

describe('names of platforms', () => {
  it.each([
    ['linux', 'x86_64', undefined, 'linux/amd64'],
    ['linux', 'arm64', 'v8', 'linux/arm64'],
    ['linux', 'arm', 'v7', 'linux/arm/v7'],
    ['linux', 'armv7l', undefined, 'linux/arm/v7'],
  ])('%s %s %s is %s', (os, architecture, variant, name) => {
    expect(platformName(os, architecture, variant)).toBe(name);
  });

  it('a variant counts only when it is asked for', () => {
    expect(platformMatches('linux/arm/v7', 'linux/arm')).toBe(true);
    expect(platformMatches('linux/arm/v6', 'linux/arm/v7')).toBe(false);
    expect(platformMatches('linux/amd64', 'linux/arm64')).toBe(false);
  });
});

describe('references and what registries say', () => {
  it.each([
    ['golang', 'golang', 'latest'],
    ['golang:1.24', 'golang', '1.24'],
    ['127.0.0.1:5000/a/b', '127.0.0.1:5000/a/b', 'latest'],
    ['127.0.0.1:5000/a:1', '127.0.0.1:5000/a', '1'],
    ['a:1@sha256:00', 'a', 'sha256:00'],
  ])('%s is %s and %s', (ref, name, tag) => {
    expect(splitReference(ref)).toEqual({ name, tag });
  });

  it.each([
    ['no matching manifest for linux/s390x in the manifest list entries', 'platform-missing'],
    ['image with reference a was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64', 'platform-missing'],
    ["pull access denied for a, repository does not exist or may require 'docker login'", 'denied'],
    ['Get "http://h/v2/a/manifests/1": no basic auth credentials', 'denied'],
    ['manifest for h/a:9 not found: manifest unknown: manifest unknown', 'not-found'],
    ['invalid reference format: repository name must be lowercase', 'not-found'],
    ['toomanyrequests: You have reached your pull rate limit', 'denied'],
    ['Get "http://h/v2/": dial tcp 127.0.0.1:1: connect: connection refused', 'unreachable'],
  ])('%s means %s', (text, reason) => {
    const error = pullFailure('a', 'linux/arm64', text);
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(text);
  });
});

describe('small things', () => {
  it('df of busybox and coreutils', () => {
    expect(parseDf('Filesystem 1024-blocks Used Available Capacity Mounted on\noverlay 100 40 60 40% /\n')).toBe(60 * 1024);
    expect(parseDf('df: not today\n')).toBeNull();
  });

  it('a password in an address is not shown', () => {
    expect(printableHost('tcp://me:secret@host:1')).toBe('tcp://me:***@host:1');
  });

  it('ssh gets the words that the docker CLI gives it', () => {
    expect(sshArguments('ssh://me@far:2222')).toEqual(['-o', 'ConnectTimeout=30', '-l', 'me', '-p', '2222', '-T', '--', 'far', 'docker', 'system', 'dial-stdio']);
    expect(sshArguments('ssh://far/run/my docker.sock').slice(-5)).toEqual(['docker', '--host', `'unix:///run/my docker.sock'`, 'system', 'dial-stdio']);
  });
});
