// The one manager of messages from pages. Each handler first looks at who sends; values are checked by the schemas of the contract, both ways.
import { z } from 'zod';
import { DESKTOP, type DesktopName, type DesktopOutput } from '../shared/api/bridge.ts';
import { CHANNELS } from '../shared/api/channels.ts';
import { checkEvent, checkOutput, checkPageInput, isProcedure } from '../shared/api/check.ts';
import type { Api } from '../shared/api/contract.ts';
import type { CallAnswer } from '../shared/api/http.ts';
import { errorForPage } from '../shared/api/wire-errors.ts';
import { errorText, InputError } from '../shared/domain/errors.ts';
import type { BrowserWindow, Electron, IpcMainEvent, IpcMainInvokeEvent, WebContents } from './electron.ts';
import type { Grants } from './grants.ts';
import { isOurs } from './origin.ts';
import type { Windows } from './window.ts';

export type DesktopHandlers = { [N in DesktopName]: (input: z.output<(typeof DESKTOP)[N]['input']>, window: BrowserWindow) => Promise<DesktopOutput<N>> };

export interface IpcOptions {
  ipcMain: Electron['ipcMain'];
  windows: Windows;
  api: Api;
  desktop: DesktopHandlers;
  grants: Grants;
  /** What the workbench may know of the user's environment. The page can't know it, and what it sends in its place is ignored. */
  env: Record<string, string>;
  /** For faults of ours, with their stacks: they stay in this process. */
  log: (text: string) => void;
  /** Ends everything: events, calls under way. */
  closing: AbortSignal;
}

/** A message of a page that is not ours, or is none of ours any more. Never answered with more than this. */
class SenderError extends Error {
  override readonly name = 'SenderError';
}

/** Longest input, as JSON: the owner's socket takes 16 MiB a line, and ends the connection of everybody at more. */
export const INPUT_MAX = 8 << 20;
/** Calls of one page at a time. */
export const CALLS_MAX = 200;
const idSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** Throws SenderError unless the message comes from the main frame of a window of ours that shows our origin. */
export function checkSender(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, windows: Pick<Windows, 'owns'>): void {
  const frame = event.senderFrame;
  if (frame === null || frame.detached) throw new SenderError('a message from a frame that has gone');
  if (!windows.owns(event.sender)) throw new SenderError('a message from a page that is no window of Cgoscope');
  if (frame.parent !== null || frame.frameTreeNodeId !== event.sender.mainFrame.frameTreeNodeId) throw new SenderError('a message from a frame inside a page');
  if (!isOurs(frame.url)) throw new SenderError('a message from a page of another origin');
}

