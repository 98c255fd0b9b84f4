// The program does not compile, whatever the target. Comes last among the causes of the same words: cgo off and an old Go explain more.
import { byHand } from '../../fixes.ts';
import type { Case, Draft, Hit, Rule } from '../../types.ts';
import { excludedKind, excludedPackage } from './cgo-disabled-excludes.ts';
import { OTHER_COMPILE_ERROR, PACKAGE_ERROR, TOO_MANY, WITHOUT_COLUMN } from './compile-wordings.ts';
import { contextOf, compareGo } from './context.ts';
import { isCgoName, isStdName, packageKind, stdSince, symbolSince } from './packages.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf, EXCLUDES, UNDEFINED } from './signals.ts';
import { NEWER_GO, NOT_IN_STD } from './go-too-old-wordings.ts';

export const rule: Rule = {
  id: 'compile-error',
  cause: 'compile-error',
  needs: "a message of Go's compiler, of go/types or of vet at a place in a file",
  contradictedBy: 'cgo off where the name is in a file with import "C"; a Go that is older than what the file uses; the same program compiled in another cell',
  signals: [OTHER_COMPILE_ERROR, PACKAGE_ERROR, TOO_MANY, UNDEFINED, EXCLUDES, NEWER_GO, NOT_IN_STD, ...CONTEXT_SIGNALS],
  find(seen) {
    return compiler(seen) ?? wholePackage(seen) ?? otherSystem(seen);
  },
};

function compiler(seen: Case): Draft | null {
  const others = seen
    .hits(OTHER_COMPILE_ERROR.id)
    .filter(isCompiler)
    .filter(({ line }) => !newerSyntax(line.text));
  const { cgo, go } = contextOf(seen);
  const names = seen.hits(UNDEFINED.id).filter(({ match }) => {
    const since = symbolSince(match[3] ?? '');
    return since === null || (go !== null && compareGo(go.value, since) >= 0);
  });
  const hit = [...others, ...names].sort((a, b) => a.line.number - b.line.number)[0];
  if (hit === undefined) return null;
  const cgoName = names.some(({ match }) => isCgoName(match[3] ?? '') || packageKind(match[1] ?? '') === 'cgo');
  const missingImport = names.some(({ match }) => isStdName(match[3] ?? ''));
  const off = cgo?.value === false;
  let confidence = 0.88;
  if (others.length === 0 && !missingImport) {
    if (cgoName) confidence = cgo?.value === true ? 0.8 : 0.3;
    else if (off) confidence = 0.5;
    else confidence = cgo?.value === true ? 0.88 : 0.72;
  }
  if (seen.count(NEWER_GO.id) > 0) confidence = Math.min(confidence, 0.4);
  const place = `${hit.match[1]}:${hit.match[2]}`;
  return {
    title: `The program does not compile: ${place}: ${messageOf(hit.line.text)}`,
    confidence,
    evidence: evidenceOf([hit, ...others, ...names], 5),
    fixes: [
      byHand('edit', `Correct ${place}`, [
        `${place}: ${messageOf(hit.line.text)}`,
        'Compile it alone and natively first: `go vet ./...`; what fails there fails on every platform.',
      ]),
    ],
    see: [doc('compile-error')],
    // Other mistakes are mistakes, whatever cgo is.
    follows: [...(others.length === 0 && !missingImport ? (['cgo-tag-conflict', 'cgo-silently-off', 'cgo-disabled-excludes'] as const) : []), 'go-too-old', 'cache-cross-arch'],
    next: others.length === 0 && cgo === null ? 'whether the same package compiles natively with cgo on: `CGO_ENABLED=1 go vet ./...`' : null,
    against: cgoName && off ? (cgo.evidence ?? []) : [],
  };
}

const isCompiler = ({ line }: Hit): boolean => /\.go:\d+:\d+: /.test(line.text) || WITHOUT_COLUMN.test(line.text);
const newerSyntax = (text: string): boolean => NEWER_GO.pattern.test(text.slice(0, 4_000));
const messageOf = (text: string): string => /\.go:\d+(?::\d+)?: (.{1,160})/.exec(text)?.[1] ?? text.slice(0, 160);

function wholePackage(seen: Case): Draft | null {
  const local = seen.hits(NOT_IN_STD.id).filter(({ match }) => stdSince(match[1] ?? '') === null);
  const hits = [...seen.hits(PACKAGE_ERROR.id), ...local];
  const hit = hits[0];
  if (hit === undefined) return null;
  const name = local.includes(hit) ? (hit.match[1] ?? '') : null;
  return {
    title:
      name === null
        ? `The program's packages do not fit together: ${hit.line.text.trim().slice(0, 160)}`
        : `${name} names no package: neither of the standard library nor of this module`,
    confidence: name === null ? 0.75 : 0.6,
    evidence: evidenceOf(hits, 4),
    fixes: [
      byHand(
        'edit',
        name === null ? 'Correct the packages' : 'Correct the import, or bring the package',
        name === null
          ? [hit.line.text.trim().slice(0, 400)]
          : [`Write the import as <module path of go.mod>/${name}; in a Dockerfile, see that its folder is copied before the build.`],
      ),
    ],
    see: [doc('compile-error')],
    follows: ['go-too-old', 'module-download', 'cgo-disabled-excludes'],
  };
}

/** A package that has files for other systems only, or cgo that is on and a package which still has none. */
function otherSystem(seen: Case): Draft | null {
  const { cgo, goos, goarch } = contextOf(seen);
  const on = cgo?.value === true && cgo.from === 'facts';
  const hits = seen.hits(EXCLUDES.id);
  const hit = hits.find((each) => excludedKind(each) === 'other') ?? (on ? hits[0] : undefined);
  if (hit === undefined) return null;
  if (!on && hits.some((each) => excludedKind(each) === 'cgo')) return null;
  const target = goos === null ? 'this target' : `${goos.value}/${goarch?.value ?? '?'}`;
  return {
    title: `${/^(\S+)/.exec(excludedPackage(hit))?.[1] ?? 'A package'} has no file for ${target} or these tags; cgo is not the reason`,
    confidence: on ? 0.6 : 0.55,
    evidence: [...evidenceOf([hit, ...hits], 3), ...(on ? cgo.evidence : []), ...(goos?.evidence ?? [])],
    fixes: [
      byHand('constrain', 'Import it only where it exists', [
        'Move the import into a file with the matching //go:build line (or the matching name, x_windows.go), or give the tags that the package asks for.',
      ]),
    ],
    see: [doc('compile-error')],
    next: 'which constraint leaves it out: `go list -e -f "{{.IgnoredGoFiles}}" PACKAGE`, and the first lines of those files',
  };
}
