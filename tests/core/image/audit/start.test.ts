// What a container would start, as runc and the kernel look for it: seen from PATH, working directory and user of the config.
import { describe, expect, it } from 'vitest';
import { dynamic, factsOf, LOADER, merged, type Spec } from './support.ts';

const start = async (spec: Spec) => (await factsOf(spec)).start;
const file = (content: string, mode = 0o755, uid = 0, gid = 0) => ({ content, mode, uid, gid });

describe('the program that starts', () => {
  it('is nothing where config names nothing', async () => {
    expect(await start({ files: { x: 'x' } })).toEqual({ argv: [], program: null, kind: 'none', interpreter: null, problem: null });
  });

  it('is the first word of entrypoint and command together', async () => {
    expect(await start({ elves: { '/app': {} }, config: { Entrypoint: ['/app'], Cmd: ['--serve'] } })).toMatchObject({
      argv: ['/app', '--serve'],
      program: '/app',
      kind: 'elf',
      problem: null,
    });
    expect(await start({ elves: { '/app': {} }, config: { Cmd: ['/app'] } })).toMatchObject({ program: '/app' });
  });

  it('is looked for in PATH of the config, in its order', async () => {
    const elves = { '/opt/bin/app': {}, '/usr/bin/app': {} };
    expect(await start({ elves, config: { Entrypoint: ['app'], Env: ['PATH=/opt/bin:/usr/bin'] } })).toMatchObject({ program: '/opt/bin/app' });
    expect(await start({ elves, config: { Entrypoint: ['app'], Env: ['PATH=/usr/bin:/opt/bin'] } })).toMatchObject({ program: '/usr/bin/app' });
  });

  it("is looked for in the engine's own PATH where the config has none", async () => {
    expect(await start({ elves: { '/usr/local/bin/app': {} }, config: { Entrypoint: ['app'] } })).toMatchObject({ program: '/usr/local/bin/app' });
  });

  it('is not found in relative folders of PATH', async () => {
    expect(await start({ elves: { '/bin/app': {} }, config: { Entrypoint: ['app'], Env: ['PATH=bin:.'] } })).toMatchObject({ kind: 'missing', program: null });
  });

  it('is seen from the working directory where it has a slash', async () => {
    expect(await start({ elves: { '/srv/bin/app': {} }, config: { Entrypoint: ['bin/app'], WorkingDir: '/srv' } })).toMatchObject({ program: '/srv/bin/app', problem: null });
    expect((await start({ elves: { '/srv/bin/app': {} }, config: { Entrypoint: ['./app'], WorkingDir: '/srv' } })).problem).toBe(
      './app (/srv/./app, seen from the working directory) is not in the image (a program of that name stands at /srv/bin/app)',
    );
  });

  it('goes on in PATH after one that is not executable, and says so where no other is', async () => {
    const files = { 'usr/local/bin/app': file('#!/bin/sh\n', 0o644) };
    expect(await start({ files, elves: { '/usr/bin/app': {} }, config: { Entrypoint: ['app'] } })).toMatchObject({ program: '/usr/bin/app', problem: null });
    expect((await start({ files, config: { Entrypoint: ['app'] } })).problem).toContain('/usr/local/bin/app has no execute bit (mode 0644)');
  });

  it('follows links inside the image, and says where one leads nowhere or round in circles', async () => {
    expect(await start({ files: { app: { link: '/opt/app' } }, elves: { '/opt/app': {} }, config: { Entrypoint: ['/app'] } })).toMatchObject({ program: '/app', kind: 'elf' });
    expect((await start({ files: { app: { link: '/opt/app' } }, config: { Entrypoint: ['/app'] } })).problem).toBe(
      '/app is a symbolic link to /opt/app, which is not in the image',
    );
    expect((await start({ files: { app: { link: '/b' }, b: { link: '/app' } }, config: { Entrypoint: ['/app'] } })).problem).toContain('circle of symbolic links');
  });

  it('is no directory', async () => {
    expect((await start({ files: { 'app/': { directory: true } }, config: { Entrypoint: ['/app'] } })).problem).toBe('/app is a directory');
  });
});

