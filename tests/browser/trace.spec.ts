// A trace in a browser, without an engine: a log of a million events to its very last row, filtered by typing, one event opened, the link that leads back.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeTraceLog } from '../builders/trace-log.ts';
import { expect, expectAccessible, NO_ENGINE, test } from './support.ts';

const EVENTS = 1_000_000;

test.describe('without an engine', () => {
  test.use({ env: NO_ENGINE });

  test('a million events: the last row, a filter with completion, one event, and the link that leads back to it', async ({ window, workbench }) => {
    test.setTimeout(180_000);
    const file = path.join(workbench.data, 'million.strace');
    await writeTraceLog(file, EVENTS);
    await window.goto(`${workbench.origin}/traces`);
    await window.getByRole('textbox', { name: /^Path of an strace log/ }).fill(file);
    await window.getByRole('button', { name: 'Open', exact: true }).click();
    const grid = window.getByRole('grid', { name: 'Events' });
    await expect(grid).toHaveAttribute('aria-rowcount', String(EVENTS + 1), { timeout: 120_000 });

    // To the very last row, beyond what an element can be tall, and back.
    await grid.focus();
    await window.keyboard.press('End');
    const last = grid.getByRole('row').filter({ hasText: 'with 3' });
    await expect(last).toBeVisible();
    await expect(last).toHaveAttribute('aria-rowindex', String(EVENTS + 1));
    await window.keyboard.press('p');
    await expect(grid.locator('[data-current="true"]')).toContainText('ENOENT');
    await window.keyboard.press('Home');
    await expect(grid.getByRole('row').filter({ hasText: 'execve' })).toBeVisible();

    // `/` leads to the filter, which completes keys and values with what stands in this trace.
    await window.keyboard.press('/');
    const field = window.getByRole('combobox', { name: 'Filter' });
    await expect(field).toBeFocused();
    await window.keyboard.type('err');
    await expect(window.getByRole('option', { name: /^error:/ })).toBeVisible();
    await window.keyboard.press('Tab');
    await expect(field).toHaveValue('error:');
    const choice = window.getByRole('option', { name: /^ENOENT/ });
    await expect(choice).toBeVisible();
    await choice.click();
    await expect(field).toHaveValue('error:ENOENT ');
    const matching = Math.floor((EVENTS - 2) / 4);
    await expect(grid).toHaveAttribute('aria-rowcount', String(matching + 1));
    await expect(window.getByRole('status').filter({ hasText: `${matching.toLocaleString('en')} of ${EVENTS.toLocaleString('en')}` })).toBeVisible();

    // What can't be read is said at its place, and the rows stay.
    await field.fill('error:ENOENT nokey:1');
    await expect(window.getByText(/^▲ Character 14: there is no key nokey/)).toBeVisible();
    await expect(grid).toHaveAttribute('aria-rowcount', String(matching + 1));
    await field.fill('error:ENOENT');
    await expect(window.getByText(/there is no key/)).toHaveCount(0);

    // One event whole, and its link.
    await field.press('Enter');
    await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Enter');
    const detail = window.getByRole('region', { name: 'Event 9', exact: true });
    await expect(detail).toContainText('newfstatat(AT_FDCWD</>, "/lib/libmissing.so.8"');
    await expect(window).toHaveURL(/event=9(&|$)/);
    await window.reload();
    await expect(window.getByRole('region', { name: 'Event 9', exact: true })).toContainText('/lib/libmissing.so.8');
    await expect(window.getByRole('combobox', { name: 'Filter' })).toHaveValue('error:ENOENT');
    await expect(grid).toHaveAttribute('aria-rowcount', String(matching + 1));
    await expect(grid.locator('[aria-selected="true"]')).toHaveAttribute('data-event', '9');
    await rm(file);
  });

  for (const theme of ['light', 'dark'] as const) {
    test.describe(theme, () => {
      test.use({ colorScheme: theme });
      test('no look at a trace has a serious fault of accessibility', async ({ window, workbench }) => {
        test.slow();
        const file = path.join(workbench.data, 'small.strace');
        await writeTraceLog(file, 400);
        const trace = `${workbench.origin}/trace?file=${encodeURIComponent(file)}`;
        await window.goto(`${workbench.origin}/traces`);
        await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(window, `the list of traces, in ${theme}`);
        for (const address of ['&event=5', '&look=summary', '&look=searched', '&look=raw&line=5', '&q=no:key']) {
          await window.goto(`${trace}${address}`);
          await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
          await window.waitForLoadState('networkidle');
          await expectAccessible(window, `${address} in ${theme}`);
        }
        await window.getByRole('combobox', { name: 'Filter' }).fill('call:');
        await expect(window.getByRole('option', { name: /^openat/ })).toBeVisible();
        await expectAccessible(window, `completions in ${theme}`);
        await window.goto(`${workbench.origin}/trace?file=/no/such/log`);
        await expect(window.getByRole('alert')).toBeVisible();
      });
    });
  }
});
