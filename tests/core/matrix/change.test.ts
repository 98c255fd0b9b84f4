import { describe, expect, it } from 'vitest';
import { changedFile, checkChange, expandMatrix, mergeChanges, type CellSpec } from '../../../src/core/matrix/index.ts';
import type { Axes } from '../../../src/shared/domain/axes.ts';
import type { Change } from '../../../src/shared/domain/explain.ts';
import type { MatrixFile } from '../../../src/shared/domain/matrix-file.ts';
import { project, world } from '../../builders/matrix.ts';

const change = (only: string[], asked: Change, file: MatrixFile = {}): CellSpec[] =>
  expandMatrix({ project: project(), file: changedFile(file, asked), set: [], only: ['platform=linux/amd64', ...only], world: world(), change: asked }).cells;
const one = (only: string[], asked: Change, file: MatrixFile = {}): CellSpec => {
  const cells = change(only, asked, file);
  expect(cells).toHaveLength(1);
  return cells[0] as CellSpec; // just counted
};
const short = ({ axes }: { axes: Axes }): string => `${axes.cgo} ${axes.libc} ${axes.link} ${axes.base}`;

describe('axes of a changed cell', () => {
  it.each<[string[], Record<string, string>, string]>([
    [['cgo=0'], { cgo: '1' }, '1 glibc dynamic glibc'],
    [['cgo=0'], { cgo: '1', libc: 'musl' }, '1 musl dynamic musl'],
    [['cgo=0'], { cgo: '1', link: 'static' }, '1 glibc static empty'],
    [['cgo=1 libc=glibc link=dynamic'], { cgo: '0' }, '0 - - empty'],
    [['cgo=1 libc=glibc link=dynamic'], { libc: 'musl' }, '1 musl dynamic musl'],
    [['cgo=1 libc=glibc link=dynamic'], { link: 'static-pie' }, '1 glibc static-pie empty'],
    [['cgo=1 libc=glibc link=dynamic'], { base: 'musl' }, '1 glibc dynamic musl'],
    [['cgo=1 libc=musl link=dynamic'], { base: 'auto', libc: 'glibc' }, '1 glibc dynamic glibc'],
    [['cgo=0'], { libc: 'musl' }, '0 - - empty'],
  ])('%j with %j is %s, the run image following where it did', (only, axes, expected) => expect(short(one(only, { axes }))).toBe(expected));

  it.each<[string, Record<string, string>, string]>([
    ['musl', { cgo: '1' }, '1 musl dynamic musl'],
    ['distroless', { cgo: '1' }, '1 glibc dynamic distroless'],
    ['empty', { cgo: '1' }, '1 glibc static empty'],
    ['example.test/own:1', { cgo: '1' }, '1 glibc dynamic example.test/own:1'],
  ])('stay on the image %s that was asked for, and take the library and link that start there', (base, axes, expected) => {
    expect(short(one(['cgo=0'], { axes }, { axes: { base } }))).toBe(expected);
  });

  it('take the library that the matrix has first', () =>
    expect(short(one(['cgo=0'], { axes: { cgo: '1' } }, { axes: { libc: ['musl', 'glibc'], link: ['static'] } }))).toBe('1 musl static empty'));
  it('keep an image that was asked for where the link changes', () =>
    expect(short(one(['cgo=1 link=dynamic'], { axes: { link: 'static' } }, { axes: { libc: 'glibc', base: 'glibc' } }))).toBe('1 glibc static glibc'));
  it('drop a level that means nothing on the other platform', () =>
    expect(one(['cgo=0 level=v3'], { axes: { platform: 'linux/arm64' } }, { axes: { level: ['v3'] } }).axes).toMatchObject({ platform: 'linux/arm64', level: '-' }));
  it('replace tags, or add to them with a plus', () => {
    expect(one(['cgo=0'], { axes: { tags: 'b' } }, { axes: { tags: 'a' } }).axes.tags).toBe('b');
    expect(one(['cgo=0'], { axes: { tags: '+b' } }, { axes: { tags: 'a' } }).axes.tags).toBe('a,b');
    expect(one(['cgo=0'], { axes: { tags: '+b' } }).axes.tags).toBe('b');
  });
  it('fall together where the change makes them equal', () => expect(change([], { axes: { cgo: '0' } })).toHaveLength(1));
  it('are picked before the change by only, and after it by changedOnly', () => {
    const asked = (changedOnly: string[]) =>
      expandMatrix({ project: project(), file: {}, set: [], only: ['cgo=1 platform=linux/amd64'], world: world(), change: { axes: { link: 'pie' } }, changedOnly }).cells;
    expect(asked([]).map(short)).toEqual(['1 glibc pie glibc', '1 musl pie musl']);
    expect(asked(['libc=musl link=pie']).map(short)).toEqual(['1 musl pie musl']);
    expect(() => asked(['link=static'])).toThrow('none of the changed cells is the one that was asked for');
  });
  it('are grey where no toolchain has the version, and not where a change brings one', () => {
    expect(one(['cgo=0'], { axes: { go: '1.99' } }).unsupported).toContain('no toolchain has go 1.99');
    const old = { project: project(['.'], { goDirective: '1.30' }), file: {}, set: [], only: ['cgo=0 platform=linux/amd64'], world: world() };
    expect(expandMatrix(old).cells[0]?.unsupported).toContain('go-too-old');
    expect(expandMatrix({ ...old, change: { axes: { go: '1.27' } } }).cells[0]?.unsupported).toBe(null);
  });
});

