// File names are bytes. Here they are strings that lose none of them; used by everything in this room that touches a path.

/**
 * The one mapping of the project room: bytes that are valid UTF-8 are that text; every byte of an invalid sequence is the lone surrogate
 * U+DC00 + byte (U+DC80 … U+DCFF). Reversible by {@link nameToBytes}, and JSON keeps it (lone surrogates are escaped there).
 */
export function bytesToName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  let name = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      name += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at += 1;
    } else {
      name += bytes.toString('utf8', at, at + length);
      at += length;
    }
  }
  return name;
}

/** Length of the valid UTF-8 sequence at `at`, 0 where there is none (overlong forms and surrogates included). */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const piece = bytes.subarray(at, at + length);
  // Only a sequence that survives the way there and back is valid: the decoder refuses the same ones we do.
  return Buffer.from(piece.toString('utf8'), 'utf8').equals(piece) ? length : 0;
}

/** The bytes of a name made by {@link bytesToName}. */
export function nameToBytes(name: string): Buffer {
  if (!/[\uDC80-\uDCFF]/.test(name)) return Buffer.from(name, 'utf8');
  const parts: Buffer[] = [];
  for (const char of name) {
    const code = char.codePointAt(0) ?? 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(char, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** A name for people: control characters and bytes that are no text are shown as escapes, in double quotes where that was needed. */
export function showName(name: string): string {
  if (!/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069"\\\uDC80-\uDCFF]/.test(name)) return name;
  let text = '';
  for (const char of name) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) text += `\\x${(code - 0xdc00).toString(16)}`;
    else if (char === '"' || char === '\\') text += `\\${char}`;
    else if (char === '\n') text += '\\n';
    else if (char === '\t') text += '\\t';
    else if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) text += `\\u{${code.toString(16)}}`;
    else text += char;
  }
  return `"${text}"`;
}
