// What stands in the dialog to record: kept while one looks around, and filled by who leads there.
import { create } from 'zustand';
import type { TraceRecording } from '../../../../shared/domain/trace-detail.ts';
import { EMPTY_DRAFT, readyFields, type RecordDraft } from './record-form.ts';
import { argvText } from './titles.ts';

interface RecordDraftState {
  draft: RecordDraft;
  change: (change: Partial<RecordDraft>) => void;
  /** Begins anew with these; what stands there for the same image stays. */
  begin: (change: Partial<RecordDraft>) => void;
}

export const useRecordDraft = create<RecordDraftState>((set) => ({
  draft: EMPTY_DRAFT,
  change: (change) => set(({ draft }) => ({ draft: { ...draft, ...change } })),
  begin: (change) =>
    set(({ draft }) => (change.image !== undefined && change.image === draft.image ? { draft: { ...draft, ...change } } : { draft: { ...EMPTY_DRAFT, ...change } })),
}));

/**
 * What records the same again. Values of the environment are not kept, as they may be secrets: its names stand there without one, which the dialog asks for.
 * A recording of an earlier version knows neither them nor what was waited for.
 */
export const draftOf = ({ image, argv, user, readOnly, classes, title, plain, asked }: TraceRecording): Partial<RecordDraft> => ({
  image,
  command: argvText(argv),
  whole: true,
  user,
  readOnly,
  classes,
  title,
  once: plain === null,
  ...(asked === undefined
    ? {}
    : {
        environment: asked.environment.join('\n'),
        workdir: asked.workdir ?? '',
        network: asked.network,
        platform: asked.platform ?? '',
        ...readyFields(asked.ready),
        stopAfter: asked.stopAfterS === null ? '' : String(asked.stopAfterS),
        seconds: String(asked.seconds),
      }),
});
