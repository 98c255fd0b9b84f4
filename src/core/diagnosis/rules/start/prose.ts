// Whether a message is one that a tool printed, or one that somebody speaks of: in a README, a commit log, a diff, a test's name, a rule's JSON, a shell's echo.
// Looked at in the line alone, and carefully: what is taken for speech is not explained.
import type { LogLine } from '../../types.ts';

/** What stands before a quote that holds the message itself: runc's `caused "…"`, `error: "…"`, `"errorMessage": "…"`, a value of logfmt. */
const HOLDS_MESSAGE =
  /(?:caused|errors?|err|msg|message|\w*errorMessage|stderr|stdout|log|reason|stream|output|details?|status|statusReason|event|response|desc)["'\\]{0,3}\s{0,2}[:=]?\s{0,2}["'\\]{0,3}$/i;
const SPEAKS_BEFORE =
  /(?:\b(?:if|when|whenever) (?:you|it|we|they|one) (?:see|get|got|hit|run into)\b|\b(?:e?grep|rg|echo|printf|asked|meant|documents?|documented|explain(?:s|ed)?|such as|instead of|looks like)\b|\b(?:fix|fixes|fixed|feat|docs|chore|refactor|bugfix|closes)\b[:(])[^\n]{0,160}$/i;
/** A line of a change log or of `git log --oneline`. */
const FIXES_BEFORE =
  /(?:^|[>*\-•\]]\s?|[0-9a-f]{7,40} )\s{0,4}(?:(?:fix|fixes|fixed|fixing|add|added|adds|handle|improve|improved|avoid|explain|document|revert)\s+["'`\w]|(?:docs|tests?|fix)\s?[:(])[^\n]{0,160}$/i;
const SPEAKS_AFTER =
  /^["'`)]{0,2},? (?:is what|is the|are what|means?|meant|you\b|although|because|in the (?:output|log)|was fixed|is fixed|errors? (?:on|in|when|for|are)|messages?\b|on (?:alpine|arm64|arm|old|musl)\b|when (?:the|running|you)|if (?:the|you)|anymore|any more)/i;
const TABLE_OR_COMMENT = /^\s*(?:\|[^\n]*\||\/\/ |\/\* | \* |<!--|<(?:li|p|td|h\d|ul|code|body|!doctype)\b)/i;
const DATA = /\bINSERT INTO\b|\bVALUES ?\(|&quot;|<\/(?:li|p|td|code|h\d)>/i;
const DIFF_HEAD = /^\s*(?:@@ |diff --git |\+\+\+ |--- a\/)/;

/** `before`: lines before it, as they stand, where they are known. */
export function speaks(text: string, match: { readonly index?: number | undefined; readonly 0: string }, before: readonly Pick<LogLine, 'raw'>[] = []): boolean {
  const start = match.index ?? 0;
  const head = text.slice(Math.max(0, start - 400), start);
  const tail = text.slice(start + match[0].length, start + match[0].length + 120);
  if (TABLE_OR_COMMENT.test(text.slice(0, 400)) || DATA.test(head) || DATA.test(tail)) return true;
  if (SPEAKS_BEFORE.test(head) || FIXES_BEFORE.test(head) || SPEAKS_AFTER.test(tail)) return true;
  const quote = /["'`]$/.exec(head)?.[0];
  if (quote !== undefined && (tail.startsWith(quote) || match[0].endsWith(quote)) && !HOLDS_MESSAGE.test(head.slice(0, -1))) return true;
  return /^[+-](?![+-])/.test(text) && before.some(({ raw }) => DIFF_HEAD.test(raw));
}
