import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanGoFile } from '../../../src/core/project/gosource.ts';

describe('a Go file', () => {
  it('is a main program with package main and func main', () => {
    expect(scanGoFile('package main\nfunc main() {}\n')).toEqual({ package: 'main', importsC: false, ignored: false, hasMain: true });
    expect(scanGoFile('package main\ntype T struct{}\nfunc (T) main() {}\n').hasMain).toBe(false);
    expect(scanGoFile('package main\nvar f = func() { type main struct{} }\n').hasMain).toBe(false);
    expect(scanGoFile('package lib\nfunc main() {}\n').hasMain).toBe(false);
    expect(scanGoFile('package main; func main() {}').hasMain).toBe(true);
  });
  it('has no main in a comment, a string or a rune', () => {
    expect(scanGoFile('package main\n// func main() {}\n/* func main() {} */\nvar a = "func main() {}"\nvar b = `\nfunc main() {}`\nvar c = \'"\'\n').hasMain).toBe(false);
    expect(scanGoFile('package main\nvar c = \'"\'\nfunc main() {}\nvar d = "\\""').hasMain).toBe(true);
  });
  it.each([
    ['import "C"', true],
    ['// #include <stdio.h>\nimport "C"', true],
    ['import `C`', true],
    ['import (\n\t"fmt"\n\t"C" // here\n)', true],
    ['import ("fmt"; "C")', true],
    ['import "fmt"\nimport _ "C"', true],
    ['// import "C"', false],
    ['/*\nimport "C"\n*/\nimport "fmt"', false],
    ['import "fmt"\nvar s = `\nimport "C"\n`', false],
    ['import C "example.test/c"', false],
    ['import "example.test/C"', false],
  ])('with %j imports C: %s', (imports, importsC) => expect(scanGoFile(`package p\n\n${imports}\n`).importsC).toBe(importsC));
  it.each([
    ['//go:build ignore', true],
    ['//go:build ignore && linux', true],
    ['// +build ignore', true],
    ['//go:build ignore || linux', false],
    ['//go:build linux', false],
    ['//go:build !ignore', false],
    ['// go:build ignore', false],
  ])('under %j is ignored: %s', (constraint, ignored) => expect(scanGoFile(`// Copyright\n\n${constraint}\n\npackage main\n`).ignored).toBe(ignored));
  it('that is none has no package, and never hangs', () => {
    for (const text of ['', '\0\0', 'package', 'package 7', '/*', '"', '`', 'import "C"', "package main\nfunc '", '(((((((((']) expect(() => scanGoFile(text)).not.toThrow();
    expect(scanGoFile('<html>').package).toBe(null);
  });

  const goroot = ((): string | null => {
    try {
      return execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } }).trim();
    } catch {
      return null; // no Go on this machine: nothing to compare with
    }
  })();
  it.skipIf(goroot === null)(
    `is understood as Go itself does, over the standard library${goroot === null ? ' (skipped: no go command on this machine to compare with)' : ''}`,
    () => {
      const folders = ['runtime/cgo', 'net', 'os/user', 'crypto/x509', 'cmd/link', 'cmd/cgo', 'cmd/go', 'go/ast', 'strings'];
      const listed = execFileSync('go', ['list', '-e', '-json=Dir,Name,CgoFiles,GoFiles,IgnoredGoFiles', ...folders], {
        encoding: 'utf8',
        cwd: join(goroot ?? '', 'src'),
        env: { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '1', GOFLAGS: '' },
      });
      let compared = 0;
      for (const document of listed.split(/(?<=^\})\n/m).filter((each) => each.trim() !== '')) {
        const { Dir, Name, CgoFiles = [], GoFiles = [] } = JSON.parse(document) as { Dir: string; Name: string; CgoFiles?: string[]; GoFiles?: string[] };
        for (const file of [...GoFiles, ...CgoFiles]) {
          const facts = scanGoFile(fs.readFileSync(join(Dir, file), 'utf8'));
          expect([file, facts.package, facts.importsC]).toEqual([file, Name, CgoFiles.includes(file)]);
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(100);
    },
  );
});
