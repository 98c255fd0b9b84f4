// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { RecentProject } from '../../../src/shared/api/views.ts';
import type { Doctor, Runs } from '../../../src/shared/domain/documents.ts';
import { ToastArea } from '../../../src/renderer/app/toasts.tsx';
import { engineState } from '../../../src/renderer/views/home/engine-state.ts';
import { HomeView } from '../../../src/renderer/views/home/home.tsx';
import { doctor, RUN_ID } from '../../builders/documents.ts';
import { later, renderView, type Answers } from '../support.tsx';

type Line = Runs['runs'][number];
const line = (given: Partial<Line> = {}): Line => ({
  id: RUN_ID,
  state: 'done',
  startedAt: '2026-11-20T01:03:16.000Z',
  endedAt: '2026-11-20T01:04:20.000Z',
  project: '/home/ana/serve',
  cells: 12,
  green: 9,
  red: 2,
  grey: 1,
  ended: 12,
  origin: 'local',
  ...given,
});
const lastOf = ({ project: _project, ...run }: Line): RecentProject['last'] => run;
const project = (given: Partial<RecentProject> = {}): RecentProject => ({ path: '/home/ana/serve', name: 'serve', exists: true, runs: 3, last: lastOf(line()), ...given });

const runs = (...lines: Line[]): Runs => ({ schema: 'cgoscope/runs@0', runs: lines });
const answers = (given: Answers = {}): Answers => ({
  'doctor.run': doctor({ problems: [] }),
  'projects.recent': { projects: [project()] },
  'runs.list': runs(line()),
  ...given,
});

describe('home', () => {
  it('shows projects and runs while the doctor still looks', async () => {
    const looking = later<Doctor>();
    renderView(<HomeView />, { answers: answers({ 'doctor.run': () => looking.promise }) });
    expect(screen.getByText('Looking for the container engine…')).toBeDefined();
    const projects = await screen.findByRole('grid', { name: 'Projects' });
    expect(within(projects).getByRole('link', { name: 'serve' }).getAttribute('href')).toBe('/matrix?path=%2Fhome%2Fana%2Fserve');
    expect(within(screen.getByRole('grid', { name: 'Recent runs' })).getByText('9 green')).toBeDefined();
    looking.resolve(doctor({ problems: [] }));
    expect(await screen.findByText('Engine ready')).toBeDefined();
    expect(screen.getByText('emulates linux/arm64')).toBeDefined();
  });

  it('says why no engine can be used, and leads to what can be done', async () => {
    renderView(<HomeView />, {
      answers: answers({
        'doctor.run': doctor({
          endpoint: null,
          engine: null,
          emulators: null,
          disk: null,
          problems: [
            { level: 'info', text: 'a note', fix: 'none' },
            {
              level: 'error',
              text: 'nothing listens at /var/run/docker.sock',
              fix: 'Start the daemon.',
              action: { id: 'engine.start', title: 'Start the docker service', changesHost: true, detail: 'x', command: null },
            },
          ],
        }),
      }),
    });
    expect(await screen.findByText('No engine can be used')).toBeDefined();
    expect(screen.getByText(/nothing listens at/).textContent).toContain('Start the daemon.');
    expect(screen.getByRole('link', { name: 'Start the docker service' }).getAttribute('href')).toBe('/doctor');
  });

  it('opens the matrix of a project, its last run where the folder has gone', async () => {
    const gone = project({ path: '/home/bo/tool', name: 'tool', exists: false });
    const { address, navigate } = renderView(<HomeView />, { answers: answers({ 'projects.recent': { projects: [project(), gone] } }) });
    const grid = await screen.findByRole('grid', { name: 'Projects' });
    fireEvent.click(within(grid).getByText('/home/ana/serve'));
    expect(address()).toBe('/matrix?path=%2Fhome%2Fana%2Fserve');
    navigate('/');
    expect(within(grid).queryByRole('link', { name: 'tool' })).toBeNull();
    fireEvent.click(within(grid).getByText('not on this machine'));
    expect(address()).toBe(`/runs/${RUN_ID}`);
  });

  it('forgets a project with a way back, and does not open it by that', async () => {
    let projects = [project()];
    const { api, address } = renderView(
      <>
        <HomeView />
        <ToastArea />
      </>,
      {
        answers: answers({
          'projects.recent': () => ({ projects }),
          'project.forget': () => {
            projects = [];
            return { forgotten: true };
          },
          'project.open': ({ path }) => ({ path }),
        }),
      },
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Forget serve' }));
    expect(await screen.findByText('No project was opened on this machine yet.')).toBeDefined();
    expect(address()).toBe('/');
    expect(api.inputs('project.forget')).toEqual([{ path: '/home/ana/serve' }]);
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(api.inputs('project.open')).toEqual([{ path: '/home/ana/serve' }]));
  });

  it('tells a first visitor what it is for and the three ways to begin', async () => {
    const { api } = renderView(<HomeView />, {
      answers: answers({ 'projects.recent': { projects: [] }, 'runs.list': runs(), 'bundle.import': { id: RUN_ID, cells: 20, fresh: true } }),
      host: { pickBundle: async () => '/tmp/upload/a.cgoscope' },
    });
    expect(await screen.findByText('./quickstart')).toBeDefined();
    expect(screen.queryByRole('grid')).toBeNull();
    const [, inside] = screen.getAllByRole('button', { name: 'Import bundle…' });
    fireEvent.click(inside!);
    await waitFor(() => expect(api.inputs('bundle.import')).toEqual([{ file: '/tmp/upload/a.cgoscope' }]));
  });

  it('shows names of strangers without what could turn the text', async () => {
    renderView(<HomeView />, { answers: answers({ 'projects.recent': { projects: [project({ name: 'a\u202eb' })] } }) });
    expect(await screen.findByRole('link', { name: 'a\\u{202e}b' })).toBeDefined();
  });

  it('speaks Chinese', async () => {
    renderView(<HomeView />, { answers: answers(), language: 'zh-CN' });
    expect(await screen.findByText('引擎就绪')).toBeDefined();
    expect(await screen.findByRole('grid', { name: '最近的运行' })).toBeDefined();
  });
});

describe('the engine in one line', () => {
  const problem = (level: 'error' | 'warning' | 'info') => ({ level, text: level, fix: 'fix' });

  it('is ready where there are notes alone', () => expect(engineState(doctor({ problems: [problem('info')] }))).toMatchObject({ look: 'ready', problem: null, problems: 0 }));
  it('asks for attention by its first warning', () =>
    expect(engineState(doctor({ problems: [problem('info'), problem('warning')] }))).toMatchObject({ look: 'attention', problem: { text: 'warning' }, problems: 1 }));
  it('is unusable by an error, whatever stands before it', () =>
    expect(engineState(doctor({ problems: [problem('warning'), problem('error')] }))).toMatchObject({ look: 'unusable', problem: { text: 'error' }, problems: 2 }));
  it('counts an emulator only where it works inside containers', () => {
    const [one] = doctor().emulators ?? [];
    const emulators = [one!, { ...one!, flags: 'OC', platform: 'linux/arm/v7' }, { ...one!, enabled: false, platform: 'linux/riscv64' }, { ...one!, platform: null }];
    expect(engineState(doctor({ emulators })).emulated).toEqual(['linux/arm64']);
    expect(engineState(doctor({ emulators: null })).emulated).toBeNull();
  });
});
