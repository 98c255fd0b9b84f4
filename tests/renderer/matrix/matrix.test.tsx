// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AXES, cellKey } from '../../../src/shared/domain/axes.ts';
import type { Doctor } from '../../../src/shared/domain/documents.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import type { Plan, PlannedCell } from '../../../src/shared/domain/plan.ts';
import { MatrixView } from '../../../src/renderer/views/matrix/matrix.tsx';
import { axes } from '../../builders/cell.ts';
import { later, renderView, type Answers } from '../support.tsx';

const planned = (number: number, of: Parameters<typeof axes>[0], change: Partial<PlannedCell> = {}): PlannedCell => ({
  number,
  key: cellKey(axes(of)),
  axes: axes(of),
  expected: 'pass',
  unsupported: null,
  emulated: false,
  needs: ['go-1.24', 'gcc-amd64'],
  runImage: 'glibc',
  build: { argv: ['go', 'build', '-trimpath', './cmd/serve'], env: { CGO_ENABLED: '1', GOFLAGS: '' } },
  trace: true,
  ...change,
});
const cells = [
  planned(1, { cgo: '0', libc: '-' }),
  planned(2, {}),
  planned(3, { libc: 'musl' }),
  planned(4, { libc: 'musl', platform: 'linux/riscv64' }, { unsupported: 'no musl toolchain for linux/riscv64' }),
];
const plan = (change: Partial<Plan> = {}): Plan => ({
  schema: 'cgoscope/plan@0',
  project: {
    path: '/home/someone/service',
    module: 'example.com/service',
    goDirective: '1.22',
    mains: ['./cmd/serve'],
    usesCgo: true,
    files: 18,
    bytes: 17_400,
    treeHash: 'a'.repeat(64),
  },
  config: '/home/someone/service/cgoscope.yaml',
  axes: AXES.map((axis) => ({
    axis,
    values: axis === 'cgo' ? ['0', '1'] : axis === 'libc' ? ['glibc', 'musl'] : ['-'],
    offered:
      axis === 'cgo'
        ? [
            { value: '0', note: null },
            { value: '1', note: null },
          ]
        : axis === 'libc'
          ? [
              { value: 'glibc', note: null },
              { value: 'musl', note: null },
            ]
          : [{ value: '-', note: null }],
    open: axis === 'base',
    source: axis === 'cgo' ? 'file' : 'default',
  })),
  cells,
  collapsed: 2,
  estimate: { downloadBytes: 0, diskBytes: 120_000_000, timeNs: 48e9, basis: 'upper bound: nothing to fetch' },
  notes: [],
  ...change,
});
const doctor = (change: Partial<Doctor> = {}): Doctor => ({
  schema: 'cgoscope/doctor@0',
  endpoint: null,
  engine: {
    version: '20.10',
    apiVersion: '1.41',
    name: 'x',
    platform: 'linux/amd64',
    kernel: '6',
    operatingSystem: 'x',
    storage: 'overlay2',
    cgroup: '2',
    buildkit: null,
    rootless: false,
    cpus: 2,
    memoryBytes: 1,
    security: [],
  },
  emulators: null,
  disk: null,
  toolchains: [],
  dataFolder: { path: '/d', bytes: 0, limitBytes: 1, owner: null },
  foreign: [],
  problems: [],
  ...change,
});
const PATH = '/matrix?path=%2Fhome%2Fsomeone%2Fservice';
const open = (answers: Answers = {}, path = PATH) =>
  renderView(<MatrixView />, { path, answers: { 'plan.make': plan(), 'doctor.run': doctor(), 'run.start': { id: '01J00000000000000000000001', cells: 4 }, ...answers } });
const axisGroup = async (axis: string): Promise<HTMLElement> => screen.findByRole('group', { name: axis });

