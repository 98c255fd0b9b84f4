// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../../src/shared/api/bridge.ts';
import type { Folder } from '../../../src/shared/api/views.ts';
import type { Runs } from '../../../src/shared/domain/documents.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { Frame } from '../../../src/renderer/app/frame.tsx';
import { useBasket } from '../../../src/renderer/app/basket.ts';
import { ToastArea, useToasts } from '../../../src/renderer/app/toasts.tsx';
import { Page } from '../../../src/renderer/ui/page.tsx';
import { AT, RUN_ID } from '../../builders/documents.ts';
import { later, renderView, type Answers, type RenderOptions } from '../support.tsx';

type Line = Runs['runs'][number];
const line = (given: Partial<Line> = {}): Line => ({
  id: RUN_ID,
  state: 'done',
  startedAt: AT,
  endedAt: AT,
  project: '/home/ana/serve',
  cells: 12,
  green: 9,
  red: 2,
  grey: 1,
  ended: 12,
  origin: 'local',
  ...given,
});
const runs = (...lines: Line[]): Runs => ({ schema: 'cgoscope/runs@0', runs: lines });

const open = (options: RenderOptions & { bridge?: Bridge | null } = {}) =>
  renderView(
    <Frame bridge={options.bridge ?? null}>
      <Page title="view">{null}</Page>
    </Frame>,
    { ...options, answers: { 'runs.list': runs(line()), ...options.answers } },
  );

describe('the frame', () => {
  it.each([
    ['/', 'Home'],
    ['/matrix?path=/a', 'Home'],
    ['/runs/last/cells/3', 'Runs'],
    ['/compare', 'Compare'],
    ['/doctor', 'Doctor'],
    ['/settings', 'Settings'],
  ])('says at %s that one is at %s', (path, name) => {
    open({ path });
    const current = screen.getAllByRole('link').filter((link) => link.getAttribute('aria-current') === 'page');
    expect(current.map(({ textContent }) => textContent)).toEqual([name]);
  });

  it('has landmarks, and a way past the places', () => {
    open();
    expect(screen.getByRole('navigation', { name: 'Views' })).toBeDefined();
    expect(screen.getByRole('link', { name: 'Skip to the content' }).getAttribute('href')).toBe(`#${screen.getByRole('main').id}`);
  });

  it('leads from the basket to what was picked', () => {
    open();
    act(() => useBasket.getState().set(['a/1', 'b/2']));
    expect(screen.getByRole('link', { name: /Compare/ }).getAttribute('href')).toBe('/compare?with=a%2F1&with=b%2F2');
  });

  it('says while the workbench can’t be reached, and reads all again when it can', async () => {
    const { api } = open();
    await waitFor(() => expect(api.inputs('runs.list')).toHaveLength(1));
    act(() => api.setConnected(false));
    expect(screen.getByText('The connection to the workbench is lost; trying again…')).toBeDefined();
    act(() => api.setConnected(true));
    expect(screen.queryByText(/connection to the workbench/)).toBeNull();
    await waitFor(() => expect(api.inputs('runs.list')).toHaveLength(2));
    act(() => api.setRefused());
    expect(screen.getByText(/not signed in any more/)).toBeDefined();
  });

  it('shows runs that go on, whoever started them, until they end', async () => {
    const { api, emit } = open({ answers: { 'runs.list': runs(line({ state: 'running', endedAt: null, green: 1, red: 0, grey: 11, ended: 1 })) } });
    const live = await screen.findByRole('link', { name: /serve/ });
    expect(live.textContent).toBe('serve1/12running');
    expect(live.getAttribute('href')).toBe(`/runs/${RUN_ID}`);
    api.answer({ 'runs.list': runs(line()) });
    emit({ schema: 'cgoscope/event@0', type: 'run', run: RUN_ID, at: AT, state: 'done', cells: 12 });
    await waitFor(() => expect(screen.queryByRole('link', { name: /serve/ })).toBeNull());
  });

  it('does what the native menu asks', async () => {
    const listeners: ((command: unknown) => void)[] = [];
    const bridge = {
      onCommand: (listener: (command: unknown) => void) => {
        listeners.push(listener);
        return () => undefined;
      },
    } as unknown as Bridge; // the frame asks nothing else of it
    const { address, api } = open({ bridge, answers: { 'project.open': ({ path }) => ({ path }), 'bundle.import': { id: RUN_ID, cells: 1, fresh: true } } });
    act(() => listeners.at(-1)?.({ type: 'navigate', to: '/settings' }));
    expect(address()).toBe('/settings');
    await act(async () => listeners.at(-1)?.({ type: 'open-project', path: '/p' }));
    await waitFor(() => expect(address()).toBe('/matrix?path=%2Fp'));
    await act(async () => listeners.at(-1)?.({ type: 'import-bundle', path: '/b.cgoscope' }));
    await waitFor(() => expect(address()).toBe(`/runs/${RUN_ID}`));
    expect(api.inputs('bundle.import')).toEqual([{ file: '/b.cgoscope' }]);
  });
});

