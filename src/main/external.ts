// Which addresses may be opened in the user's browser: documentation that our own texts link to.

/** Host, and how its path begins. Short on purpose; each is linked from a view or a report. */
export const EXTERNAL: readonly { host: string; path: string }[] = [
  { host: 'go.dev', path: '/' },
  { host: 'pkg.go.dev', path: '/' },
  { host: 'docs.docker.com', path: '/' },
  { host: 'github.com', path: '/golang/' },
  { host: 'musl.libc.org', path: '/' },
  { host: 'wiki.musl-libc.org', path: '/' },
  { host: 'man7.org', path: '/linux/man-pages/' },
];

/** The address as it will be opened, or null where it is not on the list. */
export function externalAddress(text: string): string | null {
  if (text.length > 2_000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const plain = url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === '';
  return plain && EXTERNAL.some(({ host, path }) => url.hostname === host && url.pathname.startsWith(path)) ? url.href : null;
}
