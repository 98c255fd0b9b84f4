// Engines that are not there, go away, or are something else. No container engine is needed: the servers here are the faults.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectEngine, type Endpoint } from '../../../src/core/engine/index.ts';
import { openTransport, readBody } from '../../../src/core/engine/transport.ts';
import { CancelledError, EngineUnavailableError } from '../../../src/shared/domain/errors.ts';

let folder: string;
let server: Server | null;
let sockets: Set<Socket>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgoscope-lost-'));
  server = null;
  sockets = new Set();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  const open = server;
  if (open !== null) await new Promise((resolve) => open.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, 'engine.sock');
const endpoint = (): Endpoint => ({ name: 'test', host: `unix://${path()}`, transport: 'unix', rule: 'a test', tls: null });
const identity = { install: 'lost', owner: 'lost' };

/** Answers each request (by its first line) as `answer` says. */
async function engine(answer: (socket: Socket, line: string) => void): Promise<void> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes) => answer(socket, bytes.toString().split('\r\n')[0] ?? ''));
  });
  await new Promise<void>((resolve) => server?.listen(path(), resolve));
}

const PONG = 'HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK';
const pingThen = (rest: (socket: Socket, line: string) => void) => (socket: Socket, line: string) => (line.includes('/_ping') ? socket.end(PONG) : rest(socket, line));

describe('a lost engine is one sentence with a fix', () => {
  it('when there is no socket', async () => {
    const error = await connectEngine(endpoint(), identity).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect((error as Error).message).toBe(`there is no socket at unix://${path()}`);
  });

  it('when nothing listens', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const address = free.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => free.close(resolve));
    await expect(connectEngine({ ...endpoint(), host: `tcp://127.0.0.1:${port}`, transport: 'tcp' }, identity)).rejects.toThrow(`nothing listens at tcp://127.0.0.1:${port}`);
  });

  it('when what listens speaks something else', async () => {
    await engine((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    await expect(connectEngine(endpoint(), identity)).rejects.toThrow('does not speak the Docker API');
  });

  it('when what listens is a web server or a proxy that knows no ping', async () => {
    await engine((socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nNot Found'));
    const asked = connectEngine(endpoint(), identity);
    await expect(asked).rejects.toBeInstanceOf(EngineUnavailableError);
    await expect(asked).rejects.toThrow('does not speak the Docker API');
  });

  it('when it hangs up without an answer', async () => {
    await engine((socket) => socket.end());
    await expect(connectEngine(endpoint(), identity)).rejects.toThrow('broke off');
  });

  it('when it stops in the middle of an answer', async () => {
    await engine(pingThen((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"Version": "20')));
    const connected = await connectEngine(endpoint(), identity);
    await expect(connected.info()).rejects.toBeInstanceOf(EngineUnavailableError);
    await connected.close();
  });

  it('when it stops in the middle of a pull', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    await engine(pingThen((socket) => socket.end(`${head}1a\r\n{"status":"Pulling from a"}\r\n`)));
    const connected = await connectEngine(endpoint(), identity);
    await expect(connected.pullImage('a:1', {})).rejects.toBeInstanceOf(EngineUnavailableError);
    await connected.close();
  });

  it('when it stops while a wait is open', async () => {
    await engine(
      pingThen((socket, line) =>
        line.includes('/wait')
          ? socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', () => socket.destroy())
          : socket.end('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'),
      ),
    );
    const connected = await connectEngine(endpoint(), identity);
    const running = await connected.startContainer('0123456789ab', {}).catch((thrown: unknown) => thrown);
    // The start itself is answered with 101 by this server: whatever comes first, it must end and say what is lost.
    const error = running instanceof Error ? running : await (running as { ended: Promise<unknown> }).ended.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineUnavailableError);
    await connected.close();
  });

  it('when it takes the question and never answers', async () => {
    await engine(() => undefined);
    const transport = openTransport(endpoint(), {});
    await expect(transport.send({ method: 'GET', path: '/info', answerMs: 100 })).rejects.toThrow('does not answer');
    transport.close();
  });
});

describe('an engine that freezes', () => {
  it('ends silent work by failing to answer pings; one that only has nothing to say does not', async () => {
    let frozen = false;
    let pings = 0;
    await engine((socket, line) => {
      if (line.includes('/_ping')) {
        pings += 1;
        if (!frozen) socket.end(PONG);
      } else if (line.includes('/attach')) socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      else socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    });
    const transport = openTransport(endpoint(), {}, { everyMs: 150, misses: 3 });
    const raw = await transport.upgrade({ method: 'POST', path: '/attach', answerMs: 30_000 });
    const wait = await transport.send({ method: 'POST', path: '/wait', answerMs: null });
    const rawEnd = new Promise((resolve) => raw.once('error', resolve));
    const waitEnd = readBody(wait, endpoint()).catch((error: unknown) => error);
    await vi.waitUntil(() => pings >= 5, 30_000);
    expect([raw.destroyed, wait.destroyed]).toEqual([false, false]);
    frozen = true;
    expect(await waitEnd).toBeInstanceOf(EngineUnavailableError);
    expect(await rawEnd).toMatchObject({ code: 'ETIMEDOUT' });
    transport.close();
  });
});

describe('requests', () => {
  it('end at once when they are cancelled, before the answer and in the middle of it', async () => {
    await engine((socket, line) => {
      if (line.includes('/half')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
    });
    const transport = openTransport(endpoint(), {});
    const before = new AbortController();
    const pending = transport.send({ method: 'GET', path: '/never', answerMs: null, signal: before.signal });
    before.abort();
    await expect(pending).rejects.toBeInstanceOf(CancelledError);
    const middle = new AbortController();
    const answer = await transport.send({ method: 'GET', path: '/half', answerMs: null, signal: middle.signal });
    const read = answer.toArray();
    middle.abort();
    await expect(read).rejects.toBeInstanceOf(CancelledError);
    transport.close();
  });

  it('do not take their address, or anything else, from DOCKER_ variables of this process', async () => {
    await engine(
      pingThen((socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 29\r\nConnection: close\r\n\r\n{"message":"No such image x"}')),
    );
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'tcp://:::broken';
    try {
      const connected = await connectEngine(endpoint(), identity);
      expect(await connected.inspectImage('x')).toBeNull();
      await connected.close();
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });
});
