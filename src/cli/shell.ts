// What every command gets: the process it talks through, the api it talks to, and where to leave its exit code.
import type { Io, OpenedApi } from './io.ts';
import type { Paint } from './text/paint.ts';

export interface Shell {
  readonly io: Io;
  /** The names of the caller's environment that may travel. */
  readonly env: Record<string, string>;
  /** Left by a command that ended well with something to tell (a red cell, an interruption): one of `EXIT`, or the code of the window that it ran. */
  code: number;
  readonly paint: Paint;
  /** Opened at the first call, closed when the command has ended. */
  api(needOwner: boolean): Promise<OpenedApi>;
  /** Lines for people on stdout. */
  say(lines: string[]): void;
  /** The one JSON document on stdout. */
  document(value: unknown): void;
}
