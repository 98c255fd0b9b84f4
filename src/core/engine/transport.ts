// One HTTP request to an engine, over any transport, that always ends: connect timeout, answer timeout, and a body that breaks
// off is an error. Stands under dockerode (modem.ts) because its own modem waits for ever when a daemon stops between header and body.
import http from 'node:http';
import https from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { CancelledError, EngineUnavailableError } from '../../shared/domain/errors.ts';
import { connectionError, EngineAnswerError, printableHost } from './failures.ts';
import { HEARTBEAT, heartbeat } from './heartbeat.ts';
import { SshAgent } from './ssh-agent.ts';
import type { Endpoint } from './types.ts';

const CONNECT_MS = 15_000;
const SSH_CONNECT_MS = 60_000;
const BODY_LIMIT = 128 * 1024 * 1024;
const ERROR_BODY_LIMIT = 64 * 1024;

export interface EngineRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
  signal?: AbortSignal | undefined;
  /** How long the engine may take until its header; null = as long as it likes (waits, uploads). */
  answerMs: number | null;
}

export interface Transport {
  /** Resolves with the answer's header; its body is still to be read. Rejects with EngineAnswerError for a status of 400 and more. */
  send(request: EngineRequest): Promise<http.IncomingMessage>;
  /** Upgrades to a raw connection (attach, exec). */
  upgrade(request: EngineRequest): Promise<Duplex>;
  close(): void;
}

interface Target {
  agent: http.Agent;
  secure: boolean;
  options: http.RequestOptions;
}

