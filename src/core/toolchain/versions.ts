// Go versions that can be had from Debian's packages. Adding a version is one line.

export interface GoVersion {
  /** `1.24`: what a matrix asks for. */
  go: string;
  /** The Debian suite that carries `golang-<go>-go` (facts/docker.md 2). */
  suite: string;
  /** Measured: bytes of the two packages, and of the unpacked layer. */
  downloadBytes: number;
  diskBytes: number;
}

/** Oldest first. */
export const GO_VERSIONS: readonly GoVersion[] = [
  { go: '1.22', suite: 'bookworm-backports', downloadBytes: 46_000_000, diskBytes: 240_000_000 },
  { go: '1.24', suite: 'trixie', downloadBytes: 50_000_000, diskBytes: 250_000_000 },
  { go: '1.27', suite: 'trixie-backports', downloadBytes: 50_000_000, diskBytes: 260_000_000 },
];

/** The table's line for `1.24`, `1.24.4` or `go1.24`; null where there is none. */
export function findGoVersion(asked: string): GoVersion | null {
  const minor = /^(?:go)?(\d+\.\d+)(?:\.\d+)?$/.exec(asked)?.[1];
  return GO_VERSIONS.find((known) => known.go === minor) ?? null;
}
