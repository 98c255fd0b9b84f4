// The contract over the browser's transport: the real server, the window's own client.
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createHttpApi } from '../../src/renderer/api/http.ts';
import { callAnswerSchema } from '../../src/shared/api/http.ts';
import { DisconnectedError } from '../../src/shared/api/wire-errors.ts';
import { builtWindow, ENV, pageHeaders, serve, signIn, temporaryFolder } from '../server/support.ts';
import { startServer } from '../../src/server/index.ts';
import { cellEvent, contractCases, servedDouble, unchecked, until, type OpenTransport } from './contract-cases.ts';

/** The window's client with what a browser adds by itself: the cookie and the origin. */
function windowAt(base: string, headers: Record<string, string>) {
  return createHttpApi({
    base,
    fetch: (input, init) => fetch(input, { ...init, headers: { ...headers, 'content-type': 'application/json' } }),
    openSocket: (url) => {
      const socket = new WebSocket(url, { headers });
      socket.on('error', () => undefined); // a browser says it in the console; what the client looks at is `close`
      return socket as unknown as globalThis.WebSocket; // the same interface as far as the client uses it, but for the types of its events
    },
  });
}

const open: OpenTransport = async (served) => {
  const server = await startServer({ api: unchecked(served), renderer: builtWindow(), port: 0, uploads: temporaryFolder(), env: ENV, log: () => undefined });
  const base = `http://127.0.0.1:${server.port}`;
  const headers = pageHeaders({ base }, await signIn({ server }));
  const api = windowAt(base, headers);
  return {
    api,
    env: ENV,
    raw: async (name, input) => {
      const response = await fetch(`${base}/api/call/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      return callAnswerSchema.parse(await response.json());
    },
    async close() {
      api.close();
      await server.close();
    },
  };
};

describe('the contract over HTTP and WebSocket', () => {
  it.each(contractCases(open))('$name', ({ run }) => run());
});

describe('a request that the browser ends, as it does when the machine’s interfaces change', () => {
  /** The first `lost` requests arrive, and their answers do not. */
  async function losing(lost: number, answer: unknown) {
    const scene = await serve(() => answer);
    const headers = pageHeaders(scene, await signIn(scene));
    const bodies: { token?: string }[] = [];
    const api = createHttpApi({
      base: scene.base,
      async fetch(input, init) {
        bodies.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { token?: string });
        const response = await fetch(input, { ...init, headers: { ...headers, 'content-type': 'application/json' } });
        if (bodies.length <= lost) throw new TypeError('Failed to fetch');
        return response;
      },
      openSocket: (url) => new WebSocket(url, { headers }) as unknown as globalThis.WebSocket, // as above
    });
    onTestFinished(() => api.close());
    return { api, bodies };
  }

  it('and that starts a run is made again as the same request', async () => {
    const { api, bodies } = await losing(1, { id: '01J00000000000000000000001', cells: 2 });
    expect(await api.call('run.start', { path: '/p' })).toMatchObject({ cells: 2 });
    expect(bodies).toHaveLength(2);
    expect(bodies[0]?.token).toMatch(/^[0-9a-f-]{36}$/);
    expect(bodies[1]?.token).toBe(bodies[0]?.token);
    await api.call('run.start', { path: '/p' });
    expect(bodies[2]?.token).not.toBe(bodies[0]?.token);
  });

  it('and that cancels is made again', async () => {
    const { api, bodies } = await losing(1, { cancelled: 1 });
    expect(await api.call('run.cancel', { run: 'x' })).toEqual({ cancelled: 1 });
    expect(bodies).toHaveLength(2);
  });

  it('and that could do harm twice is not', async () => {
    const { api, bodies } = await losing(1, { id: 'x', until: '2026-01-01T00:00:00.000Z' });
    await expect(api.call('run.remove', { run: 'x' })).rejects.toThrow(DisconnectedError);
    expect(bodies).toHaveLength(1);
  });
});

describe('a window whose server ends', () => {
  it('says that the connection is lost', async () => {
    const first = await serve(() => ({ cancelled: 1 }));
    const api = windowAt(first.base, pageHeaders(first, await signIn(first)));
    onTestFinished(() => api.close());
    await until(() => api.connection.state() === 'open');
    await first.server.close();
    await until(() => api.connection.state() === 'lost');
    await expect(api.call('run.cancel', { run: 'x' })).rejects.toThrow(DisconnectedError);
  });

  it('is told to sign in again by a server that does not know it', async () => {
    const scene = await serve(() => ({ cancelled: 1 }));
    const api = windowAt(scene.base, { origin: scene.base, cookie: 'of=another server' });
    onTestFinished(() => api.close());
    await expect(api.call('run.cancel', { run: 'x' })).rejects.toThrow(/not signed in any more/);
    expect(api.connection.state()).toBe('refused');
  });

  it('learns it without asking for anything, and goes on when its browser is let in again', async () => {
    const scene = await serve(() => ({ schema: 'cgoscope/runs@0', runs: [] }));
    const good = pageHeaders(scene, await signIn(scene));
    const headers: Record<string, string> = { ...good, cookie: 'of=another server' };
    const api = windowAt(scene.base, headers);
    onTestFinished(() => api.close());
    await until(() => api.connection.state() === 'refused');
    Object.assign(headers, good);
    await until(() => api.connection.state() === 'open');
  });

  it('reads everything anew when the workbench behind the server was replaced', async () => {
    const double = servedDouble(() => ({}));
    const server = await startServer({ api: unchecked(double.served), renderer: builtWindow(), port: 0, uploads: temporaryFolder(), env: ENV, log: () => undefined });
    onTestFinished(() => server.close());
    const base = `http://127.0.0.1:${server.port}`;
    const api = windowAt(base, pageHeaders({ base }, await signIn({ server })));
    onTestFinished(() => api.close());
    const states: string[] = [];
    api.connection.subscribe(() => states.push(api.connection.state()));
    const heard: unknown[] = [];
    api.on('lab', (event) => heard.push(event), { signal: new AbortController().signal });
    await until(() => states.at(-1) === 'open');
    server.refresh();
    await until(() => states.length === 3);
    expect(states).toEqual(['open', 'lost', 'open']);
    double.push(cellEvent(1));
    await until(() => heard.length === 1);
  });
});
