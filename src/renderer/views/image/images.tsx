// The local images of the engine: what can be audited, and what a binary can be judged against.
import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { LocalImage } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { createFilter } from '../../ui/filtered.tsx';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { SearchField } from '../../ui/search-field.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { createdText, imageRef, isArchive, shortId } from './refs.ts';

export function ImagesView(): ReactNode {
  const { t } = useTranslation(['image', 'common']);
  const list = useCall('image.list', {}, { freshMs: 30_000 });
  const images = list.data?.images;
  return (
    <Page fill title={t('list.title')} aside={images === undefined ? null : <span>{t('list.count', { count: images.length })}</span>}>
      {list.isError ? (
        <div className={pane['pad']}>
          <ErrorNotice error={list.error} retry={() => void list.refetch()} />
        </div>
      ) : images === undefined ? (
        <Loading />
      ) : images.length === 0 ? (
        <Empty icon="layers" title={t('list.none')} why={t('list.noneWhy')} />
      ) : (
        <List images={images} />
      )}
    </Page>
  );
}

function List({ images }: { images: readonly LocalImage[] }): ReactNode {
  const { t } = useTranslation(['image', 'common']);
  const [, navigate] = useLocation();
  const [filter, setFilter] = useUrlValue('q');
  const [ours, setOurs] = useUrlValue('ours');
  const oursCount = images.filter((image) => image.ours).length;
  const keep = createFilter(filter);
  const rows = images.filter((image) => (ours === '1' || !image.ours) && keep([...image.tags, image.id]));
  const columns: Column<LocalImage>[] = [
    {
      key: 'tags',
      header: t('list.tags'),
      width: 'minmax(220px, 3fr)',
      mono: true,
      sort: imageRef,
      render: (image) => (
        <Link href={routes.image(imageRef(image))} title={image.tags.map(shown).join('\n')}>
          {image.tags.length === 0 ? <span className="dim">{t('list.untagged')}</span> : image.tags.map(shown).join('  ')}
        </Link>
      ),
    },
    { key: 'id', header: t('list.id'), width: '120px', mono: true, render: ({ id }) => <span title={shown(id)}>{shown(shortId(id))}</span> },
    { key: 'bytes', header: t('list.bytes'), width: '90px', align: 'end', mono: true, sort: ({ bytes }) => bytes, render: ({ bytes }) => formatBytes(bytes) },
    {
      key: 'created',
      header: t('list.created'),
      width: '150px',
      mono: true,
      sort: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => createdText(createdAt) ?? t('list.undated'),
    },
    {
      key: 'ours',
      header: t('list.from'),
      width: '110px',
      sort: (image) => Number(image.ours),
      render: (image) => (image.ours ? <span className="dim">{t('list.oneOfOurs')}</span> : null),
    },
  ];
  return (
    <>
      <div className={pane['bar']}>
        <SearchField label={t('list.filter')} value={filter} onChange={setFilter} />
        {oursCount === 0 ? null : (
          <Switch label={t('list.ours', { count: oursCount })} checked={ours === '1'} onChange={(event) => setOurs(event.currentTarget.checked ? '1' : '')} />
        )}
      </div>
      <div className={pane['table']}>
        <Table
          label={t('list.title')}
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          onOpen={(image) => navigate(routes.image(imageRef(image)))}
          height="fill"
          empty={
            filter === '' ? (
              t('list.onlyOurs', { count: oursCount })
            ) : isArchive(filter) ? (
              <Link href={routes.image(filter.trim())}>{t('list.archive')}</Link>
            ) : (
              t('common:table.noMatch')
            )
          }
        />
      </div>
    </>
  );
}
