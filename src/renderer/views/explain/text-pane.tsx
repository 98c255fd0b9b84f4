// The text that was given, of any length, with the lines that decide marked in place. Read from where it is; none of it is rendered as anything but text.
import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { createMatcher, Deciding, GoToLine, LogLines, LogPages, NO_QUERY, parseLines, stepLine, type DecidingLines, type LogLinesHandle } from '../../ui/log/index.ts';
import { usePages } from '../../ui/use-pages.ts';
import { BlobLines } from './blob-lines.ts';
import css from './explain.module.css';

export interface TextPaneProps {
  blob: Blob;
  look: 'log' | 'trace';
  /** There is a log and a trace: one of them is shown. */
  both: boolean;
  /** Null: not known yet. */
  deciding: DecidingLines | null;
}

const MATCHES_NOTHING = createMatcher(NO_QUERY, []);

export function TextPane({ blob, look, both, deciding }: TextPaneProps): ReactNode {
  const { t } = useTranslation('explain');
  const [, setLook] = useUrlValue('look', 'log');
  const [lines, setLines] = useState<BlobLines | Error | null>(null);
  useEffect(() => {
    const until = new AbortController();
    BlobLines.of(blob, until.signal).then(setLines, (error: unknown) => {
      if (!until.signal.aborted) setLines(error instanceof Error ? error : new Error(errorText(error)));
    });
    return () => until.abort();
  }, [blob]);
  const choice = both ? (
    <SegmentedControl
      aria-label={t('text.look')}
      value={look}
      onChange={setLook}
      data={[
        { value: 'log', label: t('text.log') },
        { value: 'trace', label: t('text.trace') },
      ]}
    />
  ) : null;
  if (lines === null || lines instanceof Error)
    return (
      <>
        <div className={css['text-bar']}>{choice}</div>
        <p className={css['said']} role="status">
          {lines === null ? t('text.reading') : t('text.failed', { reason: shown(lines.message) })}
        </p>
      </>
    );
  return <Lines lines={lines} bytes={blob.size} before={choice} deciding={deciding} />;
}

function Lines({ lines, bytes, before, deciding }: { lines: BlobLines; bytes: number; before: ReactNode; deciding: DecidingLines | null }): ReactNode {
  const { t, i18n } = useTranslation(['explain', 'cell']);
  const [lineText, setLine] = useUrlValue('line');
  const selected = useMemo(() => parseLines(lineText), [lineText]);
  const pages = useMemo(() => new LogPages((from, count, signal) => lines.page(from, count, signal)), [lines]);
  const version = usePages(pages);
  const at = useMemo(() => [...(deciding?.keys() ?? [])].filter((line) => line <= lines.total).sort((a, b) => a - b), [deciding, lines]);
  const view = useRef<LogLinesHandle>(null);
  const lineField = useRef<HTMLInputElement>(null);
  const [start] = useState(selected?.first ?? at[0] ?? 1);
  const goTo = (line: number): void => {
    const inside = Math.min(Math.max(1, line), Math.max(1, lines.total));
    setLine(String(inside));
    view.current?.reveal(inside);
  };
  const step = (by: 1 | -1): void => {
    const line = stepLine(at, selected?.first ?? 0, by);
    if (line !== null) goTo(line);
  };
  // What is explained later than the text was there comes into sight, and so does a line that a link of the findings names.
  const target = selected?.first ?? at[0] ?? null;
  useEffect(() => {
    if (target !== null) view.current?.reveal(target);
  }, [target]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = { f: () => step(1), F: () => step(-1), g: () => lineField.current?.focus(), Escape: () => setLine('') }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <>
      <div className={css['text-bar']} role="toolbar" aria-label={t('cell:log.tools')}>
        {before}
        <span className="dim">
          {t('cell:log.lines', { count: lines.total, shown: number(lines.total) })} · {formatBytes(bytes)}
        </span>
        <span className={css['spring']} />
        <Deciding deciding={at.length} onDeciding={step} />
        <GoToLine field={lineField} onGoTo={goTo} />
      </div>
      {lines.total === 0 ? (
        <p className={css['said']}>{t('text.empty')}</p>
      ) : (
        <LogLines
          ref={view}
          label={t('text.label')}
          pages={pages}
          version={version}
          total={lines.total}
          start={start}
          marks={null}
          deciding={deciding ?? undefined}
          matches={[]}
          matcher={MATCHES_NOTHING}
          now={null}
          selected={selected}
          codes={false}
          onLine={(line) => setLine(selected?.first === line ? '' : String(line))}
          onScrolled={() => undefined}
          onKeyDown={onKeyDown}
          onHasCodes={() => undefined}
        />
      )}
    </>
  );
}
