// Whether a message is one that a tool printed, or one that somebody speaks of: in a README, a commit log, a diff, a test's name, a rule's JSON, a shell's echo.
// Every group of rules asks here. Looked at in the line alone, and carefully: what is taken for speech is not explained.
import type { Hit } from './types.ts';

/** What stands before a quote that holds the message itself: runc's `caused "…"`, `error: "…"`, `"errorMessage": "…"`, a value of logfmt. */
const HOLDS_MESSAGE =
  /(?:(?:error|exception|failure)\((?:-?\d{1,10},\s?)?|caused|errors?|err|msg|message|\w*errorMessage|stderr|stdout|log|reason|stream|output|details?|status|statusReason|event|response|desc)["'\\]{0,3}\s{0,2}[:=]?\s{0,2}["'\\]{0,3}$/i;
const SPEAKS_BEFORE =
  /(?:\b(?:if|when|whenever) (?:you|it|we|they|one) (?:see|get|got|hit|run into)\b|\b(?:e?grep|rg|echo|printf|asked|meant|documents?|documented|explain(?:s|ed)?|such as|instead of|looks like)\b|(?:^|[>*•"'(\]]\s?|\b[0-9a-f]{7,40} |\b(?:commit|merge|PR|title|subject):? )(?:fix|fixes|fixed|feat|docs|chore|refactor|bugfix|closes)\b[:(])[^\n]{0,160}$/i;
/** A line of a change log or of `git log --oneline`. */
const FIXES_BEFORE =
  /(?:^|[>*\-•\]]\s?|[0-9a-f]{7,40} )\s{0,4}(?:(?:fix|fixes|fixed|fixing|add|added|adds|handle|improve|improved|avoid|explain|document|revert)\s+["'`\w]|(?:docs|tests?|fix)\s?[:(])[^\n]{0,160}$/i;
const SPEAKS_AFTER =
  /^["'`)]{0,2},? (?:is what|is the|are what|means?|meant|you\b|although|because|in the (?:output|log)|was fixed|is fixed|errors? (?:on|in|when|for|are)|messages?\b|on (?:alpine|arm64|arm|old|musl)\b|when (?:the|running|you)|if (?:the|you)|anymore|any more|(?:error )?(?:handling|handlers?|alerts?|checks?|detection|support|monitor(?:ing)?|warnings?|metrics?|received from)\b)/i;
/** The name of a test in its source: `it('says …`, `t.Run("…`. */
const TEST_BEFORE = /^\s*(?:it|test|describe|context|specify|t\.Run)(?:\.\w{1,20})?\(\s?["'`][^\n]{0,200}$/;
const TABLE_OR_COMMENT = /^\s*(?:\|[^\n]*\||\/\/ |\/\* | \* |<!--|<(?:li|p|td|h\d|ul|code|body|!doctype)\b)/i;
/** The bar at the front is a prefix to the reader, and gone. */
const ROW = /\|[^\n]*\|\s*$/;
const DATA = /\bINSERT INTO\b|\bVALUES ?\(|&quot;|<\/(?:li|p|td|code|h\d)>/i;
const DIFF_HEAD = /^\s*(?:@@ |diff --git |\+\+\+ |--- a\/)/;

/** What `set -x` shows; a build that is traced is one all the same. */
const SHELL_TRACE = /^\++ (?!(?:\w{1,40}=\S{0,200} ){0,10}go )\S/;
/** A key of a JSON object or of a map in source code. */
const AS_KEY = /^\s*["'`]$/;
const LEADS_IN = /(?:^|\s)(?:with|of|an?|the|about|for|like|says?|said|error|reads|matches|message)\s+["'`]$|(?:^|\s)(?:with|of|an?|the|about|says?|said)\s+$/i;
const GOES_ON = /^["'`]?,? (?:since|before|after|when|because|until|again|anymore|any more|if|unless|while|so)\b/i;

/** A sentence, a commit, source code or a script that speaks of the message: nothing failed there. */
export const isSpokenOf = (hit: Hit): boolean => inSpeech(hit) || inScript(hit);

/** As {@link isSpokenOf}, and what stands in quotes of its own: for wordings that tools never put in any. */
export const isQuoted = (hit: Hit): boolean => inMarks(hit) || inQuotes(hit) || isSpokenOf(hit);

/** Words in quotes, in markup or as a text in source code: `a key "no space left on device": …`, `<code>…</code>`. */
function inMarks({ line: { text }, match }: Hit): boolean {
  const start = match.index ?? 0;
  const end = start + match[0].length;
  const [before = '', after = ''] = [text[start - 1], text[end]];
  if (!/["'`“*>]/.test(before) || !/["'`”*<]/.test(after)) return false;
  // The whole line is one quoted message, or the value of a field: `"msg":"…"`, `error="…"`.
  const whole = start <= 2 && end >= text.trimEnd().length - 2;
  const head = text.slice(Math.max(0, start - 60), start);
  return !whole && !/[:=]\s{0,3}["'`]$/.test(head) && !HOLDS_MESSAGE.test(head.slice(0, -1));
}

/** Quotes around it that no field or function that carries messages opened. */
function inQuotes({ line: { text }, match }: Hit): boolean {
  const start = match.index ?? 0;
  const quote = /["'`]$/.exec(text.slice(Math.max(0, start - 1), start))?.[0];
  if (quote === undefined || !(text.startsWith(quote, start + match[0].length) || match[0].endsWith(quote))) return false;
  return !HOLDS_MESSAGE.test(text.slice(Math.max(0, start - 61), start - 1));
}

/** A script that is traced, a map of source code, or a sentence that goes on around the message. */
function inScript({ line: { text, raw }, match }: Hit): boolean {
  if (SHELL_TRACE.test(text) || SHELL_TRACE.test(raw)) return true;
  const at = match.index ?? 0;
  const before = text.slice(Math.max(0, at - 80), at);
  const after = text.slice(at + match[0].length, at + match[0].length + 80);
  if (AS_KEY.test(text.slice(0, at)) && /^["'`]\s*:/.test(after)) return true;
  return LEADS_IN.test(before) && GOES_ON.test(after);
}

function inSpeech({ line: { text }, match, before }: Hit): boolean {
  const start = match.index ?? 0;
  const head = text.slice(Math.max(0, start - 400), start);
  const tail = text.slice(start + match[0].length, start + match[0].length + 120);
  if (TABLE_OR_COMMENT.test(text.slice(0, 400)) || ROW.test(text.slice(-400)) || DATA.test(head) || DATA.test(tail)) return true;
  if (SPEAKS_BEFORE.test(head) || FIXES_BEFORE.test(head) || TEST_BEFORE.test(head) || SPEAKS_AFTER.test(tail)) return true;
  return /^[+-](?![+-])/.test(text) && before.some(({ raw }) => DIFF_HEAD.test(raw));
}
