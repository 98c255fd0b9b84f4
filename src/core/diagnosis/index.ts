// The face of the diagnosis room: pure. Logs and facts in, causes out.
import type { Explain } from '../../shared/domain/explain.ts';
import { caseOf, type CaseInput } from './case.ts';
import { diagnose as diagnoseWith } from './diagnose.ts';
import { hasFailed, isSilentTrap } from './green.ts';
import type { ReadableTrace } from '../evidence/index.ts';
import { createLogReader, readLog, readTraced, signalTable, type LogReader, type LogReading, type SignalTable } from './log/index.ts';
import { RULES } from './rules/index.ts';
import { ranked } from './rank.ts';
import type { Case, Draft, LogName, Rule, Signal } from './types.ts';

export { caseOf, type CaseInput } from './case.ts';
export { hasFailed } from './green.ts';
export { factsFrom, factsFromText } from './facts-from.ts';
export { type LogReader, type LogReading } from './log/index.ts';

/** The likeliest causes first. Never throws: a rule that does is told of in `notes`. */
export const diagnose = (seen: Case, rules: readonly Rule[] = RULES): Explain => diagnoseWith(seen, rules);

/** Every signal of these rules once. */
export const signalsOf = (rules: readonly Rule[] = RULES): Signal[] => [...new Map(rules.flatMap(({ signals }) => signals.map((signal) => [signal.id, signal] as const))).values()];

const tables = new WeakMap<readonly Rule[], SignalTable>();

/** What these rules wait for; worked out once (some milliseconds). */
function tableOf(rules: readonly Rule[]): SignalTable {
  let table = tables.get(rules);
  if (table === undefined) {
    table = signalTable(signalsOf(rules));
    tables.set(rules, table);
  }
  return table;
}

/** Takes a log in pieces of any size and length; memory is bounded. Its `finish` gives what {@link caseOf} takes. */
export const logReader = (log: LogName = 'log', rules: readonly Rule[] = RULES): LogReader => createLogReader(tableOf(rules), log);

/** What the program of a trace wrote, read as a log; null where its trace shows no word of it. */
export const tracedLog = (trace: ReadableTrace, rules: readonly Rule[] = RULES): LogReading | null => readTraced(trace, tableOf(rules));

/** A log as text, with whatever else is known: for tests, and for texts that are at hand as a whole. */
export function explainText(text: string | Uint8Array, also: Omit<CaseInput, 'logs'> = {}, rules: readonly Rule[] = RULES): Explain {
  return explainCase({ ...also, logs: [readLog(text, tableOf(rules))] }, rules);
}

/** What was read and what is known, explained: findings, or the likeliest lines where there are none. */
export function explainCase(input: CaseInput, rules: readonly Rule[] = RULES): Explain {
  const { logs = [] } = input;
  const found = diagnose(caseOf(input), rules);
  const cell = input.cell ?? null;
  const well = cell !== null && !hasFailed(cell);
  const findings = well ? found.findings.filter(isSilentTrap) : found.findings;
  const many = logs.length > 1;
  const read = logs.flatMap(({ log, lines, bytes, notes }) => [
    // Of bytes that are no text a note says so: such a log is not empty.
    ...(lines === 0 && bytes > 0
      ? []
      : [
          `${log === 'log' ? 'the log' : log === 'trace' ? 'what the trace shows that it wrote' : `the ${log} log`}: ${lines === 0 ? 'empty' : `${lines} ${lines === 1 ? 'line' : 'lines'} read`}`,
        ]),
    ...notes.map((note) => (many ? `${log}: ${note}` : note)),
  ]);
  return {
    ...found,
    findings,
    likely: findings.length > 0 || well ? [] : logs.flatMap(({ likely }) => likely).slice(0, 8),
    notes: [...(well && findings.length === 0 ? ['the cell passed, and no trap is known in it'] : []), ...found.notes, ...read],
  };
}

/** What no rule knows, explained by what differs from a cell that is green. */
export const withDifference = (explained: Explain, draft: Draft): Explain => ({
  ...explained,
  findings: [...explained.findings, ...ranked([{ rule: { id: 'by-difference', cause: 'difference' }, draft }])],
});
