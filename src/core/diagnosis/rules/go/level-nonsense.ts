// A CPU level that this Go does not know. Up to Go 1.22 a wrong GOARM or GOAMD64 is an error; since 1.23 it passes without a word (facts/claims.md C17), and a
// Go that is older than the variable never reads it (C18). So the words decide for the one half, and facts for the silent one.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { LEVELS_EXPECTED, levelOn, LEVEL_VARIABLES, normalLevel } from '../../../matrix/index.ts';
import { fact } from '../../evidence.ts';
import { byHand, withLevel } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Rule, Signal } from '../../types.ts';
import { compareGo, contextOf, goMinor, type Context } from './context.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf } from './signals.ts';

const INVALID: Signal = {
  id: 'invalid-level',
  keywords: ['invalid GO', 'unsupported setting GO', 'unsupported GO', 'Invalid GOARM', 'unrecognized GOARM'],
  pattern:
    /(?:invalid|unsupported setting|unrecognized|unknown) (GOARM64|GOARM|GOAMD64|GO386|GOMIPS64|GOMIPS|GOPPC64|GORISCV64|GOWASM)\b(?:[ =:]+(?:value\.? ?)?["']?([\w.,+-]*))?/i,
};
const PAIR: Signal = {
  id: 'unsupported-pair',
  keywords: ['unsupported GOOS/GOARCH'],
  pattern: /unsupported GOOS\/GOARCH pair ["']?(\S*?)\s?\/\s?([\w.-]*)/i,
};

/** Names that some Go knows, of ports that went as well (internal/syslist of Go). */
const GOOS_NAMES = /^(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)$/;
const GOARCH_NAMES =
  /^(?:386|amd64|amd64p32|arm|armbe|arm64|arm64be|loong64|mips|mipsle|mips64|mips64le|mips64p32|mips64p32le|ppc|ppc64|ppc64le|riscv|riscv64|s390|s390x|sparc|sparc64|wasm)$/;

/** Names of machines that are not names of Go. */
const OTHER_NAMES: Record<string, string> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  x86: '386',
  i386: '386',
  i686: '386',
  aarch64: 'arm64',
  arm64v8: 'arm64',
  armv8: 'arm64',
  armv7: 'arm with GOARM=7',
  armv7l: 'arm with GOARM=7',
  armv6: 'arm with GOARM=6',
  armv6l: 'arm with GOARM=6',
  armhf: 'arm with GOARM=7',
  armel: 'arm with GOARM=5',
  ppc64el: 'ppc64le',
  riscv: 'riscv64',
};
const ARCH_OF: Record<string, string> = {
  GOAMD64: 'amd64',
  GOARM64: 'arm64',
  GOARM: 'arm',
  GO386: '386',
  GOPPC64: 'ppc64le',
  GORISCV64: 'riscv64',
  GOMIPS: 'mips',
  GOMIPS64: 'mips64',
};
const LOWEST: Record<string, string> = {
  GOAMD64: 'v1',
  GOARM64: 'v8.0',
  GOARM: '6',
  GO386: 'sse2',
  GOPPC64: 'power8',
  GORISCV64: 'rva20u64',
  GOMIPS: 'hardfloat',
  GOMIPS64: 'hardfloat',
};

export const rule: Rule = {
  id: 'level-nonsense',
  cause: 'level-nonsense',
  needs: 'a value of GOARM, GOAMD64, GOARM64 … that no Go knows, or that this Go is too old for',
  contradictedBy: 'a value of the list of that Go version',
  signals: [INVALID, PAIR, ...CONTEXT_SIGNALS],
  find(seen) {
    return refused(seen) ?? pair(seen) ?? silent(seen);
  },
};

function refused(seen: Case): Draft | null {
  const hits = seen.hits(INVALID.id);
  const hit = hits[0];
  if (hit === undefined) return null;
  const variable = (hit.match[1] ?? 'GOARM').toUpperCase();
  return {
    title: `${variable} has a value that this Go does not know`,
    confidence: 0.95,
    evidence: evidenceOf(hits, 3),
    fixes: fixesFor(variable, seen),
    see: [doc('level-nonsense'), 'https://go.dev/wiki/MinimumRequirements'],
    next: contextOf(seen).settings.has(variable) ? null : `where the value comes from: \`printenv ${variable}; go env ${variable}; cat "$(go env GOENV)"\``,
  };
}

function pair(seen: Case): Draft | null {
  const hits = seen.hits(PAIR.id);
  const hit = hits[0];
  if (hit === undefined) return null;
  const [, goos = '', goarch = ''] = hit.match;
  const meant = OTHER_NAMES[goarch.toLowerCase()];
  const swapped = /^(?:386|amd64|arm|arm64)$/.test(goos);
  // Two names that Go has, and no port of that pair (any more): nothing is misspelt, and no level is wrong.
  if (meant === undefined && !swapped && GOOS_NAMES.test(goos) && GOARCH_NAMES.test(goarch)) return null;
  return {
    title: `${goos}/${goarch} is no platform of Go${meant === undefined ? '' : `: GOARCH of that machine is ${meant}`}${swapped ? ': GOOS and GOARCH are interchanged or mixed up' : ''}`,
    confidence: meant !== undefined || swapped ? 0.88 : 0.75,
    evidence: evidenceOf(hits, 3),
    fixes: [
      byHand('goarch', 'Name the platform as Go does', [
        meant === undefined
          ? '`go tool dist list` prints every pair that this Go builds for; mind a blank behind the name (`set GOOS=linux `).'
          : `GOARCH=${meant.replace(' with ', ' ')}`,
      ]),
    ],
    see: [doc('level-nonsense')],
    next: 'where they are set: `printenv GOOS GOARCH; go env GOOS GOARCH; cat "$(go env GOENV)"`',
  };
}

/** Nobody said a word: the value stands in the binary, on the axis or on a command line. */
function silent(seen: Case): Draft | null {
  const context = contextOf(seen);
  for (const { variable, value, evidence } of valuesOf(seen, context)) {
    const draft = judge(seen, context, variable, value, evidence);
    if (draft !== null) return draft;
  }
  return null;
}

interface Asked {
  variable: string;
  value: string;
  evidence: FindingEvidence[];
}

function valuesOf(seen: Case, context: Context): Asked[] {
  const settings = seen.facts.elf?.goSettings ?? {};
  const recorded = LEVEL_VARIABLES.flatMap((variable): Asked[] => {
    const value = settings[variable];
    return value === undefined ? [] : [{ variable, value, evidence: [{ source: 'elf', path: `elf.goSettings.${variable}`, text: value }] }];
  });
  const flags = (seen.facts.build?.flags ?? []).flatMap((flag): Asked[] => {
    const found = /^(GOARM64|GOARM|GOAMD64|GO386)=(.+)$/.exec(flag);
    return found === null ? [] : [{ variable: found[1] ?? '', value: found[2] ?? '', evidence: fact(seen, 'build', 'flags') }];
  });
  const said = LEVEL_VARIABLES.flatMap((variable): Asked[] => {
    const known = context.settings.get(variable);
    return known === undefined ? [] : [{ variable, value: known.value, evidence: known.evidence }];
  });
  const level = seen.cell?.axes['level'];
  const goarch = context.goarch?.value;
  const axis =
    level !== undefined && level !== '-' && goarch !== undefined
      ? LEVEL_VARIABLES.filter((name) => ARCH_OF[name] === goarch).map((variable): Asked => ({
          variable,
          value: level,
          evidence: [{ source: 'facts', path: 'axes.level', text: level }],
        }))
      : [];
  return [...recorded, ...flags, ...axis, ...said];
}

function judge(seen: Case, { goarch, go }: Context, variable: string, value: string, evidence: FindingEvidence[]): Draft | null {
  const own = ARCH_OF[variable];
  if (own === undefined || value === '') return null;
  const proof = [...evidence, ...(goarch?.evidence ?? []), ...(go?.evidence ?? [])];
  // The other half of C17: GOARM=8 for arm64 means nothing there.
  if (goarch !== null && goarch.value !== own && !(own === 'ppc64le' && goarch.value === 'ppc64')) {
    if (levelOn(own, normalLevel(value)) !== null || !(LEVEL_VARIABLES.includes(variable) && own === 'arm' && goarch.value === 'arm64')) return null;
    return {
      title: `${variable}=${value} means nothing for ${goarch.value}, and Go takes it without a word`,
      confidence: 0.6,
      evidence: proof,
      fixes: [byHand('unset', `Take ${variable} away`, [`${variable} is read for GOARCH=${own} alone; for arm64 the level is GOARM64 (v8.0 … v9.5, since Go 1.23).`])],
      see: [doc('level-nonsense')],
    };
  }
  const known = levelOn(own, normalLevel(value));
  if (known === null)
    return {
      title: `${variable}=${value} is no level of ${own}${go !== null && compareGo(go.value, '1.23') >= 0 ? `: Go ${go.value} takes it without a word, and what it builds is none of the known levels` : ''}`,
      confidence: evidence[0]?.source === 'log' ? 0.8 : 0.95,
      evidence: proof,
      fixes: fixesFor(variable, seen),
      see: [doc('level-nonsense')],
      next: go === null ? 'which Go builds: `go version` (before 1.23 a wrong value is an error)' : null,
    };
  if (go !== null && compareGo(go.value, known.since) < 0)
    return {
      title: `${variable}=${value} came with Go ${known.since}; Go ${go.value} never reads it and builds as if it were not set`,
      confidence: 0.9,
      evidence: proof,
      fixes: [byHand('newer-go', 'Build with a Go that knows it', [`Go ${known.since} or newer; or leave ${variable} away.`])],
      see: [doc('level-nonsense')],
    };
  return null;
}

function fixesFor(variable: string, seen: Case): DraftFix[] {
  const lowest = LOWEST[variable] ?? 'v1';
  const go = contextOf(seen).go?.value;
  return [
    { ...withLevel(lowest), tradeOffs: ['the lowest level runs everywhere and uses the fewest instructions of newer CPUs'] },
    byHand('known-level', `Give ${variable} a value that Go knows`, [
      LEVELS_EXPECTED,
      ...(go === undefined ? [] : [`\`go help environment\` of Go ${goMinor(go)} names them.`]),
      `Or leave it away: unset ${variable}; go env -u ${variable}`,
    ]),
  ];
}
