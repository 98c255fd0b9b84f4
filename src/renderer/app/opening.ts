// Opening a project or a binary and importing a bundle, wherever it is asked from: a button, the native menu, a drop on the window.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { create } from 'zustand';
import type { BundleKind } from '../../shared/domain/documents.ts';
import { shown } from '../../shared/domain/text.ts';
import { errorText } from '../../shared/domain/errors.ts';
import { useApi } from '../api/client.tsx';
import { useHost } from '../host/context.tsx';
import { routes } from './routes.ts';
import { useToasts } from './toasts.tsx';

interface Opening {
  /** True while our own folder picker is open. */
  picking: boolean;
  /** What is being uploaded right now; null: nothing. */
  uploading: string | null;
}
export const useOpening = create<Opening>(() => ({ picking: false, uploading: null }));

/** Where what a bundle holds is shown. */
const PLACES: Record<BundleKind, (id: string) => string> = {
  run: (id) => routes.run(id),
  'dns-measurement': (id) => routes.measurement(id),
  'trace-recording': (id) => routes.trace({ kind: 'recording', id }),
};

export const uploadProgress = (name: string): void => useOpening.setState({ uploading: name });

export interface OpeningActions {
  /** Without a path: asks for one. */
  openProject: (path?: string | null) => Promise<void>;
  /** Sends a folder of this computer to the machine of the workbench, and opens it there. */
  uploadProject: () => Promise<void>;
  importBundle: (path?: string | null) => Promise<void>;
  /** Shows a file of any kind as a binary. Without a path: asks for one. */
  openBinary: (path?: string | null) => Promise<void>;
  /** Asks for a file of any kind. Answers its path on the machine of the workbench; null where nothing was chosen, or it could not be had (and that was said). */
  pickFile: () => Promise<string | null>;
  drop: (data: DataTransfer) => Promise<void>;
}

export function useOpeningActions(): OpeningActions {
  const api = useApi();
  const host = useHost();
  const client = useQueryClient();
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const toast = useToasts((state) => state.show);

  const guarded = useCallback(
    async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        toast({ kind: 'error', text: t('drop.failed', { reason: shown(errorText(error)) }) });
      } finally {
        useOpening.setState({ uploading: null });
      }
    },
    [t, toast],
  );
  const open = useCallback(
    async (path: string) => {
      const opened = await api.call('project.open', { path });
      void client.invalidateQueries({ queryKey: ['projects.recent'] });
      useOpening.setState({ picking: false });
      navigate(routes.matrix({ path: opened.path }));
    },
    [api, client, navigate],
  );
  const load = useCallback(
    async (file: string) => {
      const { kind = 'run', id } = await api.call('bundle.import', { file });
      navigate(PLACES[kind](id));
    },
    [api, navigate],
  );
  const pickFile = useCallback(async () => {
    let path: string | null = null;
    await guarded(async () => {
      path = await host.pickFile(t('action.openBinary'), uploadProgress);
    });
    return path;
  }, [guarded, host, t]);
  return {
    openProject: useCallback(
      (path) =>
        guarded(async () => {
          if (path !== undefined && path !== null) return open(path);
          if (host.pickFolder === undefined) return useOpening.setState({ picking: true });
          const chosen = await host.pickFolder(t('picker.title'));
          if (chosen !== null) await open(chosen);
        }),
      [guarded, host, open, t],
    ),
    uploadProject: useCallback(
      () =>
        guarded(async () => {
          const path = (await host.uploadFolder?.(uploadProgress)) ?? null;
          if (path !== null) await open(path);
        }),
      [guarded, host, open],
    ),
    importBundle: useCallback(
      (path) =>
        guarded(async () => {
          const file = path ?? (await host.pickBundle(t('action.importBundle'), uploadProgress));
          if (file !== null) await load(file);
        }),
      [guarded, host, load, t],
    ),
    pickFile,
    openBinary: useCallback(
      async (path) => {
        const file = path ?? (await pickFile());
        if (file !== null) navigate(routes.binary({ kind: 'file', path: file }));
      },
      [pickFile, navigate],
    ),
    drop: useCallback(
      (data) =>
        guarded(async () => {
          const found = await host.dropped(data, uploadProgress);
          if (found === null) toast({ kind: 'error', text: t('drop.failed', { reason: t('drop.neither') }) });
          else if (found.kind === 'binary') navigate(routes.binary({ kind: 'file', path: found.path }));
          else await (found.kind === 'bundle' ? load(found.path) : open(found.path));
        }),
      [guarded, host, load, navigate, open, t, toast],
    ),
  };
}
