import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterField } from '../../ui/filtered.tsx';
import { Header, Sections, Segments } from '../elf/tables.tsx';
import css from './binary.module.css';
import type { BinaryTabProps } from './parts.ts';

export function SectionsTab({ elf }: BinaryTabProps): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <div className={css['scroll']}>
      <div className={css['tools']}>
        <FilterField label={t('filter')} />
      </div>
      <Sections elf={elf} tall={60} />
      <Segments elf={elf} tall={40} />
      <Header elf={elf} />
    </div>
  );
}