describe('a drop on the window', () => {
  const files = { types: ['Files'], files: [], items: [] };
  const drop = () => fireEvent.drop(screen.getByRole('main'), { dataTransfer: files });
  const dropping = (found: { kind: 'project' | 'bundle' | 'binary'; path: string } | null, answers: Answers = {}) =>
    open({ answers: { 'project.open': ({ path }) => ({ path }), 'bundle.import': { id: RUN_ID, cells: 1, fresh: true }, ...answers }, host: { dropped: async () => found } });

  it('opens a project folder', async () => {
    const { address } = dropping({ kind: 'project', path: '/up/serve' });
    drop();
    await waitFor(() => expect(address()).toBe('/matrix?path=%2Fup%2Fserve'));
  });

  it('imports a bundle', async () => {
    const { address, api } = dropping({ kind: 'bundle', path: '/up/a.cgoscope' });
    drop();
    await waitFor(() => expect(address()).toBe(`/runs/${RUN_ID}`));
    expect(api.inputs('bundle.import')).toEqual([{ file: '/up/a.cgoscope' }]);
  });

  it('looks into any other file', async () => {
    const { address, api } = dropping({ kind: 'binary', path: '/up/serve' });
    drop();
    await waitFor(() => expect(address()).toBe('/binary?file=%2Fup%2Fserve'));
    expect(api.inputs('bundle.import')).toEqual([]);
  });

  it('says so when there is nothing to read', async () => {
    dropping(null);
    drop();
    expect((await screen.findByRole('alert')).textContent).toContain('This can’t be opened: nothing of it can be read');
  });

  it('says in words of the workbench why a bundle can’t be read', async () => {
    const { address } = dropping(
      { kind: 'bundle', path: '/up/a.cgoscope' },
      {
        'bundle.import': () => {
          throw new InputError('a.cgoscope is no bundle', { input: 'a' });
        },
      },
    );
    drop();
    expect((await screen.findByRole('alert')).textContent).toContain('This can’t be opened: a.cgoscope is no bundle');
    expect(address()).toBe('/');
  });

  it('shows where to drop while files are held over the window, and not for text', () => {
    dropping(null);
    const main = screen.getByRole('main');
    fireEvent.dragOver(main, { dataTransfer: { types: ['text/plain'] } });
    expect(screen.queryByText('Drop a project folder, a bundle or a binary')).toBeNull();
    fireEvent.dragOver(main, { dataTransfer: files });
    expect(screen.getByText('Drop a project folder, a bundle or a binary')).toBeDefined();
    fireEvent.dragLeave(main, { relatedTarget: null });
    expect(screen.queryByText('Drop a project folder, a bundle or a binary')).toBeNull();
  });

  it('names what is being uploaded', async () => {
    const held = later<{ kind: 'project'; path: string } | null>();
    open({
      host: {
        dropped: (_data, onProgress) => {
          onProgress('serve/main.go');
          return held.promise;
        },
      },
    });
    drop();
    expect(await screen.findByText('Uploading serve/main.go')).toBeDefined();
    await act(async () => held.resolve(null));
    expect(screen.queryByText('Uploading serve/main.go')).toBeNull();
  });
});