describe('the matrix before a run', () => {
  it('shows the project, the planned cells and what they cost, and starts nothing', async () => {
    const view = open();
    expect(await screen.findByText('example.com/service')).toBeTruthy();
    expect(screen.getByText('cgoscope.yaml')).toBeTruthy();
    const cost = screen.getByRole('group', { name: 'What a run will cost' });
    expect(within(cost).getByText('≤ 120.0 MB')).toBeTruthy();
    expect(within(cost).getByText('≤ 48 s')).toBeTruthy();
    expect(within(cost).getByText('2 fell together')).toBeTruthy();
    expect(within(cost).getByText('1 unsupported')).toBeTruthy();
    const grid = screen.getByRole('grid', { name: 'Planned cells' });
    expect(grid.querySelectorAll('[data-number]')).toHaveLength(4);
    expect(within(grid).getByText('no musl toolchain for linux/riscv64')).toBeTruthy();
    expect(view.api.inputs('run.start')).toEqual([]);
  });

  it('shows what will be executed for the picked cell', async () => {
    open({}, `${PATH}&cell=2`);
    const panel = await screen.findByRole('complementary', { name: 'Cell 2' });
    expect(within(panel).getByText('go build -trimpath ./cmd/serve')).toBeTruthy();
    expect(within(panel).getByText("CGO_ENABLED=1 GOFLAGS=''")).toBeTruthy();
    expect(within(panel).getByText('go-1.24, gcc-amd64')).toBeTruthy();
  });

  it('plans again when a chip is pressed, with the choice in the address and the old plan in sight', async () => {
    const next = later<Plan>();
    const view = open({ 'plan.make': ({ set }) => (set.length === 0 ? plan() : next.promise) });
    const cgo = await axisGroup('cgo');
    fireEvent.click(within(cgo).getByRole('button', { name: '0' }));
    expect(view.address()).toContain('set=cgo%3D1');
    expect(within(cgo).getByRole('button', { name: '0' }).getAttribute('aria-pressed')).toBe('false');
    expect(screen.getByRole('grid', { name: 'Planned cells' }).querySelectorAll('[data-number]')).toHaveLength(4);
    expect(screen.getByText('Planning…')).toBeTruthy();
    next.resolve(plan({ cells: cells.slice(1) }));
    expect(await screen.findByRole('button', { name: 'Run 3 cells' })).toBeTruthy();
    // The last value can't be taken away.
    fireEvent.click(within(cgo).getByRole('button', { name: '1' }));
    expect(view.address()).toContain('set=cgo%3D1');
    fireEvent.click(within(cgo).getByRole('button', { name: 'reset' }));
    expect(view.address()).toBe(PATH);
  });

  it('takes other values where an axis is open', async () => {
    const view = open();
    const base = await axisGroup('base');
    const input = within(base).getByRole('textbox', { name: 'Another value of base' });
    fireEvent.change(input, { target: { value: 'debian:12' } });
    fireEvent.submit(input);
    expect(view.address()).toContain(`set=${encodeURIComponent('base=-,debian:12').replaceAll('%20', '+')}`);
  });

  it('says beside the expression what is wrong with it, and keeps the last plan that held', async () => {
    const view = open({
      'plan.make': ({ only }) => {
        if (only.length > 0) throw new InputError('none of the 4 cells is left after --only "cgo=7"', { input: 'cgo=7' });
        return plan();
      },
    });
    const field = await screen.findByLabelText('Only cells where');
    fireEvent.change(field, { target: { value: 'nonsense=1' } });
    expect(await screen.findByText(/"nonsense" in "nonsense=1" is not an axis/)).toBeTruthy();
    expect(view.address()).toBe(PATH);
    fireEvent.change(field, { target: { value: 'cgo=7' } });
    expect(await screen.findByText('none of the 4 cells is left after --only "cgo=7"')).toBeTruthy();
    expect(screen.getByRole('grid', { name: 'Planned cells' }).querySelectorAll('[data-number]')).toHaveLength(4);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run 4 cells' }).disabled).toBe(true);
  });

  it('resets everything at once', async () => {
    const view = open({}, `${PATH}&set=cgo%3D1&only=libc%3Dmusl`);
    fireEvent.click(await screen.findByRole('button', { name: 'Reset to the file' }));
    expect(view.address()).toBe(PATH);
  });

  it('writes a matrix file where there is none', async () => {
    let written = false;
    open({
      'plan.make': () => plan({ config: written ? '/home/someone/service/cgoscope.yaml' : null }),
      'project.init': () => {
        written = true;
        return { file: '/home/someone/service/cgoscope.yaml' };
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Write cgoscope.yaml' }));
    expect(await screen.findByText('cgoscope.yaml')).toBeTruthy();
  });
});

describe('starting a run', () => {
  it('starts at once where nothing is downloaded, and leads to it', async () => {
    const view = open({}, `${PATH}&only=libc%3Dmusl&jobs=2`);
    fireEvent.click(await screen.findByRole('button', { name: 'Run 4 cells' }));
    await waitFor(() => expect(view.address()).toBe('/runs/01J00000000000000000000001'));
    expect(view.api.inputs('run.start')).toEqual([{ path: '/home/someone/service', config: null, set: [], only: ['libc=musl'], jobs: 2, endpoint: null, yes: true, env: {} }]);
  });

  it('asks first where something is downloaded, naming how much', async () => {
    const view = open({
      'plan.make': plan({ estimate: { downloadBytes: 85_000_000, diskBytes: 500_000_000, timeNs: 9e9, basis: 'upper bound: 2 toolchains and images to fetch' } }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Run 4 cells' }));
    const dialog = await screen.findByRole('dialog', { name: 'Download before the run?' });
    expect(within(dialog).getByText(/up to 85\.0 MB will be downloaded/)).toBeTruthy();
    expect(view.api.inputs('run.start')).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(view.api.inputs('run.start')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Run 4 cells' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Download 85.0 MB and run' }));
    await waitFor(() => expect(view.address()).toBe('/runs/01J00000000000000000000001'));
  });

  it('is not possible without an engine: the plan still stands, the reason is said', async () => {
    open({
      'plan.make': plan({ notes: ['no container engine answers; planned for linux/amd64 without emulators'] }),
      'doctor.run': doctor({ engine: null, problems: [{ level: 'error', text: 'nothing answers at the docker socket', fix: 'start docker' }] }),
    });
    expect(await screen.findByText('nothing answers at the docker socket')).toBeTruthy();
    expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'Run 4 cells' })).disabled).toBe(true);
    expect(screen.getByRole('link', { name: 'Doctor' }).getAttribute('href')).toBe('/doctor');
    expect(screen.getByText(/no container engine answers/)).toBeTruthy();
  });

  it('is possible again once the engine answers', async () => {
    const view = open({ 'doctor.run': doctor({ engine: null, problems: [{ level: 'error', text: 'nothing answers at the docker socket', fix: 'start docker' }] }) });
    const again = await screen.findByRole('button', { name: 'Try again' });
    view.api.answer({ 'doctor.run': doctor() });
    fireEvent.click(again);
    await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run 4 cells' }).disabled).toBe(false));
    expect(screen.queryByText('nothing answers at the docker socket')).toBeNull();
  });

  it('says why it could not be started', async () => {
    const view = open({
      'run.start': () => {
        throw new EngineUnavailableError('the engine is gone', 'start it');
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Run 4 cells' }));
    await waitFor(async () => {
      const { useToasts } = await import('../../../src/renderer/app/toasts.tsx');
      expect(useToasts.getState().list.map(({ text }) => text)).toEqual(['the engine is gone']);
    });
    expect(view.address()).toBe(PATH);
  });
});

describe('a matrix without a plan', () => {
  it('says what is wrong with the project', async () => {
    open({
      'plan.make': () => {
        throw new InputError('no go.mod and no go.work in /home/someone/service', { input: '/home/someone/service' });
      },
    });
    expect(await screen.findByText(/no go\.mod and no go\.work/)).toBeTruthy();
  });

  it('asks for a project where none is named', () => {
    open({}, '/matrix');
    expect(screen.getByText('No project is open')).toBeTruthy();
  });
});

describe('an address whose changes can’t be planned', () => {
  it('shows the plan of the file, with the fault where it can be mended', async () => {
    const view = open(
      {
        'plan.make': ({ only }) => {
          if (only.length > 0) throw new InputError('"9" is not a value of cgo; expected 0 or 1', { input: 'cgo=9' });
          return plan();
        },
      },
      `${PATH}&only=cgo%3D9`,
    );
    expect(await screen.findByText('"9" is not a value of cgo; expected 0 or 1')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run 4 cells' }).disabled).toBe(true);
    fireEvent.change(screen.getByLabelText('Only cells where'), { target: { value: '' } });
    await waitFor(() => expect(view.address()).toBe(PATH));
    await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run 4 cells' }).disabled).toBe(false));
  });
});
