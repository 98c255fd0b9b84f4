// Lines of a log from chunks that are cut anywhere. Of a line that is too long its head is given, and no more of it is kept.
import { startsWith } from '../bytes.ts';
import { HEAD, MAX_LINE, type Reading } from './state.ts';

const MAX_EVENTS = 50_000_000;
const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);
const NO_BYTES = new Uint8Array(0);

/** A line from `from` to `end`, neither empty nor with its end; behind it stands an LF. `tooLong`: it is the head of one. */
type TakeLine = (buf: Uint8Array, from: number, end: number, tooLong: boolean) => void;

export class LineFeed {
  /** Of the log so far. */
  bytes = 0;
  /** Its first bytes say so. */
  utf16 = false;
  private readonly reading: Reading;
  private readonly take: TakeLine;
  private full = false;
  /** The line that is not whole yet. */
  private carry: Uint8Array = NO_BYTES;
  private carryLength = 0;

  constructor(reading: Reading, take: TakeLine) {
    this.reading = reading;
    this.take = take;
  }

  push(chunk: Uint8Array): void {
    // indexOf of a Buffer is the machine's own search.
    const buf = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let start = 0;
    for (;;) {
      const end = buf.indexOf(0x0a, start);
      if (end < 0) break;
      if (this.carryLength > 0) this.endCarried(buf, start, end);
      else this.whole(buf, start, end, end - start, end - start > MAX_LINE);
      this.bytes += end + 1 - start;
      start = end + 1;
    }
    if (start < buf.length) this.keep(buf, start, buf.length);
    this.bytes += buf.length - start;
  }

  /** `carryLength` counts all bytes of the line; what is behind its head is kept only as long as it may be a line to be read. */
  private keep(buf: Uint8Array, from: number, to: number): void {
    const most = this.carryLength + to - from > MAX_LINE ? HEAD : MAX_LINE;
    const room = Math.min(to - from, Math.max(0, most - this.carryLength));
    if (room > 0) {
      const needed = this.carryLength + room + 1;
      if (needed > this.carry.length) {
        const carry = new Uint8Array(Math.min(MAX_LINE + 1, Math.max(4_096, needed * 2)));
        carry.set(this.carry.subarray(0, this.carryLength));
        this.carry = carry;
      }
      this.carry.set(buf.subarray(from, from + room), this.carryLength);
    }
    this.carryLength += to - from;
  }

  private endCarried(buf: Uint8Array, from: number, to: number): void {
    const before = this.carryLength;
    this.keep(buf, from, to);
    const length = this.carryLength;
    this.carryLength = 0;
    // The line began in an earlier chunk.
    this.bytes -= before;
    this.whole(this.carry, 0, Math.min(length, MAX_LINE), length, length > MAX_LINE);
    this.bytes += before;
    if (this.carry.length > HEAD + 1) this.carry = NO_BYTES;
  }

  /** A line from `from` to `to` without its LF; `length` is its true length. */
  private whole(buf: Uint8Array, from: number, to: number, length: number, tooLong: boolean): void {
    const { reading } = this;
    reading.lines++;
    if (this.full) return;
    if (tooLong && buf !== this.carry) {
      this.carry = new Uint8Array(buf.subarray(from, from + HEAD + 1)); // a copy: it gets an end
      reading.lines--; // it counts itself
      this.whole(this.carry, 0, HEAD, length, true);
      return;
    }
    let start = from;
    let end = tooLong ? from + HEAD : to;
    // Behind a line stands the end of it, so that whoever looks one byte ahead sees the same wherever the log was cut.
    if (buf === this.carry) buf[end] = 0x0a;
    if (!tooLong && end > start && buf[end - 1] === 0x0d) end--;
    if (this.bytes === 0) {
      this.utf16 = (buf[start] === 0xff && buf[start + 1] === 0xfe) || (buf[start] === 0xfe && buf[start + 1] === 0xff);
      if (startsWith(buf, start, end, BOM)) start += BOM.length;
    }
    // A log that was cut while its writer went on begins with a hole.
    while (start < end && buf[start] === 0) start++;
    if (start === end) return;
    reading.offset = this.bytes + start - from;
    reading.length = tooLong ? length - (start - from) : end - start;
    if (reading.record.columns.count >= MAX_EVENTS) {
      this.full = true;
      reading.record.warn('events-cut', `more than ${MAX_EVENTS} events; what follows is not read`, reading.lines);
      return;
    }
    this.take(buf, start, end, tooLong);
  }

  /** The last line, where it has no end. */
  finish(): void {
    if (this.carryLength > 0) this.endCarried(NO_BYTES, 0, 0);
  }
}
