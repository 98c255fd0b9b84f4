// A double of the parts of Electron that the shell uses: windows, pages, messages, dialogs. It proves the wiring and nothing of Electron itself.
// Each part is typed as a Pick of the real one, so a change of Electron's types shows here; and values cross between page and main process by
// structured clone, as they do there.
import { EventEmitter } from 'node:events';
import type * as electron from 'electron';
import type { Electron } from '../../src/main/electron.ts';

type Handled = (event: electron.IpcMainInvokeEvent, ...values: unknown[]) => unknown;

/** The page's end of the messages: what a sandboxed preload script sees of Electron. */
export class FakeIpcRenderer extends EventEmitter implements Pick<electron.IpcRenderer, 'invoke' | 'send'> {
  private readonly page: FakeContents;
  constructor(page: FakeContents) {
    super();
    this.page = page;
  }
  async invoke(channel: string, ...values: unknown[]): Promise<unknown> {
    const sent = structuredClone(values);
    const handler = this.page.world.handlers.get(channel);
    if (handler === undefined) throw new Error(`Error invoking remote method '${channel}': no handler`);
    try {
      return structuredClone(await handler(this.page.event(), ...sent));
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  }
  send(channel: string, ...values: unknown[]): void {
    const sent = structuredClone(values);
    queueMicrotask(() => this.page.world.ipcMain.emit(channel, this.page.event(), ...sent));
  }
}

/** A page that no handler looks at. */
const NOBODY = Object.create(null) as electron.WebContents;
/** For functions with a `this` of their own. */
const self = <T>(value: T): T => value;

export interface FakeFrame {
  url: string;
  detached: boolean;
  parent: FakeFrame | null;
  frameTreeNodeId: number;
}

export class FakeContents extends EventEmitter implements Pick<electron.WebContents, 'id' | 'send' | 'reload' | 'isDestroyed' | 'printToPDF' | 'setWindowOpenHandler'> {
  readonly id: number;
  readonly world: ElectronDouble;
  readonly ipcRenderer: FakeIpcRenderer;
  readonly session: FakeSession;
  mainFrame: FakeFrame = { url: 'about:blank', detached: false, parent: null, frameTreeNodeId: 1 };
  destroyed = false;
  reloads = 0;
  printed: electron.PrintToPDFOptions[] = [];
  openHandler: ((details: electron.HandlerDetails) => electron.WindowOpenHandlerResponse) | null = null;
  constructor(world: ElectronDouble, id: number, session: FakeSession) {
    super();
    this.world = world;
    this.id = id;
    this.session = session;
    this.ipcRenderer = new FakeIpcRenderer(this);
  }
  /** What main sees of a message of this page; `frame` is the main one unless another sends. */
  event(frame: FakeFrame | null = this.mainFrame): electron.IpcMainInvokeEvent {
    // the shell looks at sender and senderFrame only
    return { sender: this, senderFrame: frame } as unknown as electron.IpcMainInvokeEvent;
  }
  send(channel: string, ...values: unknown[]): void {
    const sent = structuredClone(values);
    queueMicrotask(() => this.ipcRenderer.emit(channel, {}, ...sent));
  }
  navigate(url: string): void {
    this.emit('did-start-navigation', { url, isMainFrame: true, isSameDocument: false });
    this.mainFrame = { url, detached: false, parent: null, frameTreeNodeId: this.mainFrame.frameTreeNodeId };
  }
  reload(): void {
    this.reloads += 1;
    this.navigate(this.mainFrame.url);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  async printToPDF(options: electron.PrintToPDFOptions): Promise<Buffer> {
    this.printed.push(options);
    return this.world.print(this);
  }
  setWindowOpenHandler(handler: (details: electron.HandlerDetails) => electron.WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }
}

type Methods<T, K extends keyof T> = { [N in K]: T[N] };

export class FakeWindow
  extends EventEmitter
  implements
    Methods<
      electron.BrowserWindow,
      | 'loadURL'
      | 'show'
      | 'focus'
      | 'restore'
      | 'isFocused'
      | 'isVisible'
      | 'isMinimized'
      | 'isMaximized'
      | 'isFullScreen'
      | 'isDestroyed'
      | 'maximize'
      | 'setFullScreen'
      | 'getNormalBounds'
      | 'setBackgroundColor'
      | 'close'
      | 'destroy'
    >
{
  readonly webContents: FakeContents;
  readonly options: electron.BrowserWindowConstructorOptions;
  readonly world: ElectronDouble;
  bounds: electron.Rectangle;
  background: string | undefined;
  focused = false;
  visible: boolean;
  minimised = false;
  maximised = false;
  full = false;
  destroyed = false;

  constructor(world: ElectronDouble, options: electron.BrowserWindowConstructorOptions) {
    super();
    this.world = world;
    this.options = options;
    this.visible = options.show !== false;
    this.background = options.backgroundColor;
    this.bounds = { x: options.x ?? 40, y: options.y ?? 40, width: options.width ?? 800, height: options.height ?? 600 };
    // a session that a double made
    const session = (options.webPreferences?.session ?? world.defaultSession) as unknown as FakeSession;
    this.webContents = new FakeContents(world, (world.lastId += 1), session);
    world.windows.push(this);
    world.app.emit('web-contents-created', {}, this.webContents);
  }
  /** Asks the page's session for the address, as a real load does. */
  async loadURL(url: string): Promise<void> {
    this.webContents.navigate(url);
    await this.webContents.session.load(url);
    this.emit('ready-to-show');
  }
  show(): void {
    this.visible = true;
    this.focus();
  }
  focus(): void {
    for (const window of this.world.windows) window.focused = window === this;
  }
  restore(): void {
    this.minimised = false;
  }
  isFocused = (): boolean => this.focused;
  isVisible = (): boolean => this.visible;
  isMinimized = (): boolean => this.minimised;
  isMaximized = (): boolean => this.maximised;
  isFullScreen = (): boolean => this.full;
  isDestroyed = (): boolean => this.destroyed;
  getNormalBounds = (): electron.Rectangle => this.bounds;
  maximize(): void {
    this.maximised = true;
    this.emit('maximize');
  }
  setFullScreen(full: boolean): void {
    this.full = full;
  }
  setBackgroundColor(colour: string): void {
    this.background = colour;
  }
  close(): void {
    this.emit('close', {});
    this.destroy();
    if (this.world.windows.every((window) => window.destroyed)) this.world.app.emit('window-all-closed');
  }
  destroy(): void {
    this.destroyed = true;
    this.focused = false;
    this.webContents.destroyed = true;
    this.webContents.emit('destroyed');
    this.emit('closed');
  }
}

type Permission = Parameters<NonNullable<Parameters<electron.Session['setPermissionRequestHandler']>[0]>>[1];

export class FakeSession
  extends EventEmitter
  implements
    Methods<
      electron.Session,
      'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setDisplayMediaRequestHandler' | 'setSpellCheckerEnabled'
    >
{
  private requestHandler: Parameters<electron.Session['setPermissionRequestHandler']>[0] = null;
  private checkHandler: Parameters<electron.Session['setPermissionCheckHandler']>[0] = null;
  private deviceHandler: Parameters<electron.Session['setDevicePermissionHandler']>[0] = null;
  private mediaHandler: Parameters<electron.Session['setDisplayMediaRequestHandler']>[0] = null;
  private before: ((details: electron.OnBeforeRequestListenerDetails, callback: (response: electron.CallbackResponse) => void) => void) | null = null;
  private readonly schemes = new Map<string, (request: Request) => Response | Promise<Response>>();
  spellChecker = true;
  setPermissionRequestHandler = (handler: typeof this.requestHandler): void => void (this.requestHandler = handler);
  setPermissionCheckHandler = (handler: typeof this.checkHandler): void => void (this.checkHandler = handler);
  setDevicePermissionHandler = (handler: typeof this.deviceHandler): void => void (this.deviceHandler = handler);
  setDisplayMediaRequestHandler = (handler: typeof this.mediaHandler): void => void (this.mediaHandler = handler);
  setSpellCheckerEnabled = (enabled: boolean): void => void (this.spellChecker = enabled);
  readonly webRequest = { onBeforeRequest: (listener: typeof this.before): void => void (this.before = listener) };
  readonly protocol = { handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>): void => void this.schemes.set(scheme, handler) };