describe('permission', () => {
  const spec = (user: string, mode: number, folder = 0o755): Spec => ({
    files: { 'srv/': { directory: true, mode: folder }, 'srv/app': { content: 'an ELF file', mode, uid: 1000, gid: 100 } },
    elves: { '/srv/app': {} },
    config: { Entrypoint: ['/srv/app'], User: user },
  });

  it.each([
    ['0', 0o100, true],
    ['0', 0o001, true],
    ['0', 0o644, false],
    ['1000:1', 0o100, true],
    ['1000:1', 0o011, false],
    ['1:100', 0o010, true],
    ['1:100', 0o101, false],
    ['1:1', 0o001, true],
    ['1:1', 0o770, false],
  ])('user %s with mode %o: may execute %s', async (user, mode, may) => {
    const { problem } = await start(spec(user, mode));
    expect(problem === null).toBe(may);
  });

  it('ends at a folder that the user may not search, which root may', async () => {
    expect((await start(spec('4711', 0o755, 0o700))).problem).toBe("/srv/app can't be reached by user 4711: the folder /srv has mode 0700");
    expect((await start(spec('', 0o755, 0o700))).problem).toBeNull();
  });
});

describe('scripts', () => {
  const script = (content: string, more: Spec = {}): Spec =>
    merged({ files: { 'run.sh': file(content) }, config: { Entrypoint: ['/run.sh'] } }, { elves: { '/bin/sh': {}, '/usr/bin/env': {}, '/usr/bin/python3': {} } }, more);

  it.each([
    ['#!/bin/sh\n', '/bin/sh'],
    ['#! /bin/sh -e\n', '/bin/sh'],
    ['#!\t/bin/sh', '/bin/sh'],
    ['#!/usr/bin/env python3\n', '/usr/bin/env'],
    ['#!/usr/bin/env -S python3 -u\n', '/usr/bin/env'],
    ['#!/usr/bin/env -S A=b python3 -u\n', '/usr/bin/env'],
  ])('%j starts, by %s', async (content, interpreter) => {
    expect(await start(script(content))).toMatchObject({ kind: 'script', interpreter, problem: null });
  });

  it.each([
    ['#!/bin/sh\r\n', 'the kernel looks for an interpreter named "/bin/sh\\r"'],
    ['#!/bin/sh -e\r\n', '/bin/sh is given "-e\\r"'],
    ['#!/usr/bin/env python3\r\n', '/usr/bin/env is given "python3\\r"'],
    ['#!/usr/bin/env ruby\n', '/run.sh asks env for ruby: "ruby" is in no folder of PATH'],
    ['#!/usr/bin/env python3 -u\n', 'env takes the whole of "python3 -u" as one name'],
    ['#!/bin/bash\n', '/run.sh asks for the interpreter /bin/bash: /bin/bash is not in the image'],
    ['#!\n', 'names no interpreter'],
    ['#!/run.sh\n', 'interpreters that are scripts'],
  ])('%j does not: %s', async (content, problem) => {
    expect((await start(script(content))).problem).toContain(problem);
  });

  it('need the loader of their interpreter', async () => {
    expect((await start(script('#!/bin/sh\n', { elves: { '/bin/sh': dynamic('libc.so.6') } }))).problem).toBe(`/bin/sh asks for the loader ${LOADER}, which is not in the image`);
  });

  it('may have a script as interpreter', async () => {
    expect(await start(script('#!/wrap\n', { files: { 'run.sh': file('#!/wrap\n'), wrap: file('#!/bin/sh\n') } }))).toMatchObject({ interpreter: '/wrap', problem: null });
  });
});

describe('files that are no program', () => {
  it.each([
    ['', 'is an empty file'],
    [`MZ${'\0'.repeat(58)}\x40\0\0\0PE\0\0`, 'a program for Windows'],
    [new Uint8Array([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]), 'a program for macOS'],
    ['echo hello\n', 'a text without `#!` in its first two bytes'],
    ['\ufeff#!/bin/sh\n', 'a text without `#!` in its first two bytes'],
    ['\0\x01\x02', 'no ELF file'],
  ])('%j %s', async (content, problem) => {
    const { kind, problem: said } = await start({ files: { app: { content, mode: 0o755 } }, config: { Entrypoint: ['/app'] } });
    expect(kind).toBe('other');
    expect(said).toContain(problem);
  });
});

describe('a shell that is told what to run', () => {
  const shell = async (text: string) => (await start({ elves: { '/bin/sh': {}, '/usr/bin/app': {} }, config: { Cmd: ['/bin/sh', '-c', text] } })).problem;

  it.each(['app', 'exec app --x', 'A=b exec app', '/usr/bin/app', 'cd /srv && ./x', 'if true; then x; fi', '"$APP"', 'echo hello', '(x)'])(
    '%j is right, or not plain to see',
    async (text) => {
      expect(await shell(text)).toBeNull();
    },
  );

  it.each(['missing --x', 'exec ./missing', '/usr/bin/missing'])('%j will not be found', async (text) => {
    expect(await shell(text)).toContain('the shell is told to run');
  });
});
