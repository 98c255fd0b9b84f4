// What happens to a reader of events that is slower than they come: first it misses logs and progress, and is told so; in the end it is let go.
// Every transport that pushes events asks this.
import type { LabEvent } from '../domain/documents.ts';

/** Unsent bytes above which a reader gets no more log and progress events, and above which it is let go. */
export interface SlowReaderLimits {
  dropLogsBytes: number;
  letGoBytes: number;
}

const SLOW_READER: SlowReaderLimits = { dropLogsBytes: 4 << 20, letGoBytes: 64 << 20 };

export class SlowReader {
  readonly #limits: SlowReaderLimits;
  /** Events not sent since the reader fell behind. */
  #dropped = 0;

  constructor(limits: SlowReaderLimits = SLOW_READER) {
    this.#limits = limits;
  }

  /** What to do with an event when `waitingBytes` are unsent. */
  offer(event: LabEvent, waitingBytes: number): 'send' | 'drop' | 'let-go' {
    if (waitingBytes > this.#limits.letGoBytes) return 'let-go';
    if (waitingBytes > this.#limits.dropLogsBytes && (event.type === 'log' || event.type === 'progress')) {
      this.#dropped += 1;
      return 'drop';
    }
    return 'send';
  }

  /** What to tell the reader of events it missed, once it has caught up; null while it has not, or missed none. */
  missed(waitingBytes: number): LabEvent | null {
    if (this.#dropped === 0 || waitingBytes > this.#limits.dropLogsBytes / 2) return null;
    const text = `${this.#dropped} log and progress events are missing here: this reader was too slow for them (the stored logs are whole)`;
    this.#dropped = 0;
    return { schema: 'cgoscope/event@0', type: 'progress', run: null, at: new Date().toISOString(), task: 'events', text, doneBytes: null, totalBytes: null };
  }
}
