// What the built binary says of itself.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { elfFacts } from '../../../shared/domain/describe.ts';
import type { Elf } from '../../../shared/domain/elf.ts';
import { outcomeText } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { FilterField } from '../../ui/filtered.tsx';
import { Empty, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Dynamic, Header, Modules, Notes, Relocations, Sections, Segments, Settings, VersionsNeeded, Warnings } from '../elf/tables.tsx';
import { knownFact } from './known-facts.ts';
import type { CellTabProps } from './tab-props.ts';

export function ElfTab({ run, cell, show }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  if (show === null) return <Loading />;
  const { elf } = show;
  const factName = (name: string): string => {
    const known = knownFact(name);
    return known === null ? name : t(`known.${known}`);
  };
  if (elf === null)
    return (
      <Empty
        icon="file"
        title={t('elf.none.title')}
        why={t('elf.none.why', { outcome: shown(outcomeText(cell)) })}
        next={
          <Button component={Link} href={routes.cell(run.id, cell.number, { tab: 'log' })}>
            {t('elf.none.log')}
          </Button>
        }
      />
    );
  return (
    <div className={pane['scroll']}>
      <div className={pane['columns']}>
        <Section title={t('elf.facts')} aside={<Link href={routes.binary({ kind: 'cell', run: run.id, cell: cell.number })}>{t('elf.inDepth')}</Link>}>
          <Facts rows={elfFacts({ ...elf, warnings: [] }).map(([name, text]) => ({ name: factName(name), value: <Shown text={text} /> }))} />
        </Section>
        <Header elf={elf} />
      </div>
      <Warnings warnings={elf.warnings} />
      {elf.format === 'elf' ? <Tables elf={elf} /> : null}
    </div>
  );
}

function Tables({ elf }: { elf: Elf }): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <>
      <div className={pane['tools']}>
        <FilterField label={t('filter')} />
      </div>
      <Sections elf={elf} />
      <Segments elf={elf} />
      <Dynamic elf={elf} />
      <VersionsNeeded elf={elf} />
      <Relocations elf={elf} />
      <Notes elf={elf} />
      <Settings elf={elf} />
      <Modules elf={elf} />
    </>
  );
}
