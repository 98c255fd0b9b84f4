// The push end: who hears what, what is done with a reader that is slow, silent or talkative.
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cellEvent, logEvent, until } from '../api/contract-cases.ts';
import { listen, pageHeaders, serve, signIn, type Scene } from './support.ts';

const message = (value: unknown) => ({ name: 'lab', value });
const closing = (socket: { once(event: 'close', listener: (code: number, reason: Buffer) => void): unknown }): Promise<[number, string]> =>
  new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, reason.toString()])));

/** A page that opens the events and then reads nothing until it is told to. */
async function sleeper(scene: Scene, cookie: string) {
  const socket = connect(scene.server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  const lines = Object.entries({
    host: scene.base.replace('http://', ''),
    ...pageHeaders(scene, cookie),
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  });
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.write(`GET /api/events HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  await until(() => text.includes('\r\n\r\n'));
  expect(text).toMatch(/^HTTP\/1.1 101 /);
  socket.pause();
  return { socket, text: () => text };
}

describe('events', () => {
  it('reach every window, each once, in order', async () => {
    const scene = await serve();
    const cookie = await signIn(scene);
    const windows = [await listen(scene, cookie), await listen(scene, cookie), await listen(scene, await signIn(scene))];
    expect(scene.listeners.size).toBe(1);
    for (let i = 1; i <= 50; i += 1) scene.push(cellEvent(i));
    const all = Array.from({ length: 50 }, (_, i) => message(cellEvent(i + 1)));
    for (const { heard } of windows) {
      await until(() => heard.length >= 50);
      expect(heard).toEqual(all);
    }
  });

  it('are asked for while somebody watches, and not for an empty room', async () => {
    const scene = await serve();
    const cookie = await signIn(scene);
    expect(scene.listeners.size).toBe(0);
    const [one, two] = [await listen(scene, cookie), await listen(scene, cookie)];
    one.socket.close();
    await closing(one.socket);
    scene.push(cellEvent(1));
    await until(() => two.heard.length === 1);
    two.socket.terminate();
    await until(() => scene.listeners.size === 0);
    const three = await listen(scene, cookie);
    scene.push(cellEvent(2));
    await until(() => three.heard.length === 1);
  });

  it('that break the contract are named in the terminal and sent to nobody', async () => {
    const scene = await serve();
    const { heard } = await listen(scene, await signIn(scene));
    scene.push({ type: 'nonsense' } as never); // the bug that is looked for
    scene.push(cellEvent(1));
    await until(() => heard.length === 1);
    expect(heard).toEqual([message(cellEvent(1))]);
    expect(scene.logged).toEqual([expect.stringContaining('a bug in Cgoscope: an event "lab"')]);
  });
});

describe('a window that', () => {
  it.each([
    ['a text', 'hello'],
    ['bytes', Buffer.from([1, 2, 3])],
    ['nothing in a message', ''],
  ])('says %s on a socket that only listens is let go', async (_what, said) => {
    const scene = await serve();
    const cookie = await signIn(scene);
    const [loud, quiet] = [await listen(scene, cookie), await listen(scene, cookie)];
    const closed = closing(loud.socket);
    loud.socket.send(said);
    expect(await closed).toEqual([1008, 'this socket only listens']);
    scene.push(cellEvent(1));
    await until(() => quiet.heard.length === 1);
  });

  it('says too much, or no frame at all, is let go', async () => {
    const scene = await serve();
    const cookie = await signIn(scene);
    const { socket } = await listen(scene, cookie);
    const closed = closing(socket);
    socket.send('x'.repeat(2000));
    expect((await closed)[0]).toBe(1009);
    const broken = await sleeper(scene, cookie);
    const ended = new Promise((resolve) => broken.socket.once('close', resolve));
    broken.socket.resume();
    broken.socket.write('this is no frame');
    await ended;
    await until(() => scene.listeners.size === 0);
  });

  it('answers no ping is taken for gone; one that does stays', async () => {
    const scene = await serve(undefined, { pingMs: 30 });
    const cookie = await signIn(scene);
    const good = await listen(scene, cookie);
    let pings = 0;
    good.socket.on('ping', () => (pings += 1));
    const dead = await sleeper(scene, cookie);
    dead.socket.resume(); // it reads, and says nothing
    await new Promise((resolve) => dead.socket.once('close', resolve));
    await until(() => pings > 5);
    expect(good.socket.readyState).toBe(good.socket.OPEN);
  });

  it('is slow loses logs first, never states, and is told', async () => {
    const scene = await serve(undefined, { limits: { events: { dropLogsBytes: 200_000, letGoBytes: 100_000_000 } } });
    const slow = await sleeper(scene, await signIn(scene));
    const lots = 12_000;
    for (let i = 0; i < lots; i += 1) {
      scene.push(logEvent('x'.repeat(1000), i));
      if (i % 100 === 0) scene.push(cellEvent(i));
    }
    slow.socket.resume();
    await until(() => slow.text().includes('are missing here'));
    scene.push(cellEvent(999_999));
    await until(() => slow.text().includes('999999'));
    const count = (what: string) => slow.text().split(what).length - 1;
    expect(count('"type":"cell"')).toBe(lots / 100 + 1);
    const missing = Number(/"text":"(\d+) log and progress events are missing here/.exec(slow.text())?.[1]);
    expect(missing).toBeGreaterThan(1000);
    expect(count('"type":"log"') + missing).toBe(lots);
  });

  it('reads nothing at all is let go', async () => {
    const scene = await serve(undefined, { limits: { events: { dropLogsBytes: 10_000, letGoBytes: 100_000 } } });
    await sleeper(scene, await signIn(scene));
    for (let i = 0; i < 100_000 && scene.listeners.size > 0; i += 1) {
      scene.push(cellEvent(i));
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => scene.listeners.size === 0);
  });
});

describe('the server', () => {
  it('has room for so many windows, and says so to the next', async () => {
    const scene = await serve();
    const cookie = await signIn(scene);
    const windows = await Promise.all(Array.from({ length: 64 }, () => listen(scene, cookie)));
    await expect(listen(scene, cookie)).rejects.toThrow('503');
    windows[0]?.socket.terminate();
    await until(() => windows[0]?.socket.readyState === 3);
    await listen(scene, cookie);
  });

  it('that ends says goodbye to every window, and waits for none that does not answer', async () => {
    const scene = await serve();
    const cookie = await signIn(scene);
    const { socket } = await listen(scene, cookie);
    await sleeper(scene, cookie);
    const closed = closing(socket);
    // The sleeper never says goodbye: a server that waited for it would not end.
    await scene.server.close();
    expect(await closed).toEqual([1001, 'the server ends']);
    expect(scene.listeners.size).toBe(0);
  });
});
