// The whole way, as an engineer goes it: open a project, see its matrix, run it, watch it, click a red cell, put it beside a green one, hand on a report.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { goProject, type TemporaryProject } from '../builders/go-project.ts';
import { engineReason } from '../helpers/engine-reason.ts';
import { expect, test, watchConsole } from './support.ts';

const reason = await engineReason();

/** Builds with cgo alone: without it, `hello` is nowhere. */
const NEEDS_CGO: Record<string, string> = {
  'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(hello()) }\n',
  'hello_cgo.go': 'package main\n\n// static int answer(void) { return 42; }\nimport "C"\n\nfunc hello() string { return "from C" + string(rune(C.answer())) }\n',
  'cgoscope.yaml': 'version: 1\naxes:\n  platform: [native]\n  cgo: [0, 1]\n  libc: [glibc]\n  link: [dynamic]\n',
};
/** Starts, says so, and waits until somebody ends it. */
const WAITS: Record<string, string> = {
  'main.go': 'package main\n\nimport (\n\t"fmt"\n\t"time"\n)\n\nfunc main() {\n\tfmt.Println("waiting")\n\tfor {\n\t\ttime.Sleep(time.Second)\n\t}\n}\n',
  'cgoscope.yaml': "version: 1\naxes:\n  platform: [native]\n  cgo: [0]\n  tags: ['', one]\nrun:\n  limits: { time: 300s }\n",
};

let project: TemporaryProject | null = null;
const given = (files: Record<string, string>): TemporaryProject => (project = goProject(files));

test.skip(reason !== null, reason ?? '');
test.afterEach(() => project?.remove());
test.setTimeout(300_000);

/** From the matrix view to the run it starts. */
async function startRun(window: Page): Promise<void> {
  await window.getByRole('button', { name: /^Run \d+ cells?$/ }).click();
  // Where something has to be fetched the window asks first, as the command line does.
  const confirm = window.getByRole('dialog').getByRole('button', { name: /^Download/ });
  await expect(confirm.or(window.getByRole('button', { name: 'Export' }))).toBeVisible();
  if (await confirm.isVisible()) await confirm.click();
  await expect(window).toHaveURL(/\/runs\/[0-9A-Z]{26}/);
}

test('from a folder to a report', async ({ window, workbench }) => {
  const { path } = given(NEEDS_CGO);
  await window.getByRole('button', { name: 'Open project…' }).first().click();
  const picker = window.getByRole('dialog');
  await picker.getByRole('textbox').fill(path);
  await picker.getByRole('button', { name: 'Open this folder' }).click();

  await expect(window).toHaveURL(/\/matrix\?path=/);
  await expect(
    window
      .getByRole('grid', { name: 'Planned cells' })
      .getByRole('gridcell')
      .filter({ hasText: /cell \d/ }),
  ).toHaveCount(2);
  await startRun(window);

  const tiles = window.getByRole('grid', { name: 'Cells' }).getByRole('gridcell');
  await expect(tiles.filter({ hasText: 'build-failed' })).toHaveCount(1, { timeout: 240_000 });
  await expect(tiles.filter({ hasText: 'pass' })).toHaveCount(1, { timeout: 240_000 });
  // The command line sees the same run.
  const { stdout, code } = await workbench.cgoscope('show', 'last', '--json', '--fail-on', 'red');
  expect(code).toBe(1);
  const run = JSON.parse(stdout) as { id: string; cells: { number: number; outcome: string }[] };
  expect(window.url()).toContain(run.id);
  const red = run.cells.find(({ outcome }) => outcome === 'build-failed')?.number ?? 0;
  const green = run.cells.find(({ outcome }) => outcome === 'pass')?.number ?? 0;

  await tiles.filter({ hasText: 'build-failed' }).getByRole('link').click();
  await expect(window).toHaveURL(new RegExp(`/runs/${run.id}/cells/${red}`));
  await expect(window.getByRole('main')).toContainText('undefined: hello');
  await window.getByRole('tab', { name: /^Log/ }).click();
  await expect(window.getByText('undefined: hello').first()).toBeVisible();
  // The nearest green cell.
  await window.getByRole('link', { name: new RegExp(`^Compare with (cell )?${green}$`) }).click();

  await expect(window).toHaveURL(new RegExp(`/compare\\?with=${run.id}%2F${red}&with=${run.id}%2F${green}`));
  await expect(window.getByRole('main')).toContainText('outcome');
  await expect(window.getByRole('main')).toContainText('build-failed');
  await window.getByRole('tab', { name: 'Logs' }).click();
  await expect(window.getByText('undefined: hello').first()).toBeVisible();

  await window.goto(`${workbench.origin}/runs/${run.id}`);
  await window.getByRole('button', { name: 'Export' }).click();
  const download = window.waitForEvent('download');
  await window.getByRole('menuitem', { name: /\.html/ }).click();
  const report = await readFile(await (await download).path(), 'utf8');
  expect(report).toContain('undefined: hello');
  expect(report).toContain(run.id);
});

