// The windows: how they are made, and who of all the pages in this process is one of them.
import type { WindowCommand } from '../shared/api/bridge.ts';
import { CHANNELS } from '../shared/api/channels.ts';
import type { LabEvent } from '../shared/domain/documents.ts';
import { EventFeed } from './event-feed.ts';
import type { BrowserWindow, Electron, WebContents } from './electron.ts';
import { pageAddress } from './origin.ts';
import { placeOf, SMALLEST, type StateKeeper } from './state.ts';

export interface WindowsOptions {
  electron: Pick<Electron, 'BrowserWindow' | 'nativeTheme' | 'screen'>;
  /** The built preload script. */
  preload: string;
  /** Of the window on Linux, where the desktop does not know the package's own. */
  icon: string | null;
  state: StateKeeper;
  /** Developer tools can be opened. */
  devTools: boolean;
  /** The page could not be loaded. */
  onFault: (error: unknown) => void;
  /** The page's process has ended by itself. Says whether to load the page again. */
  onCrash(reason: string): Promise<'reload' | 'close'>;
}

/** The colours of the empty window, as the page's own background is (src/renderer): no flash of the other one before it has painted. */
export const BACKGROUND = { light: '#f7f8f9', dark: '#111418' };
/** Commands for a page that does not listen yet, at most: more than a person can ask meanwhile. */
const MOST_PENDING = 16;

interface Entry {
  window: BrowserWindow;
  ready: boolean;
  pending: WindowCommand[];
  feed: EventFeed;
}

export class Windows {
  private readonly options: WindowsOptions;
  private readonly entries = new Map<number, Entry>();

  constructor(options: WindowsOptions) {
    this.options = options;
  }

  /** Opens a window; it shows when it has painted. */
  open(path = '/'): BrowserWindow {
    const { electron, preload, icon, state, devTools } = this.options;
    const { bounds, maximised, fullScreen } = state.current;
    const first = this.entries.size === 0;
    const place = placeOf(
      bounds,
      electron.screen.getAllDisplays().map(({ workArea }) => workArea),
    );
    const window = new electron.BrowserWindow({
      // A second window stands beside the first: the system finds a place.
      ...(first ? place : { width: place.width, height: place.height }),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: 'Cgoscope',
      backgroundColor: this.background(),
      ...(icon === null ? {} : { icon }),
      webPreferences: {
        preload,
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
        devTools,
      },
    });
    const feed = new EventFeed((channel, ...values) => {
      if (!window.isDestroyed() && !window.webContents.isDestroyed()) window.webContents.send(channel, ...values);
    });
    const entry: Entry = { window, ready: false, pending: [], feed };
    const { id } = window.webContents;
    this.entries.set(id, entry);
    window.once('ready-to-show', () => {
      if (first && fullScreen) window.setFullScreen(true);
      else if (first && maximised) window.maximize();
      window.show();
    });
    const keep = (): void => {
      const whole = { maximised: window.isMaximized(), fullScreen: window.isFullScreen() };
      // Iconified windows have places of their own on Windows (-32000).
      if (!window.isMinimized()) state.change({ ...whole, bounds: window.getNormalBounds() });
    };
    window.on('resize', keep);
    window.on('move', keep);
    window.on('maximize', keep);
    window.on('unmaximize', keep);
    window.on('enter-full-screen', keep);
    window.on('leave-full-screen', keep);
    window.on('close', keep);
    window.on('closed', () => this.entries.delete(id));
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (!isMainFrame || isSameDocument) return;
      entry.ready = false;
      feed.away();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      entry.ready = false;
      feed.away();
      if (reason !== 'clean-exit') void this.crashed(window, reason);
    });
    window.loadURL(pageAddress(path)).catch(this.options.onFault);
    return window;
  }

  all(): BrowserWindow[] {
    return [...this.entries.values()].map(({ window }) => window).filter((window) => !window.isDestroyed());
  }

  owns(contents: WebContents): boolean {
    return this.entries.has(contents.id);
  }

  windowOf(contents: WebContents): BrowserWindow | null {
    return this.entries.get(contents.id)?.window ?? null;
  }

  isFocused(): boolean {
    return this.all().some((window) => window.isFocused());
  }

  /** Brings a window to the front, opening one where there is none. */
  show(): BrowserWindow {
    const window = this.all().find((each) => each.isFocused()) ?? this.all().at(-1) ?? this.open();
    if (window.isMinimized()) window.restore();
    // A window that has not painted shows by itself.
    if (window.isVisible()) window.focus();
    return window;
  }

  /** Asks something of the front window; kept until its page listens. */
  command(command: WindowCommand, window: BrowserWindow = this.show()): void {
    const entry = this.entries.get(window.webContents.id);
    if (entry === undefined) return;
    if (entry.ready) window.webContents.send(CHANNELS.command, command);
    else if (entry.pending.length < MOST_PENDING) entry.pending.push(command);
  }

  /** The page listens to commands now. */
  ready(contents: WebContents): void {
    const entry = this.entries.get(contents.id);
    if (entry === undefined) return;
    entry.ready = true;
    for (const command of entry.pending.splice(0)) contents.send(CHANNELS.command, command);
  }

  /** The page has taken so many events. */
  heard(contents: WebContents, count: number): void {
    this.entries.get(contents.id)?.feed.heard(count);
  }

  /** An event of the workbench, to every window that listens. */
  push(event: LabEvent): void {
    for (const { feed } of this.entries.values()) feed.push(event);
  }

  /** To every window. */
  send(channel: string, ...values: unknown[]): void {
    for (const window of this.all()) if (!window.webContents.isDestroyed()) window.webContents.send(channel, ...values);
  }

  /** After the theme has changed. */
  repaint(): void {
    for (const window of this.all()) window.setBackgroundColor(this.background());
  }

  private background(): string {
    return this.options.electron.nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
  }

  private async crashed(window: BrowserWindow, reason: string): Promise<void> {
    const choice = await this.options.onCrash(reason);
    if (window.isDestroyed()) return;
    if (choice === 'reload') window.webContents.reload();
    else window.destroy();
  }
}
