import { describe, expect, it } from 'vitest';
import { isLocalPath, parseModFile } from '../../../src/core/project/modfile.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';

describe('go.mod and go.work', () => {
  it('are read with blocks, comments and quoted strings', () => {
    const file = parseModFile(
      `// a comment
module "example.test/with space" // trailing

go 1.24.4
toolchain go1.25.0

require example.test/one v1.2.3 // indirect
require (
	example.test/two v2.0.0+incompatible // indirect; for tests
	\`example.test/three\` v0.0.0-20240101000000-abcdefabcdef
)
exclude example.test/four v1.0.0
retract [v1.0.0, v1.9.9] // broken
replace (
	example.test/one => ../one
	example.test/two v2.0.0 => example.test/fork v2.1.0
	example.test/three=>"./a b"
)
tool example.test/one/cmd/x
godebug default=go1.21
ignore ./node_modules
`,
      'go.mod',
    );
    expect(file).toMatchObject({ module: 'example.test/with space', go: '1.24.4', toolchain: 'go1.25.0' });
    expect(file.requires.map(({ path, version, indirect }) => [path, version, indirect])).toEqual([
      ['example.test/one', 'v1.2.3', true],
      ['example.test/two', 'v2.0.0+incompatible', true],
      ['example.test/three', 'v0.0.0-20240101000000-abcdefabcdef', false],
    ]);
    expect(file.replaces.map(({ old, oldVersion, target, targetVersion, line }) => [old, oldVersion, target, targetVersion, line])).toEqual([
      ['example.test/one', null, '../one', null, 15],
      ['example.test/two', 'v2.0.0', 'example.test/fork', 'v2.1.0', 16],
      ['example.test/three', null, './a b', null, 17],
    ]);
  });
  it('have use lines in a workspace, alone or in a block', () => {
    expect(parseModFile('go 1.22\nuse ./a\nuse (\n\t.\n\t../b // outside\n)\n', 'go.work').uses).toEqual([
      { dir: './a', line: 2 },
      { dir: '.', line: 4 },
      { dir: '../b', line: 5 },
    ]);
  });
  it('may end their lines as Windows does, and start with a byte order mark', () => {
    expect(parseModFile('\uFEFFmodule a.test/b\r\n\r\ngo 1.22\r\n', 'go.mod')).toMatchObject({ module: 'a.test/b', go: '1.22' });
  });
  it('tell every fault with its line', () => {
    expect(() => parseModFile('module a b\ngo latest\nrequire (\n\tx\n', 'go.mod')).toThrow(InputError);
    expect(() => parseModFile('module a b\ngo latest\nrequire (\n\tx\n', 'go.mod')).toThrow(
      'go.mod:1: expected: module PATH\ngo.mod:2: "go latest" is not a Go version; expected a line such as go 1.24\ngo.mod:4: expected: require PATH VERSION\ngo.mod:3: the block of "require" has no closing ")"',
    );
    expect(() => parseModFile('replace a => \n', 'go.mod')).toThrow('go.mod:1: expected: replace PATH [VERSION] => PATH [VERSION]');
    expect(() => parseModFile('module "a\n', 'go.mod')).toThrow('go.mod:1: the string that starts at column 8 does not end on its line');
  });
  it.each([
    ['./x', true],
    ['..', true],
    ['.', true],
    ['/abs', true],
    ['C:\\x', true],
    ['example.test/x', false],
    ['.hidden/x', false],
  ])('%s as a replacement is a folder: %s', (target, local) => expect(isLocalPath(target)).toBe(local));
});
