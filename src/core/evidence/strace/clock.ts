// Times of a log as ns since its first one. They never run backward: a clock that was set back goes on where it stood, and the log says so.
import { CLOCK, type LineScan } from './scan.ts';

const DAY = 86_400e9;

export class Clock {
  times: 'none' | 'seconds' | 'fraction' | 'relative' = 'none';
  startedAtMs: number | null = null;
  /** How far back it was set at the last line, ns; 0 for not at all. */
  setBack = 0;
  private form: number = CLOCK.none;
  private firstSeconds = 0;
  private firstNs = 0;
  private last = 0;
  private shift = 0;

  private readonly relative: boolean;

  /** `relative`: times of -r count. */
  constructor(relative: boolean) {
    this.relative = relative;
  }

  /** Of every line of the log, in order; NaN for a line without a time. */
  read(scan: LineScan): number {
    this.setBack = 0;
    if (scan.clock === CLOCK.none || (scan.clock === CLOCK.relative && !this.relative)) return Number.NaN;
    if (this.form === CLOCK.none) {
      this.form = scan.clock;
      this.firstSeconds = scan.seconds;
      this.firstNs = scan.ns;
      this.times = scan.clock === CLOCK.relative ? 'relative' : scan.fraction ? 'fraction' : 'seconds';
      if (scan.clock === CLOCK.epoch) this.startedAtMs = scan.seconds * 1e3 + scan.ns / 1e6;
      return 0;
    }
    // Another kind of time than the log's own is no time of it (a line of somebody else).
    if (scan.clock !== this.form) return Number.NaN;
    if (scan.fraction && this.times === 'seconds') this.times = 'fraction';
    if (this.form === CLOCK.relative) return (this.last += scan.seconds * 1e9 + scan.ns);
    let time = (scan.seconds - this.firstSeconds) * 1e9 + (scan.ns - this.firstNs) + this.shift;
    if (time < this.last) {
      const back = this.last - time;
      // A time of day that falls by more than half a day has passed midnight.
      if (this.form === CLOCK.day && back > DAY / 2 && back <= DAY) {
        this.shift += DAY;
        time += DAY;
      } else {
        this.setBack = back;
        this.shift += back;
        time = this.last;
      }
    }
    this.last = time;
    return time;
  }
}
