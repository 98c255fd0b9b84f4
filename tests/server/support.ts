// A server of the browser's shell on a free port, a browser without a browser, and requests that no browser would send.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startServer, type RunningServer, type ServerOptions } from '../../src/server/index.ts';
import { servedDouble, unchecked } from '../api/contract-cases.ts';

export const INDEX = '<!doctype html><meta name="style-nonce" content="__STYLE_NONCE__"><script type="module" src="/assets/main-abc.js"></script><p>the window</p>';
export const SCRIPT = `console.log('${'window '.repeat(400)}');\n`;
export const ENV = { CGOSCOPE_DATA: '/data', DOCKER_HOST: 'unix:///here' };

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A built window, and a secret beside it that must never be served. */
export function builtWindow(): string {
  const folder = temporaryFolder();
  const renderer = path.join(folder, 'renderer');
  mkdirSync(path.join(renderer, 'assets'), { recursive: true });
  writeFileSync(path.join(renderer, 'index.html'), INDEX);
  writeFileSync(path.join(renderer, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(path.join(renderer, 'assets', 'main-abc.js'), SCRIPT);
  writeFileSync(path.join(folder, 'secret.txt'), 'SECRET');
  mkdirSync(path.join(folder, 'renderer-beside'));
  writeFileSync(path.join(folder, 'renderer-beside', 'secret.txt'), 'SECRET');
  return renderer;
}

export type Answer = Parameters<typeof servedDouble>[0];

export interface Scene extends ReturnType<typeof servedDouble> {
  server: RunningServer;
  base: string;
  uploads: string;
  renderer: string;
  logged: string[];
}

export async function serve(answer: Answer = () => ({}), options: Partial<ServerOptions> = {}): Promise<Scene> {
  const double = servedDouble(answer);
  const logged: string[] = [];
  const renderer = options.renderer ?? builtWindow();
  const uploads = options.uploads ?? path.join(temporaryFolder(), 'uploads');
  const server = await startServer({ api: unchecked(double.served), renderer, port: 0, uploads, env: ENV, log: (text) => logged.push(text), ...options });
  onTestFinished(() => server.close());
  return { ...double, server, base: `http://127.0.0.1:${server.port}`, uploads, renderer, logged };
}

/** Opens a link as a browser does; the answer is the text of its Cookie header from then on. */
export async function signIn({ server }: Pick<Scene, 'server'>): Promise<string> {
  const response = await fetch(server.newLink(), { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (response.status !== 303 || cookie === undefined) throw new Error(`the link was not taken: ${response.status}`);
  return cookie;
}

export interface Heard {
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
  body: string;
}

export interface RawRequest {
  method?: string;
  target?: string;
  /** Exactly these, in this order; `Connection: close` is added. */
  headers?: Record<string, string>;
  body?: string;
}

/** One request over a plain socket: any Host, any Origin, any path, byte for byte. */
export async function raw(port: number, { method = 'GET', target = '/', headers = {}, body = '' }: RawRequest): Promise<Heard> {
  const lines = Object.entries({ ...headers, connection: 'close', ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }) });
  const text = await exchange(port, `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
  const end = text.indexOf('\r\n\r\n');
  const [status = '', ...rest] = text.slice(0, end).split('\r\n');
  return {
    status: Number(status.split(' ')[1]),
    headers: new Map(rest.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])),
    body: text.slice(end + 4),
  };
}

/** Sends bytes, answers all that comes until the server closes. */
export function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.from(text, 'latin1').toString('utf8')));
    socket.write(bytes);
  });
}

/** What a page of this server sends with a request of its own. */
export const pageHeaders = (scene: Pick<Scene, 'base'>, cookie: string): Record<string, string> => ({
  cookie,
  origin: scene.base,
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
});

export const socketOf = (scene: Pick<Scene, 'base'>, headers: Record<string, string>): WebSocket => {
  const socket = new WebSocket(`${scene.base.replace('http', 'ws')}/api/events`, { headers });
  onTestFinished(() => socket.terminate());
  return socket;
};

/** Opens the events as a page does; resolves when the server has let it in. */
export async function listen(scene: Pick<Scene, 'base'>, cookie: string): Promise<{ socket: WebSocket; heard: unknown[] }> {
  const socket = socketOf(scene, pageHeaders(scene, cookie));
  const heard: unknown[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString('utf8'))));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, heard };
}
