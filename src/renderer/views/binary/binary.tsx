// A binary in depth: will it run, where, and what is in it. The address says which one; without one, it is chosen here.
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Binary } from '../../../shared/api/contract.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { BINARY_TABS, routes, type BinaryTab } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page, type Crumb } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { AgainstTab } from './against-tab.tsx';
import css from './binary.module.css';
import { CodeTab } from './code-tab.tsx';
import { commandOf } from './command.ts';
import { CompareThis } from './compare-this.tsx';
import { ChooseBinary } from './choose.tsx';
import { DynamicTab } from './dynamic-tab.tsx';
import { NotesTab } from './notes-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { useBinaryPart, type BinaryTabProps } from './parts.ts';
import { SectionsTab } from './sections-tab.tsx';
import { SizeTab } from './size-tab.tsx';
import { SymbolsTab } from './symbols-tab.tsx';
import { baseName, binaryOf, placeOf, shortName } from './which.ts';

export function BinaryView(): ReactNode {
  const [params] = useSearchParams();
  const binary = binaryOf((name) => params.get(name));
  return binary === null ? <ChooseBinary /> : <OneBinary key={placeOf(binary)} binary={binary} />;
}

const TABS: Record<BinaryTab, (props: BinaryTabProps) => ReactNode> = {
  overview: OverviewTab,
  against: AgainstTab,
  symbols: SymbolsTab,
  sections: SectionsTab,
  dynamic: DynamicTab,
  code: CodeTab,
  notes: NotesTab,
  size: SizeTab,
};
/** What there is to see of a file that is no ELF. */
const ANY_FORMAT: readonly BinaryTab[] = ['overview', 'against'];

const isTab = (text: string): text is BinaryTab => BINARY_TABS.some((tab) => tab === text);

function OneBinary({ binary }: { binary: Binary }): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const [tabText, setTab] = useUrlValue('tab', 'overview');
  const read = useBinaryPart(binary, 'overview');
  const title = shown(shortName(binary));
  const crumbs = useCrumbs(binary);
  if (read.data === undefined)
    return (
      <Page title={title} crumbs={crumbs}>
        {read.isError ? (
          <>
            <ErrorNotice error={read.error} retry={() => void read.refetch()} />
            {binary.kind === 'image' ? null : <p className={css['after']}>{binary.kind === 'file' ? t('gone') : t('noArtefact')}</p>}
          </>
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { elf, detail } = read.data;
  // The file of a cell has no name of its own; the program that it is has one.
  const program = binary.kind === 'cell' ? baseName(elf.go?.path ?? '') : '';
  const tabs = elf.format === 'elf' ? BINARY_TABS : ANY_FORMAT;
  const tab = isTab(tabText) && tabs.includes(tabText) ? tabText : 'overview';
  const Panel = TABS[tab];
  const command = commandOf(binary, tab);
  return (
    <Page
      fill
      title={program === '' ? title : shown(program)}
      crumbs={crumbs}
      aside={
        <>
          <span className="mono" title={shown(placeOf(binary))}>
            {[shown(elf.machine ?? elf.format), elf.linkage === null ? '' : elf.linkage, formatBytes(elf.size)].filter((text) => text !== '').join(' · ')}
          </span>
          <CopyButton text={placeOf(binary)} label={t('copyPlace')} />
        </>
      }
      actions={<CompareThis binary={binary} />}
      {...(command === undefined ? {} : { command })}
    >
      <Tabs value={tab} onChange={(value) => setTab(value ?? '')} classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}>
        <Tabs.List aria-label={t('tabs.label')}>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
              {name === 'symbols' ? <span className={pane['count']}>{(elf.symbols.dynamic + elf.symbols.static).toLocaleString('en')}</span> : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} key={tab}>
          <Panel binary={binary} elf={elf} detail={detail} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function useCrumbs(binary: Binary): Crumb[] {
  const { t } = useTranslation('binary');
  switch (binary.kind) {
    case 'file':
      return [{ text: t('title'), to: routes.binary(null) }];
    case 'cell':
      return [{ text: t('cell', { run: shown(binary.run.slice(-6)), number: binary.cell }), to: routes.cell(binary.run, binary.cell, { tab: 'elf' }) }];
    case 'image':
      return [{ text: shown(binary.image), to: routes.image(binary.image, { tab: 'files', path: binary.path }) }];
  }
}
