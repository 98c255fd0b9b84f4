// The tables of a binary's own document, under whatever filter the view has: shared by a cell's ELF tab and the binary view.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Elf } from '../../../shared/domain/elf.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { Filtered } from '../../ui/filtered.tsx';
import { hex, sectionFlags, segmentFlags } from '../../ui/hex.ts';
import { Section } from '../../ui/page.tsx';

interface TableOf {
  elf: Elf;
  /** Rows above which the table scrolls by itself. */
  tall?: number;
  /** The row that is looked for, by its number. */
  selected?: number | null;
}

/** What the parser could not take as it stands, with the place. */
export function Warnings({ warnings }: Pick<Elf, 'warnings'>): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('warnings')}
      rows={warnings}
      fields={[
        { key: 'code', header: t('code'), value: ({ code }) => code, width: '200px' },
        { key: 'text', header: t('text'), value: ({ text }) => text, width: 'minmax(200px, 1fr)' },
        {
          key: 'offset',
          header: t('offset'),
          value: ({ offset }) => offset,
          text: ({ offset }) => (offset === null ? '' : `${offset} (${hex(offset)})`),
          width: '180px',
          end: true,
        },
      ]}
    />
  );
}

/** The file's header and counts, for an ELF file. */
export function Header({ elf }: { elf: Elf }): ReactNode {
  const { t } = useTranslation('elf');
  if (elf.format !== 'elf') return null;
  const value = (text: string | number | null): ReactNode => <Shown text={text === null ? '-' : String(text)} />;
  return (
    <Section title={t('header')}>
      <Facts
        rows={[
          { name: t('entry'), value: value(elf.entry === null ? null : hex(elf.entry)) },
          { name: t('osabi'), value: value(elf.osabi) },
          { name: t('headerFlags'), value: value(elf.flags === null ? null : hex(elf.flags)) },
          { name: t('symbols'), value: value(t('symbolCounts', { dynamic: elf.symbols.dynamic, static: elf.symbols.static })) },
          { name: t('initArray'), value: value(elf.initArray) },
          { name: t('relocationCount'), value: value(t('plt', { count: elf.relocations.count, plt: elf.relocations.plt })) },
        ]}
      />
    </Section>
  );
}

