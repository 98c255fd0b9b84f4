// A window in a test: every provider around the view, a fake workbench that keeps the contract in both directions, a fake host, an address bar.
// What jsdom lacks of a browser (sizes, media queries, observers) is put here too, once.
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { act, cleanup, configure, render, type RenderResult } from '@testing-library/react';
import type { i18n } from 'i18next';
import { useSyncExternalStore, type ReactElement } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { Router } from 'wouter';
import { checkEvent, checkInput, checkOutput } from '../../src/shared/api/check.ts';
import type { ProcedureName, ProcedureOutput, ProcedureParsed } from '../../src/shared/api/contract.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import { CancelledError } from '../../src/shared/domain/errors.ts';
import { ApiProvider, createQueryClient, type WindowApi } from '../../src/renderer/api/client.tsx';
import { createFanOut } from '../../src/renderer/api/connection.ts';
import { followEvents, useLiveStore } from '../../src/renderer/api/live.ts';
import { useBasket } from '../../src/renderer/app/basket.ts';
import { useOpening } from '../../src/renderer/app/opening.ts';
import { cssVariables, theme as windowTheme } from '../../src/renderer/app/theme.ts';
import { useToasts } from '../../src/renderer/app/toasts.tsx';
import { keepEscapes } from '../../src/renderer/app/url-state.ts';
import { HostProvider } from '../../src/renderer/host/context.tsx';
import type { Host } from '../../src/renderer/host/host.ts';
import { createI18n, type Language } from '../../src/renderer/i18n/index.ts';

/** What the fake workbench answers, by procedure: a value, or what makes one of the checked input (it may throw, or stay pending). */
export type Answers = { [N in ProcedureName]?: ProcedureOutput<N> | ((input: ProcedureParsed<N>) => ProcedureOutput<N> | Promise<ProcedureOutput<N>>) };

/** One call of the window to the workbench, with its input as the schema left it. */
export type Call = { [N in ProcedureName]: { name: N; input: ProcedureParsed<N> } }[ProcedureName];

export interface FakeApi extends WindowApi {
  readonly calls: readonly Call[];
  /** The inputs of every call of one procedure, in order. */
  inputs<N extends ProcedureName>(name: N): ProcedureParsed<N>[];
  /** Replaces answers from now on. */
  answer(answers: Answers): void;
  emit(event: LabEvent): void;
  setConnected(open: boolean): void;
  setRefused(): void;
}

/** A workbench of given answers. A procedure without one rejects, naming itself: a test sees what it forgot. */
export function fakeApi(given: Answers = {}): FakeApi {
  const answers: Answers = { ...given };
  const calls: Call[] = [];
  const events = createFanOut();
  events.setConnected(true);
  return {
    calls,
    inputs: <N extends ProcedureName>(name: N) => calls.filter((call) => call.name === name).map(({ input }) => input as ProcedureParsed<N>), // the filter chose them by their name
    answer: (more) => Object.assign(answers, more),
    async call(name, input, { signal } = {}) {
      const parsed = checkInput(name, input);
      calls.push({ name, input: parsed } as Call); // name and input belong together; TypeScript does not follow N through the table
      const answer = answers[name];
      if (answer === undefined) throw new Error(`this test has no answer for ${name}`);
      const value = await (typeof answer === 'function' ? answer(parsed) : answer);
      if (signal?.aborted === true) throw new CancelledError();
      return checkOutput(name, value);
    },
    on: events.on,
    emit: (event) => events.emit('lab', checkEvent('lab', event)),
    setConnected: events.setConnected,
    setRefused: events.setRefused,
    connection: events.connection,
    close: () => undefined,
  };
}

export interface FakeHost extends Host {
  /** Every call of the window to its host, as `[name, …arguments]`. */
  readonly asked: (readonly unknown[])[];
}

/** A host that dismisses every dialog, but for what is given. A browser's, unless `pickFolder` is given. */
export function fakeHost(given: Partial<Host> = {}): FakeHost {
  const asked: (readonly unknown[])[] = [];
  const base: Host = {
    kind: given.pickFolder === undefined ? 'browser' : 'desktop',
    pickBundle: async () => null,
    pickFile: async () => null,
    dropped: async () => null,
    save: async () => null,
    pathFor: async (file) => `/uploads/${file.name}`,
    openExternal: async () => undefined,
    look: () => undefined,
    ...given,
  };
  const recorded = Object.fromEntries(
    Object.entries(base).map(([name, value]) => [
      name,
      typeof value === 'function'
        ? (...given: unknown[]): unknown => {
            asked.push([name, ...given]);
            // The same function with the same arguments, remembered.
            return (value as (...given: unknown[]) => unknown)(...given);
          }
        : (value as unknown),
    ]),
  ) as unknown as Host; // the entries of a host
  return { ...recorded, asked };
}

