import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandMatrix, MAX_CELLS, type CellSpec, type World } from '../../../src/core/matrix/index.ts';
import type { Project } from '../../../src/core/project/index.ts';
import { AXES, cellKey, matches, NONE, parseCellKey, parseExpression, type Axes, type Axis } from '../../../src/shared/domain/axes.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import type { MatrixFile } from '../../../src/shared/domain/matrix-file.ts';
import { project, world } from '../../builders/matrix.ts';
import { runs } from '../../helpers/runs.ts';

const expand = (file: MatrixFile = {}, more: { set?: string[]; only?: string[]; world?: World; project?: Project } = {}) =>
  expandMatrix({ project: more.project ?? project(), file, set: more.set ?? [], only: more.only ?? [], world: more.world ?? world() });
/** One cell, given by axes. */
const cell = (set: string[], file: MatrixFile = {}): CellSpec => {
  const { cells } = expand(file, { set: ['go=1.24', 'platform=native', ...set] });
  expect(cells).toHaveLength(1);
  return cells[0] as CellSpec; // just counted
};
const flags = (set: string[], file: MatrixFile = {}): string[] => cell(set, file).goArgv.filter((word) => !['build', '-x', '-trimpath', '-buildvcs=false', '.'].includes(word));
const short = (axes: Axes): string => `${axes.cgo} ${axes.platform} ${axes.libc} ${axes.link} ${axes.base}`;

