// A log of qemu-user: its lines are taken apart by qemu.ts, and become events here.
import { FLAG, KIND } from '../../trace/types.ts';
import { ascii, latin1 } from '../bytes.ts';
import { QemuLines, type QemuSink } from '../qemu.ts';
import { fromLatin1 } from '../text.ts';
import type { Reading } from './state.ts';

/** Takes the lines of one from now on. */
export function qemuLines(reading: Reading): QemuLines {
  const { record, scan } = reading;
  record.tasks.pidsStay = true;
  const sink: QemuSink = {
    begin: (pid, buf, nameStart, nameEnd, argsStart, argsEnd) => {
      const name = record.nameOf(buf, nameStart, nameEnd);
      const { comma, cutString } = scan;
      const task = taskOfQemu(reading, pid);
      const event = reading.add(KIND.call, name, task, Number.NaN);
      reading.proof.cut++;
      record.begin(event, name, task, buf, argsStart, argsEnd, comma);
      record.flag(event, FLAG.unfinished | (cutString ? FLAG.cut : 0));
      const code = record.names[name] === 'exit_group' ? /^\d{1,9}/.exec(latin1(buf, argsStart, Math.min(argsEnd, argsStart + 12)))?.[0] : undefined;
      if (code !== undefined) record.tasks.ended(task, Number(code), null, event);
      return event;
    },
    end: (event, buf, argsStart, argsEnd) => {
      const { columns } = record;
      const chunk = columns.of(event);
      const place = columns.placeOf(event);
      if (scan.hasValue(buf)) reading.proof.complete(record.knows(chunk.name[place] ?? 0));
      chunk.flags[place] = (chunk.flags[place] ?? 0) & ~FLAG.unfinished;
      if (argsStart < 0) record.resumed.add(event, reading.offset, reading.length, reading.lines);
      record.end(event, chunk.name[place] ?? 0, chunk.task[place] ?? 0, buf, Math.max(0, argsStart), Math.max(0, argsEnd), scan);
    },
    unknown: (pid, number) => {
      const name = ascii(`syscall_${number}`);
      const task = taskOfQemu(reading, pid);
      const event = reading.add(KIND.call, record.nameOf(name, 0, name.length), task, Number.NaN);
      reading.proof.complete(true);
      record.failed(event, 'ENOSYS');
    },
    signal: (buf, at, end) => {
      let i = at + 4;
      while (i < end && i - at < 64 && buf[i] !== 0x20) i++;
      reading.proof.complete(true);
      reading.add(KIND.signal, record.nameOf(buf, at + 4, i), taskOfQemu(reading, -1), Number.NaN);
    },
    message: (buf, at, end) => {
      reading.add(KIND.message, 0, taskOfQemu(reading, -1), Number.NaN);
      record.warn('strace-message', fromLatin1(latin1(buf, at, Math.min(end, at + 500))), reading.lines);
    },
    strange: () => {
      reading.strange++;
      reading.firstStrange ??= { text: '', line: reading.lines };
    },
  };
  return new QemuLines(scan, sink);
}

function taskOfQemu(reading: Reading, pid: number): number {
  if (pid < 0) return reading.record.tasks.newest(reading.record.columns.count);
  reading.pids = true;
  return reading.record.tasks.of(pid, reading.record.columns.count, -1);
}
