// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Doctor, DoctorAction, Toolchains } from '../../../src/shared/domain/documents.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import { ToastArea } from '../../../src/renderer/app/toasts.tsx';
import { DoctorView } from '../../../src/renderer/views/doctor/doctor.tsx';
import { AT, doctor } from '../../builders/documents.ts';
import { later, renderView, type Answers } from '../support.tsx';

const toolchains = (given: Partial<Toolchains> = {}): Toolchains => ({
  schema: 'cgoscope/toolchains@0',
  toolchains: [{ name: 'go-1.24', provider: 'debian', kind: 'toolchain', image: 'cgoscope/toolchain:go-1.24', bytes: 260_000_000, createdAt: '2026-11-20T10:00:00Z' }],
  available: [{ name: 'go-1.23', kind: 'toolchain', downloadBytes: 78_000_000, diskBytes: 255_000_000 }],
  ...given,
});
const action = (given: Partial<DoctorAction> = {}): DoctorAction => ({
  id: 'toolchain.build:go-1.24-c',
  title: 'Make the toolchain go-1.24-c',
  changesHost: false,
  detail: 'Downloads 120 MB.',
  command: 'cgoscope toolchain build go-1.24-c',
  ...given,
});
const START = action({
  id: 'engine.start',
  title: 'Start the docker service',
  changesHost: true,
  detail: 'Starts docker.service of this machine.',
  command: 'systemctl start docker',
});
const problem = (given: Partial<Doctor['problems'][number]> = {}): Doctor['problems'][number] => ({ level: 'warning', text: 'something is wrong', fix: 'put it right', ...given });

const open = (given: Answers = {}) =>
  renderView(
    <>
      <DoctorView />
      <ToastArea />
    </>,
    { path: '/doctor', answers: { 'doctor.run': doctor({ problems: [] }), 'toolchain.list': toolchains(), ...given } },
  );