/** An address bar in memory. Unlike wouter's own it resolves `?x=1` against the present path, as a browser does. */
function addressBar(start: string) {
  let address = start;
  const history = [start];
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const path = (): string => address.split('?')[0] ?? '';
  const search = (): string => address.split('?').slice(1).join('?');
  // Who changes the query asks the window for it.
  const tell = (): void => window.history.replaceState(null, '', address);
  tell();
  const navigate = (to: string, { replace = false }: { replace?: boolean } = {}): void => {
    address = to.startsWith('?') ? `${path()}${to === '?' ? '' : to}` : to;
    if (replace) history[history.length - 1] = address;
    else history.push(address);
    tell();
    for (const listener of listeners) listener();
  };
  const useLocation = (): [string, typeof navigate] => [useSyncExternalStore(subscribe, path), navigate];
  const useSearch = (): string => keepEscapes(useSyncExternalStore(subscribe, search));
  return { useLocation, useSearch, navigate, history, address: () => address };
}

export interface RenderOptions {
  answers?: Answers;
  /** Path and query; default `/`. */
  path?: string;
  language?: Language;
  theme?: 'light' | 'dark' | 'auto';
  host?: Partial<Host>;
}

export interface Rendered extends RenderResult {
  api: FakeApi;
  /** {@link FakeApi.calls} */
  calls: readonly Call[];
  host: FakeHost;
  client: QueryClient;
  i18n: i18n;
  /** A push event of the workbench. What the window draws by it is awaited (`findBy…`): answers are handed on with the next turn. */
  emit(event: LabEvent): void;
  /** Where the window is now: path and query. */
  address(): string;
  /** Every address there was; replaced ones are gone, as in a browser. */
  history: readonly string[];
  navigate(to: string): void;
}

/** Renders a view (or the frame, or anything) as the window does. */
export function renderView(ui: ReactElement, options: RenderOptions = {}): Rendered {
  const api = fakeApi(options.answers);
  const host = fakeHost(options.host);
  const client = createQueryClient();
  const i18n = createI18n(options.language ?? 'en');
  const bar = addressBar(options.path ?? '/');
  const until = new AbortController();
  followEvents(api, client, until.signal);
  ends.push(() => {
    until.abort();
    client.clear();
  });
  const result = render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={windowTheme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme={options.theme ?? 'light'}
        env="test"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={client}>
          <ApiProvider value={api}>
            <HostProvider value={host}>
              <Router hook={bar.useLocation} searchHook={bar.useSearch}>
                {ui}
              </Router>
            </HostProvider>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  return {
    ...result,
    api,
    calls: api.calls,
    host,
    client,
    i18n,
    emit: (event) => act(() => api.emit(event)),
    address: bar.address,
    history: bar.history,
    navigate: (to) => act(() => bar.navigate(to)),
  };
}

/** A promise and its end, for an answer that comes when the test says so. */
export function later<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  return Promise.withResolvers<T>();
}

/** The view's element has this size; react-virtual asks for it before it draws a row. */
const SIZE = { width: 1280, height: 800 };

function stubBrowser(): void {
  for (const name of ['offsetWidth', 'clientWidth', 'scrollWidth'] as const) Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => SIZE.width });
  for (const name of ['offsetHeight', 'clientHeight', 'scrollHeight'] as const) Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => SIZE.height });
  Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, SIZE.width, SIZE.height);
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
  window.scrollTo = () => undefined;
  // Mantine asks for the system's theme, and listens with either generation of the interface.
  window.matchMedia = (media) => Object.assign(new EventTarget(), { matches: false, media, onchange: null, addListener: () => undefined, removeListener: () => undefined });
  // Everything has its size from the start here, and keeps it.
  window.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
}

// A machine under load is slow, not wrong.
configure({ asyncUtilTimeout: 20_000 });

const ends: (() => void)[] = [];
const reset = <T,>(store: { getInitialState: () => T; setState: (state: T, replace: true) => void }) => store.setState(store.getInitialState(), true);
if (typeof window !== 'undefined') stubBrowser();

let complaints: string[] = [];

/** What React and the window wrote to the console as errors in this test, taken out: a test that expects some asks for it, any other fails by it. */
export const takeConsoleErrors = (): string[] => {
  const taken = complaints;
  complaints = [];
  return taken;
};

beforeEach(() => {
  complaints = [];
  vi.spyOn(console, 'error').mockImplementation((...given: unknown[]) => void complaints.push(given.map(String).join(' ')));
});
afterEach(() => {
  cleanup();
  for (const end of ends.splice(0)) end();
  reset(useToasts);
  reset(useBasket);
  reset(useOpening);
  reset(useLiveStore);
  localStorage.clear();
  vi.restoreAllMocks();
  expect(takeConsoleErrors()).toEqual([]);
});