describe('the default matrix', () => {
  it('is both cgo, native and emulated, both libcs, dynamic and static, and builds nothing twice', () => {
    const { cells, collapsed } = expand();
    expect(cells.map(({ axes }) => short(axes))).toEqual([
      '0 linux/amd64 - - empty',
      '0 linux/arm64 - - empty',
      '1 linux/amd64 glibc dynamic glibc',
      '1 linux/amd64 glibc static empty',
      '1 linux/amd64 musl dynamic musl',
      '1 linux/amd64 musl static empty',
      '1 linux/arm64 glibc dynamic glibc',
      '1 linux/arm64 glibc static empty',
      '1 linux/arm64 musl dynamic musl',
      '1 linux/arm64 musl static empty',
    ]);
    expect(collapsed).toBe(6);
    expect(cells.map((each) => each.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(cells.filter((each) => each.emulated).map((each) => each.axes.platform)).toEqual(Array(5).fill('linux/arm64'));
    expect(cells.every((each) => each.notRun === null && each.unsupported === null && each.expected === 'pass')).toBe(true);
  });
  it('has only the native platform where nothing is emulated, and says so', () => {
    const { cells, notes } = expand({}, { world: world({ native: 'linux/arm64/v8', emulated: [] }) });
    expect(new Set(cells.map((each) => each.axes.platform))).toEqual(new Set(['linux/arm64']));
    expect(notes.join()).toContain('only linux/arm64 is planned: the engine has no emulator for linux/amd64');
  });
  it.each([
    ['1.22', ['1.22', '1.24', '1.27'], '1.24', null],
    [null, ['1.22', '1.24', '1.27'], '1.24', null],
    ['1.25.3', ['1.22', '1.24', '1.27'], '1.27', null],
    ['1.21', ['1.22'], '1.22', null],
    ['1.9', ['1.22', '1.10'], '1.10', null],
    ['1.30', ['1.22', '1.27'], '1.27', 'go-too-old: the project asks for go 1.30, the newest toolchain here is 1.27'],
  ])('for go %s of %j takes %s', (goDirective, goVersions, go, reason) => {
    const { cells, notes } = expand({}, { project: project(['.'], { goDirective }), world: world({ goVersions }) });
    expect(new Set(cells.map((each) => each.axes.go))).toEqual(new Set([go]));
    expect(new Set(cells.map((each) => each.unsupported))).toEqual(new Set([reason]));
    expect(notes.length).toBeGreaterThan(0);
  });
  it('has all main packages up to three, else the first and a note with the others', () => {
    expect(new Set(expand({}, { project: project(['./a', './b', './c']) }).cells.map((each) => each.axes.package)).size).toBe(3);
    const { cells, notes } = expand({}, { project: project(['./a', './b', './c', './d']) });
    expect(new Set(cells.map((each) => each.axes.package))).toEqual(new Set(['./a']));
    expect(notes[0]).toBe('of 4 main packages only ./a is planned; choose with axes.package or --set package=…: ./b, ./c, ./d');
  });
  it('of a project without main packages does not exist', () => {
    expect(() => expand({}, { project: project([]) })).toThrow('/home/me/project has no main package; cgoscope builds and runs programs');
  });
});

describe('values', () => {
  it.each([
    [['platform=native'], ['linux/amd64']],
    [['platform=arm64,linux/arm64/v8,aarch64'], ['linux/arm64']],
    [['platform=arm,linux/arm/v6,386,riscv64'], ['linux/arm/v7', 'linux/arm/v6', 'linux/386', 'linux/riscv64']],
    [
      ['platform=native', 'platform=x86_64,s390x'],
      ['linux/amd64', 'linux/s390x'],
    ],
  ])('%j means %j', (set, platforms) => expect([...new Set(expand({}, { set }).cells.map((each) => each.axes.platform))]).toEqual(platforms));

  it('of --set replace those of the file, and the file those by default', () => {
    const file: MatrixFile = { axes: { cgo: [true], libc: 'musl', link: ['pie'] } };
    expect(expand(file, { set: ['platform=native'] }).cells.map(({ axes }) => short(axes))).toEqual(['1 linux/amd64 musl pie musl']);
    expect(expand(file, { set: ['platform=native', 'libc=glibc'] }).cells.map(({ axes }) => short(axes))).toEqual(['1 linux/amd64 glibc pie glibc']);
  });
  it('name packages by folder, import path or last element, and all below a folder', () => {
    const mains = project(['.', './cmd/a', './cmd/b', './tools/b']);
    const packages = (...set: string[]): string[] => [
      ...new Set(expand({}, { project: mains, set: set.map((value) => `package=${value}`) }).cells.map((each) => each.axes.package)),
    ];
    expect(packages('cmd/a', 'example.test/m', 'tools/b/')).toEqual(['./cmd/a', '.', './tools/b']);
    expect(packages('a')).toEqual(['./cmd/a']);
    expect(packages('./...')).toEqual(['.', './cmd/a', './cmd/b', './tools/b']);
    expect(packages('cmd/...')).toEqual(['./cmd/a', './cmd/b']);
    expect(() => packages('b')).toThrow('"b" is no main package of /home/me/project; expected one of ., ./cmd/a, ./cmd/b, ./tools/b');
    expect(() => packages('./cmd/bb')).toThrow(/did you mean \.\/cmd\/b\?/);
  });
  it('that no axis knows are all told at once', () => {
    expect(() => expand({}, { set: ['libc=msl', 'go=new', 'level=8.2', 'platform=linux/amd64/v3'] })).toThrow(
      [
        '--set: "linux/amd64/v3" is not a value of platform; did you mean linux/amd64? expected linux/amd64, with v3 on the axis level',
        '--set: "msl" is not a value of libc; did you mean musl? expected glibc or musl',
        '--set: "new" is not a value of go; expected a Go version such as 1.24',
        '--set: "8.2" is not a value of level; did you mean v8.2?',
      ].join('\n'),
    );
    expect(() => expand({}, { set: ['libs=musl'] })).toThrow('--set "libs=musl" is not axis=value; did you mean libc=…? expected an axis of package, cgo');
    expect(() => expand({}, { set: ['libc='] })).toThrow(InputError);
  });
  it('that Go knows and nothing here can build make unsupported cells with the reason', () => {
    const reason = (...set: string[]): (string | null)[] => [...new Set(expand({}, { set: ['cgo=1', 'libc=glibc', ...set] }).cells.map((each) => each.unsupported))];
    expect(reason('platform=darwin/arm64')).toEqual(['darwin/arm64 is not linux: there is no container to run it in']);
    expect(reason('go=1.19')).toEqual(['no toolchain has go 1.19; there are 1.22, 1.24, 1.27']);
    expect(reason('platform=mips', 'link=pie')).toEqual(['Go has no -buildmode=pie on linux/mips']);
    expect(reason('platform=arm64', 'level=v8.1', 'go=1.22')).toEqual(['go 1.22 does not know GOARM64=v8.1 (it came with 1.23) and would build without it']);
    expect(reason('platform=arm64', 'level=v8.1', 'go=1.24')).toEqual([null]);
  });
  it('on a platform nobody emulates are built and not run; 386 runs on amd64', () => {
    const { cells } = expand({}, { set: ['platform=s390x,386', 'cgo=0'] });
    expect(cells.map((each) => [each.axes.platform, each.emulated, each.notRun === null])).toEqual([
      ['linux/s390x', false, false],
      ['linux/386', false, true],
    ]);
    expect(cells[0]?.notRun).toBe('the engine runs linux/amd64 and has no emulator for linux/s390x, so the program is built and not run');
  });
  it('of level belong to the platforms that know them', () => {
    const { cells } = expand({}, { set: ['cgo=0', 'platform=amd64,arm64,arm', 'level=v3,v8.0+crypto+lse'] });
    expect(cells.map((each) => [each.axes.platform, each.axes.level])).toEqual([
      ['linux/amd64', 'v3'],
      ['linux/arm64', 'v8.0,lse,crypto'],
      ['linux/arm/v7', NONE],
    ]);
    expect(cells.map((each) => [each.goEnv.GOAMD64, each.goEnv.GOARM64, each.goEnv.GOARM])).toEqual([
      ['v3', undefined, undefined],
      [undefined, 'v8.0,lse,crypto', undefined],
      [undefined, undefined, '7'],
    ]);
    expect(() => expand({}, { set: ['level=v9'] })).toThrow(InputError);
  });
});

describe('the base', () => {
  it.each([
    [['cgo=0', 'link=dynamic'], 'empty'],
    [['cgo=0', 'link=pie'], 'glibc'],
    [['cgo=0', 'link=static-pie'], 'empty'],
    [['cgo=1', 'libc=glibc', 'link=dynamic'], 'glibc'],
    [['cgo=1', 'libc=glibc', 'link=pie'], 'glibc'],
    [['cgo=1', 'libc=glibc', 'link=static'], 'empty'],
    [['cgo=1', 'libc=glibc', 'link=static-pie'], 'empty'],
    [['cgo=1', 'libc=musl', 'link=dynamic'], 'musl'],
    [['cgo=1', 'libc=musl', 'link=pie'], 'musl'],
    [['cgo=1', 'libc=musl', 'link=static'], 'empty'],
  ])('of %j is %s by itself, and what is asked for otherwise', (set, base) => {
    expect(cell(set).base).toBe(base);
    expect(cell(set).axes.base).toBe(base);
    expect(cell([...set, 'base=distroless']).base).toBe('distroless');
    expect(cell([...set, `base=auto,${base}`]).base).toBe(base);
  });
  it('that looks like a slip is noted, as any word can be an image', () => {
    expect(expand({}, { set: ['base=glbc,alpine:3.20'] }).notes).toContain('base glbc is taken as an image reference; did you mean glibc?');
  });
});

describe('flags', () => {
  it('follow from the linkage', () => {
    const cgo = (link: string): string[] => flags(['cgo=1', 'libc=glibc', `link=${link}`]);
    expect(cell(['cgo=1', 'libc=glibc', 'link=dynamic']).goArgv).toEqual(['build', '-x', '-trimpath', '-buildvcs=false', '.']);
    expect(cgo('static')).toEqual(['-ldflags=-linkmode=external -extldflags=-static']);
    expect(cgo('pie')).toEqual(['-buildmode=pie']);
    expect(cgo('static-pie')).toEqual(['-buildmode=pie', '-ldflags=-linkmode=external -extldflags=-static-pie']);
    expect(flags(['cgo=0', 'link=static'])).toEqual([]);
    expect(flags(['cgo=0', 'link=pie'])).toEqual(['-buildmode=pie']);
  });
  it('can be changed and added to by the file', () => {
    expect(cell(['cgo=0', 'tags=netgo+osusergo'], { trimpath: false, gcflags: 'all=-N -l', ldflags: '-s -w' }).goArgv).toEqual([
      'build',
      '-x',
      '-buildvcs=false',
      '-tags',
      'netgo,osusergo',
      '-ldflags=-s -w',
      '-gcflags=all=-N -l',
      '.',
    ]);
    expect(cell(['cgo=0'], { buildvcs: true }).goArgv).toContain('-buildvcs=auto');
  });
  it('of the user are merged after ours in one, quotes kept, and -extldflags joined as the linker keeps only the last', () => {
    const merged = (ldflags: string): string[] => flags(['cgo=1', 'libc=glibc', 'link=static'], { ldflags });
    expect(merged("-s -X 'main.v=a b'")).toEqual(["-ldflags=-linkmode=external -extldflags=-static -s -X 'main.v=a b'"]);
    expect(merged("-extldflags '-lfoo -lbar' -w")).toEqual(["-ldflags=-linkmode=external '-extldflags=-static -lfoo -lbar' -w"]);
    expect(merged('"-extldflags=-Wl,-rpath,\'/a b\'"')).toEqual(['-ldflags=-linkmode=external "-extldflags=-static -Wl,-rpath,\'/a b\'"']);
    expect(merged('all=-w')).toEqual(['-ldflags=-linkmode=external -extldflags=-static', '-ldflags=all=-linkmode=external -extldflags=-static -w']);
    expect(() => merged(`'-X=a"b c' "-extldflags=-L'x y'" '-X=q"' -extldflags "it's"`)).not.toThrow();
    expect(() => merged(`-extldflags "'a'" '-extldflags="b c"'`)).toThrow(/both kinds of quotes/);
    expect(() => merged("-X 'open")).toThrow(/has no end/);
  });
  it('set the environment that the axes mean, which the user can not change', () => {
    expect(cell(['cgo=1', 'libc=musl', 'link=dynamic'], { env: { CGO_CFLAGS: '-O1', GOOS: 'plan9', N: 1 }, goflags: '-mod=vendor' }).goEnv).toEqual({
      CGO_CFLAGS: '-O1',
      N: '1',
      GOFLAGS: '-mod=vendor',
      GOENV: 'off',
      GOTOOLCHAIN: 'local',
      CGO_ENABLED: '1',
      GOOS: 'linux',
      GOARCH: 'amd64',
    });
    expect(cell(['cgo=0']).goEnv.GOFLAGS).toBe('');
  });
  it('ask for C libraries by libc and platform, only where there is a compiler', () => {
    const packages = { glibc: ['zlib1g-dev'], 'glibc arm64': ['libfoo-dev'], musl: ['musl-x'] };
    const need = (set: string[]): string[] => expand({ packages }, { set: ['link=dynamic', ...set] }).cells.map((each) => each.need.packages.join(' '));
    expect(need(['cgo=1', 'libc=glibc', 'platform=amd64,arm64'])).toEqual(['zlib1g-dev', 'libfoo-dev zlib1g-dev']);
    expect(need(['cgo=0', 'platform=amd64'])).toEqual(['']);
  });
});

describe('conditions', () => {
  it('include, exclude and --only choose cells, values in any spelling', () => {
    const count = (file: MatrixFile, only: string[] = []): number => expand(file, { only }).cells.length;
    expect(count({ include: ['cgo=0', 'libc=musl'] })).toBe(6);
    expect(count({ include: ['cgo=on'], exclude: ['platform=arm64 link=static'] })).toBe(6);
    expect(count({}, ['platform=native', '!libc=musl'])).toBe(3);
    expect(count({}, ['libc=-'])).toBe(2);
    expect(() => count({}, ['cgo=0 libc=musl'])).toThrow('none of the 10 cells is left after --only "cgo=0 libc=musl"; with cgo=0, libc and link are "-"');
    expect(() => count({}, ['libc=mussel'])).toThrow(/is not a value of libc/);
  });
  it('expect what the last match says', () => {
    const { cells } = expand(
      {
        expect: [
          { when: 'libc=musl', outcome: 'start-failed', why: 'no loader' },
          { when: 'libc=musl link=static', outcome: 'exit', code: 3 },
          { when: 'cgo=0', outcome: 'exit' },
        ],
      },
      { set: ['platform=native'] },
    );
    expect(cells.map((each) => [short(each.axes), each.expected, each.expectedWhy])).toEqual([
      ['0 linux/amd64 - - empty', 'exit', null],
      ['1 linux/amd64 glibc dynamic glibc', 'pass', null],
      ['1 linux/amd64 glibc static empty', 'pass', null],
      ['1 linux/amd64 musl dynamic musl', 'start-failed', 'no loader'],
      ['1 linux/amd64 musl static empty', 'exit 3', null],
    ]);
  });
  it('give single cells settings of their own, later ones winning', () => {
    const file: MatrixFile = {
      ldflags: '-s',
      run: { args: ['a'], env: { A: 1, B: 2 }, limits: { time: '10s', memory: '1GiB' } },
      cells: [
        { when: 'cgo=1', run: { env: { B: 3 }, limits: { time: '1.5m' } }, env: { CGO_CFLAGS: '-O0' }, ldflags: '-w' },
        { when: 'libc=musl', run: { args: ['x', 7], trace: 'off', stop: 'SIGINT' } },
      ],
    };
    const { cells } = expand(file, { set: ['platform=native', 'link=dynamic'] });
    expect(cells.map((each) => each.run)).toMatchObject([
      { args: ['a'], env: { A: '1', B: '2' }, timeNs: 10e9, memoryBytes: 2 ** 30, trace: true, stop: 'SIGTERM' },
      { args: ['a'], env: { A: '1', B: '3' }, timeNs: 90e9, memoryBytes: 2 ** 30 },
      { args: ['x', '7'], env: { A: '1', B: '3' }, timeNs: 90e9, trace: false, stop: 'SIGINT' },
    ]);
    expect(cells.map((each) => [each.goArgv.find((word) => word.startsWith('-ldflags')), each.goEnv.CGO_CFLAGS])).toEqual([
      ['-ldflags=-s', undefined],
      ['-ldflags=-w', '-O0'],
      ['-ldflags=-w', '-O0'],
    ]);
  });
  it('leave a program started as DESIGN.md says where the file says nothing', () => {
    expect(cell(['cgo=0']).run).toEqual({
      args: [],
      env: {},
      stdin: null,
      user: null,
      workdir: null,
      files: {},
      network: 'isolated',
      timeNs: 30e9,
      memoryBytes: null,
      pids: 512,
      outputBytes: 16e6,
      traceBytes: 64e6,
      ready: null,
      stop: 'SIGTERM',
      profile: 'docker-default',
      trace: true,
      added: [],
      resolvConf: null,
    });
  });
  it('refuse files for the program that are not sent', () => {
    expect(cell(['cgo=0'], { run: { files: { '/etc/app.conf': './main.go' } } }).run.files).toEqual({ '/etc/app.conf': 'main.go' });
    expect(() => cell(['cgo=0'], { run: { files: { '/a': 'gone.conf' } } })).toThrow(
      'run.files: "gone.conf" is not in what is sent of the project; expected a file below /home/me/project',
    );
  });
});

describe('a matrix too large', () => {
  it('is refused before it is made', () => {
    const many = (count: number, prefix: string): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    expect(() => expand({ axes: { tags: many(200, 't'), base: many(200, 'b'), go: many(200, '1.') } })).toThrow(/combinations; expected at most/);
    expect(() => expand({ axes: { tags: many(200, 't'), base: many(30, 'b') } })).toThrow(new RegExp(`cells; expected at most ${MAX_CELLS}`));
  });
});

describe('whatever the axes', () => {
  const pick = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: values.length });
  const axes = fc.record(
    {
      cgo: pick<string | number | boolean>('0', 1, true, 'off'),
      platform: pick('native', 'arm64', 'linux/arm64/v8', 'linux/amd64', 'arm', '386'),
      libc: pick('glibc', 'musl'),
      link: pick('dynamic', 'static', 'pie', 'static-pie'),
      go: pick('1.22', 'go1.24', '1.24'),
      tags: pick('', 'netgo', 'b,a', 'a,b'),
      base: pick('auto', 'empty', 'glibc'),
      level: pick('-', 'v2', 'v8.1'),
    },
    { requiredKeys: [] },
  );

  it('no cell is there twice, every key reads back, and nothing meaningless stands in one', () => {
    fc.assert(
      fc.property(axes, (chosen) => {
        const { cells, collapsed } = expand({ axes: chosen }); // fast-check leaves keys out, never undefined
        expect(new Set(cells.map((each) => each.key)).size).toBe(cells.length);
        expect(collapsed).toBeGreaterThanOrEqual(0);
        const builds = new Set<string>();
        for (const each of cells) {
          expect(parseCellKey(each.key)).toEqual(each.axes);
          expect(cellKey(each.axes)).toBe(each.key);
          if (each.axes.cgo === '0') expect([each.axes.libc, each.libc, each.need.libc]).toEqual([NONE, null, null]);
          builds.add(JSON.stringify([each.goArgv, each.goEnv, each.libc, each.base, each.axes.go]));
        }
        expect(builds.size).toBe(cells.length);
      }),
      { numRuns: runs(150) },
    );
  });

  it('the cells are the same in whatever order keys and values stand', () => {
    fc.assert(
      fc.property(axes, fc.infiniteStream(fc.nat()), (chosen, random) => {
        const shuffle = <T>(values: T[]): T[] =>
          values
            .map((value) => ({ value, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value); // the stream never ends
        const shuffled = Object.fromEntries(shuffle(Object.entries(chosen)).map(([axis, values]) => [axis, shuffle(values as string[])]));
        const keys = (file: MatrixFile): string[] =>
          expand(file)
            .cells.map((each) => each.key)
            .sort();
        expect(keys({ axes: shuffled })).toEqual(keys({ axes: chosen }));
      }),
      { numRuns: runs(100) },
    );
  });

  const anyAxes: fc.Arbitrary<Axes> = fc.record(
    Object.fromEntries(AXES.map((axis) => [axis, fc.string({ unit: 'grapheme' }).filter((text) => text !== '')])) as Record<Axis, fc.Arbitrary<string>>,
  );
  it('a cell key reads back, whatever the values', () => {
    fc.assert(
      fc.property(anyAxes, (each) => {
        expect(parseCellKey(cellKey(each))).toEqual(each);
      }),
    );
    fc.assert(
      fc.property(anyAxes, (each) => {
        expect(cellKey(each)).toMatch(/^[A-Za-z0-9._~/:@+%=,-]+$/);
      }),
    );
  });
  it('a cell key is an expression that picks its cell', () => {
    fc.assert(
      fc.property(axes, (chosen) => {
        const { cells } = expand({ axes: chosen });
        const wanted = cells[cells.length >> 1] as CellSpec; // there is at least one
        const conditions = parseExpression(wanted.key);
        expect(cells.filter((each) => matches(conditions, each.axes)).map((each) => each.key)).toEqual([wanted.key]);
        expect(expand({ axes: chosen }, { only: [wanted.key] }).cells.map((each) => each.key)).toEqual([wanted.key]);
      }),
      { numRuns: runs(100) },
    );
  });
  it('an expression and its negation part the cells', () => {
    fc.assert(
      fc.property(fc.constantFrom('cgo=1', 'libc=glibc,musl', 'platform=linux/arm64', 'link=-', 'base=empty'), (text) => {
        const { cells } = expand();
        const [yes, no] = [text, `!${text}`].map((expression) => cells.filter((each) => matches(parseExpression(expression), each.axes)));
        expect((yes?.length ?? 0) + (no?.length ?? 0)).toBe(cells.length);
      }),
    );
  });
});
