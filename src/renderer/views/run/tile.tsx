// A cell of a run as a tile: how it ended or what it does, and the facts people compare. Drawn again only when the cell changes.
import type { TFunction } from 'i18next';
import { createContext, memo, useContext, type ReactNode } from 'react';
import { outcomeText, type Cell, type Run } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { useBasket } from '../../app/basket.ts';
import { Icon } from '../../ui/icon.tsx';
import { lookOf, LOOK_SIGN, MarksIn } from '../../ui/sign.tsx';
import { StageClock } from './clock.tsx';
import css from './tile.module.css';
import { tileText } from './tile-text.ts';

export interface TileContext {
  run: Pick<Run, 'id' | 'startedAt'>;
  t: TFunction<'run'>;
  common: TFunction;
}

/** What does not change from cell to cell: the run, and the words. A hook for texts in each of hundreds of tiles would be felt. */
export const TileRun = createContext<TileContext | null>(null);

function useTileContext(): TileContext {
  const context = useContext(TileRun);
  if (context === null) throw new Error('a tile is used outside of TileRun');
  return context;
}

export const RunTile = memo(function RunTile({ cell }: { cell: Cell }): ReactNode {
  const { run, t, common } = useTileContext();
  const picked = useBasket((state) => state.items.includes(`${run.id}/${cell.number}`));
  const look = lookOf(cell);
  const text = tileText(cell);
  const ended = cell.state !== 'planned' && cell.state !== 'running';
  const bare = !ended || (text.size === null && text.linkage === null);
  const word = cell.state === 'done' ? outcomeText(cell) : cell.state === 'running' && cell.stage !== null ? common(`stage.${cell.stage}`) : common(`state.${cell.state}`);
  return (
    <div className={css['tile']} data-look={look} data-picked={picked}>
      <div className={css['top']}>
        <span className={css['sign']} aria-hidden>
          {LOOK_SIGN[look]}
        </span>
        <a className={css['word']} href={routes.cell(run.id, cell.number)} tabIndex={-1} data-do="open" title={t('tile.open', { number: cell.number })}>
          {shown(word)}
        </a>
        {look === 'running' || look === 'planned' || cell.state !== 'done' ? null : <span className="visually-hidden">{common(`colour.${look}`)}</span>}
        {text.expected === null ? null : (
          <span className={css['expected']}>{text.expected.kind === 'as' ? t('tile.expected') : t('tile.notExpected', { outcome: shown(text.expected.text) })}</span>
        )}
        <span className={css['time']}>
          {cell.state === 'running' ? <StageClock run={run} cell={cell} /> : text.time}
          {ended ? (
            bare ? (
              <MarksIn t={common} cell={cell} />
            ) : null
          ) : !cell.emulated ? null : (
            <abbr className={css['mark']} title={t('tile.willEmulate')} aria-label={t('tile.willEmulate')} role="img">
              {'E'}
            </abbr>
          )}
        </span>
      </div>
      {bare ? null : (
        <div className={css['facts']}>
          {text.size === null ? null : <span>{text.size}</span>}
          {text.linkage === null ? null : <span>{shown(text.linkage)}</span>}
          {text.floor === null ? null : <span title={t('tile.floorWhy', { version: text.floor })}>{t('tile.floor', { version: text.floor })}</span>}
          <MarksIn t={common} cell={cell} />
        </div>
      )}
      {text.finding === null ? (
        text.reason === null ? null : (
          <div className={css['reason']} title={text.reason}>
            {text.reason}
          </div>
        )
      ) : (
        <div className={css['reason']} data-finding title={text.reason === null ? text.finding : `${text.finding}\n${text.reason}`}>
          {text.finding}
        </div>
      )}
      {look === 'red' ? (
        <button type="button" tabIndex={-1} className={css['nearest']} data-do="nearest" title={t('tile.nearest')} aria-label={t('tile.nearest')}>
          <Icon name="compare" size={14} />
        </button>
      ) : null}
      {picked ? (
        <span className={css['pick']} title={t('tile.picked')}>
          <Icon name="compare" size={12} />
          <span className="visually-hidden">{t('tile.picked')}</span>
        </span>
      ) : null}
    </div>
  );
});
