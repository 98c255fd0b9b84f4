// Which process of one trace does the job of which of the other: from the first ones down the tree, children by program and arguments, then by program, then
// by their place.
import type { Process, Processes } from './processes.ts';

export interface ProcessPair {
  a: number | null;
  b: number | null;
}

export function pairProcesses(a: Processes, b: Processes): ProcessPair[] {
  const pairs: ProcessPair[] = [];
  const open: { a: readonly number[]; b: readonly number[]; top: boolean }[] = [{ a: tops(a), b: tops(b), top: true }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const matched = pairSiblings(a, b, next.a, next.b, next.top);
    for (const pair of matched) {
      pairs.push(pair);
      open.push({ a: pair.a === null ? [] : (a.list[pair.a]?.children ?? []), b: pair.b === null ? [] : (b.list[pair.b]?.children ?? []), top: false });
    }
  }
  return rejoin(a, b, pairs).sort((x, y) => orderOf(a, b, x) - orderOf(a, b, y));
}

const tops = ({ list }: Processes): number[] =>
  list.flatMap((process, place) => (process.parent === null ? [place] : [])).sort((x, y) => (list[x]?.firstEvent ?? 0) - (list[y]?.firstEvent ?? 0));

function pairSiblings(a: Processes, b: Processes, inA: readonly number[], inB: readonly number[], top: boolean): ProcessPair[] {
  const pairs: ProcessPair[] = [];
  let restA = inA;
  let restB = inB;
  // The first processes are what was recorded, whatever they are called.
  if (top && restA[0] !== undefined && restB[0] !== undefined) {
    pairs.push({ a: restA[0], b: restB[0] });
    restA = restA.slice(1);
    restB = restB.slice(1);
  }
  const by = [
    (process: Process) => `${String(process.started)} ${process.job}`,
    (process: Process) => `${String(process.started)} ${process.wanted ?? ''}`,
    // One that could not start its program, beside one that could.
    (process: Process) => process.wanted ?? '',
  ];
  for (const keyOf of by) {
    const waiting = new Map<string, number[]>();
    for (const place of restB) {
      const process = b.list[place];
      if (process === undefined) continue;
      const key = keyOf(process);
      const list = waiting.get(key);
      if (list === undefined) waiting.set(key, [place]);
      else list.push(place);
    }
    for (const list of waiting.values()) list.reverse();
    const taken = new Set<number>();
    restA = restA.filter((place) => {
      const process = a.list[place];
      const other = process === undefined ? undefined : waiting.get(keyOf(process))?.pop();
      if (other === undefined) return true;
      taken.add(other);
      pairs.push({ a: place, b: other });
      return false;
    });
    restB = restB.filter((place) => !taken.has(place));
  }
  // One left on each side, in the same place of the tree: a copy whose program could not be started, beside one whose could.
  if (restA.length === 1 && restB.length === 1 && restA[0] !== undefined && restB[0] !== undefined && (a.list[restA[0]]?.started !== true || b.list[restB[0]]?.started !== true)) {
    pairs.push({ a: restA[0], b: restB[0] });
    return pairs;
  }
  for (const place of restA) pairs.push({ a: place, b: null });
  for (const place of restB) pairs.push({ a: null, b: place });
  return pairs;
}

/** The same job under another parent (a shell that execs or forks, a server that hands on): paired in the end. */
function rejoin(a: Processes, b: Processes, pairs: ProcessPair[]): ProcessPair[] {
  const waiting = new Map<string, ProcessPair[]>();
  for (const pair of pairs) {
    const process = pair.a === null && pair.b !== null ? b.list[pair.b] : undefined;
    if (process?.started !== true) continue;
    const list = waiting.get(process.job);
    if (list === undefined) waiting.set(process.job, [pair]);
    else list.push(pair);
  }
  if (waiting.size === 0) return pairs;
  const gone = new Set<ProcessPair>();
  for (const pair of pairs) {
    const process = pair.b === null && pair.a !== null ? a.list[pair.a] : undefined;
    const other = process?.started === true ? waiting.get(process.job)?.shift() : undefined;
    if (other === undefined) continue;
    pair.b = other.b;
    gone.add(other);
  }
  return pairs.filter((pair) => !gone.has(pair));
}

const orderOf = (a: Processes, b: Processes, pair: ProcessPair): number => (pair.a === null ? (b.list[pair.b ?? 0]?.firstEvent ?? 0) : (a.list[pair.a]?.firstEvent ?? 0));
