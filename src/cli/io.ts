// What a command may touch of the process it runs in. Tests hand in a double; main.ts hands in the real one.
import type { Api } from '../shared/api/contract.ts';

/** `gone` aborts when the process behind the api has gone away. */
export type OpenedApi = Api & { close(): Promise<void>; readonly gone?: AbortSignal };

/** The browser's shell, as a command starts it. */
export interface ServeOptions {
  api: Api;
  /** 0: any that is free. */
  port: number;
  /** The folder for what is uploaded. */
  uploads: string;
  env: Record<string, string>;
  log: (text: string) => void;
}

export interface Served {
  readonly port: number;
  /** A link that works once; `path` is where in the window it leads. */
  newLink(path?: string): string;
  /** Tells every window to read everything anew. */
  refresh(): void;
  close(): Promise<void>;
}

export interface OpenOptions {
  env: Record<string, string>;
  /** True where the command starts work or writes: it then becomes the owner of the data folder or talks to the one there is. */
  needOwner: boolean;
}

export interface Io {
  /** Both take whole pieces of text; after a reader has gone (EPIPE) they do nothing. */
  out: (text: string) => void;
  err: (text: string) => void;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  /** Of the terminal behind stdout (stderr), read anew every time; undefined on a pipe. */
  columns(): number | undefined;
  errColumns(): number | undefined;
  /** Colours wanted: a TTY, and NO_COLOR not set (no-color.org), TERM not dumb. */
  readonly colourOut: boolean;
  readonly colourErr: boolean;
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  openApi(options: OpenOptions): Promise<OpenedApi>;
  /** Serves the window to browsers of this machine. */
  startServer(options: ServeOptions): Promise<Served>;
  /** The folder of the built command line; the desktop's entry is beside it. */
  readonly builtFolder: string;
  /** Calls back for every line on stdin until the signal aborts; the end of stdin is no line. */
  onLine(listener: () => void, until: AbortSignal): void;
  /** All of stdin, in pieces; called at most once. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Calls back on Ctrl-C, SIGTERM, SIGHUP and when the reader of stdout has gone, until the signal aborts. */
  onInterrupt(listener: (why: string) => void, until: AbortSignal): void;
  /** Leaves the process at once (the second Ctrl-C). */
  leave(code: number): void;
  /** One line from the person at the terminal; null where there is no terminal on stdin. */
  ask(question: string): Promise<string | null>;
}

/** Wall clock for progress, injectable in tests. */
export const now = (): number => performance.now();
