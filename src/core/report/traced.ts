// What the traces of a red cell say, as lines that both formats share.
import type { Show } from '../../shared/domain/documents.ts';

export interface TracedLine {
  /** `#3 event 12`. */
  place: string;
  text: string;
}

export interface TracedTold {
  /** Where it parts from its nearest green cell; null where that is not known. */
  parting: { sentence: string; calls: TracedLine[] } | null;
  /** The calls that decide how it ended. */
  deciding: TracedLine[];
}

/** Null where the traces say nothing. */
export function tracedTold({ cell, traced }: Show): TracedTold | null {
  if (traced === null || traced === undefined) return null;
  const { parting, deciding } = traced;
  if (parting === null && deciding.length === 0) return null;
  const line = (number: number, call: { event: number; text: string } | null): TracedLine[] =>
    call === null ? [] : [{ place: `#${number} event ${call.event}`, text: call.text }];
  return {
    parting: parting === null ? null : { sentence: parting.sentence, calls: [...line(cell.number, parting.red), ...line(parting.cell, parting.green)] },
    deciding: deciding.flatMap((one) => line(cell.number, one)),
  };
}
