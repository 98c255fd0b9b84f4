// The words by which an old Go says that something newer is wanted.
import type { Signal } from '../../types.ts';

/** The version that is wanted stands in one of the groups. Since 1.21 the go command itself refuses; before, it built and said so after an error. */
export const NEWER_GO: Signal = {
  id: 'go-newer-wanted',
  keywords: [
    'requires go',
    'go version',
    'unknown directive',
    'go1.',
    'newer Go version',
    'compile Go 1.',
    'toolchain not available',
    'type parameter',
    'unexpected [',
    'unexpected any',
    'unexpected ~',
    'missing dot in first path element',
    'flag provided but not defined',
    'requires newer',
    'at least Go',
    'unknown block type',
  ],
  pattern: new RegExp(
    [
      String.raw`requires go ?>= ?v?(\d+\.\d+[\w.]*)(?! *; switching| *\([^)]*\); switching)`,
      String.raw`invalid go version '?"?v?(\d+\.\d+[\w.]*)'?"?: must match format`,
      String.raw`(?:note: )?(?:imported by a )?module (?:that )?requires Go (?:>= ?)?(\d+\.\d+[\w.]*)`,
      String.raw`unknown directive: '?"?(toolchain|godebug|tool|ignore|retract|exclude)\b`,
      String.raw`unknown block type: '?"?(tool|godebug|ignore|retract)\b`,
      String.raw`(?:file )?requires newer Go version go(\d+\.\d+[\w.]*)`,
      String.raw`cannot compile Go (\d+\.\d+[\w.]*) code`,
      String.raw`requires? go(\d+\.\d+[\w.]*) or later`,
      String.raw`go(\d+\.\d+[\w.]*)(?: for \S+)?: toolchain not available`,
      String.raw`cannot find "go(\d+\.\d+[\w.]*)" in (?:PATH|\$PATH)`,
      String.raw`(?:needs|need|requires|require|want|wants) (?:at least )?Go (?:version )?(?:>= ?)?v?(\d+\.\d+[\w.]*)(?: or (?:later|newer|higher|above))`,
      String.raw`syntax error: unexpected \[, expect(?:ing|ed) \(`,
      String.raw`syntax error: unexpected any\b|syntax error: unexpected ~`,
      String.raw`\.go:\d+:\d+: (?:type parameters|generic type .{1,160}) (?:require|cannot be used without)`,
      String.raw`flag provided but not defined: -(trimpath|modfile|buildvcs|overlay|mod|pgo|C|modcacherw)\b`,
    ].join('|'),
    'i',
  ),
};

/** `package slices is not in GOROOT (/usr/…)` up to 1.20, `is not in std` since; `malformed module path "slices"` up to 1.13; `cannot find package "embed"` in GOPATH mode. */
export const NOT_IN_STD: Signal = {
  id: 'go-not-in-std',
  keywords: ['is not in GOROOT', 'is not in std', 'missing dot in first path element', 'cannot find package', 'does not begin with hostname'],
  pattern:
    /package "?([a-z0-9][\w./-]*)"?(?: \(from \$GOROOT\))? is not in (?:GOROOT|std)|malformed module path "([a-z0-9][\w./-]*)": missing dot in first path element|cannot find package "([a-z][a-z0-9/]*)" in(?: any of)?|unrecognized import path "([a-z][a-z0-9/]*)": import path does not begin with hostname/,
};

/** The part of the pattern that matched. */
export const groupOf = (match: RegExpMatchArray): string | undefined => match.slice(1).find((each) => each !== undefined);