describe('what a changed cell is built with', () => {
  const file: MatrixFile = { ldflags: '-s', goflags: '-mod=mod', env: { CC: 'clang', A: '1' }, cells: [{ when: 'cgo=0', ldflags: '-w', env: { A: '2' } }] };
  it('replaces flags and names of the environment over every rule, and takes them out', () => {
    const spec = one(['cgo=0'], { ldflags: '-X main.a=b', goflags: null, env: { A: '3', CC: null, NEW: 'x' } }, file);
    expect(spec.goArgv.join(' ')).toContain('-X main.a=b');
    expect(spec.goArgv.join(' ')).not.toContain('-w');
    expect(spec.goEnv).toMatchObject({ A: '3', NEW: 'x', GOFLAGS: '' });
    expect(spec.goEnv.CC).toBeUndefined();
    expect(one(['cgo=0'], { ldflags: null }, file).goArgv.join(' ')).not.toContain('ldflags');
    expect(one(['cgo=0'], { env: { GOFLAGS: null } }, file).goEnv.GOFLAGS).toBe('');
    expect(one(['cgo=0'], { env: { GOFLAGS: '-mod=vendor' } }, file).goEnv.GOFLAGS).toBe('-mod=vendor');
  });
  it('adds C libraries of either libc, and none without cgo', () => {
    const asked: Change = { packages: ['zlib1g-dev'] };
    const packages: MatrixFile = { packages: { glibc: ['libssl-dev'] } };
    expect(one(['libc=glibc link=dynamic'], asked, packages).need.packages).toEqual(['libssl-dev', 'zlib1g-dev']);
    expect(one(['libc=musl link=dynamic'], asked, packages).need.packages).toEqual(['zlib1g-dev']);
    expect(one(['libc=glibc link=dynamic'], { ...asked, axes: { cgo: '0' } }, packages).need.packages).toEqual([]);
  });
  it('leaves what it does not name as it is', () => {
    const [plain] = expandMatrix({ project: project(), file, set: [], only: ['cgo=0 platform=linux/amd64'], world: world() }).cells;
    expect(one(['cgo=0'], {}, file)).toEqual(plain);
  });
});

describe('how a changed cell is started and judged', () => {
  it('replaces what the change names and merges the environment', () => {
    const { run } = one(
      ['cgo=0'],
      {
        run: {
          env: { A: null, C: '3' },
          user: '7',
          args: ['x'],
          network: 'none',
          profile: 'hardened',
          time: '2m',
          memory: '64MB',
          files: [{ path: '/etc/../etc/passwd', content: 'p' }],
          resolvConf: 'nameserver ::1',
        },
      },
      { run: { env: { A: 1, B: 2 }, workdir: '/w', limits: { time: '1s' } } },
    );
    expect(run).toMatchObject({ env: { B: '2', C: '3' }, user: '7', workdir: '/w', args: ['x'], network: 'none', profile: 'hardened', timeNs: 120e9, memoryBytes: 64e6 });
    expect(run.added).toEqual([{ path: '/etc/passwd', content: 'p' }]);
    expect(run.resolvConf).toBe('nameserver ::1');
  });
  it('keeps the arguments that the old axes chose, and what was expected of the red cell', () => {
    const file: MatrixFile = {
      axes: { tags: ['serve'], libc: ['glibc', 'musl'] },
      cells: [{ when: 'tags=serve', run: { args: ['serve'] } }],
      expect: [{ when: 'libc=musl', outcome: 'start-failed' }],
    };
    const spec = one(['libc=glibc link=dynamic'], { axes: { libc: 'musl', tags: 'other' } }, file);
    expect(spec.run.args).toEqual(['serve']);
    expect(spec.expected).toBe('pass');
  });
  it('takes a file put at /etc/resolv.conf for the text of it', () =>
    expect(one(['cgo=0'], { run: { files: [{ path: '/etc/resolv.conf', content: 'nameserver 192.0.2.1' }] } }).run).toMatchObject({
      resolvConf: 'nameserver 192.0.2.1',
      added: [],
    }));
  it('takes CGO_ENABLED of the environment for the axis', () => expect(short(one(['cgo=1 libc=glibc link=dynamic'], { env: { CGO_ENABLED: '0' } }))).toBe('0 - - empty'));
});

