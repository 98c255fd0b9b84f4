// The built window: files of one folder, and index.html for every path of the window's own.
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { contentPolicy, withNonce } from '../shared/api/content-policy.ts';
import { Refused, send } from './answer.ts';
import { newNonce, sendNotBuilt } from './pages.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const COMPRESSED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.map', '.svg', '.txt', '.webmanifest']);
/** Names under /assets/ carry a hash of their content. */
const ASSETS = '/assets/';
/** The window is some megabytes, and files of earlier builds are not asked for again: above this it starts over. */
const CACHE_BYTES = 64 << 20;
const compress = promisify(gzip);

interface Loaded {
  plain: Buffer;
  gzipped: Buffer | null;
  etag: string;
  /** Of the file it was read from: a new build is seen. */
  stamp: string;
}

export class Files {
  readonly #root: string;
  readonly #cache = new Map<string, Loaded>();
  #cached = 0;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  /** Answers GET and HEAD. `host` is the checked Host of the request. */
  async answer(urlPath: string, host: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = fileName(urlPath);
    const loaded = name === '' || name === 'index.html' ? null : await this.#load(name);
    if (loaded !== null) {
      this.#send(loaded, path.posix.extname(name), urlPath.startsWith(ASSETS), request, response);
      return;
    }
    if (urlPath.startsWith(ASSETS) || (name !== '' && !acceptsHtml(request))) throw new Refused(404, 'there is no such file');
    const index = await this.#load('index.html');
    if (index === null) {
      sendNotBuilt(response);
      return;
    }
    const nonce = newNonce();
    send(
      response,
      200,
      // 'self' covers the socket of the same host only where the browser follows CSP 3; and a policy can't name an IPv6 address at all
      { 'content-type': TYPES['.html'], 'content-security-policy': contentPolicy(nonce, host.startsWith('[') ? [] : [`ws://${host}`]) },
      withNonce(index.plain.toString('utf8'), nonce),
    );
  }

  #send({ plain, gzipped, etag }: Loaded, extension: string, immutable: boolean, request: IncomingMessage, response: ServerResponse): void {
    const headers = {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'cache-control': immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
      etag,
      ...(gzipped === null ? {} : { vary: 'accept-encoding' }),
    };
    if (request.headers['if-none-match'] === etag) send(response, 304, headers, '');
    else if (gzipped !== null && /\bgzip\b/.test([request.headers['accept-encoding']].join())) send(response, 200, { ...headers, 'content-encoding': 'gzip' }, gzipped);
    else send(response, 200, headers, plain);
  }

  /** A regular file inside the folder, links followed; null where there is none. */
  async #load(name: string): Promise<Loaded | null> {
    const file = path.join(this.#root, name);
    try {
      const [real, root] = await Promise.all([realpath(file), realpath(this.#root)]);
      const about = await stat(real);
      if (!about.isFile() || !real.startsWith(root + path.sep)) return null;
      const stamp = `${about.ino}-${about.size}-${about.mtimeMs}`;
      const known = this.#cache.get(name);
      if (known?.stamp === stamp) return known;
      return await this.#read(name, real, stamp);
    } catch (error) {
      if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EACCES', 'ELOOP'].includes(String(error.code))) return null;
      throw error;
    }
  }

  async #read(name: string, file: string, stamp: string): Promise<Loaded> {
    const plain = await readFile(file);
    const zipped = COMPRESSED.has(path.extname(name)) && plain.length > 1024 ? await compress(plain, { level: 9 }) : null;
    const loaded: Loaded = {
      plain,
      gzipped: zipped !== null && zipped.length < plain.length ? zipped : null,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
      stamp,
    };
    const bytes = (of: Loaded | undefined): number => (of === undefined ? 0 : of.plain.length + (of.gzipped?.length ?? 0));
    const more = bytes(loaded) - bytes(this.#cache.get(name));
    this.#cached += more;
    this.#cache.set(name, loaded);
    if (this.#cached > CACHE_BYTES) {
      this.#cache.clear();
      this.#cached = 0;
    }
    return loaded;
  }
}

const acceptsHtml = (request: IncomingMessage): boolean => (request.headers.accept ?? '').includes('text/html');

/** The name below the folder, '' for the root. Refused for what no browser asks for: dots, backslashes, control characters, coded slashes. */
function fileName(urlPath: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    throw new Refused(400, 'the path is not valid percent-encoded UTF-8');
  }
  const parts = decoded.split('/').slice(1);
  if (/[\\\p{Cc}]/u.test(decoded) || /%2f/i.test(urlPath) || parts.some((part) => part === '..' || part === '.'))
    throw new Refused(400, 'the path leads out of the window’s files');
  return parts.filter((part) => part !== '').join('/');
}
