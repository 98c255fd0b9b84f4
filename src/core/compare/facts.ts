// The facts that differ between two cells, whatever run, machine or day they are from.
import type { Difference } from '../../shared/domain/documents.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import { list, NOISE, ordered, scalar, type DiffOptions } from './difference.ts';
import { normaliseLine, normalisePath, pathWeight } from './lines.ts';
import { ERRNO, ERRNOS, LISTS, SCALARS, SETTING, SETTINGS, SOUGHT, SOUGHT_WORDS } from './weights.ts';

type Part = keyof Facts;
const PARTS: Part[] = ['elf', 'image', 'host', 'build', 'run', 'trace', 'resolver'];

/** A part that only one cell has (a build that failed has no ELF) is one difference, not one per fact in it. */
const PART_WEIGHT = 10;
/** A fact that no one observed on one side can't decide anything. */
const UNKNOWN_WEIGHT = 5;

/** Weightiest first. `fact` is the path in {@link Facts}; the derived `elf.glibcFloor>image.libcVersion` says whether the image's libc is new enough. */
export function diffFacts(a: Facts, b: Facts, options: DiffOptions): Difference[] {
  const differences: (Difference | null)[] = [glibcEnough(a, b)];
  for (const part of PARTS) {
    const inA = a[part];
    const inB = b[part];
    if (inA === undefined && inB === undefined) continue;
    if (inA === undefined || inB === undefined) {
      differences.push({
        fact: part,
        a: inA ? 'known' : null,
        b: inB ? 'known' : null,
        weight: PART_WEIGHT,
        text: `${part}: ${inA ? 'known' : 'unknown'} | ${inB ? 'known' : 'unknown'}`,
      });
      continue;
    }
    differences.push(...plainFacts(part, inA, inB));
  }
  differences.push(...settings(a, b), ...binfmt(a, b), ...output(a, b), ...trace(a, b));
  return ordered(differences, options);
}

function plainFacts(part: Part, a: Record<string, unknown>, b: Record<string, unknown>): (Difference | null)[] {
  const found: (Difference | null)[] = [];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const fact = `${part}.${key}`;
    const valueA = a[key];
    const valueB = b[key];
    const asScalar = SCALARS[fact];
    if (asScalar && valueA !== valueB) {
      const unknown = valueA === undefined || valueB === undefined;
      found.push(scalar(fact, asScalar.label, unknown ? Math.min(UNKNOWN_WEIGHT, asScalar.weight) : asScalar.weight, valueA, valueB));
    }
    const asList = LISTS[fact];
    if (asList && Array.isArray(valueA) && Array.isArray(valueB)) found.push(lineList(fact, asList.label, asList.weight, valueA.map(String), valueB.map(String)));
  }
  return found;
}

/** A list whose items may hold noise: what is equal without it, is noise. */
function lineList(fact: string, label: string, weight: number, a: string[], b: string[]): Difference | null {
  const difference = list(fact, label, weight, a, b);
  if (!difference) return null;
  const normalA = new Set(a.map(normaliseLine));
  const normalB = new Set(b.map(normaliseLine));
  const onlyA = a.filter((line) => !normalB.has(normaliseLine(line)));
  const onlyB = b.filter((line) => !normalA.has(normaliseLine(line)));
  return onlyA.length === 0 && onlyB.length === 0 ? { ...difference, weight: NOISE } : list(fact, label, weight, onlyA, onlyB);
}

