import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Elf } from '../../../shared/domain/elf.ts';
import type { ByteRange } from '../../../shared/domain/elf-detail.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Shown } from '../../ui/facts.tsx';
import { FilterField } from '../../ui/filtered.tsx';
import { Callout } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';
import { Header, Sections, Segments } from '../elf/tables.tsx';
import { holdersOf, parseAt, type Holders } from './at.ts';
import type { BinaryTabProps } from './parts.ts';
import { placeText } from './place.tsx';

export function SectionsTab({ elf }: BinaryTabProps): ReactNode {
  const { t } = useTranslation('elf');
  const [atText] = useUrlValue('at');
  const at = parseAt(atText);
  const holders = at === null ? { section: null, segment: null } : holdersOf(elf, at);
  return (
    <div className={pane['scroll']}>
      {at === null ? null : <At elf={elf} at={at} holders={holders} />}
      <div className={pane['tools']}>
        <FilterField label={t('filter')} />
      </div>
      <Sections elf={elf} tall={60} selected={holders.section} />
      <Segments elf={elf} tall={40} selected={holders.segment} />
      <Header elf={elf} />
    </div>
  );
}

/** The bytes that a finding stands on: where they are, and what holds them. */
function At({ elf, at, holders }: { elf: Elf; at: ByteRange; holders: Holders }): ReactNode {
  const { t } = useTranslation('binary');
  const names = [holders.section === null ? null : elf.sections[holders.section]?.name, holders.segment === null ? null : elf.segments[holders.segment]?.type].filter(
    (name) => name !== null && name !== undefined && name !== '',
  );
  return (
    <div className={pane['gap']}>
      <Callout kind="info">
        <span className="mono">{placeText(at)}</span>
        {' · '}
        {t('place', { offset: at.offset, count: at.length })}
        {names.length === 0 ? null : (
          <>
            {' · '}
            <span className="mono">
              <Shown text={names.join(' · ')} />
            </span>
          </>
        )}
      </Callout>
    </div>
  );
}
