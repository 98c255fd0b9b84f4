// Two measurements side by side: what is different in their files, and for each scenario and subject the time, the packets and the end, before and after. Pure.
import type { DnsComparison, DnsMeasurement, DnsScenario } from '../../shared/domain/dns.ts';
import { scenarioLabels } from '../../shared/domain/dns-labels.ts';
import { pairsOf, type Pair } from '../../shared/domain/dns-pairs.ts';
import { counted, formatNs } from '../../shared/domain/units.ts';
import { plainDiff } from '../compare/index.ts';
import { withinBounds } from './lab/agreement.ts';

type Row = DnsComparison['rows'][number];
type Side = NonNullable<Row['a']>;

export function compareMeasurements(a: DnsMeasurement, b: DnsMeasurement): DnsComparison {
  const labels = { a: scenarioLabels(a.scenarios), b: scenarioLabels(b.scenarios) };
  const pairs = { a: Map.groupBy<number | null, Pair>(pairsOf(a), ({ scenario }) => scenario), b: Map.groupBy<number | null, Pair>(pairsOf(b), ({ scenario }) => scenario) };
  const subjects = [...new Set([...a.subjects, ...b.subjects].map(({ name }) => name))];
  const rows = pairScenarios(a.scenarios, b.scenarios).flatMap(({ inA, inB }) =>
    subjects.flatMap((subject): Row[] => {
      const sides = { a: sideOf(pairs.a.get(inA) ?? [], inA, subject), b: sideOf(pairs.b.get(inB) ?? [], inB, subject) };
      if (sides.a === null && sides.b === null) return [];
      return [{ title: titleOf(a, b, inA, inB, labels), subject, ...sides, text: changeText(sides.a, sides.b) }];
    }),
  );
  return {
    schema: 'cgoscope/dns-comparison@0',
    a: { id: a.id, title: a.title },
    b: { id: b.id, title: b.title },
    files: filesOf(a.scenarios, b.scenarios),
    rows,
  };
}

/** What is the same scenario in both: equal ones, then those of one title, then what is left, one after the other. Null: only the other side has it. */
export function pairScenarios(a: readonly DnsScenario[], b: readonly DnsScenario[]): { inA: number | null; inB: number | null }[] {
  const beside = new Map<number, number>();
  const left = new Set(b.keys());
  const match = (key: (scenario: DnsScenario) => string | null): void => {
    const byKey = new Map<string, number[]>();
    for (const index of left) {
      const name = b[index] === undefined ? null : key(b[index]);
      if (name !== null) byKey.set(name, [...(byKey.get(name) ?? []), index]);
    }
    a.forEach((scenario, index) => {
      const name = beside.has(index) ? null : key(scenario);
      const found = name === null ? undefined : byKey.get(name)?.shift();
      if (found === undefined) return;
      beside.set(index, found);
      left.delete(found);
    });
  };
  match((scenario) => JSON.stringify(scenario));
  match(({ title }) => (title === '' ? null : title));
  // A grid over another file has as many scenarios in the same order; of different grids what is left has nothing to stand beside.
  const rest = [...a.keys()].filter((index) => !beside.has(index));
  if (rest.length === left.size) rest.forEach((index, place) => beside.set(index, [...left][place] ?? 0));
  const taken = new Set(beside.values());
  return [...[...a.keys()].map((inA) => ({ inA, inB: beside.get(inA) ?? null })), ...[...b.keys()].filter((index) => !taken.has(index)).map((inB) => ({ inA: null, inB }))];
}

function titleOf(a: DnsMeasurement, b: DnsMeasurement, inA: number | null, inB: number | null, labels: { a: string[]; b: string[] }): string {
  const [before, after] = [inA === null ? '' : (labels.a[inA] ?? ''), inB === null ? '' : (labels.b[inB] ?? '')];
  if (before !== '' || after !== '') return before === after || after === '' ? before : before === '' ? after : `${before} → ${after}`;
  const [left, right] = [a.scenarios[inA ?? -1], b.scenarios[inB ?? -1]];
  const names = [left, right].map((scenario) => (scenario === undefined ? '' : scenario.title === '' ? scenario.name : scenario.title));
  return names[0] === names[1] || names[1] === '' ? (names[0] ?? '') : names[0] === '' ? (names[1] ?? '') : `${names[0]} → ${names[1]}`;
}

/** What was measured of one pair; null: nothing to its end. */
function sideOf(pairs: readonly Pair[], scenario: number | null, subject: string): Side | null {
  const pair = pairs.find((one) => one.scenario === scenario && one.name === subject);
  return pair === undefined || pair.wallNs.length === 0 ? null : { wallNs: pair.wallNs, packets: pair.packets, result: pair.result ?? 'no lookup' };
}

