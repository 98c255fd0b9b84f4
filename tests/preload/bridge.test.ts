import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNELS } from '../../src/shared/api/channels.ts';
import { createBridge } from '../../src/preload/bridge.ts';
import { ElectronDouble, FakeContents } from '../doubles/electron.ts';

const exposed = vi.hoisted(() => new Map<string, unknown>());
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value) },
  ipcRenderer: { on: () => undefined, send: () => undefined },
  webUtils: {},
}));

function scene() {
  const double = new ElectronDouble();
  const page = new FakeContents(double, 1, double.defaultSession);
  const bridge = createBridge({
    // the parts of it that the bridge uses
    ipcRenderer: page.ipcRenderer as unknown as Parameters<typeof createBridge>[0]['ipcRenderer'],
    webUtils: { getPathForFile: (file) => (file.name === 'none' ? '' : `/real/${file.name}`) },
    platform: 'darwin',
  });
  return { double, page, bridge };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the bridge', () => {
  it('has nothing but what the window is promised', () => {
    expect(Object.keys(scene().bridge).sort()).toEqual(['call', 'cancel', 'desktop', 'onCommand', 'onConnection', 'onEvent', 'pathOf', 'platform']);
    expect(scene().bridge.platform).toBe('darwin');
  });

  it('sends on its own channels alone, whatever the name of the procedure', async () => {
    const { double, bridge } = scene();
    const seen: unknown[] = [];
    for (const channel of [CHANNELS.call, CHANNELS.desktop]) double.handlers.set(channel, async (_event, ...sent) => (seen.push([channel, ...sent]), { ok: true, value: 1 }));
    await bridge.call(1, 'cgoscope:desktop', { a: 1 });
    await bridge.desktop('cgoscope:call', {});
    expect(seen).toEqual([
      [CHANNELS.call, 1, 'cgoscope:desktop', { a: 1 }],
      [CHANNELS.desktop, 'cgoscope:call', {}],
    ]);
  });

  it('answers with the error where the main process refuses or a value can not cross', async () => {
    const { double, bridge } = scene();
    expect(await bridge.call(1, 'runs.list', {})).toMatchObject({ ok: false, error: { message: expect.stringMatching(/no handler/), data: { name: 'RefusedError' } } });
    double.handlers.set(CHANNELS.call, () => ({ ok: true, value: 1 }));
    expect(await bridge.call(1, 'runs.list', { f: () => 1 })).toMatchObject({ ok: false, error: { code: -32603, message: expect.stringMatching(/could not be cloned/) } });
  });

  it('gives listeners the values and never the event, until they end', async () => {
    const { page, bridge } = scene();
    const heard: unknown[] = [];
    const end = [
      bridge.onEvent((...values) => heard.push(['event', ...values])),
      bridge.onCommand((...values) => heard.push(['command', ...values])),
      bridge.onConnection((...values) => heard.push(['connection', ...values])),
    ];
    page.send(CHANNELS.event, 'lab', { type: 'x' });
    page.send(CHANNELS.event, 7, 'no name');
    page.send(CHANNELS.command, { type: 'navigate' });
    page.send(CHANNELS.connection, false);
    await turn();
    expect(heard).toEqual([
      ['event', 'lab', { type: 'x' }],
      ['command', { type: 'navigate' }],
      ['connection', false],
    ]);
    for (const each of end) each();
    page.send(CHANNELS.event, 'lab', {});
    page.send(CHANNELS.command, {});
    page.send(CHANNELS.connection, true);
    await turn();
    expect(heard).toHaveLength(3);
    // the one that counts what has come
    expect([page.ipcRenderer.eventNames(), page.ipcRenderer.listenerCount(CHANNELS.event)]).toEqual([[CHANNELS.event], 1]);
  });

  it('says that the page listens to commands, and cancels by number', async () => {
    const { double, bridge } = scene();
    const seen: unknown[] = [];
    for (const channel of [CHANNELS.ready, CHANNELS.cancel]) double.ipcMain.on(channel, (_event, ...sent: unknown[]) => seen.push([channel, ...sent]));
    bridge.onCommand(() => undefined);
    bridge.cancel(7);
    await turn();
    expect(seen).toEqual([[CHANNELS.ready], [CHANNELS.cancel, 7]]);
  });

  it('knows the path of what was dropped, and says where there is none', () => {
    const { bridge } = scene();
    expect([bridge.pathOf(new File([], 'a.cgoscope')), bridge.pathOf(new File([], 'none'))]).toEqual(['/real/a.cgoscope', '']);
  });
});

describe('the preload script', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
    exposed.clear();
  });
  const entry = pathToFileURL(path.resolve(import.meta.dirname, '../../src/preload/index.ts')).href;
  const loadAt = async (protocol: string, host: string): Promise<string[]> => {
    vi.stubGlobal('location', { protocol, host });
    await import(/* @vite-ignore */ entry);
    return [...exposed.keys()];
  };

  it('gives the bridge to pages of ours', async () => expect(await loadAt('app:', 'cgoscope')).toEqual(['cgoscope']));
  it.each([
    ['https:', 'cgoscope'],
    ['app:', 'print'],
    ['file:', ''],
    ['devtools:', 'devtools'],
  ])('gives nothing to %s//%s', async (protocol, host) => expect(await loadAt(protocol, host)).toEqual([]));
});