  /** Whether a page would get a permission it asks for; without a handler Electron grants everything. */
  asks(permission: Permission, url: string, isMainFrame = true): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.requestHandler === null) resolve(true);
      else this.requestHandler(NOBODY, permission, resolve, { isMainFrame, requestingUrl: url });
    });
  }
  checks(permission: Parameters<NonNullable<typeof this.checkHandler>>[1], origin: string, isMainFrame = true): boolean {
    return this.checkHandler === null || this.checkHandler(null, permission, origin, { isMainFrame, requestingUrl: origin });
  }
  asksForDevice = (): boolean =>
    this.deviceHandler === null || this.deviceHandler({ deviceType: 'usb', origin: 'app://cgoscope' } as electron.DevicePermissionHandlerHandlerDetails); // the device itself is of no interest
  /** Whether a screen would be given: undefined where nobody decides. */
  asksForScreen(): Promise<unknown> {
    return new Promise((resolve) => {
      if (this.mediaHandler === null) resolve(undefined);
      else this.mediaHandler({} as electron.DisplayMediaRequestHandlerHandlerRequest, resolve); // refused whatever it says
    });
  }
  /** Whether a request would go out. */
  lets(url: string, resourceType: electron.OnBeforeRequestListenerDetails['resourceType'] = 'xhr'): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.before === null) resolve(true);
      else this.before({ url, resourceType } as electron.OnBeforeRequestListenerDetails, ({ cancel }) => resolve(cancel !== true)); // what the listener looks at
    });
  }
  /** The answer of the scheme's handler, if the request may go out. */
  async load(url: string): Promise<Response> {
    const handler = this.schemes.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`);
    if (!(await this.lets(url, 'mainFrame'))) throw new Error(`ERR_BLOCKED_BY_CLIENT (-20) loading '${url}'`);
    return handler(new Request(url));
  }
}

export class FakeNotification extends EventEmitter implements Pick<electron.Notification, 'show'> {
  readonly options: electron.NotificationConstructorOptions;
  shown = false;
  constructor(options: electron.NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {
    this.shown = true;
  }
}

class FakeApp
  extends EventEmitter
  implements
    Methods<
      electron.App,
      | 'setName'
      | 'setAboutPanelOptions'
      | 'setPath'
      | 'getPath'
      | 'quit'
      | 'exit'
      | 'whenReady'
      | 'enableSandbox'
      | 'requestSingleInstanceLock'
      | 'getPreferredSystemLanguages'
      | 'setAppUserModelId'
      | 'isPackaged'
    >
{
  readonly paths = new Map<string, string>([['downloads', '/downloads']]);
  readonly calls: string[] = [];
  isPackaged = false;
  /** False: another instance holds it. */
  lock = true;
  lockData: Record<string, unknown> = {};
  languages = ['en-GB'];
  exited: number | null = null;
  private getReady: () => void = () => undefined;
  private readonly readyPromise = new Promise<void>((resolve) => {
    this.getReady = resolve;
  });
  /** What Electron does when the entry's module has been evaluated. */
  becomeReady(): void {
    this.calls.push('ready');
    this.getReady();
  }
  about: electron.AboutPanelOptionsOptions | null = null;
  setName(name: string): void {
    this.calls.push(`setName ${name}`);
  }
  setAboutPanelOptions(options: electron.AboutPanelOptionsOptions): void {
    this.about = options;
  }
  setPath(name: string, path: string): void {
    this.calls.push(`setPath ${name}`);
    this.paths.set(name, path);
  }
  getPath = (name: string): string => this.paths.get(name) ?? '';
  requestSingleInstanceLock(data: Record<string, unknown> = {}): boolean {
    this.calls.push('lock');
    this.lockData = structuredClone(data);
    return this.lock;
  }
  enableSandbox(): void {
    this.calls.push('sandbox');
  }
  setAppUserModelId(): void {
    this.calls.push('model');
  }
  whenReady = (): Promise<void> => this.readyPromise;
  getPreferredSystemLanguages = (): string[] => this.languages;
  quit(): void {
    this.calls.push('quit');
    let prevented = false;
    this.emit('will-quit', { preventDefault: () => void (prevented = true) });
    if (!prevented) this.exit(0);
  }
  exit(code = 0): void {
    this.exited = code;
    this.emit('test:exited');
  }
}

class FakeTheme extends EventEmitter implements Methods<electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'> {
  private source: electron.NativeTheme['themeSource'] = 'system';
  get themeSource(): electron.NativeTheme['themeSource'] {
    return this.source;
  }
  set themeSource(source: electron.NativeTheme['themeSource']) {
    this.source = source;
    this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this.source === 'dark';
  }
}

/** A whole Electron for one test. `parts` is what the shell is handed. */
export class ElectronDouble {
  lastId = 0;
  readonly windows: FakeWindow[] = [];
  readonly handlers = new Map<string, Handled>();
  readonly ipcMain = new EventEmitter();
  readonly app = new FakeApp();
  readonly theme = new FakeTheme();
  readonly defaultSession = new FakeSession();
  readonly sessions = new Map<string, FakeSession>();
  readonly notifications: FakeNotification[] = [];
  readonly external: string[] = [];
  readonly shownFiles: string[] = [];
  readonly messages: electron.MessageBoxOptions[] = [];
  readonly openDialogs: electron.OpenDialogOptions[] = [];
  readonly saveDialogs: electron.SaveDialogOptions[] = [];
  readonly privileged: electron.CustomScheme[] = [];
  /** What the person chooses: null dismisses. */
  choose: { open: string | null; save: string | null; message: number } = { open: null, save: null, message: 0 };
  displays: electron.Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  menu: electron.MenuItemConstructorOptions[] = [];
  notificationsSupported = true;
  /** What a page prints as PDF. */
  print: (page: FakeContents) => Promise<Buffer> = async () => Buffer.from('%PDF-1.7 of the double');

  get window(): FakeWindow {
    const window = this.windows.at(-1);
    if (window === undefined) throw new Error('no window was opened');
    return window;
  }

  get parts(): Electron {
    const world = self(this);
    function BrowserWindow(options: electron.BrowserWindowConstructorOptions): FakeWindow {
      return new FakeWindow(world, options);
    }
    class Notification extends FakeNotification {
      static isSupported = (): boolean => world.notificationsSupported;
      constructor(options: electron.NotificationConstructorOptions) {
        super(options);
        world.notifications.push(this);
      }
    }
    const dialog: Partial<Record<keyof electron.Dialog, unknown>> = {
      showOpenDialog: async (_window: unknown, options: electron.OpenDialogOptions): Promise<electron.OpenDialogReturnValue> => {
        this.openDialogs.push(options);
        return { canceled: this.choose.open === null, filePaths: this.choose.open === null ? [] : [this.choose.open] };
      },
      showSaveDialog: async (_window: unknown, options: electron.SaveDialogOptions): Promise<electron.SaveDialogReturnValue> => {
        this.saveDialogs.push(options);
        return { canceled: this.choose.save === null, filePath: this.choose.save ?? '' };
      },
      showMessageBox: async (options: electron.MessageBoxOptions): Promise<electron.MessageBoxReturnValue> => {
        this.messages.push(options);
        return { response: this.choose.message, checkboxChecked: false };
      },
    };
    const ipcMain: Pick<electron.IpcMain, 'handle' | 'on'> = {
      handle: (channel, handler) => void this.handlers.set(channel, handler),
      on: (channel, listener) => {
        this.ipcMain.on(channel, listener as (...values: unknown[]) => void); // an emitter knows nothing of its events' values
        return ipcMain as electron.IpcMain;
      },
    };
    const parts: Record<keyof Electron, unknown> = {
      app: this.app,
      BrowserWindow,
      dialog,
      ipcMain,
      Menu: {
        buildFromTemplate: (template: electron.MenuItemConstructorOptions[]) => template,
        setApplicationMenu: (template: electron.MenuItemConstructorOptions[]) => void (this.menu = template),
      } satisfies Record<keyof Pick<typeof electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>, unknown>,
      nativeTheme: this.theme,
      Notification,
      protocol: { registerSchemesAsPrivileged: (schemes) => void this.privileged.push(...schemes) } satisfies Pick<electron.Protocol, 'registerSchemesAsPrivileged'>,
      screen: { getAllDisplays: () => this.displays.map((workArea) => ({ workArea })) } satisfies Record<keyof Pick<electron.Screen, 'getAllDisplays'>, unknown>,
      session: {
        defaultSession: this.defaultSession,
        fromPartition: (name: string) => {
          const session = this.sessions.get(name) ?? new FakeSession();
          this.sessions.set(name, session);
          return session;
        },
      } satisfies Record<keyof Pick<typeof electron.session, 'defaultSession' | 'fromPartition'>, unknown>,
      ['shell']: {
        openExternal: async (url) => void this.external.push(url),
        showItemInFolder: (file) => void this.shownFiles.push(file),
      } satisfies Pick<electron.Shell, 'openExternal' | 'showItemInFolder'>,
    };
    return parts as unknown as Electron; // the parts above are what there is of it
  }
}
