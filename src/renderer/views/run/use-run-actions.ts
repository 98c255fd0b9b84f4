// What one can do with a run and its cells; what goes wrong is said in a message, never dropped.
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useApi } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import type { ExportKind } from '../../host/host.ts';

export interface RunActions {
  /** A run is being started again right now. */
  starting: boolean;
  cancelRun: () => void;
  cancelCell: (number: number) => void;
  /** Null: the whole run. Leads to the new run. */
  again: (number: number | null) => void;
  /** Leads to the cell beside its nearest green one. */
  compareNearest: (number: number) => void;
  save: (kind: ExportKind) => void;
}

export function useRunActions(run: string): RunActions {
  const api = useApi();
  const host = useHost();
  const { t } = useTranslation('run');
  const [, navigate] = useLocation();
  const toast = useToasts((state) => state.show);
  const [starting, setStarting] = useState(false);

  const guarded = useCallback(
    async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        toast({ kind: 'error', text: shown(errorText(error)) });
      }
    },
    [toast],
  );
  return useMemo(
    () => ({
      starting,
      cancelRun: () =>
        void guarded(async () => {
          await api.call('run.cancel', { run, cell: null });
        }),
      cancelCell: (cell) =>
        void guarded(async () => {
          const { cancelled } = await api.call('run.cancel', { run, cell });
          if (cancelled === 0) toast({ kind: 'info', text: t('toast.nothingToCancel', { number: cell }) });
        }),
      again: (number) => {
        setStarting(true);
        void guarded(async () => {
          const { id } = await api.call('run.again', { run, cell: number === null ? null : String(number) });
          navigate(routes.run(id));
        }).finally(() => setStarting(false));
      },
      compareNearest: (number) =>
        void guarded(async () => {
          const { nearest } = await api.call('cell.get', { run, cell: String(number), logBytes: 0 });
          if (nearest === null) toast({ kind: 'info', text: t('panel.noNearest') });
          else navigate(routes.compare([`${run}/${number}`, `${run}/${nearest.number}`]));
        }),
      save: (kind) =>
        void guarded(async () => {
          const where = await host.save(kind, run, t('menu.save', { kind: t(`menu.${kind}`) }));
          if (where !== null) toast({ kind: 'info', text: t('toast.saved', { where: shown(where) }) });
        }),
    }),
    [api, guarded, host, navigate, run, starting, t, toast],
  );
}
