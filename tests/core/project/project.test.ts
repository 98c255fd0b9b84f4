import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProject, type HashCache, type ReadProjectOptions } from '../../../src/core/project/index.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';

const MAIN = 'package main\n\nfunc main() {}\n';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'cgoscope project ')));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (files: Record<string, string>): void => {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(folder, name)), { recursive: true });
    fs.writeFileSync(join(folder, name), content);
  }
};
const read = (below = '.', options: ReadProjectOptions = {}) => readProject(join(folder, below), options);
const paths = async (below = '.', options: ReadProjectOptions = {}): Promise<string[]> => (await read(below, options)).tree.entries.map((entry) => entry.path);

describe('a project', () => {
  it('is a folder with go.mod: its module, versions and main packages', async () => {
    write({
      'go.mod': 'module example.test/m\n\ngo 1.22\n\ntoolchain go1.24.1\n',
      'lib.go': 'package m\n',
      'cmd/b/main.go': MAIN,
      'cmd/a/main.go': `package main\n\nimport "C"\n\nfunc main() {}\n`,
      'cmd/gen/gen.go': `//go:build ignore\n\n${MAIN}`,
      'cmd/half/x.go': 'package main\n',
      'cmd/test/x_test.go': MAIN,
      'vendor/modules.txt': '',
      'vendor/example.test/x/main.go': MAIN,
      'testdata/main.go': MAIN,
      '_skipped/main.go': MAIN,
      '.hidden/main.go': MAIN,
      'nested/go.mod': 'module example.test/nested\n',
      'nested/main.go': MAIN,
    });
    expect(await read()).toMatchObject({
      path: folder,
      module: 'example.test/m',
      goDirective: '1.22',
      toolchainDirective: 'go1.24.1',
      mains: [
        { dir: './cmd/a', importPath: 'example.test/m/cmd/a', importsC: true },
        { dir: './cmd/b', importPath: 'example.test/m/cmd/b', importsC: false },
      ],
      importsC: true,
      vendored: true,
      workspace: false,
      projectDir: '.',
      notes: [],
    });
  });

  it('may be a main package itself', async () => {
    write({ 'go.mod': 'module example.test/m\n', 'main.go': MAIN, 'a/main.go': MAIN });
    const project = await read();
    expect(project.mains.map((main) => [main.dir, main.importPath])).toEqual([
      ['.', 'example.test/m'],
      ['./a', 'example.test/m/a'],
    ]);
    expect(project).toMatchObject({ goDirective: null, importsC: false });
  });

  it('without go.mod is refused, naming what was looked for and where one is', async () => {
    write({ 'go.mod': 'module example.test/m\n', 'cmd/x/main.go': MAIN });
    await expect(read('cmd/x')).rejects.toThrow(
      `no go.mod and no go.work in ${folder}/cmd/x; ${folder} has one: name that folder and choose the package with --set package=./cmd/x`,
    );
    await expect(read('go.mod')).rejects.toThrow(/is not a folder/);
    await expect(read('nowhere')).rejects.toThrow(InputError);
  });

  it('with a faulty go.mod is refused with its line', async () => {
    write({ 'go.mod': 'module example.test/m\n\ngo one.two\n' });
    await expect(read()).rejects.toThrow('go.mod:3: "go one.two" is not a Go version');
    write({ 'go.mod': 'go 1.22\n' });
    await expect(read()).rejects.toThrow(/has no module line/);
  });

  it('is not written to', async () => {
    write({ 'go.mod': 'module example.test/m\n', 'main.go': MAIN });
    const look = (): string => execFileSync('find', [folder, '-printf', '%p %T@ %C@ %s\n']).toString();
    const before = look();
    await read();
    expect(look()).toBe(before);
  });

  it('stops reading when asked to', async () => {
    write({ 'go.mod': 'module example.test/m\n', 'main.go': MAIN });
    await expect(read('.', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('a workspace', () => {
  it('has the mains of its members, those outside its folder included', async () => {
    write({
      'work/go.work': 'go 1.23\n\nuse (\n\t./app\n\t../lib\n)\n',
      'work/app/go.mod': 'module example.test/app\n\ngo 1.22\n',
      'work/app/main.go': MAIN,
      'lib/go.mod': 'module example.test/lib\n',
      'lib/cmd/tool/main.go': MAIN,
      'elsewhere/secret.txt': 'not sent',
    });
    const project = await read('work');
    expect(project).toMatchObject({ workspace: true, module: 'example.test/app', goDirective: '1.23', projectDir: 'work', tree: { root: folder } });
    expect(project.mains.map((main) => main.dir)).toEqual(['../lib/cmd/tool', './app']);
    expect(project.tree.entries.map((entry) => entry.path)).toEqual([
      'lib',
      'lib/cmd',
      'lib/cmd/tool',
      'lib/cmd/tool/main.go',
      'lib/go.mod',
      'work',
      'work/app',
      'work/app/go.mod',
      'work/app/main.go',
      'work/go.work',
    ]);
  });
  it('that uses a folder without a module is refused with the line', async () => {
    write({ 'go.work': 'go 1.23\nuse ./gone\n' });
    await expect(read()).rejects.toThrow(/^go\.work:2: use \.\/gone: there is no go\.mod in /);
  });
  it('above the project is not used, and a note says so', async () => {
    write({ 'go.work': 'go 1.22\nuse ./a\n', 'a/go.mod': 'module example.test/a\n', 'a/main.go': MAIN });
    expect((await read('a')).notes).toEqual([`${folder}/go.work is above the project and is not used; name its folder to build with it`]);
  });
});

describe('replaced modules outside the folder', () => {
  it('are sent too, and nothing else of what lies around them', async () => {
    write({
      'a/app/go.mod': 'module example.test/app\nreplace example.test/lib => ../../b/lib\nreplace example.test/own => ./own\n',
      'a/app/main.go': MAIN,
      'a/app/own/go.mod': 'module example.test/own\n',
      'b/lib/go.mod': 'module example.test/lib\n',
      'b/other.txt': 'x',
    });
    const project = await read('a/app');
    expect(project.projectDir).toBe('a/app');
    expect(project.mains.map((main) => main.dir)).toEqual(['.']);
    expect(project.tree.entries.map((entry) => entry.path)).toEqual(['a', 'a/app', 'a/app/go.mod', 'a/app/main.go', 'a/app/own', 'a/app/own/go.mod', 'b', 'b/lib', 'b/lib/go.mod']);
  });
  it('that are missing or absolute are notes with their line, as Go may not need them', async () => {
    write({ 'go.mod': `module example.test/app\nreplace example.test/x => ../gone\nreplace example.test/y => "${folder}"\n`, 'main.go': MAIN });
    expect((await read()).notes).toEqual([
      `go.mod:2: replace example.test/x => ../gone: there is no go.mod in ${dirname(folder)}/gone; the build fails if this module is needed`,
      `go.mod:3: replace example.test/y => ${folder} is an absolute path of this machine, which a builder does not have; write it relative to the module`,
    ]);
  });
});

describe('the tree', () => {
  beforeEach(() => write({ 'go.mod': 'module example.test/m\n', 'main.go': MAIN }));

  it('holds everything but version-control data, what .gitignore names included', async () => {
    write({ '.gitignore': 'generated.go\n', 'generated.go': 'package main\n', '.git/config': 'x', 'sub/.git': 'gitdir: ../', '.hg/x': '', '.svn/x': '', 'sub/x.txt': '' });
    fs.mkdirSync(join(folder, 'empty'));
    expect(await paths()).toEqual(['.gitignore', 'empty', 'generated.go', 'go.mod', 'main.go', 'sub', 'sub/x.txt']);
  });

  it('leaves out what .dockerignore and sources.exclude say, and keeps what a ! keeps', async () => {
    write({ '.dockerignore': '# build\nbig\n!big/keep/this.txt\n*.log\n', 'big/a.bin': 'x', 'big/keep/this.txt': 'y', 'big/keep/that.txt': 'z', 'x.log': '', 'docs/a.md': '' });
    expect(await paths('.', { exclude: ['docs'] })).toEqual(['.dockerignore', 'big', 'big/keep', 'big/keep/this.txt', 'go.mod', 'main.go']);
    expect(await paths('.', { readDockerignore: false, exclude: ['big', '**/*.md'] })).toEqual(['.dockerignore', 'docs', 'go.mod', 'main.go', 'x.log']);
  });

  it('says so when a pattern takes away what every build needs', async () => {
    write({ '.dockerignore': '*\n!cmd\n' });
    expect((await read()).notes).toEqual([
      'go.mod is excluded by .dockerignore or sources.exclude, so no build can succeed; keep it with !go.mod',
      'no main package found in what is sent (see .dockerignore and sources.exclude)',
    ]);
    await expect(read('.', { exclude: ['a['] })).rejects.toThrow('sources.exclude:1: "a[" has a "[" without its "]", or nothing between them');
  });

  it('keeps links as links, and notes those that lead outside', async () => {
    fs.symlinkSync('main.go', join(folder, 'in'));
    fs.symlinkSync('../../outside', join(folder, 'out'));
    fs.symlinkSync('.', join(folder, 'loop'));
    const project = await read();
    expect(project.tree.entries.filter((entry) => entry.type === 'symlink').map((entry) => [entry.path, entry.linkname])).toEqual([
      ['in', 'main.go'],
      ['loop', '.'],
      ['out', '../../outside'],
    ]);
    expect(project.notes).toEqual(['a link points outside what is sent: out']);
  });

  it('skips pipes and sockets with a note, and never waits for them', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.go')]);
    const server = net.createServer().listen(join(folder, 'sock'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const project = await read();
      expect(project.notes.sort()).toEqual(['pipe.go is a named pipe and is not sent', 'sock is a socket and is not sent']);
    } finally {
      server.close();
    }
  });

  it.skipIf(process.getuid?.() === 0)(`names a file that can not be read${process.getuid?.() === 0 ? ' (skipped: root can read every file)' : ''}`, async () => {
    write({ 'secret.key': 'x' });
    fs.chmodSync(join(folder, 'secret.key'), 0);
    await expect(read()).rejects.toThrow(/^secret\.key can't be read \(permission denied\); make it readable or exclude it/);
  });

  it('has names of any bytes, in the order of their bytes', async () => {
    for (const name of [Buffer.from([0xff]), Buffer.from('ü'), Buffer.from('\u{1F600}'), Buffer.from('\uFFEE'), Buffer.from('new\nline'), Buffer.from('"quoted" name')])
      fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), 'x');
    expect(await paths()).toEqual(['"quoted" name', 'go.mod', 'main.go', 'new\nline', 'ü', '\uFFEE', '\u{1F600}', '\uDCFF']);
  });

  it('has a hash that knows content, names, kinds and the executable bit, and nothing of time, owner or place', async () => {
    const hash = async (): Promise<string> => (await read()).tree.hash;
    const first = await hash();
    fs.utimesSync(join(folder, 'main.go'), 1, 1);
    fs.chmodSync(join(folder, 'main.go'), 0o640);
    expect(await hash()).toBe(first);
    const copy = fs.mkdtempSync(join(tmpdir(), 'cgoscope copy '));
    fs.cpSync(folder, copy, { recursive: true });
    expect((await readProject(copy)).tree.hash).toBe(first);
    fs.rmSync(copy, { recursive: true });
    const seen = new Set([first]);
    for (const change of [
      () => fs.chmodSync(join(folder, 'main.go'), 0o755),
      () => write({ 'main.go': `${MAIN}\n` }),
      () => fs.renameSync(join(folder, 'main.go'), join(folder, 'main2.go')),
      () => fs.mkdirSync(join(folder, 'main.go')),
      () => fs.symlinkSync('a', join(folder, 'l')),
      () => (fs.rmSync(join(folder, 'l')), fs.symlinkSync('b', join(folder, 'l'))),
    ]) {
      change();
      const now = await hash();
      expect(seen.has(now)).toBe(false);
      seen.add(now);
    }
    // Fixed for ever: a tree hash of one machine is compared with that of another.
    fs.readdirSync(folder).forEach((name) => fs.rmSync(join(folder, name), { recursive: true }));
    write({ 'go.mod': 'module example.test/m\n', 'main.go': MAIN });
    expect(await hash()).toBe(first);
    expect(first).toBe('85f73100cff3ba081ef2a5d0c3269d73ac94ed36ee5c68f54cf963a0cfb8abaf');
  });

  it('is not read again where nothing changed, and is where a file did', async () => {
    const known = new Map<string, string>();
    let writes = 0;
    const hashes: HashCache = { get: (key) => known.get(key) ?? null, set: (key, value) => ((writes += 1), void known.set(key, value)) };
    const old = new Date(Date.now() - 60_000);
    const age = (): void => fs.utimesSync(join(folder, 'main.go'), old, old);
    age();
    const first = await read('.', { hashes });
    // ctime can't be set back: within two seconds of a change nothing but the facts of Go files is remembered.
    expect([...known.keys()].filter((key) => key.startsWith('hash ')).length).toBe(0);
    expect(writes).toBe(1);
    expect(await read('.', { hashes })).toEqual(first);
    write({ 'main.go': MAIN.replace('main() {}', 'main() {;}') });
    age();
    expect((await read('.', { hashes })).tree.hash).not.toBe(first.tree.hash);
  });
});
