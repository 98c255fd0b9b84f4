// Where a red cell's trace parts from that of its nearest green one, and the calls that decide how it ended: each leads to its event.
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Show } from '../../../shared/domain/documents.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { routes } from '../../app/routes.ts';
import { Shown } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { traceName } from '../trace/which.ts';
import css from './cell.module.css';

interface Call {
  cell: number;
  event: number;
  text: string;
}

export function Traced({ run, cell, traced }: { run: Run; cell: Cell; traced: NonNullable<Show['traced']> }): ReactNode {
  const { t } = useTranslation('cell');
  const { parting, deciding } = traced;
  const parted: Call[] =
    parting === null
      ? []
      : [...(parting.red === null ? [] : [{ cell: cell.number, ...parting.red }]), ...(parting.green === null ? [] : [{ cell: parting.cell, ...parting.green }])];
  const decided = deciding.map((one) => ({ cell: cell.number, event: one.event, text: one.text }));
  if (parting === null && decided.length === 0) return null;
  return (
    <>
      {parting === null ? null : (
        <Section
          title={t('summary.parting')}
          aside={
            <Link href={routes.tracesCompare(traceName({ kind: 'cell', run: run.id, cell: cell.number }), traceName({ kind: 'cell', run: run.id, cell: parting.cell }))}>
              {t('summary.compareTraces')}
            </Link>
          }
        >
          <p className={css['parting']}>
            <Shown text={parting.sentence} />
          </p>
          <Calls run={run} calls={parted} />
        </Section>
      )}
      {decided.length === 0 ? null : (
        <Section title={t('summary.deciding')}>
          <Calls run={run} calls={decided} />
        </Section>
      )}
    </>
  );
}

function Calls({ run, calls }: { run: Run; calls: readonly Call[] }): ReactNode {
  const { t } = useTranslation('cell');
  return (
    <div className={css['calls']}>
      {calls.map(({ cell, event, text }) => (
        <Fragment key={`${cell} ${event}`}>
          <Link href={routes.trace({ kind: 'cell', run: run.id, cell }, { event })}>{t('summary.event', { cell, event })}</Link>
          <code>
            <Shown text={text} />
          </code>
        </Fragment>
      ))}
    </div>
  );
}
