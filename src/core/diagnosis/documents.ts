// Messages that stand in a document and not in a log: under a markdown heading, in a guide's list of what to search for, in source code, in a question, among
// metrics. Looked at once for all rules, by the line and those around it. Fences, prompts and quoting with `>` alone say nothing: people paste logs with them.
import type { Hit, LogLine } from './types.ts';

/** Two and more: one `#` is root's prompt, and `# pkg` of go build. A banner has marks at its end as well. */
const HEADING = /^ {0,3}#{2,6} (?!.*#\s*$)\S/;
/** An output that a notebook puts behind marks has them on every line. */
const SAME_MARKS = /^ {0,3}##/;
/** Of an interview, a guide, an FAQ: what follows explains. */
const LABELLED =
  /^\s*(?:[-*>] )?(?:\*\*|__)(?:A|Q|Q\d+|Answer|Question|Causes?|Solutions?|Fix|Symptoms?|Reasons?|Meaning|Why|Note|Tip|Resolution|Diagnosis|Explanation)\b[^*_\n]{0,40}(?:\*\*|__)/i;

const OWN = /\b(?:I|I'm|I've|we|my|our|mine|us|me)\b/;
/** What words mean, asked in general: nobody's own failure. */
const QUESTION =
  /^\s*(?:(?:Q|Question)\s?\d{0,3}[.:)]\s*)?(?:what(?:'s| is| are| does| do)|which|is there|are there|does|do|can|how|when (?:does|is)|should)\b[^\n]{0,300}\?["')*\s]*$/i;

