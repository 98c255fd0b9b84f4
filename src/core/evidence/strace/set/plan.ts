// Looks at the files of a set before they are merged: which of them are traces at all, whether their times can order their lines, and which process made which.
import { InputError } from '../../../../shared/domain/errors.ts';
import { capped, shown } from '../../../../shared/domain/text.ts';
import type { TraceIndex } from '../../trace/types.ts';
import { createTraceReader } from '../reader.ts';
import { insidePid } from '../record.ts';
import { CLOCK, LINE, LineScan } from '../scan.ts';
import { FileLines, mayClone } from './lines.ts';
import type { PlannedFile, SetFile, SetPlan } from './types.ts';

/** What is read of each file to tell what it is. */
const HEAD = 64 * 1024;
/** What is read of each at a time while makers of processes are looked for. */
const PIECE = 256 * 1024;
const DAY = 86_400e9;
/** A child's clock is read by another processor than its maker's. */
const SLACK = 1e9;

interface Looked {
  file: SetFile;
  clock: number;
  seconds: number;
  /** `-t`: many lines share one time. */
  whole: boolean;
}

/**
 * Yields between two files, so that who reads thousands of them can give way. Throws InputError where they are no set: none of them is a trace, their lines
 * have pids of their own, they are packed, or their times are of different kinds.
 */
export function* planSet(name: string, files: readonly SetFile[]): Generator<void, SetPlan, undefined> {
  const looked: Looked[] = [];
  const empty: string[] = [];
  const strange: string[] = [];
  for (const file of files) {
    const head = file.read(0, HEAD);
    if (head.length === 0) empty.push(file.name);
    else {
      const index = headOf(head, file);
      if (index.format !== 'strace') strange.push(file.name);
      else {
        ownPids(index, file);
        looked.push({ file, ...clockOf(head), whole: index.has.times === 'seconds' });
      }
    }
    yield;
  }
  const [first] = looked;
  if (first === undefined) {
    const of = files.length === 1 ? `${shown(files[0]?.name ?? name)} is no` : `none of the ${files.length} files of ${capped(shown(name), 300)} is a`;
    throw new InputError(`${of} trace: ${empty.length === files.length ? 'there is nothing in it' : 'no line is of strace'}`, {
      input: name,
      expected: 'the files of one strace -ff',
    });
  }
  const other = looked.find(({ clock }) => clock !== first.clock);
  if (other !== undefined)
    throw new InputError(
      `${shown(first.file.name)} has ${CLOCK_WORDS[first.clock] ?? ''}, and ${shown(other.file.name)} has ${CLOCK_WORDS[other.clock] ?? ''}: they are of different traces`,
      {
        input: name,
        expected: 'the files of one strace -ff',
      },
    );
  const by = first.clock === CLOCK.epoch || first.clock === CLOCK.day ? 'time' : 'file';
  const plan = {
    by,
    relative: first.clock === CLOCK.relative,
    baseSeconds: looked.reduce((least, { seconds }) => Math.min(least, seconds), first.seconds),
    empty,
    strange,
  } as const;
  // By itself a clock with a date and parts of a second puts everything in order.
  if (first.clock === CLOCK.epoch && looked.every(({ whole }) => !whole)) return { ...plan, files: looked.map(({ file }) => ({ file, shift: 0 })) };
  return { ...plan, files: yield* byMaker(looked, plan.baseSeconds) };
}

const CLOCK_WORDS: Record<number, string> = {
  [CLOCK.none]: 'no times',
  [CLOCK.epoch]: 'times since 1970 (-ttt)',
  [CLOCK.day]: 'times of day (-t, -tt)',
  [CLOCK.relative]: 'times since the line before (-r)',
};

/** Of whole lines, as far as there are some. */
function headOf(head: Uint8Array, file: SetFile): TraceIndex {
  const reader = createTraceReader({ pid: file.pid });
  const end = head.length < file.size ? head.lastIndexOf(0x0a) + 1 : head.length;
  reader.push(end > 0 ? head.subarray(0, end) : head);
  return reader.finish();
}

