// Calls over HTTP beyond what every transport must do (tests/api): bodies no client of ours sends, callers that go away, and what a page may learn of a bug.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CALL_MAX } from '../../src/server/calls.ts';
import { until } from '../api/contract-cases.ts';
import { pageHeaders, raw, serve, signIn, type Answer } from './support.ts';

async function signedIn(answer: Answer = () => ({ cancelled: 1 }), options: Parameters<typeof serve>[1] = {}) {
  const scene = await serve(answer, options);
  const cookie = await signIn(scene);
  const headers = { ...pageHeaders(scene, cookie), 'content-type': 'application/json' };
  const post = (body: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}, target = '/api/call/run.cancel') =>
    fetch(scene.base + target, { method: 'POST', headers: { ...headers, ...more }, body });
  return { ...scene, cookie, headers, post };
}
const sentence = async (response: Response): Promise<string> => {
  const answer = (await response.json()) as { ok: boolean; error: { message: string } }; // what the test then looks at
  expect(answer.ok).toBe(false);
  return answer.error.message;
};

describe('a call', () => {
  it('never names a file to write: a page gets a bundle as a download', async () => {
    const asked: string[] = [];
    const { post } = await signedIn((name) => (asked.push(name), { bytes: 1, redacted: {} }));
    expect(await sentence(await post('{"run":"last","to":"/home/u/.bashrc"}', {}, '/api/call/bundle.export'))).toContain('/api/download');
    expect(asked).toEqual([]);
  });

  it.each(['', '{', '{"run":"x"', '{"run":"x"}}', 'run=x', '\ufeff{"run":"x"}', '{"run":"x",}', "{'run':'x'}"])('with the body %j is refused', async (body) => {
    const { post } = await signedIn();
    const response = await post(body);
    expect(response.status).toBe(body.startsWith('\ufeff') ? 200 : 400);
    if (response.status === 400) expect(await sentence(response)).toContain('no JSON document');
  });

  it('with bytes that are no UTF-8 is refused', async () => {
    const { post } = await signedIn();
    expect((await post(Uint8Array.from([0x22, 0xff, 0xfe, 0x22]))).status).toBe(400);
  });

  it('nested without end is refused, and the server lives', async () => {
    const { post } = await signedIn();
    expect([200, 400]).toContain((await post('['.repeat(1_000_000))).status);
    expect([200, 400]).toContain((await post('['.repeat(1_000_000) + ']'.repeat(1_000_000))).status);
    expect((await post('{"run":"x"}')).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'application/jsonp', ''])(
    'that is %j and not JSON is refused, as a form of another site could send it',
    async (type) => {
      const { post } = await signedIn();
      expect((await post('{"run":"x"}', { 'content-type': type })).status).toBe(415);
    },
  );

  it('with a compressed body is refused: a small one could become a large one', async () => {
    const { post } = await signedIn();
    expect((await post('{"run":"x"}', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('that is too large is refused by what it announces, before it is sent', async () => {
    const { server, headers, base } = await signedIn();
    const lines = Object.entries({ host: base.replace('http://', ''), ...headers, 'content-length': String(CALL_MAX + 1) });
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.write(`POST /api/call/run.cancel HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    await until(() => text.includes('the most that is taken'));
    expect(text).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  it('that is too large is refused by what it sends, where it announces nothing', async () => {
    const { base, headers, post } = await signedIn();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent > CALL_MAX + (1 << 20)) controller.close();
        else controller.enqueue(new Uint8Array(1 << 20).fill(0x20));
        sent += 1 << 20;
      },
    });
    const response = await fetch(`${base}/api/call/run.cancel`, { method: 'POST', headers, body, duplex: 'half' });
    expect(response.status).toBe(413);
    expect(await sentence(response)).toContain(`${CALL_MAX} bytes`);
    expect((await post('{"run":"x"}')).status).toBe(200);
  });

  it('just within the bound is taken', async () => {
    const { post } = await signedIn();
    expect((await post(`{"run":"${'x'.repeat(CALL_MAX - 10)}"}`)).status).toBe(200);
    expect((await post(`{"run":"${'x'.repeat(CALL_MAX - 9)}"}`)).status).toBe(413);
  });

  it('is made by POST, under its exact name', async () => {
    const { base, cookie, post } = await signedIn();
    expect((await fetch(`${base}/api/call/run.cancel`, { headers: { cookie } })).status).toBe(405);
    for (const target of ['/api/call/', '/api/call', '/api/call/run.cancel/', '/api/call//run.cancel', '/api/call/RUN.CANCEL', '/api/', '/api/other'])
      expect((await post('{"run":"x"}', {}, target)).status).toBe(404);
    const response = await post('{}', {}, '/api/call/no.such');
    expect(response.status).toBe(404);
    expect(await sentence(response)).toBe('there is no procedure "no.such"');
  });

  it('of two lengths, or of a length and chunks, is no request', async () => {
    const { base, server, headers } = await signedIn();
    const host = base.replace('http://', '');
    expect(
      (await raw(server.port, { method: 'POST', target: '/api/call/run.cancel', headers: { host, ...headers, 'transfer-encoding': 'chunked' }, body: '0\r\n\r\n' })).status,
    ).toBe(400);
  });
});

describe('a caller that goes away', () => {
  it('ends what it asked for', async () => {
    const signals: AbortSignal[] = [];
    const { base, headers } = await signedIn((_name, _input, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const going = new AbortController();
    const call = fetch(`${base}/api/call/run.wait`, { method: 'POST', headers, body: '{"run":"x"}', signal: going.signal });
    call.catch(() => undefined); // it is aborted below
    await until(() => signals.length === 1);
    expect(signals[0]?.aborted).toBe(false);
    going.abort();
    await until(() => signals[0]?.aborted === true);
  });

  it('that loses its connection ends it as well', async () => {
    const signals: AbortSignal[] = [];
    const { base, server, headers } = await signedIn((_name, _input, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const socket = connect(server.port, '127.0.0.1');
    const lines = Object.entries({ host: base.replace('http://', ''), ...headers, 'content-length': '11' });
    socket.write(`POST /api/call/run.wait HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{"run":"x"}`);
    await until(() => signals.length === 1);
    socket.resetAndDestroy();
    await until(() => signals[0]?.aborted === true);
  });

  it('in the middle of its body leaves nothing behind but a closed connection', async () => {
    const asked: string[] = [];
    const { base, server, headers, logged, post } = await signedIn((name) => (asked.push(name), { cancelled: 1 }));
    const socket = connect(server.port, '127.0.0.1');
    const lines = Object.entries({ host: base.replace('http://', ''), ...headers, 'content-length': '1000' });
    socket.write(`POST /api/call/run.cancel HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{"run":"x"`);
    await new Promise<void>((resolve) => socket.end(resolve));
    expect((await post('{"run":"x"}')).status).toBe(200);
    expect(asked).toEqual(['run.cancel']);
    expect(logged).toEqual([]);
  });
});

describe('a caller that says nothing', () => {
  it('in the middle of its body is given up', async () => {
    const { base, server, headers } = await signedIn(undefined, { limits: { silenceMs: 50 } });
    const socket = connect(server.port, '127.0.0.1');
    const lines = Object.entries({ host: base.replace('http://', ''), ...headers, 'content-length': '1000' });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined); // a reset is an end as well
    socket.resume();
    socket.write(`POST /api/call/run.cancel HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{"run":`);
    await closed;
  });

  it('while it waits for its answer is waited with, however long that takes', async () => {
    const { post } = await signedIn(
      // well beyond the silence that a body may keep
      () => new Promise((resolve) => setTimeout(() => resolve({ cancelled: 1 }), 400)),
      { limits: { silenceMs: 50 } },
    );
    expect(await (await post('{"run":"x"}')).json()).toEqual({ ok: true, value: { cancelled: 1 } });
  });
});

describe('a bug', () => {
  it('is told without its stack, which stands in the terminal', async () => {
    const { post, logged } = await signedIn(() => {
      throw new TypeError('x is not a function');
    });
    const response = await post('{"run":"x"}');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: false, error: { code: -32603, message: 'x is not a function', data: { name: 'TypeError' } } });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/^run\.cancel: TypeError: x is not a function\n\s+at .*calls\.int\.test/);
  });
});

describe('a server that is asked to end', () => {
  it('ends the calls under way, and takes no further ones', async () => {
    const signals: AbortSignal[] = [];
    // Nothing is cut off: it ends because the calls do.
    const limits = { graceMs: 1_000_000 };
    const { base, headers, server } = await signedIn(
      (_name, _input, { signal }) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
      { limits },
    );
    const call = fetch(`${base}/api/call/run.wait`, { method: 'POST', headers, body: '{"run":"x"}' });
    await until(() => signals.length === 1);
    await server.close();
    expect(await (await call).json()).toMatchObject({ ok: false, error: { data: { name: 'CancelledError' } } });
    await expect(fetch(base)).rejects.toThrow();
    await server.close(); // twice is once
  });
});
