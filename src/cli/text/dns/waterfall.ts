// A lookup's packets as text: a lane for each name server and type, time from left to right. The letter is a query leaving, the sign its fate.
import type { DnsExchange } from '../../../shared/domain/dns.ts';
import { capped, displayWidth, shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import type { Paint } from '../paint.ts';

/** What the letters of a lane mean; AAAA is the 6 of IPv6. */
const LETTER: Record<string, string> = { A: 'A', AAAA: '6', CNAME: 'C', TXT: 'T', MX: 'M', SRV: 'S' };

const SIGN: Record<string, string> = { answer: '✓', timeout: '×', hang: '…', late: '~', ignored: '~', dropped: '~', truncated: '↻' };

export const LEGEND = 'A, 6 (AAAA), C, T, M, S: a query leaves, lower case over TCP · ✓ answer · ! another answer or error · × time-out · ~ not taken · ↻ truncated · … never';

const sign = (outcome: string): string => (Object.hasOwn(SIGN, outcome) ? (SIGN[outcome] ?? '!') : '!');

const LEAST_ROOM = 24;

/** `labels`: what the lanes are called, from server 1 on. `endNs`: the right end; null: the call never returns. */
export function waterfallLines(timeline: readonly DnsExchange[], labels: readonly string[], endNs: number | null, paint: Paint, columns: number | undefined): string[] {
  const last = timeline.reduce((most, { tNs, endNs: end }) => Math.max(most, tNs, end ?? 0), 0);
  // A call that never returns is drawn for a while, even where all was sent at once.
  const whole = endNs === null ? Math.max(last * 1.2, 1e9) : Math.max(last, endNs);
  if (timeline.length === 0 || whole < 1e6) return [];
  const lanes = new Map<string, DnsExchange[]>();
  for (const exchange of [...timeline].sort((a, b) => a.server - b.server || rank(a) - rank(b) || a.tNs - b.tNs)) {
    const key = `${exchange.server} ${exchange.type}`;
    lanes.set(key, [...(lanes.get(key) ?? []), exchange]);
  }
  const labelOf = ({ server, type }: DnsExchange): string => `${capped(shown(labels[server - 1] ?? `server ${server}`), 24)}  ${type}`;
  const width = Math.max(...[...lanes.values()].map(([first]) => (first === undefined ? 0 : displayWidth(labelOf(first)))));
  const room = Math.max(LEAST_ROOM, Math.min((columns ?? 100) - width - 5, 100));
  // The last column is for the fate of what leaves at the very end.
  const at = (ns: number): number => Math.min(room - 2, Math.round((ns / whole) * (room - 2)));
  const lines = [...lanes.values()].flatMap((exchanges) => {
    const [first] = exchanges;
    return first === undefined ? [] : [`  ${labelOf(first).padEnd(width)}  ${lane(exchanges, at, room, paint)}`];
  });
  const end = endNs === null ? 'never returns' : formatNs(endNs);
  return [...lines, paint.dim(`  ${' '.repeat(width)}  0${end.padStart(room - 1)}`)];
}

const rank = ({ type }: DnsExchange): number => Object.keys(LETTER).indexOf(type);

function lane(exchanges: readonly DnsExchange[], at: (ns: number) => number, room: number, paint: Paint): string {
  const cells = Array.from({ length: room }, () => ({ text: ' ', weight: 0, colour: (text: string) => text }));
  const put = (index: number, text: string, weight: number, colour: (text: string) => string): void => {
    const cell = cells[Math.min(index, room - 1)];
    if (cell !== undefined && weight >= cell.weight) Object.assign(cell, { text, weight, colour });
  };
  for (const { tNs, endNs, type, protocol, outcome } of exchanges) {
    const from = at(tNs);
    // Before the letter of what leaves at the same moment.
    const to = Math.max(from + 1, endNs === null || endNs === undefined ? room - 1 : at(endNs) - 1);
    const letter = LETTER[type] ?? '?';
    const fate = sign(outcome);
    for (let index = from + 1; index < to; index++) put(index, '─', 1, paint.dim);
    put(to, fate, 2, fate === '✓' ? paint.green : fate === '~' || fate === '↻' ? paint.yellow : paint.red);
    put(from, protocol === 'tcp' ? letter.toLowerCase() : letter, 3, paint.cyan);
  }
  return cells
    .map(({ text, colour }) => (text === ' ' ? text : colour(text)))
    .join('')
    .trimEnd();
}
