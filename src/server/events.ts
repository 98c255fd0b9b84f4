// The push end: every event of the api to every open window, over WebSockets that only listen.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { checkEvent } from '../shared/api/check.ts';
import type { Api, EventName } from '../shared/api/contract.ts';
import type { EventMessage } from '../shared/api/http.ts';
import { SlowReader, type SlowReaderLimits } from '../shared/api/slow-reader.ts';
import type { LabEvent } from '../shared/domain/documents.ts';
import { errorText } from '../shared/domain/errors.ts';

export interface EventsOptions {
  api: Api;
  log: (text: string) => void;
  limits?: SlowReaderLimits | undefined;
  /** How often a window is asked whether it is still there. */
  pingMs?: number | undefined;
}

export const SOCKETS_MAX = 64;
const PING_MS = 20_000;
/** A window says nothing here. */
const SAID_MAX = 1024;
/** How long a window may take to agree to the end. */
const GOODBYE_MS = 1000;
/** Codes of RFC 6455. */
export const CLOSE = { goingAway: 1001, policy: 1008, restart: 1012 } as const;

const NAMES: readonly EventName[] = ['lab'];

interface Window {
  socket: WebSocket;
  reader: SlowReader;
  alive: boolean;
}

export class Events {
  readonly #options: EventsOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: SAID_MAX, perMessageDeflate: false, clientTracking: false });
  readonly #windows = new Set<Window>();
  readonly #timer: NodeJS.Timeout;
  /** Held while somebody watches: nobody listens to the workbench for an empty room. */
  #listening: AbortController | null = null;

  constructor(options: EventsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), options.pingMs ?? PING_MS);
    this.#timer.unref();
  }

  get size(): number {
    return this.#windows.size;
  }

  /** Takes over a connection that was let in. */
  take(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#opened(socket));
  }

  /** Ends every socket; windows connect again by themselves and read everything anew. */
  closeAll(code: number, reason: string): void {
    for (const window of this.#windows) this.#goodbye(window, code, reason);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listening?.abort();
    this.closeAll(CLOSE.goingAway, 'the server ends');
    this.#server.close();
  }

  #opened(socket: WebSocket): void {
    const window: Window = { socket, reader: new SlowReader(this.#options.limits), alive: true };
    this.#windows.add(window);
    socket.on('pong', () => {
      window.alive = true;
    });
    socket.on('message', () => this.#goodbye(window, CLOSE.policy, 'this socket only listens'));
    // a frame that is too large, or none: ws has closed it with the code that says so; `close` follows
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#windows.delete(window);
      if (this.#windows.size > 0) return;
      this.#listening?.abort();
      this.#listening = null;
    });
    if (this.#listening !== null) return;
    const listening = new AbortController();
    this.#listening = listening;
    for (const name of NAMES) this.#options.api.on(name, (value) => this.#push(name, value), { signal: listening.signal });
  }

  #goodbye(window: Window, code: number, reason: string): void {
    const { socket } = window;
    socket.close(code, reason);
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }

  #push(name: EventName, value: LabEvent): void {
    let text: string;
    try {
      text = textOf(name, checkEvent(name, value));
    } catch (error) {
      this.#options.log(errorText(error));
      return;
    }
    for (const window of this.#windows) {
      const { socket, reader } = window;
      if (socket.readyState !== socket.OPEN) continue;
      const todo = reader.offer(value, socket.bufferedAmount);
      if (todo === 'let-go') socket.terminate(); // it reads nothing any more, not even a goodbye
      if (todo !== 'send') continue;
      this.#sayMissed(window);
      socket.send(text, () => this.#sayMissed(window));
    }
  }

  #sayMissed({ socket, reader }: Window): void {
    if (socket.readyState !== socket.OPEN) return;
    const missed = reader.missed(socket.bufferedAmount);
    if (missed !== null) socket.send(textOf('lab', missed));
  }

  #beat(): void {
    for (const window of this.#windows) {
      if (!window.alive) {
        window.socket.terminate();
        continue;
      }
      window.alive = false;
      window.socket.ping();
    }
  }
}

const textOf = (name: EventName, value: LabEvent): string => JSON.stringify({ name, value } satisfies EventMessage);
