// One line of a log: its number, its sign, its text with matches.
import { memo, type ReactNode } from 'react';
import type { LogMarks } from '../../../shared/api/views.ts';
import css from './log.module.css';
import type { Matcher } from './match.ts';
import { piecesOf, shownLine } from './shown-line.ts';

export type MarkKind = LogMarks['marks'][number]['kind'];
export const MARK_SIGN: Record<MarkKind, string> = { error: '▸', warning: '⚠', command: '$' };
/** A line that a finding stands on: its sign goes before any other. */
export const DECIDING_SIGN = '◆';

export interface LogRowProps {
  line: number;
  /** Null: not read yet. */
  raw: string | null;
  cut: string | null;
  mark: MarkKind | null;
  /** The finding that stands on this line, in words; null: none does. */
  deciding: string | null;
  /** What the sign says to a screen reader. */
  markText: string | null;
  selected: boolean;
  codes: boolean;
  match: Matcher;
  /** The column of the current match, where it is in this line. */
  now: number | null;
}

export const LogRow = memo(function LogRow({ line, raw, cut, mark, deciding, markText, selected, codes, match, now }: LogRowProps): ReactNode {
  return (
    <div className={css['row']} data-line={line} data-mark={mark ?? undefined} data-deciding={deciding !== null || undefined} data-selected={selected || undefined}>
      <span className={css['gutter']} title={deciding ?? undefined}>
        <span className={css['number']} data-number={line} aria-hidden>
          {line}
        </span>
        <span className={css['sign']} aria-hidden>
          {deciding === null ? (mark === null ? '' : MARK_SIGN[mark]) : DECIDING_SIGN}
        </span>
      </span>
      {markText === null ? null : <span className="visually-hidden">{markText}</span>}
      <span className={css['text']} dir="ltr">
        {raw === null ? null : <Text line={line} raw={raw} codes={codes} match={match} now={now} />}
        {cut === null ? null : <em className={css['cut']}>{cut}</em>}
      </span>
    </div>
  );
});

function Text({ line, raw, codes, match, now }: Pick<LogRowProps, 'line' | 'codes' | 'match' | 'now'> & { raw: string }): ReactNode {
  const ranges = match(line, raw);
  const shown = shownLine(raw, codes);
  if (ranges.length === 0) return shown.text;
  return piecesOf(shown, ranges).map(({ text, range }, index) =>
    range === null ? (
      text
    ) : (
      <mark key={index} className={css['match']} data-now={ranges[range]?.start === now || undefined}>
        {text}
      </mark>
    ),
  );
}
