// The entry under Electron. Nothing else imports this file: `electron` exists only there.
import path from 'node:path';
import * as electron from 'electron';
import manifest from '../../package.json' with { type: 'json' };
import { callerEnv } from '../core/workbench-env.ts';
import { dataFolder } from '../core/workbench-files.ts';
import { errorText } from '../shared/domain/errors.ts';
import { createLog } from './log.ts';
import { startShell } from './shell.ts';

const { app, dialog } = electron;
const here = import.meta.dirname;
const env = callerEnv(process.env);

function giveUp(error: unknown): void {
  dialog.showErrorBox('Cgoscope', errorText(error));
  app.exit(70);
}

try {
  const folder = await dataFolder(process.env);
  const started = await startShell({
    electron,
    platform: process.platform,
    argv: process.argv,
    cwd: process.cwd(),
    env,
    version: manifest.version,
    dataFolder: folder,
    files: {
      renderer: path.join(here, '..', 'renderer'),
      preload: path.join(here, '..', 'preload', 'index.cjs'),
      icon: path.join(here, '..', '..', 'resources', 'icons', '256x256.png'),
    },
    devTools: !app.isPackaged || process.env['CGOSCOPE_DEVTOOLS'] === '1',
    // Loaded when it is first asked: the window is up by then.
    openWorkbench: async () => (await import('../core/workbench.ts')).openWorkbench({ env, needOwner: true, ownerEntry: path.join(here, 'owner.js') }),
    log: createLog(path.join(folder, 'window', 'shell.log'), (text) => process.stderr.write(text)),
  });
  // Not awaited here: Electron is ready only after this module.
  started.ready.catch(giveUp);
} catch (error) {
  giveUp(error);
}
