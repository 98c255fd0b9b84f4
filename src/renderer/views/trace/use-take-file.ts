// A file of this computer (dropped, chosen) as a path on the machine of the workbench.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { uploadProgress, useOpening } from '../../app/opening.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';

/** Null where it could not be had, and that was said. */
export function useTakeFile(): (file: File | undefined) => Promise<string | null> {
  const { t } = useTranslation('trace');
  const host = useHost();
  const toast = useToasts((state) => state.show);
  return useCallback(
    async (file) => {
      if (file === undefined) return null;
      try {
        return await host.pathFor(file, uploadProgress);
      } catch (error) {
        toast({ kind: 'error', text: t('list.failed', { name: shown(file.name), reason: shown(errorText(error)) }) });
        return null;
      } finally {
        useOpening.setState({ uploading: null });
      }
    },
    [host, toast, t],
  );
}
