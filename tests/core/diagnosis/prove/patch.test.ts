import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makePatch, type PatchInput } from '../../../../src/core/diagnosis/prove/patch.ts';
import { unifiedDiff } from '../../../../src/core/compare/unified.ts';
import { setInYaml, type YamlValue } from '../../../../src/core/diagnosis/prove/yaml-edit.ts';
import { parseMatrixFile } from '../../../../src/core/matrix/index.ts';
import type { Change } from '../../../../src/shared/domain/explain.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The files after the patch was taken by git (and, where there is no git, by patch). */
function applied(files: Record<string, string>, patch: string): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-patch-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, 'the.patch'), patch);
  if (hasGit) {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['apply', '--check', 'the.patch'], { cwd: folder, stdio: 'pipe' });
    execFileSync('git', ['apply', '--whitespace=nowarn', 'the.patch'], { cwd: folder, stdio: 'pipe' });
  } else execFileSync('patch', ['-p1', '-i', 'the.patch'], { cwd: folder, stdio: 'pipe' });
  return (name) => readFileSync(join(folder, name), 'utf8');
}

describe('a unified diff is taken by git', () => {
  const many = Array.from({ length: 60 }, (_, i) => `line ${i}`);
  it.each([
    ['a change in the middle', many.join('\n'), many.map((line, i) => (i === 30 ? 'another' : line)).join('\n')],
    ['changes far apart', `${many.join('\n')}\n`, `${many.map((line, i) => (i === 3 || i === 50 ? `${line} more` : line)).join('\n')}\n`],
    ['changes that share their context', `${many.join('\n')}\n`, `${many.filter((_, i) => i !== 10 && i !== 16).join('\n')}\n`],
    ['a first line that is added', 'b\n', 'a\nb\n'],
    ['a last line that goes', 'a\nb\n', 'a\n'],
    ['a last newline that comes', 'a\nb', 'a\nb\n'],
    ['a last newline that goes', 'a\nb\n', 'a\nb'],
    ['everything at once', 'a\r\nb\n\n\nc', 'c\n\r\na\n'],
    ['lines that look like a diff', '--- a\n+++ b\n@@ -1 +1 @@\n', '--- a\n+++ c\n@@ -1 +1 @@\n'],
    ['an empty file that is filled', '', 'text\n'],
  ])('%s', (_name, before, after) => {
    const file = applied({ 'a folder/the file.txt': before }, `# a comment\n${unifiedDiff({ path: 'a folder/the file.txt', before, after })}`);
    expect(file('a folder/the file.txt')).toBe(after);
  });

  it('a file that is new, and one that goes', () => {
    const patch = unifiedDiff({ path: 'deep/new.txt', before: null, after: 'one\ntwo\n' }) + unifiedDiff({ path: 'old.txt', before: 'x\n', after: null });
    const file = applied({ 'old.txt': 'x\n' }, patch);
    expect(file('deep/new.txt')).toBe('one\ntwo\n');
    expect(() => file('old.txt')).toThrow('ENOENT');
  });

  it('nothing, where nothing differs', () => expect(unifiedDiff({ path: 'a', before: 'x', after: 'x' })).toBe(''));
});

describe('one value of a YAML text', () => {
  const file = `# the matrix
axes:
  cgo: [0, 1] # both
  libc:
    - glibc
    - musl
run: { env: { A: 1 }, args: [] }
env:
  CC: gcc   # ours

ldflags: >-
  -s
  -w
# the end
`;
  it.each<[string, string[], YamlValue | undefined, string, string]>([
    ['is replaced with its comment left', ['axes', 'cgo'], [0], 'cgo: [0, 1] # both', 'cgo: [0] # both'],
    ['replaces a block list', ['axes', 'libc'], ['musl'], 'libc:\n    - glibc\n    - musl', 'libc: [musl]'],
    ['comes after the last of its block', ['axes', 'link'], ['static'], '    - musl\n', '    - musl\n  link: [static]\n'],
    ['comes into a flow map', ['run', 'env', 'B'], 'two words', 'A: 1 }', 'A: 1, B: "two words" }'],
    ['comes into a flow map with what is above it', ['run', 'limits', 'time'], '60s', 'args: [] }', 'args: [], limits: { time: "60s" } }'],
    ['replaces a folded text', ['ldflags'], '-s', 'ldflags: >-\n  -s\n  -w\n', 'ldflags: "-s"\n'],
    ['goes with the map that it was alone in', ['env', 'CC'], undefined, 'env:\n  CC: gcc   # ours\n', ''],
    ['goes out of a flow map', ['run', 'args'], undefined, '{ env: { A: 1 }, args: [] }', '{ env: { A: 1 } }'],
  ])('%s', (_name, path, value, before, after) => {
    expect(file).toContain(before);
    expect(setInYaml(file, path, value)).toBe(file.replace(before, after));
  });
  it('makes a file where there is none', () => expect(setInYaml('', ['axes', 'cgo'], [1])).toBe('axes:\n  cgo: [1]\n'));
  it('comes after comments alone', () => expect(setInYaml('# nothing yet', ['goflags'], '-mod=mod')).toBe('# nothing yet\ngoflags: "-mod=mod"\n'));
  it('is not set over a value that is in the way, in faulty YAML, or where an alias would change too', () => {
    expect(setInYaml('axes: 3\n', ['axes', 'cgo'], [1])).toBe(null);
    expect(setInYaml('axes: [\n', ['axes', 'cgo'], [1])).toBe(null);
    expect(setInYaml('run: &r { env: { A: 1 } }\nother: *r\n', ['run', 'env', 'B'], '2')).toBe(null);
  });
});

