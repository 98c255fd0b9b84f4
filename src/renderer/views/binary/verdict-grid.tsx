// The map of one binary against many images: a row an image, a column a check. Arrow keys move, Enter opens an image; the fact behind a cell stands below.
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalImage } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { CHECKS, type CheckResult } from '../../../shared/domain/verdict.ts';
import { ReadSoFar } from '../image/reading.tsx';
import css from './verdict.module.css';
import { checkOf, type Judged } from './verdicts.ts';

export interface GridRow {
  ref: string;
  image: LocalImage | null;
  judged: Judged;
}

export const CHECK_SIGN: Record<CheckResult['status'], string> = { pass: '✓', fail: '✗', warn: '!', unknown: '?', 'not-needed': '·' };
const RUNS_SIGN = { yes: '✓', no: '✗', unknown: '?' } as const;

export function RunsSign({ runs }: { runs: keyof typeof RUNS_SIGN }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <span className={css['runs']} data-runs={runs}>
      <span aria-hidden>{RUNS_SIGN[runs]}</span> {t(`runs.${runs}`)}
    </span>
  );
}

/** Name, verdict, the checks, the reason. */
const COLUMNS = CHECKS.length + 3;

export function VerdictGrid({ rows, selected, onOpen }: { rows: readonly GridRow[]; selected: string | null; onOpen: (ref: string) => void }): ReactNode {
  const { t } = useTranslation('binary');
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const [fact, setFact] = useState('');
  const current = [Math.min(at[0], Math.max(0, rows.length - 1)), at[1]] as const;
  const onKeyDown = (event: KeyboardEvent): void => {
    const [row, column] = current;
    const moves: Record<string, readonly [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      Home: [row, 0],
      End: [row, COLUMNS - 1],
      PageDown: [row + 12, column],
      PageUp: [row - 12, column],
    };
    const move = moves[event.key];
    const ref = rows[row]?.ref;
    if (move !== undefined) {
      event.preventDefault();
      const next = [Math.min(rows.length - 1, Math.max(0, move[0])), Math.min(COLUMNS - 1, Math.max(0, move[1]))] as const;
      setAt(next);
      grid.current?.querySelector<HTMLElement>(`[data-at="${next[0]} ${next[1]}"]`)?.focus();
    } else if ((event.key === 'Enter' || event.key === ' ') && ref !== undefined) {
      event.preventDefault();
      onOpen(ref);
    }
  };
  const cell = (row: number, column: number, said: string): object => ({
    role: 'gridcell',
    'data-at': `${row} ${column}`,
    tabIndex: current[0] === row && current[1] === column ? 0 : -1,
    onFocus: () => {
      setAt([row, column]);
      setFact(said);
    },
    onPointerEnter: () => setFact(said),
  });
  return (
    <>
      <div ref={grid} className={css['grid']} role="grid" aria-label={t('against.map')} aria-rowcount={rows.length + 1} aria-colcount={COLUMNS} onKeyDown={onKeyDown}>
        <div role="row" className={css['head']}>
          <span role="columnheader">{t('against.image')}</span>
          <span role="columnheader">{t('against.verdict')}</span>
          {CHECKS.map((id) => (
            <span key={id} role="columnheader" title={t(`check.${id}`)} aria-label={t(`check.${id}`)}>
              {t(`checkShort.${id}`)}
            </span>
          ))}
          <span role="columnheader">{t('against.reason')}</span>
        </div>
        {rows.map(({ ref, image, judged }, row) => {
          const name = shown(ref);
          const verdict = judged.state === 'judged' ? judged.verdict : null;
          const state = judged.state === 'judged' ? '' : judged.state === 'failed' ? t('against.failed', { reason: shown(judged.reason) }) : t(`against.${judged.state}`);
          const reason = verdict === null ? state : shown(verdict.reason);
          const about =
            verdict === null
              ? name
              : `${name} · ${[verdict.image.platform, verdict.image.libc === 'none' ? t('facts.noLibc') : verdict.image.libc, verdict.image.libcVersion ?? '']
                  .map(shown)
                  .filter((part) => part !== '')
                  .join(' ')}`;
          return (
            <div key={ref} role="row" className={css['row']} aria-selected={selected === ref} data-state={judged.state} onClick={() => onOpen(ref)}>
              <span {...cell(row, 0, about)} className={css['name']} title={name}>
                <span>{name}</span>
                <span className="dim">{verdict === null ? (image === null ? '' : formatBytes(image.bytes)) : about.slice(name.length + 3)}</span>
              </span>
              <span {...cell(row, 1, reason)}>
                {verdict === null ? <span className="dim">{judged.state === 'failed' ? '!' : judged.state === 'judging' ? '…' : ''}</span> : <RunsSign runs={verdict.runs} />}
              </span>
              {CHECKS.map((id, index) => {
                const check = verdict === null ? null : checkOf(verdict, id);
                const said = check === null ? '' : `${t(`check.${id}`)}: ${t(`status.${check.status}`)}. ${shown(check.text)}`;
                return (
                  <span
                    key={id}
                    {...cell(row, index + 2, said === '' ? state : said)}
                    className={css['check']}
                    data-status={check?.status}
                    aria-label={said === '' ? t(`check.${id}`) : said}
                  >
                    <span aria-hidden>{check === null ? '' : CHECK_SIGN[check.status]}</span>
                  </span>
                );
              })}
              <span {...cell(row, COLUMNS - 1, reason)} className={css['reason']} title={reason}>
                {judged.state === 'waiting' ? null : reason}
                {judged.state === 'judging' ? <ReadSoFar image={ref} short /> : null}
              </span>
            </div>
          );
        })}
      </div>
      <p className={css['fact']} aria-hidden>
        {fact === '' ? t('against.hint') : fact}
      </p>
    </>
  );
}
