// `serve`: the window for a browser of this machine, until it is told to end. Only this terminal gives out links.
import path from 'node:path';
import { dataFolder } from '../../core/workbench-files.ts';
import { lastingWorkbench } from '../../core/workbench-lasting.ts';
import type { Api } from '../../shared/api/contract.ts';
import { errorText } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import type { Served } from '../io.ts';
import type { Shell } from '../shell.ts';

export interface ServeCommandOptions {
  port: number;
}

/** Resolves when a signal has ended it; that is its way to end well. `placeOf` says where in the window the links lead. */
export async function serve(shell: Shell, { port }: ServeCommandOptions, placeOf?: (api: Api) => Promise<string>): Promise<void> {
  const { io } = shell;
  const log = (text: string): void => io.err(`${text.trimEnd().split('\n').map(shown).join('\n')}\n`);
  let server: Served | null = null;
  const api = lastingWorkbench({
    open: () => io.openApi({ env: shell.env, needOwner: true }),
    onGone: () => {
      log('the process that owns the data folder has ended; it is started again when a window asks for something');
      server?.refresh();
    },
    onError: (error) => log(errorText(error)),
  });
  const over = new AbortController();
  const asked = new Promise<void>((resolve) => {
    // A reader of stdout that has gone takes the links with it, not the windows that are open.
    io.onInterrupt((why) => {
      if (/^SIG/.test(why)) resolve();
    }, over.signal);
  });
  try {
    const uploads = path.join(await dataFolder(shell.env), 'uploads');
    // Before anything is promised: a data folder that can't be used is said now, not in the browser.
    await api.call('runs.list', { limit: 1 });
    const to = await placeOf?.(api);
    const running = await io.startServer({ api, port, uploads, env: shell.env, log });
    server = running;
    shell.say(['The window of Cgoscope, for a browser on this machine; the link works once, within ten minutes:', running.newLink(to)]);
    io.err(`Enter prints a further link, Ctrl-C ends. From another machine: ssh -L ${running.port}:127.0.0.1:${running.port} USER@THIS-MACHINE, then open the link over there.\n`);
    io.onLine(() => shell.say(['A further link, for once:', running.newLink(to)]), over.signal);
    await asked;
  } finally {
    over.abort();
    await server?.close();
    await api.close();
  }
}
