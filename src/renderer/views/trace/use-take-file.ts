// Files of this computer (dropped, chosen) as the path of one trace on the machine of the workbench: a log, or the files of one `strace -ff` (docs/traces.md).
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { uploadProgress, useOpening } from '../../app/opening.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import type { Host } from '../../host/host.ts';

/** Null where it could not be had, and that was said. */
export function useTakeFile(): (files: Iterable<File>) => Promise<string | null> {
  const { t } = useTranslation('trace');
  const host = useHost();
  const toast = useToasts((state) => state.show);
  return useCallback(
    async (given) => {
      const files = [...given]; // a drop's own list is gone after the first wait
      const [file] = files;
      if (file === undefined) return null;
      try {
        return await (files.length === 1 ? host.pathFor(file, uploadProgress) : pathOfSet(host, files));
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

/** As `strace -ff` names them: what is before the pid. Null for any other name. */
const setPrefix = (name: string): string | null => /^(.+)\.[1-9]\d{0,8}$/s.exec(name)?.[1] ?? null;

/** Throws InputError for files that are no such set. On this machine the whole set is read, whichever of its files were taken. */
export async function pathOfSet(host: Host, files: readonly File[]): Promise<string | null> {
  const [first] = files;
  const prefix = setPrefix(first?.name ?? '');
  const odd = files.find(({ name }) => prefix === null || setPrefix(name) !== prefix);
  if (first === undefined || odd !== undefined)
    throw new InputError(`${files.length} files were given, and ${shown(odd?.name ?? '')} is not of the same strace -ff (out.123, out.124 …); one log is opened at a time`, {
      input: odd?.name ?? '',
      expected: 'one log, or the files of one strace -ff',
    });
  if (host.uploadTogether !== undefined) return host.uploadTogether(files, uploadProgress);
  const path = await host.pathFor(first, uploadProgress);
  return `${setPrefix(path) ?? path}.*`;
}
