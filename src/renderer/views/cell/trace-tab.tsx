// What the program asked of the kernel, in every look that a trace has. A red cell's is held against its nearest green one's from here.
import { Button } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TraceSource } from '../../../shared/api/contract.ts';
import { outcomeText } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { Empty, Loading } from '../../ui/notice.tsx';
import { TraceLooks } from '../trace/trace-looks.tsx';
import { useTraceWindow } from '../trace/use-trace-window.ts';
import { traceName } from '../trace/which.ts';
import type { CellTabProps } from './tab-props.ts';

export function TraceTab(props: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const { run, cell, show } = props;
  if (show === null) return <Loading />;
  if (show.trace !== null) return <CellTrace key={`${run.id}/${cell.number}`} {...props} />;
  const started = cell.timesNs['run'] !== undefined || cell.timesNs['wall'] !== undefined;
  return <Empty icon="terminal" title={t('trace.none.title')} why={started ? t('trace.none.off') : t('trace.none.notRun', { outcome: shown(outcomeText(cell)) })} />;
}

function CellTrace({ run, cell, show }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const source = useMemo<TraceSource>(() => ({ kind: 'cell', run: run.id, cell: cell.number }), [run.id, cell.number]);
  const window = useTraceWindow(source);
  const { look, noise, event } = window.state;
  const nearest = cell.green === false ? (show?.nearest ?? null) : null;
  const green = run.cells.find(({ number }) => number === nearest?.number);
  return (
    <TraceLooks
      window={window}
      inside={{
        actions: (
          <>
            {green === undefined || green.timesNs['traced'] === undefined ? null : (
              <Button component={Link} href={routes.tracesCompare(traceName(source), traceName({ kind: 'cell', run: run.id, cell: green.number }))}>
                {t('trace.compareNearest', { number: green.number })}
              </Button>
            )}
            <Button component={Link} href={routes.trace(source, { look, q: window.filter, noise, ...(event === null ? {} : { event }) })}>
              {t('trace.openAlone')}
            </Button>
          </>
        ),
      }}
    />
  );
}
