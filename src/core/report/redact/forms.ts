// The shapes in which a known secret can stand in a document: as it is, percent-encoded, in base64 at any alignment, escaped for JSON, HTML, a shell …
// All texts here are "byte strings": one char per byte of UTF-8, so that finding works on text and on binary alike.

/** Shorter secrets are not looked for: they would take half of every document with them. */
const SECRET_MIN = 4;
/** A part of a multi-line secret, or of a cut one, is only told from chance at this length. */
const PART_MIN = 8;

export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
export const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** Every form of one secret, longest first. Empty for one that is too short. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < SECRET_MIN) return [];
  const forms = new Set<string>([secret]);
  const lines = secret.split(/\r?\n/);
  if (lines.length > 1) for (const line of lines) if (line.trim().length >= PART_MIN) forms.add(line.trim());
  for (const text of [...forms]) {
    forms.add(text.trim());
    for (const encoded of [safeEncode(encodeURIComponent, text), safeEncode(encodeURI, text), percentAll(text)]) {
      forms.add(encoded);
      forms.add(encoded.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()));
      forms.add(encoded.replace(/%20/g, '+'));
    }
    const json = JSON.stringify(text).slice(1, -1);
    forms.add(json);
    forms.add(json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
    // JSON in JSON, as a log of a JSON document
    forms.add(JSON.stringify(json).slice(1, -1));
    // < > & as Go's encoding/json writes them
    forms.add(json.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`));
    const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    forms.add(html);
    forms.add(html.replaceAll('"', '&quot;'));
    for (const apostrophe of ['&#39;', '&#x27;']) forms.add(html.replaceAll('"', '&quot;').replaceAll("'", apostrophe));
    forms.add(text.replaceAll("'", "'\\''"));
    forms.add(octal(text));
  }
  const byteForms = new Set([...forms].map(toBytes));
  for (const form of base64Forms(bytes)) byteForms.add(form);
  byteForms.add(bytes.toString('hex'));
  byteForms.add(bytes.toString('hex').toUpperCase());
  return [...byteForms].filter((form) => form.length >= SECRET_MIN).sort((a, b) => b.length - a.length);
}

/** A lone surrogate can't be percent-encoded; the text itself stands for it then. */
function safeEncode(encode: (text: string) => string, text: string): string {
  return encode(Buffer.from(text, 'utf8').toString('utf8'));
}

/** encodeURIComponent leaves !'()* alone, others don't. */
const percentAll = (text: string): string => safeEncode(encodeURIComponent, text).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Bytes beyond ASCII as strace and gcc print them: backslash and three octal digits. */
const octal = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => (byte === 34 || byte === 92 ? `\\${String.fromCharCode(byte)}` : byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8)}`))
    .join('');

/**
 * The base64 text that stands for the secret wherever it begins in what was encoded: at each of the three alignments, the characters that
 * depend on the secret's bytes alone. Both alphabets.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // the first characters also hold bits of what stands before, the last one of what follows
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    // with and without that last one: the secret may be the end of what was encoded
    for (const core of [encoded.slice(from), encoded.slice(from, to)]) if (core.length >= 6) forms.push(core, core.replaceAll('+', '-').replaceAll('/', '_'));
  }
  const whole = bytes.toString('base64');
  forms.push(whole, whole.replaceAll('+', '-').replaceAll('/', '_'));
  return forms;
}

/**
 * Where one form stands in a text: whole, or cut at the text's end, or before the `"...` by which strace marks a cut string, or (its second half)
 * at the text's beginning. Returns [start, end] pairs in order; those of one form never overlap.
 */
export function findForm(text: string, form: string): [number, number][] {
  const found: [number, number][] = [];
  const add = (start: number, end: number): void => {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  };
  for (let length = Math.min(form.length - 1, text.length); length >= PART_MIN; length -= 1) {
    if (!text.startsWith(form.slice(form.length - length))) continue;
    add(0, length);
    break;
  }
  // one scan for both: the beginning of the form, then as much of the rest as is there
  const head = form.slice(0, PART_MIN);
  for (let at = text.indexOf(head); at >= 0; at = text.indexOf(head, at + 1)) {
    let end = at + head.length;
    while (end - at < form.length && text[end] === form[end - at]) end += 1;
    const whole = end - at === form.length;
    if (whole || end === text.length || text.startsWith('"...', end)) add(at, end);
  }
  // a cut that left less than the head of a short form: too little to be told from chance
  return found;
}
