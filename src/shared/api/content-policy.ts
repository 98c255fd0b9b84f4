// What the window's page may load and do, the same in the browser's and in Electron's shell. Pure: both shells send what is written here.

/** Stands in index.html where the page learns its nonce (`<meta name="style-nonce">`); replaced in every answer. */
const STYLE_NONCE = '__STYLE_NONCE__';

/**
 * The Content-Security-Policy of the window. `nonce` allows the style elements that the page makes for itself, and must be fresh for every answer.
 * `connect` names further sources the page may talk to: `'self'` covers WebSockets of the same host in CSP 3 alone, so the browser's shell names its own.
 */
export function contentPolicy(nonce: string, connect: readonly string[] = []): string {
  if (!/^[\w+/=-]{16,}$/.test(nonce)) throw new Error('a nonce is at least 16 characters of base64');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The page with its nonce filled in. */
export const withNonce = (html: string, nonce: string): string => html.replaceAll(STYLE_NONCE, () => nonce);
