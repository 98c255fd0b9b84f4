// What the built binary says of itself.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { elfFacts } from '../../../shared/domain/describe.ts';
import type { Elf } from '../../../shared/domain/elf.ts';
import { outcomeText } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { routes } from '../../app/routes.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { Empty, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import css from './cell.module.css';
import { Filtered, FilterField } from './filtered.tsx';
import { knownFact } from './known-facts.ts';
import { hex, sectionFlags, segmentFlags } from './hex.ts';
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
    <div className={css['scroll']}>
      <div className={css['columns']}>
        <Section title={t('elf.facts')}>
          <Facts rows={elfFacts({ ...elf, warnings: [] }).map(([name, text]) => ({ name: factName(name), value: <Shown text={text} /> }))} />
        </Section>
        <Header elf={elf} />
      </div>
      <Filtered
        title={t('elf.warnings')}
        rows={elf.warnings}
        fields={[
          { key: 'code', header: t('elf.code'), value: ({ code }) => code, width: '200px' },
          { key: 'text', header: t('elf.text'), value: ({ text }) => text, width: 'minmax(200px, 1fr)' },
          {
            key: 'offset',
            header: t('elf.offset'),
            value: ({ offset }) => offset,
            text: ({ offset }) => (offset === null ? '' : `${offset} (${hex(offset)})`),
            width: '180px',
            end: true,
          },
        ]}
      />
      {elf.format === 'elf' ? <Tables elf={elf} /> : null}
    </div>
  );
}

function Header({ elf }: { elf: Elf }): ReactNode {
  const { t } = useTranslation('cell');
  if (elf.format !== 'elf') return null;
  const value = (text: string | number | null): ReactNode => <Shown text={text === null ? '-' : String(text)} />;
  return (
    <Section title={t('elf.header')}>
      <Facts
        rows={[
          { name: t('elf.entry'), value: value(elf.entry === null ? null : hex(elf.entry)) },
          { name: t('elf.osabi'), value: value(elf.osabi) },
          { name: t('elf.headerFlags'), value: value(elf.flags === null ? null : hex(elf.flags)) },
          { name: t('elf.symbols'), value: value(t('elf.symbolCounts', { dynamic: elf.symbols.dynamic, static: elf.symbols.static })) },
          { name: t('elf.initArray'), value: value(elf.initArray) },
          { name: t('elf.relocationCount'), value: value(t('elf.plt', { count: elf.relocations.count, plt: elf.relocations.plt })) },
        ]}
      />
    </Section>
  );
}

