// Before a run: the project, the axes one can change, the cells that would run, and what that costs. Nothing starts here but by the one button.
import { Button } from '@mantine/core';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { gridOf } from '../../../shared/domain/grid.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { commonAxes, varyingAxes } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import type { Axis } from '../../../shared/domain/axes.ts';
import { useCall } from '../../api/client.tsx';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { useUrlList, useUrlValue } from '../../app/url-state.ts';
import { Callout, Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AxesChoice } from '../grid/axes-choice.tsx';
import { CellGrid } from '../grid/cell-grid.tsx';
import { columnsFromText, columnsText } from '../grid/placement.ts';
import { Legend } from '../run/legend.tsx';
import runCss from '../run/run.module.css';
import { useSelection } from '../run/use-selection.ts';
import { AxesPanel } from './axes-panel.tsx';
import { faultPlace, readSet, writeSet } from './chosen.ts';
import { Cost } from './cost.tsx';
import css from './matrix.module.css';
import { OnlyField } from './only-field.tsx';
import { PlannedPanel } from './planned-panel.tsx';
import { PlannedTile } from './planned-tile.tsx';
import { ProjectFacts } from './project-facts.tsx';
import { RunButton } from './run-button.tsx';

export function MatrixView(): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: common } = useTranslation();
  const [path] = useUrlValue('path');
  const { openProject } = useOpeningActions();
  if (path !== '') return <Matrix key={path} path={path} />;
  return (
    <Page title={t('title')} crumbs={[{ text: common('nav.home'), to: routes.home() }]}>
      <Empty
        icon="folder"
        title={t('none.title')}
        why={t('none.why')}
        next={
          <Button variant="filled" onClick={() => void openProject()}>
            {common('action.openProject')}
          </Button>
        }
      />
    </Page>
  );
}

function Matrix({ path }: { path: string }): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: common } = useTranslation();
  const [config] = useUrlValue('config');
  const [set, writeUrlSet] = useUrlList('set');
  const [only, writeOnly] = useUrlList('only');
  const [jobs, setJobs] = useUrlValue('jobs');
  const [cols, setCols] = useUrlValue('cols');
  const [selected, select] = useSelection();

  const request = { path, config: config === '' ? null : config, set: [...set], only: [...only] };
  const answer = useCall('plan.make', request, { keep: true, freshMs: 5_000 });
  // The last plan that held stays while another is made, and while what is asked can't be planned.
  const [plan, setPlan] = useState<Plan | null>(null);
  if (answer.data !== undefined && answer.data !== plan) setPlan(answer.data);
  // An address whose changes can't be planned: the file's own plan, so that there is something to change them in.
  const unchanged = useCall('plan.make', { ...request, set: [], only: [] }, { enabled: plan === null && answer.isError && set.length + only.length > 0 });
  if (plan === null && unchanged.data !== undefined) setPlan(unchanged.data);
  const planning = answer.isFetching;
  const place = answer.isError ? faultPlace(answer.error, only) : null;

  const chosen = useMemo(() => readSet(set), [set.join('\n')]); // a list of the address is new at every draw
  const change = (axis: Axis, values: readonly string[] | null): void => {
    const next = new Map<Axis, readonly string[]>(chosen);
    if (values === null) next.delete(axis);
    else next.set(axis, values);
    writeUrlSet(writeSet(next));
  };
  const resetAll = (): void => {
    writeUrlSet([]);
    writeOnly([]);
  };
  const setOnly = useCallback((text: string) => writeOnly(text === '' ? [] : [text]), [writeOnly]);

  const name = path.slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1);
  const argv = [path, ...(config === '' ? [] : ['--config', config]), ...set.flatMap((each) => ['--set', each]), ...only.flatMap((each) => ['--only', each])];
  return (
    <Page
      title={shown(name)}
      crumbs={[{ text: common('nav.home'), to: routes.home() }]}
      actions={<RunButton plan={plan} request={request} argv={argv} jobs={jobs} onJobs={setJobs} stale={planning || answer.isError} />}
      command={['plan', ...argv]}
      fill
    >
      {plan === null ? (
        answer.isError && !unchanged.isFetching ? (
          <div className={css['alone']}>
            <ErrorNotice error={answer.error} retry={() => void answer.refetch()} />
          </div>
        ) : (
          <Loading />
        )
      ) : (
        <div className={css['split']}>
          <div className={css['side']}>
            <ProjectFacts plan={plan} />
            <div className={css['side-head']}>
              <h2>{t('axes.title')}</h2>
              {set.length === 0 && only.length === 0 ? null : <Button onClick={resetAll}>{plan.config === null ? t('axes.resetAllDefault') : t('axes.resetAll')}</Button>}
            </div>
            {place === 'axes' ? <ErrorNotice error={answer.error} /> : null}
            <AxesPanel axes={plan.axes} chosen={chosen} onChange={change} />
          </div>
          <div className={css['cells']}>
            {place === 'all' ? (
              <div className={css['alone']}>
                <ErrorNotice error={answer.error} retry={() => void answer.refetch()} />
              </div>
            ) : null}
            <Cost plan={plan} planning={planning} onAgain={() => void answer.refetch()} />
            <OnlyField value={only.join(' ')} onChange={setOnly} fault={place === 'only' ? errorText(answer.error) : null} />
            {plan.notes.length === 0 ? null : (
              <div className={css['notes']}>
                <Callout kind="info">
                  {plan.notes.map((note) => (
                    <p key={note}>{shown(note)}</p>
                  ))}
                </Callout>
              </div>
            )}
            <Cells plan={plan} cols={cols} onCols={setCols} selected={selected} onSelect={select} />
          </div>
        </div>
      )}
    </Page>
  );
}

interface CellsProps {
  plan: Plan;
  cols: string;
  onCols: (cols: string) => void;
  selected: number | null;
  onSelect: (number: number | null) => void;
}

function Cells({ plan, cols, onCols, selected, onSelect }: CellsProps): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: run } = useTranslation('run');
  const vary = useMemo(() => varyingAxes(plan.cells), [plan]);
  const everywhere = useMemo(() => commonAxes(plan.cells), [plan]);
  const chosen = useMemo(() => columnsFromText(cols), [cols]);
  const grid = useMemo(() => gridOf(plan.cells, { columns: chosen }), [plan, chosen]);
  const picked = plan.cells.find(({ number }) => number === selected);
  return (
    <>
      <div className={css['bar']}>
        <p className={runCss['common']}>
          {everywhere.length === 0 ? null : (
            <>
              <span>{run('everywhere')}</span> {everywhere.map(([axis, value]) => `${axis}=${shown(value)}`).join('  ')}
            </>
          )}
        </p>
        <AxesChoice axes={vary} columns={grid.columnAxes} chosen={chosen !== null} onChange={(next) => onCols(columnsText(next))} />
      </div>
      <CellGrid label={t('grid')} grid={grid} tile={PlannedTile} selected={selected} onSelect={onSelect} onOpen={onSelect} least="120px" />
      {picked === undefined ? <Legend grid run={false} /> : <PlannedPanel cell={picked} onClose={() => onSelect(null)} />}
    </>
  );
}
