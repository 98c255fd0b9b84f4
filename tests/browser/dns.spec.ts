// The DNS lab in a browser: predicted while one types, with what is dangerous said; and where an engine is, a tiny scenario measured beside its prediction.
import type { Page } from '@playwright/test';
import { engineReason } from '../helpers/engine-reason.ts';
import { expect, expectAccessible, NO_ENGINE, test } from './support.ts';

const reason = await engineReason();

const file = (window: Page) => window.getByRole('textbox', { name: 'Text of resolv.conf' });
const outcomes = (window: Page) => window.getByRole('grid', { name: 'Outcomes' });

test.describe('without an engine', () => {
  test.use({ env: NO_ENGINE });

  test('a scenario is linted and predicted while it is typed, and is there again after a reload', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/`);
    await window.getByRole('link', { name: 'DNS lab', exact: true }).click();
    // One of two servers is dead: two resolvers wait for the first, musl asks both at once.
    await expect(outcomes(window).getByRole('row', { name: /^go / })).toContainText('2.00 s');
    await expect(outcomes(window).getByRole('row', { name: /^musl / })).not.toContainText('2.00 s');
    await expect(window.getByRole('figure', { name: /go/ })).toBeVisible();

    await file(window).fill('nameserver 10.0.0.53\nnameserver 10.0.1.53\noptions timeout:3 attempts:0\n');
    await expect(outcomes(window).getByRole('row', { name: /^go / })).toContainText('3.00 s');
    const said = window.getByRole('group', { name: 'What the resolvers make of it' });
    await expect(said.getByRole('listitem').filter({ hasText: '! dangerous' }).filter({ hasText: 'musl' })).not.toHaveCount(0);
    await said.getByRole('button', { name: 'line 3' }).first().click();
    await expect(file(window)).toBeFocused();

    await expect(window).toHaveURL(/[?&]s=/);
    await window.reload();
    await expect(file(window)).toHaveValue(/attempts:0/);
    await expect(outcomes(window).getByRole('row', { name: /^go / })).toContainText('3.00 s');
    const command = await window.getByRole('button', { name: 'Copy as command line' }).getAttribute('data-command');
    expect(command).toContain('cgoscope dns predict --resolv-conf <(printf %s ');
    expect(command).toContain('--server 1=silent');
  });

  test('typing is not held up by what is predicted meanwhile', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/dns`);
    await expect(outcomes(window)).toBeVisible();
    await file(window).focus();
    await window.keyboard.press('Control+End');
    const text = '# a comment that somebody types with two hands';
    await window.keyboard.type(text);
    await expect(file(window)).toHaveValue(new RegExp(`${text}$`));
  });

  test('every preset is predicted; a cell of the grid goes into the file; advice into the editor', async ({ window, workbench }) => {
    test.slow();
    await window.goto(`${workbench.origin}/dns`);
    await window.getByRole('button', { name: 'Presets' }).click();
    const names = await window.getByRole('menuitem').allTextContents();
    expect(names.length).toBeGreaterThan(5);
    await window.keyboard.press('Escape');
    for (const name of names) {
      await window.getByRole('button', { name: 'Presets' }).click();
      await window.getByRole('menuitem', { name, exact: true }).click();
      await expect(
        outcomes(window)
          .getByRole('row', { name: /^musl / })
          .first(),
      ).toBeVisible();
      await expect(window.getByRole('alert')).toHaveCount(0);
    }
    await window.getByRole('button', { name: 'Presets' }).click();
    await window.getByRole('menuitem', { name: 'One of two servers is dead' }).click();
    await window.getByRole('tab', { name: 'Grid' }).click();
    await window
      .getByRole('button', { name: /timeout:?\s*3.*attempts:?\s*4/i })
      .first()
      .click();
    await expect(file(window)).toHaveValue(/timeout:3 attempts:4/);
    await window.getByRole('tab', { name: 'What to change' }).click();
    await window.getByRole('button', { name: 'Use this file' }).click();
    await expect(file(window)).not.toHaveValue(/timeout:3 attempts:4/);
  });

  for (const theme of ['light', 'dark'] as const)
    test.describe(theme, () => {
      test.use({ colorScheme: theme });
      test('no view of it has a serious fault of accessibility', async ({ window, workbench }) => {
        test.slow();
        for (const address of ['/dns', '/dns?look=explore', '/dns?look=advise', '/dns?look=measure', '/dns/measurements', '/dns/measurements/no-such', '/dns/compare']) {
          await window.goto(`${workbench.origin}${address}`);
          await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
          await window.waitForLoadState('networkidle');
          await expectAccessible(window, `${address} in ${theme}`);
        }
        await window.goto(`${workbench.origin}/dns`);
        await file(window).fill('nameserver 10.0.0.53\noptions attempts:0 rotate inet6 timeout:99\n');
        await expect(window.getByText('dangerous').first()).toBeVisible();
        await expectAccessible(window, `a dangerous file in ${theme}`);
      });
    });
});

test.describe('with an engine', () => {
  test.skip(reason !== null, reason ?? '');
  test.setTimeout(600_000);

  test('a tiny scenario is measured, and stands beside its prediction', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/dns?look=measure`);
    await file(window).fill('nameserver 10.0.0.53\nnameserver 10.0.1.53\noptions timeout:1 attempts:1\n');
    await window.getByRole('textbox', { name: 'Title' }).fill('one of two is dead');
    await window.getByRole('textbox', { name: 'Rounds' }).fill('2');
    await window.getByRole('button', { name: 'Measure 6 samples' }).click();
    const goOn = window.getByRole('button', { name: 'Go on and measure' });
    await expect(goOn.or(window.getByText(/\d+ of 6 samples/))).toBeVisible({ timeout: 120_000 });
    if (await goOn.isVisible()) await goOn.click();
    await expect(window.getByText('6 of 6 samples')).toBeVisible({ timeout: 480_000 });
    await expect(window.getByRole('status').getByText('done')).toBeVisible();
    const pairs = window.getByRole('grid', { name: 'Measured beside predicted' });
    // Packets are equal on any machine; times on one that is not overloaded.
    for (const [subject, ran, packets] of [
      ['go', 'go', '4'],
      ['c-glibc', 'glibc', '4'],
      ['c-musl', 'musl', '4'],
    ] as const) {
      const row = pairs.getByRole('row').filter({ has: window.getByRole('gridcell', { name: subject, exact: true }) });
      await expect(row.getByRole('gridcell', { name: ran, exact: true }).first()).toBeVisible();
      await expect(row.getByRole('gridcell', { name: packets, exact: true })).toHaveCount(2);
    }
    if ((await window.getByText('The machine was overloaded').count()) === 0) await expect(window.getByText('3 of 3 as predicted')).toBeVisible();
    await expectAccessible(window, 'a measurement');
    await window.getByText('Charts', { exact: true }).click();
    await expect(window.getByRole('figure').first()).toBeVisible();
    await expectAccessible(window, 'charts of a measurement');

    // What the window measured, the command line knows.
    const id = new URL(window.url()).pathname.split('/').at(-1) ?? '';
    const { stdout } = await workbench.cgoscope('dns', 'show', id, '--json');
    expect((JSON.parse(stdout) as { title: string }).title).toBe('one of two is dead');
    await window.getByRole('link', { name: 'Measurements', exact: true }).click();
    await expect(window.getByRole('row', { name: /one of two is dead/ })).toContainText('done');
    await expectAccessible(window, 'the list of measurements');
  });
});
