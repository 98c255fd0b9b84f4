// A red cell held against its nearest green one, in place: the facts that differ, ranked, and the way to the one step where several axes differ.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { errorText } from '../../../shared/domain/errors.ts';
import type { Show } from '../../../shared/domain/documents.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useAction } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { CopyCommand } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { DifferenceTable } from '../cell/nearest.tsx';
import { useOrigin } from '../run/use-origin.ts';
import css from './findings.module.css';

export function ByDifference({ run, cell, nearest }: { run: Run; cell: Cell; nearest: NonNullable<Show['nearest']> }): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <Section
      title={t('difference.title')}
      flush
      aside={
        <span className={css['aside']}>
          <Link href={routes.compare([`${run.id}/${cell.number}`, `${run.id}/${nearest.number}`])}>{t('difference.compare')}</Link>
          {nearest.apart.length > 1 ? <BisectButton run={run} red={cell.number} green={nearest.number} /> : null}
        </span>
      }
    >
      <p className={css['lead']}>{t('difference.why', { number: nearest.number, axes: shown(nearest.apart.join(', ')) })}</p>
      <DifferenceTable cell={cell} nearest={nearest} label={t('difference.title')} />
    </Section>
  );
}

function BisectButton({ run, red, green }: { run: Run; red: number; green: number }): ReactNode {
  const { t } = useTranslation(['explain', 'run']);
  const [, navigate] = useLocation();
  const toast = useToasts((state) => state.show);
  const origin = useOrigin(run.id);
  const start = useAction('bisect.start');
  const imported = origin !== null && origin !== 'local';
  const [a, b] = [`${run.id}/${red}`, `${run.id}/${green}`];
  return (
    <>
      <CopyCommand argv={['bisect', a, '--against', b]} icon />
      <Button
        leftSection={<Icon name="bisect" size={14} />}
        loading={start.isPending}
        disabled={imported}
        title={imported ? t('run:imported.noRerun') : t('bisect.startWhy')}
        onClick={() =>
          start.mutate(
            { red: a, green: b, token: crypto.randomUUID() },
            {
              onSuccess: ({ id }) => navigate(routes.bisect(id)),
              onError: (error) => toast({ kind: 'error', text: t('bisect.failed', { reason: shown(errorText(error)) }) }),
            },
          )
        }
      >
        {t('bisect.start')}
      </Button>
    </>
  );
}
