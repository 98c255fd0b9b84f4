// The module, a dependency or the file itself wants a newer Go than the one that builds.
import { byHand, withGo } from '../../fixes.ts';
import type { Case, DraftFix, Hit, Rule } from '../../types.ts';
import { compareGo, contextOf, goMinor, type Known } from './context.ts';
import { groupOf, NEWER_GO, NOT_IN_STD } from './go-too-old-wordings.ts';
import { stdSince, symbolSince } from './packages.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf, UNDEFINED } from './signals.ts';

/** Where the version is not said: the Go in which the thing came. */
const DIRECTIVE_SINCE: Record<string, string> = { toolchain: '1.21', godebug: '1.23', tool: '1.24', ignore: '1.25', retract: '1.16' };
const FLAG_SINCE: Record<string, string> = { trimpath: '1.13', modfile: '1.14', modcacherw: '1.14', buildvcs: '1.18', overlay: '1.16', mod: '1.11', pgo: '1.20', c: '1.20' };

interface Wanted {
  hit: Hit;
  version: string | null;
  /** How sure the words are by themselves. */
  sure: number;
}

export const rule: Rule = {
  id: 'go-too-old',
  cause: 'go-too-old',
  needs: 'a version, a directive, a package or syntax that the Go which builds does not have',
  contradictedBy: 'a Go that is as new as what is wanted',
  signals: [NEWER_GO, NOT_IN_STD, UNDEFINED, ...CONTEXT_SIGNALS],
  find(seen) {
    const all = [...wantedByWords(seen), ...wantedByUse(seen)];
    const best = [...all].sort((a, b) => b.sure - a.sure || newest(b, a))[0];
    if (best === undefined) return null;
    const go = running(seen, best.hit);
    const enough = go !== null && best.version !== null && compareGo(go.value, best.version) >= 0;
    const older = go !== null && best.version !== null && !enough;
    const fromLanguage = /-lang was set to|check go\.mod/.test(best.hit.line.text);
    let confidence = older ? Math.max(best.sure, 0.97) : best.sure;
    if (enough && !fromLanguage) confidence = go.from === 'facts' ? 0.12 : Math.min(best.sure, 0.5);
    if (confidence < 0.15) return null;
    const version = best.version === null ? null : goMinor(best.version);
    return {
      title: fromLanguage
        ? `go.mod says an older Go than the file uses: ${best.version ?? 'a newer one'} is wanted`
        : `Go ${best.version === null ? 'of a newer version' : `${best.version} or newer`} is wanted${go === null || enough ? '' : `, and Go ${go.value} builds`}`,
      confidence,
      evidence: [...evidenceOf([best.hit, ...all.map(({ hit }) => hit)], 4), ...(go?.from === 'facts' ? go.evidence : [])],
      fixes: fixesFor(version, fromLanguage),
      see: [doc('go-too-old'), 'https://go.dev/doc/toolchain'],
      follows: ['module-download'],
      next: go === null && !fromLanguage ? 'which Go builds: `go version` in the shell or stage that builds, and the `go` line of go.mod' : null,
      ...(enough && !fromLanguage ? { against: go.evidence } : {}),
    };
  },
};

function fixesFor(version: string | null, fromLanguage: boolean): DraftFix[] {
  if (fromLanguage) return [byHand('go-line', 'Raise the go line of go.mod', [`go mod edit -go=${version ?? '<version>'} && go mod tidy`])];
  return [
    ...(version === null ? [] : [withGo(version)]),
    byHand('newer-go', 'Build with a newer Go', [
      `Take the image golang:${version ?? '<newer>'}, or install it from https://go.dev/dl/; distributions ship older ones.`,
      'From Go 1.21 on, GOTOOLCHAIN=auto downloads what go.mod asks for (the golang images set GOTOOLCHAIN=local).',
    ]),
    byHand('older-dependency', 'Stay with this Go', [
      'Take a version of the dependency that still supports it: go get PACKAGE@VERSION, or lower the go line with `go mod edit -go=`.',
    ]),
  ];
}

function wantedByWords(seen: Case): Wanted[] {
  return seen.hits(NEWER_GO.id).flatMap((hit): Wanted[] => {
    const { text } = hit.line;
    if (/; switching to go|go: (?:upgraded|downloading|added|downgraded)/.test(text)) return [];
    const word = groupOf(hit.match);
    if (word === undefined) return [{ hit, version: '1.18', sure: 0.9 }];
    if (/^\d/.test(word)) return [{ hit, version: word.replace(/[.,;)]+$/, ''), sure: /\bnote: /.test(text) ? 0.9 : 0.95 }];
    const since = /unknown (?:directive|block)/i.test(text) ? DIRECTIVE_SINCE[word.toLowerCase()] : FLAG_SINCE[word.toLowerCase()];
    return since === undefined ? [] : [{ hit, version: since, sure: /flag provided/.test(text) ? 0.65 : 0.93 }];
  });
}

function wantedByUse(seen: Case): Wanted[] {
  const packages = seen.hits(NOT_IN_STD.id).flatMap((hit): Wanted[] => {
    const since = stdSince(groupOf(hit.match) ?? '');
    return since === null ? [] : [{ hit, version: since, sure: 0.94 }];
  });
  const symbols = seen.hits(UNDEFINED.id).flatMap((hit): Wanted[] => {
    const since = symbolSince(hit.match[3] ?? '');
    return since === null ? [] : [{ hit, version: since, sure: 0.85 }];
  });
  return [...packages, ...symbols];
}

/** The Go that builds: of the facts, of the same line, or of the log. */
function running(seen: Case, hit: Hit): Known<string> | null {
  const { go } = contextOf(seen);
  if (go?.from === 'facts') return go;
  const said = /running go ?(\d+\.\d+(?:\.\d+)?)|application built with go(\d+\.\d+(?:\.\d+)?)|go-(1\.\d+)\/src/.exec(hit.line.text);
  const value = said?.[1] ?? said?.[2] ?? said?.[3];
  return value === undefined ? go : { value, evidence: evidenceOf([hit], 1), from: 'log' };
}

const newest = (a: Wanted, b: Wanted): number => (a.version === null ? -1 : b.version === null ? 1 : compareGo(a.version, b.version));