/** Leads in what one may find, not what one found. */
const SEARCHED =
  /\b(?:(?:look|search|grep|watch|check|scan)(?:ing|es|s)? (?:[\w ,']{0,60} )?for|literal strings?|signatures?|(?:common|typical|known|possible|frequent) (?:errors?|messages?|failures?|symptoms?)|(?:one|any|some) of (?:the|these) (?:following )?(?:messages|errors|strings|lines|patterns|words)|you (?:may|might|can|could|will|would|should) (?:also )?(?:see|get|find|encounter|run into))\b[^\n]{0,160}:\W{0,4}$/i;
const FOUND =
  /\b(?:got|getting|gets|(?:fails?|failed|failing)(?! (?:logs?|jobs?|builds?|runs?|steps?|pods?|containers?|tests?)\b)|shows?|showed|says?|said|prints?|printed|output|happened|here(?:'s| is| are))\b/i;
const BLANK = /^[\s>]*$/;
const FENCE = /^\s*(?:```|~~~)/;

/** The parts of an entry of a troubleshooting guide: a label alone on its line, marked up. */
const OF_MESSAGE = /^\s*(?:#{1,6} |\*\*|__)(?:error|error messages?|messages?|symptoms?|problem|exception|log output)\s?:?(?:\*\*|__)?\s?:?\s*$/i;
const OF_CAUSES =
  /^\s*(?:#{1,6} |\*\*|__)(?:causes?|(?:common|possible|likely|root|typical) causes?|reasons?|solutions?|fix(?:es)?|how to fix(?: it)?|resolution|remedy|remedies|explanation|meaning|what it means|why(?: it happens)?|diagnosis|troubleshooting)\s?:?(?:\*\*|__)?\s?:?\s*$/i;

/** A title: `X Errors: Diagnosis and Resolution`, `How to fix X`, `Understanding X`. */
const TITLE =
  /^\s*(?:(?:how to (?:fix|solve|debug|resolve|troubleshoot|diagnose|avoid|handle)|understanding|troubleshooting|debugging|demystifying|a guide to|the (?:complete|ultimate) guide) [^\n:.]{1,120}$|[A-Z][^\n:]{0,120}(?:errors?|issues?|problems?|failures?|codes?|explained): (?:diagnosis|diagnosing|causes?|how to|troubleshooting|explained|what|why|a guide|resolution|meaning))/i;

/** Statements of source code whose literals hold messages. */
const STATEMENT =
  /^\s*(?:assert(?:_?\w+)?[\s(]|self\.assert\w*\(|expect\(|return\b|(?:else )?if [("'!\w]|elif |case ["'`]|(?:export )?(?:const|let|var) |(?:async )?def |func |throw new |raise |private |public |static |(?:re|regexp)\.|t\.(?:Run|Error|Fatal|Log)f?\(|[A-Z][A-Z0-9_]{2,60} = )/;
/** A call that compares, compiles, makes or prints a text. */
const CALL =
  /(?:\.(?:contains|includes|test|match(?:es)?|search|startsWith|endsWith|indexOf|compile|MustCompile|HasPrefix|HasSuffix|Contains|MatchString|New|Errorf|Fatalf?|Printf?|Println|Sprintf|log|warn|info|debug|push|append)|\bnew \w{1,40}|\bprint(?:f|ln)?)\(\s?(?:[^"'`\n]{0,120}, ?)?[rbfu]?["'`][^\n]{0,200}$/;
/** One object of a list in source code: keys without quotes, as no shipper writes them. */
const OBJECT = /^\s*\{ ?\w{1,40}: ?[^\n]{0,2000}\},?\s*$/;
const OBJECT_WITH_COMMA = /^\s*\{ ?\w{1,40}: ?[^\n]{0,2000}\},\s*$/;

/** Counters, as they are exposed and not as somebody complains of them: Influx's line protocol, Prometheus (help, types, and what is 0), StatsD. */
const METRIC =
  /^\s*(?:# (?:HELP|TYPE) \w|[\w.-]{1,100}(?:,[\w.-]{1,60}=[^\s,]{1,200}){1,40} [\w.-]{1,60}=-?[\d.]{1,20}[iu]?(?:,|\s)|[a-zA-Z_:][\w:]{1,200}\{[^}\n]{0,1000}\} 0(?:\.0)?(?:\s\d{9,19})?\s*$|[\w.-]{3,200}:-?[\d.]{1,20}\|(?:c|g|ms|h|s)\b)/;

/** Whether a document stands around one line. */
function inDocument({ line, match, before, after }: Hit): boolean {
  const raw = line.raw.slice(0, 4_000);
  if (HEADING.test(raw)) return !SAME_MARKS.test(before.at(-1)?.raw ?? '') && !SAME_MARKS.test(after[0]?.raw ?? '');
  if (LABELLED.test(raw) || METRIC.test(raw) || TITLE.test(raw)) return true;
  if (raw.trimEnd().endsWith('?') && QUESTION.test(raw) && !OWN.test(raw)) return true;
  return inEntry(before, after) || inCode(line, match, before, after);
}

const inEntry = (before: readonly LogLine[], after: readonly LogLine[]): boolean =>
  after.some(({ raw }) => OF_CAUSES.test(raw.slice(0, 200))) && before.some(({ raw }) => OF_MESSAGE.test(raw.slice(0, 200)));

function inCode({ text }: LogLine, match: RegExpMatchArray, before: readonly LogLine[], after: readonly LogLine[]): boolean {
  const start = match.index ?? 0;
  const head = text.slice(Math.max(0, start - 400), start);
  // The literal may open the match itself.
  if (!/["'`]/.test(head) && !/^["'`]/.test(match[0])) return false;
  if (STATEMENT.test(text.slice(0, 400)) || CALL.test(head)) return true;
  if (!OBJECT.test(text.slice(0, 2_100))) return false;
  return OBJECT_WITH_COMMA.test(text.slice(0, 2_100)) || [before.at(-1), after[0]].some((next) => next !== undefined && OBJECT.test(next.text.slice(0, 2_100)));
}

/** Where a list of what to search for ends that a line before `hit` leads in; null where there is none. Lines of the list have no blank ones between them. */
function listFrom({ line, before, after }: Hit, known: number): number | null {
  if (line.number > known) {
    let lead = before.length - 1;
    // Back over the list; a blank line or a fence may stand between it and what leads in.
    while (lead >= 0 && !BLANK.test(before[lead]?.raw ?? '') && !leadsIn(before[lead])) lead -= 1;
    while (lead >= 0 && (BLANK.test(before[lead]?.raw ?? '') || FENCE.test(before[lead]?.raw ?? ''))) lead -= 1;
    if (!leadsIn(before[lead])) return null;
  }
  let end = line.number;
  for (const { raw, number } of after) {
    if (BLANK.test(raw) || FENCE.test(raw)) break;
    end = number;
  }
  return end;
}

const leadsIn = (line: LogLine | undefined): boolean => line !== undefined && SEARCHED.test(line.raw) && !OWN.test(line.raw) && !FOUND.test(line.raw);

/** The hits that a log may have printed, in their order. */
export function withoutDocuments(bySignal: ReadonlyMap<string, readonly Hit[]>): Map<string, Hit[]> {
  const all = [...bySignal.values()].flat().sort((a, b) => a.line.number - b.line.number);
  const gone = new Set<Hit>();
  const lists = new Map<string, number>();
  for (const hit of all) {
    const end = listFrom(hit, lists.get(hit.line.log) ?? 0);
    if (end !== null) lists.set(hit.line.log, Math.max(end, lists.get(hit.line.log) ?? 0));
    if (end !== null || inDocument(hit)) gone.add(hit);
  }
  return new Map([...bySignal].map(([signal, hits]) => [signal, gone.size === 0 ? [...hits] : hits.filter((hit) => !gone.has(hit))]));
}
