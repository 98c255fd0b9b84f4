// The same words, other facts: what decides between look-alikes. And what facts say when nobody prints a word.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { GO_RULES } from '../../../../../src/core/diagnosis/rules/go/index.ts';
import type { Case } from '../../../../../src/core/diagnosis/types.ts';
import type { Facts } from '../../../../../src/shared/domain/facts.ts';

const NATIVE = { goos: 'linux', goarch: 'amd64', gohostos: 'linux', gohostarch: 'amd64' };
const CROSS = { ...NATIVE, goarch: 'arm64' };

function causes(text: string, facts: Facts = {}, cell: Case['cell'] = null): string[] {
  return explainText(text, { facts, cell }, GO_RULES).findings.map(({ cause }) => cause);
}
const top = (text: string, facts: Facts = {}, cell: Case['cell'] = null): string | undefined => causes(text, facts, cell)[0];
const cell = (axes: Record<string, string>, more: Partial<NonNullable<Case['cell']>> = {}): NonNullable<Case['cell']> => ({
  axes,
  outcome: 'build-failed',
  expected: 'pass',
  green: false,
  exit: null,
  emulated: false,
  cached: false,
  linkage: { asked: 'dynamic', got: null },
  reason: null,
  truncated: [],
  ...more,
});

describe('a package without files', () => {
  const text = 'package example.com/app\n\timports example.com/app/codec: build constraints exclude all Go files in /src/codec';
  it('is for cgo where cgo is off, and not where it is on', () => {
    expect(top(text, { build: { ...CROSS, cgo: false } })).toBe('cgo-disabled-excludes');
    expect(causes(text, { build: { ...NATIVE, cgo: true } })).toEqual(['compile-error']);
  });
  it('is for another system where the package says so', () => {
    const windows = 'package app\n\timports golang.org/x/sys/windows: build constraints exclude all Go files in /go/pkg/mod/golang.org/x/sys@v0.20.0/windows';
    expect(causes(windows, { build: { ...NATIVE, cgo: false } })).toEqual(['compile-error']);
  });
  it('is told of as possible where only words are there, with the fact to look up', () => {
    const [first] = explainText(text, {}, GO_RULES).findings;
    expect(first).toMatchObject({ cause: 'cgo-disabled-excludes', next: expect.stringContaining('go env CGO_ENABLED') as string });
    expect(first?.confidence).toBeLessThan(0.9);
  });
  it('reads cgo from a go env in the log', () => {
    const env = `CGO_ENABLED="0"\nGOARCH="arm64"\nGOHOSTARCH="amd64"\nGOHOSTOS="linux"\nGOOS="linux"\n${text}`;
    const [first] = explainText(env, {}, GO_RULES).findings;
    expect(first?.cause).toBe('cgo-disabled-excludes');
    expect(first?.evidence.map((each) => each.text)).toContain('CGO_ENABLED="0"');
  });
});

describe('an undefined name', () => {
  const text = '# example.com/app\n./main.go:9:7: undefined: which';
  it('is in a file that needs cgo where cgo is off, and wrong where it is on', () => {
    expect(top(text, { build: { ...NATIVE, cgo: false, exitStatus: 1 } })).toBe('cgo-disabled-excludes');
    expect(causes(text, { build: { ...NATIVE, cgo: true, exitStatus: 1 } })).toEqual(['compile-error']);
    expect(top(text)).toBe('compile-error');
  });
  it('is lost to -tags cgo where that is given and cgo is off', () => {
    const facts: Facts = { build: { ...NATIVE, cgo: false, flags: ['-tags', 'netgo,cgo'], exitStatus: 1 } };
    expect(top(text, facts)).toBe('cgo-tag-conflict');
    expect(explainText(text, { facts }, GO_RULES).findings.find(({ cause }) => cause === 'cgo-disabled-excludes')?.follows).toMatch(/cgo-tag-conflict/);
    expect(causes(text, { build: { ...NATIVE, cgo: true, flags: ['-tags=cgo'], exitStatus: 1 } })).toEqual(['compile-error']);
    expect(top(`+ CGO_ENABLED=0 go build -tags cgo .\n${text}`)).toBe('cgo-tag-conflict');
  });
  it('is wrong by itself beside other mistakes, and where an import is missing', () => {
    expect(top(`${text}\n./main.go:4:2: "os" imported and not used`, { build: { ...NATIVE, cgo: false } })).toBe('compile-error');
    expect(top('./main.go:9:7: undefined: strings', { build: { ...NATIVE, cgo: false } })).toBe('compile-error');
  });
  it('is too new where the standard library got it later', () => {
    const cut = './main.go:9:7: undefined: strings.CutPrefix';
    expect(top(cut, { build: { go: 'go1.19.8', cgo: true } })).toBe('go-too-old');
    expect(causes(cut, { build: { go: 'go1.24.4', cgo: true } })).toEqual(['compile-error']);
  });
  it('belongs to a package that is known to be C', () => {
    expect(top('./main.go:6:8: undefined: kafka.NewProducer')).toBe('cgo-disabled-excludes');
    expect(top('./main.go:6:8: undefined: kafka.NewProduser', { build: { cgo: true } })).toBe('compile-error');
    expect(top('./main.go:6:8: undefined: duck.Open', { build: { cgo: false, deps: ['github.com/marcboeker/go-duckdb@v1.8.0'] } })).toBe('cgo-disabled-excludes');
  });
});

