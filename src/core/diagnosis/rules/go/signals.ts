// Wordings that several rules about Go wait for. Versions in comments are those of the Go that prints them.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fromHit } from '../../evidence.ts';
import type { Hit, Signal } from '../../types.ts';

/** Settings as a `go env` prints them, as a shell line or a Dockerfile sets them. What they are worth: context.ts. */
export const GO_SETTING: Signal = {
  id: 'go-setting',
  keywords: ['GOOS', 'GOARCH', 'GOHOST', 'CGO_ENABLED', 'GOVERSION', 'GOARM', 'GOAMD64', 'GO386', 'GOTOOLCHAIN'],
  pattern: /\b(?:GOOS|GOARCH|GOHOSTOS|GOHOSTARCH|CGO_ENABLED|GOVERSION|GOARM64|GOARM|GOAMD64|GO386|GOTOOLCHAIN)["']?(?:\s*=|:\s|\s)\s*["']?[\w.]/,
};

/** `go version go1.19.8 linux/amd64`, `go version: go1.22 …`. */
export const GO_VERSION: Signal = {
  id: 'go-version',
  keywords: ['go version', 'running go 1', 'golang:1', 'go1.'],
  pattern: /\bgo version:? (?:go)?(1\.\d+(?:\.\d+|(?:rc|beta)\d+)?)(?:\s+(\w+)\/(\w+))?|\(running go (1\.\d+(?:\.\d+)?)|\bgolang:(1\.\d+(?:\.\d+)?)/i,
};

/** Go 1.9 and newer; `no buildable Go source files` up to 1.8 and in vendored copies of it. */
export const EXCLUDES: Signal = {
  id: 'constraints-exclude-all',
  keywords: ['build constraints exclude', 'no buildable Go source'],
  pattern: /(?:build constraints exclude all(?: Go)?(?: files)?|no buildable Go source files)(?: in (\S.*))?/i,
};

/** The compiler (`./x.go:3:5: undefined: foo`; without a column up to 1.8), and vet and go/types (`undeclared name: foo`). */
export const UNDEFINED: Signal = {
  id: 'go-undefined',
  keywords: ['undefined: ', 'undeclared name: '],
  pattern: /((?:[A-Za-z]:)?[^\s:"'(]{1,400}\.go):(\d+)(?::\d+)?: (?:undefined|undeclared name): ((?:"[^"]+"\.)?\w+(?:\.\w+)*)/,
};

/** What people see of a cache that was restored: actions/cache, GitLab, CircleCI, Docker. */
export const CACHE_RESTORED: Signal = {
  id: 'cache-restored',
  keywords: [
    'cache restored',
    'cache hit',
    'restored cache',
    'restoring cache',
    'restored from cache',
    'found a cache',
    'checking cache',
    'successfully extracted cache',
    'using cache',
    'cached',
    'restored from key',
    'cache size',
    'type=cache',
    'cache-from',
  ],
  pattern:
    /cache restored (?:successfully|from)|cache hit (?:for|occurred)|restor(?:ed|ing) cache|restored from (?:cache|key)|found a cache from|cache size: ~|--mount=type=cache|successfully extracted cache|---> using cache|\bCACHED\b \[/i,
};

/** The target and version of a rule's other half: given once in `signals` of each rule that asks context.ts. */
export const CONTEXT_SIGNALS: readonly Signal[] = [GO_SETTING, GO_VERSION];

/** The first hits of some signals, in the order of the log. */
export function evidenceOf(hits: readonly Hit[], limit = 5): FindingEvidence[] {
  const seen = new Set<string>();
  const chosen: FindingEvidence[] = [];
  for (const hit of hits) {
    const key = `${hit.line.log}:${hit.line.number}`;
    if (seen.has(key)) continue;
    seen.add(key);
    chosen.push(fromHit(hit));
    if (chosen.length >= limit) break;
  }
  return chosen;
}

/** `rules/go/x.ts` documents itself here. */
export const doc = (cause: string): string => `docs/causes.md#${cause}`;
