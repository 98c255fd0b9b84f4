// The parts of Electron that the shell uses, as one type. Only index.ts imports the real thing; everything else is handed what it needs, so that tests hand in a double.
import type * as electron from 'electron';

export type Electron = Pick<
  typeof electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'nativeTheme' | 'Notification' | 'protocol' | 'screen' | 'session' | 'shell'
>;
export type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent, Menu, MenuItemConstructorOptions, Rectangle, Session, WebContents, WebPreferences } from 'electron';
