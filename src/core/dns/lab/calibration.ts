// How well the machine kept time while it measured: known delays, and the lab's own timers. Pure.
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import type { LabLine } from './protocol.ts';

type Line = Omit<Extract<LabLine, { type: 'calibration' }>, 'type'>;
export type Calibration = NonNullable<DnsMeasurement['calibration']>;

/** Delays that are measured all the while, in ms. */
export const KNOWN_DELAYS_MS = [100, 1_000];

/** Half of what a measured time may differ from a predicted one. */
const TOO_LATE_NS = 25_000_000;

/** Of all containers of a measurement; null where none said anything. */
export function calibrationOf(lines: readonly Line[]): Calibration | null {
  if (lines.length === 0) return null;
  const delays = new Map<number, number[]>();
  for (const { delays: said } of lines) for (const { expectedNs, measuredNs } of said) delays.set(expectedNs, [...(delays.get(expectedNs) ?? []), ...measuredNs]);
  const lagNs = {
    p50: Math.max(0, ...lines.map(({ lagNs: lag }) => lag.p50)),
    p99: Math.max(0, ...lines.map(({ lagNs: lag }) => lag.p99)),
    max: Math.max(0, ...lines.map(({ lagNs: lag }) => lag.max)),
  };
  const errors = [...delays].flatMap(([expectedNs, values]) => values.map((value) => Math.abs(value - expectedNs))).sort((a, b) => a - b);
  const measured = errors.length;
  const worst = errors.at(-1) ?? 0;
  // Of many, one in a hundred may be late without the others being wrong; of few, none.
  const usual = errors[Math.ceil(measured * 0.99) - 1] ?? worst;
  const overloaded = usual > TOO_LATE_NS || lagNs.p99 > TOO_LATE_NS;
  const told =
    measured === 0
      ? `timers fired at most ${formatNs(lagNs.max)} late (99 % within ${formatNs(lagNs.p99)})`
      : `${measured} known delays were measured within ${formatNs(worst)}${usual < worst ? ` (99 % within ${formatNs(usual)})` : ''}, timers fired at most ${formatNs(lagNs.max)} late (99 % within ${formatNs(lagNs.p99)})`;
  return {
    delays: [...delays].sort(([a], [b]) => a - b).map(([expectedNs, measuredNs]) => ({ expectedNs, measuredNs })),
    lagNs,
    overloaded,
    text: overloaded ? `${told}: this machine was too busy for times to be right to 50 ms; packets are exact all the same` : told,
  };
}
