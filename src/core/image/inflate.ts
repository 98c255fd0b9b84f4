// A compressed layer on its way into a tar reader: inflated in Node's own threads, with backpressure, and no further than it is allowed to go.
// Called by archive.ts.
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { errorText } from '../../shared/domain/errors.ts';
import { ZstdFrames } from './zstd-frames.ts';

const PIECE = 256 * 1024;

export interface InflateTarget {
  /** Takes inflated bytes; a promise where it has to be waited for before the next ones. */
  push(bytes: Uint8Array): Promise<void> | null;
  /** True when it wants no more. */
  full(): boolean;
  warn(code: string, text: string): void;
}

export class Inflater {
  /** Inflated bytes so far. */
  bytes = 0;
  readonly kind: 'gzip' | 'zstd';
  private readonly target: InflateTarget;
  private readonly limit: number;
  private readonly frames: ZstdFrames | null;
  private engine: Gunzip | ZstdDecompress | null = null;
  /** Nothing more is inflated: the target has enough, the limit is reached, or the stream is damaged. */
  private over = false;
  private thrown: unknown = null;

  constructor(kind: 'gzip' | 'zstd', target: InflateTarget, limit: number) {
    this.kind = kind;
    this.target = target;
    this.limit = limit;
    this.frames = kind === 'zstd' ? new ZstdFrames() : null;
  }

  /** Resolves when there is room for more. */
  async write(piece: Uint8Array): Promise<void> {
    if (this.over) return;
    if (this.frames === null) return this.feed(piece);
    // Node ends a zstd stream at the end of its first frame, and layers have many.
    for (const part of this.frames.split(piece)) {
      if (this.over) return;
      if (part.bytes.length > 0) await this.feed(part.bytes);
      if (part.ends) await this.finishEngine();
    }
    if (this.frames.damaged && !this.over) {
      this.over = true;
      this.target.warn('layer-damaged', `its zstd data is damaged after ${this.bytes} inflated bytes; what follows can not be read`);
      this.stop();
    }
  }

  /** The compressed bytes are over; resolves when all of them are inflated. Rejects only with what the target threw. */
  async finish(): Promise<void> {
    if (!this.over) await this.finishEngine();
    this.stop();
    if (this.thrown !== null) throw this.thrown as Error; // thrown by the target, handed on as it is
  }

  /** Lets go of the engine. */
  stop(): void {
    this.over = true;
    this.engine?.destroy();
    this.engine = null;
  }

  private open(): Gunzip | ZstdDecompress {
    const engine = this.kind === 'gzip' ? createGunzip({ chunkSize: PIECE }) : createZstdDecompress({ chunkSize: PIECE });
    engine.on('data', (bytes: Buffer) => this.take(bytes));
    engine.on('error', (error) => {
      if (this.over) return;
      this.over = true;
      this.target.warn('layer-damaged', `its ${this.kind} data is damaged after ${this.bytes} inflated bytes (${errorText(error)}); what follows can not be read`);
    });
    return engine;
  }

  private take(bytes: Buffer): void {
    if (this.over) return;
    this.bytes += bytes.length;
    try {
      if (this.bytes > this.limit) {
        this.target.warn('layer-too-big', `it inflates to more than ${this.limit} bytes; what follows is left out`);
        this.over = true;
      } else {
        const busy = this.target.push(bytes);
        if (busy !== null) this.waitFor(busy);
        if (this.target.full()) this.over = true;
      }
    } catch (error) {
      this.fail(error);
    }
    if (this.over) this.engine?.destroy();
  }

  /** The target is busy: nothing more comes out before it is ready. */
  private waitFor(busy: Promise<void>): void {
    const { engine } = this;
    engine?.pause();
    busy.then(
      () => {
        if (!this.over) engine?.resume();
      },
      (error: unknown) => {
        this.fail(error);
        engine?.destroy();
      },
    );
  }

  private fail(error: unknown): void {
    this.thrown = error;
    this.over = true;
  }

  private feed(piece: Uint8Array): Promise<void> {
    const engine = (this.engine ??= this.open());
    if (engine.write(piece)) return Promise.resolve();
    return settled(engine, 'drain');
  }

  private async finishEngine(): Promise<void> {
    const { engine } = this;
    if (engine === null) return;
    engine.end();
    await settled(engine, 'end');
    this.engine = null;
  }
}

/** Resolves at this event, or when the stream is over for whatever reason. */
function settled(engine: Gunzip | ZstdDecompress, event: 'drain' | 'end'): Promise<void> {
  if (engine.destroyed || engine.readableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      for (const name of [event, 'end', 'error', 'close']) engine.off(name, done);
      resolve();
    };
    for (const name of [event, 'end', 'error', 'close']) engine.on(name, done);
  });
}
