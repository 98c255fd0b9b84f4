// The build log parser on real output of `go build -x` (recorded by scripts/make-buildlog-fixtures.sh) and on wordings of other tools and versions.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBuildLog } from '../../../../src/core/evidence/index.ts';
import { runs } from '../../../helpers/runs.ts';

const log = (name: string) => readFileSync(new URL(`../../../fixtures/buildlog/${name}.txt`, import.meta.url), 'utf8');
const errors = (name: string) => parseBuildLog(log(name)).errors.map(({ text }) => text);

describe('good builds', () => {
  it.each(['net-internal', 'net-cached', 'net-static', 'withc', 'pure'])('%s has no errors', (name) => {
    expect(errors(name)).toEqual([]);
  });

  it('lists the command lines as they stand, with their lines', () => {
    const text = log('withc');
    const facts = parseBuildLog(text);
    expect(new Set(facts.commands.map(({ tool }) => tool))).toEqual(new Set(['cgo', 'gcc', 'compile', 'pack', 'buildid', 'link']));
    for (const { line, text: command } of facts.commands) expect(text.split('\n')[line - 1]).toBe(command);
    expect(facts.commands.filter(({ tool }) => tool === 'gcc').length).toBe(text.split('\n').filter((line) => /^(TERM='dumb' )?gcc /.test(line)).length);
  });

  it('warnings of gcc and of a static glibc are warnings', () => {
    expect(parseBuildLog(log('withc')).warnings.map(({ text }) => text)).toEqual(["withc/main.go:3:31: warning: unused variable 'unused' [-Wunused-variable]"]);
    const warnings = parseBuildLog(log('net-static')).warnings;
    expect(warnings.map(({ text }) => /Using '(\w+)' in statically linked/.exec(text)?.[1]).sort()).toEqual([
      'getaddrinfo',
      'getgrgid_r',
      'getgrnam_r',
      'getgrouplist',
      'getpwnam_r',
      'getpwuid_r',
    ]);
  });

  it('a build that the cache answered is cached, one that linked is not', () => {
    expect(parseBuildLog(log('net-cached'))).toMatchObject({ cached: true, linkMode: null, commands: [] });
    expect(parseBuildLog(log('pure')).cached).toBe(false);
  });

  it('the link mode is what the log shows, or null', () => {
    expect(parseBuildLog(log('pure')).linkMode).toBe('internal');
    expect(parseBuildLog(log('withc')).linkMode).toBe('external');
    expect(parseBuildLog(log('net-static')).linkMode).toBe('external');
    // The program's own package came from the cache: it might have C of its own.
    expect(parseBuildLog(log('net-internal')).linkMode).toBeNull();
  });
});

describe('failed builds: the reason stands first', () => {
  it.each([
    ['compile-error', 'bad/main.go:3:15: undefined: undefinedThing'],
    ['undefined-reference', expect.stringMatching(/undefined reference to `not_there'$/)],
    ['missing-header', 'header/main.go:3:11: fatal error: nope/nope.h: No such file or directory'],
    ['missing-library', expect.stringMatching(/cannot find -lnotalib/)],
    ['missing-module', expect.stringMatching(/no required module provides package example\.org\/nope/)],
    ['missing-compiler', expect.stringMatching(/^cgo: C compiler "nope-gcc" not found/)],
    ['cgo-off', expect.stringMatching(/build constraints exclude all Go files/)],
    ['pure-external', '-linkmode=external requires external (cgo) linking, but cgo is not enabled'],
  ])('%s', (name, reason) => {
    const facts = parseBuildLog(log(name));
    expect(facts.errors[0]?.text).toEqual(reason);
    expect(facts.cached).toBe(false);
  });
});

describe('wordings', () => {
  const blocks = (line: string) => `WORK=/tmp/b\n# example.com/x\n${line}\n`;
  it.each([
    ['go: example.com/x@v1.0.0: Get "https://proxy/x": dial tcp: lookup proxy: no such host'],
    ['go: go.mod requires go >= 1.30 (running go 1.24.4; GOTOOLCHAIN=local)'],
    ['verifying example.com/x@v1.0.0: checksum mismatch'],
    ['main.go:5:2: missing go.sum entry for module providing package example.com/x'],
    ['/usr/bin/ld: cannot find -lc'],
    ["/usr/lib/gcc/x86_64-alpine-linux-musl/13.2.1/../../../../x86_64-alpine-linux-musl/bin/ld: foo.o: undefined reference to `__isoc23_strtol'"],
    ['ld.lld: error: undefined symbol: foo'],
    ['clang: error: unsupported argument'],
    ["gcc: error: unrecognized command-line option '-m64'"],
    ['aarch64-linux-gnu-gcc: error: unrecognized argument'],
    ['cc1: error: bad value for -march'],
    ["gcc_arm64.S:30: Error: no such instruction: `stp x29,x30'"],
    ['sqlite3.c:1:10: fatal error: gnu/libc-version.h: No such file or directory'],
    ['/usr/local/go/pkg/tool/linux_amd64/link: signal: killed'],
    ['runtime/cgo(.text): relocation target x_cgo_init not defined'],
    ['package example.com/x: C source files not allowed when not using cgo or SWIG: x.c'],
    ['loadinternal: cannot find runtime/cgo'],
    ['write $WORK/b001/x: no space left on device'],
    ['a wording no one has heard of'],
  ])('%s', (line) => {
    expect(parseBuildLog(blocks(line)).errors.map(({ text }) => text)).toEqual([line]);
  });

  it.each([['go: downloading example.com/x v1.0.0'], ['go: added example.com/x v1.0.0'], ['In file included from x.c:1:'], ["x.c: In function 'f':"], ['   3 | #include <x.h>']])(
    '%s is no error',
    (line) => {
      expect(parseBuildLog(`WORK=/tmp/b\n${line}\n`).errors).toEqual([]);
    },
  );

  it('what stands in a here-document is no output', () => {
    expect(parseBuildLog("WORK=/tmp/b\ncat >$WORK/b001/x.c << 'EOF' # internal\nfatal error: not really\nEOF\n").errors).toEqual([]);
  });

  it('Windows line ends and a missing last one are fine', () => {
    expect(parseBuildLog('# x\r\nmain.go:1:1: syntax error').errors).toEqual([{ line: 2, text: 'main.go:1:1: syntax error' }]);
  });
});

describe('hostile logs', () => {
  it('any text is survived', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('# x', 'WORK=', "cat >a << 'EOF'", 'EOF', '/usr/local/go/pkg/tool/linux_amd64/link -o ', "A='", 'gcc -o x', ': error: ', '\n', '"', "'", 'a=b '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const facts = parseBuildLog(pieces.join(''));
        expect(facts.errors.length + facts.warnings.length + facts.commands.length).toBeLessThanOrEqual(pieces.join('').split('\n').length);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('long lines and many lines are read to the end, and what is kept of them is bounded', () => {
    for (const [text, errors] of [
      ["A='b' ".repeat(200_000), 0],
      ['/'.repeat(1_000_000), 0],
      [`${'a-'.repeat(500_000)}gcc -x`, 0],
      [' \n'.repeat(500_000), 0],
      ['A="\\'.repeat(300_000), 0],
      ['x: error: y\n'.repeat(100_000), 1000],
    ] as const) {
      const facts = parseBuildLog(text);
      expect([facts.errors.length, facts.warnings.length, facts.commands.length], text.slice(0, 8)).toEqual([errors, 0, 0]);
    }
  });
});
