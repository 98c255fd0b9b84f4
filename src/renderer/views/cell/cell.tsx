// One cell with all its evidence: header, tabs. The run gives what changes while it goes on, `cell.get` the facts.
import { Button, Tabs } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { NONE, type Axis } from '../../../shared/domain/axes.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { varyingAxes } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useCall, useRun } from '../../api/client.tsx';
import { CELL_TABS, routes, type CellTab } from '../../app/routes.ts';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Marks, StateSign } from '../../ui/sign.tsx';
import pane from '../../ui/pane.module.css';
import css from './cell.module.css';
import { CellActions } from './actions.tsx';
import { ElfTab } from './elf-tab.tsx';
import { FindingsTab } from './findings-tab.tsx';
import { useFreshLogs } from './fresh-logs.ts';
import { HistoryTab } from './history-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { OutputTab } from './output-tab.tsx';
import { ReproduceTab } from './reproduce-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { TraceTab } from './trace-tab.tsx';
import type { CellTabProps } from './tab-props.ts';
import { useCellKeys } from './keys.ts';

export function CellView({ run: asked, cell: number }: { run: string; cell: number }): ReactNode {
  const { t } = useTranslation('cell');
  const [, navigate] = useLocation();
  const answer = useRun(asked);
  const run = answer.data;
  // `last` and prefixes are ways in: events and links speak of the full id.
  useEffect(() => {
    if (run !== undefined && run.id !== asked) navigate(`${routes.cell(run.id, number)}${window.location.search}`, { replace: true });
  }, [run, asked, number, navigate]);

  if (run === undefined)
    return <Page title={t('number', { number })}>{answer.isError ? <ErrorNotice error={answer.error} retry={() => void answer.refetch()} /> : <Loading />}</Page>;
  const cell = run.cells.find((one) => one.number === number);
  if (cell === undefined)
    return (
      <Page title={t('number', { number: Number.isNaN(number) ? '?' : number })} crumbs={[crumbOf(run, t('crumb', { run: shortId(run.id) }))]}>
        <Empty
          icon="search"
          title={t('missing.title', { number: Number.isNaN(number) ? '?' : number })}
          why={t('missing.why', { total: run.cells.length })}
          next={
            <Button component={Link} href={routes.run(run.id)}>
              {t('missing.back')}
            </Button>
          }
        />
      </Page>
    );
  return <OneCell run={run} cell={cell} />;
}

const shortId = (id: string): string => id.slice(-6);
const crumbOf = (run: Run, text: string): { text: string; to: string } => ({ text, to: routes.run(run.id) });
const isTab = (text: string): text is CellTab => CELL_TABS.some((tab) => tab === text);

const TABS: Record<CellTab, (props: CellTabProps) => ReactNode> = {
  summary: SummaryTab,
  log: LogTab,
  output: OutputTab,
  elf: ElfTab,
  trace: TraceTab,
  findings: FindingsTab,
  reproduce: ReproduceTab,
  history: HistoryTab,
};

function OneCell({ run, cell }: { run: Run; cell: Cell }): ReactNode {
  const { t } = useTranslation('cell');
  const [params, setParams] = useSearchParams();
  const tabText = params.get('tab') ?? 'summary';
  // What else stands in the address is of the tab that is left: the filter of a trace is none of a table of symbols.
  const setTab = (next: string | null): void => setParams(next === null || next === 'summary' ? {} : { tab: next }, { replace: true });
  const tab = isTab(tabText) ? tabText : 'summary';
  const show = useCall('cell.get', { run: run.id, cell: String(cell.number), logBytes: 0 });
  useCellKeys(run, cell.number, tab);
  useFreshLogs(run.id, cell);
  const Panel = TABS[tab];
  const errors = show.data?.facts.build?.errors?.length ?? 0;
  return (
    <Page
      fill
      title={t('number', { number: cell.number })}
      crumbs={[crumbOf(run, t('crumb', { run: shortId(run.id) }))]}
      aside={<StateSign cell={cell} />}
      actions={<CellActions run={run} cell={cell} tab={tab} nearest={show.data?.nearest?.number ?? null} />}
      command={[tab === 'findings' ? 'explain' : 'show', `${run.id}/${cell.number}`]}
    >
      <Axes cell={cell} vary={varyingAxes(run.cells)} />
      <Tabs value={tab} onChange={setTab} classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}>
        <Tabs.List aria-label={t('tabs.label')}>
          {CELL_TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
              {name === 'findings' && cell.findings.length > 0 ? <span className={pane['count']}>{cell.findings.length}</span> : null}
              {name === 'log' && errors > 0 ? (
                <span className={pane['count']} data-kind="error">
                  <span aria-hidden>▸</span>
                  <span className="visually-hidden">{t('tabs.errors', { count: errors })}</span>
                  <span aria-hidden>{errors}</span>
                </span>
              ) : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} key={tab}>
          {show.isError ? (
            <div className={pane['pad']}>
              <ErrorNotice error={show.error} retry={() => void show.refetch()} />
            </div>
          ) : null}
          <Panel run={run} cell={cell} show={show.data ?? null} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** The axes as the cell's name: those that vary in the run stand out, the others are the same in every cell. */
function Axes({ cell, vary }: { cell: Cell; vary: readonly Axis[] }): ReactNode {
  const { t } = useTranslation('cell');
  const varies = (axis: string): boolean => vary.some((one) => one === axis);
  const named = Object.entries(cell.axes).filter(([, value]) => value !== NONE && value !== '');
  const chips = [...named.filter(([axis]) => varies(axis)), ...named.filter(([axis]) => !varies(axis))];
  return (
    <div className={css['names']}>
      <ul className={css['axes']} aria-label={t('axes')}>
        {chips.map(([axis, value]) => (
          <li key={axis} data-varies={varies(axis)}>
            <span>{shown(axis)}</span> <span className="mono">{shown(value)}</span>
          </li>
        ))}
      </ul>
      <Marks cell={cell} />
    </div>
  );
}
