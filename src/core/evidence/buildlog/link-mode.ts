// Who linked: Go's own linker alone, or the C compiler after it. Rules of cmd/link (config.go: mustLinkExternal, determineLinkMode; lib.go: loadinternal).

export interface LinkEvidence {
  /** The last command line of Go's link; null where none ran. */
  command: string | null;
  /** Packages of its import configuration. */
  imports: string[];
  /** Packages that cgo ran for in this log. */
  cgoPackages: string[];
  /** Packages that were compiled in this log, `main` for the program's own. */
  compiled: Set<string>;
  hostLink: boolean;
  /** cgo's own trial link failed, which makes the real one external. */
  dynimportFailed: boolean;
}

/** Packages of the standard library whose C the internal linker takes. */
const INTERNAL = new Set([
  'crypto/internal/boring',
  'crypto/internal/syso',
  'crypto/x509',
  'net',
  'os/user',
  'runtime/cgo',
  'runtime/race',
  'runtime/race/internal/amd64v1',
  'runtime/race/internal/amd64v3',
  'runtime/msan',
  'runtime/asan',
  'plugin',
]);

/** Null where no link ran, or where the log does not decide it: a cgo package may have come from the cache without a line. */
export function linkModeOf(link: LinkEvidence): 'internal' | 'external' | null {
  if (link.command === null) return null;
  const asked = /-linkmode[= ]["']?(external|internal)\b/.exec(link.command)?.[1];
  if (asked === 'external' || asked === 'internal') return asked;
  if (link.hostLink || link.dynimportFailed) return 'external';
  if (/-buildmode[= ](?:c-shared|c-archive|shared|plugin)\b|\s-(?:msan|asan)\b/.test(link.command)) return 'external';
  if (link.cgoPackages.some((path) => !INTERNAL.has(path))) return 'external';
  if (link.imports.length === 0) return null;
  if (!link.imports.includes('runtime/cgo')) return 'internal';
  // Paths of the standard library have no dot in their first element. What was compiled here was looked at above; the program's own package stands first.
  const unknown = link.imports.filter((path, index) => !link.compiled.has(index === 0 ? 'main' : path) && (index === 0 || (path.split('/')[0] ?? '').includes('.')));
  return unknown.length > 0 ? null : 'internal';
}
