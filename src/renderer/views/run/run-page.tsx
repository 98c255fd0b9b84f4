// The page of a run that is there: head, notices, what is being prepared, the cells, the picked cell.
import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { gridOf } from '../../../shared/domain/grid.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { commonAxes, varyingAxes } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useBasket } from '../../app/basket.ts';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Callout, Empty } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AxesChoice } from '../grid/axes-choice.tsx';
import { CellGrid } from '../grid/cell-grid.tsx';
import { columnsFromText, columnsText } from '../grid/placement.ts';
import { causeGroups } from './causes.ts';
import { CausesStrip } from './causes-strip.tsx';
import { CellList, sortFromText, sortText } from './cell-list.tsx';
import { CellPanel } from './cell-panel.tsx';
import { useStageTimes } from './clock.tsx';
import { countKinds, kindOf, kindsFromText, parseFilter } from './filter.ts';
import { Legend } from './legend.tsx';
import { Preparation } from './preparation.tsx';
import { RunAside, RunButtons } from './run-head.tsx';
import css from './run.module.css';
import { RunTile, TileRun } from './tile.tsx';
import { Toolbar } from './toolbar.tsx';
import { useOrigin } from './use-origin.ts';
import { useRunActions } from './use-run-actions.ts';
import { useSelection } from './use-selection.ts';

export function RunPage({ run }: { run: Run }): ReactNode {
  const { t } = useTranslation('run');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const [look, setLook] = useUrlValue('look', 'grid');
  const [q, setQ] = useUrlValue('q');
  const [show, setShow] = useUrlValue('show');
  const [cols, setCols] = useUrlValue('cols');
  const [sort, setSort] = useUrlValue('sort');
  const [selected, select] = useSelection();
  const actions = useRunActions(run.id);
  const origin = useOrigin(run.id);
  const toggle = useBasket((state) => state.toggle);
  useStageTimes(run.id);

  const { cells, id, startedAt } = run;
  const live = run.state === 'running' || run.state === 'planned';
  const noRerun = origin === null || origin === 'local' ? null : t('imported.noRerun');
  const filter = useMemo(() => parseFilter(q), [q]);
  const kinds = useMemo(() => kindsFromText(show), [show]);
  const counts = useMemo(() => countKinds(cells), [cells]);
  // Axes come from the whole run: a filter takes cells away and leaves everything else in its place.
  const axesOfCells = cells.map((cell) => cell.key).join('\n');
  const vary = useMemo(() => varyingAxes(cells), [axesOfCells]); // keys carry the axes; other changes of cells change none
  const common_ = useMemo(() => commonAxes(cells), [axesOfCells]);
  const causes = useMemo(() => causeGroups(cells), [cells]);
  const shownCells = useMemo(() => cells.filter((cell) => filter.test(cell) && (kinds.length === 0 || kinds.includes(kindOf(cell)))), [cells, filter, kinds]);
  const chosen = useMemo(() => columnsFromText(cols), [cols]);
  const auto = useMemo(() => gridOf(cells).columnAxes, [axesOfCells]);
  const columns = chosen ?? auto;
  const grid = useMemo(() => gridOf(shownCells, { columns, vary }), [shownCells, columns, vary]);
  const tileRun = useMemo(() => ({ id, startedAt }), [id, startedAt]);
  const tiles = useMemo(() => ({ run: tileRun, t, common }), [tileRun, t, common]);
  const picked = selected === null ? undefined : cells.find(({ number }) => number === selected);

  const open = useCallback((number: number) => navigate(routes.cell(id, number)), [id, navigate]);
  const onKey = (key: string, number: number): boolean => {
    if (key === 'c') toggle(`${id}/${number}`);
    else if (key === 'n') actions.compareNearest(number);
    else if (key === 'x') {
      const cell = cells.find((each) => each.number === number);
      if (cell?.state !== 'running' && cell?.state !== 'planned') return false;
      actions.cancelCell(number);
    } else return false;
    return true;
  };
  const nothing = (
    <Empty
      icon="filter"
      title={t('filter.none')}
      why={t('filter.noneWhy', { count: cells.length })}
      next={
        <button
          type="button"
          className="link-button"
          onClick={() => {
            setQ('');
            setShow('');
          }}
        >
          {t('filter.clear')}
        </button>
      }
    />
  );
  const name = run.project.path.slice(run.project.path.lastIndexOf('/') + 1);
  return (
    <Page
      title={shown(name)}
      crumbs={[{ text: common('nav.runs'), to: routes.runs() }]}
      aside={<RunAside run={run} />}
      actions={<RunButtons run={run} actions={actions} noRerun={noRerun} />}
      command={['show', id]}
      fill
    >
      <Notices run={run} origin={origin} />
      {live ? <Preparation run={id} /> : null}
      <Toolbar
        look={look === 'list' ? 'list' : 'grid'}
        onLook={setLook}
        q={q}
        onQ={setQ}
        unfinished={filter.unfinished}
        counts={counts}
        kinds={kinds}
        onKinds={(next) => setShow(next.join(','))}
      >
        {look === 'list' ? null : <AxesChoice axes={vary} columns={columns} chosen={chosen !== null} onChange={(next) => setCols(columnsText(next))} />}
      </Toolbar>
      <CausesStrip groups={causes} q={q} onQ={setQ} />
      {common_.length === 0 ? null : (
        <p className={css['common']}>
          <span>{t('everywhere')}</span> {common_.map(([axis, value]) => `${axis}=${shown(value)}`).join('  ')}
        </p>
      )}
      <div className={css['main']}>
        {look === 'list' ? (
          <div className={css['list']}>
            <div>
              <CellList
                run={tileRun}
                cells={shownCells}
                vary={vary}
                sort={sortFromText(sort)}
                onSort={(next) => setSort(sortText(next))}
                selected={selected}
                onOpen={(number) => (number === selected ? open(number) : select(number))}
                empty={nothing}
              />
            </div>
          </div>
        ) : shownCells.length === 0 ? (
          nothing
        ) : (
          <TileRun value={tiles}>
            <CellGrid
              label={t('grid.label')}
              grid={grid}
              tile={RunTile}
              selected={selected}
              onSelect={select}
              onOpen={open}
              onKey={onKey}
              onDo={(what, number) => (what === 'nearest' ? actions.compareNearest(number) : open(number))}
            />
          </TileRun>
        )}
        {picked === undefined ? null : <CellPanel run={tileRun} cell={picked} actions={actions} noRerun={noRerun} onClose={() => select(null)} />}
      </div>
      <Legend grid={look !== 'list'} live={live} />
    </Page>
  );
}

/** What has to be known of the run as a whole before one reads its cells. */
function Notices({ run, origin }: { run: Run; origin: string | null }): ReactNode {
  const { t } = useTranslation('run');
  return (
    <>
      {run.state === 'interrupted' ? (
        <div className={css['notice']}>
          <Callout kind="warning">{t('notice.interrupted')}</Callout>
        </div>
      ) : null}
      {run.state === 'cancelled' ? (
        <div className={css['notice']}>
          <Callout kind="info">{t('notice.cancelled')}</Callout>
        </div>
      ) : null}
      {origin === null || origin === 'local' ? null : (
        <div className={css['notice']}>
          <Callout kind="info">{t('imported.notice', { file: shown(origin) })}</Callout>
        </div>
      )}
    </>
  );
}
