// An image is read for the first time: it takes as long as the engine needs to give its layers.
import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useImageReading } from '../../api/work.ts';
import { Empty } from '../../ui/notice.tsx';

export function Reading({ image }: { image: string }): ReactNode {
  const { t } = useTranslation('image');
  return (
    <div role="status">
      <Empty icon="layers" title={t('reading.title', { image: shown(image) })} why={t('reading.why')} next={<ReadSoFar image={image} />} />
    </div>
  );
}

/** Bytes read so far, `short` without a bar; nothing where nobody said any. */
export function ReadSoFar({ image, short = false }: { image: string; short?: boolean }): ReactNode {
  const { t } = useTranslation('image');
  const reading = useImageReading(image);
  if (reading === null || reading.doneBytes === null) return null;
  const { doneBytes, totalBytes } = reading;
  if (totalBytes === null || totalBytes === 0) return <span className="dim mono">{formatBytes(doneBytes)}</span>;
  const bytes = <span className="dim mono">{t('reading.bytes', { done: formatBytes(doneBytes), total: formatBytes(totalBytes) })}</span>;
  if (short) return bytes;
  return (
    <div aria-live="off">
      <Progress value={(100 * doneBytes) / totalBytes} w={280} mb={6} aria-label={t('reading.share')} />
      {bytes}
    </div>
  );
}
