// A place in the window, as a printed link or a redirect may name it: a path of this server and nothing else.

const BASE = 'http://window.invalid';

/** The path with query and fragment, normalised; null for what leads elsewhere (`//host`, `/\host`, whole addresses) or is no path. */
export function localPath(text: string): string | null {
  if (text.length > 4000 || !text.startsWith('/') || /[\\\p{Cc}]/u.test(text)) return null;
  const url = URL.canParse(text, BASE) ? new URL(text, BASE) : null;
  // `/.//host` is a path to the parser, and `//host` after it
  if (url === null || url.origin !== BASE || url.pathname.startsWith('//')) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
