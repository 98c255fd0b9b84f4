// What every command gets: the process it talks through, the api it talks to, and where to leave its exit code.
import type { Io, OpenedApi } from './io.ts';
import type { Paint } from './text/paint.ts';

/** What a command has the owner do, for the sentence that is said when that process goes away meanwhile. */
export interface Work {
  /** As in `run 01ARZ…`; before it has a name, as in `the run`. */
  what: string;
  /** `asked`: whether it has begun is not known. `running`: cut off with the owner. `ended`: stored whole; what the command was to do with it is cut off. */
  state: 'asked' | 'running' | 'ended';
  /** The command that shows what became of it. */
  look: string;
}

export interface Shell {
  readonly io: Io;
  /** The names of the caller's environment that may travel. */
  readonly env: Record<string, string>;
  /** Left by a command that ended well with something to tell (a red cell, an interruption): one of `EXIT`, or the code of the window that it ran. */
  code: number;
  /** Null while nothing is under way that would outlive an answer. */
  work: Work | null;
  readonly paint: Paint;
  /** Opened at the first call, closed when the command has ended. */
  api(needOwner: boolean): Promise<OpenedApi>;
  /** Lines for people on stdout. */
  say(lines: string[]): void;
  /** The one JSON document on stdout. */
  document(value: unknown): void;
}
