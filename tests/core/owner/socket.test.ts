import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LabEvent } from '../../../src/shared/domain/documents.ts';
import { CancelledError, EngineUnavailableError, InputError, UnsupportedError } from '../../../src/shared/domain/errors.ts';
import { connectApi, DisconnectedError, localApi, RemoteError, serveApi } from '../../../src/core/owner/index.ts';
import type { CallContext, ServedApi, ServeOptions } from '../../../src/core/owner/index.ts';
import { temporaryFolder } from '../store/builders.ts';

/** An implementation whose every procedure is `answer`, and whose events are pushed by hand. */
function served(answer: (name: string, input: unknown, context: CallContext) => unknown) {
  const listeners = new Set<(event: LabEvent) => void>();
  const api: ServedApi = {
    // the answer is what a test makes of it: wrong ones too
    call: (async (name: string, input: unknown, context: CallContext) => answer(name, input, context)) as ServedApi['call'],
    on: (_name, listener, { signal }) => {
      const take = listener as (event: LabEvent) => void; // there is one event so far
      listeners.add(take);
      signal.addEventListener('abort', () => listeners.delete(take));
    },
  };
  return { api, push: (event: LabEvent) => listeners.forEach((listener) => listener(event)), listeners };
}

async function pair(answer: Parameters<typeof served>[0], options: ServeOptions = {}) {
  const socket = join(temporaryFolder(), 's');
  const implementation = served(answer);
  const server = await serveApi(implementation.api, socket, options);
  onTestFinished(() => server.close());
  const client = await connectApi(socket);
  onTestFinished(() => client.close());
  return { ...implementation, server, client, socket };
}

const log = (text: string, cell = 1): LabEvent => ({ schema: 'cgoscope/event@0', type: 'log', run: 'r', at: '2026-01-01T00:00:00Z', cell, stream: 'build', text });
const state = (cell: number): LabEvent => ({
  schema: 'cgoscope/event@0',
  type: 'cell',
  run: 'r',
  at: '2026-01-01T00:00:00Z',
  cell,
  key: 'k',
  state: 'done',
  stage: null,
  outcome: 'pass',
  green: true,
  reason: null,
});
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

