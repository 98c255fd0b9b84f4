// The dynamic section, and the versions of symbols that the binary asks for and gives.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Filtered, FilterField } from '../../ui/filtered.tsx';
import { Empty } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';
import { Dynamic, VersionsNeeded } from '../elf/tables.tsx';
import type { BinaryTabProps } from './parts.ts';
import { placeText } from './place.tsx';

export function DynamicTab({ elf, detail }: BinaryTabProps): ReactNode {
  const { t } = useTranslation(['binary', 'elf']);
  const { versions } = detail;
  if (elf.dynamic.length === 0 && elf.versionsNeeded.length === 0 && (versions?.defined.length ?? 0) === 0)
    return <Empty icon="file" title={t('dynamic.none')} why={t('dynamic.noneWhy')} />;
  return (
    <div className={pane['scroll']}>
      <div className={pane['tools']}>
        <FilterField label={t('elf:filter')} />
      </div>
      <Dynamic elf={elf} tall={40} />
      {versions === null ? (
        <VersionsNeeded elf={elf} tall={40} />
      ) : (
        <>
          <Filtered
            title={t('elf:versions')}
            rows={versions.needed}
            tall={30}
            fields={[
              { key: 'file', header: t('elf:file'), value: ({ file }) => file, width: 'minmax(120px, 1fr)' },
              { key: 'version', header: t('elf:version'), value: ({ version }) => version, width: 'minmax(120px, 1fr)' },
              { key: 'weak', header: t('elf:weak'), value: ({ weak }) => (weak ? t('elf:yes') : ''), width: '60px' },
              { key: 'symbols', header: t('dynamic.symbols'), value: ({ symbols }) => symbols.join(' '), width: 'minmax(200px, 4fr)' },
              { key: 'place', header: t('bytes'), value: ({ place }) => place.offset, text: ({ place }) => placeText(place), width: '110px', end: true },
            ]}
          />
          <Filtered
            title={t('dynamic.defined')}
            rows={versions.defined}
            tall={30}
            fields={[
              { key: 'index', header: t('dynamic.index'), value: ({ index }) => index, width: '70px', end: true },
              { key: 'name', header: t('elf:version'), value: ({ name }) => name, width: 'minmax(160px, 1fr)' },
              { key: 'parents', header: t('dynamic.parents'), value: ({ parents }) => parents.join(' '), width: 'minmax(160px, 2fr)' },
              { key: 'base', header: t('dynamic.base'), value: ({ base }) => (base ? t('elf:yes') : ''), width: '70px' },
              { key: 'weak', header: t('elf:weak'), value: ({ weak }) => (weak ? t('elf:yes') : ''), width: '60px' },
              { key: 'place', header: t('bytes'), value: ({ place }) => place.offset, text: ({ place }) => placeText(place), width: '110px', end: true },
            ]}
          />
        </>
      )}
    </div>
  );
}
