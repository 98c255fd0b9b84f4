// The serving end of the local socket: carries a ServedApi to any number of clients.
import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { EventName } from '../../shared/api/contract.ts';
import type { LabEvent } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { checkEvent, checkInput, checkOutput, isEvent, isProcedure } from '../../shared/api/check.ts';
import { SlowReader, type SlowReaderLimits } from '../../shared/api/slow-reader.ts';
import type { Client, ServedApi } from './types.ts';
import { encodeError } from '../../shared/api/wire-errors.ts';
import { encode, fromClientSchema, LineSplitter, parseLine, PROTOCOL, REQUEST_MAX, RETIRE } from './wire.ts';
import type { FromClient, FromServer } from './wire.ts';

export interface ServeOptions {
  /** Called with the number of connected clients whenever it changes. */
  onClients?: (count: number) => void;
  /** Tells clients who answers. `build` lets a newer client know that an older program owns the folder. */
  owner?: { id: string; build: string };
  /** A client of another build asks the owner to end, so that a newer program takes over. Returns whether it will; absent: never. */
  onRetire?: () => boolean;
  /** Unsent bytes above which a client gets no more log events, and above which it is let go. For tests. */
  limits?: SlowReaderLimits;
}

export interface ServedSocket {
  clients(): number;
  /** Stops listening; who is connected stays. */
  refuse(): void;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Calls of one client that may be under way at once. */
const CALLS_MAX = 256;

/** Listens on a socket path (removed by the lock's holder before). Rejects when it can't. */
export async function serveApi(api: ServedApi, socket: string, options: ServeOptions = {}): Promise<ServedSocket> {
  const connections = new Set<Connection>();
  const server = createServer((stream) => {
    const connection = new Connection(stream, api, options, () => {
      connections.delete(connection);
      options.onClients?.(connections.size);
    });
    connections.add(connection);
    options.onClients?.(connections.size);
    connection.start();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // the folder is private already; this is the second bolt
  if (process.platform !== 'win32') chmodSync(socket, 0o600);
  let closed: Promise<void> | null = null;
  const refuse = (): Promise<void> => (closed ??= new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    clients: () => connections.size,
    refuse: () => void refuse(),
    close: async () => {
      void refuse();
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

class Connection {
  private readonly stream: Socket;
  private readonly api: ServedApi;
  private readonly options: ServeOptions;
  private readonly onGone: () => void;
  private readonly gone = new AbortController();
  private readonly client: Client;
  private readonly lines = new LineSplitter(REQUEST_MAX);
  private readonly calls = new Map<number, AbortController>();
  private readonly listening = new Map<EventName, AbortController>();
  private readonly reader: SlowReader;

  constructor(stream: Socket, api: ServedApi, options: ServeOptions, onGone: () => void) {
    this.stream = stream;
    this.api = api;
    this.options = options;
    this.onGone = onGone;
    this.reader = new SlowReader(options.limits);
    this.client = { id: randomUUID(), gone: this.gone.signal };
  }

  start(): void {
    this.stream.on('data', (chunk: Buffer) => this.read(chunk));
    this.stream.on('drain', () => this.sayDropped());
    // what it is about stands in 'close', which always follows
    this.stream.on('error', () => undefined);
    this.stream.on('close', () => this.over());
    const { id, build } = this.options.owner ?? { id: '', build: '' };
    this.send({ jsonrpc: '2.0', method: '$/hello', params: { protocol: PROTOCOL, owner: id, pid: process.pid, build } });
  }

  /** Sends what is queued, then closes; a client that does not read is not waited for. */
  end(): void {
    this.stream.end();
    const timer = setTimeout(() => this.stream.destroy(), 500);
    timer.unref();
    this.stream.once('close', () => clearTimeout(timer));
    this.gone.abort();
  }

  private over(): void {
    this.gone.abort();
    for (const call of this.calls.values()) call.abort();
    for (const listener of this.listening.values()) listener.abort();
    this.calls.clear();
    this.listening.clear();
    this.onGone();
  }

  private read(chunk: Buffer): void {
    try {
      for (const line of this.lines.push(chunk)) if (line !== '') this.receive(parseLine(line, fromClientSchema));
    } catch {
      // not a client of ours, or one that can't be understood any more; there is nobody to tell
      this.stream.destroy();
    }
  }

  private receive(message: FromClient): void {
    if ('id' in message) {
      void this.answer(message.id, message.method, message.params);
      return;
    }
    if (message.method === '$/cancel') {
      this.calls.get(message.params.id)?.abort();
      return;
    }
    const { name } = message.params;
    if (!isEvent(name)) return; // an event of a newer client: it will never come
    this.listening.get(name)?.abort();
    this.listening.delete(name);
    if (message.method === '$/off') return;
    const until = new AbortController();
    this.listening.set(name, until);
    this.api.on(name, (value) => this.pushEvent(name, value), { signal: until.signal });
  }

  /** Never rejects: what goes wrong is the answer. */
  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const abort = new AbortController();
    try {
      if (method === RETIRE) {
        this.send({ jsonrpc: '2.0', id, result: this.options.onRetire?.() ?? false });
        return;
      }
      if (!isProcedure(method)) throw new InputError(`there is no procedure "${method.slice(0, 80)}"`, { input: method.slice(0, 80) });
      if (this.calls.has(id) || this.calls.size >= CALLS_MAX) throw new InputError(`more than ${CALLS_MAX} calls at once, or one number twice`, { input: method });
      this.calls.set(id, abort);
      const result = await this.api.call(method, checkInput(method, params), { signal: abort.signal, client: this.client });
      this.send({ jsonrpc: '2.0', id, result: checkOutput(method, result) });
    } catch (error) {
      this.send({ jsonrpc: '2.0', id, error: encodeError(error) });
    } finally {
      if (this.calls.get(id) === abort) this.calls.delete(id);
    }
  }

  private pushEvent(name: EventName, value: LabEvent): void {
    if (this.gone.signal.aborted) return;
    const todo = this.reader.offer(value, this.stream.writableLength);
    if (todo === 'let-go') this.stream.destroy(); // it reads nothing any more
    if (todo !== 'send') return;
    this.sayDropped();
    this.send({ jsonrpc: '2.0', method: '$/event', params: { name, value: checkEvent(name, value) } });
  }

  private sayDropped(): void {
    if (!this.listening.has('lab')) return;
    const value = this.reader.missed(this.stream.writableLength);
    if (value !== null) this.send({ jsonrpc: '2.0', method: '$/event', params: { name: 'lab', value } });
  }

  private send(message: FromServer): void {
    if (this.stream.writable) this.stream.write(encode(message));
  }
}
