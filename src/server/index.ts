// The browser's shell: the api over loopback HTTP and WebSocket, beside the built window. A transport and nothing else. Started by `cgoscope serve`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Api } from '../shared/api/contract.ts';
import { CALL_PATH, DOWNLOAD_PATH, EVENTS_PATH, OPEN_PATH, UPLOAD_PATH } from '../shared/api/http.ts';
import type { SlowReaderLimits } from '../shared/api/slow-reader.ts';
import { errorForPage } from '../shared/api/wire-errors.ts';
import { InputError } from '../shared/domain/errors.ts';
import { HEADERS, Refused, refusal, send, sendAnswer, sendText } from './answer.ts';
import { answerCall } from './calls.ts';
import { answerDownload } from './download.ts';
import { CLOSE, Events, SOCKETS_MAX } from './events.ts';
import { Files } from './files.ts';
import { cameFromElsewhere, guard } from './guard.ts';
import { localPath } from './local-path.ts';
import { sendContinue, sendFault } from './pages.ts';
import { Sessions } from './sessions.ts';
import { Uploads, type UploadLimits } from './upload.ts';

export interface ServerOptions {
  api: Api;
  /** The folder of the built window: index.html and what it loads. */
  renderer: string;
  /** 0 takes a free one. */
  port: number;
  /** The folder for what is uploaded; made, and tidied of what is older than a day. */
  uploads: string;
  /** What the workbench may know of this process's environment; goes into every call that has a place for it. */
  env: Record<string, string>;
  /** Lines for whoever started the server: bugs with their stacks. */
  log: (text: string) => void;
  /** For tests: the clock of the links (ms), bounds, and how often windows are asked whether they are there. */
  now?: () => number;
  limits?: { events?: SlowReaderLimits; upload?: UploadLimits; silenceMs?: number; dropMs?: number; graceMs?: number };
  pingMs?: number;
}

