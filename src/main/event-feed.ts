// The events of one page. A page says how many it has heard, so a page that hangs (a debugger, a frozen machine) does not fill this process with what
// it never takes: first it misses logs and progress, in the end everything, and then it is told to read anew.
import { CHANNELS } from '../shared/api/channels.ts';
import { SlowReader, type SlowReaderLimits } from '../shared/api/slow-reader.ts';
import type { LabEvent } from '../shared/domain/documents.ts';

/** What an event takes beside its text, about. */
const EVENT_BYTES = 400;
const sizeOf = (event: LabEvent): number => EVENT_BYTES + 2 * (event.type === 'log' || event.type === 'progress' ? event.text.length : 0);

export class EventFeed {
  private readonly send: (channel: string, ...values: unknown[]) => void;
  private readonly limits: SlowReaderLimits | undefined;
  private reader: SlowReader;
  /** Of the events that are on their way, oldest first. */
  private sizes: number[] = [];
  private waiting = 0;
  private state: 'away' | 'listening' | 'let-go' = 'away';

  constructor(send: (channel: string, ...values: unknown[]) => void, limits?: SlowReaderLimits) {
    this.send = send;
    this.limits = limits;
    this.reader = new SlowReader(limits);
  }

  push(event: LabEvent): void {
    if (this.state !== 'listening') return;
    switch (this.reader.offer(event, this.waiting)) {
      case 'send':
        this.give(event);
        return;
      case 'drop':
        return;
      case 'let-go':
        this.state = 'let-go';
    }
  }

  /** The page has taken `count` more; with 0 it begins to listen. */
  heard(count: number): void {
    for (const size of this.sizes.splice(0, count)) this.waiting -= size;
    if (this.state === 'let-go') {
      this.away();
      this.send(CHANNELS.connection, false);
      this.send(CHANNELS.connection, true);
    }
    this.state = 'listening';
    const missed = this.reader.missed(this.waiting);
    if (missed !== null) this.give(missed);
  }

  /** The page has gone, or is another now. */
  away(): void {
    this.state = 'away';
    this.sizes = [];
    this.waiting = 0;
    this.reader = new SlowReader(this.limits);
  }

  private give(event: LabEvent): void {
    const size = sizeOf(event);
    this.sizes.push(size);
    this.waiting += size;
    this.send(CHANNELS.event, 'lab', event);
  }
}
