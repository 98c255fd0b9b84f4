// From a raw line to what the program said: without what terminals, shippers, engines and CI put around it. Every step is linear in the line.

/** CSI, OSC, DCS and their kin (ECMA-48), ended or not, and what is left of one whose ESC was lost by a copy: `[0m`, `[31;1m`. */
const ANSI = /\u001b(?:\[[0-9:;<=>?]*[ -/]*[@-~]?|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]?)|\u009b[0-9:;<=>?]*[@-~]/g;
const LOST_ANSI = /\[(?:\d{1,2}(?:;\d{1,3}){0,4}m|0?K(?![\w\]]))/g;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const ISO = /^\d{4}[-/.]\d\d[-/.]\d\d[T _]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d| (?:UTC|GMT|CES?T|[PMCE][SD]T))?[:\]]?(?:\s+|$)/;
/** What containerd's log files and journald write after a time. */
const AFTER_TIME = /^(?:std(?:out|err) [FP] |[\w.-]{1,64} [\w.@/-]{1,64}\[\d{1,10}\]: |[\w.-]{1,64} (?:kernel|dockerd|containerd|systemd|kubelet): )/;
const BY_FIRST: Record<string, readonly RegExp[]> = {
  digit: [/^\d\d?:\d\d:\d\d(?:[.,]\d+)?(?: ?[AP]M)?\s+(?:\|\s)?/, /^1\d{9}(?:\d{3})?(?:\.\d+)?\s+/, /^\d+\.\d{1,3}\s+(?=\S)/, /^\d+ \|\s+/],
  '#': [/^#\d+ (?:\d+\.\d+(?:\s+|$))?/, /^##\[[a-z]{4,10}\]/],
  '[': [
    /^\[(?:pod\/[^\]\s]{1,300}|Pipeline|std(?:out|err)|\s*\d{1,8}\.\d{3,6}|\d\d:\d\d:\d\d[^\]]{0,20}|\d{4}-\d\d-\d\d[^\]]{4,40})\]\s*/,
    /^\[(?:error|err|fatal|panic|warn|warning|info|debug|notice|crit|critical|emerg|alert)\]\s*:?\s*/i,
  ],
  ':': [/^::(?:error|warning|notice|debug|group)\b[^:]{0,500}::/],
  '(': [/^\(\d\d:\d\d:\d\d\)\s+/],
  '+': [/^\+{1,5} (?=\S)/],
  '>': [/^(?:>{1,3} ?){1,5}/],
  '=': [/^=> (?:=> )?(?:# )?/],
  '|': [/^\|\s+/],
  '\u2502': [/^\u2502\s*/],
  '\u2503': [/^\u2503\s*/],
  letter: [
    new RegExp(`^(?:${MONTHS}) [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?: \\d{4})? (?:[\\w.:-]{1,64} )?[\\w.@/-]{1,64}(?:\\[\\d{1,10}\\])?: `),
    new RegExp(`^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:${MONTHS}) [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?: [A-Z]{3,4})?(?: \\d{4})?:?\\s+`),
    /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w./-]{1,200}:\d+\] /,
    /^[\w.][\w.-]{0,99}\s+\| (?!\|)/,
    /^section_(?:start|end):\d+:[\w.-]{1,200}(?:\[[^\]]{0,200}\])?\s*/,
    /^std(?:err|out)\s*[:|]\s+/i,
    /^[^\t]{1,200}\t[^\t]{1,200}\t(?=\d{4}-\d\d-\d\dT)/,
  ],
};
const ROUNDS = 8;
/** Longer lines are no JSON that a shipper wrote around one. */
const MAX_JSON = 16_000;

/**
 * All that a line may have meant: first its text; then, where a progress bar overwrote it, what stood there before (the last eight), and where a logger put several
 * lines into one, each of them (the first thirty). Never empty.
 */
export function readingsOf(raw: string): string[] {
  const plain = plainOf(raw);
  if (!plain.includes('\r')) return linesIn(strip(plain));
  const parts = plain.split('\r').slice(-50).map(strip);
  const said = parts.filter((part) => part !== '').slice(-8);
  return said.length === 0 ? [''] : said.reverse().flatMap(linesIn);
}

const linesIn = (text: string): string[] => (text.includes('\n') ? [text.replace(/\n+/g, ' '), ...text.split('\n', 30).map(strip)] : [text]);

/** What the program said. */
export const cleanLine = (raw: string): string => readingsOf(raw)[0] ?? '';

const UNUSUAL = /[^\t\r\u0020-\u007e]|[`[]/;

/** Without control sequences, with plain quotes. */
function plainOf(raw: string): string {
  if (!UNUSUAL.test(raw)) return raw;
  let text = raw;
  if (text.includes('\u001b') || text.includes('\u009b')) text = text.replace(ANSI, '');
  else if (text.includes('[')) text = text.replace(LOST_ANSI, '');
  return text
    .replace(CONTROLS, '')
    .replace(/[\u2018\u2019\u201a\u201b\u2032\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u201e\u2033\u00ab\u00bb]/g, '"')
    .replace(/[\u00a0\u2007\u202f]/g, ' ');
}

function strip(plain: string): string {
  let text = plain.trim();
  for (let round = 0; round < ROUNDS && text !== ''; round += 1) {
    const shorter = stripOne(text);
    if (shorter === text) return text;
    text = shorter.trim();
  }
  return text;
}

/** One thing less at the front, or the same. */
function stripOne(text: string): string {
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) {
    const time = ISO.exec(text);
    if (time !== null) return text.slice(time[0].length).replace(AFTER_TIME, '');
    return without(text, BY_FIRST.digit);
  }
  if (first === 0x7b) return jsonText(text) ?? text;
  if (text.startsWith('time="') || text.startsWith('level=') || text.startsWith('ts=')) return logfmtText(text) ?? text;
  if ((first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a) || first === 0x5f) return without(text, BY_FIRST.letter);
  return without(text, BY_FIRST[text.charAt(0)]);
}

function without(text: string, prefixes: readonly RegExp[] | undefined): string {
  if (prefixes === undefined) return text;
  for (const prefix of prefixes) {
    const match = prefix.exec(text);
    if (match !== null && match[0].length > 0) return text.slice(match[0].length);
  }
  return text;
}

/** The inner text of a line as Docker's json-file, zap, zerolog, slog or bunyan write it; null for another JSON, or none. */
function jsonText(text: string): string | null {
  if (text.length > MAX_JSON || !text.endsWith('}')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null; // text that begins like JSON
    throw error;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields: Record<string, unknown> = { ...value };
  const said = ['log', 'msg', 'message', 'MESSAGE', 'error', 'err', 'errorDetail', 'stream', 'status', 'exception'].flatMap((name) => {
    const field = fields[name];
    return typeof field === 'string' && !(name === 'stream' && /^std(?:out|err)$/.test(field)) ? [field] : [];
  });
  return said.length === 0 ? null : plainOf([...new Set(said)].join(' ').trimEnd().replace(/\r\n?/g, '\n'));
}

/** `time="…" level=error msg="…" error="…"`: what was said, unescaped, then the rest. */
function logfmtText(text: string): string | null {
  const said = / (?:msg|message)=(?:"((?:[^"\\]|\\.)*)"?|(\S+))/.exec(text);
  if (said === null) return null;
  const rest = text.slice(said.index + said[0].length);
  return unescaped(`${said[1] ?? said[2] ?? ''}${rest}`);
}

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(["'\\nrt])/g, (_all, char: string) => (/[nrt]/.test(char) ? ' ' : char)) : text);
