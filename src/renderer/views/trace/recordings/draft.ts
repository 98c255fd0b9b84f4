// What stands in the dialog to record: kept while one looks around, and filled by who leads there.
import { create } from 'zustand';
import type { TraceRecording } from '../../../../shared/domain/trace-detail.ts';
import { EMPTY_DRAFT, type RecordDraft } from './record-form.ts';
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

/** What records the same again, as far as the document knows: values of its environment are not kept, and what was asked of it (ready, stop) neither. */
export const draftOf = ({ image, argv, user, readOnly, classes, title, plain }: TraceRecording): Partial<RecordDraft> => ({
  image,
  command: argvText(argv),
  whole: true,
  user,
  readOnly,
  classes,
  title,
  once: plain === null,
});
