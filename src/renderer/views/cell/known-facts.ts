// The names of facts that the shared descriptions give (shared/domain/describe.ts), as this window says them.
const NAMES = [
  'format',
  'size',
  'file',
  'linkage',
  'interp',
  'needed',
  'glibc floor',
  'versions',
  'rpath',
  'runpath',
  'soname',
  'go',
  'built with',
  'modules',
  'cgo',
  'tls',
  'build id',
  'warning',
  'events',
  'errors',
] as const;
type KnownFact = (typeof NAMES)[number];

/** One of the names that the window has a text for; null: a newer one, said as it is. */
export const knownFact = (name: string): KnownFact | null => NAMES.find((known) => known === name) ?? null;