/** `run.1` and `run.2` may as well be two logs of `strace -f`. */
function ownPids(index: TraceIndex, file: SetFile): void {
  if (!index.has.pids || index.tasks.some(({ pid }) => pid === file.pid)) return;
  const [own] = index.tasks;
  throw new InputError(
    `${shown(file.name)} is no file of strace -ff: its lines have pids of their own (${own?.pid ?? ''}), as a whole log of strace -f has; read it by itself, or compare two with \`cgoscope trace diff\``,
    { input: file.name, expected: 'files that hold one process each' },
  );
}

/** Of the first line that has a time; `none` where no line has one. */
function clockOf(head: Uint8Array): { clock: number; seconds: number } {
  const scan = new LineScan();
  for (let from = 0; from < head.length;) {
    const lf = head.indexOf(0x0a, from);
    const end = lf < 0 ? head.length : lf;
    scan.scan(head, from, end);
    if (scan.kind !== LINE.other) return { clock: scan.clock, seconds: scan.clock === CLOCK.none ? 0 : scan.seconds };
    from = end + 1;
  }
  return { clock: CLOCK.none, seconds: 0 };
}

interface Made {
  by: number;
  /** Of the call that made it. */
  time: number;
}

/** Parents before their children, each child with what it made behind it; and on which day each begins where its times have none. */
function* byMaker(looked: readonly Looked[], baseSeconds: number): Generator<void, PlannedFile[], undefined> {
  const numbers = new Map(looked.map(({ file }, at) => [file.pid, at]));
  const made = new Map<number, Made>();
  const children = looked.map((): number[] => []);
  const starts: number[] = [];
  for (const [at, { file }] of looked.entries()) {
    starts[at] = yield* makersIn(file, baseSeconds, (pid, time) => {
      const child = numbers.get(pid);
      if (child === undefined || child === at) return;
      // Of a pid that was used twice the file of its last use is left.
      const before = made.get(child);
      if (before !== undefined) children[before.by]?.splice(children[before.by]?.indexOf(child) ?? 0, 1);
      made.set(child, { by: at, time });
      children[at]?.push(child);
    });
  }
  const roots = looked.map((_, at) => at).filter((at) => !made.has(at));
  const latest = roots.reduce((most, at) => Math.max(most, starts[at] ?? 0), 0);
  const shifts: number[] = [];
  const order: PlannedFile[] = [];
  const walk = (root: number): void => {
    const stack = [root];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const found = looked[at];
      if (found === undefined || shifts[at] !== undefined) continue;
      const maker = made.get(at);
      const start = starts[at] ?? 0;
      const least = maker === undefined ? latest - DAY / 2 : maker.time + (shifts[maker.by] ?? 0) - SLACK;
      const days = found.clock === CLOCK.day ? Math.max(0, Math.ceil((least - start) / DAY)) : 0;
      shifts[at] = days * DAY;
      order.push({ file: found.file, shift: days * DAY });
      stack.push(...(children[at] ?? []).toReversed());
    }
  };
  for (const root of roots) walk(root);
  // Two that made each other, as pids that were used again may look: nobody is left out.
  for (const at of looked.keys()) walk(at);
  return order;
}

/** Tells of every process that the file's calls made; answers the time of its first line. */
function* makersIn(file: SetFile, baseSeconds: number, tell: (pid: number, time: number) => void): Generator<void, number, undefined> {
  const scan = new LineScan();
  const lines = new FileLines(file, { baseSeconds, shift: 0, piece: PIECE });
  let start: number | null = null;
  for (let seen = 0; lines.step(scan); seen++) {
    if (seen % 4_096 === 0) yield;
    if (lines.rest || lines.open) continue;
    if (start === null && scan.clock !== CLOCK.none) start = lines.time;
    if (!mayClone(lines.buf, scan.at, lines.end)) continue;
    scan.scan(lines.buf, lines.from, lines.end);
    if (scan.kind === LINE.call && scan.value > 0) tell(insidePid(lines.buf, scan) ?? scan.value, lines.time);
  }
  return start ?? 0;
}
