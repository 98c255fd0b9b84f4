import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterField } from '../../ui/filtered.tsx';
import pane from '../../ui/pane.module.css';
import { Header, Sections, Segments } from '../elf/tables.tsx';
import type { BinaryTabProps } from './parts.ts';

export function SectionsTab({ elf }: BinaryTabProps): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <div className={pane['scroll']}>
      <div className={pane['tools']}>
        <FilterField label={t('filter')} />
      </div>
      <Sections elf={elf} tall={60} />
      <Segments elf={elf} tall={40} />
      <Header elf={elf} />
    </div>
  );
}
