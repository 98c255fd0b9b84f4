// cgo is off, and a package has no file left, or its symbols are in the files that were left out. Both words also come without cgo in the game: a package
// for another system, a name that nobody declared. What decides: cgo, target against machine, and whether the package is known to be C underneath.
import { fact } from '../../evidence.ts';
import { byHand } from '../../fixes.ts';
import type { Case, Draft, Hit, Rule } from '../../types.ts';
import type { Cause } from '../../../../shared/domain/causes.ts';
import { isSilentlyOff } from './cgo-silently-off.ts';
import { contextOf, type Context } from './context.ts';
import { cgoPackageIn, isCgoName, isStdName, packageKind, symbolSince, type PackageKind } from './packages.ts';
import { cgoOnFixes, pureGoInstead } from './remedies.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf, EXCLUDES, UNDEFINED } from './signals.ts';
import { hasTagCgo } from './tag-cgo.ts';
import { OTHER_COMPILE_ERROR } from './compile-wordings.ts';

const NEXT =
  'whether cgo was on: `go env CGO_ENABLED GOOS GOARCH GOHOSTOS GOHOSTARCH CC` in the same shell or stage, and `go list -f "{{.GoFiles}} {{.CgoFiles}} {{.IgnoredGoFiles}}" PACKAGE`';

export const rule: Rule = {
  id: 'cgo-disabled-excludes',
  cause: 'cgo-disabled-excludes',
  needs: 'a package without files, or an undefined symbol, while CGO_ENABLED is 0: set so, or off by itself as the target is another platform',
  contradictedBy: 'cgo on; a package that exists for another system only',
  signals: [EXCLUDES, UNDEFINED, OTHER_COMPILE_ERROR, ...CONTEXT_SIGNALS],
  find(seen) {
    const context = contextOf(seen);
    return excluded(seen, context) ?? undefinedSymbol(seen, context);
  },
};

