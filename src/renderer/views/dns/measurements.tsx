// Every measurement that is stored, the newest first: opened, compared two at a time, removed.
import { Button, Tooltip } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { DnsMeasurementLine } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs, nsFromMs } from '../../../shared/domain/units.ts';
import { useApi, useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { createFilter } from '../../ui/filtered.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { SearchField } from '../../ui/search-field.tsx';
import { selectColumn, useRemoveChosen, useSelection, type Selection } from '../../ui/selecting.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { exactText } from '../../ui/when-text.ts';
import { AskFirst } from '../doctor/ask.tsx';
import css from './lab.module.css';
import { MeasurementState } from './measurement-state.tsx';

const FIRST = 200;

export function DnsMeasurementsView(): ReactNode {
  const { t } = useTranslation('dns');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const api = useApi();
  const [limit, setLimit] = useState(FIRST);
  const list = useCall('dns.list', { limit }, { keep: true });
  const [q, setQ] = useUrlValue('q');
  const [asking, setAsking] = useState(false);
  const all = useMemo(() => list.data?.measurements ?? [], [list.data]);
  const found = useMemo(() => {
    const keep = createFilter(q);
    return all.filter((line) => keep([line.id, titleOf(line), line.state, line.name, line.resolvConf, ...line.subjects]));
  }, [all, q]);
  const selection = useSelection(all);
  const { chosen } = selection;
  // The newest stands first in the list, and the older of two in a comparison.
  const [second, first] = chosen;
  const removeChosen = useRemoveChosen(selection, (id) => api.call('dns.remove', { id }));
  const remove = async (): Promise<void> => {
    setAsking(false);
    await removeChosen();
    await list.refetch();
  };
  const { selected, toggle } = selection;
  const columns = useMemo(() => columnsOf(t, { selected, toggle }), [t, selected, toggle]);
  const crumbs = [{ text: t('title'), to: routes.dns() }];
  if (list.isError && list.data === undefined)
    return (
      <Page title={t('list.title')} crumbs={crumbs}>
        <ErrorNotice error={list.error} retry={() => void list.refetch()} />
      </Page>
    );
  return (
    <Page fill title={t('list.title')} crumbs={crumbs} command={['dns', 'list']}>
      {list.data === undefined ? (
        <Loading />
      ) : all.length === 0 ? (
        <Empty
          icon="dns"
          title={t('list.empty')}
          why={t('list.emptyWhy')}
          next={
            <Button variant="filled" onClick={() => navigate(routes.dns({ look: 'measure' }))}>
              {t('list.toLab')}
            </Button>
          }
        />
      ) : (
        <div className={pane['whole']}>
          <div className={pane['bar']}>
            <SearchField label={t('list.filter')} value={q} onChange={setQ} />
            <span className="dim" role="status">
              {t('list.count', { count: found.length })}
            </span>
            <span className={pane['spring']} />
            {chosen.length === 0 ? null : (
              <>
                <span>{t('list.selected', { count: chosen.length })}</span>
                <Tooltip label={t('list.compareHint')} disabled={chosen.length === 2}>
                  <Button
                    leftSection={<Icon name="compare" />}
                    disabled={chosen.length !== 2}
                    onClick={() => {
                      if (first !== undefined && second !== undefined) navigate(routes.measurementsCompare(first.id, second.id));
                    }}
                  >
                    {common('action.compare')}
                  </Button>
                </Tooltip>
                <Button leftSection={<Icon name="trash" />} onClick={() => setAsking(true)}>
                  {common('action.delete')}
                </Button>
              </>
            )}
          </div>
          <div className={pane['table']}>
            <Table
              label={t('list.title')}
              rows={found}
              columns={columns}
              rowKey={({ id }) => id}
              onOpen={({ id }) => navigate(routes.measurement(id))}
              height="fill"
              empty={common('table.noMatch')}
            />
          </div>
          {all.length >= limit ? (
            <div className={css['more']}>
              <Button onClick={() => setLimit(Math.min(limit * 4, 10_000))}>{t('list.older')}</Button>
            </div>
          ) : null}
          <AskFirst opened={asking} title={t('list.removeTitle', { count: chosen.length })} yes={common('action.delete')} onYes={() => void remove()} onNo={() => setAsking(false)}>
            <p>{t('list.removeWhy')}</p>
          </AskFirst>
        </div>
      )}
    </Page>
  );
}

const titleOf = ({ title, name }: DnsMeasurementLine): string => (title === '' ? name : title);

const tookMs = ({ startedAt, endedAt }: DnsMeasurementLine): number | null => (endedAt === null ? null : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)));

function columnsOf(t: ReturnType<typeof useTranslation<'dns'>>['t'], selection: Pick<Selection<DnsMeasurementLine>, 'selected' | 'toggle'>): Column<DnsMeasurementLine>[] {
  return [
    selectColumn(selection, t('list.select'), (line) => t('list.selectOne', { title: shown(titleOf(line)), started: exactText(line.startedAt) })),
    { key: 'started', header: t('column.started'), width: '142px', render: ({ startedAt }) => exactText(startedAt), sort: ({ startedAt }) => startedAt },
    {
      key: 'title',
      header: t('column.title'),
      width: 'minmax(140px, 1.2fr)',
      render: (line) => (
        <span title={shown(titleOf(line))}>
          <strong>{shown(titleOf(line))}</strong>
        </span>
      ),
      sort: titleOf,
    },
    { key: 'state', header: t('column.state'), width: '96px', render: ({ state }) => <MeasurementState state={state} />, sort: ({ state }) => state },
    {
      key: 'samples',
      header: t('column.samples'),
      width: '84px',
      align: 'end',
      mono: true,
      render: ({ done, planned }) => (done === planned ? planned : `${done}/${planned}`),
      sort: ({ planned }) => planned,
    },
    {
      key: 'what',
      header: t('column.what'),
      width: 'minmax(190px, 1.8fr)',
      mono: true,
      render: ({ scenarios, subjects }) => {
        const names = shown(subjects.join(' '));
        return <span title={names}>{`${scenarios} × ${names}`}</span>;
      },
      sort: ({ scenarios, subjects }) => scenarios * subjects.length,
    },
    {
      key: 'agreed',
      header: t('column.agreement'),
      width: '96px',
      align: 'end',
      mono: true,
      render: ({ agreed, compared }) =>
        agreed === null || compared === 0 ? (
          <span className="dim">–</span>
        ) : (
          <span className={css['agree']} data-agree={agreed === compared ? 'yes' : 'no'}>
            <span aria-hidden>{agreed === compared ? '=' : '≠'}</span> {`${agreed}/${compared}`}
          </span>
        ),
      sort: ({ agreed, compared }) => (agreed === null || compared === 0 ? null : agreed / compared),
    },
    {
      key: 'file',
      header: t('column.file'),
      width: 'minmax(120px, 2fr)',
      mono: true,
      render: ({ resolvConf }) => {
        const text = shown(resolvConf.replaceAll(/\s*\r?\n\s*/g, ' · ').slice(0, 400));
        return (
          <span className="dim" title={text}>
            {text}
          </span>
        );
      },
    },
    { key: 'took', header: t('column.took'), width: '76px', align: 'end', render: (line) => (tookMs(line) === null ? '' : formatNs(nsFromMs(tookMs(line) ?? 0))), sort: tookMs },
  ];
}
