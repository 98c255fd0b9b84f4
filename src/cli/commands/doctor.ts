import type { DoctorAction, Fixed } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { EXIT } from '../exit.ts';
import { longWork } from '../long-work.ts';
import { doctorLines } from '../text/lists.ts';
import type { Shell } from '../shell.ts';
import type { DoctorOptions } from './options.ts';

/** Problems are results, except the one that there is no engine: then nothing can be run. */
export async function doctor(shell: Shell, options: DoctorOptions): Promise<void> {
  if (options.fix !== undefined) return fix(shell, options.fix, options);
  if (options.yes === true) throw new InputError('--yes answers nothing without --fix ACTION', { input: '--yes', expected: '--fix ACTION' });
  const document = await (await shell.api(false)).call('doctor.run', { endpoint: options.endpoint ?? null, env: shell.env });
  if (options.json === true) shell.document(document);
  else shell.say(doctorLines(document, shell.paint, shell.io.columns()));
  if (document.engine === null) shell.code = EXIT.noEngine;
}

/** One action; what changes this machine is named and asked first, where somebody is there to answer. */
async function fix(shell: Shell, action: string, options: DoctorOptions): Promise<void> {
  const api = await shell.api(true);
  const request = { endpoint: options.endpoint ?? null, env: shell.env };
  let yes = options.yes === true;
  if (!yes) {
    const offered = offeredIn((await api.call('doctor.run', request)).problems, action);
    if (offered?.changesHost === true) {
      const answer = await shell.io.ask(`${question(offered)}\ndo it? [y/N] `);
      // Nobody there: the workbench refuses, and says why.
      if (answer !== null && !/^y(es)?$/i.test(answer.trim())) {
        shell.io.err('nothing was done\n');
        return;
      }
      yes = answer !== null;
    }
  }
  const result = await longWork(shell, api, (signal) => api.call('doctor.fix', { action, yes, ...request }, { signal }));
  if (options.json === true) shell.document({ schema: 'cgoscope/fixed@0', action, ...result } satisfies Fixed);
  else shell.say([shown(result.done)]);
}

const offeredIn = (problems: { action?: DoctorAction | undefined }[], id: string): DoctorAction | null => problems.find((problem) => problem.action?.id === id)?.action ?? null;

const question = (action: DoctorAction): string =>
  [`${shown(action.title)}: ${shown(action.detail)}`, ...(action.command === null ? [] : [`  ${shown(action.command)}`])].join('\n');
