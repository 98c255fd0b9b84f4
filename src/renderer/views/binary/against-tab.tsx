// Will it run in these images? Local images are listed, judged together or one by one; nothing is started.
import { Button, Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalImage } from '../../../shared/domain/image.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { useUrlValue } from '../../app/url-state.ts';
import { createFilter } from '../../ui/filtered.tsx';
import { CopyCommand } from '../../ui/copy.tsx';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';
import { SearchField } from '../../ui/search-field.tsx';
import { imageRef, isArchive } from '../image/refs.ts';
import css from './binary.module.css';
import { commandOf } from './command.ts';
import type { BinaryTabProps } from './parts.ts';
import { VerdictDetail } from './verdict-detail.tsx';
import { VerdictGrid, type GridRow } from './verdict-grid.tsx';
import { tallyOf, useVerdicts } from './verdicts.ts';

/** Images in one judgement: as many as one call of the api takes. */
const MOST = 200;

export function AgainstTab(props: BinaryTabProps): ReactNode {
  const { t } = useTranslation('binary');
  const list = useCall('image.list', {}, { freshMs: 30_000 });
  if (list.isError)
    return (
      <div className={pane['pad']}>
        <ErrorNotice error={list.error} retry={() => void list.refetch()} />
      </div>
    );
  if (list.data === undefined) return <Loading />;
  if (list.data.images.length === 0) return <Empty icon="layers" title={t('against.none')} why={t('against.noneWhy')} />;
  return <Against {...props} images={list.data.images} />;
}

function Against({ binary, images }: BinaryTabProps & { images: readonly LocalImage[] }): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const [filter, setFilter] = useUrlValue('q');
  const [ours, setOurs] = useUrlValue('ours');
  const [all, setAll] = useUrlValue('judge');
  const [open, setOpen] = useUrlValue('against');
  const client = useQueryClient();
  const oursCount = images.filter((image) => image.ours).length;
  const foreign = images.length - oursCount;
  // Where all there is is ours, that is what can be asked.
  const withOurs = ours === '1' || (foreign === 0 && ours !== '0');
  const shownImages = useMemo(() => {
    const keep = createFilter(filter);
    return images.filter((image) => (withOurs || !image.ours) && keep([...image.tags, image.id])).slice(0, MOST);
  }, [images, filter, withOurs]);
  const refs = shownImages.map(imageRef);
  if (open !== '' && !refs.includes(open)) refs.unshift(open);
  const judged = useVerdicts(binary, refs, open, all === 'all');
  const rows = refs.map((ref, index): GridRow => ({ ref, image: images.find((image) => imageRef(image) === ref) ?? null, judged: judged[index] ?? { state: 'waiting' } }));
  const tally = tallyOf(judged);
  const waiting = rows.filter((row) => row.judged.state === 'waiting');
  const opened = rows.find(({ ref }) => ref === open)?.judged;
  const command = commandOf(binary, 'against', refs.slice(0, 20));
  return (
    <div className={pane['whole']}>
      <div className={pane['bar']}>
        <SearchField label={t('against.filter')} value={filter} onChange={setFilter} />
        {oursCount === 0 ? null : (
          <Switch label={t('against.ours', { count: oursCount })} checked={withOurs} onChange={(event) => setOurs(event.currentTarget.checked ? '1' : '0')} />
        )}
        {waiting.length > 0 ? (
          <Button
            variant="filled"
            disabled={all === 'all'}
            title={t('against.judgeWhat', { bytes: formatBytes(waiting.reduce((sum, { image }) => sum + (image?.bytes ?? 0), 0)) })}
            onClick={() => setAll('all')}
          >
            {t('against.judge', { count: waiting.length })}
          </Button>
        ) : rows.length > 0 && rows.every((row) => row.judged.state !== 'judging') ? (
          <Button title={t('against.againWhy')} onClick={() => void client.resetQueries({ queryKey: ['elf.against'] })}>
            {t('against.again')}
          </Button>
        ) : null}
        <span className={css['tally']} role="status">
          {(['yes', 'no', 'unknown', 'failed'] as const)
            .filter((name) => tally[name] > 0)
            .map((name) => t(`against.tally.${name}`, { count: tally[name] }))
            .join(' · ')}
        </span>
        <span className={pane['spring']} />
        {command === undefined || refs.length === 0 ? null : <CopyCommand argv={command} icon />}
      </div>
      {rows.length === 0 ? (
        <Empty
          icon="filter"
          title={t('common:table.noMatch')}
          why={t('against.noMatch')}
          next={
            <>
              <Button onClick={() => setFilter('')}>{t('against.all')}</Button>
              {isArchive(filter) ? (
                <Button variant="filled" onClick={() => setOpen(filter.trim())}>
                  {t('against.archive')}
                </Button>
              ) : null}
            </>
          }
        />
      ) : (
        <VerdictGrid rows={rows} selected={open === '' ? null : open} onOpen={(ref) => setOpen(ref === open ? '' : ref)} />
      )}
      {opened?.state === 'judged' ? <VerdictDetail key={open} verdict={opened.verdict} onClose={() => setOpen('')} /> : null}
    </div>
  );
}
