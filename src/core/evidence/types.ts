// The face of the evidence room: pure parsers over bytes. Called by cells, by `elf` and `trace` on lone files, later by the window.

/** Random access to bytes. `read` returns fewer bytes only at the end; never throws for ranges outside. */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
  /** Where a source can: into memory of the caller's, for who reads all of it piece by piece. Answers how many bytes; fewer than asked only at the end. */
  readInto?(offset: number, into: Uint8Array): number;
}

export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(Math.max(0, offset), Math.max(0, Math.min(bytes.length, offset + length))),
});

/** What a `go build -x` log holds. Lines count from 1. */
export interface BuildLogFacts {
  /** Command lines of the toolchain as they stand (compile, link, cgo, gcc …), shortened never. */
  commands: { line: number; tool: string; text: string }[];
  warnings: { line: number; text: string }[];
  /** The likeliest lines that say why it failed; empty for a good build. */
  errors: { line: number; text: string }[];
  /** True where no compile and no link ran: Go's build cache answered everything. */
  cached: boolean;
  /** From the link command line; null where no link ran. */
  linkMode: 'internal' | 'external' | null;
}
