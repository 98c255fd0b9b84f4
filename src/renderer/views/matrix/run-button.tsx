// Starting the run: never before a person has seen what will be downloaded, never without an engine.
import { Button, Modal, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { MatrixRequest } from '../../../shared/api/contract.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useAction, useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { commandLine } from '../../ui/command-line.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { countPlan } from './chosen.ts';
import css from './matrix.module.css';

export interface RunButtonProps {
  /** The last plan that holds; null before the first. */
  plan: Plan | null;
  request: MatrixRequest;
  /** The same for the command line, after `run`. */
  argv: readonly string[];
  jobs: string;
  onJobs: (jobs: string) => void;
  /** True where what is shown is not what would run: it is being planned, or can't be. */
  stale: boolean;
}

const JOBS = ['1', '2', '3', '4', '6', '8', '12', '16'];

export function RunButton({ plan, request, argv, jobs, onJobs, stale }: RunButtonProps): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const toast = useToasts((state) => state.show);
  const client = useQueryClient();
  const start = useAction('run.start');
  const [asking, setAsking] = useState(false);
  // Why there is no engine, in the doctor's words.
  const doctor = useCall('doctor.run', {}, { freshMs: 60_000 });
  const noEngine = doctor.data !== undefined && doctor.data.engine === null;
  const reason = noEngine ? (doctor.data.problems.find(({ level }) => level === 'error')?.text ?? common('error.engine')) : null;

  const line = commandLine(['run', ...argv, ...(jobs === '' ? [] : ['--jobs', jobs])]);
  const runnable = plan === null ? 0 : countPlan(plan).runnable;
  const downloads = plan?.estimate.downloadBytes ?? 0;
  const go = (): void => {
    setAsking(false);
    start.mutate(
      { ...request, jobs: jobs === '' ? null : Number(jobs), yes: true },
      {
        onSuccess: ({ id }) => navigate(routes.run(id)),
        onError: (error) => toast({ kind: 'error', text: shown(errorText(error)) }),
      },
    );
  };
  return (
    <>
      {reason === null ? null : (
        <span className={css['no-engine']} id="no-engine">
          <Icon name="warning" />
          <span title={shown(reason)}>{shown(reason)}</span>
          <Link href={routes.doctor()}>{common('nav.doctor')}</Link>
          <Button
            loading={doctor.isFetching}
            onClick={() => {
              for (const name of ['doctor.run', 'plan.make'] as const) void client.invalidateQueries({ queryKey: [name] });
            }}
          >
            {common('action.retry')}
          </Button>
        </span>
      )}
      <Select
        aria-label={t('jobs.label')}
        title={t('jobs.why')}
        className={css['jobs'] ?? ''}
        value={jobs}
        onChange={(value) => onJobs(value ?? '')}
        data={[
          { value: '', label: t('jobs.auto') },
          ...[...new Set([...JOBS, ...(jobs === '' ? [] : [jobs])])].map((value) => ({ value, label: t('jobs.count', { count: Number(value) }) })),
        ]}
      />
      <Button
        variant="filled"
        leftSection={<Icon name="play" size={14} />}
        loading={start.isPending}
        disabled={plan === null || stale || noEngine || runnable === 0}
        aria-describedby={reason === null ? undefined : 'no-engine'}
        onClick={() => (downloads > 0 ? setAsking(true) : go())}
      >
        {plan === null ? t('runNothing') : t('run', { count: plan.cells.length })}
      </Button>
      <CopyButton text={line} label={line} />
      <Modal opened={asking && plan !== null} onClose={() => setAsking(false)} title={t('confirm.title')} closeButtonProps={{ 'aria-label': common('action.close') }}>
        {plan === null ? null : (
          <div className={css['confirm']}>
            <p>{t('confirm.why', { bytes: formatBytes(downloads) })}</p>
            <Facts
              rows={[
                { name: t('cost.download'), value: t('cost.atMost', { value: formatBytes(downloads) }) },
                { name: t('cost.disk'), value: t('cost.atMost', { value: formatBytes(plan.estimate.diskBytes) }) },
                { name: t('confirm.needs'), value: shown([...new Set(plan.cells.filter((cell) => cell.unsupported === null).flatMap((cell) => cell.needs))].join(', ')) },
                {
                  name: t('confirm.images'),
                  value: shown([...new Set(plan.cells.filter((cell) => cell.unsupported === null && cell.runImage !== '-').map((cell) => cell.runImage))].join(', ')),
                },
              ]}
            />
            <p className="dim">{shown(plan.estimate.basis)}</p>
            <div className={css['confirm-foot']}>
              <Button onClick={() => setAsking(false)}>{common('action.cancel')}</Button>
              <Button variant="filled" onClick={go} data-autofocus>
                {t('confirm.go', { bytes: formatBytes(downloads) })}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
}
