// Messages from pages: who is answered, what is checked, what ends with the page. What every transport does is in tests/api/electron.test.ts.
import { describe, expect, it } from 'vitest';
import { checkSender, CALLS_MAX, INPUT_MAX } from '../../src/main/ipc.ts';
import { CHANNELS } from '../../src/shared/api/channels.ts';
import { CancelledError } from '../../src/shared/domain/errors.ts';
import { logEvent } from '../api/contract-cases.ts';
import { FakeContents, type ElectronDouble, type FakeFrame, type FakeWindow } from '../doubles/electron.ts';
import { bridgeOf, quit, settled, startScene, until } from './support.ts';

const CALLS = [CHANNELS.call, CHANNELS.desktop] as const;
const send = async (double: ElectronDouble, event: ReturnType<FakeContents['event']>, channel: string = CHANNELS.call): Promise<unknown> =>
  double.handlers.get(channel)?.(event, 1, 'runs.list', {});

describe('a message', () => {
  const answer = () => ({ schema: 'cgoscope/runs@0', runs: [] });

  it('of the main frame of a window of ours is answered', async () => {
    const { double } = await startScene({ answer });
    expect(await send(double, double.window.webContents.event())).toEqual({ ok: true, value: { schema: 'cgoscope/runs@0', runs: [] } });
  });

  it.each(CALLS)('of any other sender is refused without a look at it: %s', async (channel) => {
    let asked = 0;
    const { double } = await startScene({ answer: () => (asked += 1) });
    const { webContents } = double.window;
    const frame = (change: Partial<FakeFrame>): FakeFrame => ({ ...webContents.mainFrame, ...change });
    const moved = (url: string) => {
      webContents.mainFrame = frame({ url });
      return webContents.event();
    };
    const ours = webContents.mainFrame;
    const senders: [string, RegExp, () => ReturnType<FakeContents['event']>][] = [
      ['a frame that is gone', /gone/, () => webContents.event(null)],
      ['a frame that was taken out', /gone/, () => webContents.event(frame({ detached: true }))],
      ['a frame inside our page', /inside/, () => webContents.event(frame({ parent: webContents.mainFrame }))],
      ['another frame without a parent', /inside/, () => webContents.event(frame({ frameTreeNodeId: 77 }))],
      ['our window, on another origin', /another origin/, () => moved('https://example.org/')],
      ['our window, on the address of a print', /another origin/, () => moved('app://print/1')],
      ['our window, before it shows anything', /another origin/, () => moved('about:blank')],
      [
        'another page on our origin',
        /no window/,
        () => {
          const other = new FakeContents(double, 999, double.defaultSession);
          other.navigate('app://cgoscope/');
          return other.event();
        },
      ],
    ];
    for (const [who, why, event] of senders) {
      await expect(send(double, event(), channel), who).rejects.toThrow(why);
      webContents.mainFrame = ours;
    }
    expect(asked).toBe(0);
  });

  it('of another sender neither cancels nor makes ready', async () => {
    let aborted = false;
    const { double, logged } = await startScene({ answer: (_name, _input, { signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))) });
    const { webContents } = double.window;
    void bridgeOf(double.window).call(1, 'run.wait', { run: 'x' });
    for (const channel of [CHANNELS.cancel, CHANNELS.ready]) double.ipcMain.emit(channel, webContents.event({ ...webContents.mainFrame, parent: webContents.mainFrame }), 1);
    await until(() => logged.length === 2);
    expect([logged, aborted]).toEqual([[`${CHANNELS.cancel}: a message from a frame inside a page`, `${CHANNELS.ready}: a message from a frame inside a page`], false]);
  });

  it('that is no call is refused in words', async () => {
    const { double } = await startScene();
    const { ipcRenderer } = double.window.webContents;
    for (const sent of [[], ['one', 'runs.list', {}], [-1, 'runs.list', {}], [1.5, 'runs.list', {}], [1, 7, {}], [1, 'runs.list', {}, 'more'], [null]])
      expect(await ipcRenderer.invoke(CHANNELS.call, ...sent)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/^a call: /), data: { name: 'InputError' } } });
    for (const sent of [[], [7, {}], ['pick.folder', {}, 1]])
      expect(await ipcRenderer.invoke(CHANNELS.desktop, ...sent)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/^a message to the desktop: /) } });
    expect(await ipcRenderer.invoke(CHANNELS.desktop, 'no.such', {})).toMatchObject({ ok: false, error: { message: `the desktop can't "no.such"` } });
    expect(await ipcRenderer.invoke(CHANNELS.desktop, 'pick.save', { title: 'x', name: 'y', kind: 'exe' })).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/^pick\.save: kind: /) },
    });
  });

  it('that is larger than any form of ours, or no JSON, is refused before the workbench sees it', async () => {
    const { double } = await startScene();
    const bridge = bridgeOf(double.window);
    expect(await bridge.call(1, 'run.get', { run: 'x'.repeat(INPUT_MAX) })).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/^run\.get: the input is larger than/) },
    });
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(await bridge.call(2, 'run.get', circle)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/no document of JSON/) } });
    expect(await bridge.call(3, 'run.get', { run: 1n })).toMatchObject({ ok: false, error: { message: expect.stringMatching(/no document of JSON/) } });
  });
});

