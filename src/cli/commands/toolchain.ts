import type { Toolchains } from '../../shared/domain/documents.ts';
import { toolchainsLines } from '../text/lists.ts';
import { Progress } from '../progress.ts';
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
  const done = new AbortController();
  const stop = new AbortController();
  const progress = new Progress(shell.io, { total: 0 });
  api.on('lab', (event) => progress.event(event), { signal: done.signal });
  shell.io.onInterrupt(() => (stop.signal.aborted ? shell.io.leave(4) : stop.abort()), done.signal);
  try {
    print(shell, options, await api.call('toolchain.build', { names, endpoint: options.endpoint ?? null, env: shell.env }, { signal: stop.signal }));
  } finally {
    progress.end();
    done.abort();
  }
}

export async function remove(shell: Shell, names: string[], options: EngineOptions): Promise<void> {
  print(shell, options, await (await shell.api(true)).call('toolchain.remove', { names, endpoint: options.endpoint ?? null, env: shell.env }));
}
