// The face of the diagnosis room. Pure: rules over facts and the lines of logs that the reader picked out for them.
import type { Cause } from '../../shared/domain/causes.ts';
import type { Change, FindingEvidence, Fix } from '../../shared/domain/explain.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import type { Verdict } from '../../shared/domain/verdict.ts';

/** Which log a line is of; `log` is one that a user handed in and that may hold anything, `trace` what the program wrote, as its trace shows it. */
export type LogName = 'log' | 'build' | 'stdout' | 'stderr' | 'trace';

/** One line of a log. */
export interface LogLine {
  log: LogName;
  /** Counts from 1; of a trace, the line of its log. */
  number: number;
  /** Of a trace: the event that wrote it, from 1. */
  event?: number;
  /** As it stands in the log, without its line end; a very long one is cut around what matched (see the reader). */
  raw: string;
  /** What the program said: without ANSI sequences, time stamps, prefixes of docker, compose, kubectl and CI, and with typographic quotes made plain. */
  text: string;
}

/**
 * A wording that rules wait for. The reader looks for `keywords` in one pass over the bytes, case-insensitively (ASCII), and tries `pattern` on the cleaned
 * text of the lines that hold one. So: every line that `pattern` can match must hold at least one of the keywords, of four characters or more, as a whole.
 * `pattern` is linear on any text (no nested quantifiers); no `g`, no `y`.
 */
export interface Signal {
  /** Unique in the room: `glibc-version-not-found`. Several rules may share one (see rules/signals). */
  id: string;
  keywords: readonly string[];
  pattern: RegExp;
}

/** A line on which a signal was found. */
export interface Hit {
  signal: string;
  line: LogLine;
  /** Of `pattern` on `line.text`; groups are `match[1]` …, or `match.groups`. */
  match: RegExpMatchArray;
  /** Up to 6 lines before and after, as they stand in the log, for what a message continues on. */
  before: LogLine[];
  after: LogLine[];
}

/** Everything a rule may look at. Unknown is undefined or null, never a guess. */
export interface Case {
  facts: Facts;
  /** Of a cell: what it was and what became of it. Null where a lone file, image or text is explained. */
  cell: Pick<Cell, 'axes' | 'outcome' | 'expected' | 'green' | 'exit' | 'emulated' | 'cached' | 'linkage' | 'reason' | 'truncated'> | null;
  /** What was judged of binary and image (core/verdict). */
  verdict: Verdict | null;
  trace: Trace | null;
  /** True where at least one log was at hand. */
  hasLog: boolean;
  /** Hits of one signal, in the order of the log; at most the reader's limit (first 100 and last 20 of a log). */
  hits(signal: string): readonly Hit[];
  /** How many there were in all, also beyond the limit. */
  count(signal: string): number;
}

/** What a rule concluded, before it is ranked and numbered. */
export interface Draft {
  /** One sentence: what is wrong, with the names that were seen. */
  title: string;
  /** 0..1. Above 0.9 only where the deciding fact was seen; with words alone, the share of real cases with these words that have this cause. */
  confidence: number;
  /** At least one piece; every `text` of source `log` is `line.raw` of what was seen. */
  evidence: FindingEvidence[];
  fixes: DraftFix[];
  /** Documents of ours (`docs/causes.md#loader-missing`) and addresses of primary sources. */
  see?: string[];
  /** Causes that this one merely follows from, where they are found too. */
  follows?: Cause[];
  /** The one fact to look up next, where it is missing; with the command that shows it. */
  next?: string | null;
  against?: FindingEvidence[];
}
export type DraftFix = Omit<Fix, 'proof'>;

export interface Rule {
  /** The file's name: `loader-missing`, `loader-missing-by-verdict`. */
  id: string;
  cause: Cause;
  /** What it needs to be sure, and what would contradict it; shown in docs/causes.md. */
  needs: string;
  contradictedBy: string;
  signals: readonly Signal[];
  /** Pure, and quick: under a millisecond. Null or an empty list: nothing found. */
  find(seen: Case): Draft | Draft[] | null;
}

export type { Change };
