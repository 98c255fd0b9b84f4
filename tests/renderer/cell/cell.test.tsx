// @vitest-environment jsdom
// The cell view: what it says of a cell, what one can do with it, and that its address is its state.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CellView } from '../../../src/renderer/views/cell/cell.tsx';
import { useBasket } from '../../../src/renderer/app/basket.ts';
import { CancelledError, EngineUnavailableError } from '../../../src/shared/domain/errors.ts';
import { renderView, type Answers, type Rendered } from '../support.tsx';
import { aFinding, aFix, anExplain } from '../../builders/finding.ts';
import { answersOf, green, pagesOf, RUN, runOf, showOf } from './fixtures.ts';

const NO_RUNS = { schema: 'cgoscope/runs@0' as const, runs: [] };
const at = (number: number, query = ''): string => `/runs/${RUN}/cells/${number}${query}`;
const open = (number: number, { query = '', run = runOf(), answers = {} }: { query?: string; run?: ReturnType<typeof runOf>; answers?: Answers } = {}): Rendered =>
  renderView(<CellView run={RUN} cell={number} />, { path: at(number, query), answers: answersOf(run, answers) });

describe('a cell', () => {
  it('is named by its axes, those that vary in the run first', async () => {
    open(2);
    const axes = within(await screen.findByRole('list', { name: 'Axes' })).getAllByRole('listitem');
    expect(axes.map((chip) => chip.textContent).slice(0, 2)).toEqual(['libc musl', 'link dynamic']);
    expect(axes.filter((chip) => chip.dataset['varies'] === 'true')).toHaveLength(2);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Cell 2');
  });

  it('says how it ended, why, and where the log says so', async () => {
    const log = pagesOf(['go build', '# example', "main.c:3: error: 'x' undeclared\t\u202e", 'done']);
    open(2, { answers: { 'log.read': log, 'log.marks': { first: 3, marks: [{ line: 3, kind: 'error' }] } } });
    expect((await screen.findAllByText('build-failed')).length).toBeGreaterThan(0);
    const line = await screen.findByRole('link', { name: 'Build line 3' });
    expect(line.getAttribute('href')).toBe(at(2, '?tab=log&line=3'));
    expect(screen.getByText("main.c:3: error: 'x' undeclared \\u{202e}", { normalizer: (text) => text.replaceAll(/\s+/g, ' ') })).toBeTruthy();
    expect(screen.getByText('No artefact: the build did not get that far.')).toBeTruthy();
  });

  it('shows what differs from the nearest green cell, the weightiest first', async () => {
    open(2);
    const table = await screen.findByRole('grid', { name: 'Nearest green cell' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(
      rows.map((row) =>
        within(row)
          .getAllByRole('gridcell')
          .map((cell) => cell.textContent),
      ),
    ).toEqual([
      ['outcome', 'build-failed', 'pass', '100'],
      ['axes.libc', 'musl', 'glibc', '59'],
    ]);
    expect(screen.getByRole('link', { name: 'Compare with cell 1' }).getAttribute('href')).toBe(
      `/compare?with=${encodeURIComponent(`${RUN}/2`)}&with=${encodeURIComponent(`${RUN}/1`)}`,
    );
  });

  it('says that a signal is inferred', async () => {
    open(3, { run: runOf({ outcome: 'signal', green: false, exit: { code: 139, signal: 'SIGSEGV', error: null } }) });
    expect(await screen.findByText(/inferred from the exit code/)).toBeTruthy();
  });

  it('that the run does not have leads back to the run', async () => {
    open(99);
    expect(await screen.findByText('This run has no cell 99')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Show the run' }).getAttribute('href')).toBe(`/runs/${RUN}`);
  });

  it('of a run that can’t be read says why', async () => {
    renderView(<CellView run="last" cell={1} />, {
      path: '/runs/last/cells/1',
      answers: { 'run.get': () => Promise.reject(new EngineUnavailableError('nothing there', 'start it')) },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('nothing there');
  });

  it('asked for by `last` has the address of its run, so that a link stays true', async () => {
    const view = renderView(<CellView run="last" cell={2} />, { path: '/runs/last/cells/2?tab=elf', answers: answersOf(runOf()) });
    await waitFor(() => expect(view.address().split('?')[0]).toBe(at(2)));
  });
});

describe('from a cell', () => {
  it('] goes to the next and [ to the one before, in the same tab; not while one types', async () => {
    const view = open(2, { query: '?tab=log' });
    const search = await screen.findByRole('textbox', { name: 'Search the log' });
    fireEvent.keyDown(search, { key: ']' });
    expect(view.address()).toBe(at(2, '?tab=log'));
    fireEvent.keyDown(document.body, { key: ']' });
    expect(view.address()).toBe(at(3, '?tab=log'));
    fireEvent.keyDown(document.body, { key: '[' });
    expect(view.address()).toBe(at(1, '?tab=log'));
  });

  it('there is nothing before the first', async () => {
    open(1);
    expect((await screen.findByRole('button', { name: 'Previous cell ([)' })).hasAttribute('disabled')).toBe(true);
    expect(screen.getByRole('button', { name: 'Next cell (])' }).hasAttribute('disabled')).toBe(false);
  });

  it('one cancels it while it runs, and is told where that fails', async () => {
    const view = open(3, {
      run: runOf({ state: 'running', outcome: null, green: null, stage: 'build' }, 'running'),
      answers: { 'run.cancel': () => Promise.reject(new CancelledError('gone already')) },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel cell' }));
    await waitFor(() => expect(view.api.inputs('run.cancel')).toEqual([{ run: RUN, cell: 3 }]));
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull();
  });

  it('one runs it again and is led to the new run', async () => {
    const view = open(2, { answers: { 'run.again': { id: 'NEW', cells: 1 } } });
    fireEvent.click(await screen.findByRole('button', { name: 'Run again' }));
    await waitFor(() => expect(view.address()).toBe('/runs/NEW'));
    expect(view.api.inputs('run.again')).toMatchObject([{ run: RUN, cell: '2' }]);
  });

  it('one picks it for comparing', async () => {
    open(2);
    fireEvent.click(await screen.findByRole('button', { name: 'Pick' }));
    expect(useBasket.getState().items).toEqual([`${RUN}/2`]);
    expect(screen.getByRole('button', { name: 'Picked' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('one copies the command line that shows the same', async () => {
    open(2);
    expect((await screen.findByRole('button', { name: 'Copy as command line' })).dataset['command']).toBe(`cgoscope show ${RUN}/2`);
  });
});

describe('the tabs of a cell', () => {
  it('stand in the address', async () => {
    const view = open(2);
    fireEvent.click(await screen.findByRole('tab', { name: 'Trace' }));
    expect(view.address()).toBe(at(2, '?tab=trace'));
    expect(await screen.findByText('There is no trace')).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: 'Summary' }));
    expect(view.address()).toBe(at(2));
  });

  it('count the errors of the build', async () => {
    const run = runOf();
    open(2, { run, answers: { 'cell.get': showOf(run, 2, { facts: { build: { errors: ['a', 'b'] } } }) } });
    expect(await screen.findByText('2 errors')).toBeTruthy();
  });

  it('say what is missing: no binary, no findings, nothing to reproduce, no other run', async () => {
    const view = open(2, { query: '?tab=elf', answers: { 'cell.history': { entries: [] }, 'explain.make': anExplain() } });
    expect(await screen.findByText('No binary was read')).toBeTruthy();
    view.navigate(at(2, '?tab=findings'));
    expect(await screen.findByText('Nothing explains it')).toBeTruthy();
    expect(within(screen.getByRole('tabpanel')).getByRole('link', { name: 'Compare side by side' })).toBeTruthy();
    view.navigate(at(2, '?tab=reproduce'));
    expect(await screen.findByText('Nothing to do by hand')).toBeTruthy();
    view.navigate(at(2, '?tab=history'));
    expect(await screen.findByText('Only this run has this cell')).toBeTruthy();
  });

  it('show findings with the places they stand on, what speaks against them and what to look up next', async () => {
    const finding = aFinding({
      cause: 'libc-mix-compile',
      title: 'A glibc header is missing',
      evidence: [{ source: 'log', line: 3, text: 'fatal error\u001b]8;;x\u0007', path: 'build' }],
      against: [{ source: 'image', path: 'image.libc', text: 'glibc' }],
      next: 'which libc the image has',
      fixes: [aFix({ title: 'Look by hand', change: { manual: ['apk info musl'] }, tradeOffs: ['takes a while'] })],
    });
    open(3, { run: runOf({ outcome: 'build-failed', green: false, findings: [finding] }), query: '?tab=findings', answers: { 'runs.list': NO_RUNS } });
    const article = await screen.findByRole('article', { name: 'A glibc header is missing' });
    expect(article.textContent).toContain('libc-mix-compile headers or macros of one libc assumed on another');
    expect(article.textContent).toContain('certain 95 %');
    expect(within(article).getByText('fatal error\\x1b]8;;x\\x07')).toBeTruthy();
    expect(within(article).getByRole('link', { name: 'build, line 3' }).getAttribute('href')).toBe(at(3, '?tab=log&line=3'));
    expect(within(within(article).getByRole('region', { name: 'Speaks against it' })).getByText('glibc')).toBeTruthy();
    expect(within(article).getByRole('region', { name: 'Look up next' }).textContent).toContain('which libc the image has');
    // Only a person can do it: lines to copy, and no button.
    expect(within(article).getByText('apk info musl')).toBeTruthy();
    expect(within(article).getByText('takes a while')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Apply and prove' })).toBeNull();
  });

  it('show the likeliest lines and what differs where no rule explains it', async () => {
    open(2, {
      query: '?tab=findings',
      answers: { 'explain.make': anExplain({ likely: [{ source: 'log', line: 9, text: 'odd: thing', path: 'build' }], notes: ['the build log: 9 lines read'] }) },
    });
    expect(await screen.findByText('odd: thing')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'build, line 9' }).getAttribute('href')).toBe(at(2, '?tab=log&line=9'));
    expect(screen.getByRole('grid', { name: 'By difference' })).toBeTruthy();
    // One axis apart: there is nothing to search between.
    expect(screen.queryByRole('button', { name: 'Bisect' })).toBeNull();
    expect(screen.getByText('the build log: 9 lines read')).toBeTruthy();
  });

  it('offer a search for the one step where several axes are apart', async () => {
    const run = runOf();
    const view = open(2, {
      query: '?tab=findings',
      answers: {
        'explain.make': anExplain(),
        'runs.list': NO_RUNS,
        'cell.get': ({ cell }) => {
          const show = showOf(run, Number(cell));
          return { ...show, nearest: show.nearest === null ? null : { ...show.nearest, apart: ['libc', 'base'] } };
        },
        'bisect.start': { id: 'B1' },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Bisect' }));
    await waitFor(() => expect(view.address()).toBe('/bisect/B1'));
    expect(view.api.inputs('bisect.start')).toMatchObject([{ red: `${RUN}/2`, green: `${RUN}/1` }]);
  });

  it('mark the lines that decide in the log, and step to them by a key', async () => {
    const finding = aFinding({ title: 'Why', evidence: [{ source: 'log', line: 2, text: 'b', path: 'build' }] });
    open(3, {
      run: runOf({ outcome: 'build-failed', green: false, findings: [finding] }),
      query: '?tab=log',
      answers: { 'log.read': pagesOf(['a', 'b', 'c']) },
    });
    const log = await screen.findByRole('region', { name: 'Build log of the cell' });
    expect(within(log).getByText(/^deciding line: Why/)).toBeTruthy();
    expect(screen.getByText('1 deciding line')).toBeTruthy();
    fireEvent.keyDown(log, { key: 'f' });
    expect(await screen.findByText('line 2')).toBeTruthy();
  });

  it('say the likeliest finding in the summary', async () => {
    const findings = [aFinding({ id: 'a', title: 'Less', confidence: 0.2 }), aFinding({ id: 'b', title: 'More', confidence: 0.9 })];
    open(3, { run: runOf({ outcome: 'build-failed', green: false, findings }) });
    expect(await screen.findByText('More')).toBeTruthy();
    expect(screen.queryByText('Less')).toBeNull();
    expect(screen.getByRole('link', { name: /Open the findings/ }).getAttribute('href')).toBe(at(3, '?tab=findings'));
  });

  it('copy the lines that do it by hand as they are seen: a bundle is somebody else’s file', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText: (text: string) => Promise.resolve(void written.push(text)) } } }));
    onTestFinished(() => void vi.unstubAllGlobals());
    open(3, { query: '?tab=reproduce', run: runOf({ state: 'done', reproduce: ['docker run a', "echo '\u001b[201~\u202e'"] }) });
    fireEvent.click(await screen.findByRole('button', { name: 'Copy all lines' }));
    await waitFor(() => expect(written).toEqual([String.raw`docker run a` + '\n' + String.raw`echo '\x1b[201~\u{202e}'` + '\n']));
  });

  it('follow the cell over runs and say what changed', async () => {
    const line = (id: string) => ({ id, state: 'done' as const, startedAt: '2026-05-01T10:00:00Z', endedAt: null, cells: 1, green: 1, red: 0, grey: 0, ended: 1, origin: 'local' });
    const view = open(1, {
      query: '?tab=history',
      answers: {
        'cell.history': {
          entries: [
            { run: line(RUN), cell: green },
            { run: line('OLDER'), cell: { ...green, number: 7, artifact: { sha256: 'b'.repeat(64), size: 5_000_000 } } },
          ],
        },
      },
    });
    expect(await screen.findByText('Δ size')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Compare' }).getAttribute('href')).toBe(`/compare?with=${encodeURIComponent(`${RUN}/1`)}&with=${encodeURIComponent('OLDER/7')}`);
    fireEvent.click(screen.getByText('first'));
    expect(view.address()).toBe('/runs/OLDER/cells/7?tab=history');
  });
});

describe('a cell that runs', () => {
  it('shows the last lines of its log as they come', async () => {
    const lines = ['first'];
    const view = open(3, {
      run: runOf({ state: 'running', outcome: null, green: null, stage: 'build' }, 'running'),
      answers: { 'log.read': (input) => pagesOf(lines, { complete: false })(input) },
    });
    expect(await screen.findByText('first')).toBeTruthy();
    lines.push('second');
    view.emit({ schema: 'cgoscope/event@0', type: 'log', run: RUN, at: '2026-05-01T10:00:05Z', cell: 3, stream: 'build', text: 'second\n' });
    expect(await screen.findByText('second')).toBeTruthy();
  });

  it('follows its events', async () => {
    const view = open(3, { run: runOf({ state: 'running', outcome: null, green: null, stage: 'build' }, 'running') });
    expect((await screen.findByText(/still at work \(build\)/)).textContent).toBeTruthy();
    view.emit({
      schema: 'cgoscope/event@0',
      type: 'cell',
      run: RUN,
      at: '2026-05-01T10:00:05Z',
      cell: 3,
      key: runOf().cells[2]!.key,
      state: 'running',
      stage: 'run',
      outcome: null,
      green: null,
      reason: null,
    });
    expect(await screen.findByText(/still at work \(run\)/)).toBeTruthy();
  });
});