/** 1, 0 or -1 by the numbers of two versions; null where one is none. */
export function compareVersions(a: string, b: string): number | null {
  const numbers = (text: string) => (/^\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  if (!/^\d/.test(a) || !/^\d/.test(b)) return null;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** Neither the floor nor the image's version says much alone: together they decide. */
function glibcEnough(a: Facts, b: Facts): Difference | null {
  const judge = ({ elf, image }: Facts): string | null => {
    const floor = elf?.glibcFloor;
    const have = image?.libcVersion;
    if (!floor || !have || image?.libc !== 'glibc') return null;
    const order = compareVersions(floor, have);
    return order === null ? null : `needs ${floor}, image has ${have} (${order > 0 ? 'too old' : 'enough'})`;
  };
  const [left, right] = [judge(a), judge(b)];
  const short = (text: string | null) => text?.endsWith('(too old)') ?? false;
  return short(left) === short(right)
    ? null
    : { fact: 'elf.glibcFloor>image.libcVersion', a: left, b: right, weight: 96, text: `glibc: ${left ?? 'not needed'} | ${right ?? 'not needed'}` };
}

function settings(a: Facts, b: Facts): Difference[] {
  const left = a.elf?.goSettings;
  const right = b.elf?.goSettings;
  if (!left || !right) return [];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((key) => (left[key] ?? '') !== (right[key] ?? '')) // an empty setting is none
    .map((key) => scalar(`elf.goSettings.${key}`, `build setting ${key}`, SETTINGS[key] ?? SETTING, left[key] ?? null, right[key] ?? null));
}

function binfmt(a: Facts, b: Facts): (Difference | null)[] {
  const words = (facts: Facts) => facts.host?.binfmt?.map(({ name, flags, interpreter }) => `${name} ${flags} ${interpreter}`);
  const [left, right] = [words(a), words(b)];
  return left && right ? [list('host.binfmt', 'binfmt', 49, left, right)] : [];
}

function output(a: Facts, b: Facts): (Difference | null)[] {
  const streams = [
    ['stderr', 51],
    ['stdout', 29],
  ] as const;
  return streams.map(([stream, weight]) => {
    const left = a.run?.[stream];
    const right = b.run?.[stream];
    return left && right ? lineList(`run.${stream}`, stream, weight, left, right) : null;
  });
}

function trace(a: Facts, b: Facts): (Difference | null)[] {
  const left = a.trace;
  const right = b.trace;
  if (!left || !right) return [];
  const found: (Difference | null)[] = [];
  const execA = left.firstExec;
  const execB = right.firstExec;
  if (execA && execB) {
    if (execA.error !== execB.error) found.push(scalar('trace.firstExec.error', 'first execve', 98, execA.error ?? 'ok', execB.error ?? 'ok'));
    if (execA.path !== execB.path) found.push(scalar('trace.firstExec.path', 'first execve of', 22, execA.path, execB.path));
  } else if (execA !== undefined && execB !== undefined && execA !== execB) {
    found.push(scalar('trace.firstExec', 'first execve', 60, execA?.path ?? null, execB?.path ?? null));
  }
  found.push(pathList('trace.filesMissing', 'looked for in vain', left.filesMissing, right.filesMissing, true));
  found.push(pathList('trace.filesOpened', 'opened', left.filesOpened, right.filesOpened, false));
  found.push(notFound(left, right));
  found.push(listOf('trace.signals', 'signals', 46, left.signals, right.signals, ({ name, code, fatal }) => `${name}${code === null ? '' : ` ${code}`}${fatal ? ' (fatal)' : ''}`));
  found.push(listOf('trace.refused', 'refused calls', 56, left.refused, right.refused, ({ call, error }) => `${call} ${error}`));
  found.push(listOf('trace.dns', 'DNS answers', 42, left.dns, right.dns, ({ name, type, answered }) => `${type || '?'} ${name}: ${answered ?? 'no answer'}`));
  found.push(decided(left, right));
  if (left.connects && right.connects) found.push(lineList('trace.connects', 'connects', 43, left.connects, right.connects));
  const errorsA = left.errors ?? {};
  const errorsB = right.errors ?? {};
  for (const name of new Set([...Object.keys(errorsA), ...Object.keys(errorsB)])) {
    const [countA = 0, countB = 0] = [errorsA[name], errorsB[name]];
    // How often is noise; whether at all is a fact.
    if (countA !== countB)
      found.push(scalar(`trace.errors.${name}`, `calls that failed with ${name}`, countA === 0 || countB === 0 ? (ERRNOS[name] ?? ERRNO) : NOISE, countA, countB));
  }
  return found;
}

type TraceFacts = NonNullable<Facts['trace']>;

/** Both sides must know: a trace that was read by an older version says nothing of these. */
function listOf<T>(fact: string, label: string, weight: number, a: T[] | undefined, b: T[] | undefined, text: (item: T) => string): Difference | null {
  return a && b ? lineList(fact, label, weight, a.map(text), b.map(text)) : null;
}

/** Things that one side searched for in vain, by their names and not by the places; a file of no known kind weighs as its path does. */
function notFound(a: TraceFacts, b: TraceFacts): Difference | null {
  if (!a.sought || !b.sought) return null;
  const weights = new Map<string, number>();
  const lost = ({ sought = [] }: TraceFacts): string[] =>
    sought.flatMap(({ kind, name, found }) => {
      if (found) return [];
      const text = kind === 'other' ? normalisePath(name) : `${SOUGHT_WORDS[kind] ?? ''} ${name}`.trim();
      weights.set(text, SOUGHT[kind] ?? pathWeight(name, true));
      return [text];
    });
  const weightOf = (text: string): number => weights.get(text) ?? NOISE;
  const [left, right] = [lost(a), lost(b)].map((side) => side.sort((x, y) => weightOf(y) - weightOf(x)));
  const only = (side: string[] = [], other: string[] = []): string[] => side.filter((text) => !other.includes(text));
  return list('trace.sought', 'searched and not found', Math.max(NOISE, ...[...only(left, right), ...only(right, left)].map(weightOf)), left ?? [], right ?? []);
}

/** The calls that decided, where another one comes first. */
function decided(a: TraceFacts, b: TraceFacts): Difference | null {
  const first = ({ deciding }: TraceFacts) => (deciding ? (deciding.find(({ why }) => why !== 'ended')?.text ?? null) : undefined);
  const [left, right] = [first(a), first(b)];
  if (left === undefined || right === undefined) return null;
  return normaliseLine(left ?? '') === normaliseLine(right ?? '') ? null : scalar('trace.deciding', 'decided by', 90, left, right);
}

/** Weighs as much as the most telling path in it. Paths that mean nothing are left to the list that stands under noise. */
function pathList(fact: string, label: string, a: string[] | undefined, b: string[] | undefined, missing: boolean): Difference | null {
  if (!a || !b) return null;
  const weigh = (path: string) => pathWeight(path, missing);
  const telling = (paths: string[]) =>
    paths
      .map(normalisePath)
      .filter((path) => weigh(path) > NOISE)
      .sort((x, y) => weigh(y) - weigh(x));
  const difference = list(fact, label, 0, telling(a), telling(b));
  if (!difference) return list(fact, label, NOISE, a, b);
  const changed = [...telling(a), ...telling(b)].filter((path) => (difference.a as string[]).includes(path) || (difference.b as string[]).includes(path)); // `list` puts string[] there
  return { ...difference, weight: Math.max(...changed.map(weigh)) };
}
