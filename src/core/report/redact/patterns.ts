// Secrets known by their shape alone. Every pattern is linear (bounded repeats, no nested ones): the texts are hostile and up to 100 MB.
import type { RedactionKind, Span } from './spans.ts';

interface Pattern {
  kind: RedactionKind;
  /** Global, with the `d` flag where `group` is not 0. */
  regex: RegExp;
  /** The group that is taken out. */
  group: number;
}

/** The beginning of a word; after an escaped line end too, whose `n` would else be a part of it. */
const START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=\\[nrt0]))`;
/** For a class: white space of ASCII. Not `\s`, which takes the byte A0, a part of many a letter in UTF-8. */
const SPACES = String.raw`\x09-\x0d\x20`;
/** White space of a file, or as strace prints it. */
const GAP = String.raw`(?:[ \t\r\n]|\\[nrt]){1,16}`;
const WORD = String.raw`(?:[^${SPACES}\\"]|\\[^nrt"${SPACES}]){1,1024}`;
/** A quote, plain or escaped up to twice (JSON in JSON). */
const QUOTE = String.raw`\\{0,3}["']`;

/** Token shapes by their makers' documented prefixes; the text before may not be part of a longer word. */
const TOKENS = [
  'gh[pousr]_[A-Za-z0-9]{20,255}',
  'github_pat_[A-Za-z0-9_]{20,255}',
  'gl(?:pat|ptt|dt|rt|cbt|ft|soat|imt|agent|oas)-[A-Za-z0-9_.-]{16,255}',
  'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
  'xapp-[A-Za-z0-9-]{10,255}',
  'npm_[A-Za-z0-9]{30,255}',
  'pypi-[A-Za-z0-9_-]{30,512}',
  'dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,255}',
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])',
  'AIza[A-Za-z0-9_-]{35}',
  '[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}',
  'eyJ[A-Za-z0-9_-]{8,4096}\\.eyJ[A-Za-z0-9_-]{8,8192}\\.[A-Za-z0-9_-]{0,4096}',
].join('|');

const PATTERNS: Pattern[] = [
  { kind: 'token', group: 0, regex: new RegExp(`(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt0]))(?:${TOKENS})`, 'g') },
  { kind: 'token', group: 1, regex: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9_/-]{8,255})/dg },
  { kind: 'token', group: 1, regex: /aws_secret_access_key(?:\\{0,3}["'])?[ \t]{0,8}[=:][ \t]{0,8}(?:\\{0,3}["'])?([A-Za-z0-9/+=]{20,128})/dgi },
  { kind: 'token', group: 1, regex: /_(?:authToken|auth|password)[ \t]{0,8}=[ \t]{0,8}([^\x09-\x0d\x20"'\\]{1,1024})/dg },
  // userinfo of a URL (RFC 3986 section 3.2.1), up to the last @ before the path; a bare `git@` names a service, not a person
  { kind: 'userinfo', group: 1, regex: /:\/\/(?!git@)([^\x09-\x0d\x20/"'<>\\?#]{1,1024})@/dg },
  // request headers, in a log, a trace or a curl command
  {
    kind: 'authorization',
    group: 1,
    regex:
      /(?:authorization|x-registry-auth|x-registry-config|private-token|job-token|deploy-token|x-api-key|x-auth-token|x-vault-token|set-cookie|cookie)(?:\\{0,3}["'])?[ \t]{0,8}[:=][ \t]{0,8}(?:\\{0,3}["'])?([^\r\n"'\\]{1,8192})/dgi,
  },
  { kind: 'authorization', group: 1, regex: new RegExp(`${START}(?:bearer|basic)[ \\t]{1,8}([A-Za-z0-9._~+/=-]{16,8192})`, 'dgi') },
  // netrc(5): tokens apart by any white space, password after login and before or after account
  { kind: 'netrc', group: 1, regex: new RegExp(`${START}login${GAP}${WORD}${GAP}(?:account${GAP}${WORD}${GAP})?password${GAP}(${WORD})`, 'dg') },
  { kind: 'netrc', group: 1, regex: new RegExp(`${START}(?:machine${GAP}${WORD}|default)${GAP}password${GAP}(${WORD})`, 'dg') },
  { kind: 'netrc', group: 1, regex: /^[ \t]{0,16}password[ \t]{1,16}([^\x09-\x0d\x20]{1,1024})[ \t]{0,16}$/dgm },
  // config.json of docker, and what a credential helper prints
  {
    kind: 'docker-auth',
    group: 1,
    regex: new RegExp(`${QUOTE}(?:auth|identitytoken|registrytoken|password|Secret)${QUOTE}[ \\t\\r\\n]{0,16}:[ \\t\\r\\n]{0,16}${QUOTE}([^"'\\\\]{1,8192})`, 'dg'),
  },
  // NAME_PASSWORD=value of an environment
  {
    kind: 'assignment',
    group: 1,
    regex: /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?|AUTH_CONFIG)=(?:\\{0,3}["'])?([^\x09-\x0d\x20"'\\&;]{1,4096})/dg,
  },
  {
    kind: 'assignment',
    group: 1,
    regex: /(?:[?&;]|--?)(?:password|passwd|secret|token|access_token|api_?key|private_token|client_secret|sig|X-Amz-Signature)[= ]([^\x09-\x0d\x20"'\\&;#]{1,4096})/dg,
  },
];

export function patternSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const { kind, regex, group } of PATTERNS) {
    for (const match of text.matchAll(regex)) {
      const range = group === 0 ? [match.index, match.index + match[0].length] : match.indices?.[group];
      if (range && range[0] !== undefined && range[1] !== undefined) spans.push({ start: range[0], end: range[1], kind });
    }
  }
  privateKeys(text, spans);
  return spans;
}

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What stands between the two lines: base 64, headers, line ends as they are or escaped. */
const BODY = /[A-Za-z0-9+/=\x09-\x0d\x20\\:,.-]/;
const BODY_MAX = 200_000;

/** Private keys in PEM (RFC 7468), also where the text was cut inside one. */
function privateKeys(text: string, spans: Span[]): void {
  const ends = [...text.matchAll(END)];
  let next = 0;
  let done = 0;
  for (const begin of text.matchAll(BEGIN)) {
    if (begin.index < done) continue;
    const from = begin.index + begin[0].length;
    while ((ends[next]?.index ?? Infinity) < from) next += 1;
    const end = ends[next];
    let to: number;
    if (end && end.index - from <= BODY_MAX) {
      to = end.index + end[0].length;
      next += 1;
    } else to = bodyEnd(text, from);
    spans.push({ start: begin.index, end: to, kind: 'private-key' });
    done = to;
  }
  // ENDs whose BEGIN was cut off
  const whole = spans.filter((span) => span.kind === 'private-key');
  let before = 0;
  let covered = 0;
  for (const end of ends) {
    const to = end.index + end[0].length;
    while ((whole[covered]?.end ?? Infinity) < to) covered += 1;
    const inside = (whole[covered]?.start ?? Infinity) <= end.index;
    let from = end.index;
    while (!inside && from > before && end.index - from < BODY_MAX && BODY.test(text.charAt(from - 1))) from -= 1;
    if (!inside) spans.push({ start: from, end: to, kind: 'private-key' });
    before = to;
  }
}

function bodyEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < BODY_MAX && BODY.test(text.charAt(at))) at += 1;
  return at;
}
