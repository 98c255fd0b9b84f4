// What one can do with a run: again, cancel, save, delete with a way back. Every end is said in a message.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useApi } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import type { ExportKind } from '../../host/host.ts';
import { isLive, type RunLine } from './list.ts';
import { localTime } from './when.ts';

export interface RunActions {
  /** Deletes what does not go on, and offers to undo it. */
  remove: (runs: readonly RunLine[]) => Promise<void>;
  again: (run: RunLine) => Promise<void>;
  cancel: (run: RunLine) => Promise<void>;
  save: (run: RunLine, kind: ExportKind) => Promise<void>;
}

export function useRunActions(): RunActions {
  const api = useApi();
  const host = useHost();
  const { t } = useTranslation('runs');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const toast = useToasts((state) => state.show);
  return useMemo((): RunActions => {
    const reason = (error: unknown): string => shown(errorText(error));
    const guarded = async (work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        toast({ kind: 'error', text: t('toast.failed', { reason: reason(error) }) });
      }
    };
    const cancel = (run: RunLine): Promise<void> =>
      guarded(async () => {
        const { cancelled } = await api.call('run.cancel', { run: run.id });
        toast({ kind: 'info', text: t('toast.cancelled', { count: cancelled }) });
      });
    const restore = async (runs: readonly RunLine[]): Promise<void> => {
      let count = 0;
      for (const run of runs)
        try {
          await api.call('run.restore', { run: run.id });
          count += 1;
        } catch (error) {
          toast({ kind: 'error', text: t('toast.restoreFailed', { started: localTime(run.startedAt), reason: reason(error) }) });
        }
      if (count > 0) toast({ kind: 'info', text: t('toast.restored', { count }) });
    };
    return {
      async remove(runs) {
        const live = runs.filter(isLive);
        const removed: RunLine[] = [];
        for (const run of runs.filter((each) => !isLive(each)))
          try {
            await api.call('run.remove', { run: run.id });
            removed.push(run);
          } catch (error) {
            toast({ kind: 'error', text: t('toast.removeFailed', { started: localTime(run.startedAt), reason: reason(error) }) });
          }
        const [only] = live;
        if (only !== undefined)
          toast({
            kind: 'error',
            text: t('toast.running', { count: live.length }),
            ...(live.length === 1 ? { action: { label: t('menu.cancel'), run: () => void cancel(only) } } : {}),
          });
        if (removed.length > 0)
          toast({ kind: 'info', text: t('toast.removed', { count: removed.length }), action: { label: common('action.undo'), run: () => void restore(removed) } });
      },
      again: (run) =>
        guarded(async () => {
          const { id } = await api.call('run.again', { run: run.id });
          navigate(routes.run(id));
        }),
      cancel,
      save: (run, kind) =>
        guarded(async () => {
          const path = await host.save(kind, run.id, t(`menu.${kind}`));
          if (path !== null) toast({ kind: 'info', text: t('toast.saved', { path: shown(path) }) });
        }),
    };
  }, [api, host, t, common, navigate, toast]);
}
