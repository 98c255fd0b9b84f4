// The calling end of the local socket: an Api whose work is done by the folder's owner.
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import type { EventName, EventValue, ProcedureInput, ProcedureName, ProcedureOutput } from '../../shared/api/contract.ts';
import { CancelledError, errorText } from '../../shared/domain/errors.ts';
import { checkEvent, checkInput, checkOutput, isEvent } from '../../shared/api/check.ts';
import type { ConnectedApi } from './types.ts';
import { decodeError, DisconnectedError } from '../../shared/api/wire-errors.ts';
import { ANSWER_MAX, encode, fromServerSchema, LineSplitter, parseLine, PROTOCOL, RETIRE, WireFormatError } from './wire.ts';
import type { FromClient, FromServer } from './wire.ts';

/** An owner that answers must say hello within this time. */
const HELLO_MS = 10_000;

interface Waiting {
  take(message: { result: unknown } | { error: Error }): void;
}

/**
 * Connects to the owner that listens on `socket`; resolves when it has said hello. Rejects with the socket's own error (ENOENT,
 * ECONNREFUSED: nobody listens) or DisconnectedError. Calls rejected by the owner reject with the classes of shared/domain/errors.
 * `crashOf` is asked when the connection has ended unasked: the last words of an owner that crashed, or null.
 */
export async function connectApi(socket: string, crashOf: () => string | null = () => null): Promise<ConnectedApi> {
  const stream = createConnection(socket);
  const connection = new ClientConnection(stream, crashOf);
  await connection.hello;
  return connection;
}

const firstLine = (text: string): string => text.slice(0, Math.max(0, `${text}\n`.indexOf('\n')));

class ClientConnection implements ConnectedApi {
  owner = { id: '', pid: 0, build: '' };
  readonly hello: Promise<void>;
  private readonly stream: Socket;
  private readonly ended = new AbortController();
  private readonly lines = new LineSplitter(ANSWER_MAX);
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<EventName, Set<(value: never) => void>>();
  private nextId = 1;
  private readonly crashOf: () => string | null;
  private cause: Error | null = null;
  private lost: DisconnectedError | null = null;
  private greet: (error: Error | null) => void = () => undefined;

  constructor(stream: Socket, crashOf: () => string | null) {
    this.stream = stream;
    this.crashOf = crashOf;
    this.hello = new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new DisconnectedError('the process that owns the data folder does not answer')), HELLO_MS);
      this.greet = (error) => {
        clearTimeout(timer);
        this.greet = () => undefined;
        if (error) reject(error);
        else resolve();
      };
    });
    stream.on('data', (chunk: Buffer) => this.read(chunk));
    stream.on('error', (error) => {
      this.cause ??= error;
    });
    stream.on('close', () => this.over());
  }

  get gone(): AbortSignal {
    return this.ended.signal;
  }

  async close(): Promise<void> {
    if (this.stream.closed) return;
    const closed = new Promise<void>((resolve) => this.stream.once('close', () => resolve()));
    this.stream.destroySoon();
    await closed;
  }

  async call<N extends ProcedureName>(name: N, input: ProcedureInput<N>, options: { signal?: AbortSignal } = {}): Promise<ProcedureOutput<N>> {
    return checkOutput(name, await this.request(name, checkInput(name, input), options.signal));
  }

  async retire(): Promise<boolean> {
    try {
      return (await this.request(RETIRE, null)) === true;
    } catch (error) {
      // it ended before it could say so, or is too old to know the question
      return error instanceof DisconnectedError;
    }
  }

  private async request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) throw new CancelledError();
    if (this.ended.signal.aborted) throw this.disconnected();
    const id = this.nextId;
    this.nextId += 1;
    const cancel = (): void => this.send({ jsonrpc: '2.0', method: '$/cancel', params: { id } });
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.waiting.set(id, { take: (message) => ('error' in message ? reject(message.error) : resolve(message.result)) });
        signal?.addEventListener('abort', cancel, { once: true });
        this.send({ jsonrpc: '2.0', id, method, params });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.waiting.delete(id);
    }
  }

  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void, { signal }: { signal: AbortSignal }): void {
    if (signal.aborted) return;
    const set = this.listeners.get(name) ?? new Set();
    if (set.size === 0) this.send({ jsonrpc: '2.0', method: '$/on', params: { name } });
    this.listeners.set(name, set);
    set.add(listener);
    signal.addEventListener(
      'abort',
      () => {
        set.delete(listener);
        if (set.size === 0) this.send({ jsonrpc: '2.0', method: '$/off', params: { name } });
      },
      { once: true },
    );
  }

  private send(message: FromClient): void {
    if (this.stream.writable) this.stream.write(encode(message));
  }

  private read(chunk: Buffer): void {
    try {
      for (const line of this.lines.push(chunk)) this.receive(parseLine(line, fromServerSchema));
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(errorText(error)));
    }
  }

  private receive(message: FromServer): void {
    if ('error' in message) this.waiting.get(message.id)?.take({ error: decodeError(message.error) });
    else if ('result' in message) this.waiting.get(message.id)?.take({ result: message.result });
    else if (message.method === '$/hello') this.greeted(message.params);
    else this.event(message.params.name, message.params.value);
  }

  private greeted(params: { protocol: number; owner: string; pid: number; build: string }): void {
    this.owner = { id: params.owner, pid: params.pid, build: params.build };
    if (params.protocol === PROTOCOL) this.greet(null);
    else
      this.fail(
        new Error(
          `process ${params.pid}, which owns the data folder, is another version of Cgoscope (protocol ${params.protocol}, this one speaks ${PROTOCOL}): end it, then try again`,
        ),
      );
  }

  private event(name: string, value: unknown): void {
    if (!isEvent(name)) return; // of a newer owner; nobody here asked for it
    const checked = checkEvent(name, value);
    // listeners of `name` take its values; the map can't say so
    for (const listener of this.listeners.get(name) ?? []) (listener as (event: typeof checked) => void)(checked);
  }

  private fail(error: Error): void {
    this.cause ??= error;
    this.stream.destroy();
  }

  /** What every call gets that the owner answers no more. */
  private disconnected(): DisconnectedError {
    return (this.lost ??= this.lossOf());
  }

  private lossOf(): DisconnectedError {
    const { pid } = this.owner;
    const owner = `the process${pid === 0 ? '' : ` ${pid}`} that owns the data folder`;
    const { cause } = this;
    if (cause instanceof DisconnectedError) return cause;
    if (cause instanceof WireFormatError) return new DisconnectedError(`${owner} can not be understood: ${cause.message}`, { cause, bug: true });
    const crash = this.crashOf();
    if (crash !== null) return new DisconnectedError(`${owner} has crashed: ${firstLine(crash)}`, { cause: new Error(crash), bug: true });
    // reset or closed: the kernel says no more of a process that is gone
    return new DisconnectedError(`${owner} has ended`, cause === null ? {} : { cause });
  }

  private over(): void {
    this.ended.abort();
    if (this.waiting.size > 0) this.disconnected(); // now: the next owner writes its words into the same log
    this.greet(this.cause ?? this.disconnected());
    for (const waiting of [...this.waiting.values()]) waiting.take({ error: this.disconnected() });
    this.waiting.clear();
  }
}
