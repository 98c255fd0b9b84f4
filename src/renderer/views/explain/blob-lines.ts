// The lines of a text of any length that the window was given: the bytes stay where they are (a file on the disk), and only the lines in sight are read.
import type { LogPage } from '../../../shared/api/views.ts';
import { PAGE_LINES } from '../../ui/log/index.ts';

/** Bytes that are looked at in one go. */
const CHUNK = 4 << 20;
/** Bytes of a line that are decoded, and letters that are shown of it, as the workbench cuts its own. */
const LINE_BYTES = 16_000;
const LINE_CHARS = 4_000;
const NEWLINE = 10;

/** What is asked of a Blob or File. */
export interface Bytes {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

const read = async (bytes: Bytes, start: number, end: number): Promise<Uint8Array> => new Uint8Array(await bytes.slice(start, end).arrayBuffer());

export class BlobLines {
  readonly #bytes: Bytes;
  /** Where pages begin: lines 1, 501, 1001 … */
  readonly #starts: readonly number[];
  readonly total: number;
  readonly #decoder: TextDecoder;

  private constructor(bytes: Bytes, starts: readonly number[], total: number) {
    this.#bytes = bytes;
    this.#starts = starts;
    this.total = total;
    this.#decoder = new TextDecoder();
  }

  /** Looks through the text once for the ends of its lines. Rejects when `signal` aborts, or as reading the file does. */
  static async of(bytes: Bytes, signal: AbortSignal): Promise<BlobLines> {
    const starts = [0];
    let ends = 0;
    let last = NEWLINE;
    for (let at = 0; at < bytes.size; at += CHUNK) {
      const chunk = await read(bytes, at, Math.min(bytes.size, at + CHUNK));
      // Also after the last one: who gave it up may have another text already.
      signal.throwIfAborted();
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, end + 1)) {
        ends += 1;
        if (ends % PAGE_LINES === 0) starts.push(at + end + 1);
      }
      last = chunk.at(-1) ?? last;
    }
    // What stands after the last line end is a line too, where it is anything.
    return new BlobLines(bytes, starts, bytes.size === 0 ? 0 : last === NEWLINE ? ends : ends + 1);
  }

  /** As `log.read` answers; a negative `from` is not known here. */
  async page(from: number, count: number, signal: AbortSignal): Promise<LogPage> {
    const first = Math.max(1, from);
    const lines: string[] = [];
    const cut: number[] = [];
    const page = Math.floor((first - 1) / PAGE_LINES);
    let skip = (first - 1) % PAGE_LINES;
    const wanted = Math.min(count, this.total - first + 1);
    let line: Uint8Array = new Uint8Array(0);
    let long = false;
    const finish = (): void => {
      if (skip > 0) skip -= 1;
      else {
        const text = this.#decoder.decode(line).replace(/\r$/, '');
        if (long || text.length > LINE_CHARS) cut.push(first + lines.length);
        lines.push(text.slice(0, LINE_CHARS));
      }
      line = new Uint8Array(0);
      long = false;
    };
    const take = (piece: Uint8Array): void => {
      const room = LINE_BYTES - line.length;
      long ||= piece.length > room;
      if (room <= 0 || piece.length === 0) return;
      const longer = new Uint8Array(line.length + Math.min(room, piece.length));
      longer.set(line);
      longer.set(piece.subarray(0, room), line.length);
      line = longer;
    };
    for (let at = this.#starts[page] ?? this.#bytes.size; at < this.#bytes.size && lines.length < wanted; at += CHUNK / 16) {
      signal.throwIfAborted();
      const chunk = await read(this.#bytes, at, Math.min(this.#bytes.size, at + CHUNK / 16));
      let done = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1 && lines.length < wanted; end = chunk.indexOf(NEWLINE, done)) {
        take(chunk.subarray(done, end));
        finish();
        done = end + 1;
      }
      if (lines.length < wanted) take(chunk.subarray(done));
    }
    if (lines.length < wanted) finish();
    return { from: first, lines, cut, total: this.total, bytes: this.#bytes.size, complete: true, truncated: false };
  }
}
