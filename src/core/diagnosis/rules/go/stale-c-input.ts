// A C header or library outside the package changed, and Go's build cache did not notice: `go help cache` says so (facts/claims.md C27). Nothing is printed by
// Go; what shows is a program whose header and library say different versions, or a change of C that has no effect.
import { byHand, change } from '../../fixes.ts';
import type { Draft, Rule, Signal } from '../../types.ts';
import { CACHE_RESTORED, doc, evidenceOf } from './signals.ts';

const MISMATCH: Signal = {
  id: 'c-version-mismatch',
  keywords: ['version', 'mismatch', 'headers', 'header V', 'built with', 'built against', 'compiled against', 'compiled with'],
  pattern:
    /(?:header|headers|header file)\b.{0,80}(?:\b(?:and|vs\.?|but|while|does not match|doesn't match|differs from)\b|!=).{0,60}\b(?:lib|library|source|runtime)\b.{0,40}(?:version|mismatch|differ|\d)|header V ?= ?\d+,? lib ?= ?\d+|(?:header|library|lib|source|ABI) (?:and \w+ )?(?:library )?version[s]? mismatch|version mismatch(?: error)?[.:].{0,80}(?:built|compiled|linked|headers)|(?:built|compiled) (?:against|with) (?:\w+[ -])?(?:version )?v?[\d.x]+,? (?:but|and) (?:running|linked|run|using|loaded|you have)|was compiled with (?:\w+ )?[\d.]+ (?:but|and) is (?:running|linked)|Application built with \S+ but running with/i,
};
const VERIFY: Signal = { id: 'gocacheverify', keywords: ['cache verify failed', 'internal cache error'], pattern: /cache verify failed|go: internal cache error/i };
/** The same sources built twice, the second time with everything anew. */
const REBUILT: Signal = {
  id: 'go-build-a',
  keywords: ['go build -a', 'go install -a', 'clean -cache', 'go test -a', 'go run -a'],
  pattern: /go (?:build|install|test|run) (?:\S+ )*-a\b|go clean (?:-\w+ )*-cache\b/,
};
const SAME_OUTPUT: Signal = {
  id: 'c-change-unseen',
  keywords: [
    'unchanged',
    'nothing is rebuil',
    'still the old',
    'old header',
    'stale',
    'not used',
    'not there',
    'not picked up',
    'not noticed',
    'no effect',
    'not linked',
    'not relinked',
  ],
  pattern:
    /\b(?:new|changed|updated|rebuilt) (?:static |shared |C )?(?:library|archive|header|\.a|\.h|\.c|printf|value|code|function)(?: file)? (?:(?:is|was) not (?:used|there|picked up|noticed|linked|relinked)|has no effect)|output unchanged|nothing is rebuil[dt]|still (?:prints |shows |uses )?the old (?:header|library|version|value)|stale (?:header|archive|object|library|cgo)/i,
};
/** In a session at a prompt: a C file, a header or an archive is edited or made anew. */
const C_TOUCHED: Signal = {
  id: 'c-input-touched',
  keywords: ['touch ', 'sed -i', 'rebuil', 'edit ', 'vim ', 'nano ', 'patch ', '$ vi ', '% vi ', '# vi ', 'ar rc', 'ar -rc'],
  pattern: /(?:^|[$%#>] |&& )(?:# ?)?(?:vi|vim|nano|touch|sed -i|patch|rebuil[dt]|edit|ar -?rc?s?)\b.{0,120}\.(?:c|h|cc|cpp|hpp|a|so)\b/,
};

export const rule: Rule = {
  id: 'stale-c-input',
  cause: 'stale-c-input',
  needs: 'a header and a library that say different versions in one program, or a change of C that has no effect until all is built anew',
  contradictedBy: 'a cell whose build compiled everything; a library that is loaded at run time and is simply another one there',
  signals: [MISMATCH, VERIFY, REBUILT, SAME_OUTPUT, C_TOUCHED, CACHE_RESTORED],
  find(seen): Draft | null {
    const mismatch = seen.hits(MISMATCH.id);
    const verify = seen.hits(VERIFY.id);
    const rebuilt = seen.hits(REBUILT.id);
    const unseen = seen.hits(SAME_OUTPUT.id);
    // A C input was changed, and later all was built anew: who does that saw no effect before.
    const anew = rebuilt.at(-1);
    const touched = seen.hits(C_TOUCHED.id).filter(({ line }) => anew !== undefined && line.log === anew.line.log && line.number < anew.line.number);
    const signs = [...mismatch, ...verify, ...unseen, ...touched];
    const first = signs[0];
    if (first === undefined) return null;
    const cached = seen.cell?.cached === true || seen.hits(CACHE_RESTORED.id).length > 0;
    const inOne = mismatch.some(({ line }) => /header\b.{0,40}\blib/i.test(line.text));
    let confidence = verify.length > 0 ? 0.75 : unseen.length > 0 && rebuilt.length > 0 ? 0.85 : inOne ? 0.7 : touched.length > 0 ? 0.5 : 0.4;
    if (cached || rebuilt.length > 0) confidence = Math.min(0.92, confidence + 0.2);
    if (seen.cell !== null && !seen.cell.cached) confidence = Math.min(confidence, 0.45);
    return {
      title: 'A C header or library changed, and the build cache still holds what was compiled against the old one',
      confidence,
      evidence: [
        ...evidenceOf(signs, 3),
        ...evidenceOf(rebuilt, 1),
        ...(seen.cell?.cached === true ? [{ source: 'facts' as const, path: 'cached', text: 'true' }] : evidenceOf(seen.hits(CACHE_RESTORED.id), 1)),
      ],
      fixes: [
        change('rebuild-all', 'Build everything anew (-a)', { goflags: '-a' }, ['every package is compiled again: minutes instead of seconds']),
        byHand('clean-cache', 'Empty the build cache once', ['go clean -cache   (or go build -a)', 'In CI, put the versions of the C libraries into the key of the cache.']),
        byHand('make-it-seen', 'Make the change visible to Go', [
          'Write the version of the C library into a .go file of the package, name it in CGO_CFLAGS (-DLIB_VERSION=…), or embed a file with its checksum: any of them is part of the cache key.',
        ]),
      ],
      see: [doc('stale-c-input'), 'https://go.dev/issue/24355'],
      next: confidence < 0.7 ? 'whether building anew cures it: `go build -a`, and `ldd FILE` for a library that is only loaded at run time' : null,
    };
  },
};