describe('cgo that went off by itself', () => {
  const stub = "2024/01/01 10:00:00 Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub";
  it('is found where the machine builds for itself and has no compiler, and the stub follows from it', () => {
    const facts: Facts = { build: { go: 'go1.22.1', ...NATIVE, cgo: false, cc: null } };
    expect(causes(stub, facts)).toEqual(['cgo-silently-off', 'cgo-disabled-stub']);
  });
  it('is not found for another target, an older Go, or where somebody turned it off', () => {
    expect(causes(stub, { build: { go: 'go1.22.1', ...CROSS, cgo: false, cc: null } })).toEqual(['cgo-disabled-stub']);
    expect(causes(stub, { build: { go: 'go1.19.1', ...NATIVE, cgo: false, cc: null } })).toEqual(['cgo-disabled-stub']);
    expect(causes(`ENV CGO_ENABLED=0\n${stub}`, { build: { go: 'go1.22.1', ...NATIVE, cgo: false, cc: null } })).toEqual(['cgo-disabled-stub']);
    expect(causes(stub, { build: { go: 'go1.24.4', goos: 'linux', goarch: 'amd64', cgo: false, cc: null } }, cell({ cgo: '0' }, { outcome: 'exit' }))).toEqual([
      'cgo-disabled-stub',
    ]);
  });
  it('is found from facts alone where cgo was asked for', () => {
    expect(top('', { build: { ...NATIVE, cgo: false, cc: null } }, cell({ cgo: '1' }, { outcome: 'exit' }))).toBe('cgo-silently-off');
    expect(causes('', { build: { ...NATIVE, cgo: true, cc: 'gcc' } }, cell({ cgo: '1' }, { outcome: 'exit' }))).toEqual([]);
    expect(causes('', { build: { goos: 'linux', goarch: 'amd64', cgo: false, cc: null } }, cell({ cgo: '0' }, { outcome: 'pass' }))).toEqual([]);
  });
  it('does not blame a stub where the binary has cgo', () => {
    const [first] = explainText(stub, { facts: { elf: { goSettings: { CGO_ENABLED: '1' } } } }, GO_RULES).findings;
    expect(first?.confidence ?? 0).toBeLessThan(0.5);
  });
});

