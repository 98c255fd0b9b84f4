// The pairs of processes that do the same job, and how much of each differs.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceDiff } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import css from './side.module.css';

type Pair = TraceDiff['pairs'][number];

/** Those that differ first; the others when they are asked for. */
export function PairList({ pairs, chosen, onChoose }: { pairs: readonly Pair[]; chosen: number; onChoose: (pair: number) => void }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [all, setAll] = useState(false);
  const rows = pairs.map((pair, index) => ({ pair, index, same: isSame(pair) }));
  const same = rows.filter((row) => row.same);
  const open = all || rows[chosen]?.same === true || same.length === pairs.length;
  const one = ({ pair, index }: { pair: Pair; index: number }): ReactNode => (
    <li key={index}>
      <button type="button" aria-current={index === chosen ? 'true' : undefined} onClick={() => onChoose(index)} title={shown(pair.label)}>
        <span className={css['pair-label']}>{shown(pair.label)}</span>
        <PairCounts pair={pair} />
      </button>
    </li>
  );
  return (
    <nav className={css['pairs']} aria-label={t('pairs.label')}>
      <ul>
        {rows.filter((row) => !row.same).map(one)}
        {same.length === 0 ? null : (
          <li>
            <button type="button" className={css['rest']} aria-expanded={open} onClick={() => setAll(!open)}>
              {t('pairs.same', { count: same.length })}
            </button>
          </li>
        )}
        {open ? same.map(one) : null}
      </ul>
    </nav>
  );
}

const isSame = ({ onlyA, onlyB, changed }: Pair): boolean => onlyA + onlyB + changed === 0;

export function PairCounts({ pair }: { pair: Pair }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const { a, b, onlyA, onlyB, changed, equal } = pair;
  const parts = [
    { sign: '−', count: onlyA, words: t('pairs.onlyA', { count: onlyA }) },
    { sign: '+', count: onlyB, words: t('pairs.onlyB', { count: onlyB }) },
    { sign: '≠', count: changed, words: t('pairs.changed', { count: changed }) },
    { sign: '=', count: equal, words: t('pairs.equal', { count: equal }) },
  ].filter(({ count, sign }) => count > 0 || sign === '=');
  if (a === null || b === null) return <span className={css['pair-counts']}>{a === null ? t('pairs.noA', { count: onlyB }) : t('pairs.noB', { count: onlyA })}</span>;
  return (
    <span className={css['pair-counts']}>
      {parts.map(({ sign, count, words }) => (
        <span key={sign} data-sign={sign} title={words}>
          <span aria-hidden>{`${sign}${count.toLocaleString('en')}`}</span>
          <span className="visually-hidden">{words}</span>
        </span>
      ))}
    </span>
  );
}
