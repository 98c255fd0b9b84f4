// Signs of a recording's state: told by shape, word and colour together.
import type { TraceRecording } from '../../../../shared/domain/trace-detail.ts';

export const STATE_SIGN: Record<TraceRecording['state'], string> = { running: '◐', done: '✓', cancelled: '–', interrupted: '–', failed: '✗' };