describe('a level', () => {
  const built = (goarch: string, settings: Record<string, string>, go = 'go1.24.4'): Facts => ({
    build: { go, goos: 'linux', goarch, exitStatus: 0 },
    elf: { format: 'elf', goSettings: settings },
  });
  it('that no Go knows is found from facts alone, and a good one is not', () => {
    expect(causes('', built('arm', { GOARM: '8' }))).toEqual(['level-nonsense']);
    expect(causes('', built('arm', { GOARM: '7' }))).toEqual([]);
    expect(causes('', built('arm', { GOARM: '6,softfloat' }))).toEqual([]);
    expect(causes('', built('amd64', { GOAMD64: 'v9' }))).toEqual(['level-nonsense']);
    expect(causes('', built('amd64', { GOAMD64: 'v3' }))).toEqual([]);
    expect(causes('', built('arm64', { GOARM64: 'v8.2,lse' }))).toEqual([]);
    expect(causes('', built('386', { GO386: 'sse2' }))).toEqual([]);
  });
  it('that this Go is too old for is found on the command line', () => {
    const line = '$ GOARCH=arm64 GOARM64=v8.2 go build';
    expect(top(`go version go1.22.12 linux/amd64\n${line}`)).toBe('level-nonsense');
    expect(causes(`go version go1.24.4 linux/amd64\n${line}`)).toEqual([]);
  });
  it('is refused in the words of many versions', () => {
    for (const text of [
      'go: invalid GOARM: must start with 5, 6, or 7, and may optionally end in either ",hardfloat" or ",softfloat"',
      'invalid GOAMD64: must be v1, v2, v3, v4',
      'Invalid GOARM value. Must be 5, 6, or 7.',
      'unsupported setting GO386=387. Consider using GO386=softfloat instead.',
      'go: invalid GOARM64: must start with v8.{0-9} or v9.{0-5} and may optionally end in ",lse" and/or ",crypto"',
      'cmd/go: unsupported GOOS/GOARCH pair linux/armv7',
    ])
      expect(top(text)).toBe('level-nonsense');
  });
});

describe('what cannot be started', () => {
  const text = 'fork/exec /tmp/go-build42/b001/exe/gen: exec format error\nmain.go:3: running "go": exit status 1';
  it('is built for another target where GOOS or GOARCH is set', () => {
    expect(explainText(text, { facts: { build: CROSS } }, GO_RULES).findings[0]).toMatchObject({ cause: 'env-goos-goarch-leak', confidence: 0.98 });
    expect(explainText(text, { facts: { build: NATIVE } }, GO_RULES).findings[0]?.confidence ?? 0).toBeLessThan(0.5);
  });
  it('is a binary that was built for other than the cell asked', () => {
    const facts: Facts = { elf: { format: 'pe', goSettings: { GOOS: 'windows', GOARCH: 'amd64' } } };
    expect(top('', facts, cell({ platform: 'linux/amd64' }, { outcome: 'start-failed' }))).toBe('env-goos-goarch-leak');
    expect(causes('', { elf: { format: 'elf', goSettings: { GOOS: 'linux', GOARCH: 'arm' } } }, cell({ platform: 'linux/arm/v7' }, { outcome: 'start-failed' }))).toEqual([]);
  });
});

describe('a module', () => {
  it.each([
    ['go: example.com/x@v1.0.0: Get "https://proxy.golang.org/example.com/x/@v/v1.0.0.mod": dial tcp: lookup proxy.golang.org: no such host'],
    ['main.go:4:2: no required module provides package github.com/a/b; to add it:\n\tgo get github.com/a/b'],
    ['main.go:4:2: missing go.sum entry for module providing package github.com/a/b (imported by app); to add:'],
    ['go: github.com/a/b@v1.2.3: invalid version: unknown revision v1.2.3'],
    ['go: module lookup disabled by GOPROXY=off'],
    ['go: inconsistent vendoring in /src:'],
    ['go: updates to go.mod needed; to update it:\n\tgo mod tidy'],
    ['go: example.com/private@v0.1.0: reading https://proxy.golang.org/example.com/private/@v/v0.1.0.mod: 404 Not Found'],
    ['go: example.com/private@v0.1.0: reading https://goproxy.corp.example/x/@v/v0.1.0.info: 403 Forbidden'],
    ['go: missing Git command. See https://golang.org/s/gogetcmd'],
    ['go: github.com/a/b@v1.0.0: verifying module: github.com/a/b@v1.0.0: reading https://sum.golang.org/lookup/github.com/a/b@v1.0.0: 410 Gone'],
    ['build app: cannot load github.com/a/b: cannot find module providing package github.com/a/b'],
  ])('%s', (text) => expect(top(text)).toBe('module-download'));

  it.each([
    ['2024/01/01 dial tcp: lookup db.example.org: no such host'],
    ['panic: Get "https://api.example.org/v1": dial tcp 10.0.0.1:443: i/o timeout'],
    ['fatal: could not read Username for "https://github.com": terminal prompts disabled\nError: fetching submodule failed (actions/checkout)'],
    ['sha256sum: WARNING: 1 computed checksum did NOT match'],
    ['GET https://api.example.org/users: 404 Not Found'],
  ])('is not blamed for %s', (text) => expect(causes(text)).not.toContain('module-download'));
});