describe('a change is refused in one sentence', () => {
  it.each<[Change, string]>([
    [{ axes: { cgoo: '1' } }, 'change: axes "cgoo" is not an axis'],
    [{ axes: { libc: 'glbc' } }, 'change: axes "glbc" is not a value of libc; did you mean glibc?'],
    [{ env: { GOMIPS: 'softfloat' } }, 'change: env.GOMIPS is decided by the matrix and would change nothing; change axes.level instead'],
    [{ env: { GOARCH: 'arm64' } }, 'change: env.GOARCH is decided by the matrix and would change nothing; change axes.platform instead'],
    [{ env: { 'A=B': '1' } }, 'is no name of an environment variable'],
    [{ run: { time: 'soon' } }, 'change: run.time "soon" is no duration'],
    [{ run: { memory: 'much' } }, 'change: run.memory "much" is no size'],
    [{ run: { files: [{ path: 'etc/passwd', content: '' }] } }, 'is no absolute path of a file'],
    [{ run: { files: [{ path: '/', content: '' }] } }, 'is no absolute path of a file'],
    [{ run: { files: [{ path: '/app', content: '' }] } }, '/app is the program itself'],
    [{ run: { files: [{ path: '/etc/hosts', content: '' }] } }, '/etc/hosts is mounted by the engine'],
    [{ run: { files: [{ path: '/x', from: 'distrless' }] } }, '"distrless" is no run image of ours; did you mean distroless?'],
    [{ run: { files: [{ path: '/etc/resolv.conf', from: 'glibc' }] } }, 'the engine mounts its own'],
    [{ manual: ['ask', 'wait'] }, "this fix is for a person, the workbench can't do it: ask · wait"],
  ])('%j', (asked, sentence) => {
    expect(() => checkChange(asked, world().runImages)).toThrow(sentence);
  });
  it('but a name that the matrix decides may be taken out: it is never there', () => expect(checkChange({ env: { GOOS: null } }, [])).toEqual({}));
});

describe('two changes after each other are one', () => {
  it('with the later one winning by name, and lists joined', () => {
    const first: Change = {
      axes: { cgo: '1', tags: 'a' },
      env: { A: '1', B: '2' },
      packages: ['x'],
      sources: [{ path: 'a', content: '1' }],
      run: {
        env: { P: '1' },
        files: [
          { path: '/a', content: '1' },
          { path: '/b', content: '1' },
        ],
        user: '1',
      },
    };
    const then: Change = {
      axes: { libc: 'musl', tags: '+b' },
      env: { B: null },
      packages: ['y'],
      sources: [{ path: 'b', content: null }],
      ldflags: '-s',
      run: { env: { Q: '2' }, files: [{ path: '/b', content: '2' }] },
    };
    expect(mergeChanges(first, then)).toEqual({
      axes: { cgo: '1', tags: 'a,b', libc: 'musl' },
      env: { A: '1', B: null },
      packages: ['x', 'y'],
      sources: [
        { path: 'a', content: '1' },
        { path: 'b', content: null },
      ],
      ldflags: '-s',
      run: {
        env: { P: '1', Q: '2' },
        files: [
          { path: '/a', content: '1' },
          { path: '/b', content: '2' },
        ],
        user: '1',
      },
    });
    expect(mergeChanges({}, { ldflags: null })).toEqual({ ldflags: null });
  });
});
