// How this server answers: the headers that every answer has, refusals, and reading a body within bounds.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CallAnswer } from '../shared/api/http.ts';
import type { WireError } from '../shared/api/wire-errors.ts';

/** Thrown anywhere below a request: becomes this status and one sentence. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Nothing may be guessed, framed, read by another origin or told to one. */
export const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), payment=(), clipboard-read=()',
  'cache-control': 'no-store',
};
/** For everything that is no page. */
const NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function send(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: string | Buffer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...HEADERS, 'content-security-policy': NO_PAGE, ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export const sendText = (response: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders = {}): void =>
  send(response, status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }, `${text}\n`);

export const sendAnswer = (response: ServerResponse, status: number, answer: CallAnswer, headers: OutgoingHttpHeaders = {}): void =>
  send(response, status, { ...headers, 'content-type': 'application/json; charset=utf-8' }, JSON.stringify(answer));

/** A refusal of the transport itself; callers see a RemoteError with the sentence. */
export const refusal = (text: string): WireError => ({ code: -32600, message: text, data: { name: 'RefusedError' } });

/** A body that says nothing for this long is given up. */
export const SILENCE_MS = 60_000;

/** At most `limit` bytes; Refused(413) for more. */
export async function readBody(request: IncomingMessage, limit: number, silenceMs?: number): Promise<Buffer> {
  boundBody(request, limit, silenceMs);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

export const tooLarge = (limit: number): Refused => new Refused(413, `the body is larger than ${limit} bytes, which is the most that is taken here`);

/** Refuses by the announced length, before anything is read; and sees that a silent sender does not hold the connection. */
export function boundBody(request: IncomingMessage, limit: number, silenceMs: number = SILENCE_MS): void {
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') throw new Refused(415, 'bodies are taken without a content-encoding');
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  request.setTimeout(silenceMs, () => request.destroy());
}

/** The chunks of a body. Leaving early does not destroy the request: the answer still has to go out, Node drops what comes later. */
export async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Buffer)) throw new Error('a request without an encoding gives buffers');
    yield chunk;
  }
  // what is waited for now is ours to say: an answer may take hours
  request.setTimeout(0);
}
