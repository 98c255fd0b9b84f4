// `audit IMAGE [OTHER]`: what is in a local image or an image archive, what follows from it, and what differs from another one.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { EXIT } from '../exit.ts';
import { longWork } from '../long-work.ts';
import type { Shell } from '../shell.ts';
import type { EngineOptions, FailOn } from './options.ts';

export async function audit(shell: Shell, image: string, other: string | undefined, options: EngineOptions & { failOn?: FailOn }): Promise<void> {
  const api = await shell.api(false);
  const asked = {
    image: imageName(shell, image),
    other: other === undefined ? null : imageName(shell, other),
    endpoint: options.endpoint ?? null,
    env: shell.env,
  };
  const document = await longWork(shell, api, (signal) => api.call('image.audit', asked, { signal }));
  if (options.json === true) shell.document(document);
  else shell.say((await import('../text/audit.ts')).auditLines(document, shell.paint, shell.io.columns()));
  // What is only worth knowing fails no pipeline.
  const found = [document, ...(document.other === null ? [] : [document.other])].some(({ findings }) => findings.some(({ level }) => level !== 'info'));
  if ((options.failOn === 'finding' && found) || (options.failOn === 'difference' && document.differences.length > 0)) shell.code = EXIT.red;
}

/** PATH_MAX of Linux; references are shorter. */
const MOST_NAME = 4_096;

/** An archive is a path, as typed from here: `./app.tar`, `/tmp/app.tar`, or a file of that name that is there (no image's name ends in .tar). */
export function imageName(shell: Shell, text: string): string {
  if (text.length > MOST_NAME)
    throw new InputError(`"${shown(text.slice(0, 60))}…" has ${text.length} characters; the name of an image, or the path of an archive, has at most ${MOST_NAME}`, {
      input: 'image',
      expected: `at most ${MOST_NAME} characters`,
    });
  const file = path.resolve(shell.io.cwd, text);
  return text.startsWith('/') || text.startsWith('./') || text.startsWith('../') || (/\.(tar|tgz|tar\.gz|tar\.zst)$/.test(text) && existsSync(file)) ? file : text;
}
