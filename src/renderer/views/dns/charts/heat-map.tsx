// Time-out by attempts: how long a lookup takes at worst, as a number and as a shade, with the line of the budget drawn between cells. It is a table.
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cellText, heat } from '../../../../shared/charts/cells.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Frame } from './frame.tsx';
import { heatPanels, heatRange, panelLine, withinBudget, type HeatPanel } from './heat-panels.ts';
import type { GridPoint, HeatMapProps } from './props.ts';
import { shade } from './shade.ts';
import css from './heat-map.module.css';

export function HeatMapChart({ points, resolver, budgetNs, onPick, current = null }: HeatMapProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const panels = useMemo(() => heatPanels(points, resolver), [points, resolver]);
  const range = useMemo(() => heatRange(panels), [panels]);
  const title = budgetNs === null ? t('heat.title') : t('heat.titleBudget', { budget: formatNs(budgetNs) });
  const legend = (
    <>
      <span className={css['ramp']}>
        {formatNs(range.leastNs)}
        {[0, 0.25, 0.5, 0.75, 1].map((level) => (
          <i key={level} style={{ background: shade(level) }} />
        ))}
        {formatNs(range.mostNs)}
      </span>
      <span>{t('heat.unit')}</span>
      <span>{t('heat.axes')}</span>
      {budgetNs === null ? null : (
        <span className={css['line-sign']}>
          <i />
          {t('heat.line', { budget: formatNs(budgetNs) })}
        </span>
      )}
    </>
  );
  return (
    <Frame title={title} legend={points.length === 0 ? undefined : legend}>
      {panels.length === 0 ? <p className="dim">{t('none')}</p> : null}
      {rowsOf(panels).map((row) => (
        <div key={`${row[0]?.resolver}`} className={css['panels']}>
          {row.map((panel) => (
            <Panel key={`${panel.resolver} ${panel.servers}`} panel={panel} range={range} budgetNs={budgetNs} onPick={onPick} current={current} />
          ))}
        </div>
      ))}
    </Frame>
  );
}

/** A row for each resolver; panels that would stand in rows of their own stand beside each other. */
function rowsOf(panels: readonly HeatPanel[]): HeatPanel[][] {
  const rows = [...Map.groupBy(panels, (panel) => panel.resolver).values()];
  return rows.every((row) => row.length === 1) && rows.length > 0 ? [rows.flat()] : rows;
}

interface PanelProps {
  panel: HeatPanel;
  range: { leastNs: number; mostNs: number };
  budgetNs: number | null;
  onPick: ((point: GridPoint) => void) | undefined;
  current: NonNullable<HeatMapProps['current']> | null;
}

function Panel({ panel, range, budgetNs, onPick, current }: PanelProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const { timeouts, attempts, cells } = panel;
  const edges = useMemo(() => panelLine(panel, budgetNs), [panel, budgetNs]);
  const mine = current !== null && (current.servers ?? panel.servers) === panel.servers && (current.resolver ?? panel.resolver) === panel.resolver;
  const isCurrent = (point: GridPoint | null): boolean => mine && point !== null && point.timeout === current.timeout && point.attempts === current.attempts;
  // One stop of the tab key for each panel: the cell of the scenario, or the first.
  const start = useMemo((): readonly [number, number] => {
    const y = mine ? attempts.indexOf(current.attempts) : -1;
    const x = mine ? timeouts.indexOf(current.timeout) : -1;
    return y < 0 || x < 0 ? [0, 0] : [y, x];
  }, [mine, current, attempts, timeouts]);
  const [moved, setMoved] = useState<readonly [number, number] | null>(null);
  const [atY, atX] = moved ?? start;
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowRight: [atY, atX + 1],
      ArrowLeft: [atY, atX - 1],
      ArrowDown: [atY + 1, atX],
      ArrowUp: [atY - 1, atX],
      Home: [atY, 0],
      End: [atY, timeouts.length - 1],
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = [Math.min(Math.max(to[0], 0), attempts.length - 1), Math.min(Math.max(to[1], 0), timeouts.length - 1)] as const;
    setMoved(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-at="${next[0]}.${next[1]}"]`)?.focus();
  };
  const words = (point: GridPoint): string =>
    t('heat.cell', {
      timeout: point.timeout,
      attempts: point.attempts,
      time: point.maxNs === null ? t('never') : formatNs(point.maxNs),
      packets: t('packets', { count: point.packets }),
      budget: { true: `${t(`result.${point.result}`)}, ${t('heat.within')}`, false: t('heat.over'), null: t(`result.${point.result}`) }[
        String(withinBudget(point, budgetNs)) as 'true' | 'false' | 'null'
      ],
    });
  const name = t('heat.panel', { resolver: panel.resolver, count: panel.servers });
  return (
    <section className={css['panel']} aria-label={name}>
      <h3>{name}</h3>
      <div className={css['scroll']}>
        <table role="grid" aria-label={name} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{t('heat.axes')}</span>
              </th>
              {timeouts.map((timeout) => (
                <th key={timeout} scope="col">
                  {timeout}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((row, y) => (
              <tr key={attempts[y]}>
                <th scope="row">{attempts[y]}</th>
                {row.map((point, x) => {
                  const edge = edges[y]?.[x];
                  const within = withinBudget(point, budgetNs);
                  return (
                    <td
                      key={timeouts[x]}
                      role="gridcell"
                      data-right={edge?.right === true}
                      data-bottom={edge?.bottom === true}
                      data-within={within ?? undefined}
                      aria-selected={isCurrent(point)}
                      style={point === null ? undefined : { background: shade(heat(point.maxNs, range.leastNs, range.mostNs)) }}
                    >
                      {point === null ? null : (
                        <button
                          type="button"
                          data-at={`${y}.${x}`}
                          tabIndex={y === atY && x === atX ? 0 : -1}
                          aria-label={`${cellText(point.maxNs)} · ${words(point)}`}
                          title={words(point)}
                          onFocus={() => setMoved([y, x])}
                          onClick={() => onPick?.(point)}
                        >
                          {cellText(point.maxNs)}
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
    </section>
  );
}