export interface RunningServer {
  readonly port: number;
  /** A link that lets one browser in, once, within minutes. `path`: where in the window it leads. */
  newLink(path?: string): string;
  /** Tells every window to read everything anew: the process behind the api was replaced. */
  refresh(): void;
  /** Resolves when every connection has ended. */
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 256;
const HEADERS_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** How long the rest of a body that was refused may go on coming. */
const DROP_MS = 10_000;
/** How long answers under way may take when the server is asked to end. */
const GRACE_MS = 1000;

/** Binds 127.0.0.1 and nothing else. Rejects with InputError where the port can't be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const uploads = new Uploads(options.uploads, options.limits?.upload);
  await uploads.tidy();
  const closing = new AbortController();
  const shell = new BrowserShell(options, uploads, closing.signal);
  const server = createServer({ maxHeaderSize: 16_384, headersTimeout: HEADERS_MS, requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS, connectionsCheckingInterval: 2_000 });
  server.maxConnections = CONNECTIONS_MAX;
  server.on('request', (request, response) => {
    // a connection that was kept for a further request would keep the server
    response.once('close', () => closing.signal.aborted && setImmediate(() => server.closeIdleConnections()));
    void shell.request(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => shell.upgrade(request, stream, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options.port)));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  server.on('error', (error) => options.log(error.message));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  let closed: Promise<void> | null = null;
  return {
    port,
    newLink: (path) => `http://127.0.0.1:${port}${OPEN_PATH}?token=${shell.sessions.newToken()}${path === undefined ? '' : `&to=${encodeURIComponent(path)}`}`,
    refresh: () => shell.events.closeAll(CLOSE.restart, 'the workbench behind this server was replaced'),
    close: () =>
      (closed ??= new Promise<void>((resolve, reject) => {
        closing.abort();
        shell.events.close();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), options.limits?.graceMs ?? GRACE_MS).unref();
      })),
  };
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  const input = { input: '--port', place: String(port), expected: 'a free port' };
  if (error.code === 'EADDRINUSE') return new InputError(`port ${port} is in use by another program; name another one, or none for any that is free`, input);
  if (error.code === 'EACCES') return new InputError(`port ${port} may not be used by this user; name one from 1024 on, or none for any that is free`, input);
  return error;
}

class BrowserShell {
  readonly sessions: Sessions;
  readonly events: Events;
  readonly #options: ServerOptions;
  readonly #uploads: Uploads;
  readonly #files: Files;
  readonly #closing: AbortSignal;

  constructor(options: ServerOptions, uploads: Uploads, closing: AbortSignal) {
    this.#options = options;
    this.#uploads = uploads;
    this.#closing = closing;
    this.#files = new Files(options.renderer);
    this.sessions = new Sessions(options.now === undefined ? {} : { now: options.now });
    this.events = new Events({ api: options.api, log: options.log, limits: options.limits?.events, pingMs: options.pingMs });
  }

  /** Never rejects: what goes wrong is the answer. */
  async request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isApi = (request.url ?? '').startsWith('/api/');
    try {
      await this.#route(request, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy(); // half an answer must not look like a whole one
      } else if (error instanceof Refused) {
        if (isApi) sendAnswer(response, error.status, { ok: false, error: refusal(error.message) }, error.headers);
        else sendText(response, error.status, error.message, error.headers);
      } else if (!request.destroyed || request.complete) {
        const wire = errorForPage(error, (text) => this.#options.log(`${request.method} ${pathOf(request)}: ${text}`));
        sendAnswer(response, wire.data.name === 'InputError' ? 400 : 500, { ok: false, error: wire });
      }
    } finally {
      if (!request.complete) this.#drop(request);
    }
  }

  /** What nobody wanted of a body is dropped, so that the answer arrives; who then goes on sending, drop by drop, is cut off. */
  #drop(request: IncomingMessage): void {
    const timer = setTimeout(() => request.destroy(), this.#options.limits?.dropMs ?? DROP_MS);
    timer.unref();
    request.once('close', () => clearTimeout(timer));
    request.resume();
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const url = urlOf(request);
    const host = guard({ method, path: url.pathname, headers, upgrade: false });
    if (url.pathname === OPEN_PATH && method === 'GET') {
      this.#open(url.searchParams, request, response);
      return;
    }
    const isApi = url.pathname.startsWith('/api/');
    if (!this.sessions.knows(headers.cookie)) {
      if (isApi) throw new Refused(401, 'this browser is not signed in; open a fresh link from the terminal where `cgoscope serve` runs');
      // asked once: what the continuing page asks for comes from this server itself
      const path = cameFromElsewhere({ method, headers }) ? localPath(request.url ?? '') : null;
      if (path !== null) sendContinue(response, path);
      else sendFault(response, 401, 'no-session');
      return;
    }
    if (url.pathname.startsWith(CALL_PATH)) {
      only(method, 'POST');
      const { api, env, log } = this.#options;
      await answerCall({ api, env, log, closing: this.#closing, silenceMs: this.#options.limits?.silenceMs }, url.pathname.slice(CALL_PATH.length), request, response);
    } else if (url.pathname === UPLOAD_PATH) {
      only(method, 'POST');
      const path = await this.#uploads.take(url.searchParams, request);
      send(response, 200, { 'content-type': 'application/json; charset=utf-8' }, JSON.stringify({ path }));
    } else if (url.pathname === DOWNLOAD_PATH) {
      only(method, 'GET');
      await answerDownload(this.#options.api, url.searchParams, response);
    } else if (url.pathname === EVENTS_PATH) throw new Refused(426, 'events come over a WebSocket');
    else if (isApi) throw new Refused(404, 'the api has no such path');
    else {
      only(method, 'GET', 'HEAD');
      await this.#files.answer(rawPath(request), host, request, response);
    }
  }

  /** The printed link. */
  #open(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const to = localPath(query.get('to') ?? '/') ?? '/';
    const { headers } = request;
    // A browser that looks ahead must not use the link up.
    if (/prefetch|prerender/.test(`${String(headers['sec-purpose'] ?? '')} ${String(headers['purpose'] ?? '')}`)) throw new Refused(503, 'this link is not opened ahead of time');
    const exchanged = this.sessions.exchange(query.get('token'));
    if ('cookie' in exchanged) send(response, 303, { location: to, 'set-cookie': exchanged.cookie }, '');
    // the same link again, in a browser that is in already: a reload, or Back
    else if (exchanged.fault !== 'wrong' && this.sessions.knows(headers.cookie)) send(response, 303, { location: to }, '');
    else sendFault(response, 403, exchanged.fault);
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => undefined); // it ended before it was a socket; `close` follows
    try {
      const { method = '', headers } = request;
      const { pathname } = urlOf(request);
      guard({ method, path: pathname, headers, upgrade: true });
      if (pathname !== EVENTS_PATH) throw new Refused(404, 'there is no socket at this path');
      if (!this.sessions.knows(headers.cookie)) throw new Refused(401, 'this browser is not signed in; open a fresh link from the terminal where `cgoscope serve` runs');
      if (this.events.size >= SOCKETS_MAX) throw new Refused(503, `more than ${SOCKETS_MAX} windows are open`);
      this.events.take(request, stream, head);
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(500, 'the socket could not be opened');
      if (refused !== error) errorForPage(error, (text) => this.#options.log(`upgrade: ${text}`));
      const lines = Object.entries({ ...HEADERS, connection: 'close', 'content-type': 'text/plain; charset=utf-8', 'content-length': String(Buffer.byteLength(refused.message)) });
      // nobody times this stream any more, and half of it would stay open as long as the other side likes
      stream.once('finish', () => stream.destroy());
      stream.end(`HTTP/1.1 ${refused.status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${refused.message}`);
    }
  }
}

function only(method: string, ...allowed: string[]): void {
  if (!allowed.includes(method)) throw new Refused(405, `this path is asked with ${allowed.join(' or ')}`, { allow: allowed.join(', ') });
}

/** Dots and all: the parser of URLs would resolve `..` before anybody could refuse it. */
const rawPath = (request: IncomingMessage): string => (request.url ?? '').replace(/[?#][^]*$/, '');
const pathOf = (request: IncomingMessage): string => rawPath(request).slice(0, 200);

function urlOf(request: IncomingMessage): URL {
  const { url = '' } = request;
  if (!url.startsWith('/') || !URL.canParse(`http://window.invalid${url}`)) throw new Refused(400, 'the request names no path of this server');
  return new URL(`http://window.invalid${url}`);
}
