// Go 1.20 and newer turn cgo off without a word where the machine builds for itself, CGO_ENABLED is not set, and no C compiler is on PATH
// (release notes of Go 1.20; facts/claims.md C74). What follows are the words of the other cgo-disabled causes.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import { byHand } from '../../fixes.ts';
import type { Case, Rule, Signal } from '../../types.ts';
import { compareGo, contextOf } from './context.ts';
import { OTHER_COMPILE_ERROR } from './compile-wordings.ts';
import { packageKind, symbolSince, isStdName } from './packages.ts';
import { cgoOnFixes } from './remedies.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf, EXCLUDES, UNDEFINED } from './signals.ts';

/** Somebody looked for a C compiler in the same log, and there is none. */
const NO_COMPILER: Signal = {
  id: 'no-c-compiler',
  keywords: [
    'gcc: not found',
    'gcc: command not found',
    'no gcc in',
    'cc: not found',
    'cc: command not found',
    'clang: not found',
    'clang: command not found',
    'gcc not found',
    '"gcc": executable',
    "'gcc'",
  ],
  pattern:
    /\b(?:gcc|cc|clang): (?:command )?not found|which: no (?:gcc|cc|clang) in|\bgcc not found\b|command not found: (?:gcc|cc)|"gcc": executable file not found|could(?:n't| not) find (?:program )?'gcc'/i,
};
const STUB: Signal = {
  id: 'cgo-stub-sqlite',
  keywords: ['CGO_ENABLED=0', 'requires cgo', 'without cgo', 'cgo is required'],
  pattern: /compiled with ['"]?CGO_ENABLED ?= ?0|requires cgo to work|(?:built|compiled) without cgo|cgo is required/i,
};

export const rule: Rule = {
  id: 'cgo-silently-off',
  cause: 'cgo-silently-off',
  needs: 'cgo off although it was not turned off and the target is the machine itself: no C compiler on PATH',
  contradictedBy: 'CGO_ENABLED=0 set by somebody; another platform as target; Go before 1.20; a C compiler that is there',
  signals: [NO_COMPILER, STUB, EXCLUDES, UNDEFINED, OTHER_COMPILE_ERROR, ...CONTEXT_SIGNALS],
  find(seen) {
    const { cgo, cgoAsked, cross, go } = contextOf(seen);
    if (cgo?.value === true || cgoAsked?.value === '0') return null;
    const off = cgo?.value === false && cgo.from !== 'default' ? cgo : null;
    const consequences = [
      ...seen.hits(EXCLUDES.id).filter(({ line }) => packageKind(line.text) !== 'other'),
      ...seen.hits(STUB.id),
      ...seen.hits(UNDEFINED.id).filter(({ match }) => !isStdName(match[3] ?? '') && symbolSince(match[3] ?? '') === null),
    ];
    const plain = seen.hits(OTHER_COMPILE_ERROR.id).length > 0;
    const asked = cgoAsked?.value === '1' && cgoAsked.from === 'facts' ? cgoAsked : null;
    const missing = compilerMissing(seen);
    // Asked for and not got: nothing else is needed.
    if (asked !== null && off !== null && off.from === 'facts') return draft(seen, 0.96, [...asked.evidence, ...off.evidence, ...missing, ...evidenceOf(consequences, 2)], null);
    if (cross?.value === true || (go !== null && compareGo(go.value, '1.20') < 0) || (cgoAsked !== null && asked === null)) return null;
    const native = cross?.value === false ? cross.evidence : [];
    if (off !== null && missing.length > 0)
      return draft(
        seen,
        consequences.length > 0 && native.length > 0 ? 0.985 : native.length > 0 || consequences.length > 0 ? 0.85 : 0.6,
        [...evidenceOf(consequences, 2), ...missing, ...off.evidence, ...native],
        null,
      );
    if (off !== null && native.length > 0 && consequences.length > 0 && !plain) return draft(seen, 0.45, [...evidenceOf(consequences, 2), ...off.evidence, ...native], NEXT);
    if (missing.length > 0 && consequences.length > 0) return draft(seen, 0.8, [...evidenceOf(consequences, 2), ...missing, ...native], NEXT);
    return null;
  },
};

/** Whether that is likely enough for the other words of a disabled cgo to follow from it. */
export function isSilentlyOff(seen: Case): boolean {
  const found = rule.find(seen);
  return found !== null && !Array.isArray(found) && found.confidence >= 0.6;
}

const NEXT = 'whether CGO_ENABLED was set and a compiler found: `go env CGO_ENABLED CC; command -v "$(go env CC)"; printenv CGO_ENABLED` in the shell or stage that builds';

function compilerMissing(seen: Case): FindingEvidence[] {
  const said = seen.hits(NO_COMPILER.id)[0];
  if (said !== undefined) return [fromHit(said)];
  const { build, image } = seen.facts;
  if (build?.cc === null || build?.cc === '') return fact(seen, 'build', 'cc').map((each) => ({ ...each, text: 'null' }));
  const gone = image?.missing?.find((each) => /(?:^|\/)(?:gcc|cc|clang)$/.test(each));
  return gone === undefined ? [] : [{ source: 'image', path: 'image.missing', text: gone }];
}

function draft(seen: Case, confidence: number, evidence: FindingEvidence[], next: string | null) {
  return {
    title: 'Go found no C compiler on PATH and turned cgo off without a word',
    confidence,
    evidence,
    fixes: [
      ...cgoOnFixes(seen),
      byHand('install-cc', 'Install a C compiler where it is built', [
        'Debian, Ubuntu: apt-get install -y gcc libc6-dev',
        'Alpine: apk add --no-cache gcc musl-dev',
        'Set CGO_ENABLED=1 too: then a missing compiler is an error and no surprise.',
      ]),
    ],
    see: [doc('cgo-silently-off'), 'https://go.dev/doc/go1.20#cgo'],
    next,
  };
}
