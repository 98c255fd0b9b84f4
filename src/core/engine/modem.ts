// What dockerode calls its modem: carries its requests over our transport. Called by client.ts.
// dockerode's own modem reads this process's DOCKER_* variables, puts bodies into URLs and waits for ever on a broken answer.
import type { IncomingMessage } from 'node:http';
import { Readable, type Duplex } from 'node:stream';
import { readBody, type Transport } from './transport.ts';
import type { Endpoint } from './types.ts';

/** The request object dockerode hands to `dial`; only what we use of it. */
interface DialOptions {
  path: string;
  method: string;
  options?: Record<string, unknown> | undefined;
  authconfig?: unknown;
  file?: unknown;
  isStream?: boolean;
  hijack?: boolean;
  abortSignal?: AbortSignal;
}
type DialResult = Duplex | IncomingMessage | Buffer | object | null;

/** A daemon under load takes minutes to create or remove; longer than this it is taken for dead. */
const ANSWER_MS = 180_000;
/** These answer when their work is done: commits, loads, pulls, copies and waits. */
const UNBOUNDED = /\/(wait|commit|images\/(load|create)|archive)(\?|$)/;

/** Makes a registry's credentials the header the engine wants: base64url with its padding, without which Go's decoder takes it for nobody. */
const registryHeader = (auth: unknown): string => Buffer.from(JSON.stringify(auth)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

export class Modem {
  /** dockerode makes its promises with this. */
  Promise: PromiseConstructor = Promise;
  readonly #transport: Transport;
  readonly #endpoint: Endpoint;
  /** `/v1.41`; every path gets it. */
  readonly #prefix: string;

  constructor(transport: Transport, endpoint: Endpoint, version: string) {
    this.#transport = transport;
    this.#endpoint = endpoint;
    this.#prefix = `/v${version}`;
  }

  dial(options: DialOptions, callback: (error: Error | null, data?: DialResult) => void): void {
    this.#send(options).then(
      (data) => callback(null, data),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async #send(dial: DialOptions): Promise<DialResult> {
    const { _query, _body, authconfig: _auth, abortSignal: _signal, hijack: _hijack, ...plain } = dial.options ?? {};
    const takesQuery = dial.path.includes('?');
    const split = _query !== undefined || _body !== undefined;
    const query = queryString(split ? _query : takesQuery ? plain : {});
    const path = this.#prefix + dial.path.replace(/\?$/, '') + (query === '' ? '' : `?${query}`);
    const headers: Record<string, string> = {};
    let body: string | Buffer | Readable | undefined;
    if (dial.file instanceof Readable || Buffer.isBuffer(dial.file)) {
      body = dial.file;
      headers['Content-Type'] = 'application/x-tar';
    } else if (dial.method === 'POST' && (_body !== undefined || !takesQuery)) {
      body = JSON.stringify(_body ?? plain);
      headers['Content-Type'] = 'application/json';
    }
    if (dial.authconfig) headers['X-Registry-Auth'] = registryHeader(dial.authconfig);
    const request = { method: dial.method, path, headers, signal: dial.abortSignal, answerMs: UNBOUNDED.test(path) ? null : ANSWER_MS, ...(body === undefined ? {} : { body }) };
    if (dial.hijack === true) return this.#transport.upgrade(request);
    const res = await this.#transport.send(request);
    if (dial.isStream === true) return res;
    const bytes = await readBody(res, this.#endpoint);
    if (bytes.length === 0) return null;
    return /json/.test(res.headers['content-type'] ?? '') ? (JSON.parse(bytes.toString('utf8')) as object) : bytes; // dockerode's types name the shapes
  }
}

/** Objects (filters) go as JSON, arrays repeat, undefined is left out. */
function queryString(values: unknown): string {
  const query = new URLSearchParams();
  if (typeof values !== 'object' || values === null) return '';
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const item of value) query.append(name, String(item));
    else query.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return query.toString();
}
