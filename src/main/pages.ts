// Serves out/renderer under app://cgoscope/. Every path that is no file of the build is the window's own address, so it gets index.html.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { contentPolicy, withNonce } from '../shared/api/content-policy.ts';
import { isOurs } from './origin.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' };
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

/** An absolute path inside `folder` for the path of an address; null for one that would leave it or names no file. */
export function fileFor(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  // A backslash and a colon mean something in paths of Windows, NUL ends a path of the kernel.
  if (/[\\:\0]/.test(decoded) || decoded.split('/').includes('..')) return null;
  const file = path.join(folder, decoded);
  return file.startsWith(folder + path.sep) && !file.endsWith(path.sep) ? file : null;
}

const answer = (status: number, body: string | Uint8Array<ArrayBuffer> | null, headers: Record<string, string>): Response =>
  new Response(body, { status, headers: { ...HEADERS, ...headers } });
const refusal = (status: number, text: string): Response => answer(status, text, { 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': "default-src 'none'" });

/** The handler for `protocol.handle`. `folder` is the absolute path of the built renderer. */
export function servePages(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isOurs(request.url)) return refusal(404, 'not an address of Cgoscope');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'pages are only read');
    const { pathname } = new URL(request.url);
    const file = fileFor(folder, pathname);
    const type = TYPES[path.extname(pathname)];
    // index.html is never given as the file it is: it has no policy and no nonce then.
    const bytes = file === null || type === undefined || type.startsWith('text/html') ? null : await readOr(file);
    if (bytes !== null && type !== undefined) return answer(200, request.method === 'HEAD' ? null : new Uint8Array(bytes), { 'content-type': type });
    if (pathname.startsWith('/assets/')) return refusal(404, 'there is no such part of the window; it was built anew while it was open: load it again');
    return page(folder, request.method);
  };
}

async function page(folder: string, method: string): Promise<Response> {
  const html = await readOr(path.join(folder, 'index.html'));
  if (html === null) return refusal(500, `the window has not been built: there is no index.html in ${folder}`);
  const nonce = randomBytes(18).toString('base64');
  return answer(200, method === 'HEAD' ? null : withNonce(html.toString('utf8'), nonce), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentPolicy(nonce),
    'cache-control': 'no-store',
  });
}

async function readOr(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))) return null;
    throw error;
  }
}
