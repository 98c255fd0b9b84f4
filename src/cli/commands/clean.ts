import type { Clean } from '../../shared/domain/documents.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import { table } from '../text/table.ts';
import type { Shell } from '../shell.ts';
import type { EngineOptions } from './options.ts';

export async function clean(shell: Shell, options: EngineOptions & { older?: number; all?: boolean; yes?: boolean }): Promise<void> {
  const api = await shell.api(true);
  const request = { olderDays: options.older ?? null, all: options.all === true, endpoint: options.endpoint ?? null, env: shell.env };
  if (options.yes === true) {
    const done = await api.call('clean.run', { ...request, apply: true });
    if (options.json === true) shell.document(document(done));
    else shell.say([...itemLines(done.items), `freed ${formatBytes(done.bytes)}`]);
    return;
  }
  const would = await api.call('clean.run', { ...request, apply: false });
  if (options.json === true) {
    shell.document(document(would));
    return;
  }
  shell.say(would.items.length === 0 ? ['nothing to free'] : [...itemLines(would.items), `would free ${formatBytes(would.bytes)}`]);
  if (would.items.length === 0) return;
  const answer = await shell.io.ask('free it? [y/N] ');
  if (answer === null) shell.io.err('nothing was freed; --yes frees it\n');
  else if (/^y(es)?$/i.test(answer.trim())) {
    const done = await api.call('clean.run', { ...request, apply: true });
    shell.say([`freed ${formatBytes(done.bytes)}`]);
  }
}

const document = (done: Omit<Clean, 'schema'>): Clean => ({ schema: 'cgoscope/clean@0', ...done });

const itemLines = (items: { what: string; bytes: number }[]): string[] =>
  table(
    [{ title: '' }, { title: '', align: 'right' }],
    items.map((item) => [shown(item.what), formatBytes(item.bytes)]),
  );