function Tables({ elf }: { elf: Elf }): ReactNode {
  const { t } = useTranslation('cell');
  return (
    <>
      <div className={css['tools']}>
        <FilterField label={t('elf.filter')} />
      </div>
      <Filtered
        title={t('elf.sections')}
        rows={elf.sections}
        fields={[
          { key: 'name', header: t('elf.name'), value: ({ name }) => name, width: 'minmax(160px, 2fr)' },
          { key: 'type', header: t('elf.type'), value: ({ type }) => type, width: 'minmax(120px, 1fr)' },
          { key: 'flags', header: t('elf.flags'), value: ({ flags }) => sectionFlags(flags), width: '70px' },
          { key: 'addr', header: t('elf.address'), value: ({ addr }) => Number(addr), text: ({ addr }) => hex(addr), width: '120px', end: true },
          { key: 'offset', header: t('elf.fileOffset'), value: ({ offset }) => offset, text: ({ offset }) => hex(offset), width: '100px', end: true },
          { key: 'size', header: t('elf.size'), value: ({ size }) => size, text: ({ size }) => formatBytes(size), width: '90px', end: true },
          { key: 'align', header: t('elf.align'), value: ({ align }) => align, width: '60px', end: true },
          { key: 'entsize', header: t('elf.entsize'), value: ({ entsize }) => entsize, width: '60px', end: true },
          { key: 'link', header: t('elf.link'), value: ({ link }) => link, width: '50px', end: true },
          { key: 'info', header: t('elf.info'), value: ({ info }) => info, width: '60px', end: true },
        ]}
      />
      <Filtered
        title={t('elf.segments')}
        rows={elf.segments}
        fields={[
          { key: 'type', header: t('elf.type'), value: ({ type }) => type, width: 'minmax(160px, 1fr)' },
          { key: 'flags', header: t('elf.flags'), value: ({ flags }) => segmentFlags(flags), width: '70px' },
          { key: 'vaddr', header: t('elf.address'), value: ({ vaddr }) => Number(vaddr), text: ({ vaddr }) => hex(vaddr), width: '160px', end: true },
          { key: 'offset', header: t('elf.fileOffset'), value: ({ offset }) => offset, text: ({ offset }) => hex(offset), width: '110px', end: true },
          { key: 'filesz', header: t('elf.size'), value: ({ filesz }) => filesz, text: ({ filesz }) => formatBytes(filesz), width: '100px', end: true },
          { key: 'memsz', header: t('elf.memory'), value: ({ memsz }) => Number(memsz), text: ({ memsz }) => formatBytes(Number(memsz)), width: '100px', end: true },
          { key: 'align', header: t('elf.align'), value: ({ align }) => Number(align), text: ({ align }) => hex(align), width: '90px', end: true },
        ]}
      />
      <Filtered
        title={t('elf.dynamic')}
        rows={elf.dynamic}
        fields={[
          { key: 'tag', header: t('elf.tag'), value: ({ tag }) => tag, width: '200px' },
          { key: 'value', header: t('elf.value'), value: ({ value }) => Number(value), text: ({ value }) => hex(value), width: '180px' },
          { key: 'text', header: t('elf.text'), value: ({ text }) => text, width: 'minmax(200px, 1fr)' },
        ]}
      />
      <Filtered
        title={t('elf.versions')}
        rows={elf.versionsNeeded}
        fields={[
          { key: 'file', header: t('elf.file'), value: ({ file }) => file, width: 'minmax(200px, 1fr)' },
          { key: 'version', header: t('elf.version'), value: ({ version }) => version, width: 'minmax(200px, 2fr)' },
          { key: 'weak', header: t('elf.weak'), value: ({ weak }) => (weak ? t('elf.yes') : ''), width: '70px' },
          { key: 'hidden', header: t('elf.hidden'), value: ({ hidden }) => (hidden ? t('elf.yes') : ''), width: '80px' },
        ]}
      />
      <Filtered
        title={t('elf.relocations')}
        rows={Object.entries(elf.relocations.byType)}
        fields={[
          { key: 'type', header: t('elf.type'), value: ([type]) => type, width: 'minmax(200px, 1fr)' },
          { key: 'count', header: t('elf.count'), value: ([, count]) => count, width: '120px', end: true },
        ]}
      />
      <Filtered
        title={t('elf.notes')}
        rows={elf.notes}
        fields={[
          { key: 'name', header: t('elf.owner'), value: ({ name }) => name, width: '140px' },
          { key: 'type', header: t('elf.type'), value: ({ type }) => type, width: '80px', end: true },
          { key: 'text', header: t('elf.text'), value: ({ text }) => text, width: 'minmax(160px, 1fr)' },
          { key: 'desc', header: t('elf.desc'), value: ({ desc }) => desc, width: 'minmax(160px, 2fr)' },
        ]}
      />
      <Filtered
        title={t('elf.settings')}
        rows={Object.entries(elf.go?.settings ?? {})}
        fields={[
          { key: 'setting', header: t('elf.setting'), value: ([name]) => name, width: '200px' },
          { key: 'value', header: t('elf.value'), value: ([, value]) => value, width: 'minmax(200px, 1fr)' },
        ]}
      />
      <Filtered
        title={t('elf.modules')}
        rows={elf.go?.deps ?? []}
        fields={[
          { key: 'path', header: t('elf.path'), value: ({ path }) => path, width: 'minmax(200px, 2fr)' },
          { key: 'version', header: t('elf.version'), value: ({ version }) => version, width: 'minmax(140px, 1fr)' },
          { key: 'sum', header: t('elf.sum'), value: ({ sum }) => sum, width: 'minmax(160px, 1fr)' },
          { key: 'replace', header: t('elf.replaced'), value: ({ replace }) => (replace === null ? '' : `${replace.path} ${replace.version}`), width: 'minmax(140px, 1fr)' },
        ]}
      />
    </>
  );
}
