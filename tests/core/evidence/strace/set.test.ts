// The files of one `strace -ff` read as one trace: a real set of a shell (tests/fixtures/strace/set), and what sets look like that are old, cut, foreign or made in other ways.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource, mergeSet, planSet, readTrace, sumTrace, type SetFile, type SetPlan } from '../../../../src/core/evidence/index.ts';
import type { ReadableTrace } from '../../../../src/core/evidence/trace/types.ts';
import { InputError } from '../../../../src/shared/domain/errors.ts';
import { awkCounts } from '../../../helpers/trace-count.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'strace', 'set');
const fileOf = (pid: number, bytes: Uint8Array): SetFile => ({ pid, name: `out.${pid}`, size: bytes.length, read: bytesSource(bytes).read });
const setOf = (texts: Record<number, string>): SetFile[] => Object.entries(texts).map(([pid, text]) => fileOf(Number(pid), Buffer.from(text)));
const recorded = (change: (text: string) => string = (text) => text): SetFile[] =>
  readdirSync(FOLDER).map((name) => fileOf(Number(name.split('.')[1]), Buffer.from(change(readFileSync(path.join(FOLDER, name), 'latin1')), 'latin1')));

function lastOf<T>(steps: Generator<unknown, T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
const planOf = (files: readonly SetFile[]): SetPlan => lastOf(planSet('out.*', files));
const textOf = (plan: SetPlan): string => Buffer.concat([...mergeSet(plan, 1e9)]).toString('latin1');
function readSet(files: readonly SetFile[]): ReadableTrace & { plan: SetPlan; merged: string } {
  const plan = planOf(files);
  const merged = textOf(plan);
  return { plan, merged, ...readTrace(bytesSource(Buffer.from(merged, 'latin1')), { merged: plan.by }) };
}
const treeOf = ({ index: { tasks } }: ReadableTrace) =>
  tasks.map(({ pid, parent, program, ended }) => [pid, parent === null ? null : tasks[parent]?.pid, program?.argv[0], ended?.code]);
const callsByPid = ({ index }: ReadableTrace): Map<number, number> => {
  const counts = new Map<number, number>();
  for (let event = 0; event < index.count; event++) {
    const pid = index.tasks[index.task[event] ?? 0]?.pid ?? -1;
    if (index.kind[event] === 0) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  }
  return counts;
};
const said = (files: readonly SetFile[]): string => {
  try {
    planOf(files);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('it was taken');
};
const TREE = [
  [5813, null, 'sh', 4],
  [5814, 5813, 'sh', 3],
  [5815, 5813, 'cat', 0],
  [5816, 5813, 'ls', 2],
  [5817, 5816, 'sleep', 0],
];

describe('the files of one strace -ff', () => {
  it('are one trace: who made whom, what each ran, how each ended', () => {
    const trace = readSet(recorded());
    expect(treeOf(trace)).toEqual(TREE);
    expect(trace.plan).toMatchObject({ by: 'time', empty: [], strange: [] });
    expect(trace.index.has).toMatchObject({ pids: true, times: 'fraction', durations: true });
    expect(trace.index.warnings).toEqual([]);
    expect([...trace.index.time.subarray(1)].every((time, at) => time >= (trace.index.time[at] ?? 0))).toBe(true);
  });

  it('hold together what an awk counts in each of them', () => {
    const trace = readSet(recorded());
    const sums = sumTrace(trace);
    const names = readdirSync(FOLDER);
    const calls: Record<string, number> = {};
    const errors: Record<string, number> = {};
    let events = 0;
    for (const name of names) {
      const counts = awkCounts(path.join(FOLDER, name));
      events += counts.events;
      for (const [call, text] of Object.entries(counts.calls)) calls[call] = (calls[call] ?? 0) + Number(text.split(' ')[0]);
      for (const [error, count] of Object.entries(counts.errors)) errors[error] = (errors[error] ?? 0) + count;
      const pid = Number(name.split('.')[1]);
      expect(callsByPid(trace).get(pid)).toBe(Object.values(counts.calls).reduce((sum, text) => sum + Number(text.split(' ')[0]), 0));
    }
    expect(Object.fromEntries(sums.syscalls.map((row) => [row.name, row.calls]))).toEqual(calls);
    expect(sums.errors).toEqual(errors);
    expect(sums.events).toBe(events);
  });

  it('are merged into the lines that they hold, each once, behind its pid', () => {
    const { merged } = readSet(recorded());
    for (const name of readdirSync(FOLDER)) {
      const [, pid = ''] = name.split('.');
      const own = merged
        .split('\n')
        .filter((line) => line.startsWith(`${pid.padEnd(5)} `))
        .map((line) => line.slice(6));
      expect(`${own.join('\n')}\n`).toBe(readFileSync(path.join(FOLDER, name), 'latin1'));
    }
  });

  it('say the same whichever file comes first', () => {
    expect(readSet(recorded().toReversed()).merged).toBe(readSet(recorded()).merged);
  });

  it('with times of whole seconds stand in the order of their making within a second', () => {
    const trace = readSet(recorded((text) => text.replace(/^\d+\.\d+/gm, '20:48:42')));
    expect(treeOf(trace)).toEqual(TREE);
    expect(trace.index.has.times).toBe('seconds');
  });

  it('without times follow each other, each behind the one that made it', () => {
    const plain = readSet(recorded((text) => text.replace(/^\d+\.\d+ /gm, '')));
    expect(plain.plan.by).toBe('file');
    expect(plain.plan.files.map(({ file }) => file.pid)).toEqual([5813, 5814, 5815, 5816, 5817]);
    expect(treeOf(plain)).toEqual(TREE);
    expect(plain.index.has.times).toBe('none');
    // The numbers of pids tell nothing: they begin anew where they end.
    const renamed = recorded((text) => text.replace(/^\d+\.\d+ /gm, '').replace(/ = 5816 </g, ' = 12 <')).map((file) =>
      file.pid === 5816 ? { ...file, pid: 12, name: 'out.12' } : file,
    );
    expect(planOf(renamed).files.map(({ file }) => file.pid)).toEqual([5813, 5814, 5815, 12, 5817]);
  });

  it('with times of -r are without times: those are since the line before, of whatever process', () => {
    const trace = readSet(recorded((text) => text.replace(/^\d+\.\d+/gm, '     0.000017')));
    expect(trace.plan).toMatchObject({ by: 'file', relative: true });
    expect(trace.index.has.times).toBe('none');
    expect(treeOf(trace)).toEqual(TREE);
  });

  it('whose times of day pass midnight stay in order, also those that begin behind it', () => {
    const trace = readSet(
      setOf({
        7: '23:59:59.000000 fork() = 9\n23:59:59.500000 getpid() = 7\n00:00:02.000000 wait4(9, NULL, 0, NULL) = 9\n00:00:03.000000 +++ exited with 0 +++\n',
        9: '00:00:00.100000 getppid() = 7\n00:00:01.000000 +++ exited with 0 +++\n',
      }),
    );
    expect(trace.merged.split('\n').map((line) => line.slice(0, 15))).toEqual([
      ...['7     23:59:59.', '7     23:59:59.', '9     00:00:00.', '9     00:00:01.', '7     00:00:02.', '7     00:00:03.', ''],
    ]);
    expect(trace.index.warnings).toEqual([]);
    expect(Math.round(trace.index.time[5] ?? 0)).toBe(4e9);
  });

  it('with frames of -k keep each under its call', () => {
    const frames = ' > /lib/libc.so.6(open+0x1) [0x2]\n > /app(main+0x3) [0x4]\n';
    const { merged, index } = readSet(setOf({ 7: `1700000000.000001 open("/a", O_RDONLY) = 3\n${frames}`, 8: `1700000000.000000 open("/b", O_RDONLY) = 3\n${frames}` }));
    expect(merged).toBe(`8     1700000000.000000 open("/b", O_RDONLY) = 3\n${frames}7     1700000000.000001 open("/a", O_RDONLY) = 3\n${frames}`);
    expect([index.count, index.has.stacks]).toEqual([2, true]);
  });

  it('that are cut in a line, empty or no trace are read as far as they go', () => {
    const trace = readSet(setOf({ 7: '1700000000.000001 getpid() = 7\n1700000000.000004 read(3, "ab', 8: '1700000000.000002 getpid() = 8\n', 9: '', 10: 'a note\nof mine\n' }));
    expect(trace.plan).toMatchObject({ empty: ['out.9'], strange: ['out.10'] });
    expect(trace.merged).toBe('7     1700000000.000001 getpid() = 7\n8     1700000000.000002 getpid() = 8\n7     1700000000.000004 read(3, "ab\n');
  });

  it('may have lines longer than any piece that is read', () => {
    const long = `1700000000.000002 write(1, "${'x'.repeat(700_000)}", 700000) = 700000\n`;
    const { merged } = readSet(setOf({ 7: `1700000000.000001 getpid() = 7\n${long}1700000000.000009 getpid() = 7\n`, 8: `1700000000.000003 getpid() = 8\n` }));
    expect(merged).toBe(`7     1700000000.000001 getpid() = 7\n7     ${long}8     1700000000.000003 getpid() = 8\n7     1700000000.000009 getpid() = 7\n`);
  });

  it('are no set where their lines have pids, where their times differ in kind, or where none is a trace', () => {
    const log = '31 1700000000.000001 execve("/a", ["a"], 0x1 /* 3 vars */) = 0\n31 1700000000.000002 getpid() = 31\n';
    expect(said(setOf({ 1: log, 2: log }))).toBe(
      'out.1 is no file of strace -ff: its lines have pids of their own (31), as a whole log of strace -f has; read it by itself, or compare two with `cgoscope trace diff`',
    );
    expect(said(setOf({ 1: '1700000000.000001 getpid() = 1\n', 2: '12:00:00 getpid() = 2\n' }))).toBe(
      'out.1 has times since 1970 (-ttt), and out.2 has times of day (-t, -tt): they are of different traces',
    );
    expect(said(setOf({ 1: 'a\n', 2: 'b\n' }))).toBe('none of the 2 files of out.* is a trace: no line is of strace');
    expect(said(setOf({ 1: '' }))).toBe('out.1 is no trace: there is nothing in it');
  });

  it('of random bytes end in words or in a plan, whatever they hold', () => {
    let state = 7;
    const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff) >> 8;
    const whole = recorded();
    let taken = 0;
    for (let round = 0; round < 60; round++) {
      const files = whole.map((file) => {
        const bytes = Buffer.from(file.read(0, file.size));
        for (let hit = 0; hit < 1 + (random() % 40); hit++) bytes[random() % bytes.length] = random() & 0xff;
        return fileOf(file.pid, bytes.subarray(0, random() % 3 === 0 ? random() % bytes.length : bytes.length));
      });
      let plan: SetPlan;
      try {
        plan = planOf(files);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        continue;
      }
      taken++;
      const lines = textOf(plan).split('\n').length - 1;
      const held = plan.files.reduce((sum, { file }) => sum + Buffer.from(file.read(0, file.size)).toString('latin1').replace(/\n$/, '').split('\n').length, 0);
      expect(lines).toBe(held);
    }
    expect(taken).toBeGreaterThan(30);
  });
});
