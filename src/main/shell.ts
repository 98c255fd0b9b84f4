// Puts the desktop shell together. Two halves: what has to be said before Electron is ready, and the rest.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { lastingWorkbench } from '../core/workbench-lasting.ts';
import type { OpenedWorkbench } from '../core/workbench.ts';
import type { WindowCommand } from '../shared/api/bridge.ts';
import { CHANNELS } from '../shared/api/channels.ts';
import { errorText } from '../shared/domain/errors.ts';
import { createDesktop } from './desktop.ts';
import type { Electron } from './electron.ts';
import { Grants } from './grants.ts';
import { guardContents, guardSession } from './guard.ts';
import { commandFor, ownArguments, secondStartSchema } from './handed.ts';
import { serveIpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { notifyEnds } from './notify.ts';
import { SCHEME } from './origin.ts';
import { servePages } from './pages.ts';
import { createPdfPrinter } from './pdf.ts';
import { readState, StateKeeper } from './state.ts';
import { Windows } from './window.ts';
import { languageOf, wordsOf, type Language } from './words.ts';

export interface ShellOptions {
  electron: Electron;
  platform: NodeJS.Platform;
  argv: readonly string[];
  cwd: string;
  /** What the workbench may know of the environment. */
  env: Record<string, string>;
  version: string;
  dataFolder: string;
  /** The built renderer's folder, the built preload script, the window's icon. */
  files: { renderer: string; preload: string; icon: string };
  devTools: boolean;
  openWorkbench: () => Promise<OpenedWorkbench>;
  log: (text: string) => void;
}

export interface Shell {
  /** False where another instance is there already: it has been told, this one ends. */
  first: boolean;
  /** Resolves when the first window is open. */
  ready: Promise<void>;
}

/** Closing the connection may take so long; the owner copes with one that just ends. */
const END_MS = 3_000;

/** Resolves before Electron is ready: it only gets ready when the entry's module, which awaits this, has been evaluated. */
export async function startShell(options: ShellOptions): Promise<Shell> {
  const { electron, platform, argv, cwd, dataFolder } = options;
  const { app, protocol } = electron;
  // One instance for each data folder, and all that Chromium keeps is in there too.
  const userData = path.join(dataFolder, 'window');
  await mkdir(userData, { recursive: true, mode: 0o700 });
  app.setName('Cgoscope');
  app.setPath('userData', userData);
  const args = ownArguments(argv, app.isPackaged);
  if (!app.requestSingleInstanceLock({ args, cwd })) {
    app.quit();
    return { first: false, ready: Promise.resolve() };
  }
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  if (platform === 'win32') app.setAppUserModelId('io.cgoscope.app');

  /** What was asked before there are windows. */
  let early: WindowCommand[] = [];
  let windows: Windows | null = null;
  const ask = (command: WindowCommand): void => {
    if (windows === null) early.push(command);
    else windows.command(command);
  };
  /** One after the other: they are asked in the order they were given. */
  let handed = Promise.resolve();
  const hand = (argument: string, from: string): void => {
    handed = handed.then(async () => ask(await commandFor(argument, from)));
  };
  for (const argument of args) hand(argument, cwd);
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const told = secondStartSchema.safeParse(data);
    windows?.show();
    if (told.success) for (const argument of told.data.args) hand(argument, told.data.cwd);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    hand(file, cwd);
  });

  const ready = app.whenReady().then(async () => {
    windows = await openShell(options, path.join(userData, 'state.json'));
    for (const command of early) windows.command(command);
    early = [];
  });
  return { first: true, ready };
}

async function openShell(options: ShellOptions, stateFile: string): Promise<Windows> {
  const { electron, platform, env, dataFolder, files, devTools, log } = options;
  const { app, dialog, ipcMain, Menu, nativeTheme, session } = electron;
  const fault = (what: string) => (error: unknown) => log(`${what}: ${errorText(error)}`);
  const closing = new AbortController();

  const state = new StateKeeper(stateFile, await readState(stateFile), fault('the state of the window was not kept'));
  let language: Language = state.current.language ?? languageOf(app.getPreferredSystemLanguages()[0]);
  nativeTheme.themeSource = state.current.theme;

  const ours = session.defaultSession;
  ours.protocol.handle(SCHEME, servePages(files.renderer));
  guardSession(ours);

  const windows = new Windows({
    electron,
    preload: files.preload,
    icon: platform === 'linux' ? files.icon : null,
    state,
    devTools,
    onFault: fault('the window could not be loaded'),
    async onCrash(reason) {
      const { crash } = wordsOf(language);
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: crash.message,
        detail: crash.detail(reason),
        buttons: [crash.reload, crash.close],
        cancelId: 1,
        noLink: true,
      });
      return response === 0 ? 'reload' : 'close';
    },
  });

  const api = lastingWorkbench({
    open: options.openWorkbench,
    onGone() {
      // What pages then ask opens another.
      windows.send(CHANNELS.connection, false);
      windows.send(CHANNELS.connection, true);
    },
    onError: fault('the workbench can not be reached'),
  });
  const grants = new Grants();
  const desktop = createDesktop({
    electron,
    api,
    grants,
    printer: createPdfPrinter(electron),
    dataFolder,
    language: () => language,
    closing: closing.signal,
    onLook(look) {
      const changed = look.language !== language;
      language = look.language;
      state.change(look);
      if (nativeTheme.themeSource !== look.theme) nativeTheme.themeSource = look.theme;
      if (changed) setMenu();
    },
  });
  serveIpc({ ipcMain, windows, api, desktop, grants, env, log, closing: closing.signal });
  notifyEnds({ electron, api, windows, language: () => language, onFault: fault('no notification'), closing: closing.signal });

  const setMenu = (): void =>
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ language, platform, devTools, command: (command) => windows.command(command), newWindow: () => windows.open() })),
    );
  setMenu();
  app.setAboutPanelOptions({ applicationName: 'Cgoscope', applicationVersion: options.version, iconPath: files.icon });
  nativeTheme.on('updated', () => windows.repaint());

  app.on('activate', () => {
    if (windows.all().length === 0) windows.open();
  });
  app.on('window-all-closed', () => {
    if (platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    // All windows have closed: their last places are known.
    event.preventDefault();
    closing.abort();
    const end = Promise.all([state.flush(), api.close()]);
    void Promise.race([end, new Promise((resolve) => setTimeout(resolve, END_MS))])
      .catch(fault('the end'))
      .finally(() => app.exit(0));
  });

  windows.open();
  return windows;
}
