// Every view, over an imported run and with no engine at all: it opens by its address, and axe finds nothing serious in it, light or dark.
import { expect, expectAccessible, NO_ENGINE, RECORDED_RUN, test } from './support.ts';

test.use({ env: NO_ENGINE });

test('a bundle is imported and looked through where no engine is', async ({ workbench, window }) => {
  await expect(window.getByRole('main')).toContainText(/no container engine|engine/i);
  const chooser = window.waitForEvent('filechooser');
  await window.getByRole('button', { name: 'Import bundle…' }).first().click();
  await (await chooser).setFiles(RECORDED_RUN);
  await expect(window).toHaveURL(/\/runs\/[0-9A-Z]{26}$/);
  await expect(window.getByRole('grid').first()).toBeVisible();
  const { stdout } = await workbench.cgoscope('runs', '--json');
  const { runs } = JSON.parse(stdout) as { runs: { id: string; cells: number }[] };
  expect(window.url()).toContain(runs[0]?.id);
  await expect(window.getByRole('gridcell').first()).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });
    test('no dialog or menu has a serious fault of accessibility, and each gives the focus back', async ({ workbench, window }) => {
      await workbench.cgoscope('import', RECORDED_RUN);
      const { stdout } = await workbench.cgoscope('show', 'last', '--json');
      const { id } = JSON.parse(stdout) as { id: string };
      const opened: { address: string; button: RegExp; shows: 'dialog' | 'menu' }[] = [
        { address: '/', button: /^Open project/, shows: 'dialog' },
        { address: '/runs', button: /^What to do with the run/, shows: 'menu' },
        { address: `/runs/${id}`, button: /^Export$/, shows: 'menu' },
        { address: `/compare?with=${id}/1&with=${id}/2`, button: /^Add a side/, shows: 'dialog' },
        { address: `/compare?with=${id}/1&with=${id}/2`, button: /^What to do with side A/, shows: 'menu' },
      ];
      for (const { address, button, shows } of opened) {
        await window.goto(`${workbench.origin}${address}`);
        const opener = window.getByRole('button', { name: button }).first();
        await opener.focus();
        await window.keyboard.press('Enter');
        await expect(window.getByRole(shows)).toBeVisible();
        await expectAccessible(window, `${shows} of ${String(button)} at ${address} in ${theme}`);
        await window.keyboard.press('Escape');
        await expect(window.getByRole(shows)).toBeHidden();
        await expect(opener).toBeFocused();
      }
    });
    test('no view has a serious fault of accessibility', async ({ workbench, window }) => {
      // Some thirty addresses, each looked through.
      test.slow();
      await workbench.cgoscope('import', RECORDED_RUN);
      const { stdout } = await workbench.cgoscope('show', 'last', '--json');
      const run = JSON.parse(stdout) as { id: string; cells: { number: number; green: boolean | null }[] };
      const red = run.cells.find(({ green }) => green === false) ?? run.cells[0];
      const cell = `/runs/${run.id}/cells/${red?.number ?? 1}`;
      const addresses = [
        '/',
        '/matrix?path=/nonexistent',
        '/runs',
        `/runs/${run.id}`,
        `/runs/${run.id}?look=list`,
        ...['summary', 'log', 'output', 'elf', 'trace', 'findings', 'reproduce', 'history'].map((tab) => `${cell}?tab=${tab}`),
        '/compare',
        ...['facts', 'logs', 'charts'].map((tab) => `/compare?with=${run.id}/1&with=${run.id}/2&tab=${tab}`),
        '/doctor',
        `/compare?with=${run.id}`,
        `/compare?with=${run.id}/1`,
        `/compare?with=${run.id}&with=${run.id}`,
        `/compare?with=${run.id}/1&with=${run.id}/2&with=${run.id}/3`,
        '/runs?q=nothing-matches',
        '/runs?view=strip&q=sample',
        `/runs/${run.id}?q=nothing-matches`,
        `${cell}?tab=trace&look=raw`,
        `/runs/${run.id}/cells/9999`,
        '/runs/no-such-run',
        '/settings',
        '/no-such-view',
      ];
      for (const address of addresses) {
        await window.goto(`${workbench.origin}${address}`);
        await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
        await window.waitForLoadState('networkidle');
        await expectAccessible(window, `${address} in ${theme}`);
      }
    });
  });
}

test('the keyboard leads from the runs to a cell, and goes on in the view that opens', async ({ workbench, window }) => {
  await workbench.cgoscope('import', RECORDED_RUN);
  await window.goto(`${workbench.origin}/runs`);
  await window.keyboard.press('Tab');
  await expect(window.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await window.getByRole('grid', { name: 'Runs' }).focus();
  await window.keyboard.press('Enter');
  await expect(window).toHaveURL(/\/runs\/[0-9A-Z]{26}/);
  await expect(window.getByRole('gridcell').first()).toBeVisible();
  await expect(window.getByRole('main')).toBeFocused();
  await window.getByRole('gridcell').first().focus();
  await window.keyboard.press('Enter');
  await expect(window).toHaveURL(/\/cells\/\d+/);
  await expect(window.getByRole('tab', { name: 'Summary' })).toBeVisible();
  await window.keyboard.press('Tab');
  await expect(window.locator('main :focus')).toHaveCount(1);
});
