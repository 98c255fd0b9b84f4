import type { Hit, LogLine, LogName, Signal } from '../types.ts';
import { cleanLine } from './clean.ts';
import type { LogReading } from './types.ts';

export function readText(text: string, signals: readonly Signal[], log: LogName = 'log'): LogReading {
  const raws = text.split(/\r?\n/);
  if (raws.at(-1) === '') raws.pop();
  const lines = raws.map((raw, index): LogLine => ({ log, number: index + 1, raw, text: cleanLine(raw) }));
  const hits = new Map<string, { hits: Hit[]; count: number }>();
  for (const signal of signals) {
    const found: Hit[] = [];
    for (const [index, line] of lines.entries()) {
      const low = line.text.toLowerCase();
      if (!signal.keywords.some((word) => low.includes(word.toLowerCase()))) continue;
      const match = signal.pattern.exec(line.text);
      if (match !== null) found.push({ signal: signal.id, line, match, before: lines.slice(Math.max(0, index - 6), index), after: lines.slice(index + 1, index + 7) });
    }
    if (found.length > 0) hits.set(signal.id, { hits: found, count: found.length });
  }
  return { log, lines: lines.length, bytes: text.length, hits, likely: [], notes: [] };
}
