import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProject, type SourceEdit } from '../../../src/core/project/index.ts';
import { packEntries } from '../../../src/core/project/tar.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgoscope-edits-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'go.mod'), 'module example.test/m\n\ngo 1.22\n');
  writeFileSync(join(folder, 'main.go'), 'package main\n\nfunc main() {}\n');
  writeFileSync(join(folder, 'sub', 'tool.sh'), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync('/etc/hostname', join(folder, 'link'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (edits: SourceEdit[]) => readProject(folder, { edits });
async function sent(edits: SourceEdit[]): Promise<string> {
  const { tree } = await read(edits);
  const chunks: Buffer[] = [];
  for await (const chunk of packEntries(tree, tree.entries, 't')) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

describe('edits on the way', () => {
  it('are in what is sent, in its hash and in what is read of the project, and nowhere else', async () => {
    const plain = await read([]);
    const edited = await read([
      { path: 'go.mod', find: 'go 1.22', replace: 'go 1.27' },
      { path: 'cmd/x/main.go', content: 'package main\n\nimport "C"\n\nfunc main() {}\n' },
      { path: 'main.go', content: null },
      { path: 'sub/tool.sh', content: '#!/bin/true\n' },
    ]);
    expect(edited).toMatchObject({ goDirective: '1.27', importsC: true, mains: [{ dir: './cmd/x' }] });
    expect(edited.tree.entries.map(({ path, mode }) => `${path} ${mode.toString(8)}`)).toEqual([
      'cmd 755',
      'cmd/x 755',
      'cmd/x/main.go 644',
      'go.mod 644',
      'link 777',
      'sub 755',
      'sub/tool.sh 755',
    ]);
    expect(edited.tree.hash).not.toBe(plain.tree.hash);
    expect([...edited.edited.keys()]).toEqual(['go.mod', 'cmd/x/main.go', 'main.go', 'sub/tool.sh']);
    expect(readFileSync(join(folder, 'go.mod'), 'utf8')).toContain('go 1.22');
    expect((await read([])).tree.hash).toBe(plain.tree.hash);
    expect(await sent([{ path: 'main.go', find: '{}', replace: '{ print(1) }' }])).toContain('func main() { print(1) }');
  });

  it('that bring back what was there give the same tree', async () => {
    const text = readFileSync(join(folder, 'main.go'), 'utf8');
    expect((await read([{ path: 'main.go', content: text }])).tree.hash).toBe((await read([])).tree.hash);
  });

  it('of one file are made one after the other', async () => {
    const { edited } = await read([
      { path: 'main.go', find: 'main()', replace: 'main() /*1*/' },
      { path: './main.go', find: '/*1*/', replace: '/*2*/' },
    ]);
    expect(edited.get('main.go')?.toString()).toContain('main() /*2*/');
  });

  it('of .dockerignore count too', async () => {
    const { tree } = await read([{ path: '.dockerignore', content: 'sub\nlink\n' }]);
    expect(tree.entries.map(({ path }) => path)).toEqual(['.dockerignore', 'go.mod', 'main.go']);
  });

  it.each<[string, SourceEdit, string]>([
    ['text that is not there', { path: 'go.mod', find: 'go 9', replace: '' }, 'change: sources: go.mod does not hold "go 9", which the change replaces'],
    ['nothing to find', { path: 'go.mod', find: '', replace: 'x' }, 'does not hold ""'],
    ['a file that is not there', { path: 'no.go', find: 'x', replace: '' }, 'change: sources: no.go is not there'],
    ['the removal of a file that is not there', { path: 'no.go', content: null }, 'is not there to be removed'],
    ['a link', { path: 'link', find: 'x', replace: '' }, 'is no plain file'],
    ['a folder', { path: 'sub', content: 'x' }, 'sub is a folder'],
    ['a path below a file', { path: 'main.go/x', content: 'x' }, 'which is no folder'],
    ['a path that leaves the project', { path: '../x', content: 'x' }, 'is no file below'],
    ['an absolute path', { path: '/etc/passwd', find: 'root', replace: '' }, 'is no file below'],
    ['the project itself', { path: '.', content: 'x' }, 'is no file below'],
  ])('refuse %s in one sentence', async (_name, edit, sentence) => {
    await expect(read([edit])).rejects.toThrow(sentence);
  });

  it('refuse what lies behind a link to a folder', async () => {
    symlinkSync('/etc', join(folder, 'way'));
    await expect(read([{ path: 'way/passwd', find: 'root', replace: '' }])).rejects.toThrow('change: sources: way/passwd lies behind a link');
  });
});
