// The layers of an image, in the order in which they lie upon each other.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageFacts } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Table, type Column } from '../../ui/table.tsx';
import pane from '../../ui/pane.module.css';
import { shortId } from './refs.ts';

type Layer = ImageFacts['layers'][number];
type Row = Layer & { number: number };

export function LayersTab({ facts }: { facts: ImageFacts }): ReactNode {
  const { t } = useTranslation('image');
  const rows = facts.layers.map((layer, index): Row => ({ ...layer, number: index + 1 }));
  const columns: Column<Row>[] = [
    { key: 'number', header: '#', width: '36px', align: 'end', mono: true, sort: ({ number }) => number, render: ({ number }) => number },
    {
      key: 'bytes',
      header: t('list.bytes'),
      width: '90px',
      align: 'end',
      mono: true,
      sort: ({ bytes }) => bytes,
      render: ({ bytes, empty }) => (empty ? <span className="dim">{t('layers.empty')}</span> : formatBytes(bytes)),
    },
    { key: 'entries', header: t('layers.entries'), width: '80px', align: 'end', mono: true, sort: ({ entries }) => entries, render: ({ entries }) => entries.toLocaleString('en') },
    { key: 'whiteouts', header: t('layers.whiteouts'), width: '90px', align: 'end', mono: true, sort: ({ whiteouts }) => whiteouts, render: ({ whiteouts }) => whiteouts },
    { key: 'compression', header: t('layers.compression'), width: '100px', render: ({ compression }) => (compression === 'none' ? '' : compression) },
    { key: 'digest', header: t('layers.digest'), width: '120px', mono: true, render: ({ digest }) => <span title={shown(digest)}>{shown(shortId(digest))}</span> },
    {
      key: 'by',
      header: t('layers.by'),
      width: 'minmax(240px, 1fr)',
      mono: true,
      render: ({ createdBy }) => (createdBy === null ? null : <span title={shown(createdBy)}>{shown(createdBy.slice(0, 600))}</span>),
    },
  ];
  return (
    <div className={pane['table']}>
      <Table label={t('tabs.layers')} rows={rows} columns={columns} rowKey={({ number }) => String(number)} height="fill" empty={t('layers.none')} />
    </div>
  );
}
