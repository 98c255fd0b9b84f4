// Every view, over an imported run and with no engine at all: it opens by its address, and axe finds nothing serious in it, light or dark.
import AxeBuilder from '@axe-core/playwright';
import { expect, NO_ENGINE, RECORDED_RUN, test } from './support.ts';

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
    test('no view has a serious fault of accessibility', async ({ workbench, window }) => {
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
        '/settings',
        '/no-such-view',
      ];
      for (const address of addresses) {
        await window.goto(`${workbench.origin}${address}`);
        await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
        await window.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page: window }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect
          .soft(
            serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
            `${address} in ${theme}`,
          )
          .toEqual([]);
      }
    });
  });
}
