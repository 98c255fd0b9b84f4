// The pairs of processes that do the same job, and how much of each differs.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceDiff } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import css from './side.module.css';

type Pair = TraceDiff['pairs'][number];

export function PairList({ pairs, chosen, onChoose }: { pairs: readonly Pair[]; chosen: number; onChoose: (pair: number) => void }): ReactNode {
  const { t } = useTranslation('traceCompare');
  return (
    <nav className={css['pairs']} aria-label={t('pairs.label')}>
      <ul>
        {pairs.map((pair, index) => (
          <li key={index}>
            <button type="button" aria-current={index === chosen ? 'true' : undefined} onClick={() => onChoose(index)} title={shown(pair.label)}>
              <span className={css['pair-label']}>{shown(pair.label)}</span>
              <PairCounts pair={pair} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

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
