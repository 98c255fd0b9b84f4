// What was recorded here, newest first: opened, compared two at a time, removed, its log saved; and the dialog to record another.
import { Button, Tooltip } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { shown } from '../../../../shared/domain/text.ts';
import type { TraceRecordingLine } from '../../../../shared/domain/trace-detail.ts';
import { formatBytes, formatNs, nsFromMs } from '../../../../shared/domain/units.ts';
import { useApi, useCall } from '../../../api/client.tsx';
import { routes } from '../../../app/routes.ts';
import { useUrlValue } from '../../../app/url-state.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../../../ui/notice.tsx';
import { Section } from '../../../ui/page.tsx';
import { selectColumn, useRemoveChosen, useSelection, type Selection } from '../../../ui/selecting.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { When } from '../../../ui/when.tsx';
import { exactText } from '../../../ui/when-text.ts';
import { AskFirst } from '../../doctor/ask.tsx';
import { traceName } from '../which.ts';
import { useRecordDraft } from './draft.ts';
import { RecordDialog } from './record-dialog.tsx';
import { RecordingState } from './recording-state.tsx';
import css from './recordings.module.css';
import { argvText, recordingTitle } from './titles.ts';

const FIRST = 50;
const ROWS_SEEN = 16;
const ROW_PX = 26;

/** `record` of the address opens the dialog: empty (`1`) or for an image. */
export function Recordings(): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const [limit, setLimit] = useState(FIRST);
  const list = useCall('trace.recordings', { limit }, { keep: true });
  const [record, setRecord] = useUrlValue('record');
  const prepare = useRecordDraft((state) => state.begin);
  useEffect(() => {
    if (record !== '' && record !== '1') prepare({ image: record });
  }, [record, prepare]);
  const lines = list.data?.recordings;
  const button = (
    <Button variant={lines?.length === 0 ? 'filled' : 'default'} leftSection={<Icon name="play" size={13} />} onClick={() => setRecord('1')}>
      {t('record')}
    </Button>
  );
  return (
    <>
      <RecordDialog opened={record !== ''} onClose={() => setRecord('')} />
      {list.isError && lines === undefined ? (
        <Section title={t('title')}>
          <ErrorNotice error={list.error} retry={() => void list.refetch()} />
        </Section>
      ) : lines === undefined ? (
        <Section title={t('title')}>
          <Loading />
        </Section>
      ) : lines.length === 0 ? (
        <Section title={t('title')}>
          <Empty icon="trace" title={t('empty.title')} why={t('empty.why')} next={button} />
        </Section>
      ) : (
        <List lines={lines} button={button} more={lines.length === limit ? () => setLimit(limit * 4) : null} refresh={() => void list.refetch()} />
      )}
    </>
  );
}

interface ListProps {
  lines: readonly TraceRecordingLine[];
  button: ReactNode;
  more: (() => void) | null;
  refresh: () => void;
}

function List({ lines, button, more, refresh }: ListProps): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const api = useApi();
  const selection = useSelection(lines);
  const { chosen, selected, toggle } = selection;
  const [asking, setAsking] = useState(false);
  // The older of two is A.
  const [second, first] = chosen;
  const removeChosen = useRemoveChosen(selection, (id) => api.call('trace.remove', { id }));
  const remove = async (): Promise<void> => {
    setAsking(false);
    await removeChosen();
    refresh();
  };
  const columns = useMemo(() => columnsOf(t, { selected, toggle }), [t, selected, toggle]);
  const comparable = chosen.length === 2 && chosen.every(({ bytes }) => bytes !== null);
  return (
    <Section
      title={t('title')}
      flush
      aside={
        <span className={css['aside']}>
          {chosen.length === 0 ? null : (
            <>
              <span role="status">{t('selected', { count: chosen.length })}</span>
              <Tooltip label={t('compareHint')} disabled={comparable}>
                <Button
                  leftSection={<Icon name="compare" size={13} />}
                  {...(comparable ? {} : { 'data-disabled': true })}
                  aria-disabled={!comparable}
                  onClick={() => {
                    if (comparable && first !== undefined && second !== undefined)
                      navigate(routes.tracesCompare(traceName({ kind: 'recording', id: first.id }), traceName({ kind: 'recording', id: second.id })));
                  }}
                >
                  {common('action.compare')}
                </Button>
              </Tooltip>
              <Button leftSection={<Icon name="trash" size={13} />} disabled={chosen.some(({ state }) => state === 'running')} onClick={() => setAsking(true)}>
                {common('action.delete')}
              </Button>
            </>
          )}
          {button}
        </span>
      }
    >
      <AskFirst opened={asking} title={t('remove.title', { count: chosen.length })} yes={common('action.delete')} onYes={() => void remove()} onNo={() => setAsking(false)}>
        <p>{t('remove.what', { count: chosen.length })}</p>
        <ul className={css['names']}>
          {chosen.map((line) => (
            <li key={line.id} className="mono">
              {shown(recordingTitle(line))}
            </li>
          ))}
        </ul>
      </AskFirst>
      <Table
        label={t('title')}
        rows={lines}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => navigate(routes.trace({ kind: 'recording', id }))}
        {...(lines.length > ROWS_SEEN ? { height: `${(ROWS_SEEN + 1) * ROW_PX}px` } : {})}
      />
      {more === null ? null : (
        <div className={css['more']}>
          <Button onClick={more}>{t('more')}</Button>
        </div>
      )}
    </Section>
  );
}

