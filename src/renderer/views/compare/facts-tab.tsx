// The facts of the sides, aligned: what differs first, by what it says; what is equal folded below.
import { Fragment, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Difference, Show } from '../../../shared/domain/documents.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes, type CellTab } from '../../app/routes.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty } from '../../ui/notice.tsx';
import { StateSign } from '../../ui/sign.tsx';
import { factsOf, factTable, type FactRow, type Room } from './facts.ts';
import css from './facts.module.css';
import { letterOf } from './sides.ts';
import { Value } from './value.tsx';

/** Where the evidence of a room is shown in the cell's own view. */
const EVIDENCE: Record<Room, CellTab> = {
  axes: 'summary',
  outcome: 'summary',
  elf: 'elf',
  image: 'summary',
  trace: 'trace',
  build: 'log',
  run: 'output',
  host: 'summary',
  resolver: 'summary',
  time: 'summary',
};

export interface FactsTabProps {
  shows: readonly Show[];
  differences: readonly (readonly Difference[])[];
  all: boolean;
  onAll: (all: boolean) => void;
}

export function FactsTab({ shows, differences, all, onAll }: FactsTabProps): ReactNode {
  const { t } = useTranslation('compare');
  const table = useMemo(() => factTable(shows, differences), [shows, differences]);
  const columns = shows.length + 2;
  const fold = (label: string, rows: readonly FactRow[]): ReactNode =>
    rows.length === 0 ? null : (
      <tbody>
        <tr className={css['fold']}>
          <th colSpan={columns} scope="rowgroup">
            <button type="button" aria-expanded={all} onClick={() => onAll(!all)}>
              <Icon name={all ? 'down' : 'right'} size={12} />
              {label}
            </button>
          </th>
        </tr>
        {all ? rows.map((row, index) => <Row key={row.fact} row={row} shows={shows} room={rows[index - 1]?.room === row.room ? null : row.room} />) : null}
      </tbody>
    );
  return (
    <div className={css['scroller']}>
      <table className={css['table']} aria-label={t('facts.table')}>
        <colgroup>
          <col className={css['col-weight']} />
          <col className={css['col-fact']} />
          {shows.map((_, side) => (
            <col key={side} />
          ))}
        </colgroup>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('facts.weight')}</th>
            <th scope="col">{t('facts.fact')}</th>
            {shows.map((_, side) => (
              <th key={side} scope="col">
                {letterOf(side)}
              </th>
            ))}
          </tr>
        </thead>
        {table.groups.map(({ room, rows }) => (
          <tbody key={room}>
            <tr className={css['room']}>
              <th colSpan={columns} scope="rowgroup">
                {t(`room.${room}`)}
              </th>
            </tr>
            {rows.map((row) => (
              <Row key={row.fact} row={row} shows={shows} />
            ))}
          </tbody>
        ))}
        {table.groups.length === 0 ? (
          <tbody>
            <tr>
              <td colSpan={columns}>
                <Empty icon="check" title={t('facts.nothing')} why={t('facts.nothingWhy')} />
              </td>
            </tr>
          </tbody>
        ) : null}
        {fold(t('facts.noise', { count: table.noise.length }), table.noise)}
        {fold(t('facts.equal', { count: table.equal.length }), table.equal)}
      </table>
    </div>
  );
}

/** A long name may break after the signs in it, not within its words. */
function Name({ text }: { text: string }): ReactNode {
  return shown(text)
    .split(/(?<=[.>])/)
    .map((part, index) => (
      <Fragment key={index}>
        {part}
        <wbr />
      </Fragment>
    ));
}

/** `room`: said before the name where the row does not stand under its room. */
function Row({ row, shows, room = null }: { row: FactRow; shows: readonly Show[]; room?: Room | null }): ReactNode {
  const { t } = useTranslation('compare');
  const [open, setOpen] = useState(false);
  const texts = row.texts.filter((text) => text !== null);
  return (
    <>
      {room === null ? null : (
        <tr className={css['subroom']}>
          <td />
          <th colSpan={shows.length + 1} scope="rowgroup">
            {t(`room.${room}`)}
          </th>
        </tr>
      )}
      <tr className={css['row']} data-differs={row.weight > 0} data-fact={row.fact}>
        <td className={css['weight']}>{row.weight > 0 ? <span title={t('facts.weightWhy')}>{row.weight}</span> : null}</td>
        <th scope="row" className={css['name']} title={texts.length === 0 ? row.fact : shown(texts.join('\n'))}>
          <button type="button" aria-expanded={open} aria-label={t('facts.details', { fact: row.fact })} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'down' : 'right'} size={11} />
            <span>
              <Name text={row.name} />
            </span>
          </button>
        </th>
        {row.values.map((value, side) => (
          <td key={side} className={css['value']} data-same={value.kind === 'same'}>
            {row.fact === 'outcome' && shows[side] !== undefined && value.kind !== 'same' ? <StateSign cell={shows[side].cell} /> : <Value value={value} sign={row.weight > 0} />}
          </td>
        ))}
      </tr>
      {open ? <Details row={row} shows={shows} /> : null}
    </>
  );
}

function Details({ row, shows }: { row: FactRow; shows: readonly Show[] }): ReactNode {
  const { t } = useTranslation('compare');
  const tab = EVIDENCE[row.room];
  const lists = shows.map((show) => factsOf(show).get(row.fact)).map((value) => (Array.isArray(value) ? value.map(String) : null));
  return (
    <tr className={css['details']}>
      <td />
      <td colSpan={shows.length + 1}>
        <div className={css['detail-grid']}>
          <span className="dim">{t('facts.fact')}</span>
          <code>{shown(row.fact)}</code>
          {row.texts.map((text, index) =>
            text === null ? null : (
              <Fragment key={index}>
                <span className="dim">
                  {t('facts.inWords')} {letterOf(0)}
                  {' | '}
                  {letterOf(index + 1)}
                </span>
                <code>{shown(text)}</code>
              </Fragment>
            ),
          )}
          {lists.map((list, side) =>
            list === null ? null : (
              <Fragment key={side}>
                <span className="dim">
                  {t('facts.wholeList')} {letterOf(side)}
                </span>
                <code className={css['whole']}>{list.length === 0 ? t('facts.none') : list.map(shown).join('\n')}</code>
              </Fragment>
            ),
          )}
          <span className="dim">{t('facts.evidence')}</span>
          <span className={css['links']}>
            {shows.map((show, side) => (
              <Link key={side} href={routes.cell(show.run.id, show.cell.number, { tab })}>
                {letterOf(side)}
                {': '}
                {tab}
              </Link>
            ))}
          </span>
        </div>
      </td>
    </tr>
  );
}
