// What may be said of a cell that did not fail: traps that say nothing until later, where facts decide them.
import type { Cause } from '../../shared/domain/causes.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { Finding } from '../../shared/domain/explain.ts';

const SILENT: ReadonlySet<string> = new Set<Cause>([
  'static-not-static',
  'level-nonsense',
  'cgo-silently-off',
  'constructor-dropped',
  'stale-c-input',
  'cgo-tag-conflict',
  'static-nss',
]);
/** Below, a green cell speaks for itself. */
const SURE = 0.75;

export const isSilentTrap = ({ cause, confidence }: Finding): boolean => SILENT.has(cause) && confidence >= SURE;

/** Red, or green because it was to fail: then too something happened that can be explained. */
export const hasFailed = ({ green, outcome }: Pick<Cell, 'green' | 'outcome'>): boolean =>
  green === false || (green === true && outcome !== null && outcome !== 'pass' && outcome !== 'not-run');