describe('the patch of a fix', () => {
  const axes = { package: '.', cgo: '1', platform: 'linux/amd64', libc: 'glibc', link: 'dynamic', go: '1.24', tags: '-', base: 'empty', level: '-' };
  const patchOf = (change: Change, more: Partial<PatchInput> = {}): string =>
    makePatch({
      title: 'Fix it',
      about: [],
      tradeOffs: [],
      change,
      config: { path: 'cgoscope.yaml', text: null },
      red: axes,
      green: { ...axes, ...change.axes },
      sources: [],
      ...more,
    });

  it('makes a matrix file that says the same, where there was none', () => {
    const patch = patchOf({
      axes: { cgo: '0' },
      env: { CC: 'clang', GONE: null },
      ldflags: '-s -w',
      packages: ['zlib1g-dev'],
      run: { env: { A: 'b c' }, time: '60s', args: ['x'] },
    });
    const { file } = parseMatrixFile(applied({}, patch)('cgoscope.yaml'), 'cgoscope.yaml');
    expect(file).toEqual({
      axes: { cgo: ['0'] },
      env: { CC: 'clang' },
      ldflags: '-s -w',
      packages: { glibc: ['zlib1g-dev'] },
      run: { env: { A: 'b c' }, args: ['x'], limits: { time: '60s' } },
    });
    expect(patch).toContain('#     ENV CGO_ENABLED=0\n');
    expect(patch).toContain("#     RUN go build -ldflags='-s -w' …");
  });

  it('changes the values of an axis and leaves the rest of the file as it is', () => {
    const text = '# mine\naxes:\n  cgo: [0, 1]\n  base: [auto, empty] # two\n  go: ["1.22", "1.24"]\nenv: { CC: gcc }\n';
    const patch = patchOf({ axes: { base: 'glibc', go: '1.26' }, env: { CC: null } }, { config: { path: 'conf/my matrix.yaml', text } });
    expect(applied({ 'conf/my matrix.yaml': text }, patch)('conf/my matrix.yaml')).toBe('# mine\naxes:\n  cgo: [0, 1]\n  base: [auto, glibc] # two\n  go: ["1.22", "1.26"]\n');
  });

  it('carries source edits as diffs of their files', () => {
    const files = { 'go.mod': 'module m\n\ngo 9.9\n' };
    const patch = patchOf(
      { sources: [{ path: 'go.mod', find: 'go 9.9', replace: 'go 1.22' }] },
      { sources: [{ path: 'go.mod', before: files['go.mod'], after: 'module m\n\ngo 1.22\n' }] },
    );
    expect(applied(files, patch)('go.mod')).toBe('module m\n\ngo 1.22\n');
  });

  it('tells files, user, resolver and image as lines of a Dockerfile, in comments that nothing can break out of', () => {
    const patch = patchOf(
      {
        axes: { base: 'distroless' },
        run: {
          files: [
            { path: '/etc/ssl/certs/ca-certificates.crt', from: 'distroless' },
            { path: '/etc/passwd', content: 'app:x:1:1\n--- a/evil\n+++ b/evil\n@@ -0,0 +1 @@\n+\u001b[31mx\n' },
          ],
          user: '1000',
          resolvConf: 'nameserver 192.0.2.1\nsearch a.test\noptions ndots:0\n',
        },
      },
      { title: 'A fix\ndiff --git a/evil b/evil' },
    );
    expect(patch).toContain('#     COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt');
    expect(patch).toContain('#     docker run --dns 192.0.2.1 --dns-search a.test --dns-option ndots:0');
    expect(patch).not.toContain('\u001b');
    const [header = ''] = patch.split('diff --git a/cgoscope.yaml');
    expect(header.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    applied({}, patch);
  });

  it('says so where there is nothing to patch', () => {
    expect(patchOf({ run: { files: [{ path: '/etc/passwd', content: 'x' }] } })).toMatch(/^# Fix it\n(#.*\n)+$/);
  });
});