/** Starts to answer pages. Call once. */
export function serveIpc(options: IpcOptions): void {
  const { ipcMain, windows, api, closing, log } = options;
  const calls = new Calls(closing);

  ipcMain.handle(CHANNELS.call, async (event, ...sent: unknown[]) => {
    checkSender(event, windows);
    return answered(log, () => call(options, calls, event.sender, sent));
  });
  ipcMain.handle(CHANNELS.desktop, async (event, ...sent: unknown[]) => {
    checkSender(event, windows);
    return answered(log, () => desktop(options, event.sender, sent));
  });
  listen(ipcMain, CHANNELS.cancel, options, (event, sent) => calls.cancel(event.sender, z.tuple([idSchema]).parse(sent)[0]));
  listen(ipcMain, CHANNELS.heard, options, (event, sent) => windows.heard(event.sender, z.tuple([idSchema]).parse(sent)[0]));
  listen(ipcMain, CHANNELS.ready, options, (event) => windows.ready(event.sender));

  api.on(
    'lab',
    (value) => {
      try {
        windows.push(checkEvent('lab', value));
      } catch (error) {
        log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    },
    { signal: closing },
  );
}

/** A message without an answer: who may not send it is not told. */
function listen(ipcMain: IpcOptions['ipcMain'], channel: string, { windows, log }: IpcOptions, handle: (event: IpcMainEvent, sent: unknown[]) => void): void {
  ipcMain.on(channel, (event, ...sent: unknown[]) => {
    try {
      checkSender(event, windows);
      handle(event, sent);
    } catch (error) {
      log(`${channel}: ${errorText(error)}`);
    }
  });
}

async function call({ api, env, grants }: IpcOptions, calls: Calls, sender: WebContents, sent: unknown[]): Promise<unknown> {
  const [id, name, asked] = shaped(z.tuple([idSchema, z.string(), z.unknown()]), sent, 'a call');
  if (!isProcedure(name)) throw new InputError(`there is no procedure "${name.slice(0, 80)}"`, { input: name.slice(0, 80) });
  bounded(name, asked);
  const input = checkPageInput(name, asked, env);
  if (name === 'bundle.export' && 'to' in input && !grants.has(input.to, 'bundle')) throw notGranted(name, input.to);
  const signal = calls.begin(sender, id);
  try {
    return checkOutput(name, await api.call(name, input, { signal }));
  } finally {
    calls.end(sender, id);
  }
}

async function desktop({ desktop: handlers, windows }: IpcOptions, sender: WebContents, sent: unknown[]): Promise<unknown> {
  const [name, asked] = shaped(z.tuple([z.string(), z.unknown()]), sent, 'a message to the desktop');
  const window = windows.windowOf(sender);
  if (window === null) throw new SenderError('the window has gone');
  if (!isDesktop(name)) throw new InputError(`the desktop can't "${name.slice(0, 80)}"`, { input: name.slice(0, 80) });
  bounded(name, asked);
  return doDesktop(handlers, name, asked, window);
}

async function doDesktop<N extends DesktopName>(handlers: DesktopHandlers, name: N, asked: unknown, window: BrowserWindow): Promise<DesktopOutput<N>> {
  // TypeScript does not follow N through the table; the schemas parse both
  const input = shaped(DESKTOP[name].input, asked, name) as z.output<(typeof DESKTOP)[N]['input']>;
  const output = DESKTOP[name].output.safeParse(await handlers[name](input, window));
  if (!output.success) throw new Error(`a bug in Cgoscope: ${name} answered something else than its contract says: ${z.prettifyError(output.error)}`);
  return output.data as DesktopOutput<N>; // as above
}

const isDesktop = (name: string): name is DesktopName => Object.hasOwn(DESKTOP, name);

export const notGranted = (input: string, path: string): InputError =>
  new InputError(`${path} was not chosen in a save dialog of this window`, { input, place: 'to', expected: 'the path that the save dialog gave' });

function shaped<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String).join('.') ?? '';
  throw new InputError(`${what}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'not valid'}`, { input: what, expected: issue?.message ?? '' });
}

/** Throws InputError for what no form of ours can make. */
function bounded(name: string, value: unknown): void {
  let length: number;
  try {
    length = JSON.stringify(value)?.length ?? 0;
  } catch (error) {
    // structured clone knows more than JSON: circles, bigints
    throw new InputError(`${name}: the input is no document of JSON: ${errorText(error)}`, { input: name });
  }
  if (length > INPUT_MAX) throw new InputError(`${name}: the input is larger than ${INPUT_MAX} bytes, which is the most that is taken here`, { input: name });
}

async function answered(log: (text: string) => void, work: () => Promise<unknown>): Promise<CallAnswer> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: errorForPage(error, log) };
  }
}

/** The calls under way, by page and by the page's own number; they end with the page. */
class Calls {
  private readonly pages = new Map<WebContents, Map<number, AbortController>>();
  private readonly closing: AbortSignal;

  constructor(closing: AbortSignal) {
    this.closing = closing;
  }

  begin(page: WebContents, id: number): AbortSignal {
    const running = this.pages.get(page) ?? this.follow(page);
    if (running.has(id)) throw new InputError(`call ${id} is under way already`, { input: 'id' });
    if (running.size >= CALLS_MAX) throw new InputError(`${CALLS_MAX} calls of this window are under way already`, { input: 'id' });
    const controller = new AbortController();
    running.set(id, controller);
    return AbortSignal.any([controller.signal, this.closing]);
  }

  end(page: WebContents, id: number): void {
    this.pages.get(page)?.delete(id);
  }

  cancel(page: WebContents, id: number): void {
    this.pages.get(page)?.get(id)?.abort();
  }

  private follow(page: WebContents): Map<number, AbortController> {
    const running = new Map<number, AbortController>();
    this.pages.set(page, running);
    const endAll = (): void => {
      for (const controller of running.values()) controller.abort();
      // who asked is gone; its numbers start anew
      running.clear();
    };
    page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) endAll();
    });
    page.on('render-process-gone', endAll);
    page.once('destroyed', () => {
      endAll();
      this.pages.delete(page);
    });
    return running;
  }
}