type Translate = ReturnType<typeof useTranslation<'traceRecordings'>>['t'];

function columnsOf(t: Translate, selection: Pick<Selection<TraceRecordingLine>, 'selected' | 'toggle'>): Column<TraceRecordingLine>[] {
  return [
    selectColumn(selection, t('column.select'), (line) => t('selectOne', { title: shown(recordingTitle(line)), started: exactText(line.startedAt) })),
    {
      key: 'title',
      header: t('column.title'),
      width: 'minmax(160px, 3fr)',
      sort: recordingTitle,
      render: (line) => (
        <Link href={routes.trace({ kind: 'recording', id: line.id })} title={shown(argvText(line.argv))} className={line.title === '' ? 'mono' : undefined}>
          {shown(recordingTitle(line))}
        </Link>
      ),
    },
    {
      key: 'image',
      header: t('column.image'),
      width: 'minmax(120px, 1.2fr)',
      mono: true,
      sort: ({ image }) => image,
      render: ({ image }) => <span title={shown(image)}>{shown(image)}</span>,
    },
    { key: 'state', header: t('column.state'), width: '96px', sort: ({ state }) => state, render: ({ state }) => <RecordingState state={state} /> },
    {
      key: 'ended',
      header: t('column.ended'),
      width: 'minmax(120px, 1.4fr)',
      sort: ({ ended }) => ended,
      render: ({ ended }) => (ended === null ? null : <span title={shown(ended)}>{shown(ended)}</span>),
    },
    {
      key: 'events',
      header: t('column.events'),
      width: '60px',
      align: 'end',
      mono: true,
      sort: ({ events }) => events,
      render: ({ events }) => (events === null ? <span className="dim">–</span> : events.toLocaleString('en')),
    },
    {
      key: 'bytes',
      header: t('column.bytes'),
      width: '70px',
      align: 'end',
      mono: true,
      sort: ({ bytes }) => bytes,
      render: ({ bytes }) => (bytes === null ? <span className="dim">–</span> : formatBytes(bytes)),
    },
    {
      key: 'factor',
      header: t('column.factor'),
      width: '56px',
      align: 'end',
      mono: true,
      sort: ({ factor }) => factor,
      render: ({ factor }) => (factor === null ? <span className="dim">–</span> : t('factor', { factor: factorText(factor) })),
    },
    {
      key: 'took',
      header: t('column.took'),
      width: '60px',
      align: 'end',
      mono: true,
      sort: ({ startedAt, endedAt }) => (endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt)),
      render: ({ startedAt, endedAt }) => (endedAt === null ? '' : formatNs(nsFromMs(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt))))),
    },
    { key: 'when', header: t('column.when'), width: '110px', sort: ({ startedAt }) => startedAt, render: ({ startedAt }) => <When iso={startedAt} /> },
  ];
}

/** `1.8`, `23`: as exact as one start can say. */
export const factorText = (factor: number): string => (factor < 10 ? factor.toFixed(1) : factor.toFixed(0));