describe('the folder picker', () => {
  const folder = (given: Partial<Folder> = {}): Folder => ({
    path: '/home/ana',
    parent: '/home',
    module: false,
    entries: [
      { name: 'serve', path: '/home/ana/serve', kind: 'module' },
      { name: 'docs', path: '/home/ana/docs', kind: 'folder' },
      { name: 'notes.txt', path: '/home/ana/notes.txt', kind: 'file' },
    ],
    truncated: false,
    ...given,
  });
  const pick = async (answers: Answers = {}, host: RenderOptions['host'] = {}) => {
    const listeners: ((command: unknown) => void)[] = [];
    const bridge = { onCommand: (listener: (command: unknown) => void) => void listeners.push(listener) } as unknown as Bridge; // as above
    const rendered = open({
      bridge,
      host,
      answers: { 'folder.list': ({ path }) => folder(path === null ? {} : { path, entries: [] }), 'project.open': ({ path }) => ({ path }), ...answers },
    });
    await act(async () => listeners.at(-1)?.({ type: 'open-project', path: null }));
    return { ...rendered, dialog: await screen.findByRole('dialog', { name: 'Open a project' }) };
  };

  it('starts at home, shows folders alone, and opens the one that is chosen', async () => {
    const { dialog, api, address } = await pick();
    const module = await within(dialog).findByRole('button', { name: /serve/ });
    expect(module.textContent).toContain('Go module');
    expect(within(dialog).queryByText('notes.txt')).toBeNull();
    fireEvent.click(module);
    await waitFor(() => expect(api.inputs('folder.list').map(({ path }) => path)).toEqual([null, '/home/ana/serve']));
    expect(await within(dialog).findByText('No folders in here')).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Open this folder' }));
    await waitFor(() => expect(address()).toBe('/matrix?path=%2Fhome%2Fana%2Fserve'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('goes where a path is typed, and says why it can’t', async () => {
    const { dialog, api } = await pick({
      'folder.list': ({ path }) => {
        if (path === '/nowhere') throw new InputError('/nowhere can’t be listed: there is no such folder', { input: path });
        return folder();
      },
    });
    const field = await within(dialog).findByRole('textbox', { name: 'Path on the machine that runs the workbench' });
    fireEvent.change(field, { target: { value: '/nowhere' } });
    fireEvent.submit(field);
    expect((await within(dialog).findByRole('alert')).textContent).toContain('there is no such folder');
    expect(api.inputs('folder.list').at(-1)?.path).toBe('/nowhere');
  });

  it('stays open and says why where the folder is no project', async () => {
    const { dialog, address } = await pick({
      'project.open': () => {
        throw new InputError('/home/ana has no go.mod', { input: '/home/ana' });
      },
    });
    await within(dialog).findByRole('button', { name: /serve/ });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Open this folder' }));
    expect((await screen.findByText(/has no go.mod/)).textContent).toBe('This can’t be opened: /home/ana has no go.mod');
    expect(screen.getByRole('dialog')).toBeDefined();
    expect(address()).toBe('/');
  });

  it('uploads a folder of the other computer where there is one', async () => {
    const { dialog, address } = await pick({}, { uploadFolder: async () => '/up/tool' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Upload a folder from this computer…' }));
    await waitFor(() => expect(address()).toBe('/matrix?path=%2Fup%2Ftool'));
  });

  it('says why an upload was refused', async () => {
    const { dialog } = await pick(
      {},
      {
        uploadFolder: async () => {
          throw new InputError('the folder has 30000 files, too many for an upload', { input: 'folder' });
        },
      },
    );
    fireEvent.click(within(dialog).getByRole('button', { name: 'Upload a folder from this computer…' }));
    expect((await screen.findByText(/too many for an upload/)).textContent).toContain('This can’t be opened');
  });

  it('is not shown where there is a native dialog', async () => {
    const listeners: ((command: unknown) => void)[] = [];
    const bridge = { onCommand: (listener: (command: unknown) => void) => void listeners.push(listener) } as unknown as Bridge; // as above
    const { address } = open({ bridge, host: { pickFolder: async () => '/native' }, answers: { 'project.open': ({ path }) => ({ path }) } });
    await act(async () => listeners.at(-1)?.({ type: 'open-project', path: null }));
    await waitFor(() => expect(address()).toBe('/matrix?path=%2Fnative'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('messages', () => {
  const show = (toast: Parameters<ReturnType<typeof useToasts.getState>['show']>[0]) => act(() => useToasts.getState().show(toast));

  it('go by themselves, but an error stays until it is dismissed', () => {
    vi.useFakeTimers();
    try {
      renderView(<ToastArea />);
      show({ kind: 'info', text: 'done' });
      show({ kind: 'error', text: 'failed' });
      act(() => void vi.advanceTimersByTime(11_000));
      expect(screen.getByText('done')).toBeDefined();
      act(() => void vi.advanceTimersByTime(60_000));
      expect(screen.queryByText('done')).toBeNull();
      fireEvent.click(screen.getByRole('button', { name: 'Close' }));
      expect(screen.queryByText('failed')).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it('do their action once and go', () => {
    let undone = 0;
    renderView(<ToastArea />);
    show({ kind: 'info', text: 'removed', action: { label: 'Undo', run: () => (undone += 1) } });
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(undone).toBe(1);
    expect(screen.queryByText('removed')).toBeNull();
  });

  it('are at most four', () => {
    renderView(<ToastArea />);
    for (const text of ['a', 'b', 'c', 'd', 'e']) show({ kind: 'error', text });
    expect(screen.getAllByRole('alert').map((each) => each.textContent)).toEqual(['b', 'c', 'd', 'e']);
  });
});
