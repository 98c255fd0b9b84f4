// Some lines of a log in place, each leading to itself in the log.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LogStream } from '../../../shared/api/views.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { shownLine } from '../../ui/log/index.ts';
import css from './cell.module.css';
import { decidingWindow } from './deciding.ts';

export interface ExcerptProps {
  run: Run;
  cell: Cell;
  stream: LogStream;
}

/** Characters of a line that are shown; the log has the rest. */
const MOST = 400;

export function Excerpt({ run, cell, stream }: ExcerptProps): ReactNode {
  const { t } = useTranslation('cell');
  const name = { run: run.id, cell: cell.number, stream };
  const marks = useCall('log.marks', name);
  const window = marks.data === undefined ? null : decidingWindow(stream, marks.data);
  const page = useCall('log.read', { ...name, from: window?.from ?? 1, count: window?.count ?? 1 }, { enabled: window !== null, keep: true });
  if (window === null || page.data === undefined || page.data.lines.length === 0) return null;
  const { from, lines } = page.data;
  const kinds = new Map(marks.data?.marks.map(({ line, kind }) => [line, kind]));
  const link = (line: number): string =>
    stream === 'trace' ? routes.cellTrace(run.id, cell.number, { line }) : routes.cell(run.id, cell.number, { tab: 'log', line, ...(stream === 'build' ? {} : { stream }) });
  return (
    <figure className={css['excerpt']}>
      <figcaption className={css['excerpt-head']}>
        <span>
          <strong>{t(`stream.${stream}`)}</strong>{' '}
          {marks.data?.first === undefined || marks.data.first === null ? t('summary.lastLines', { count: lines.length }) : t('summary.firstError', { line: marks.data.first })}
        </span>
        <Link href={link(from)}>{t('summary.allOf')}</Link>
      </figcaption>
      <ol>
        {lines.map((text, index) => {
          const line = from + index;
          const kind = kinds.get(line);
          return (
            <li key={line} data-mark={kind}>
              <Link href={link(line)} aria-label={t('summary.lineOf', { stream: t(`stream.${stream}`), line })}>
                {line}
              </Link>
              <span className={css['excerpt-sign']} aria-hidden>
                {kind === 'error' ? '▸' : ''}
              </span>
              <span>{shownLine(text.length > MOST ? `${text.slice(0, MOST)}…` : text).text}</span>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}
