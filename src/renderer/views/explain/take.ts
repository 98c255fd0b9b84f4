// Taking what a person pastes, drops or chooses: what it is, and how the workbench gets at it.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { uploadProgress, useOpening } from '../../app/opening.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import { kindOfBytes, LOOK_BYTES, type GivenKind } from './classify.ts';
import { MOST_SENT, MOST_TEXT, useGiven, type Given } from './given.ts';

/** Bytes of a facts document: it is a page, not an archive. */
const MOST_FACTS = 4_000_000;

export interface Taking {
  text: (text: string) => Promise<void>;
  files: (files: readonly File[]) => Promise<void>;
  /** Takes what is given as one thing as another. */
  as: (from: GivenKind, to: GivenKind) => Promise<void>;
}

export function useTaking(): Taking {
  const host = useHost();
  const { t } = useTranslation('explain');
  const toast = useToasts((state) => state.show);
  const change = useGiven((state) => state.change);

  const place = useCallback(
    async (blob: Blob, name: string | null, kind: GivenKind): Promise<Partial<Given>> => {
      const called = name ?? t('give.pasted');
      if (kind === 'facts') return { facts: { name, blob, value: factsOf(blob.size > MOST_FACTS ? '' : await blob.text(), called, t('give.badFacts')) } };
      if (name === null && kind !== 'elf') {
        if (blob.size > MOST_TEXT) throw new InputError(t('give.tooLong'), { input: called });
        // A long text reaches the workbench of another machine as a file.
        const path = host.kind === 'browser' && (blob.size > MOST_SENT || kind === 'trace') ? await host.pathFor(new File([blob], 'pasted.log'), uploadProgress) : null;
        return { [kind]: { name, blob, path } };
      }
      const path = await host.pathFor(blob instanceof File ? blob : new File([blob], called), uploadProgress);
      return kind === 'elf' ? { elf: { name: called, path, blob } } : { [kind]: { name, blob, path } };
    },
    [host, t],
  );
  const guarded = useCallback(
    async (name: string, work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        toast({ kind: 'error', text: t('give.failed', { name: shown(name), reason: shown(errorText(error)) }) });
      } finally {
        useOpening.setState({ uploading: null });
      }
    },
    [t, toast],
  );
  const put = useCallback(
    (name: string, part: Partial<Given>) => {
      const before = useGiven.getState().given;
      const kinds = Object.keys(part) as (keyof Given)[]; // the keys of a part of Given
      if (kinds.some((kind) => before[kind] !== null)) toast({ kind: 'info', text: t('give.replaced', { name: shown(name) }) });
      change(part);
    },
    [change, t, toast],
  );
  return {
    text: useCallback(
      (text) =>
        guarded(t('give.pasted'), async () => {
          if (text.trim() === '') return;
          const blob = new Blob([text]);
          put(t('give.pasted'), await place(blob, null, await kindOf(blob)));
        }),
      [guarded, place, put, t],
    ),
    files: useCallback(
      async (files) => {
        for (const file of files)
          await guarded(file.name, async () => {
            put(file.name, await place(file, file.name, await kindOf(file)));
          });
      },
      [guarded, place, put],
    ),
    as: useCallback(
      async (from, to) => {
        const one = useGiven.getState().given[from];
        if (one === null || one.blob === null || from === to) return;
        const { name, blob } = one;
        await guarded(name ?? t('give.pasted'), async () => {
          const part = await place(blob, name, to);
          change({ [from]: null, ...part });
        });
      },
      [change, guarded, place, t],
    ),
  };
}

const kindOf = async (blob: Blob): Promise<GivenKind> => kindOfBytes(new Uint8Array(await blob.slice(0, LOOK_BYTES).arrayBuffer()));

/** The workbench checks the shape; that it is an object at all is said here. */
function factsOf(text: string, name: string, expected: string): Record<string, unknown> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    value = null; // said below, in one way for everything that is no object
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError(expected, { input: name });
  return value as Record<string, unknown>; // an object that JSON.parse made has text for keys
}
