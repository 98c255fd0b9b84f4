// Who may speak to this server at all. A page of another site, a name that was made to lead here (DNS rebinding) and a page of another port are refused
// before anything else is looked at.
import type { IncomingHttpHeaders } from 'node:http';
import { Refused } from './answer.ts';

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/;

/** Any port: `ssh -L` gives the server another one than it knows of. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host) && (/^127\.(.+?)(?::|$)/.exec(host)?.[1] ?? '0').split('.').every((part) => Number(part) <= 255);

export interface Asked {
  method: string;
  /** The path alone. */
  path: string;
  headers: IncomingHttpHeaders;
  /** A request to become a WebSocket. */
  upgrade: boolean;
}

/** Throws Refused with the reason. Returns the host, checked, in lower case. */
export function guard({ method, path, headers, upgrade }: Asked): string {
  const host = (headers.host ?? '').toLowerCase();
  if (!isLoopback(host)) throw new Refused(421, 'this server answers to 127.0.0.1, localhost and [::1] alone; the Host of the request is another');
  const { origin } = headers;
  if (origin === undefined) {
    if (upgrade || !['GET', 'HEAD'].includes(method)) throw new Refused(403, 'the request has no Origin; only pages of this server may send it');
  } else if (origin !== `http://${host}`) throw new Refused(403, 'the Origin of the request is not this server');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(isNavigation({ method, headers }) && !path.startsWith('/api/') && !upgrade))
    throw new Refused(403, 'the request comes from a page of another site');
  return host;
}

/** The address bar or a link leads here, with a whole tab. */
const isNavigation = ({ method, headers }: Pick<Asked, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/** Started by a page of another site: the cookie (SameSite=Strict) was not sent, whether there is one or not. */
export const cameFromElsewhere = ({ method, headers }: Pick<Asked, 'method' | 'headers'>): boolean =>
  isNavigation({ method, headers }) && (headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site');
