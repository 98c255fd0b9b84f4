// What is known of the build that a log or a cell is about: cgo, target, the machine that builds, and Go's version. Facts come first; where they are silent,
// what the log itself shows (a `go env`, a command line, a Dockerfile) is taken, and the lines stand as evidence.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import type { Case, Hit } from '../../types.ts';
import { GO_SETTING, GO_VERSION } from './signals.ts';

export interface Known<T> {
  value: T;
  evidence: FindingEvidence[];
  /** `facts`: given or measured. `log`: read from a line. `default`: what Go does where nothing is set. */
  from: 'facts' | 'log' | 'default';
}

export interface Context {
  cgo: Known<boolean> | null;
  /** CGO_ENABLED as somebody set it (axis, command line, Dockerfile); null where it was left to Go. */
  cgoAsked: Known<'0' | '1'> | null;
  goos: Known<string> | null;
  goarch: Known<string> | null;
  hostOs: Known<string> | null;
  hostArch: Known<string> | null;
  /** Target other than the machine that builds; null where a half of that is unknown. */
  cross: Known<boolean> | null;
  /** `1.24.4`. */
  go: Known<string> | null;
  /** Any other setting by name: GOARM, GOAMD64 … */
  settings: ReadonlyMap<string, Known<string>>;
}

const NAMES = 'GOOS|GOARCH|GOHOSTOS|GOHOSTARCH|CGO_ENABLED|GOVERSION|GOARM64|GOARM|GOAMD64|GO386|GOTOOLCHAIN';
const ASSIGNED = new RegExp(`\\b(${NAMES})["']?\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([\\w.,/+-]*))`, 'g');
const WITH_SPACE = new RegExp(`\\b(?:ENV|ARG)\\s+(${NAMES})\\s+["']?([\\w.,]+)`, 'g');
/** Sentences that name a setting without setting it. */
const PROSE = /compiled with|by setting|requires? (?:external|cgo)|were not consumed|does not override|try (?:setting )?CGO/i;
/** A line of `go env`, whole. */
const DUMPED = /^\s*(?:set |[│|]\s*)?[A-Z0-9_]+=(?:"[^"]*"|'[^']*'|[^\s]*)\s*$/;

/** `x86_64`, `aarch64`, `armv7l` … as GOARCH says it. */
export function goarchOf(machine: string): string {
  const arch = machine.includes('/') ? (machine.split('/')[1] ?? machine) : machine;
  const known: Record<string, string> = { x86_64: 'amd64', x64: 'amd64', aarch64: 'arm64', arm64v8: 'arm64', i386: '386', i686: '386', armv6l: 'arm', armv7l: 'arm', armhf: 'arm' };
  return known[arch.toLowerCase()] ?? arch.toLowerCase();
}

export function contextOf(seen: Case): Context {
  const { build, elf, host } = seen.facts;
  const dumped = new Map<string, Known<string>>();
  const assigned = new Map<string, Known<string>>();
  for (const hit of seen.hits(GO_SETTING.id)) readSettings(hit, dumped, assigned);
  const read = (name: string): Known<string> | null => assigned.get(name) ?? dumped.get(name) ?? null;
  const given = (name: 'go' | 'goos' | 'goarch' | 'gohostos' | 'gohostarch'): Known<string> | null => {
    const value = build?.[name];
    return value === undefined || value === '' ? null : { value, evidence: fact(seen, 'build', name), from: 'facts' };
  };
  const inBinary = (name: string): Known<string> | null => {
    const value = elf?.goSettings?.[name];
    return value === undefined ? null : { value, evidence: [{ source: 'elf', path: `elf.goSettings.${name}`, text: value }], from: 'facts' };
  };

  const axis = (name: string): Known<string> | null => {
    const value = seen.cell?.axes[name];
    return value === undefined || value === '-' ? null : { value, evidence: [{ source: 'facts', path: `axes.${name}`, text: value }], from: 'facts' };
  };
  const version = goVersion(seen);
  const go =
    strip(given('go')) ??
    strip(elf?.goVersion ? { value: elf.goVersion, evidence: fact(seen, 'elf', 'goVersion'), from: 'facts' } : null) ??
    strip(dumped.get('GOVERSION') ?? null) ??
    version?.go ??
    null;
  const platform = axis('platform');
  const part = (index: 0 | 1): Known<string> | null => {
    const value = platform?.value.split('/')[index];
    return platform === null || value === undefined ? null : { ...platform, value };
  };
  const goos = given('goos') ?? inBinary('GOOS') ?? part(0) ?? read('GOOS');
  const goarch = given('goarch') ?? inBinary('GOARCH') ?? part(1) ?? read('GOARCH');
  const hostOs = given('gohostos') ?? dumped.get('GOHOSTOS') ?? version?.os ?? null;
  const hostArch =
    given('gohostarch') ??
    dumped.get('GOHOSTARCH') ??
    version?.arch ??
    (seen.cell !== null && host?.arch ? { value: goarchOf(host.arch), evidence: fact(seen, 'host', 'arch'), from: 'facts' } : null);
  const cross = crossOf(goos, goarch, hostOs, hostArch);

  const cgoAxis = axis('cgo');
  const asked = cgoAxis ?? assigned.get('CGO_ENABLED') ?? null;
  const cgoAsked: Context['cgoAsked'] = asked?.value === '0' ? { ...asked, value: '0' } : asked?.value === '1' ? { ...asked, value: '1' } : null;
  return { cgo: cgoOf(), cgoAsked, goos, goarch, hostOs, hostArch, cross, go, settings: new Map([...dumped, ...assigned]) };

  function cgoOf(): Known<boolean> | null {
    if (build?.cgo !== undefined) return { value: build.cgo, evidence: fact(seen, 'build', 'cgo'), from: 'facts' };
    const setting = inBinary('CGO_ENABLED') ?? cgoAxis ?? read('CGO_ENABLED');
    if (setting !== null && (setting.value === '0' || setting.value === '1')) return { ...setting, value: setting.value === '1' };
    return cross?.value === true ? { value: false, evidence: cross.evidence, from: 'default' } : null;
  }
}

