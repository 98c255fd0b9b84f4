// A fix of a cell's finding, tried from here: applied to a copy, followed while it is built and run, and shown beside what it was to fix.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Fix, ProofDocument } from '../../../shared/domain/explain.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { callKey, useAction, useApi, useRun } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { CopyCommand } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { StateSign } from '../../ui/sign.tsx';
import { StageClock, useStageTimes } from '../run/clock.tsx';
import { Preparation } from '../run/preparation.tsx';
import { useOrigin } from '../run/use-origin.ts';
import css from './findings.module.css';
import { FixView } from './fix-view.tsx';
import { ProofView } from './proof-view.tsx';
import { tryKey, useTries } from './tries.ts';

interface CellFixProps {
  run: Run;
  cell: Cell;
  fix: Fix;
}

interface TriedFromHere extends CellFixProps {
  /** The first one to try: the one button that stands out. */
  first: boolean;
}

const isOver = (state: Run['state']): boolean => state !== 'planned' && state !== 'running';

export function CellFix({ run, cell, fix, first }: TriedFromHere): ReactNode {
  const { t } = useTranslation(['explain', 'run']);
  const client = useQueryClient();
  const key = tryKey(run.id, cell.number, fix.id);
  const started = useTries((tries) => tries.runs[key]) ?? null;
  const remember = useTries((tries) => tries.started);
  const origin = useOrigin(run.id);
  const apply = useAction('fix.apply');
  const trial = started ?? fix.proof?.run ?? null;
  const trying = useRun(trial ?? '', { enabled: trial !== null });
  const state = trying.data?.state ?? null;
  const live = state !== null && !isOver(state);
  const imported = origin !== null && origin !== 'local';
  const reference = `${run.id}/${cell.number}`;
  const start = (): void =>
    apply.mutate(
      { run: run.id, cell: String(cell.number), fix: fix.id, token: crypto.randomUUID() },
      {
        onSuccess: ({ id }) => {
          client.removeQueries({ queryKey: proofKey(run.id, cell.number, fix.id) });
          remember(key, id);
        },
      },
    );
  return (
    <FixView
      fix={started === null ? fix : { ...fix, proof: null }}
      axes={cell.axes}
      action={
        <>
          <CopyCommand argv={['rerun', reference, '--fix', fix.id]} icon />
          <Button
            variant={first && trial === null ? 'filled' : 'default'}
            loading={apply.isPending}
            disabled={live || imported}
            title={imported ? t('run:imported.noRerun') : undefined}
            leftSection={<Icon name={trial === null ? 'play' : 'again'} size={14} />}
            onClick={start}
          >
            {trial === null ? t('fix.apply') : t('fix.again')}
          </Button>
        </>
      }
    >
      {apply.isError ? <ErrorNotice error={apply.error} retry={start} /> : null}
      {trial === null ? null : trying.isError && trying.data === undefined ? (
        <ErrorNotice error={trying.error} retry={() => void trying.refetch()} />
      ) : live || trying.data === undefined ? (
        <Trying run={trying.data ?? null} id={trial} />
      ) : (
        <Proven run={run} cell={cell} fix={fix} />
      )}
    </FixView>
  );
}

/** The run that tries it, as it goes. */
function Trying({ run, id }: { run: Run | null; id: string }): ReactNode {
  const { t } = useTranslation(['explain', 'common']);
  useStageTimes(id);
  const cancel = useAction('run.cancel');
  const cell = run?.cells[0];
  return (
    <div className={css['trying']} role="status">
      <div className={css['trying-line']}>
        <strong>{t('fix.trying')}</strong>
        {run === null || cell === undefined ? null : (
          <>
            <StateSign cell={cell} />
            {cell.state === 'running' ? (
              <span className="mono dim">
                <StageClock run={run} cell={cell} />
              </span>
            ) : null}
            <Link href={routes.cell(id, cell.number)}>{t('fix.openTry')}</Link>
          </>
        )}
        <span className={css['spring']} />
        <Button leftSection={<Icon name="stop" size={14} />} loading={cancel.isPending} onClick={() => cancel.mutate({ run: id, cell: null })}>
          {t('common:action.cancel')}
        </Button>
      </div>
      <Preparation run={id} />
      {cancel.isError ? <ErrorNotice error={cancel.error} /> : null}
    </div>
  );
}

const proofInput = (run: string, cell: number, fix: string): { run: string; cell: string; fix: string } => ({ run, cell: String(cell), fix });
const proofKey = (run: string, cell: number, fix: string): readonly unknown[] => callKey('fix.proof', proofInput(run, cell, fix));

/** The end of a run is told before its proof is written down: it is asked for again a few times. */
const TRIES = 4;
const AGAIN_MS = 300;

function useProof(run: string, cell: number, fix: string): UseQueryResult<ProofDocument> {
  const api = useApi();
  return useQuery<ProofDocument>({
    queryKey: proofKey(run, cell, fix),
    queryFn: ({ signal }) => api.call('fix.proof', proofInput(run, cell, fix), { signal }),
    retry: TRIES,
    retryDelay: (attempt) => AGAIN_MS * (attempt + 1),
  });
}

function Proven({ run, cell, fix }: CellFixProps): ReactNode {
  const { t } = useTranslation('explain');
  const proof = useProof(run.id, cell.number, fix.id);
  const client = useQueryClient();
  const known = proof.data !== undefined;
  useEffect(() => {
    // the finding carries its proof from now on
    if (known && fix.proof === null) {
      void client.invalidateQueries({ queryKey: ['run.get'] });
      void client.invalidateQueries({ queryKey: ['explain.make'] });
    }
  }, [client, known, fix.proof]);
  if (proof.data !== undefined) return <ProofView proof={proof.data} />;
  if (proof.isError) return <ErrorNotice error={proof.error} retry={() => void proof.refetch()} />;
  return (
    <p className="dim" role="status">
      {shown(t('proof.reading'))}
    </p>
  );
}
