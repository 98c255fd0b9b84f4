// `dns report`: rendering is the report room's, writing the file is ours.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Shell } from '../../shell.ts';
import { reportFormat } from '../report.ts';

export async function report(shell: Shell, id: string, options: { to: string }): Promise<void> {
  const format = reportFormat(options.to);
  const { content } = await (await shell.api(false)).call('dns.report', { id, format });
  const target = path.resolve(shell.io.cwd, options.to);
  await writeFile(target, content);
  shell.io.err(`written: ${target}\n`);
}
