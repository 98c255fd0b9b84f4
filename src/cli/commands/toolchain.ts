import type { Toolchains } from '../../shared/domain/documents.ts';
import { toolchainsLines } from '../text/lists.ts';
import { longWork } from '../long-work.ts';
import type { Shell } from '../shell.ts';
import type { EngineOptions } from './options.ts';

const print = (shell: Shell, options: EngineOptions, list: Toolchains): void => {
  if (options.json === true) shell.document(list);
  else shell.say(toolchainsLines(list, shell.paint, shell.io.columns()));
};

export async function list(shell: Shell, options: EngineOptions): Promise<void> {
  print(shell, options, await (await shell.api(false)).call('toolchain.list', { endpoint: options.endpoint ?? null, env: shell.env }));
}

export async function build(shell: Shell, names: string[], options: EngineOptions): Promise<void> {
  const api = await shell.api(true);
  const list = await longWork(shell, api, (signal) => api.call('toolchain.build', { names, endpoint: options.endpoint ?? null, env: shell.env }, { signal }));
  print(shell, options, list);
}

export async function remove(shell: Shell, names: string[], options: EngineOptions): Promise<void> {
  print(shell, options, await (await shell.api(true)).call('toolchain.remove', { names, endpoint: options.endpoint ?? null, env: shell.env }));
}
