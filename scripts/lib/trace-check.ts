// What must hold of every trace, whatever bytes it was read from. Asked by the fuzzer and by the property tests.
import { sumTrace } from '../../src/core/evidence/index.ts';
import { FLAG, KIND, type ReadableTrace, type TraceIndex } from '../../src/core/evidence/trace/types.ts';
import { traceSchema } from '../../src/shared/domain/trace.ts';

const COLUMNS = ['offset', 'length', 'line', 'task', 'kind', 'flags', 'name', 'error', 'time', 'duration', 'result', 'path', 'address', 'fd', 'madeBy'] as const;

/** One sentence of what is wrong; null where nothing is. */
export function wrongTrace(trace: ReadableTrace): string | null {
  return wrongIndex(trace.index) ?? wrongSums(trace) ?? wrongText(trace);
}

function wrongIndex(index: TraceIndex): string | null {
  const { count } = index;
  for (const name of COLUMNS) if (index[name].length < count) return `the column ${name} has ${index[name].length} entries of ${count}`;
  if (index.format !== 'qemu' && count > index.lines) return `${count} events in ${index.lines} lines`;
  let last = { offset: -1, line: 0, time: 0 };
  for (let event = 0; event < count; event++) {
    const of = (name: (typeof COLUMNS)[number]): number => index[name][event] ?? Number.NaN;
    const at = `event ${event}`;
    if (of('offset') < last.offset || (of('offset') === last.offset && index.format !== 'qemu')) return `${at} begins at ${of('offset')}, the one before at ${last.offset}`;
    if (of('offset') + of('length') > index.bytes) return `${at} ends at ${of('offset') + of('length')} of ${index.bytes} bytes`;
    if (of('line') < Math.max(1, last.line) || of('line') > index.lines) return `${at} is in line ${of('line')} of ${index.lines}`;
    if (of('time') < last.time) return `${at} is at ${of('time')}, the one before at ${last.time}`;
    if (of('duration') < 0 || of('madeBy') < -1 || of('madeBy') >= count || of('fd') < -1) return `${at} has a number that none can have`;
    if (of('kind') > 3 || of('flags') > 127) return `${at} has kind ${of('kind')}, flags ${of('flags')}`;
    if ((of('kind') !== KIND.message && of('name') === 0) || of('name') >= index.names.length) return `${at} has the name ${of('name')} of ${index.names.length}`;
    if (of('error') >= index.errors.length || of('path') >= index.paths.length || of('address') >= index.addresses.length) return `${at} names what is not there`;
    const task = index.tasks[of('task')];
    if (!task) return `${at} is of task ${of('task')} of ${index.tasks.length}`;
    if (task.firstEvent > event || task.lastEvent < event) return `${at} lies outside of its task`;
    last = { offset: of('offset'), line: of('line'), time: Number.isNaN(of('time')) ? last.time : of('time') };
  }
  for (const [at, task] of index.tasks.entries()) {
    if (task.firstEvent > task.lastEvent || task.lastEvent >= Math.max(1, count)) return `task ${at} runs from ${task.firstEvent} to ${task.lastEvent} of ${count}`;
    if (task.parent === at || (task.parent ?? 0) >= index.tasks.length || (task.madeBy ?? 0) >= count) return `task ${at} was made by nobody that is there`;
  }
  const { resumed } = index;
  for (let at = 0; at < resumed.count; at++) {
    const event = resumed.event[at] ?? -1;
    if (event <= (resumed.event[at - 1] ?? -1) || event >= count) return `resumed ${at} is of event ${event}`;
    if ((resumed.line[at] ?? 0) < (index.line[event] ?? 0) || (resumed.offset[at] ?? 0) + (resumed.length[at] ?? 0) > index.bytes)
      return `resumed ${at} stands before its event or outside of the log`;
  }
  return null;
}

function wrongSums(trace: ReadableTrace): string | null {
  const sums = sumTrace(trace);
  const misfit = traceSchema.safeParse(sums).error?.issues[0];
  if (misfit) return `${misfit.path.join('.')} ${misfit.message}`;
  let calls = 0;
  for (let event = 0; event < trace.index.count; event++) if (trace.index.kind[event] === KIND.call) calls++;
  const summed = sums.syscalls.reduce((sum, row) => sum + row.calls, 0);
  return trace.index.format === 'strace-count' || summed === calls ? null : `the sums have ${summed} calls of ${calls}`;
}

/** Of the first events, and of some behind. */
function wrongText({ index, text }: ReadableTrace): string | null {
  for (let event = 0; event < index.count; event += event < 200 ? 1 : 97) {
    if (text.line(event).length > Math.min(1 << 20, index.length[event] ?? 0)) return `event ${event} has more text than its line`;
    if (index.kind[event] !== KIND.call) continue;
    const parts = text.parts(event);
    if (parts === null) {
      // qemu-user writes calls into the middle of other lines, and numbers without a name.
      if (index.format !== 'qemu') return `the call of event ${event} can't be taken apart: ${JSON.stringify(text.line(event).slice(0, 100))}`;
    } else if (index.format !== 'qemu' && parts.name !== index.names[index.name[event] ?? 0]) return `event ${event} is ${parts.name} and ${index.names[index.name[event] ?? 0]}`;
    else if (index.format !== 'qemu' && ((index.flags[event] ?? 0) & (FLAG.unfinished | FLAG.longLine)) === 0 && parts.result === '')
      return `event ${event} has an end and no result`;
  }
  return null;
}

/** What two readings of the same bytes must have in common: all of it. */
export function differenceOf(a: TraceIndex, b: TraceIndex): string | null {
  if (a.count !== b.count) return `${a.count} events and ${b.count}`;
  for (const name of COLUMNS)
    for (let event = 0; event < a.count; event++) if (!Object.is(a[name][event], b[name][event])) return `${name} of event ${event} is ${a[name][event]} and ${b[name][event]}`;
  const rest = ({ version, format, has, bytes, lines, startedAtMs, names, errors, paths, addresses, tasks, warnings, counted, resumed }: TraceIndex): string =>
    JSON.stringify([version, format, has, bytes, lines, startedAtMs, names, errors, paths, addresses, tasks, warnings, counted, [...resumed.event], [...resumed.offset]]);
  return rest(a) === rest(b) ? null : 'tables differ';
}
