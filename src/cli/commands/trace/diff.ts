// `trace diff A B`: two files need no data folder and no owner; anything else is found through the api.
import { InputError } from '../../../shared/domain/errors.ts';
import type { TraceDiff, TraceDiffRows } from '../../../shared/domain/trace-detail.ts';
import { counted } from '../../../shared/domain/units.ts';
import { EXIT } from '../../exit.ts';
import { longWork } from '../../long-work.ts';
import type { Shell } from '../../shell.ts';
import type { FailOn, JsonOption } from '../options.ts';
import { sourceOf } from './file.ts';
import { localProgress } from './local.ts';

export interface TraceDiffOptions extends JsonOption {
  noise?: boolean;
  failOn?: FailOn;
  limit: number;
  sideBySide?: boolean;
  pair?: number;
  context: number;
}

interface Ask {
  diff(): Promise<TraceDiff>;
  rows(asked: { pair: number; folded: boolean; context: number; from: number; count: number }): Promise<TraceDiffRows>;
}

/** Rows that are asked for at a time. */
const PAGE = 5_000;
/** Rows side by side that a terminal is given. */
const MOST_ROWS = 20_000;

export async function traceDiff(shell: Shell, a: string, b: string, options: TraceDiffOptions): Promise<void> {
  const sideBySide = options.sideBySide === true;
  if (sideBySide && options.json === true)
    throw new InputError('--json has what differs; the calls side by side are text', { input: '--side-by-side', expected: 'one of --json and --side-by-side' });
  if (options.pair !== undefined && !sideBySide) throw new InputError('--pair picks what stands side by side', { input: '--pair', expected: '--side-by-side' });
  await asking(shell, { a, b, noise: options.noise === true }, async (ask) => {
    const document = { ...(await ask.diff()) };
    document.a = { ...document.a, name: a };
    document.b = { ...document.b, name: b };
    if (options.json === true) shell.document(document);
    else if (sideBySide) await showRows(shell, ask, document, options);
    else shell.say((await import('../../text/trace-diff.ts')).traceDiffLines(document, { limit: options.limit, paint: shell.paint, columns: shell.io.columns() }));
    if (options.failOn === 'difference' && differs(document)) shell.code = EXIT.red;
  });
}

/** Anything that one did and the other did not; what is masked does not count. */
const differs = ({ firstParting, onlyA, onlyB, changedErrors, changedResults }: TraceDiff): boolean =>
  firstParting !== null || onlyA.total + onlyB.total + changedErrors.total + changedResults.total > 0;

async function showRows(shell: Shell, ask: Ask, document: TraceDiff, { pair: wanted, context }: TraceDiffOptions): Promise<void> {
  const pair = wanted ?? document.firstParting?.pair ?? 0;
  if (document.pairs[pair] === undefined && wanted !== undefined)
    throw new InputError(`--pair ${wanted}: there are ${counted(document.pairs.length, 'pair')} of processes, counted from 0`, {
      input: '--pair',
      expected: `0 to ${Math.max(0, document.pairs.length - 1)}`,
    });
  const rows: TraceDiffRows['rows'] = [];
  let total = 0;
  do {
    const page = await ask.rows({ pair, folded: true, context, from: rows.length, count: PAGE });
    total = page.total;
    if (page.rows.length === 0) break;
    rows.push(...page.rows);
  } while (rows.length < Math.min(total, MOST_ROWS));
  const { sideBySideLines } = await import('../../text/trace-side-by-side.ts');
  shell.say(sideBySideLines(document, pair, { total, rows }, shell.paint, shell.io.columns()));
}

async function asking(shell: Shell, { a, b, noise }: { a: string; b: string; noise: boolean }, work: (ask: Ask) => Promise<void>): Promise<void> {
  const sources = { a: await sourceOf(shell, a), b: await sourceOf(shell, b) };
  if (sources.a.kind !== 'file' || sources.b.kind !== 'file') {
    const api = await shell.api(false);
    return longWork(shell, api, (signal) =>
      work({
        diff: () => api.call('trace.diff', { ...sources, noise }, { signal }),
        rows: (asked) => api.call('trace.diffRows', { ...sources, noise, ...asked }, { signal }),
      }),
    );
  }
  const files = { a: { file: sources.a.path, name: a }, b: { file: sources.b.path, name: b } };
  const { withTraceFiles } = await import('../../../core/workbench-trace-diff.ts');
  const { on, tell } = localProgress(`${a} and ${b}`);
  return longWork(shell, { on }, (signal) => withTraceFiles({ ...files, noise, env: shell.io.env, signal, tell }, work));
}
