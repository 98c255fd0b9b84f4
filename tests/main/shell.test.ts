// The application as a whole: its start, its windows, what it is handed, its end.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIRST_STATE } from '../../src/main/state.ts';
import { CHANNELS } from '../../src/shared/api/channels.ts';
import type { ElectronDouble, FakeWindow } from '../doubles/electron.ts';
import { bridgeOf, quit, settled, startScene, temporaryFolder, until } from './support.ts';

const commandsOf = (window: FakeWindow): unknown[] => {
  const heard: unknown[] = [];
  bridgeOf(window).onCommand((command) => heard.push(command));
  return heard;
};
const item = (double: ElectronDouble, menu: string, label: string) => {
  const { submenu } = double.menu.find((each) => each.label === menu) ?? {};
  const found = Array.isArray(submenu) ? submenu.find((each) => each.label === label) : undefined;
  if (found === undefined) throw new Error(`no ${label} in ${menu}`);
  // handlers of ours look at none of what Electron gives them
  return { ...found, click: found.click as (() => void) | undefined };
};

describe('the start', () => {
  it('says everything that has to be said before Electron is ready', async () => {
    const { double, dataFolder } = await startScene();
    const { calls } = double.app;
    expect(calls.slice(0, calls.indexOf('ready'))).toEqual(['setName Cgoscope', 'setPath userData', 'lock', 'sandbox']);
    expect(double.app.getPath('userData')).toBe(path.join(dataFolder, 'window'));
    expect(double.privileged).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  it('keeps what it writes to the user alone', async () => {
    const { dataFolder } = await startScene({ dataFolder: path.join(temporaryFolder(), 'new', 'data') });
    expect(statSync(path.join(dataFolder, 'window')).mode & 0o777).toBe(0o700);
  });

  it('opens one window that has nothing of Node', async () => {
    const { double } = await startScene();
    expect(double.windows).toHaveLength(1);
    expect(double.window.webContents.mainFrame.url).toBe('app://cgoscope/');
    expect(double.window.options.webPreferences).toEqual({
      preload: '/app/out/preload/index.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
    expect(double.window.options.show).toBe(false);
    expect([double.window.isVisible(), double.window.isFocused()]).toEqual([true, true]);
  });

  it('has developer tools only where they are wanted', async () => {
    const { double } = await startScene({ devTools: true });
    expect(double.window.options.webPreferences?.devTools).toBe(true);
    expect(item(double, 'View', 'Developer Tools').role).toBe('toggleDevTools');
    const { double: without } = await startScene();
    expect(() => item(without, 'View', 'Developer Tools')).toThrow();
  });

  it('is the window as it was: place, size, theme, language', async () => {
    const dataFolder = temporaryFolder();
    mkdirSync(path.join(dataFolder, 'window'));
    writeFileSync(
      path.join(dataFolder, 'window', 'state.json'),
      JSON.stringify({ ...FIRST_STATE, bounds: { x: 100, y: 90, width: 1000, height: 700 }, maximised: true, theme: 'dark', language: 'zh-CN' }),
    );
    const { double } = await startScene({ dataFolder });
    expect(double.window.options).toMatchObject({ x: 100, y: 90, width: 1000, height: 700, backgroundColor: '#111418' });
    expect([double.window.isMaximized(), double.theme.themeSource]).toEqual([true, 'dark']);
    expect(double.menu.map(({ label }) => label)).toEqual(['文件', '编辑', '视图', '窗口', '帮助']);
  });

  it('speaks the system’s language where nobody chose one', async () => {
    const { double } = await startScene({ before: ({ app }) => (app.languages = ['zh-Hans-CN', 'en']) });
    expect(double.menu[0]?.label).toBe('文件');
  });
});

describe('a second start', () => {
  it('tells the first what it was given, and ends', async () => {
    const { double, first } = await startScene({ argv: ['../project', '--remote-debugging-port=0', 'x.cgoscope'], before: ({ app }) => (app.lock = false) });
    expect(double.app.lockData).toEqual({ args: ['../project', 'x.cgoscope'], cwd: '/home/somebody' });
    expect([first, double.app.calls.includes('quit'), double.windows.length]).toEqual([false, true, 0]);
  });

  it('brings the window to the front, with what was given', async () => {
    const { double } = await startScene();
    const heard = commandsOf(double.window);
    double.window.minimised = true;
    double.window.focused = false;
    double.app.emit('second-instance', {}, [], '/', { args: ['sub/project', '/b/run.CGOSCOPE'], cwd: '/home/u' });
    await until(() => heard.length === 2);
    expect(heard).toEqual([
      { type: 'open-project', path: '/home/u/sub/project' },
      { type: 'import-bundle', path: '/b/run.CGOSCOPE' },
    ]);
    expect([double.window.minimised, double.window.focused, double.windows.length]).toEqual([false, true, 1]);
  });

  it.each([null, 'text', { args: 'x', cwd: '/' }, { args: [7], cwd: '/' }, { args: ['x'.repeat(5000)], cwd: '/' }])(
    'that sends something else only shows the window: %j',
    async (data) => {
      const { double } = await startScene();
      const heard = commandsOf(double.window);
      double.app.emit('second-instance', {}, [], '/', data);
      double.app.emit('second-instance', {}, [], '/', { args: ['/last'], cwd: '/' });
      await until(() => heard.length > 0);
      expect(heard).toEqual([{ type: 'open-project', path: '/last' }]);
    },
  );

  it('opens a window where the first has none (macOS)', async () => {
    const { double } = await startScene({ platform: 'darwin' });
    double.window.close();
    expect(double.app.exited).toBeNull();
    double.app.emit('second-instance', {}, [], '/', { args: [], cwd: '/' });
    expect(double.windows).toHaveLength(2);
  });
});

describe('what the application is handed', () => {
  it('at its start waits until the page listens', async () => {
    const { double } = await startScene({ argv: ['project', '--inspect=0', '', '/b/run.cgoscope'] });
    const heard = commandsOf(double.window);
    await until(() => heard.length === 2);
    expect(heard).toEqual([
      { type: 'open-project', path: '/home/somebody/project' },
      { type: 'import-bundle', path: '/b/run.cgoscope' },
    ]);
  });

  it('is looked into where it is a file of another kind, whatever its name', async () => {
    const folder = temporaryFolder();
    for (const name of ['server', 'libfoo.so.1']) writeFileSync(path.join(folder, name), 'any bytes');
    mkdirSync(path.join(folder, 'project'));
    const { double } = await startScene();
    const heard = commandsOf(double.window);
    double.app.emit('second-instance', {}, [], '/', { args: ['server', 'project', 'libfoo.so.1', 'no-such-file'], cwd: folder });
    await until(() => heard.length === 4);
    expect(heard).toEqual([
      { type: 'open-binary', path: path.join(folder, 'server') },
      { type: 'open-project', path: path.join(folder, 'project') },
      { type: 'open-binary', path: path.join(folder, 'libfoo.so.1') },
      { type: 'open-project', path: path.join(folder, 'no-such-file') },
    ]);
  });

  it('of a packaged application begins one argument earlier', async () => {
    // argv: the program, then "out/main/index.js" as a user's own argument
    const { double } = await startScene({ argv: ['/b/x.cgoscope'], before: ({ app }) => (app.isPackaged = true) });
    expect(double.app.lockData['args']).toEqual(['out/main/index.js', '/b/x.cgoscope']);
  });

  it('by the desktop, as a file to open, leads to an import', async () => {
    const { double } = await startScene({ platform: 'darwin' });
    const heard = commandsOf(double.window);
    let prevented = false;
    double.app.emit('open-file', { preventDefault: () => (prevented = true) }, '/Users/u/run.cgoscope');
    await until(() => heard.length === 1);
    expect([prevented, heard]).toEqual([true, [{ type: 'import-bundle', path: '/Users/u/run.cgoscope' }]]);
  });

  it('is kept while the page is loaded anew', async () => {
    const { double } = await startScene();
    commandsOf(double.window);
    await settled();
    double.window.webContents.reload();
    const sent: unknown[] = [];
    double.window.webContents.ipcRenderer.on(CHANNELS.command, (_event, command) => sent.push(command));
    double.app.emit('second-instance', {}, [], '/', { args: ['/p'], cwd: '/' });
    await settled();
    expect(sent).toEqual([]);
    commandsOf(double.window);
    await until(() => sent.length > 0);
    expect(sent).toEqual([{ type: 'open-project', path: '/p' }]);
  });
});

describe('the menu', () => {
  it('leads to every view, opens projects and bundles', async () => {
    const { double } = await startScene();
    const heard = commandsOf(double.window);
    for (const [menu, label] of [
      ['View', 'Home'],
      ['View', 'Runs'],
      ['View', 'Doctor'],
      ['View', 'Settings…'],
      ['File', 'Open Project…'],
      ['File', 'Import Bundle…'],
      ['File', 'Open Binary…'],
      ['View', 'Binary'],
      ['View', 'Images'],
      ['View', 'Explain'],
    ] as const)
      item(double, menu, label).click?.();
    await until(() => heard.length === 10);
    expect(heard).toEqual([
      { type: 'navigate', to: '/' },
      { type: 'navigate', to: '/runs' },
      { type: 'navigate', to: '/doctor' },
      { type: 'navigate', to: '/settings' },
      { type: 'open-project', path: null },
      { type: 'import-bundle', path: null },
      { type: 'open-binary', path: null },
      { type: 'navigate', to: '/binary' },
      { type: 'navigate', to: '/images' },
      { type: 'navigate', to: '/explain' },
    ]);
  });

  it('speaks the window’s language from then on, and the frame has its theme', async () => {
    const { double, dataFolder } = await startScene();
    await bridgeOf(double.window).desktop('window.look', { language: 'zh-CN', theme: 'dark' });
    expect(double.menu[0]?.label).toBe('文件');
    expect([double.theme.themeSource, double.window.background]).toEqual(['dark', '#111418']);
    await quit(double);
    expect(JSON.parse(readFileSync(path.join(dataFolder, 'window', 'state.json'), 'utf8'))).toMatchObject({ language: 'zh-CN', theme: 'dark' });
  });
});

describe('a page whose process ends', () => {
  it('is loaded again, if that is wanted', async () => {
    const { double } = await startScene();
    double.window.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    await until(() => double.window.webContents.reloads === 1);
    expect(double.messages[0]).toMatchObject({ type: 'error', buttons: ['Load it again', 'Close it'], detail: expect.stringContaining('(oom)') });
  });

  it('is closed otherwise; one that ended on purpose asks nothing', async () => {
    const { double } = await startScene({ platform: 'darwin' });
    double.choose.message = 1;
    double.window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    double.window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await until(() => double.window.isDestroyed());
    expect(double.messages).toHaveLength(1);
  });
});

describe('the end', () => {
  it('keeps where the window was, and leaves the workbench', async () => {
    const { double, dataFolder, listeners } = await startScene();
    await until(() => listeners.size > 0);
    double.window.bounds = { x: 5, y: 6, width: 1111, height: 777 };
    double.window.emit('move');
    double.window.close();
    await until(() => double.app.exited !== null);
    expect(JSON.parse(readFileSync(path.join(dataFolder, 'window', 'state.json'), 'utf8'))).toMatchObject({ bounds: { x: 5, y: 6, width: 1111, height: 777 }, maximised: false });
    expect([double.app.exited, listeners.size]).toEqual([0, 0]);
  });

  it('does not keep the place of an icon', async () => {
    const { double, dataFolder } = await startScene();
    double.window.minimised = true;
    double.window.bounds = { x: -32_000, y: -32_000, width: 160, height: 28 };
    double.window.emit('move');
    await quit(double);
    expect(existsSync(path.join(dataFolder, 'window', 'state.json'))).toBe(false);
  });

  it('comes with the last window, but on macOS', async () => {
    const { double } = await startScene({ platform: 'darwin' });
    double.window.close();
    expect(double.app.exited).toBeNull();
    double.app.emit('activate');
    expect(double.windows).toHaveLength(2);
    const { double: other } = await startScene();
    other.window.close();
    await until(() => other.app.exited === 0);
  });
});

describe('a window that can not be loaded', () => {
  it('is said in the log', async () => {
    const { double, logged } = await startScene();
    double.defaultSession.load = () => Promise.reject(new Error('ERR_FAILED (-2)'));
    item(double, 'File', 'New Window').click?.();
    await until(() => logged.length > 0);
    expect(logged).toEqual(['the window could not be loaded: ERR_FAILED (-2)']);
  });
});
