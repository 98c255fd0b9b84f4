// Traces in a browser: two of them side by side, the timeline of one, and, where an engine is, a program recorded from the dialog.
import { fileURLToPath } from 'node:url';
import { busyboxImage } from '../helpers/busybox.ts';
import { engineReason } from '../helpers/engine-reason.ts';
import { expect, expectAccessible, NO_ENGINE, test } from './support.ts';

const reason = await engineReason();
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/traces/${name}`, import.meta.url));
const [A, B] = [fixture('diff-resolv.a.strace'), fixture('diff-resolv.b.strace')];
const comparison = (tab = ''): string => `/traces/compare?${new URLSearchParams({ a: `file:${A}`, b: `file:${B}`, ...(tab === '' ? {} : { tab }) }).toString()}`;

test.describe('without an engine', () => {
  test.use({ env: NO_ENGINE });

  test('two traces say first where they part; what is opened and pointed at is there again after a reload', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/traces/compare?a=${encodeURIComponent(`file:${A}`)}`);
    await window.getByRole('textbox', { name: 'Path of trace B' }).fill(B);
    await window.getByRole('button', { name: 'Open', exact: true }).click();
    const parting = window.getByRole('region', { name: 'Where the two part' });
    const { stdout } = await workbench.cgoscope('trace', 'diff', A, B, '--json');
    const document = JSON.parse(stdout) as { firstParting: { sentence: string }; onlyA: { total: number }; onlyB: { total: number } };
    // What the window says first is what the command line says first.
    await expect(parting.getByRole('heading')).toContainText(document.firstParting.sentence);
    await expect(window.getByRole('grid', { name: 'Only A did' })).toBeVisible();
    await expectAccessible(window, 'two traces');

    await window.getByRole('tab', { name: /Side by side/ }).click();
    const grid = window.getByRole('grid', { name: /^Both traces of/ });
    await expect(grid.getByRole('row').first()).toBeVisible();
    await grid.focus();
    await window.keyboard.press('Home');
    await window.keyboard.press('n');
    await expect(grid.locator('[data-current="true"]')).toHaveAttribute('data-kind', /changed|only-a|only-b/);
    const before = Number(await grid.getAttribute('aria-rowcount'));
    const fold = grid.getByRole('gridcell', { expanded: false }).first();
    await fold.click();
    await expect(grid.getByRole('gridcell', { expanded: true })).toContainText('shown below');
    await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(before);
    await expect(window).toHaveURL(/[?&]open=/);
    const open = await grid.getAttribute('aria-rowcount');
    await window.reload();
    await expect(grid).toHaveAttribute('aria-rowcount', open ?? '');
    await expectAccessible(window, 'side by side');
    await grid.focus();
    await window.keyboard.press('n');
    await expect(grid.locator('[data-current="true"]')).toHaveAttribute('data-kind', /changed|only-a|only-b/);
    await window.keyboard.press('Enter');
    await expect(window).toHaveURL(/\/trace\?.*event=/);
  });

  test('the timeline is zoomed by wheel and keys, and a span that is dragged becomes the filter', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/trace?${new URLSearchParams({ file: fixture('shell.strace'), look: 'timeline' }).toString()}`);
    const region = window.getByRole('application');
    await expect(region).toBeVisible();
    const box = await region.boundingBox();
    if (box === null) throw new Error('the timeline has no place');
    const at = (share: number): [number, number] => [box.x + 240 + (box.width - 260) * share, box.y + 20];
    await window.mouse.move(...at(0.5));
    await window.mouse.wheel(0, -600);
    await expect(window).toHaveURL(/[?&]t=\d+-\d+/);
    await region.focus();
    await window.keyboard.press('0');
    await expect(window).not.toHaveURL(/[?&]t=/);
    await window.mouse.move(...at(0.3));
    await window.mouse.down();
    await window.mouse.move(...at(0.6), { steps: 5 });
    await window.mouse.up();
    await expect(window).toHaveURL(/[?&]q=at%3A/);
    await expect(window.getByRole('status').filter({ hasText: 'Selected' })).toBeVisible();
    await window.getByText('Table', { exact: true }).click();
    await expect(window.getByRole('grid', { name: 'Tasks in the time shown' }).getByRole('row')).not.toHaveCount(1);
    await expectAccessible(window, 'the timeline as a table');
    await window.getByText('Picture', { exact: true }).click();
    await region.focus();
    await window.keyboard.press('Escape');
    await expect(window).not.toHaveURL(/[?&]q=/);
    // By keys alone: a call of the first task is stood on, and opened.
    await window.keyboard.press('.');
    await expect(window.getByRole('status').filter({ hasText: 'Enter opens it' })).toBeVisible();
    await window.keyboard.press('Enter');
    await expect(window).toHaveURL(/[?&]event=\d+/);
  });

  test('the dialog says that nothing can be recorded, and what to do', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/traces?record=1`);
    const dialog = window.getByRole('dialog');
    await expect(dialog.getByText('No container engine can be used')).toBeVisible();
    await expect(dialog.getByRole('link', { name: 'What is missing' })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Record' })).toBeDisabled();
  });

  for (const theme of ['light', 'dark'] as const)
    test.describe(theme, () => {
      test.use({ colorScheme: theme });
      test('no view of it has a serious fault of accessibility', async ({ window, workbench }) => {
        for (const address of [
          comparison(),
          comparison('side'),
          '/traces/compare',
          '/traces?record=1',
          `/trace?${new URLSearchParams({ file: fixture('shell.strace'), look: 'timeline' }).toString()}`,
        ]) {
          await window.goto(`${workbench.origin}${address}`);
          await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
          await window.waitForLoadState('networkidle');
          await expectAccessible(window, `${address} in ${theme}`);
        }
      });
    });
});

test.describe('with an engine', () => {
  test.skip(reason !== null, reason ?? '');
  test.setTimeout(300_000);

  test('a tiny image is recorded from the dialog, and its trace stands below its two starts', async ({ window, workbench }) => {
    const image = await busyboxImage();
    await window.goto(`${workbench.origin}/traces?record=1`);
    const dialog = window.getByRole('dialog');
    await dialog
      .getByRole('combobox', { name: 'Image' })
      .or(dialog.getByRole('textbox', { name: 'Image' }))
      .fill(image);
    await dialog.getByRole('textbox', { name: 'Command line' }).fill(`sh -c 'cat /no/such/file; exit 3'`);
    await expect(dialog.getByText(`cgoscope trace record ${image} sh -c`)).toBeVisible();
    await dialog.getByRole('button', { name: 'Record', exact: true }).click();
    const starts = window.getByRole('button', { name: /plain: .*code 3/ });
    await expect(starts).toBeVisible({ timeout: 240_000 });
    await starts.click();
    await expect(window.getByRole('columnheader', { name: 'Without the tracer' })).toBeVisible();
    await expect(window.getByRole('cell', { name: /exit 3/ })).toHaveCount(2);
    await expect(window.getByText('/no/such/file').first()).toBeVisible();
    await expectAccessible(window, 'a recording');
    await window.getByRole('link', { name: 'Traces', exact: true }).first().click();
    await expect(window.getByRole('grid', { name: 'Recordings' }).getByRole('row')).toHaveCount(2);
    await expectAccessible(window, 'the list of recordings');
  });
});