export function Sections({ elf, tall, selected = null }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('sections')}
      rows={elf.sections}
      selected={selected}
      fields={[
        { key: 'name', header: t('name'), value: ({ name }) => name, width: 'minmax(160px, 2fr)' },
        { key: 'type', header: t('type'), value: ({ type }) => type, width: 'minmax(120px, 1fr)' },
        { key: 'flags', header: t('flags'), value: ({ flags }) => sectionFlags(flags), width: '70px' },
        { key: 'addr', header: t('address'), value: ({ addr }) => Number(addr), text: ({ addr }) => hex(addr), width: '120px', end: true },
        { key: 'offset', header: t('fileOffset'), value: ({ offset }) => offset, text: ({ offset }) => hex(offset), width: '100px', end: true },
        { key: 'size', header: t('size'), value: ({ size }) => size, text: ({ size }) => formatBytes(size), width: '90px', end: true },
        { key: 'align', header: t('align'), value: ({ align }) => align, width: '60px', end: true },
        { key: 'entsize', header: t('entsize'), value: ({ entsize }) => entsize, width: '60px', end: true },
        { key: 'link', header: t('link'), value: ({ link }) => link, width: '50px', end: true },
        { key: 'info', header: t('info'), value: ({ info }) => info, width: '60px', end: true },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function Segments({ elf, tall, selected = null }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('segments')}
      rows={elf.segments}
      selected={selected}
      fields={[
        { key: 'type', header: t('type'), value: ({ type }) => type, width: 'minmax(160px, 1fr)' },
        { key: 'flags', header: t('flags'), value: ({ flags }) => segmentFlags(flags), width: '70px' },
        { key: 'vaddr', header: t('address'), value: ({ vaddr }) => Number(vaddr), text: ({ vaddr }) => hex(vaddr), width: '160px', end: true },
        { key: 'offset', header: t('fileOffset'), value: ({ offset }) => offset, text: ({ offset }) => hex(offset), width: '110px', end: true },
        { key: 'filesz', header: t('size'), value: ({ filesz }) => filesz, text: ({ filesz }) => formatBytes(filesz), width: '100px', end: true },
        { key: 'memsz', header: t('memory'), value: ({ memsz }) => Number(memsz), text: ({ memsz }) => formatBytes(Number(memsz)), width: '100px', end: true },
        { key: 'align', header: t('align'), value: ({ align }) => Number(align), text: ({ align }) => hex(align), width: '90px', end: true },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function Dynamic({ elf, tall }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('dynamic')}
      rows={elf.dynamic}
      fields={[
        { key: 'tag', header: t('tag'), value: ({ tag }) => tag, width: '200px' },
        { key: 'value', header: t('value'), value: ({ value }) => Number(value), text: ({ value }) => hex(value), width: '180px' },
        { key: 'text', header: t('text'), value: ({ text }) => text, width: 'minmax(200px, 1fr)' },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function VersionsNeeded({ elf, tall }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('versions')}
      rows={elf.versionsNeeded}
      fields={[
        { key: 'file', header: t('file'), value: ({ file }) => file, width: 'minmax(200px, 1fr)' },
        { key: 'version', header: t('version'), value: ({ version }) => version, width: 'minmax(200px, 2fr)' },
        { key: 'weak', header: t('weak'), value: ({ weak }) => (weak ? t('yes') : ''), width: '70px' },
        { key: 'hidden', header: t('hidden'), value: ({ hidden }) => (hidden ? t('yes') : ''), width: '80px' },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function Relocations({ elf, tall }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('relocations')}
      rows={Object.entries(elf.relocations.byType)}
      fields={[
        { key: 'type', header: t('type'), value: ([type]) => type, width: 'minmax(200px, 1fr)' },
        { key: 'count', header: t('count'), value: ([, count]) => count, width: '120px', end: true },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function Notes({ elf, tall }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('notes')}
      rows={elf.notes}
      fields={[
        { key: 'name', header: t('owner'), value: ({ name }) => name, width: 'minmax(140px, 1fr)' },
        { key: 'type', header: t('type'), value: ({ type }) => type, width: '80px', end: true },
        { key: 'text', header: t('text'), value: ({ text }) => text, width: 'minmax(160px, 1fr)' },
        { key: 'desc', header: t('desc'), value: ({ desc }) => desc, width: 'minmax(160px, 2fr)' },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function Settings({ elf, tall }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('settings')}
      rows={Object.entries(elf.go?.settings ?? {})}
      fields={[
        { key: 'setting', header: t('setting'), value: ([name]) => name, width: '200px' },
        { key: 'value', header: t('value'), value: ([, value]) => value, width: 'minmax(200px, 1fr)' },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}

export function Modules({ elf, tall }: TableOf): ReactNode {
  const { t } = useTranslation('elf');
  return (
    <Filtered
      title={t('modules')}
      rows={elf.go?.deps ?? []}
      fields={[
        { key: 'path', header: t('path'), value: ({ path }) => path, width: 'minmax(200px, 2fr)' },
        { key: 'version', header: t('version'), value: ({ version }) => version, width: 'minmax(140px, 1fr)' },
        { key: 'sum', header: t('sum'), value: ({ sum }) => sum, width: 'minmax(160px, 1fr)' },
        { key: 'replace', header: t('replaced'), value: ({ replace }) => (replace === null ? '' : `${replace.path} ${replace.version}`), width: 'minmax(140px, 1fr)' },
      ]}
      {...(tall === undefined ? {} : { tall })}
    />
  );
}
