// Procedures of recordings. A reader lists and reads what is stored; the owner records.
import { InputError } from '../../../shared/domain/errors.ts';
import { createOnce } from '../../lab/once.ts';
import type { Handlers } from '../../procedures.ts';
import type { Store } from '../../store/types.ts';
import type { RecordingsRoom } from './recordings.ts';

export function storedRecordingProcedures(store: Store): Pick<Handlers, 'trace.recording' | 'trace.recordings'> {
  return {
    'trace.recording': async ({ id, wait }) => {
      const document = store.recordings.get(id);
      if (wait && document.state === 'running')
        throw new InputError(`recording ${document.id} is going on; only its owner can be waited for`, { input: id, expected: 'the owner of the data folder' });
      return document;
    },
    'trace.recordings': async ({ limit }) => ({ schema: 'cgoscope/trace-recordings@0', recordings: store.recordings.list(limit) }),
  };
}

export function recordingProcedures(
  recordings: RecordingsRoom,
  store: Store,
): Pick<Handlers, 'trace.record' | 'trace.recording' | 'trace.recordings' | 'trace.cancel' | 'trace.remove'> {
  const once = createOnce<{ id: string }>();
  return {
    'trace.recordings': async ({ limit }) => ({ schema: 'cgoscope/trace-recordings@0', recordings: recordings.list(limit) }),
    'trace.record': ({ token, ...request }) => once(token, () => recordings.start(request)),
    'trace.recording': async ({ id, wait }) => {
      // The id it has now: `last` may be another one later.
      const whole = store.recordings.resolve(id);
      if (wait) await recordings.wait(whole);
      return recordings.get(whole);
    },
    'trace.cancel': async ({ id }) => ({ cancelled: await recordings.cancel(id) }),
    'trace.remove': async ({ id }) => {
      recordings.remove(id);
      return { removed: true };
    },
  };
}
