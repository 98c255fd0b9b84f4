// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { SettingsView as Settings, WorkbenchSettings } from '../../../src/shared/domain/settings.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { ToastArea } from '../../../src/renderer/app/toasts.tsx';
import { SettingsView } from '../../../src/renderer/views/settings/settings.tsx';
import { limitText, readJobs, readLimit, setArgv } from '../../../src/renderer/views/settings/values.ts';
import { renderView, type Answers } from '../support.tsx';

const DEFAULTS: WorkbenchSettings = { limitBytes: 20_000_000_000, endpoint: null, jobs: null };
const view = (settings: Partial<WorkbenchSettings> = {}): Settings => ({
  settings: { ...DEFAULTS, ...settings },
  defaults: DEFAULTS,
  file: '/home/ana/.local/share/cgoscope/settings.json',
  environment: [{ name: 'HTTPS_PROXY', value: 'http://***@proxy:3128', meaning: 'the proxy for downloads' }],
  endpoints: [
    { name: 'default', host: 'unix:///var/run/docker.sock' },
    { name: 'far', host: 'ssh://far' },
  ],
});
const open = (given: Answers = {}) =>
  renderView(
    <>
      <SettingsView />
      <ToastArea />
    </>,
    {
      path: '/settings',
      answers: { 'settings.get': view(), 'settings.set': ({ change }) => view(Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))), ...given },
    },
  );

describe('settings', () => {
  it('change the language of this window at once, and it is remembered', async () => {
    const { i18n } = open();
    fireEvent.click(screen.getByRole('radio', { name: '简体中文' }));
    expect(await screen.findByRole('heading', { level: 1, name: '设置' })).toBeDefined();
    expect(i18n.language).toBe('zh-CN');
    expect(localStorage.getItem('cgoscope.language')).toBe('zh-CN');
  });

  it('change the theme of this window', () => {
    open();
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.getAttribute('data-mantine-color-scheme')).toBe('dark');
  });

  it('save a limit as bytes, when it is asked for and not before', async () => {
    const { api } = open();
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Stored runs may use' });
    expect(field.value).toBe('20 GB');
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    fireEvent.change(field, { target: { value: '50GiB' } });
    expect(api.inputs('settings.set')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved for every window and the command line.')).toBeDefined();
    expect(api.inputs('settings.set')).toEqual([{ change: { limitBytes: 50 * 1024 ** 3 }, env: {} }]);
    expect(screen.getByRole('button', { name: 'Back to the default' })).toBeDefined();
    expect(document.querySelector('[data-command="cgoscope settings set limitBytes=53687091200"]')).not.toBeNull();
  });

  it.each([
    ['Stored runs may use', 'plenty', 'This is not a size; write one such as 20 GB or 512 MiB.'],
    ['Stored runs may use', '5 MB', 'This is too small; at least 100 MB are needed.'],
    ['Cells at a time', '0', 'This is no whole number from 1 to 64.'],
    ['Cells at a time', '1.5', 'This is no whole number from 1 to 64.'],
  ])('say at %s that "%s" is not taken, and send nothing', async (name, value, why) => {
    const { api } = open();
    const field = await screen.findByRole('textbox', { name });
    fireEvent.change(field, { target: { value } });
    fireEvent.submit(field);
    expect((await screen.findByRole('alert')).textContent).toBe(why);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(api.inputs('settings.set')).toEqual([]);
  });

  it('say at its row why the workbench did not take an endpoint, and keep the one that is set', async () => {
    open({
      'settings.set': () => {
        throw new InputError('far can’t be used: no key for it', { input: 'endpoint' });
      },
    });
    const select = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Container engine' });
    fireEvent.click(select);
    fireEvent.click(await screen.findByRole('option', { name: /^far/, hidden: true }));
    expect((await screen.findByRole('alert')).textContent).toBe('far can’t be used: no key for it');
    expect(select.value).toBe('As the docker command line chooses');
  });

  it('put the default back by its own button', async () => {
    const { api } = open({ 'settings.get': view({ jobs: 4 }) });
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Cells at a time' });
    expect(field.value).toBe('4');
    fireEvent.click(screen.getByRole('button', { name: 'Back to the default' }));
    await waitFor(() => expect(api.inputs('settings.set')).toEqual([{ change: { jobs: null }, env: {} }]));
  });

  it('show an endpoint that no context has any more', async () => {
    open({ 'settings.get': view({ endpoint: 'tcp://old:2375' }) });
    expect((await screen.findByRole<HTMLInputElement>('combobox', { name: 'Container engine' })).value).toBe('tcp://old:2375');
  });

  it('show the environment, the file, and in a desktop window its folder', async () => {
    const shownFiles: string[] = [];
    renderView(<SettingsView />, {
      answers: { 'settings.get': view() },
      host: { pickFolder: async () => null, showFile: async (path) => void shownFiles.push(path) },
    });
    expect(await screen.findByText('HTTPS_PROXY')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Show in folder' }));
    expect(shownFiles).toEqual(['/home/ana/.local/share/cgoscope/settings.json']);
  });
});

describe('what is typed for a setting', () => {
  it('is a size with a unit, or bytes', () => {
    expect(readLimit(' 20 GB ')).toEqual({ value: 20_000_000_000 });
    expect(readLimit('100000000')).toEqual({ value: 100_000_000 });
    expect(readLimit('99999999')).toEqual({ error: 'limit' });
    expect(readLimit('')).toEqual({ error: 'size' });
    expect(readLimit('-5 GB')).toEqual({ error: 'size' });
  });

  it('comes back from how it is shown, to the byte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        expect(readLimit(limitText(bytes))).toEqual({ value: bytes });
      }),
    );
    expect(limitText(20_000_000_000)).toBe('20 GB');
    expect(limitText(1_500_000_000)).toBe('1.5 GB');
    expect(limitText(20_000_000_001)).toBe('20000000001');
  });

  it('is from 1 to 64 for jobs, or nothing', () => {
    expect(['', '1', '64', '65', '0', 'x', '1e1'].map(readJobs)).toEqual([
      { value: null },
      { value: 1 },
      { value: 64 },
      { error: 'jobs' },
      { error: 'jobs' },
      { error: 'jobs' },
      { error: 'jobs' },
    ]);
  });

  it('is said to the command line, a default by an empty value', () => {
    expect(setArgv('jobs', 4, null)).toEqual(['settings', 'set', 'jobs=4']);
    expect(setArgv('jobs', null, null)).toEqual(['settings', 'set', 'jobs=']);
    expect(setArgv('endpoint', 'far', null)).toEqual(['settings', 'set', 'endpoint=far']);
    expect(setArgv('limitBytes', 20_000_000_000, 20_000_000_000)).toEqual(['settings', 'set', 'limitBytes=']);
  });
});
