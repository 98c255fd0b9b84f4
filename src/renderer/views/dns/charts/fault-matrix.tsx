// Every fault against every subject: how long, how it ended, how many packets. A table whose shades are the times.
import { Fragment, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { heat } from '../../../../shared/charts/cells.ts';
import { amplification, faultTable, timeRange } from '../../../../shared/charts/fault-table.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import { Frame } from './frame.tsx';
import type { FaultMatrixProps, FaultRow } from './props.ts';
import { shade } from './shade.ts';
import css from './fault-matrix.module.css';

const SIGN = { ok: '✓', fail: '✗', hang: '∞', varies: '~' } as const;

export function FaultMatrixChart({ rows, timeoutNs = null, onPick }: FaultMatrixProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const { faults, subjects, cell } = useMemo(() => faultTable(rows), [rows]);
  const range = useMemo(() => timeRange(rows), [rows]);
  const time = (row: FaultRow): string => {
    const slowest = row.wallNs === null ? t('never') : formatNs(row.wallNs);
    return row.minNs === undefined || row.minNs === null || row.minNs === row.wallNs ? slowest : `${formatNs(row.minNs)} … ${slowest}`;
  };
  const inside = (row: FaultRow): ReactNode => {
    const times = amplification(row.wallNs, timeoutNs);
    return (
      <>
        <span className={css['time']}>{time(row)}</span>
        <span className={css['more']} data-result={row.result}>
          <b aria-hidden>{SIGN[row.result]}</b> {t(`result.${row.result}`)}
          {` · ${t('packets', { count: row.packets })}`}
          {times === null ? null : ` · ${t('fault.times', { times })}`}
        </span>
      </>
    );
  };
  return (
    <Frame title={t('fault.title')}>
      {rows.length === 0 ? (
        <p className="dim">{t('none')}</p>
      ) : (
        <div className={css['scroll']} tabIndex={0} role="region" aria-label={t('fault.title')}>
          <table className={css['matrix']}>
            <thead>
              <tr>
                <th scope="col">{t('fault.fault')}</th>
                {subjects.map((subject) => (
                  <th key={subject} scope="col">
                    <Shown text={subject} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {faults.map((fault) => (
                <tr key={fault}>
                  <th scope="row">
                    <Shown text={fault} />
                  </th>
                  {subjects.map((subject) => {
                    const row = cell(fault, subject);
                    if (row === null) return <td key={subject} className={css['none']} aria-label={t('fault.none')} />;
                    return (
                      <td key={subject} style={{ background: shade(heat(row.wallNs, range.leastNs, range.mostNs)) }}>
                        {onPick === undefined ? (
                          <Fragment>{inside(row)}</Fragment>
                        ) : (
                          <button
                            type="button"
                            onClick={() => onPick(row)}
                            aria-label={`${shown(fault)}, ${shown(subject)}: ${time(row)}, ${t(`result.${row.result}`)}, ${t('packets', { count: row.packets })}`}
                          >
                            {inside(row)}
                          </button>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Frame>
  );
}
