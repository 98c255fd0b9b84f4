// Where UTF-8 may be cut (RFC 3629): a character has one lead byte and up to three continuation bytes.

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How many bytes at the beginning are the rest of a character that began before; 0 where they can't be. */
export function continuationBytes(bytes: Uint8Array): number {
  let count = 0;
  while (count < 4 && isContinuation(bytes[count])) count += 1;
  return count < 4 ? count : 0;
}

/** How many bytes from the beginning hold whole characters: a last one that is cut is not counted. Bad bytes count as they stand. */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
