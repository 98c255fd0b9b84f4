import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandMatrix, parseDuration, parseMatrixFile, parseSize, renderInit } from '../../../src/core/matrix/index.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { matrixFileSchema, type MatrixFile } from '../../../src/shared/domain/matrix-file.ts';
import { project, world } from '../../builders/matrix.ts';
import { runs } from '../../helpers/runs.ts';

const parse = (text: string): MatrixFile => parseMatrixFile(text, 'cgoscope.yaml').file;
const faults = (text: string): string[] => {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.split('\n').map((line) => line.replace(/^cgoscope\.yaml:/, '')); // just checked
  }
  throw new Error('nothing was found wrong');
};

describe('a matrix file', () => {
  it('may say nothing', () => {
    for (const text of ['', '\n', '# only a comment\n', '---\n', 'axes:\n  # nothing\nrun:\n']) expect(parse(text)).toEqual({});
  });
  it('keeps values of axes, environments and arguments as they were written', () => {
    expect(
      parse(
        'axes:\n  go: [1.20, 1.10]\n  cgo: [on, false]\n  level: 7\nenv: {V: 1.10, H: 0x10, B: yes, N: null}\nrun: {args: [1.0, true, ~], user: 0, stdin: 5, env: {P: 08080}}\ncells:\n  - {when: cgo=1, env: {X: 1.50}, run: {args: [1e3]}}\n',
      ),
    ).toEqual({
      axes: { go: ['1.20', '1.10'], cgo: ['on', 'false'], level: '7' },
      env: { V: '1.10', H: '0x10', B: 'yes', N: 'null' },
      run: { args: ['1.0', 'true', '~'], user: '0', stdin: '5', env: { P: '08080' } },
      cells: [{ when: 'cgo=1', env: { X: '1.50' }, run: { args: ['1e3'] } }],
    });
  });
  it('may name images in every way that an engine takes, and no level', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;
    const images = ['alpine', 'alpine:3.20', 'a/b/c-d__e.f:V1', 'localhost/x', 'localhost:5000/x:1', 'Reg.example:443/x/y', 'host:5000/x', `x@${digest}`, `x:1@${digest}`, digest];
    for (const image of images) expect(parse(JSON.stringify({ axes: { base: [image] }, toolchain: { image } }))).toEqual({ axes: { base: [image] }, toolchain: { image } });
    expect(parse('axes: {level: [none, v3]}\n')).toEqual({ axes: { level: ['none', 'v3'] } });
  });
  it('may use anchors', () => {
    expect(parse('cells:\n  - when: cgo=1\n    env: &e {A: 1.10}\n  - when: cgo=0\n    env: *e\n').cells?.map((rule) => rule.env)).toEqual([{ A: '1.10' }, { A: '1.10' }]);
  });
  it('with every key is what the schema says', () => {
    const file = parse(`version: 1
axes: {package: ./..., cgo: 1, platform: [native, arm64], libc: [glibc], link: pie, go: "1.24", tags: ["", "a,b"], base: auto, level: [v1, v8.0+lse]}
toolchain: {image: "golang:1.24"}
env: {CGO_CFLAGS: -O2}
goflags: -mod=vendor
ldflags: -s -w -X 'main.v=1 2'
gcflags: all=-N -l
trimpath: false
buildvcs: true
packages: {glibc: [zlib1g-dev], "musl linux/arm64": [x]}
sources: {exclude: ["**/*.log"]}
modules: {proxy: "https://proxy.test", private: "*.corp.test", nosumdb: a, sumdb: off, ca: [corp.pem]}
build: {limits: {time: 10m, memory: 2GB, pids: 100}}
run:
  args: [serve]
  network: none
  files: {/etc/app.conf: conf/app.conf}
  limits: {time: 500ms, memory: 64MiB, pids: 10, output: 1000, trace: 1kB}
  ready: {http: 8080/healthz}
  stop: SIGINT
  profile: hardened
  trace: off
cells: [{when: "libc=musl !platform=native", run: {ready: {after: 1.5s}}, ldflags: -w}]
expect: [{when: "cgo=1,0 link=-", outcome: exit, code: 3, why: because}]
include: [cgo=1]
exclude: ["package=./cmd/x tags=a%2Cb"]
`);
    expect(matrixFileSchema.parse(file)).toEqual(file);
    expect(Object.keys(file).sort()).toEqual(Object.keys(matrixFileSchema.shape).sort());
    expect(file.modules?.sumdb).toBe('off');
  });
});

