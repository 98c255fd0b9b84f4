// What is known while a log is read, line after line: where the line stands, whose it is, and what the log has shown itself to be. The files of this folder share it.
import { KIND } from '../../trace/types.ts';
import { latin1 } from '../bytes.ts';
import { Clock } from '../clock.ts';
import { Proof } from '../proof.ts';
import { Recorder } from '../record.ts';
import { LineScan } from '../scan.ts';
import { fromLatin1, own } from '../text.ts';

/** A line longer than this is cut; strace's own limit for strings makes real lines far shorter. */
export const MAX_LINE = 1 << 20;
/** What is read of one. */
export const HEAD = 64 * 1024;

/** Its beginning, as it is quoted. */
interface Quoted {
  text: string;
  line: number;
}

export class Reading {
  readonly scan = new LineScan();
  readonly record: Recorder;
  readonly clock: Clock;
  readonly proof = new Proof();
  /** Of the line that is read: its first byte in the log, its bytes, its number from 1. */
  offset = 0;
  length = 0;
  lines = 0;
  /** Calls, signals and exits; messages are none. */
  seen = 0;
  strange = 0;
  firstStrange: Quoted | null = null;
  firstLine: Quoted | null = null;
  pids = false;
  stacks = false;
  private setBack = 0;

  /** `pid`: of all lines without one; -1. `relative`: times of -r count. */
  constructor(pid: number, relative: boolean) {
    this.record = new Recorder(pid);
    this.clock = new Clock(relative);
  }

  taskOf(resumes: number): number {
    if (this.scan.pid >= 0) this.pids = true;
    return this.record.tasks.of(this.scan.pid, this.record.columns.count, resumes);
  }

  time(): number {
    const time = this.clock.read(this.scan);
    if (this.clock.setBack > 0 && this.setBack++ < 3)
      this.record.warn('clock-set-back', `the clock runs back by ${Math.round(this.clock.setBack / 1e3) / 1e3} ms; times go on from where they stood`, this.lines);
    return time;
  }

  add(kind: number, name: number, task: number, time: number): number {
    if (kind !== KIND.message) this.seen++;
    return this.record.add(kind, name, task, this.offset, this.length, this.lines, time);
  }

  strangeLine(buf: Uint8Array, from: number, end: number): void {
    this.strange++;
    this.firstStrange ??= this.lineAt(buf, from, end);
  }

  lineAt(buf: Uint8Array, from: number, end: number): Quoted {
    return { text: own(fromLatin1(latin1(buf, from, Math.min(end, from + 120)))), line: this.lines };
  }
}