describe('an older Go', () => {
  it.each([
    ['go: go.mod requires go >= 1.22 (running go 1.19; GOTOOLCHAIN=local)'],
    ["go: errors parsing go.mod:\n/src/go.mod:3: invalid go version '1.21.0': must match format 1.23"],
    ['go.mod:5: unknown directive: toolchain'],
    ['note: module requires Go 1.20'],
    ['compile: cannot compile Go 1.22 code'],
    ['main.go:5:2: package log/slog is not in std (/usr/local/go/src/log/slog)'],
    ['./x.go:5:11: syntax error: unexpected [, expecting ('],
    ['go: download go1.24.0 for linux/amd64: toolchain not available'],
    ['flag provided but not defined: -trimpath'],
    ['go: golang.org/x/tools@v0.30.0 requires go >= 1.23.0 (running go 1.22.5; GOTOOLCHAIN=local)'],
    ['main.go:4:2: cannot find package "embed" in any of:\n\t/usr/local/go/src/embed (from $GOROOT)'],
    ['internal/x.go:1:1: file requires newer Go version go1.22 (application built with go1.21)'],
  ])('%s', (text) => expect(top(text)).toBe('go-too-old'));

  it('is not blamed where the Go that builds is new enough, nor where it switches by itself', () => {
    expect(causes('note: module requires Go 1.20', { build: { go: 'go1.24.4' } })).toEqual([]);
    expect(causes('go: k8s.io/api@v0.30.0 requires go >= 1.22.0; switching to go1.22.3')).not.toContain('go-too-old');
  });
});

describe('what is no failure', () => {
  const warning =
    "# github.com/mattn/go-sqlite3\nsqlite3-binding.c: In function 'sqlite3SelectNew':\nsqlite3-binding.c:128049:10: warning: function may return address of local variable [-Wreturn-local-addr]";
  it('is said where nothing failed', () => {
    expect(causes(warning)).toEqual(['not-a-failure']);
    expect(causes('# example.com/app\nloadinternal: cannot find runtime/cgo')).toEqual(['not-a-failure']);
  });
  it('is not said where something did, by words or by facts', () => {
    expect(causes(`${warning}\nexit status 2`)).toEqual([]);
    expect(causes(`${warning}\ncollect2: error: ld returned 1 exit status`)).toEqual([]);
    expect(causes(warning, { build: { exitStatus: 1 } })).toEqual([]);
    expect(causes(warning, {}, cell({ cgo: '1' }))).toEqual([]);
  });
  it('is not said of a log that has nothing of it, nor of arguments that count', () => {
    expect(causes('ok  \texample.com/app\t0.012s')).toEqual([]);
    expect(causes('go: downloading golang.org/x/sys v0.20.0')).toEqual([]);
    expect(causes('[Warning] One or more build-args [GOOS GOARCH] were not consumed')).toEqual([]);
    expect(causes('[Warning] One or more build-args [COMMIT] were not consumed')).toEqual(['not-a-failure']);
  });
});

describe('a place in a file', () => {
  it.each([
    ['main.go:42: unexpected status 500 from upstream'],
    ['    main_test.go:5: got the error we want: permission denied'],
    ['2024/01/01 10:00:00 server.go:17: listening on :8080'],
    ['\t/src/main.go:12 +0x1d'],
  ])('is no compile error in %s', (text) => expect(causes(text)).toEqual([]));
  it.each([
    ['./main.go:8:2: declared and not used: count'],
    ['./main.go:8: count declared but not used'],
    ['main.go:3:8: could not import fmtt (package fmtt is not in std)'],
    ['vet: ./main.go:9:2: undeclared name: cout'],
    ['./main.go:7:18: cannot use "three" (untyped string constant) as int value in variable declaration'],
    ['./main.go:9:1: syntax error: unexpected }, expected expression'],
    ['imports example.com/a\n\timports example.com/b\n\timports example.com/a: import cycle not allowed'],
    ['./main.go:12:6: main redeclared in this block'],
  ])('is one in %s', (text) => expect(top(text)).toBe('compile-error'));
});
