// One trace in all its looks: in a page of its own, and in the tab of a cell.
import { SegmentedControl, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TRACE_LOOKS } from '../../app/routes.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';
import { FilterBar } from './filter/filter-bar.tsx';
import { LOOKS } from './looks.ts';
import { Reading } from './reading.tsx';
import css from './trace.module.css';
import type { TraceWindow } from './use-trace-window.ts';
import { Warnings } from './warnings.tsx';

/** `inside`: of another view's tab, where it must not look like a second row of tabs. */
export function TraceLooks({ window, inside = null }: { window: TraceWindow; inside?: { actions: ReactNode } | null }): ReactNode {
  const { t } = useTranslation('trace');
  const { state, change, detail, error } = window;
  const Look = LOOKS[state.look];
  const choose = (value: string | null): void => {
    const look = TRACE_LOOKS.find((name) => name === value);
    if (look !== undefined) change({ look, line: null });
  };
  const bar =
    state.look === 'raw' ? null : (
      <FilterBar
        field={window.field}
        source={window.source}
        filter={window.typed}
        noise={state.noise}
        onNoise={(noise) => change({ noise })}
        detail={detail}
        stale={window.stale}
        onEnter={() => window.grid.current?.focus()}
      />
    );
  const content = (
    <>
      {bar}
      {error === null || error === undefined ? null : (
        <div className={pane['pad']}>
          <ErrorNotice error={error} retry={window.retry} />
        </div>
      )}
      {detail === null ? error === null || error === undefined ? <Reading source={window.source} /> : null : <Looked window={window} detail={detail} Look={Look} />}
    </>
  );
  if (inside !== null)
    return (
      <div className={pane['whole']}>
        <div className={css['inside']}>
          <SegmentedControl aria-label={t('looks.label')} value={state.look} onChange={choose} data={TRACE_LOOKS.map((name) => ({ value: name, label: t(`looks.${name}`) }))} />
          <span className={pane['spring']} />
          {inside.actions}
        </div>
        {content}
      </div>
    );
  return (
    <Tabs value={state.look} onChange={choose} classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}>
      <Tabs.List aria-label={t('looks.label')}>
        {TRACE_LOOKS.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`looks.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={state.look}>{content}</Tabs.Panel>
    </Tabs>
  );
}

function Looked({ window, detail, Look }: { window: TraceWindow; detail: NonNullable<TraceWindow['detail']>; Look: (typeof LOOKS)[keyof typeof LOOKS] }): ReactNode {
  const { source, filter, state, change, narrow, open, tasks, toFilter, grid } = window;
  return (
    <>
      {state.look === 'raw' ? null : <Warnings detail={detail} />}
      <Look key={state.look} {...{ source, detail, filter, state, change, narrow, open, tasks, toFilter, grid }} />
    </>
  );
}
