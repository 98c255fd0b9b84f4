// What lists show of a recording. Pure.
import type { TraceRecording, TraceRecordingLine } from '../../../shared/domain/trace-detail.ts';

export const lineOf = ({ id, state, title, image, platform, argv, startedAt, endedAt, factor, sums, log, plain, traced }: TraceRecording): TraceRecordingLine => ({
  id,
  state,
  title,
  image,
  platform,
  argv,
  startedAt,
  endedAt,
  factor,
  events: sums?.events ?? null,
  bytes: log?.bytes ?? null,
  ended: (plain ?? traced)?.ended ?? null,
});
