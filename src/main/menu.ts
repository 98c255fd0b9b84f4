// The native menu: what the desktop expects, and the ways to every view. Built anew when the language changes.
import type { WindowCommand } from '../shared/api/bridge.ts';
import type { MenuItemConstructorOptions } from './electron.ts';
import { wordsOf, type Language } from './words.ts';

export interface MenuOptions {
  language: Language;
  platform: NodeJS.Platform;
  devTools: boolean;
  command: (command: WindowCommand) => void;
  newWindow: () => void;
}

/** Roles without a label would be English on Linux and Windows, so each has its own. */
export function menuTemplate({ language, platform, devTools, command, newWindow }: MenuOptions): MenuItemConstructorOptions[] {
  const { menu: words } = wordsOf(language);
  const mac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const go = (label: string, to: string, accelerator: string): MenuItemConstructorOptions => ({ label, accelerator, click: () => command({ type: 'navigate', to }) });
  const settings = go(words.settings, '/settings', 'CommandOrControl+,');
  const about: MenuItemConstructorOptions = { role: 'about', label: words.about };

  const app: MenuItemConstructorOptions = {
    label: 'Cgoscope',
    submenu: [
      about,
      separator,
      settings,
      separator,
      { role: 'services', label: words.services },
      separator,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      separator,
      { role: 'quit', label: words.quit },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: words.file,
    submenu: [
      { label: words.newWindow, accelerator: 'CommandOrControl+N', click: () => newWindow() },
      separator,
      { label: words.openProject, accelerator: 'CommandOrControl+O', click: () => command({ type: 'open-project', path: null }) },
      { label: words.openBinary, accelerator: 'CommandOrControl+Alt+O', click: () => command({ type: 'open-binary', path: null }) },
      { label: words.importBundle, accelerator: 'CommandOrControl+Shift+O', click: () => command({ type: 'import-bundle', path: null }) },
      separator,
      { role: 'close', label: words.close },
      ...(mac ? [] : [{ role: 'quit', label: words.quit } satisfies MenuItemConstructorOptions]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      separator,
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: words.view,
    submenu: [
      go(words.home, '/', 'CommandOrControl+1'),
      go(words.runs, '/runs', 'CommandOrControl+2'),
      go(words.binary, '/binary', 'CommandOrControl+3'),
      go(words.images, '/images', 'CommandOrControl+4'),
      go(words.doctor, '/doctor', 'CommandOrControl+5'),
      go(words.explain, '/explain', 'CommandOrControl+6'),
      ...(mac ? [] : [settings]),
      separator,
      { role: 'reload', label: words.reload },
      ...(devTools ? [{ role: 'toggleDevTools', label: words.devTools } satisfies MenuItemConstructorOptions] : []),
      separator,
      { role: 'resetZoom', label: words.actualSize },
      { role: 'zoomIn', label: words.zoomIn },
      { role: 'zoomOut', label: words.zoomOut },
      separator,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  };
  const window: MenuItemConstructorOptions = {
    role: 'window',
    label: words.window,
    submenu: [
      { role: 'minimize', label: words.minimise },
      ...(mac
        ? [{ role: 'zoom', label: words.zoom } satisfies MenuItemConstructorOptions, separator, { role: 'front', label: words.front } satisfies MenuItemConstructorOptions]
        : []),
    ],
  };
  const help: MenuItemConstructorOptions = { role: 'help', label: words.help, submenu: [about] };
  return mac ? [app, file, edit, view, window] : [file, edit, view, window, help];
}
