// Every event that the filter leaves, and the one that is opened. Arrows go from row to row, n and p from error to error.
import { SegmentedControl } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/client.tsx';
import { useUrlValue } from '../../../app/url-state.ts';
import { Empty, ErrorNotice, Loading } from '../../../ui/notice.tsx';
import pane from '../../../ui/pane.module.css';
import type { LookProps } from '../look-props.ts';
import { EventDetail } from './event-detail.tsx';
import { EventGrid } from './event-grid.tsx';
import css from './events.module.css';
import { TIME_MODES, type TimeMode } from './times.ts';
import { useEvents } from './use-events.ts';

export function EventsLook(props: LookProps): ReactNode {
  const { source, detail, filter, state, change, narrow, tasks, toFilter, grid } = props;
  const { t, i18n } = useTranslation('trace');
  const api = useApi();
  const { pages, stale, error, retry } = useEvents(source, filter, state.noise);
  const [timeText, setTime] = useUrlValue('time', 'start');
  const timeMode: TimeMode = TIME_MODES.find((mode) => mode === timeText && (mode !== 'clock' || detail.startedAt !== null)) ?? 'start';
  /** Where the keyboard is: a place among the rows shown. */
  const [current, setCurrent] = useState(0);
  /** The event whose detail is open; false behind it: the filter does not leave it. */
  const [opened, setOpened] = useState<{ event: number; among: boolean } | null>(null);

  // The address follows when one has stayed: a browser takes only so many changes of it.
  const told = useRef<number | null>(null);
  const tell = useDebouncedCallback((event: number | null) => {
    if (told.current === event) return;
    told.current = event;
    change({ event });
  }, 250);

  const until = useRef<AbortController | null>(null);
  useEffect(() => () => until.current?.abort(), []);
  const [lost, setLost] = useState<unknown>(null);
  /** The event where one is; where the last key led, before that is drawn. */
  const here = useRef<number | null>(null);
  /** Goes to an event, or the next one that the filter leaves. */
  const goTo = useCallback(
    async (event: number, open: boolean) => {
      until.current?.abort();
      const mine = new AbortController();
      until.current = mine;
      if (open) setOpened({ event, among: true });
      try {
        const found = await pages.placeOf(event, mine.signal);
        if (mine.signal.aborted) return;
        setLost(null);
        if (found !== null) here.current = found.row.event;
        const place = found?.place ?? Math.max(0, (pages.matching ?? 0) - 1);
        setCurrent(place);
        grid.current?.reveal(place);
        if (open) setOpened({ event, among: found?.row.event === event });
      } catch (problem) {
        if (!mine.signal.aborted) setLost(problem);
      } finally {
        if (until.current === mine) until.current = null;
      }
    },
    [pages, grid],
  );

  // What the address names is opened, at first and whenever a link changes it.
  const { matching } = pages;
  const read = matching !== null;
  const asked = state.event;
  useEffect(() => {
    if (!read || asked === told.current) return;
    told.current = asked;
    if (asked === null) setOpened(null);
    else void goTo(asked, true);
  }, [asked, read, goTo]);

  // Another filter: one stays at the event where one was.
  const row = pages.at(current);
  const shownPages = useRef(pages);
  useEffect(() => {
    if (shownPages.current === pages) return;
    shownPages.current = pages;
    const event = opened?.event ?? here.current;
    if (event !== null) void goTo(event, opened !== null);
  }, [pages, goTo, opened]);
  // After the effect above: a row of the new pages is not where one was.
  useEffect(() => {
    if (row !== undefined && !stale && until.current === null) here.current = row.event;
  }, [row, stale]);

  const openAt = (place: number): void => {
    const event = pages.at(place)?.event;
    if (event === undefined) return;
    setOpened({ event, among: true });
    tell(event);
  };
  const moveTo = (place: number): void => {
    // A key or a click wins over what was asked before it, and would be undone by its answer.
    until.current?.abort();
    until.current = null;
    // Among the rows that are shown: those of another filter may be on their way.
    here.current = pages.at(place)?.event ?? here.current;
    setCurrent(place);
    if (opened !== null) openAt(place);
  };
  // The detail follows the row whose page came after the key.
  const follows = opened !== null && row !== undefined && opened.among && row.event !== opened.event && !stale && until.current === null;
  useEffect(() => {
    if (follows) openAt(current);
  });
  const close = (): void => {
    setOpened(null);
    tell(null);
    grid.current?.focus();
  };

  // One after the other: two quick keys lead two errors on.
  const errors = useRef(Promise.resolve());
  const toError = (by: 1 | -1): void => {
    errors.current = errors.current.then(() => nextError(by));
  };
  /** The next error of those shown, by asking for it alone. */
  const nextError = async (by: 1 | -1): Promise<void> => {
    const from = here.current ?? 0;
    const range = by === 1 ? `${from + 1}..` : `..${from - 1}`;
    if (by === -1 && from <= 1) return;
    until.current?.abort();
    const mine = new AbortController();
    until.current = mine;
    try {
      const found = await api.call(
        'trace.rows',
        { source, noise: state.noise, filter: `${filter} error:* event:${range}`, from: by === 1 ? 0 : -1, count: 1 },
        { signal: mine.signal },
      );
      const event = found.rows[0]?.event;
      setLost(null);
      setAnnounced(event === undefined ? t(by === 1 ? 'events.noNext' : 'events.noBefore') : '');
      if (event === undefined) return;
      await goTo(event, opened !== null);
      if (opened !== null) tell(event);
    } catch (problem) {
      if (!mine.signal.aborted) setLost(problem);
    } finally {
      if (until.current === mine) until.current = null;
    }
  };
  const [announced, setAnnounced] = useState('');
  const keys: Record<string, () => void> = {
    n: () => toError(1),
    p: () => toError(-1),
    '/': toFilter,
    Escape: () => {
      if (opened !== null) close();
    },
  };
  const onKey = (event: KeyboardEvent): void => {
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  if (detail.events === 0) return <NoEvents detail={detail} change={change} />;
  const problem = error ?? lost;
  return (
    <div className={css['events']}>
      {problem === null || problem === undefined ? null : (
        <div className={pane['pad']}>
          <ErrorNotice
            error={problem}
            retry={() => {
              setLost(null);
              retry();
            }}
          />
        </div>
      )}
      {matching === null ? (
        error === null ? (
          <Loading />
        ) : null
      ) : matching === 0 ? (
        <div className={css['none']}>
          <Empty
            icon="filter"
            title={t('events.none.title')}
            why={t('events.none.why', { events: detail.events.toLocaleString(i18n.language) })}
            next={
              <button type="button" className="link-button" onClick={() => narrow('')}>
                {t('events.none.next')}
              </button>
            }
          />
        </div>
      ) : (
        <EventGrid
          ref={grid}
          pages={pages}
          detail={detail}
          tasks={tasks}
          timeMode={timeMode}
          current={Math.min(current, matching - 1)}
          opened={opened?.event ?? null}
          stale={stale}
          onCurrent={moveTo}
          onOpen={openAt}
          onKey={onKey}
        />
      )}
      {opened === null ? null : (
        <EventDetail
          {...{ source, detail, filter, tasks, narrow }}
          event={opened.event}
          among={opened.among}
          onGo={(event) => {
            void goTo(event, true);
            tell(event);
          }}
          onRaw={(line) => change({ look: 'raw', line }, { push: true })}
          onClose={close}
        />
      )}
      <div className={css['foot']}>
        {detail.has.times === 'none' ? null : (
          <SegmentedControl
            className={css['times'] ?? ''}
            aria-label={t('events.timesLabel')}
            value={timeMode}
            onChange={setTime}
            data={TIME_MODES.filter((mode) => mode !== 'clock' || detail.startedAt !== null).map((mode) => ({ value: mode, label: t(`events.times.${mode}`) }))}
          />
        )}
        <span role="status">{announced}</span>
        <span className={pane['spring']} />
        <span>{t('events.keys')}</span>
      </div>
    </div>
  );
}

/** A log without an event: what it is instead, and where that is seen. */
function NoEvents({ detail, change }: Pick<LookProps, 'detail' | 'change'>): ReactNode {
  const { t } = useTranslation('trace');
  const counted = detail.format === 'strace-count';
  const look = counted ? 'summary' : 'raw';
  return (
    <Empty
      icon="trace"
      title={t(`empty.${counted ? 'count' : 'none'}.title`)}
      why={t(`empty.${counted ? 'count' : 'none'}.why`)}
      next={
        <button type="button" className="link-button" onClick={() => change({ look })}>
          {t(`looks.${look}`)}
        </button>
      }
    />
  );
}