const RESULT: Record<string, string> = { ok: 'succeeds', fail: 'fails', hang: 'hangs', varies: 'varies' };
const resultText = (result: string): string => RESULT[result] ?? result;

/** `4.00 s → 1.00 s, 8 → 4 packets, fails → succeeds`; what is the same is said once. */
export function changeText(a: Side | null, b: Side | null): string {
  if (a === null || b === null) {
    const only = a ?? b;
    return only === null ? '' : `only in ${a === null ? 'B' : 'A'}: ${timesText(only.wallNs)}, ${packetsText(only.packets)}, ${resultText(only.result)}`;
  }
  const times = [timesText(a.wallNs), timesText(b.wallNs)];
  const same = sameTimes(a.wallNs, b.wallNs);
  const packets = [rangeText(a.packets, String), rangeText(b.packets, String)];
  // Where the result is another one, it is what matters.
  const parts = [
    ...(a.result === b.result ? [] : [`${resultText(a.result)} → ${resultText(b.result)}`]),
    same ? `${times[1]} as before` : times.join(' → '),
    packets[0] === packets[1] ? packetsText(b.packets) : `${packets.join(' → ')} packets`,
    ...(a.result === b.result ? [resultText(b.result)] : []),
  ];
  return parts.join(', ');
}

/** Fastest and slowest of both within the bounds of what counts as one time. */
function sameTimes(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  if (a.includes(null) !== b.includes(null)) return false;
  const [left, right] = [a, b].map((times) => times.filter((ns) => ns !== null).sort((x, y) => x - y));
  const ends = [
    [left?.[0], right?.[0]],
    [left?.at(-1), right?.at(-1)],
  ];
  return ends.every(([x, y]) => (x === undefined || y === undefined ? x === y : withinBounds(y, x)));
}

function timesText(wallNs: readonly (number | null)[]): string {
  const known = wallNs.filter((ns) => ns !== null);
  const never = wallNs.length - known.length;
  if (known.length === 0) return 'never';
  return `${rangeText(known, formatNs)}${never === 0 ? '' : ` (${never} of ${wallNs.length} never)`}`;
}

function rangeText(values: readonly number[], text: (value: number) => string): string {
  const [least, most] = [text(Math.min(...values)), text(Math.max(...values))];
  return least === most ? least : `${least} … ${most}`;
}

const packetsText = (packets: readonly number[]): string => {
  const range = rangeText(packets, String);
  return range.includes('…') ? `${range} packets` : counted(Number(range), 'packet');
};

/** The files as diffs, where each side has one scenario: of a grid there is no one file. Those that both have alike have an empty diff; what neither has is left out. */
function filesOf(a: readonly DnsScenario[], b: readonly DnsScenario[]): DnsComparison['files'] {
  const [left, right] = [a[0], b[0]];
  if (a.length !== 1 || b.length !== 1 || left === undefined || right === undefined) return [];
  const files = [
    { file: 'resolv.conf', before: left.resolvConf, after: right.resolvConf },
    { file: 'nsswitch.conf', before: left.nsswitch, after: right.nsswitch },
    { file: 'hosts', before: left.hosts, after: right.hosts },
    { file: 'environment', before: environmentText(left), after: environmentText(right) },
    { file: 'scenario', before: serversText(left), after: serversText(right) },
  ];
  return files
    .filter(({ before, after }) => (before ?? '') !== '' || (after ?? '') !== '')
    .filter(({ file, before, after }) => file === 'resolv.conf' || before !== after)
    .map(({ file, before, after }) => ({ file, diff: plainDiff(file, before ?? '', after ?? '') }));
}

const environmentText = ({ env }: DnsScenario): string =>
  Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** What is looked up, and of whom: a line for each fact that can differ. */
const serversText = ({ servers, exists, name, api, repeat, parallel, deadlineMs }: DnsScenario): string =>
  [
    `${api} ${name}${repeat > 1 ? ` ${repeat} times` : ''}${parallel > 1 ? ` ${parallel} at once` : ''}${deadlineMs === null ? '' : ` within ${deadlineMs} ms`}`,
    ...servers.map(({ fault, exists: own }, index) => `server ${index + 1}: ${fault}${own === null ? '' : `, knows ${own.join(' ') || 'nothing'}`}`),
    exists.length === 0 ? 'every name exists' : `exists: ${exists.join(' ')}`,
    '',
  ].join('\n');
