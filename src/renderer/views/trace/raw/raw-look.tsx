// The log itself, line by line, as it stands in the file. A line leads to its event.
import { Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/client.tsx';
import { errorText } from '../../../../shared/domain/errors.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatBytes } from '../../../../shared/domain/units.ts';
import { useToasts } from '../../../app/toasts.tsx';
import { createMatcher, GoToLine, LogLines, LogPages, NO_QUERY, type LogLinesHandle } from '../../../ui/log/index.ts';
import { Empty, ErrorNotice, Loading } from '../../../ui/notice.tsx';
import pane from '../../../ui/pane.module.css';
import { usePages } from '../../../ui/use-pages.ts';
import type { LookProps } from '../look-props.ts';
import { useParts } from '../parts/use-part.ts';
import css from './raw.module.css';

const MATCHES_NOTHING = createMatcher(NO_QUERY, []);
/** Deciding lines that are marked. */
const MARKED = 200;

export function RawLook({ source, detail, state, change, open }: LookProps): ReactNode {
  const { t, i18n } = useTranslation(['trace', 'cell']);
  const api = useApi();
  const toast = useToasts((store) => store.show);
  const pages = useMemo(() => new LogPages((from, count, signal) => api.call('trace.lines', { source, from, count }, { signal })), [api, source]);
  const version = usePages(pages);
  const asked = useParts({ source, filter: '', state }, ['deciding'], MARKED);
  const deciding = useMemo(() => new Map(asked.data?.deciding?.rows.map(({ line, why }) => [line, t(`summary.why.${why}`)]) ?? []), [asked.data, t]);
  const view = useRef<LogLinesHandle>(null);
  const [start] = useState(state.line ?? 1);
  const { line } = state;
  useEffect(() => {
    if (!pages.state.read) pages.want(start, start);
  }, [pages, start]);
  useEffect(() => {
    if (line !== null) view.current?.reveal(line);
  }, [line]);
  const { error } = pages;
  const { read, total, bytes } = pages.state;
  const goTo = (wanted: number): void => {
    const inside = Math.min(Math.max(1, wanted), Math.max(1, total));
    change({ look: 'raw', line: inside });
    view.current?.reveal(inside);
  };
  const toEvent = async (): Promise<void> => {
    if (line === null) return;
    try {
      const { rows } = await api.call('trace.rows', { source, noise: true, filter: `line:${line}`, count: 1 });
      const event = rows[0]?.event;
      if (event === undefined) toast({ kind: 'info', text: t('raw.noEvent', { line }) });
      else open(event);
    } catch (problem) {
      toast({ kind: 'error', text: shown(errorText(problem)) });
    }
  };
  const field = useRef<HTMLInputElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const keys: Record<string, () => void> = {
      g: () => field.current?.focus(),
      Enter: () => void toEvent(),
      Escape: () => change({ look: 'raw', line: null }),
      ...(line === null ? {} : { ArrowDown: () => goTo(line + 1), ArrowUp: () => goTo(line - 1) }),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <div className={css['raw']}>
      <div className={css['bar']} role="toolbar" aria-label={t('raw.tools')}>
        <span className="dim">
          {t('raw.lines', { count: read ? total : detail.lines, shown: number(read ? total : detail.lines) })} · {formatBytes(read ? bytes : detail.bytes)}
        </span>
        <span className={pane['spring']} />
        {line === null ? null : <Button onClick={() => void toEvent()}>{t('raw.toEvent', { line })}</Button>}
        <GoToLine field={field} onGoTo={goTo} />
      </div>
      {error === null || error === undefined ? null : (
        <div className={pane['pad']}>
          <ErrorNotice error={error} retry={() => pages.retry()} />
        </div>
      )}
      {!read ? (
        error === null ? (
          <Loading />
        ) : null
      ) : total === 0 ? (
        <Empty icon="trace" title={t('raw.empty')} />
      ) : (
        <LogLines
          ref={view}
          label={t('raw.label')}
          pages={pages}
          version={version}
          total={total}
          start={start}
          marks={null}
          deciding={deciding}
          matches={[]}
          matcher={MATCHES_NOTHING}
          now={null}
          selected={line === null ? null : { first: line, last: line }}
          codes={false}
          onLine={(at) => change({ look: 'raw', line: line === at ? null : at })}
          onScrolled={() => undefined}
          onKeyDown={onKeyDown}
          onHasCodes={() => undefined}
        />
      )}
    </div>
  );
}