describe('a call over the socket', () => {
  it('arrives with defaults filled in and answers with what the contract says', async () => {
    const seen: unknown[] = [];
    const { client } = await pair((name, input) => (seen.push([name, input]), { cancelled: 3, further: 'is stripped' }), { owner: { id: 'me', build: 'b1' } });
    expect(await client.call('run.cancel', { run: 'last' })).toEqual({ cancelled: 3 });
    expect(seen).toEqual([['run.cancel', { run: 'last', cell: null }]]);
    expect(client.owner).toEqual({ id: 'me', pid: process.pid, build: 'b1' });
  });

  it('with wrong input is refused at both ends', async () => {
    const { client, socket } = await pair(() => ({ cancelled: 1 }));
    // a caller without types
    await expect(client.call('run.cancel', { run: 7 } as never)).rejects.toThrow(InputError);
    const raw = createConnection(socket);
    onTestFinished(() => void raw.destroy());
    let text = '';
    raw.on('data', (chunk) => (text += String(chunk)));
    raw.write('{"jsonrpc":"2.0","id":1,"method":"run.cancel","params":{"run":7}}\n{"jsonrpc":"2.0","id":2,"method":"constructor","params":{}}\n');
    await until(() => text.split('\n').length > 3);
    expect(text).toMatch(/"id":1,"error":.*InputError/);
    expect(text).toMatch(/"id":2,"error":.*no procedure \\"constructor\\"/);
  });

  it('with a wrong answer is a bug of ours that says where', async () => {
    const { client } = await pair(() => ({ cancelled: 'many' }));
    await expect(client.call('run.cancel', { run: 'last' })).rejects.toThrow(/bug in Cgoscope: run.cancel .* at cancelled/);
  });

  it('that fails fails with the same class and data', async () => {
    const errors = [
      new InputError('no run "x"', { input: 'x', place: 'run', expected: 'a run' }),
      new InputError('plain', { input: 'y' }),
      new EngineUnavailableError('no engine', 'install one'),
      new UnsupportedError('no arm64 gcc'),
      new CancelledError('stopped'),
      new DOMException('aborted', 'AbortError'),
      new TypeError('a bug'),
    ];
    const { client } = await pair(() => {
      throw errors.shift() ?? new Error('asked too often');
    });
    const next = async (): Promise<unknown> => client.call('run.cancel', { run: 'x' }).catch((error: unknown) => error);
    const first = await next();
    expect(first).toBeInstanceOf(InputError);
    expect(first).toMatchObject({ message: 'no run "x"', input: 'x', place: 'run', expected: 'a run' });
    expect(await next()).toMatchObject({ name: 'InputError', place: null, expected: null });
    const engine = await next();
    expect(engine).toBeInstanceOf(EngineUnavailableError);
    expect(engine).toMatchObject({ message: 'no engine', fix: 'install one' });
    expect(await next()).toBeInstanceOf(UnsupportedError);
    expect(await next()).toBeInstanceOf(CancelledError);
    expect(await next()).toBeInstanceOf(CancelledError);
    const other = await next();
    expect(other).toBeInstanceOf(RemoteError);
    expect(other).toMatchObject({ message: 'a bug', remoteName: 'TypeError', remoteStack: expect.stringContaining('socket.test') as string });
  });

  it('is cancelled by its signal, and only it', async () => {
    const signals: AbortSignal[] = [];
    const { client } = await pair((_name, _input, { signal }) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
    });
    const cancel = new AbortController();
    const one = client.call('run.wait', { run: 'a' }, { signal: cancel.signal });
    void client.call('run.wait', { run: 'b' }).catch(() => undefined);
    await until(() => signals.length === 2);
    cancel.abort();
    await expect(one).rejects.toThrow(CancelledError);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    await expect(client.call('run.wait', { run: 'a' }, { signal: cancel.signal })).rejects.toThrow(CancelledError);
    expect(signals).toHaveLength(2);
  });

  it('can answer with many megabytes, in any order', async () => {
    const big = 'äbc\n'.repeat(5 << 20);
    const { client } = await pair((_name, input) => ({ content: JSON.stringify(input).includes('big') ? big : 'small' }));
    const [a, b] = await Promise.all([client.call('report.render', { run: 'big', format: 'html' }), client.call('report.render', { run: 'x', format: 'html' })]);
    expect(a.content === big).toBe(true);
    expect(b.content).toBe('small');
  });
});

describe('a connection', () => {
  it('that ends is noticed at the other side: calls are cancelled, the client is gone', async () => {
    const contexts: CallContext[] = [];
    const counts: number[] = [];
    const { client } = await pair(
      (_name, _input, context) => {
        contexts.push(context);
        return new Promise(() => undefined);
      },
      { onClients: (count) => counts.push(count) },
    );
    void client.call('run.wait', { run: 'x' }).catch(() => undefined);
    await until(() => contexts.length === 1);
    await client.close();
    await until(() => counts.length === 2);
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect(contexts[0]?.client.gone.aborted).toBe(true);
    expect(counts).toEqual([1, 0]);
  });

  it('closed by the owner rejects what is waiting', async () => {
    const { client, server, socket } = await pair(() => new Promise(() => undefined));
    const waiting = client.call('run.wait', { run: 'x' });
    const caught = expect(waiting).rejects.toThrow(DisconnectedError);
    await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    await caught;
    expect(client.gone.aborted).toBe(true);
    await expect(client.call('run.wait', { run: 'x' })).rejects.toThrow(DisconnectedError);
    await expect(connectApi(socket)).rejects.toThrow(/ENOENT|ECONNREFUSED/);
    expect(existsSync(socket)).toBe(false);
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['JSON that is no message', '{"id":"x"}\n'],
    ['a line without an end', Buffer.alloc(17 << 20, 'x')],
  ])('that sends %s is ended, and others are not disturbed', async (_what, bytes) => {
    const { client, socket } = await pair(() => ({ cancelled: 1 }));
    const raw = createConnection(socket);
    raw.on('error', () => undefined); // EPIPE of the long line; the close is what counts
    raw.resume();
    const closed = new Promise((resolve) => raw.once('close', resolve));
    raw.write(bytes);
    await closed;
    expect(await client.call('run.cancel', { run: 'x' })).toEqual({ cancelled: 1 });
  });
});

