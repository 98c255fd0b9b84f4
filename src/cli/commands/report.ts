// `report RUN --to FILE`, and `--report FILE` of run: rendering is the report room's, writing the file is ours.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import type { OpenedApi } from '../io.ts';
import type { Shell } from '../shell.ts';
import { targetOf } from './options.ts';

const FORMATS: Record<string, 'html' | 'md' | 'json'> = { '.html': 'html', '.htm': 'html', '.md': 'md', '.markdown': 'md', '.json': 'json' };

/** Told before the work starts, so that an hour of building does not end in a typo. */
export function reportFormat(file: string): 'html' | 'md' | 'json' {
  const extension = path.extname(file).toLowerCase();
  const format = FORMATS[extension];
  if (format === undefined)
    throw new InputError(`"${file}" ends in ${extension === '' ? 'nothing' : `"${extension}"`}; a report is .html, .md or .json`, {
      input: file,
      place: extension,
      expected: '.html, .md or .json',
    });
  return format;
}

/** Writes one report; returns its absolute path. */
export async function writeReport(shell: Shell, api: OpenedApi, run: string, file: string): Promise<string> {
  const target = path.resolve(shell.io.cwd, file);
  const { content } = await api.call('report.render', { run, format: reportFormat(file) });
  await writeFile(target, content);
  return target;
}

export async function report(shell: Shell, target: string, options: { to: string }): Promise<void> {
  reportFormat(options.to);
  const { run, cell } = targetOf(target);
  if (cell !== null) throw new InputError(`"${target}" names a cell; a report is made of a whole run`, { input: target, expected: 'RUN' });
  const file = await writeReport(shell, await shell.api(false), run, options.to);
  shell.io.err(`written: ${file}\n`);
}
