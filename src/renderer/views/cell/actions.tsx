// What one can do with a cell: go on to the next, cancel, run again, hold it against others.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { errorText } from '../../../shared/domain/errors.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useAction } from '../../api/client.tsx';
import { useBasket } from '../../app/basket.ts';
import { routes, type CellTab } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { neighbour } from './keys.ts';

export function CellActions({ run, cell, tab, nearest }: { run: Run; cell: Cell; tab: CellTab; nearest: number | null }): ReactNode {
  const { t } = useTranslation('cell');
  const reference = `${run.id}/${cell.number}`;
  const picked = useBasket((state) => state.items.includes(reference));
  const toggle = useBasket((state) => state.toggle);
  return (
    <>
      <Step run={run} cell={cell} tab={tab} by={-1} />
      <Step run={run} cell={cell} tab={tab} by={1} />
      {cell.state === 'running' || cell.state === 'planned' ? <Cancel run={run} cell={cell} /> : <Again run={run} cell={cell} />}
      <Button aria-pressed={picked} leftSection={<Icon name={picked ? 'check' : 'pin'} />} onClick={() => toggle(reference)}>
        {picked ? t('action.unpick') : t('action.pick')}
      </Button>
      {nearest === null ? null : (
        <Tooltip label={t('action.nearestHint', { number: nearest })}>
          <Button component={Link} href={routes.compare([reference, `${run.id}/${nearest}`])} variant="filled" leftSection={<Icon name="compare" />}>
            {t('action.nearest', { number: nearest })}
          </Button>
        </Tooltip>
      )}
    </>
  );
}

function Step({ run, cell, tab, by }: { run: Run; cell: Cell; tab: CellTab; by: 1 | -1 }): ReactNode {
  const { t } = useTranslation('cell');
  const [, navigate] = useLocation();
  const to = neighbour(run, cell.number, by);
  const label = by === 1 ? t('action.next') : t('action.previous');
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        disabled={to === null}
        onClick={() => {
          if (to !== null) navigate(routes.cell(run.id, to, tab === 'summary' ? {} : { tab }));
        }}
      >
        <Icon name={by === 1 ? 'right' : 'left'} />
      </ActionIcon>
    </Tooltip>
  );
}

function Cancel({ run, cell }: { run: Run; cell: Cell }): ReactNode {
  const { t } = useTranslation('cell');
  const toast = useToasts((state) => state.show);
  const cancel = useAction('run.cancel');
  return (
    <Button
      leftSection={<Icon name="stop" />}
      loading={cancel.isPending}
      onClick={() =>
        cancel.mutate({ run: run.id, cell: cell.number }, { onError: (error) => toast({ kind: 'error', text: t('action.cancelFailed', { reason: shown(errorText(error)) }) }) })
      }
    >
      {t('action.cancel')}
    </Button>
  );
}

function Again({ run, cell }: { run: Run; cell: Cell }): ReactNode {
  const { t } = useTranslation('cell');
  const [, navigate] = useLocation();
  const toast = useToasts((state) => state.show);
  const again = useAction('run.again');
  return (
    <Button
      leftSection={<Icon name="again" />}
      loading={again.isPending}
      onClick={() =>
        again.mutate(
          { run: run.id, cell: String(cell.number) },
          {
            onSuccess: ({ id }) => {
              toast({ kind: 'info', text: t('action.againStarted') });
              navigate(routes.run(id));
            },
            onError: (error) => toast({ kind: 'error', text: t('action.againFailed', { reason: shown(errorText(error)) }) }),
          },
        )
      }
    >
      {t('action.again')}
    </Button>
  );
}
