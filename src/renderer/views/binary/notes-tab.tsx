// Notes and GNU properties: build ids, the minimum kernel, what the CPU has to have.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Filtered, FilterField } from '../../ui/filtered.tsx';
import { Empty } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';
import { Notes } from '../elf/tables.tsx';
import { useBinaryPart, type BinaryTabProps } from './parts.ts';
import { placeText } from './place.tsx';
import { Waiting } from './waiting.tsx';

export function NotesTab({ binary, elf }: BinaryTabProps): ReactNode {
  const { t } = useTranslation(['binary', 'elf']);
  const part = useBinaryPart(binary, 'notes');
  return (
    <Waiting part={part}>
      {({ properties }) =>
        elf.notes.length === 0 && (properties ?? []).length === 0 ? (
          <Empty icon="file" title={t('notes.none')} why={t('notes.noneWhy')} />
        ) : (
          <div className={pane['scroll']}>
            <div className={pane['tools']}>
              <FilterField label={t('elf:filter')} />
            </div>
            <Filtered
              title={t('notes.properties')}
              rows={properties ?? []}
              fields={[
                { key: 'name', header: t('elf:name'), value: ({ name }) => name, width: 'minmax(200px, 1fr)' },
                { key: 'value', header: t('elf:value'), value: ({ value }) => value, width: 'minmax(200px, 2fr)' },
                { key: 'place', header: t('bytes'), value: ({ place }) => place.offset, text: ({ place }) => placeText(place), width: '120px', end: true },
              ]}
            />
            <Notes elf={elf} tall={40} />
          </div>
        )
      }
    </Waiting>
  );
}
