import path from 'node:path';
import type { BundleKind, Exported, Imported } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { counted, formatBytes } from '../../shared/domain/units.ts';
import type { Shell } from '../shell.ts';
import { targetOf, type JsonOption } from './options.ts';

export async function exportRun(shell: Shell, target: string, options: JsonOption & { to: string; artifacts?: boolean }): Promise<void> {
  const { run, cell } = targetOf(target);
  if (cell !== null)
    throw new InputError(`"${target}" names a cell; a bundle is made of a whole run`, { input: target, expected: 'RUN, or the id of a measurement or a recording' });
  const to = path.resolve(shell.io.cwd, options.to);
  const done = await (await shell.api(false)).call('bundle.export', { run, to, artifacts: options.artifacts === true });
  if (options.json === true) {
    shell.document({ schema: 'cgoscope/exported@0', file: to, ...done } satisfies Exported);
    return;
  }
  const redacted = Object.entries(done.redacted).filter(([, n]) => n > 0);
  shell.say([`${to}  ${formatBytes(done.bytes)}`, redacted.length === 0 ? 'nothing had to be redacted' : `redacted: ${redacted.map(([what, n]) => `${what} ×${n}`).join(', ')}`]);
}

export async function importBundle(shell: Shell, file: string, options: JsonOption): Promise<void> {
  const done = await (await shell.api(true)).call('bundle.import', { file: path.resolve(shell.io.cwd, file) });
  if (options.json === true) shell.document({ schema: 'cgoscope/imported@0', ...done } satisfies Imported);
  else {
    const { what, show } = KINDS[done.kind ?? 'run'];
    const cells = what === 'run' ? `, ${counted(done.cells, 'cell')}` : '';
    shell.say([`${what} ${done.id}${cells}${done.fresh ? '' : ' (it was here already)'}`, `see it: cgoscope ${show} ${done.id}`]);
  }
}

const KINDS: Record<BundleKind, { what: string; show: string }> = {
  run: { what: 'run', show: 'show' },
  'dns-measurement': { what: 'measurement', show: 'dns show' },
  'trace-recording': { what: 'recording', show: 'trace show' },
};
