// Work whose document grows while it goes on and is kept when it is over (a measurement, a recording): begun, followed, cancelled, ended with the workbench.
import { CancelledError, errorText } from '../../shared/domain/errors.ts';
import type { KeptDocuments } from '../store/kept-documents.ts';

export interface KeptWorkOptions<Document, Line> {
  kept: KeptDocuments<Document, Line>;
  lineOf: (document: Document) => Line;
  /** Who does the work: what it left when it died is marked as interrupted by the next one. */
  owner: string;
  /** Something that lists show has changed. */
  changed: () => void;
}

/** What rooms offer of their work. */
export interface KeptWorkRoom<Document, Line> {
  get(idOrPrefix: string): Document;
  /** Newest first; those that go on as they stand now. */
  list(limit: number): Line[];
  /** Resolves when it has ended, or at once where it has. */
  wait(idOrPrefix: string): Promise<void>;
  /** Resolves when nothing of it is left on the engine. False where it had ended. */
  cancel(idOrPrefix: string): Promise<boolean>;
  remove(idOrPrefix: string): void;
  busy(): boolean;
  /** Ends all that goes on; nothing is begun any more. */
  close(): Promise<void>;
}

export interface KeptWork<Document, Line> {
  /**
   * Stores the document as it is, which may throw, and begins. `work` says in the document how it ended, and must not reject; when its signal is aborted the reason is
   * a CancelledError where somebody cancelled it. Throws CancelledError once the workbench ends.
   */
  begin(document: Document, work: (signal: AbortSignal) => Promise<void>): void;
  /** Stores the document as it stands meanwhile. */
  save(document: Document): void;
  room: KeptWorkRoom<Document, Line>;
}

interface Live<Document> {
  document: Document;
  cancel: AbortController;
  ended: Promise<void>;
}

export function createKeptWork<Document extends { id: string; endedAt: string | null; notes: string[] }, Line extends { id: string }>({
  kept,
  lineOf,
  owner,
  changed,
}: KeptWorkOptions<Document, Line>): KeptWork<Document, Line> {
  const live = new Map<string, Live<Document>>();
  let closing = false;

  const save = (document: Document): void => kept.save(document, lineOf(document), owner);

  function settle(document: Document): void {
    document.endedAt = new Date().toISOString();
    try {
      save(document);
    } catch (error) {
      // The store takes nothing (a full disk): who waits reads it from memory, the next owner marks it interrupted.
      document.notes.push(`it could not be stored: ${errorText(error)}`);
    }
    changed();
  }

  const living = (idOrPrefix: string): Live<Document> | undefined => live.get(kept.resolve(idOrPrefix));

  return {
    begin(document, work) {
      if (closing) throw new CancelledError();
      save(document); // what can't be stored is not begun
      const each: Live<Document> = { document, cancel: new AbortController(), ended: Promise.resolve() };
      live.set(document.id, each);
      changed();
      each.ended = work(each.cancel.signal)
        .then(() => settle(document))
        .finally(() => live.delete(document.id));
    },
    save,
    room: {
      get: (idOrPrefix) => living(idOrPrefix)?.document ?? kept.get(idOrPrefix),
      list: (limit) =>
        kept.list(limit).map((line) => {
          const going = live.get(line.id);
          return going === undefined ? line : lineOf(going.document);
        }),
      async wait(idOrPrefix) {
        await living(idOrPrefix)?.ended;
      },
      async cancel(idOrPrefix) {
        const each = living(idOrPrefix);
        if (each === undefined) return false;
        each.cancel.abort(new CancelledError());
        await each.ended;
        return true;
      },
      remove(idOrPrefix) {
        kept.remove(idOrPrefix);
        changed();
      },
      busy: () => live.size > 0,
      async close() {
        closing = true;
        for (const each of live.values()) each.cancel.abort(new Error('the workbench was ended'));
        await Promise.all([...live.values()].map((each) => each.ended));
      },
    },
  };
}
