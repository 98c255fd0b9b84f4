// Everything that is turned away at the door, over real sockets: a browser can be made to send these, and other programs can send anything.
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isLoopback } from '../../src/server/guard.ts';
import { exchange, pageHeaders, raw, serve, signIn, socketOf, type RawRequest, type Scene } from './support.ts';

const CALL = { method: 'POST', target: '/api/call/run.cancel', body: '{"run":"x"}' };

/** A scene with a signed-in browser; `send` is a request of its own page, but for what is changed. */
async function signedIn() {
  const asked: string[] = [];
  const scene = await serve((name) => (asked.push(name), { cancelled: 1 }));
  const cookie = await signIn(scene);
  const host = scene.base.replace('http://', '');
  const send = (request: RawRequest, without: string[] = []) => {
    const all: Record<string, string> = { host, ...pageHeaders(scene, cookie), 'content-type': 'application/json', ...request.headers };
    const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
    return raw(scene.server.port, { ...request, headers });
  };
  return { ...scene, asked, cookie, host, send };
}

/** What a WebSocket's opening came to: its status, 101 for open. */
const opening = (scene: Scene, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = socketOf(scene, headers);
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });

describe('the Host of a request', () => {
  it.each(['127.0.0.1', '127.0.0.1:80', 'localhost', 'localhost:65535', '[::1]', '[::1]:8080', '127.1.2.3:9'])('%s is this machine', (host) => expect(isLoopback(host)).toBe(true));
  it.each([
    '',
    'example.com',
    'localhost.example.com',
    'example.com:127.0.0.1',
    '127.0.0.1.example.com',
    '127.0.0.1@example.com',
    '127.0.0.256',
    '127.1',
    '0.0.0.0',
    '[::]',
    '[::ffff:127.0.0.1]',
    '10.0.0.1',
    'localhost:',
    'localhost:123456',
    'localhost/x',
    'local host',
    '2130706433',
  ])('%s is not', (host) => expect(isLoopback(host)).toBe(false));

  it('is refused on pages, files, calls and links where it is foreign, whoever asks', async () => {
    const { send, server, asked, base } = await signedIn();
    for (const target of ['/', '/assets/main-abc.js', '/icon.svg', '/api/download?kind=html&run=x', new URL(server.newLink()).pathname]) {
      const answer = await send({ target, headers: { host: 'evil.example', origin: 'http://evil.example' } });
      expect(answer).toMatchObject({ status: 421, body: expect.stringContaining('answers to 127.0.0.1, localhost and [::1] alone') });
    }
    expect((await send({ ...CALL, headers: { host: 'evil.example:80', origin: 'http://evil.example:80' } })).status).toBe(421);
    expect((await send({ ...CALL, headers: { host: 'evil.example', origin: base } })).status).toBe(421);
    expect(asked).toEqual([]);
  });

  it('may have any port, as ssh -L gives it another', async () => {
    const { send } = await signedIn();
    expect((await send({ headers: { host: 'localhost:9999' } }, ['origin'])).status).toBe(200);
    expect((await send({ ...CALL, headers: { host: '[::1]:9999', origin: 'http://[::1]:9999' } })).status).toBe(200);
  });

  it('has to be there, once', async () => {
    const { server, cookie } = await signedIn();
    expect(await exchange(server.port, `GET / HTTP/1.1\r\ncookie: ${cookie}\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(await exchange(server.port, `GET / HTTP/1.0\r\ncookie: ${cookie}\r\n\r\n`)).toMatch(/^HTTP\/1.1 421 /);
    expect(await exchange(server.port, `GET / HTTP/1.1\r\nhost: evil.example\r\nhost: 127.0.0.1\r\ncookie: ${cookie}\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d /);
  });

  it('does not stand in the request line', async () => {
    const { send } = await signedIn();
    expect((await send({ target: 'http://evil.example/' })).status).toBe(400);
    expect((await send({ target: '*', method: 'OPTIONS' })).status).toBe(400);
  });
});

describe('the Origin of a request', () => {
  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://localhost:1', 'file://', 'http://127.0.0.1:1', ''])('%s is refused on a call', async (origin) => {
    const { send, asked } = await signedIn();
    expect(await send({ ...CALL, headers: { origin } })).toMatchObject({ status: 403 });
    expect(asked).toEqual([]);
  });

  it('of the same host at another port is another one', async () => {
    const { send, host } = await signedIn();
    expect((await send({ ...CALL, headers: { origin: `http://${host}0` } })).status).toBe(403);
    expect((await send({ ...CALL, headers: { origin: 'http://localhost' } })).status).toBe(403);
  });

  it('has to be there on everything that is not a GET', async () => {
    const { send, asked } = await signedIn();
    expect(await send(CALL, ['origin'])).toMatchObject({ status: 403, body: expect.stringContaining('no Origin') });
    expect((await send({ method: 'POST', target: '/api/upload?name=x', body: 'x' }, ['origin'])).status).toBe(403);
    expect((await send({ method: 'DELETE' }, ['origin'])).status).toBe(403);
    expect((await send({}, ['origin'])).status).toBe(200);
    expect(asked).toEqual([]);
  });

  it('is looked at on a GET as well, where there is one', async () => {
    const { send } = await signedIn();
    expect((await send({ target: '/assets/main-abc.js', headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await send({ target: '/assets/main-abc.js' })).status).toBe(200);
  });

  it('is never allowed to be another: no answer has a header of CORS', async () => {
    const { send } = await signedIn();
    const preflight = await send({ method: 'OPTIONS', target: CALL.target, headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' } });
    expect(preflight.status).toBe(403);
    for (const answer of [preflight, await send({}), await send(CALL)]) expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a page of another site or port', () => {
  it.each(['cross-site', 'same-site'])('gets no file, no answer and no download (%s)', async (site) => {
    const { send, asked } = await signedIn();
    for (const target of ['/assets/main-abc.js', '/icon.svg', '/', '/api/download?kind=html&run=x'])
      expect((await send({ target, headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' } }, ['origin'])).status).toBe(403);
    expect((await send({ ...CALL, headers: { 'sec-fetch-site': site } })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('may link to the window, as a whole tab, and not into a frame; nor to a download', async () => {
    const { send } = await signedIn();
    const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await send({ headers: navigation }, ['origin'])).status).toBe(200);
    expect((await send({ headers: { ...navigation, 'sec-fetch-dest': 'iframe' } }, ['origin'])).status).toBe(403);
    expect((await send({ target: '/api/download?kind=html&run=x', headers: navigation }, ['origin'])).status).toBe(403);
  });
});

describe('a browser without the cookie', () => {
  it.each([{}, { cookie: 'cgoscope-000000000000=x' }, { cookie: '' }])('gets nothing of the api, the files or the window (%o)', async (headers) => {
    const { send, asked, cookie } = await signedIn();
    const plain = headers.cookie === undefined ? ['cookie'] : [];
    expect(await send({ ...CALL, headers }, plain)).toMatchObject({ status: 401, body: expect.stringContaining('not signed in') });
    for (const target of ['/api/download?kind=bundle&run=x', '/api/events', '/api/anything', '/assets/main-abc.js', '/icon.svg', '/', '/runs/x']) {
      const answer = await send({ target, headers }, plain);
      expect(answer.status).toBe(401);
      expect(answer.body).not.toContain('the window');
    }
    expect((await send({ method: 'POST', target: '/api/upload?name=x', headers, body: 'x' }, plain)).status).toBe(401);
    expect(asked).toEqual([]);
    const name = cookie.slice(0, cookie.indexOf('='));
    for (const wrong of [`${name}=`, `${name}=x`, `${name}=${'A'.repeat(43)}`, `x${cookie}`, cookie.toUpperCase(), `${name}x=${cookie.slice(name.length + 1)}`])
      expect((await send({ ...CALL, headers: { cookie: wrong } })).status).toBe(401);
    expect((await send({ ...CALL, headers: { cookie: `other=1; ${cookie}; ${name}=second` } })).status).toBe(200);
  });
});

describe('the socket of the events', () => {
  it('opens for a page of this server, and for nobody else', async () => {
    const scene = await signedIn();
    const good = pageHeaders(scene, scene.cookie);
    const { origin: _origin, ...noOrigin } = good;
    const { cookie: _cookie, ...noCookie } = good;
    expect(await opening(scene, good)).toBe(101);
    expect(await opening(scene, { ...good, origin: 'http://evil.example' })).toBe(403);
    expect(await opening(scene, { ...good, origin: 'null' })).toBe(403);
    expect(await opening(scene, noOrigin)).toBe(403);
    expect(await opening(scene, noCookie)).toBe(401);
    expect(await opening(scene, { ...good, host: 'evil.example', origin: 'http://evil.example' })).toBe(421);
    expect(await opening(scene, { ...good, 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('is at one path alone, and no file is there', async () => {
    const { send } = await signedIn();
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    expect((await send({ target: '/', headers: upgrade })).status).not.toBe(101);
    expect((await send({ target: '/api/events' })).status).toBe(426);
  });
});

describe('a connection that was turned away', () => {
  /** Ends nothing by itself: `ended` when the server has said its last, `closed` when it holds the connection no more. */
  const stubborn = (port: number, bytes: string) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined); // a reset is how it ends here
    const on = (event: string) => new Promise<void>((resolve) => socket.once(event, () => resolve()));
    const [ended, closed] = [on('end'), on('close')];
    socket.resume();
    socket.write(bytes);
    return { socket, ended, closed };
  };

  it('as a socket is not held by who keeps its own half open', async () => {
    const scene = await serve();
    const upgrade = 'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    const { socket, ended, closed } = stubborn(scene.server.port, `GET /api/events HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\n${upgrade}\r\n`);
    await ended;
    // what is sent after the server's end is answered with a reset, as nobody is there
    const drip = setInterval(() => socket.write('x'), 20);
    await closed;
    clearInterval(drip);
    await scene.server.close();
  });

  it('is not held by a body that comes drop by drop', async () => {
    const scene = await serve(undefined, { limits: { dropMs: 150 } });
    const { socket, closed } = stubborn(scene.server.port, 'POST /api/call/run.cancel HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\ncontent-length: 1000000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 20);
    await closed;
    clearInterval(drip);
  });
});

describe('a connection that is no HTTP', () => {
  it('is answered once and closed, and others are not disturbed', async () => {
    const { server, send } = await signedIn();
    expect(await exchange(server.port, 'HELO example\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await exchange(server.port, `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect((await send({})).status).toBe(200);
  });
});
