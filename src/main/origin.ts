// The one origin that windows of ours show. A scheme of its own: no file: page, no port, nothing that another program could serve.

export const SCHEME = 'app';
export const HOST = 'cgoscope';
export const ORIGIN = `${SCHEME}://${HOST}`;

/** Node gives no origin for a scheme that it does not know, so protocol and host are compared themselves. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}

/** The path of a page of ours for an address of the window. */
export const pageAddress = (path: string): string => new URL(path.startsWith('/') ? path : `/${path}`, `${ORIGIN}/`).href;
