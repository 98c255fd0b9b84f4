// Every symbol of a binary, searched by the workbench and read a page at a time: a Go toolchain's own programs have tens of thousands.
import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ElfSymbol } from '../../../shared/domain/elf-detail.ts';
import { shown } from '../../../shared/domain/text.ts';
import { callKey, useApi } from '../../api/client.tsx';
import { useUrlValue } from '../../app/url-state.ts';
import { hex } from '../../ui/hex.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';
import { SearchField } from '../../ui/search-field.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import type { BinaryTabProps } from './parts.ts';

/** Symbols asked for at once. Within one page the table can be sorted; beyond it stands in the order of the file. */
export const PAGE = 2_000;

const TABLES = ['both', 'dynamic', 'static'] as const;
type TableName = (typeof TABLES)[number];

export function SymbolsTab({ binary, elf }: BinaryTabProps): ReactNode {
  const { t } = useTranslation('binary');
  const api = useApi();
  const [query, setQuery] = useUrlValue('q');
  const [tableText, setTable] = useUrlValue('table', 'both');
  const table: TableName = TABLES.find((name) => name === tableText) ?? 'both';
  const asked = useSettled(query);
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const onRange = useCallback((first: number, last: number) => setRange((before) => (before[0] === first && before[1] === last ? before : [first, last])), []);
  const wanted = [...new Set([0, Math.floor(range[0] / PAGE), Math.floor(range[1] / PAGE)])];
  const pages = useQueries({
    queries: wanted.map((page) => {
      const input = { binary, query: asked, table, from: page * PAGE, count: PAGE };
      return {
        queryKey: callKey('elf.symbols', input),
        queryFn: ({ signal }: { signal: AbortSignal }) => api.call('elf.symbols', input, { signal }),
        // Only the first: another page's symbols under these numbers would be a lie.
        ...(page === 0 ? { placeholderData: keepPreviousData } : {}),
      };
    }),
  });
  const first = pages[0];
  const total = first?.data?.total ?? 0;
  const rows = useMemo(() => Array.from({ length: total }, (_, index) => index), [total]);
  const known = new Map(wanted.map((page, index) => [page, pages[index]?.data?.symbols ?? []]));
  const symbolAt = (row: number): ElfSymbol | null => known.get(Math.floor(row / PAGE))?.[row % PAGE] ?? null;
  const sortable = total <= PAGE;
  const column = (
    key: string,
    header: string,
    value: (symbol: ElfSymbol) => string | number | null,
    look: { width: string; end?: boolean; text?: (symbol: ElfSymbol) => string },
  ): Column<number> => {
    const valueOf = (symbol: ElfSymbol | null): string | number | null => (symbol === null ? null : value(symbol));
    return {
      key,
      header,
      width: look.width,
      mono: true,
      ...(look.end === true ? { align: 'end' } : {}),
      ...(sortable ? { sort: (row: number) => valueOf(symbolAt(row)) } : {}),
      render: (row) => {
        const symbol = symbolAt(row);
        if (symbol === null) return key === 'name' ? <span className="dim">…</span> : null;
        const said = shown(look.text === undefined ? String(value(symbol) ?? '') : look.text(symbol));
        return <span title={said}>{said.length > 300 ? `${said.slice(0, 300)}…` : said}</span>;
      },
    };
  };
  const columns = [
    column('name', t('symbols.name'), ({ name }) => name, { width: 'minmax(180px, 3fr)' }),
    column('version', t('symbols.version'), ({ version }) => version, { width: 'minmax(184px, 1.6fr)', text: versionText }),
    column('type', t('symbols.type'), ({ type }) => type.replace('STT_', ''), { width: '76px' }),
    column('bind', t('symbols.bind'), ({ bind }) => bind.replace('STB_', ''), { width: '70px' }),
    column('visibility', t('symbols.visibility'), ({ visibility }) => visibility.replace('STV_', ''), { width: '78px' }),
    column('section', t('symbols.section'), ({ section }) => section, { width: 'minmax(90px, 1fr)' }),
    column('value', t('symbols.value'), ({ value }) => Number(value), { width: '110px', end: true, text: ({ value }) => hex(value) }),
    column('size', t('symbols.size'), ({ size }) => Number(size), { width: '80px', end: true, text: ({ size }) => size }),
    ...(table === 'both' ? [column('table', t('symbols.table'), ({ table: from }) => from, { width: '70px', text: ({ table: from }) => t(`symbols.in.${from}`) })] : []),
  ];
  return (
    <div className={pane['whole']}>
      <div className={pane['bar']}>
        <SearchField label={t('symbols.search')} value={query} onChange={setQuery} icon="search" maxLength={1_000} />
        <SegmentedControl
          aria-label={t('symbols.which')}
          value={table}
          onChange={setTable}
          data={TABLES.map((name) => ({
            value: name,
            label: `${t(`symbols.in.${name}`)} ${(name === 'both' ? elf.symbols.dynamic + elf.symbols.static : elf.symbols[name]).toLocaleString('en')}`,
          }))}
        />
        <span className="dim" role="status">
          {first?.data === undefined ? '' : t('symbols.found', { count: total, shown: total.toLocaleString('en') })}
        </span>
      </div>
      {pages.map((page, index) =>
        page.isError ? (
          <div key={index} className={pane['pad']}>
            <ErrorNotice error={page.error} retry={() => void page.refetch()} />
          </div>
        ) : null,
      )}
      <div className={pane['table']} data-stale={first?.isPlaceholderData === true}>
        <Table
          key={`${table} ${asked}`}
          label={t('tabs.symbols')}
          rows={rows}
          columns={columns}
          rowKey={String}
          onRange={onRange}
          height="fill"
          empty={first?.data === undefined ? t('symbols.reading') : asked === '' ? t('symbols.none') : t('symbols.noMatch')}
        />
      </div>
    </div>
  );
}

/** `@@V2` the default version, `@V1` another one, and the library it is asked of. */
function versionText({ version, hidden, from, section }: ElfSymbol): string {
  if (version === null) return from ?? '';
  const sign = section === 'SHN_UNDEF' || hidden ? '@' : '@@';
  return `${sign}${version}${from === null ? '' : ` (${from})`}`;
}