describe('what is wrong with a matrix file', () => {
  it('is told all at once, each with line, column, what was expected and what was probably meant', () => {
    expect(
      faults(`version: 2
axes:
  cgoo: [1]
  go: [1.20, banana]
  libc: [glbc]
  platform: [linux/amd46, arm64]
  tags: {a: 1}
run:
  ready: {tcpp: 3}
  limits: {time: 3x, pids: 0}
  stop: SIGTREM
  network: outsid
  files: {etc/x: ../x}
expect:
  - {when: "lib=musl", outcome: exits}
  - {outcome: pass, code: 3}
cells:
  - when: "libc=mussl"
    run: {ready: {tcp: 99999}}
exclude: [""]
env: {GOOS: linux, "A B": 1}
ldflags: "-X 'a"
packages: {glibcc: [a], musl: ["-y"]}
`),
    ).toEqual([
      '1:10: version is 2; expected 1',
      '3:3: axes.cgoo is not known; did you mean cgo? expected one of package, cgo, platform, libc, link, go, tags, base, level',
      '4:14: axes.go[1]: "banana" is not a value of go; expected a Go version such as 1.24',
      '5:10: axes.libc[0]: "glbc" is not a value of libc; did you mean glibc? expected glibc or musl',
      '6:14: axes.platform[0]: "linux/amd46" is not a value of platform; did you mean linux/amd64? expected native, or linux/ with one of 386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x',
      '7:9: axes.tags is a map; expected text or a number or true or false or a list',
      '9:10: run.ready has the keys "tcpp"; expected one of tcp, http, log, after',
      '10:18: run.limits.time is "3x"; expected a duration such as 500ms, 30s or 2m',
      '10:28: run.limits.pids is 0; expected more than 0',
      '11:9: run.stop is "SIGTREM"; did you mean SIGTERM? expected one of SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGKILL, SIGPIPE, SIGPROF, SIGPWR, SIGQUIT, SIGTERM, SIGTRAP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ',
      '12:12: run.network is "outsid"; did you mean outside? expected one of none, isolated, outside',
      '13:11: "etc/x" is not absolute; expected a path in the container such as /etc/app.conf',
      '13:18: run.files.etc/x is "../x"; expected a path below the project',
      '15:12: expect[0].when: "lib" in "lib=musl" is not an axis; expected one of package, cgo, platform, libc, link, go, tags, base, level',
      '15:33: expect[0].outcome is "exits"; did you mean exit? expected one of pass, build-failed, start-failed, exit, signal, timed-out, oom',
      '16:5: expect[1] lacks when; expected text',
      '18:11: cells[0].when: "mussl" is not a value of libc; did you mean musl? expected glibc or musl',
      '19:24: cells[0].run.ready.tcp is 99999; expected at most 65535',
      '20:11: exclude[0]: an empty expression picks nothing',
      '21:7: env.GOOS is decided by the axis platform; expected it there',
      '21:20: "A B" is no name of a variable; expected letters, digits and _',
      '22:10: ldflags: the \' at column 4 of "-X \'a" has no end',
      '23:12: packages."glibcc" is not known; expected glibc or musl, or one of them with a platform such as "musl linux/arm64"',
      '23:32: "-y" is no name of a package',
    ]);
  });

  it.each([
    ['axes: [', /^1:\d+: Flow sequence/],
    ['axes:\n\tgo: 1\n', /^2:1: Tabs are not allowed/],
    ['a: "x', /^1:\d+: Missing closing/],
    ['axes: {}\n---\naxes: {}\n', /^2:1: a second document starts here; expected one$/],
    ['env: {A: 1, A: 2}\n', /^1:13: this key stands twice/],
    ['env: {A: *gone}\n', /^1:10: /],
    ['- 1\n', /^1:1: the file is a list; expected keys with values$/],
    ['hello\n', /^1:1: the file is "hello"; expected keys with values$/],
    ['axes: 3\n', /^1:7: axes is 3; expected keys with values$/],
    ['axes:\n  go:\n    - \n', /^3:7: an empty list item; expected a value$/m],
    ['axes: {go: []}\n', /^1:12: axes\.go is an empty list/],
    ['axes: {link: [[pie]]}\n', /^1:15: axes\.link\[0\] is a list; expected text or a number or true or false$/],
    ['? [a]\n: 1\n', /this key is no text/],
    ['toolchain: debain\n', /^1:12: toolchain is "debain"; did you mean debian\? expected one of auto, debian, images or keys with values$/],
    ['toolchain: {image: "BAD Image!"}\n', /^1:20: toolchain\.image is "BAD Image!"; expected an image reference such as golang:1\.24$/],
    ['axes: {base: [a/../b, Upper/x, "x:y:z"]}\n', /axes\.base\[0\]: "a\/\.\.\/b" is not .*\n.*axes\.base\[1\].*\n.*axes\.base\[2\]/],
    ['run: {workdir: data}\n', /^1:16: run\.workdir is "data"; expected an absolute path in the container such as \/data$/],
    ['run: {limits: {memory: 1MB}}\n', /^1:24: run\.limits\.memory is "1MB"; expected at least 6MiB, the least that an engine takes$/],
    ['build: {limits: {memory: 5MiB}}\n', /build\.limits\.memory is "5MiB"; expected at least 6MiB/],
    ['__proto__: {a: 1}\n', /^1:1: __proto__ is not known/],
    ['"a\\u202eb": 1\n', /^1:1: "a\\u202eb" is not known/],
    ['expect: [{when: cgo=1, outcome: pass, code: 1}]\n', /says nothing with outcome pass/],
    ['run: {ready: {http: "99999/x"}}\n', /expected a port and a path such as 8080\/healthz/],
    ['run: {limits: {time: 0s}}\n', /run\.limits\.time: "0s" is not a duration/],
  ])('%j', (text, expected) => expect(faults(text).join('\n')).toMatch(expected));

  it.each([
    [
      'aliases that mean billions of values',
      `a: &a [b,b,b,b,b,b,b,b,b]\n${Array.from('bcdefgh')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
        .join('\n')}\n`,
    ],
    ['an alias of itself', 'a: &x {b: *x}\n'],
    ['brackets without end', '['.repeat(200_000)],
    ['dashes without end', '- '.repeat(40_000)],
    ['dashes without end on a second line', `a:\n${'- '.repeat(100_000)}`],
    ['braces', '{a: '.repeat(100_000)],
    ['questions', '? '.repeat(40_000)],
    ['a very long file', `# ${'x'.repeat(2_000_000)}`],
    ['very many keys', Array.from({ length: 12_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['very deep lines', Array.from({ length: 3000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
  ])('is found in bounded time: %s', { timeout: 8000 }, (_, text) => {
    const lines = faults(text);
    expect(lines.length).toBeLessThanOrEqual(51);
    expect(lines[0]).toMatch(/^\d+:\d+: /);
  });

  it('never is an error of ours, whatever the text', () => {
    const word = fc.constantFrom(
      'axes',
      'go',
      'run',
      'cells',
      'when',
      'expect',
      ':',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '&a',
      '*a',
      '!!str',
      '|',
      '>',
      '#',
      '1.20',
      'cgo=1',
      'null',
      '~',
      '\t',
      '%',
      '---',
      'é',
      '\u{1F600}',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        try {
          parse(words.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe('durations and sizes', () => {
  it.each([
    ['500ms', 5e8],
    ['30s', 3e10],
    ['1.5m', 9e10],
    ['2h', 7.2e12],
  ])('%s is %d ns', (text, ns) => expect(parseDuration(text)).toBe(ns));
  it.each<[string | number, number]>([
    [1000, 1000],
    ['64MB', 64e6],
    ['64M', 64e6],
    ['2GiB', 2 ** 31],
    ['1.5 kB', 1500],
    ['7B', 7],
  ])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));
  it.each(['', '3', '3 s', '-1s', '0s', '9'.repeat(30) + 'h'])('%j is no duration', (text) => expect(() => parseDuration(text)).toThrow(InputError));
  it.each(['', 'x', '0', '-5', '1e9', '9'.repeat(30)])('%j is no size', (text) => expect(() => parseSize(text)).toThrow(InputError));
});

describe('the file that init writes', () => {
  it.each([
    ['one main', project()],
    ['many mains', project(['./cmd/a', './cmd/b c', './cmd/no', './cmd/"x"', './cmd/é: #'])],
    ['three odd mains', project(['.', './yes', "./it's [x], {y}"])],
    ['a directive no toolchain satisfies', project(['.'], { goDirective: '1.99' })],
  ])('parses and plans the same cells as no file: %s', (_, each) => {
    for (const at of [world(), world({ emulated: [] }), world({ native: 'linux/arm64', emulated: ['linux/amd64', 'linux/arm/v7'] })]) {
      const { file } = parseMatrixFile(renderInit(each, at), 'cgoscope.yaml');
      const cells = (use: MatrixFile) => expandMatrix({ project: each, file: use, set: [], only: [], world: at }).cells.map(({ unsupported: _reason, ...cell }) => cell);
      expect(cells(file)).toEqual(cells({}));
    }
  });
  it('parses still when every commented line is taken in', () => {
    const text = renderInit(project(), world())
      .split('\n')
      .map((line) => line.replace(/^(\s*)# ((?:tags|base|level|env|ldflags|trimpath|packages|sources|run|exclude|expect|cells):.*|  .*)$/, '$1$2'))
      .join('\n')
      .replace('{tcp: 8080}', '{tcp: 8080}');
    const file = parse(text);
    expect(Object.keys(file).sort()).toEqual(['axes', 'cells', 'env', 'exclude', 'expect', 'ldflags', 'packages', 'run', 'sources', 'trimpath', 'version']);
    expect(expandMatrix({ project: project(), file, set: [], only: [], world: world() }).cells.length).toBeGreaterThan(10);
  });
});
