// A whole desktop shell over the double of Electron: a built window of a few files, a workbench whose answers a test gives.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { CallContext, ServedApi } from '../../src/core/owner/index.ts';
import { startShell } from '../../src/main/shell.ts';
import { createBridge } from '../../src/preload/bridge.ts';
import type { Bridge } from '../../src/shared/api/bridge.ts';
import { servedDouble, unchecked, until } from '../api/contract-cases.ts';
import { ElectronDouble, type FakeWindow } from '../doubles/electron.ts';

export { until };

export const ENV = { PATH: '/bin', DOCKER_HOST: 'unix:///the/users.sock' };

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-main-'));
  // A write that a test did not wait for may still make its folder.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export function builtRenderer(): string {
  const folder = path.join(temporaryFolder(), 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><meta name="style-nonce" content="__STYLE_NONCE__"><title>Cgoscope</title>');
  writeFileSync(path.join(folder, 'assets', 'main-1.js'), 'export {};\n');
  writeFileSync(path.join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(path.join(path.dirname(folder), 'secret.js'), 'outside\n');
  return folder;
}

export interface Scene {
  double: ElectronDouble;
  /** The events of the workbench. */
  push: ReturnType<typeof servedDouble>['push'];
  listeners: ReturnType<typeof servedDouble>['listeners'];
  logged: string[];
  dataFolder: string;
  /** The workbench behind the shell goes, as after a crash of the owner. */
  lose(): void;
  opened: () => number;
  first: boolean;
}

export interface SceneOptions {
  /** In place of `answer`: a workbench of the test's own. */
  served?: ServedApi;
  answer?: (name: string, input: unknown, context: CallContext) => unknown;
  argv?: string[];
  platform?: NodeJS.Platform;
  devTools?: boolean;
  dataFolder?: string;
  before?: (double: ElectronDouble) => void;
}

/** Starts the shell and waits for its first window, as Electron does. The application quits when the test ends. */
export async function startScene({
  served: given,
  answer = () => ({}),
  argv = [],
  platform = 'linux',
  devTools = false,
  dataFolder = temporaryFolder(),
  before,
}: SceneOptions = {}): Promise<Scene> {
  const double = new ElectronDouble();
  before?.(double);
  const made = servedDouble(answer);
  const { push, listeners } = made;
  const served = given ?? made.served;
  const logged: string[] = [];
  let gone = new AbortController();
  let opened = 0;
  const shell = await startShell({
    electron: double.parts,
    platform,
    argv: ['/usr/bin/electron', 'out/main/index.js', ...argv],
    cwd: '/home/somebody',
    env: ENV,
    version: '1.2.3',
    dataFolder,
    files: { renderer: builtRenderer(), preload: '/app/out/preload/index.cjs', icon: '/app/icon.png' },
    devTools,
    openWorkbench: async () => {
      opened += 1;
      gone = new AbortController();
      const over = gone.signal;
      const api = unchecked(served);
      return {
        call: (name, input, options) => api.call(name, input, options),
        on: (name, listener, { signal }) => api.on(name, listener, { signal: AbortSignal.any([signal, over]) }),
        close: async () => gone.abort(),
        gone: over,
      };
    },
    log: (text) => logged.push(text),
  });
  double.app.becomeReady();
  await shell.ready;
  if (shell.first) {
    await until(() => double.windows.length > 0 && double.windows.every((window) => window.isVisible()));
    onTestFinished(() => quit(double));
  }
  return { double, push, listeners, logged, dataFolder, first: shell.first, opened: () => opened, lose: () => gone.abort() };
}

/** Closes every window and waits for the end of the process. */
export async function quit(double: ElectronDouble): Promise<void> {
  if (double.app.exited !== null) return;
  for (const window of [...double.windows]) if (!window.isDestroyed()) window.close();
  if (double.app.exited === null) double.app.quit();
  await until(() => double.app.exited !== null);
}

/** Every message that is on its way has arrived. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What the page of a window sees as `window.cgoscope`, through the real preload code. */
export function bridgeOf(window: FakeWindow): Bridge {
  const { ipcRenderer } = window.webContents;
  // one preload script a page
  const bridge = bridges.get(window) ?? loadBridge(ipcRenderer);
  bridges.set(window, bridge);
  return bridge;
}
const bridges = new WeakMap<FakeWindow, Bridge>();

function loadBridge(ipcRenderer: FakeWindow['webContents']['ipcRenderer']): Bridge {
  return createBridge({
    // the parts of it that the bridge uses
    ipcRenderer: ipcRenderer as unknown as Parameters<typeof createBridge>[0]['ipcRenderer'],
    webUtils: { getPathForFile: (file) => `/dropped/${file.name}` },
    platform: 'linux',
  });
}
