import type { ExportKind } from './host.ts';

/** `cgoscope-01J….html`: the name that an export of a run is offered under. */
export const exportName = (run: string, kind: ExportKind): string => `cgoscope-${run}.${kind === 'bundle' ? 'cgoscope' : kind}`;
