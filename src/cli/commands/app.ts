// `app`: the desktop window where there is one, the browser's everywhere else.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Api } from '../../shared/api/contract.ts';
import type { BundleKind } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { findElectron } from '../electron.ts';
import type { Shell } from '../shell.ts';
import { serve } from './serve.ts';

/** Runs the window in the foreground and takes over its exit code; says in one sentence why it can't, and serves. */
export async function app(shell: Shell, given: string | undefined): Promise<void> {
  const { io } = shell;
  const target = given === undefined ? null : path.resolve(io.cwd, given);
  if (target !== null && !existsSync(target)) throw new InputError(`${target}: there is no such file or folder`, { input: given ?? '', expected: 'a project folder or a bundle' });
  const found = desktopOf(shell);
  if ('missing' in found) {
    io.err(`No desktop window: ${found.missing}. The browser's is served instead.\n`);
    await serve(shell, { port: 0 }, target === null ? undefined : (api) => placeOf(api, target));
    return;
  }
  // A Node that Electron plays would not open a window.
  const { ELECTRON_RUN_AS_NODE: _node, ...env } = io.env;
  const child = spawn(found.program, [found.entry, ...(target === null ? [] : [target])], { stdio: 'inherit', env, windowsHide: false });
  const over = new AbortController();
  io.onInterrupt((why) => {
    // The terminal tells the whole group of Ctrl-C; any other signal came to us alone.
    if (why === 'SIGTERM' || why === 'SIGHUP') child.kill(why);
  }, over.signal);
  try {
    shell.code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP' ? 0 : 70)));
    });
  } finally {
    over.abort();
  }
}

/** Where in the window what a bundle holds is shown: each is followed by its id. */
const PLACES: Record<BundleKind, string> = { run: '/runs/', 'dns-measurement': '/dns/measurements/', 'trace-recording': '/trace?recording=' };

/** As the desktop does with what it is handed: a bundle is imported and shown, everything else is a project. */
async function placeOf(api: Api, target: string): Promise<string> {
  if (target.toLowerCase().endsWith('.cgoscope')) {
    const { kind = 'run', id } = await api.call('bundle.import', { file: target });
    return `${PLACES[kind]}${encodeURIComponent(id)}`;
  }
  const { path: project } = await api.call('project.open', { path: target });
  return `/matrix?${new URLSearchParams({ path: project }).toString()}`;
}

function desktopOf({ io }: Shell): { program: string; entry: string } | { missing: string } {
  const found = findElectron(io.builtFolder, io.env);
  if ('missing' in found) return found;
  const entry = path.join(io.builtFolder, 'index.js');
  if (!existsSync(entry)) return { missing: `its entry ${entry} has not been built` };
  if (process.platform === 'linux' && !io.env.DISPLAY && !io.env.WAYLAND_DISPLAY) return { missing: 'this session has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  return { ...found, entry };
}