function targetOf(endpoint: Endpoint, env: NodeJS.ProcessEnv): Target {
  const fix = 'Use unix:///path, tcp://host:port or ssh://user@host.';
  switch (endpoint.transport) {
    case 'unix':
    case 'npipe':
      return { agent: new http.Agent({ keepAlive: false }), secure: false, options: { socketPath: endpoint.host.replace(/^(unix|npipe):\/\//, ''), host: 'docker' } };
    case 'ssh':
      return { agent: new SshAgent(endpoint.host, env), secure: false, options: { host: 'docker' } };
    case 'tcp':
    case 'tls': {
      if (!URL.canParse(endpoint.host)) throw new EngineUnavailableError(`${printableHost(endpoint.host)} is not an address`, fix);
      const url = new URL(endpoint.host.replace(/^(tcp|https?):/, 'http:'));
      const secure = endpoint.transport === 'tls';
      const options = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port === '' ? (secure ? 2376 : 2375) : url.port) };
      if (!secure) return { agent: new http.Agent({ keepAlive: false }), secure, options };
      const tls = endpoint.tls;
      const agent = new https.Agent({
        keepAlive: true,
        maxFreeSockets: 4,
        rejectUnauthorized: !(tls?.skipVerify ?? false),
        ...(tls?.ca ? { ca: tls.ca } : {}),
        ...(tls?.cert ? { cert: tls.cert } : {}),
        ...(tls?.key ? { key: tls.key } : {}),
      });
      return { agent, secure, options };
    }
  }
}

/** Opens no connection yet. `env` is what a child ssh sees. */
export function openTransport(endpoint: Endpoint, env: NodeJS.ProcessEnv, pulse: typeof HEARTBEAT = HEARTBEAT): Transport {
  const target = targetOf(endpoint, env);
  const open = new Set<http.ClientRequest>();
  const raw = new Set<Duplex>();
  let closed = false;
  const dropAll = (code: string | null): void => {
    const why = code === null ? undefined : Object.assign(new Error('the engine does not answer any more'), { code });
    for (const stream of [...open, ...raw]) stream.destroy(why);
  };
  const beat = heartbeat(
    () => send({ method: 'GET', path: '/_ping', answerMs: pulse.everyMs }).then((res) => readBody(res, endpoint, 1024)),
    () => dropAll('ETIMEDOUT'),
    pulse,
  );

  function start(request: EngineRequest, reject: (error: Error) => void, extra: Record<string, string>): http.ClientRequest {
    if (closed) throw new EngineUnavailableError('the connection to the engine is already closed', 'Start again.');
    const { body } = request;
    const headers: Record<string, string> = { ...extra, ...request.headers };
    if (typeof body === 'string' || Buffer.isBuffer(body)) headers['Content-Length'] = String(Buffer.byteLength(body));
    else if (body) headers['Transfer-Encoding'] = 'chunked';
    else if (request.method !== 'GET' && request.method !== 'HEAD') headers['Content-Length'] = '0';
    const req = (target.secure ? https : http).request({ ...target.options, agent: target.agent, method: request.method, path: request.path, headers });
    open.add(req);
    const over = request.path === '/_ping' ? (): void => undefined : beat.begin();
    const late = (text: string, code: string): void => {
      req.destroy(Object.assign(new Error(text), { code }));
    };
    let connecting: NodeJS.Timeout | undefined = setTimeout(() => late('no connection in time', 'ETIMEDOUT'), endpoint.transport === 'ssh' ? SSH_CONNECT_MS : CONNECT_MS);
    const connected = (): void => {
      clearTimeout(connecting);
      connecting = undefined;
    };
    req.on('socket', (socket) => {
      if (endpoint.transport === 'ssh')
        connected(); // ssh has a connect timeout of its own
      else if (!socket.connecting) connected();
      else socket.once(target.secure ? 'secureConnect' : 'connect', connected);
      socket.setKeepAlive(true, 15_000);
    });
    const answer = request.answerMs === null ? undefined : setTimeout(() => late('no answer in time', 'ETIMEDOUT'), request.answerMs);
    const answered = (): void => {
      connected();
      clearTimeout(answer);
    };
    let answerBody: http.IncomingMessage | null = null;
    const onAbort = (): void => {
      answerBody?.destroy(new CancelledError()); // first, or its reader is told of a reset
      req.destroy(new CancelledError());
    };
    request.signal?.addEventListener('abort', onAbort, { once: true });
    if (request.signal?.aborted) onAbort();
    req.on('upgrade', answered).on('response', (res) => {
      answered();
      answerBody = res;
    });
    req.on('close', () => {
      // Settles what nothing else did (an upgrade nobody asked for, say); a body is its reader's matter.
      if (answerBody === null) reject(connectionError(Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' }), endpoint));
      answered();
      over();
      open.delete(req);
      request.signal?.removeEventListener('abort', onAbort);
    });
    let sourceError: Error | null = null;
    req.on('error', (error) => {
      answered();
      reject(sourceError ?? (error instanceof CancelledError ? error : connectionError(error, endpoint)));
    });
    if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) req.end(body);
    else {
      // A source that fails must not look like a lost engine, and an engine that refuses must not leave the source open.
      body.once('error', (error) => {
        sourceError = error;
        req.destroy(error);
      });
      req.once('close', () => {
        if (!body.readableEnded) body.destroy();
      });
      body.pipe(req);
    }
    return req;
  }

  const asked = (request: EngineRequest): string => `${request.method} ${request.path.split('?')[0]}`;

  function send(request: EngineRequest): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const req = start(request, reject, {});
      req.on('upgrade', (_res, socket) => socket.destroy());
      req.on('response', (res) => {
        const status = res.statusCode ?? 0;
        if (status < 400) resolve(res);
        else readBody(res, endpoint, ERROR_BODY_LIMIT).then((text) => reject(new EngineAnswerError(status, engineSentence(text, status), asked(request))), reject);
      });
    });
  }

  return {
    send,
    upgrade: (request) =>
      new Promise((resolve, reject) => {
        const req = start(request, reject, { Connection: 'Upgrade', Upgrade: 'tcp' });
        req.on('upgrade', (_res, socket, head) => {
          if (head.length > 0) socket.unshift(head);
          const over = beat.begin();
          raw.add(socket);
          socket.on('close', () => {
            over();
            raw.delete(socket);
          });
          resolve(socket);
        });
        req.on('response', (res) => {
          const status = res.statusCode ?? 0;
          readBody(res, endpoint, ERROR_BODY_LIMIT).then(
            (text) =>
              reject(
                status >= 400
                  ? new EngineAnswerError(status, engineSentence(text, status), asked(request))
                  : new EngineUnavailableError(
                      `the engine at ${printableHost(endpoint.host)} opened no raw stream for ${asked(request)} (HTTP ${status})`,
                      'A proxy between here and the engine may forbid HTTP upgrades; connect without it.',
                    ),
              ),
            reject,
          );
        });
      }),
    close: () => {
      closed = true;
      beat.stop();
      dropAll(null); // raw streams too: a lease that nobody can end would keep this process
      target.agent.destroy();
    },
  };
}

/** Reads a body to its end; a body that breaks off rejects with EngineUnavailableError, one over `limit` with an Error. */
export function readBody(res: http.IncomingMessage, endpoint: Pick<Endpoint, 'host' | 'transport'>, limit: number = BODY_LIMIT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    res.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else res.destroy(new Error(`the engine's answer is larger than ${limit} bytes`));
    });
    res.on('end', () => resolve(Buffer.concat(chunks)));
    res.on('error', (error) => reject(connectionError(error, endpoint)));
    res.on('close', () => {
      if (!res.complete) reject(connectionError(Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' }), endpoint));
    });
  });
}

/** `{"message": …}` of the engine, or its plain text. */
function engineSentence(body: Buffer, status: number): string {
  const text = body.toString('utf8').trim();
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string') return parsed.message.trim();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error; // plain text is an answer too
  }
  return text === '' ? (http.STATUS_CODES[status] ?? 'no text') : text;
}
