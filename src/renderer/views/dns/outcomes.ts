// Predictions as rows: every outcome of every resolver, and the figures that sum each of them up. Pure.
import type { DnsLint, DnsOutcome, DnsPrediction } from '../../../shared/domain/dns.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { resolverName } from './lint-marks.ts';

export interface OutcomeRow {
  /** `1.0`: places of prediction and outcome. */
  key: string;
  name: string;
  outcome: DnsOutcome;
  prediction: DnsPrediction;
}

export const outcomeRows = (predictions: readonly DnsPrediction[]): OutcomeRow[] =>
  predictions.flatMap((prediction, place) =>
    prediction.outcomes.map((outcome, index) => ({ key: `${place}.${index}`, name: resolverName(prediction, predictions), outcome, prediction })),
  );

/** The row that the address names, else the slowest of the first resolver: what one looks for. */
export function chosenRow(rows: readonly OutcomeRow[], key: string): OutcomeRow | null {
  const named = rows.find((row) => row.key === key);
  if (named !== undefined) return named;
  const first = rows.filter((row) => row.prediction === rows[0]?.prediction);
  return first.findLast(({ outcome }) => outcome.wallNs === null) ?? first.at(-1) ?? null;
}

/** `4.00 s`; a call that never returns is said by `never`. */
export const wallText = (ns: number | null, never: string): string => (ns === null ? never : formatNs(ns));

/** `×4`, `×1.33`. */
export const timesText = (value: number | null, never: string): string => (value === null ? never : `×${Number(value.toFixed(value < 10 ? 2 : 1))}`);

/** `99.8 %`; what is not quite certain is never rounded to it. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent < 100 && percent > 99.99) return '> 99.99 %';
  return `${Number(percent.toFixed(2))} %`;
}

/** Labels of the lanes: the addresses that this resolver takes. */
export const laneNames = (lint: DnsLint | null, place: number): string[] => lint?.resolvers[place]?.settings.servers ?? [];
