// Tables of evidence under one filter, each with its count.
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../shared/domain/text.ts';
import { useUrlValue } from '../app/url-state.ts';
import { Icon } from './icon.tsx';
import { Section } from './page.tsx';
import { Table, type Column } from './table.tsx';
import css from './filtered.module.css';

/** The words of a filter, all of which must stand somewhere in a row; case is no matter. */
export function createFilter(text: string): (row: readonly string[]) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return () => true;
  return (row) => {
    const all = row.join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  };
}

/** The filter of the view, in the address as `q`. */
function useFilter(): [string, (text: string) => void] {
  return useUrlValue('q');
}

export function FilterField({ label }: { label: string }): ReactNode {
  const [text, setText] = useFilter();
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="filter" size={14} />}
      value={text}
      spellCheck={false}
      maxLength={200}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setText('');
      }}
    />
  );
}

/** A column of a row: what is shown is also what is filtered and sorted by. */
export interface Field<T> {
  key: string;
  header: string;
  value: (row: T) => string | number | null;
  /** What is shown, where it is not the value itself. */
  text?: (row: T) => string;
  width?: string;
  end?: boolean;
}

export interface FilteredProps<T> {
  title: string;
  rows: readonly T[];
  fields: readonly Field<T>[];
  /** Rows above which the table scrolls by itself. */
  tall?: number;
  aside?: ReactNode;
  empty?: string;
  /** The row to look at, by its place in `rows`. */
  selected?: number | null;
}

const ROW = 26;
/** Opens where it stands; a table of nothing is left out. */
export function Filtered<T>({ title, rows, fields, tall = 14, aside, empty, selected = null }: FilteredProps<T>): ReactNode {
  const { t } = useTranslation();
  const [text] = useFilter();
  if (rows.length === 0) return null;
  const keep = createFilter(text);
  const textOf = (field: Field<T>, row: T): string => field.text?.(row) ?? String(field.value(row) ?? '');
  const numbered = rows.map((row, index) => ({ row, index }));
  const kept = numbered.filter(({ row }) => keep(fields.map((field) => textOf(field, row))));
  const columns = fields.map((field): Column<{ row: T; index: number }> => ({
    key: field.key,
    header: field.header,
    mono: true,
    ...(field.width === undefined ? {} : { width: field.width }),
    ...(field.end === true ? { align: 'end' } : {}),
    sort: ({ row }) => field.value(row),
    render: ({ row }) => {
      const said = shown(textOf(field, row));
      return <span title={said}>{said.length > 600 ? `${said.slice(0, 600)}…` : said}</span>;
    },
  }));
  return (
    <Section
      title={title}
      flush
      aside={
        <span className={css['inline']}>
          {aside}
          <span className="dim">{kept.length === rows.length ? rows.length : `${kept.length} / ${rows.length}`}</span>
        </span>
      }
    >
      <Table
        label={title}
        rows={kept}
        columns={columns}
        rowKey={({ index }) => String(index)}
        selected={selected === null ? null : String(selected)}
        {...(kept.length > tall ? { height: `${(tall + 1) * ROW + 10}px` } : {})}
        empty={empty ?? t('table.noMatch')}
      />
    </Section>
  );
}
