// An image is read for the first time: it takes as long as the engine needs to give its layers.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/notice.tsx';
import { shown } from '../../../shared/domain/text.ts';

export function Reading({ image }: { image: string }): ReactNode {
  const { t } = useTranslation('image');
  return (
    <div role="status">
      <Empty icon="layers" title={t('reading.title', { image: shown(image) })} why={t('reading.why')} />
    </div>
  );
}
