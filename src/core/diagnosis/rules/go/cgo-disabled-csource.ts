// A .c file in a package that does not use cgo. Go of today refuses it only with cgo on and no import "C"; with cgo off it leaves it out (facts/claims.md C77).
import { byHand, cgoOff } from '../../fixes.ts';
import type { Rule, Signal } from '../../types.ts';
import { contextOf } from './context.ts';
import { cgoOnFixes } from './remedies.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf } from './signals.ts';

/** Go 1.4: `when not using cgo`, its betas: `not supported without cgo`; since 1.5 with SWIG. */
const SIGNAL: Signal = {
  id: 'c-source-not-allowed',
  keywords: ['source files not allowed', 'source files not supported', 'not using cgo'],
  pattern: /\b(C|C\+\+|Objective-C|Objective C|Fortran|m|f|S) source files? not (?:allowed when not using cgo(?: or SWIG)?|supported without cgo)(?:: (.+))?/i,
};

export const rule: Rule = {
  id: 'cgo-disabled-csource',
  cause: 'cgo-disabled-csource',
  needs: 'the go command refuses C, C++ … files of a package',
  contradictedBy: 'nothing: the words are of this cause alone; cgo on or off only says which half is missing',
  signals: [SIGNAL, ...CONTEXT_SIGNALS],
  find(seen) {
    const hits = seen.hits(SIGNAL.id);
    const hit = hits[0];
    if (hit === undefined) return null;
    const { cgo } = contextOf(seen);
    const files = hit.match[2]?.trim().split(/\s+/).slice(0, 4).join(', ');
    const what = files === undefined || files === '' ? `${hit.match[1]} files` : files;
    return {
      title:
        cgo?.value === true
          ? `cgo is on, but no Go file of the package says import "C", so nothing compiles ${what}`
          : `${what} cannot be built: the package's Go files do not use cgo here (cgo is off, or none says import "C")`,
      confidence: 0.93,
      evidence: [...evidenceOf(hits, 3), ...(cgo?.evidence ?? [])],
      fixes: [
        byHand('import-c', 'Let a Go file of the package use cgo', ['Add a file with import "C" (and // #include of the header) that is built for this target.']),
        byHand('ignore-c', 'Leave the C file out', [`Begin ${files ?? 'the file'} with //go:build ignore (or //go:build cgo), or move it into a folder without Go files.`]),
        ...(cgo?.value === true ? [{ ...cgoOff(), title: 'Build with CGO_ENABLED=0, which leaves the C file out' }] : cgoOnFixes(seen)),
      ],
      see: [doc('cgo-disabled-csource'), 'https://go.dev/issue/69639'],
      next: cgo === null ? 'whether cgo was on and which files use it: `go env CGO_ENABLED` and `go list -f "{{.CgoFiles}} {{.CFiles}}" .`' : null,
    };
  },
};
