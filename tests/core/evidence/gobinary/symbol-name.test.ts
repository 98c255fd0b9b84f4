// The package in the name of a Go symbol.
import { describe, expect, it } from 'vitest';
import { packageOf, unescapePath } from '../../../../src/core/evidence/gobinary/index.ts';
import { isStd } from '../../../../src/core/evidence/gobinary/std.ts';

describe('the package of a symbol', () => {
  it.each([
    ['main.main', 'main'],
    ['main.main.func1.2', 'main'],
    ['net/http.(*Client).Do', 'net/http'],
    ['net/http.(*Client).Do-fm', 'net/http'],
    ['main.init.0', 'main'],
    ['main..inittask', 'main'],
    ['runtime.gcenable.gowrap1', 'runtime'],
    ['gopkg.in/yaml%2ev3.(*decoder).unmarshal', 'gopkg.in/yaml.v3'],
    ['example%2ecom.F', 'example.com'],
    ['example.com/a%20b/c%c3%a9.F', 'example.com/a b/cé'],
    ['go.uber.org/zap.New', 'go.uber.org/zap'],
    ['go/ast.Walk', 'go/ast'],
    ['vendor/golang.org/x/net/idna.ToASCII', 'vendor/golang.org/x/net/idna'],
    ['slices.SortFunc[go.shape.[]net/http.Header,net/http.Header]', 'slices'],
    ['example.com/m.(*Map[example.com/key.K,net/netip.Addr]).Get.func1', 'example.com/m'],
    ['sync/atomic.(*Pointer[internal/sync.entry[net/netip.addrDetail]]).Load', 'sync/atomic'],
    ['main.(*struct { net/http.Handler; A int }).ServeHTTP', 'main'],
    ['main.struct { net/http.Handler }.ServeHTTP', 'main'],
    ['example.com/tool.part.func1', 'example.com/tool'],
    ['fixture/cold.F', 'fixture/cold'],
    ['_/home/me/app.F', '_/home/me/app'],
  ])('%s: %s', (symbol, path) => {
    expect(packageOf(symbol)).toBe(path);
  });

  it.each([
    'type:.eq.net/http.Header',
    'type..eq.github.com/a/b.T',
    'type:.hash.[2]interface {}',
    'go:buildid',
    'go:struct { sync.Mutex }.Lock',
    'go.(*struct { sync.Mutex }).Lock',
    'go.itab.github.com/a/b.T,io.Reader',
    'go:string."a.b/c.d"',
    'x_cgo_init',
    '_.goready.func1',
    '_rt0_amd64_linux',
    'memeqbody',
    '_cgo_3c1cec0c9a4e_Cfunc_add',
    'hash_table.isra.0',
    'error.part.0.cold',
    'CSWTCH.101',
    '_ZN11__sanitizer5ResetEv.localalias',
    '$f64.4010000000000000',
    '.L1',
    '',
  ])('%j has none', (symbol) => {
    expect(packageOf(symbol)).toBeNull();
  });

  it('leaves what is no escape as it stands', () => {
    expect(unescapePath('a%zz/b%2')).toBe('a%zz/b%2');
    expect(unescapePath('日本%2e語')).toBe('日本.語');
  });
});

describe('the standard library', () => {
  const go = (main: string, deps: string[] = []) => ({
    version: 'go1.24',
    path: main,
    main: { path: main, version: '(devel)', sum: '' },
    deps: deps.map((path) => ({ path, version: 'v1.0.0', sum: '', replace: null })),
    settings: {},
  });

  it('is told by the first word of the path', () => {
    const std = isStd(go('example.com/app'));
    expect(['net/http', 'internal/abi', 'vendor/golang.org/x/sys/cpu', 'runtime/cgo'].filter(std)).toHaveLength(4);
    expect(['main', 'example.com/app', 'github.com/a/net', 'cmd/go/internal/load', 'mymodule/net'].filter(std)).toEqual([]);
  });

  it('is not a module of the user with such a name', () => {
    const std = isStd(go('internal/tool', ['net']));
    expect(std('internal/tool/sub')).toBe(false);
    expect(std('internal/toolbox')).toBe(true);
    expect(std('net/http')).toBe(false);
  });
});