describe('the doctor', () => {
  it('says what it looks at, then that nothing is wrong', async () => {
    open();
    expect(screen.getByText(/Looking at the engine/)).toBeDefined();
    expect(await screen.findByText('No problems found: runs can be started.')).toBeDefined();
    expect(screen.getByText('linux/amd64')).toBeDefined();
    expect(await screen.findByRole('grid', { name: 'Toolchains' })).toBeDefined();
  });

  it('shows problems first, errors before warnings before notes, each with its fix', async () => {
    open({ 'doctor.run': doctor({ problems: [problem({ level: 'info', text: 'C' }), problem({ text: 'B' }), problem({ level: 'error', text: 'A', fix: 'mend A' })] }) });
    const items = await screen.findAllByRole('listitem');
    expect(items.map((item) => item.textContent?.replace('put it right', ''))).toEqual(['errorAmend A', 'warningB', 'noteC']);
    expect(screen.getByText('1 error · 1 warning')).toBeDefined();
    expect(screen.queryByText('No problems found: runs can be started.')).toBeNull();
  });

  it('does a safe thing at once, says what was done, and looks again', async () => {
    const { api } = open({ 'doctor.run': doctor({ problems: [problem({ action: action() })] }), 'doctor.fix': { done: 'go-1.24-c is on the engine' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Make the toolchain go-1.24-c' }));
    expect(await screen.findByText('go-1.24-c is on the engine')).toBeDefined();
    expect(api.inputs('doctor.fix')).toEqual([{ endpoint: null, env: {}, action: 'toolchain.build:go-1.24-c', yes: false }]);
    await waitFor(() => expect(api.inputs('doctor.run')).toHaveLength(2));
  });

  it('asks before the host is changed: what, and the same by hand; no is no', async () => {
    const { api } = open({ 'doctor.run': doctor({ engine: null, problems: [problem({ level: 'error', action: START })] }), 'doctor.fix': { done: 'docker runs' } });
    const button = await screen.findByRole('button', { name: 'Start the docker service…' });
    fireEvent.click(button);
    const dialog = await screen.findByRole('dialog', { name: 'Start the docker service' });
    expect(within(dialog).getByText('Starts docker.service of this machine.')).toBeDefined();
    expect(within(dialog).getByText('systemctl start docker')).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.inputs('doctor.fix')).toEqual([]);
    fireEvent.click(button);
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Yes, do it' }));
    expect(await screen.findByText('docker runs')).toBeDefined();
    expect(api.inputs('doctor.fix')).toEqual([{ endpoint: null, env: {}, action: 'engine.start', yes: true }]);
  });

  it('shows why a fix failed, and keeps it on screen', async () => {
    open({
      'doctor.run': doctor({ problems: [problem({ action: action() })] }),
      'doctor.fix': () => {
        throw new EngineUnavailableError('the daemon does not answer', 'start it');
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Make the toolchain go-1.24-c' }));
    expect((await screen.findByRole('alert')).textContent).toContain('the daemon does not answer');
  });

  it('makes a toolchain with progress, and can stop it', async () => {
    const building = later<Toolchains>();
    const { emit, api } = open({ 'toolchain.build': () => building.promise });
    fireEvent.click(await screen.findByRole('button', { name: 'Make go-1.23' }));
    expect(await screen.findByText('Starting…')).toBeDefined();
    emit({ schema: 'cgoscope/event@0', type: 'progress', run: null, at: AT, task: 'go-1.23', text: 'downloading', doneBytes: 39_000_000, totalBytes: 78_000_000 });
    expect(screen.getByText('go-1.23: downloading')).toBeDefined();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Remove go-1.24' }).disabled).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await act(async () => building.resolve(toolchains()));
    expect(await screen.findByText('Cancelled; what was finished is kept.')).toBeDefined();
    expect(api.inputs('toolchain.build')).toEqual([{ endpoint: null, env: {}, names: ['go-1.23'] }]);
  });

  it('removes a toolchain only after a question that names its size', async () => {
    const { api } = open({ 'toolchain.remove': toolchains({ toolchains: [] }) });
    fireEvent.click(await screen.findByRole('button', { name: 'Remove go-1.24' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove go-1.24' });
    expect(dialog.textContent).toContain('260.0 MB');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('go-1.24 is removed')).toBeDefined();
    expect(await screen.findByText('None on this engine yet: a run makes what it needs.')).toBeDefined();
    expect(api.inputs('toolchain.remove')).toEqual([{ endpoint: null, env: {}, names: ['go-1.24'] }]);
  });

  it('names what cleaning up would free before it asks, and asks before it frees', async () => {
    const items = [{ what: '3 stored runs', bytes: 1_200_000_000 }];
    const { api } = open({ 'clean.run': ({ apply }) => ({ items, bytes: 1_200_000_000, applied: apply }) });
    fireEvent.click(await screen.findByRole('checkbox', { name: /^Everything/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Show what would go' }));
    expect(await screen.findByRole('rowheader', { name: '3 stored runs' })).toBeDefined();
    expect(api.inputs('clean.run').map(({ apply, all, olderDays }) => ({ apply, all, olderDays }))).toEqual([{ apply: false, all: true, olderDays: null }]);
    fireEvent.click(screen.getByRole('button', { name: 'Free 1.20 GB…' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Free 1.20 GB' }));
    expect(await screen.findByText('1.20 GB freed')).toBeDefined();
    expect(api.inputs('clean.run').map(({ apply }) => apply)).toEqual([false, true]);
  });

  it('forgets what it said would go when the question changes', async () => {
    open({ 'clean.run': { items: [{ what: '3 stored runs', bytes: 1 }], bytes: 1, applied: false } });
    fireEvent.click(await screen.findByRole('button', { name: 'Show what would go' }));
    expect(await screen.findByText('3 stored runs')).toBeDefined();
    fireEvent.change(screen.getByRole('textbox', { name: 'Runs older than, days' }), { target: { value: '30' } });
    expect(screen.queryByText('3 stored runs')).toBeNull();
    expect(document.querySelector('[data-command="cgoscope clean --older 30"]')).not.toBeNull();
  });

  it('asks nothing of an engine that is not there', async () => {
    const { api } = open({ 'doctor.run': doctor({ endpoint: null, engine: null, emulators: null, disk: null, toolchains: [], problems: [problem({ level: 'error' })] }) });
    expect(await screen.findByText('none in reach')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Show what would go' })).toBeDefined();
    expect(api.inputs('toolchain.list')).toEqual([]);
  });

  it('shows why toolchains can’t be listed, beside the rest', async () => {
    open({
      'toolchain.list': () => {
        throw new InputError('the archive can’t be read', { input: 'x' });
      },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('the archive can’t be read');
    expect(screen.getByRole('grid', { name: 'Emulators of the daemon’s host' })).toBeDefined();
  });
});
