// Tokens of printed links, and the cookies they are exchanged for. Both are 256 random bits; only their hashes are kept.
// The token is good once and for some minutes; the cookie until the server ends or the browser closes.
// A browser sends the cookies of a host to every port of it: a program of another user on this machine that gets a person to open its own port sees ours.
// Nothing in HTTP separates ports; who shares a machine with people they don't trust uses the desktop window.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export type TokenFault = 'missing' | 'wrong' | 'used' | 'expired';
export type Exchange = { cookie: string } | { fault: TokenFault };

/** How long a printed link works. */
export const LINK_MS = 10 * 60_000;
/** The oldest give way: whoever presses Enter for an hour does not fill the memory. */
const MOST = 200;

interface Token {
  hash: Buffer;
  until: number;
  used: boolean;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export class Sessions {
  /** Cookies are not separated by port, so the name says which server it belongs to. */
  readonly cookieName = `cgoscope-${randomBytes(6).toString('hex')}`;
  readonly #now: () => number;
  readonly #linkMs: number;
  readonly #tokens: Token[] = [];
  readonly #sessions: Buffer[] = [];

  /** `now` in milliseconds, never going back. */
  constructor({ now = () => performance.now(), linkMs = LINK_MS }: { now?: () => number; linkMs?: number } = {}) {
    this.#now = now;
    this.#linkMs = linkMs;
  }

  newToken(): string {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.push({ hash: hashOf(token), until: this.#now() + this.#linkMs, used: false });
    if (this.#tokens.length > MOST) this.#tokens.shift();
    return token;
  }

  /** Takes a token once; `cookie` is the text of a Set-Cookie header. */
  exchange(token: string | null): Exchange {
    if (token === null || token === '') return { fault: 'missing' };
    const hash = hashOf(token);
    const known = this.#tokens.find((each) => timingSafeEqual(each.hash, hash));
    if (known === undefined) return { fault: 'wrong' };
    if (known.used) return { fault: 'used' };
    if (this.#now() > known.until) return { fault: 'expired' };
    known.used = true;
    const session = randomBytes(32).toString('base64url');
    this.#sessions.push(hashOf(session));
    if (this.#sessions.length > MOST) this.#sessions.shift();
    return { cookie: `${this.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/` };
  }

  /** Whether a Cookie header holds one of ours. A browser may send cookies of other servers of this host beside it. */
  knows(header: string | undefined): boolean {
    for (const part of (header ?? '').split(';')) {
      const at = part.indexOf('=');
      if (at < 0 || part.slice(0, at).trim() !== this.cookieName) continue;
      const hash = hashOf(part.slice(at + 1).trim());
      if (this.#sessions.some((session) => timingSafeEqual(session, hash))) return true;
    }
    return false;
  }
}