test('a cell and a run are cancelled; a reload in the middle, a second tab and the command line see the same', async ({ window, workbench, context }) => {
  const { path } = given(WAITS);
  await window.goto(`${workbench.origin}/matrix?path=${encodeURIComponent(path)}`);
  await startRun(window);
  const cells = (page: Page) => page.getByRole('grid', { name: 'Cells' }).getByRole('gridcell');
  await expect(
    cells(window)
      .filter({ hasText: /^\W*run/ })
      .first(),
  ).toBeVisible({ timeout: 240_000 });

  const tab = await context.newPage();
  const bad = watchConsole(tab);
  await tab.goto(window.url());
  await expect(cells(tab)).toHaveCount(2);
  await window.reload();
  await expect(
    cells(window)
      .filter({ hasText: /^\W*run/ })
      .first(),
  ).toBeVisible();
  const live = JSON.parse((await workbench.cgoscope('runs', '--json')).stdout) as { runs: { state: string }[] };
  expect(live.runs.map(({ state }) => state)).toEqual(['running']);

  // The output so far, of a program that still runs, in a window that was opened in the middle.
  await tab.goto(`${window.url().split('?')[0] ?? ''}/cells/1?tab=output`);
  await expect(tab.getByText('waiting').first()).toBeVisible({ timeout: 60_000 });
  await tab.getByRole('button', { name: 'Cancel cell' }).click();
  await expect(tab.getByRole('main')).toContainText('cancelled');
  await expect(cells(window).filter({ hasText: 'cancelled' })).toHaveCount(1);

  await window.getByRole('button', { name: 'Cancel run' }).click();
  await expect(cells(window).filter({ hasText: 'cancelled' })).toHaveCount(2);
  await expect.poll(async () => (JSON.parse((await workbench.cgoscope('runs', '--json')).stdout) as { runs: { state: string }[] }).runs[0]?.state).toBe('cancelled');
  expect(bad).toEqual([]);
});

test('a run that the command line starts appears and turns in the open window', async ({ window, workbench }) => {
  const { path } = given({ 'main.go': 'package main\n\nfunc main() { println("here") }\n', 'cgoscope.yaml': 'version: 1\naxes:\n  platform: [native]\n  cgo: [0]\n' });
  await window.getByRole('link', { name: 'Runs', exact: true }).click();
  const started = workbench.cgoscope('run', path, '--yes', '--json');
  const row = window.getByRole('row').filter({ hasText: path.slice(path.lastIndexOf('/') + 1) });
  await expect(row).toBeVisible();
  const { stdout } = await started;
  const run = JSON.parse(stdout) as { state: string };
  expect(run.state).toBe('done');
  await expect(row).toContainText('1 green');
});

test('a project that is none is refused in one sentence', async ({ window }) => {
  await window.getByRole('button', { name: 'Open project…' }).first().click();
  const picker = window.getByRole('dialog');
  await picker.getByRole('textbox').fill('/nonexistent/project');
  await picker.getByRole('button', { name: 'Open this folder' }).click();
  await expect(window.getByRole('alert').filter({ hasText: '/nonexistent/project' })).toBeVisible();
});