function readSettings(hit: Hit, dumped: Map<string, Known<string>>, assigned: Map<string, Known<string>>): void {
  const { text } = hit.line;
  if (PROSE.test(text)) return;
  const into = DUMPED.test(text) ? dumped : assigned;
  const head = text.length > 4_000 ? text.slice(0, 4_000) : text;
  for (const [, name = '', ...values] of head.matchAll(ASSIGNED)) {
    const value = values.find((each) => each !== undefined && each !== '');
    if (value !== undefined) into.set(name, { value, evidence: [fromHit(hit)], from: 'log' });
  }
  for (const [, name = '', value = ''] of head.matchAll(WITH_SPACE)) assigned.set(name, { value, evidence: [fromHit(hit)], from: 'log' });
}

function goVersion(seen: Case): { go: Known<string>; os: Known<string> | null; arch: Known<string> | null } | null {
  const hits = seen.hits(GO_VERSION.id);
  const hit = hits.find(({ match }) => match[1] !== undefined) ?? hits[0];
  const value = hit?.match[1] ?? hit?.match[4] ?? hit?.match[5];
  if (hit === undefined || value === undefined) return null;
  const known = (text: string | undefined): Known<string> | null => (text === undefined ? null : { value: text, evidence: [fromHit(hit)], from: 'log' });
  return { go: { value, evidence: [fromHit(hit)], from: 'log' }, os: known(hit.match[2]), arch: known(hit.match[3]) };
}

const strip = (known: Known<string> | null): Known<string> | null => {
  const found = known === null ? null : /(?:go)?(1\.\d+(?:\.\d+)?)/.exec(known.value)?.[1];
  return known === null || found === null || found === undefined ? null : { ...known, value: found };
};

function crossOf(goos: Known<string> | null, goarch: Known<string> | null, hostOs: Known<string> | null, hostArch: Known<string> | null): Known<boolean> | null {
  const halves: [Known<string> | null, Known<string> | null][] = [
    [goos, hostOs],
    [goarch, hostArch],
  ];
  const known = halves.flatMap(([target, machine]) => (target === null || machine === null ? [] : [{ target, machine, same: target.value === machine.value }]));
  const other = known.find(({ same }) => !same);
  const from = (parts: { target: Known<string>; machine: Known<string> }[]): Known<boolean>['from'] =>
    parts.every(({ target, machine }) => target.from === 'facts' && machine.from === 'facts') ? 'facts' : 'log';
  if (other !== undefined) return { value: true, evidence: [...other.target.evidence, ...other.machine.evidence], from: from([other]) };
  if (known.length < 2) return null;
  return { value: false, evidence: known.flatMap(({ target, machine }) => [...target.evidence, ...machine.evidence]), from: from(known) };
}

/** -1, 0, 1 of Go versions such as `1.9` and `1.24.4`; a missing patch counts as 0. */
export function compareGo(a: string, b: string): number {
  const parts = (text: string): number[] =>
    text
      .replace(/^go/, '')
      .split('.')
      .map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** `1.22.4` → `1.22`: what the axis `go` takes. */
export const goMinor = (version: string): string => /^(?:go)?(\d+\.\d+)/.exec(version)?.[1] ?? version;

/** Whether the build is known to have ended well: exit status 0, or a cell whose program was at least started. Null: nobody says. */
export function built(seen: Case): boolean | null {
  const outcome = seen.cell?.outcome ?? null;
  if (outcome !== null) return outcome !== 'build-failed';
  const status = seen.facts.build?.exitStatus;
  return status === undefined || status === null ? null : status === 0;
}
