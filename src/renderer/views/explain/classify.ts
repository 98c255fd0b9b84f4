// What a file or a pasted text is, by its first bytes. A person can say otherwise. Pure.
export const GIVEN_KINDS = ['log', 'elf', 'trace', 'facts'] as const;
export type GivenKind = (typeof GIVEN_KINDS)[number];

/** Bytes that are looked at. */
export const LOOK_BYTES = 65_536;

const MAGIC: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x4d, 0x5a], // PE
  [0xfe, 0xed, 0xfa, 0xce], // Mach-O, either width and either order of bytes
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe], // Mach-O of several architectures
  [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e], // ar
  [0x1f, 0x8b], // gzip
];

/** Facts of {@link factsSchema}, of which at least one part is there. */
const FACT_PART = /"(?:elf|image|host|build|run|trace|resolver)"\s*:\s*\{/;
/** Object after object: a log of JSON lines. */
const JSON_LINES = /\}\s*\n\s*\{/;

/** `12345 10:20:30.123 openat(AT_FDCWD, "…") = 3`: strace with or without pid and times. */
const STRACE =
  /^(?:\[pid +\d+\] |\d+ +)?(?:\d\d:\d\d:\d\d(?:\.\d+)? |\d+\.\d+ )?(?:[a-z_][a-z0-9_]*\(.*|<\.\.\. [a-z_][a-z0-9_]* resumed>.*)(?:= (?:-?\d|0x|\?)|<unfinished \.\.\.>)/;

export function kindOfBytes(bytes: Uint8Array): GivenKind {
  if (MAGIC.some((magic) => magic.every((byte, index) => bytes[index] === byte))) return 'elf';
  return kindOfText(new TextDecoder().decode(bytes.subarray(0, LOOK_BYTES)));
}

export function kindOfText(text: string): GivenKind {
  const start = text.trimStart();
  if (start.startsWith('{') && FACT_PART.test(start) && !JSON_LINES.test(start)) return 'facts';
  const lines = start
    .slice(0, LOOK_BYTES)
    .split('\n', 40)
    .filter((line) => line.trim() !== '');
  const calls = lines.filter((line) => STRACE.test(line.slice(0, 2_000))).length;
  return calls >= 2 && calls * 2 > lines.length ? 'trace' : 'log';
}