describe('calls of a page', () => {
  const waiting = async () => {
    const signals: AbortSignal[] = [];
    const scene = await startScene({
      answer: (_name, _input, { signal }) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
      },
    });
    const begin = async (window: FakeWindow, ...ids: number[]) => {
      const before = signals.length;
      const answers = ids.map((id) => bridgeOf(window).call(id, 'run.wait', { run: 'x' }));
      await until(() => signals.length === before + ids.length);
      return { answers };
    };
    return { ...scene, signals, begin };
  };

  it('end when the window closes, and those of another window go on', async () => {
    const { double, signals, begin } = await waiting();
    const first = double.window;
    await begin(first, 1, 2);
    clickNewWindow(double);
    await begin(double.window, 1);
    first.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  });

  it('end when the page is loaded anew, and its numbers can be used again', async () => {
    const { double, signals, begin } = await waiting();
    const { answers } = await begin(double.window, 1);
    double.window.webContents.reload();
    expect(await answers[0]).toMatchObject({ ok: false, error: { data: { name: 'CancelledError' } } });
    await begin(double.window, 1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('go on when the page only changes its address', async () => {
    const { double, signals, begin } = await waiting();
    await begin(double.window, 1);
    double.window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    double.window.webContents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    expect(signals[0]?.aborted).toBe(false);
  });

  it('end when its process has gone, and when the application quits', async () => {
    const { double, signals, begin } = await waiting();
    double.choose.message = 1;
    await begin(double.window, 1);
    clickNewWindow(double);
    await begin(double.window, 1);
    double.windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await quit(double);
    expect(signals[1]?.aborted).toBe(true);
  });

  it('are cancelled by their own page alone', async () => {
    const { double, signals, begin } = await waiting();
    const first = double.window;
    await begin(first, 1);
    clickNewWindow(double);
    bridgeOf(double.window).cancel(1);
    bridgeOf(double.window).cancel(77);
    await begin(double.window, 2);
    expect(signals[0]?.aborted).toBe(false);
    bridgeOf(first).cancel(1);
    await until(() => signals[0]?.aborted === true);
  });

  it('have one number each, and are so many at most', async () => {
    const { double, begin } = await waiting();
    await begin(double.window, ...Array.from({ length: CALLS_MAX }, (_, id) => id));
    expect(await bridgeOf(double.window).call(3, 'run.wait', { run: 'x' })).toMatchObject({ ok: false, error: { message: 'call 3 is under way already' } });
    expect(await bridgeOf(double.window).call(9_999, 'run.wait', { run: 'x' })).toMatchObject({
      ok: false,
      error: { message: `${CALLS_MAX} calls of this window are under way already` },
    });
  });
});

const clickNewWindow = (double: ElectronDouble): void => {
  const file = double.menu.find(({ label }) => label === 'File')?.submenu;
  const item = Array.isArray(file) ? file.find(({ label }) => label === 'New Window') : undefined;
  // the handler looks at none of them
  (item?.click as (() => void) | undefined)?.();
};

describe('an error', () => {
  it('of ours keeps its stack to this process', async () => {
    const { double, logged } = await startScene({
      answer: () => {
        throw new TypeError('a bug');
      },
    });
    const answer = await bridgeOf(double.window).call(1, 'run.get', { run: 'x' });
    expect(answer).toEqual({ ok: false, error: { code: -32603, message: 'a bug', data: { name: 'TypeError' } } });
    expect(logged[0]).toMatch(/TypeError: a bug\n\s+at /);
  });
});

describe('a path to write to', () => {
  it('is taken by bundle.export only as the save dialog gave it', async () => {
    const seen: unknown[] = [];
    const { double } = await startScene({ answer: (name, input) => (seen.push([name, input]), { bytes: 7, redacted: {} }) });
    const bridge = bridgeOf(double.window);
    expect(await bridge.call(1, 'bundle.export', { run: 'last', to: '/home/u/.bashrc' })).toMatchObject({ ok: false, error: { data: { name: 'InputError', place: 'to' } } });
    double.choose.save = '/home/u/x.cgoscope';
    await bridge.desktop('pick.save', { title: 't', name: 'x', kind: 'bundle' });
    expect(await bridge.call(2, 'bundle.export', { run: 'last', to: '/home/u/x.cgoscope' })).toEqual({ ok: true, value: { bytes: 7, redacted: {} } });
    double.choose.save = '/home/u/x.html';
    await bridge.desktop('pick.save', { title: 't', name: 'x', kind: 'html' });
    expect(await bridge.call(3, 'bundle.export', { run: 'last', to: '/home/u/x.html' })).toMatchObject({ ok: false });
    expect(seen).toHaveLength(1);
  });
});

describe('events', () => {
  it('reach every window that is open', async () => {
    const { double, push } = await startScene();
    clickNewWindow(double);
    const heard: string[] = [];
    double.windows.forEach((window, at) => bridgeOf(window).onEvent((name) => heard.push(`${at} ${name}`)));
    await settled();
    push(logEvent('x'));
    await until(() => heard.length === 2);
    expect(heard).toEqual(['0 lab', '1 lab']);
    double.windows[0]?.close();
    push(logEvent('y'));
    await until(() => heard.length === 3);
    expect(heard[2]).toBe('1 lab');
  });

  it('come from the next workbench when one has gone, and pages hear of that', async () => {
    const { double, push, lose, listeners, opened } = await startScene({ answer: () => ({ schema: 'cgoscope/runs@0', runs: [] }) });
    await until(() => listeners.size > 0);
    const bridge = bridgeOf(double.window);
    const states: boolean[] = [];
    bridge.onConnection((open) => states.push(open));
    lose();
    await until(() => states.length === 2);
    expect([states, listeners.size]).toEqual([[false, true], 0]);
    // what the window does then: reads anew
    await bridge.call(1, 'runs.list', {});
    await until(() => listeners.size > 0);
    expect(opened()).toBe(2);
    const heard: unknown[] = [];
    bridge.onEvent((_name, value) => heard.push(value));
    push(logEvent('x'));
    await until(() => heard.length === 1);
  });
});

describe('checkSender', () => {
  it('asks the windows first, so a page that pretends our address is none', () => {
    const frame: FakeFrame = { url: 'app://cgoscope/', detached: false, parent: null, frameTreeNodeId: 1 };
    // the two members that it looks at
    const event = { sender: { mainFrame: frame }, senderFrame: frame } as unknown as Parameters<typeof checkSender>[0];
    expect(() => checkSender(event, { owns: () => false })).toThrow(/no window/);
    expect(() => checkSender(event, { owns: () => true })).not.toThrow();
  });
});