/** Of an `exclude` line: the package or the folder. */
export function excludedPackage(hit: Hit): string {
  const named = /(?:^|[\s"'])(?:package |imports |go build )?([\w.~@!/-]+): (?:build constraints|no buildable)/.exec(hit.line.text.slice(0, 4_000))?.[1];
  const folder = hit.match[1] ?? hit.after[0]?.text.trim() ?? '';
  return `${named ?? ''} ${folder}`.trim();
}

/** The kind of a package in an `exclude` line, by its name and by its folder. */
export const excludedKind = (hit: Hit): PackageKind => packageKind(excludedPackage(hit));

function excluded(seen: Case, context: Context): Draft | null {
  const hits = seen.hits(EXCLUDES.id);
  const known = hits.find((hit) => excludedKind(hit) === 'cgo');
  const hit = known ?? hits.find((each) => excludedKind(each) === 'unknown');
  if (hit === undefined) return null;
  const { cgo, cross } = context;
  if (cgo?.value === true && cgo.from === 'facts') return null;
  let confidence = known !== undefined ? 0.88 : 0.6;
  if (cgo?.value === false) confidence = known !== undefined ? 0.97 : cgo.from === 'facts' ? (cross?.value === false ? 0.82 : 0.9) : 0.78;
  if (cgo?.value === true) confidence = known !== undefined ? 0.55 : 0.25;
  if (hasTagCgo(seen) !== null) confidence = Math.min(confidence, 0.5);
  const name = nameOf(excludedPackage(hit));
  return {
    title: `cgo is off${crossWords(context)}, and ${name} has only files that need cgo`,
    confidence,
    evidence: [...evidenceOf([hit, ...hits], 4), ...contextEvidence(context)],
    fixes: [...cgoOnFixes(seen), ...pureGoInstead(name), crossByHand(context)],
    see: [doc('cgo-disabled-excludes'), 'https://pkg.go.dev/cmd/cgo#hdr-Using_cgo_with_the_go_command'],
    follows: leaders(seen),
    next: cgo === null || cgo.from === 'log' ? NEXT : null,
    ...(cgo?.value === true ? { against: cgo.evidence } : {}),
  };
}

const leaders = (seen: Case): Cause[] => ['cgo-tag-conflict', ...(isSilentlyOff(seen) ? (['cgo-silently-off'] as const) : [])];

/** Only where nothing but undefined names stands there: a program that has other mistakes as well is simply wrong. */
function undefinedSymbol(seen: Case, context: Context): Draft | null {
  const { cgo, cross } = context;
  if (cgo?.value === true) return null;
  const hits = seen.hits(UNDEFINED.id).filter(({ match }) => !isStdName(match[3] ?? '') && symbolSince(match[3] ?? '') === null);
  const known = hits.find(knownByName) ?? hits.find((hit) => dependencyNamed(seen, hit.match[3] ?? ''));
  const foreign = hits.find(({ match }) => /pkg[/\\]mod[/\\]|[/\\]vendor[/\\]|^vendor[/\\]/.test(match[1] ?? ''));
  const hit = known ?? foreign ?? hits[0];
  if (hit === undefined) return null;
  const off = cgo?.value === false;
  const given = off && cgo.from === 'facts';
  let confidence: number;
  if (known !== undefined) confidence = off ? 0.95 : 0.82;
  else if (foreign !== undefined) confidence = given ? 0.75 : off ? 0.65 : 0.3;
  else confidence = given ? (cross?.value === true ? 0.78 : 0.72) : off ? 0.6 : 0.15;
  // Of a cell it is known whether the project itself has C in it: a name of its own is then in such a file, or nowhere.
  const ownName = !(hit.match[3] ?? '').includes('.');
  const importsC = seen.facts.build?.importsC;
  if (known === undefined && importsC !== undefined) confidence = ownName ? (importsC ? 0.85 : 0.1) : Math.min(confidence, 0.2);
  if (known === undefined && seen.count(OTHER_COMPILE_ERROR.id) > 0) confidence = Math.min(confidence, 0.3);
  if (hasTagCgo(seen) !== null) confidence = Math.min(confidence, 0.5);
  const symbol = hit.match[3] ?? 'a name';
  return {
    title: `cgo is off${crossWords(context)}, and ${symbol} ${known !== undefined ? 'is declared in a file that needs cgo' : 'is not declared: it may stand in a file that needs cgo'}`,
    confidence: off || known !== undefined ? confidence : Math.min(confidence, 0.3),
    evidence: [
      ...evidenceOf([hit, ...hits], 4),
      ...contextEvidence(context),
      ...(known === undefined && ownName ? fact(seen, 'build', 'importsC') : []),
      ...(known !== undefined ? dependencyEvidence(seen, symbol) : []),
    ],
    fixes: [
      ...cgoOnFixes(seen),
      ...pureGoInstead(`${hit.match[1] ?? ''} ${symbol}`),
      byHand('twin', 'Give the package a twin without cgo', [`Declare ${symbol} in a second file under //go:build !cgo, too.`]),
    ],
    see: [doc('cgo-disabled-excludes')],
    follows: [...leaders(seen), 'go-too-old'],
    next:
      cgo === null || cgo.from !== 'facts'
        ? NEXT
        : known === undefined
          ? 'whether another file of that package declares it: `CGO_ENABLED=1 go vet ./...`, or the same build with cgo on'
          : null,
  };
}

const knownByName = (hit: Hit): boolean =>
  isCgoName(hit.match[3] ?? '') ||
  packageKind(hit.match[1] ?? '') === 'cgo' ||
  hit.before.some(({ text }) => /^# \S+/.test(text.trim()) && packageKind(text.trim().slice(2)) === 'cgo' && !(hit.match[3] ?? '').includes('.'));

/** Whether a dependency that is C underneath goes by the name in front of the symbol. */
function dependencyNamed(seen: Case, symbol: string): boolean {
  const name = symbol.split('.')[0] ?? '';
  return symbol.includes('.') && (seen.facts.build?.deps ?? []).some((each) => cgoPackageIn(each) !== null && each.toLowerCase().includes(name.toLowerCase()));
}
const dependencyEvidence = (seen: Case, symbol: string) => (dependencyNamed(seen, symbol) ? fact(seen, 'build', 'deps') : []);

const nameOf = (text: string): string => cgoPackageIn(text) ?? /^(\S+)/.exec(text)?.[1] ?? 'a package';
const contextEvidence = ({ cgo, cross }: Context) => [...(cgo?.evidence ?? []), ...(cgo?.from === 'default' ? [] : cross?.value === true ? cross.evidence : [])];

function crossWords({ cross, cgoAsked, goos, goarch }: Context): string {
  if (cgoAsked?.value === '0' || cross?.value !== true) return '';
  return ` (as ${goos?.value ?? '?'}/${goarch?.value ?? '?'} is not the machine's own platform)`;
}

const crossByHand = ({ goarch, goos }: Context) =>
  byHand('cross-cc', 'Cross-compile with cgo', [
    `CGO_ENABLED=1 GOOS=${goos?.value ?? 'linux'} GOARCH=${goarch?.value ?? 'arm64'} CC=<compiler for that target, for example aarch64-linux-gnu-gcc or zig cc -target …> go build`,
  ]);