describe('events', () => {
  it('reach every listener until its signal aborts, and nobody who did not ask', async () => {
    const { client, push, listeners } = await pair(() => ({ cancelled: 0 }));
    const seen: string[] = [];
    const [one, two] = [new AbortController(), new AbortController()];
    client.on('lab', (event) => seen.push(`one ${event.type}`), { signal: one.signal });
    client.on('lab', (event) => seen.push(`two ${event.type}`), { signal: two.signal });
    await until(() => listeners.size === 1);
    push(log('x'));
    await until(() => seen.length === 2);
    one.abort();
    push(state(1));
    await until(() => seen.length === 3);
    expect(seen).toEqual(['one log', 'two log', 'two cell']);
    two.abort();
    await until(() => listeners.size === 0);
    await client.close();
  });

  it('for a slow reader lose logs first, never states, and say so', async () => {
    const { push, listeners, socket } = await pair(() => ({ cancelled: 0 }), { limits: { dropLogsBytes: 200_000, letGoBytes: 50_000_000 } });
    const raw = createConnection(socket);
    onTestFinished(() => void raw.destroy());
    raw.pause();
    raw.write('{"jsonrpc":"2.0","method":"$/on","params":{"name":"lab"}}\n');
    await until(() => listeners.size === 1);
    const lots = 3000;
    for (let i = 0; i < lots; i += 1) {
      push(log('x'.repeat(1000), i));
      if (i % 10 === 0) push(state(i));
    }
    let text = '';
    raw.on('data', (chunk) => (text += String(chunk)));
    raw.resume();
    await until(() => text.includes('are missing here'));
    push(state(999_999));
    await until(() => text.includes('999999'));
    const count = (what: string) => text.split(what).length - 1;
    expect(count('"type":"cell"')).toBe(lots / 10 + 1);
    const missing = Number(/"text":"(\d+) log and progress events are missing here/.exec(text)?.[1]);
    expect(missing).toBeGreaterThan(1000);
    expect(count('"type":"log"') + missing).toBe(lots);
  });

  it('a reader that reads nothing at all is let go', async () => {
    const counts: number[] = [];
    const { push, listeners, socket } = await pair(() => ({ cancelled: 0 }), { limits: { dropLogsBytes: 10_000, letGoBytes: 100_000 }, onClients: (count) => counts.push(count) });
    const raw = createConnection(socket);
    onTestFinished(() => void raw.destroy());
    raw.pause();
    raw.write('{"jsonrpc":"2.0","method":"$/on","params":{"name":"lab"}}\n');
    await until(() => listeners.size === 1);
    for (let i = 0; i < 10_000 && listeners.size > 0; i += 1) push(state(i));
    await until(() => counts.at(-1) === 1);
    expect(counts).toEqual([1, 2, 1]);
  });
});

describe('the api without a socket', () => {
  it('checks the same and carries the same context', async () => {
    const contexts: CallContext[] = [];
    const { api } = served((_name, _input, context) => (contexts.push(context), { cancelled: 1 }));
    const local = localApi(api);
    expect(await local.call('run.cancel', { run: 'x' })).toEqual({ cancelled: 1 });
    await expect(local.call('run.cancel', { run: 7 } as never)).rejects.toThrow(InputError);
    expect(contexts[0]?.client.gone.aborted).toBe(false);
  });
});
