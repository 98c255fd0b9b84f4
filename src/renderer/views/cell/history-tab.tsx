// The same cell, by its key, in every run of the project.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { HistoryEntry } from '../../../shared/api/views.ts';
import { cellTimeNs } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Marks, StateSign } from '../../ui/sign.tsx';
import pane from '../../ui/pane.module.css';
import { Table, type Column } from '../../ui/table.tsx';
import css from './cell.module.css';
import { changesBetween } from './changes.ts';
import type { CellTabProps } from './tab-props.ts';

interface Row extends HistoryEntry {
  before: HistoryEntry | null;
}

export function HistoryTab({ run, cell }: CellTabProps): ReactNode {
  const { t, i18n } = useTranslation(['cell', 'common']);
  const [, navigate] = useLocation();
  const history = useCall('cell.history', { run: run.id, cell: String(cell.number) }, { keep: true });
  if (history.isPending) return <Loading />;
  if (history.isError)
    return (
      <div className={pane['pad']}>
        <ErrorNotice error={history.error} retry={() => void history.refetch()} />
      </div>
    );
  const { entries } = history.data;
  const rows = entries.map((entry, index): Row => ({ ...entry, before: entries[index + 1] ?? null }));
  const isThis = (row: HistoryEntry): boolean => row.run.id === run.id;
  const date = (text: string): string => new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text));
  const columns: Column<Row>[] = [
    {
      key: 'date',
      header: t('history.date'),
      width: '170px',
      sort: (row) => row.run.startedAt,
      render: (row) => date(row.run.startedAt),
    },
    {
      key: 'state',
      header: t('history.state'),
      width: 'minmax(110px, 1fr)',
      sort: (row) => row.cell.outcome,
      render: (row) => (
        <span className={css['inline']}>
          <StateSign cell={row.cell} />
          <Marks cell={row.cell} />
        </span>
      ),
    },
    { key: 'time', header: t('history.time'), width: '66px', align: 'end', mono: true, sort: (row) => cellTimeNs(row.cell), render: (row) => formatNs(cellTimeNs(row.cell)) },
    {
      key: 'size',
      header: t('history.size'),
      width: '80px',
      align: 'end',
      mono: true,
      sort: (row) => row.cell.artifact?.size ?? null,
      render: (row) => (row.cell.artifact === null ? '-' : formatBytes(row.cell.artifact.size)),
    },
    { key: 'linkage', header: t('history.linkage'), width: '82px', mono: true, render: (row) => shown(row.cell.linkage.got ?? '-'), sort: (row) => row.cell.linkage.got },
    { key: 'go', header: t('history.go'), width: '82px', mono: true, render: (row) => shown(row.cell.elf?.goVersion ?? '-'), sort: (row) => row.cell.elf?.goVersion ?? null },
    {
      key: 'floor',
      header: t('history.floor'),
      width: '90px',
      mono: true,
      render: (row) => shown(row.cell.elf?.glibcFloor ?? '-'),
      sort: (row) => row.cell.elf?.glibcFloor ?? null,
    },
    { key: 'changes', header: t('history.changes'), width: 'minmax(130px, 1.4fr)', render: (row) => <Changes row={row} /> },
    {
      key: 'origin',
      header: t('history.origin'),
      width: 'minmax(60px, 0.6fr)',
      render: (row) => <span className="dim">{shown(row.run.origin)}</span>,
      sort: (row) => row.run.origin,
    },
    {
      key: 'compare',
      header: t('common:nav.compare'),
      width: '90px',
      align: 'end',
      render: (row) =>
        isThis(row) ? (
          <span className="dim">{t('history.this')}</span>
        ) : (
          // The link is not the row's own opening.
          <span onClick={(event) => event.stopPropagation()}>
            <Link href={routes.compare([`${run.id}/${cell.number}`, `${row.run.id}/${row.cell.number}`])}>{t('common:action.compare')}</Link>
          </span>
        ),
    },
  ];
  if (rows.length <= 1) return <Empty icon="runs" title={t('history.none.title')} why={t('history.none.why')} />;
  return (
    <Table
      label={t('history.label')}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.run.id}
      selected={run.id}
      height="fill"
      onOpen={(row) => navigate(routes.cell(row.run.id, row.cell.number, { tab: 'history' }))}
    />
  );
}

function Changes({ row }: { row: Row }): ReactNode {
  const { t } = useTranslation('cell');
  if (row.before === null) return <span className="dim">{t('history.first')}</span>;
  const changes = changesBetween(row.cell, row.before.cell);
  if (changes.length === 0) return <span className="dim">{t('history.same')}</span>;
  return <span>{changes.map((change) => `Δ ${t(`history.change.${change}`)}`).join('  ')}</span>;
}
