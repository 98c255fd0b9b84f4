// "Explain" in a browser: a log that is pasted, a binary that is dropped, a red cell, and where an engine is a fix that turns it green by its button.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { goProject, type TemporaryProject } from '../builders/go-project.ts';
import { engineReason } from '../helpers/engine-reason.ts';
import { expect, expectAccessible, NO_ENGINE, RECORDED_RUN, test } from './support.ts';

const reason = await engineReason();

/** As a clipboard gives it. */
async function paste(window: Page, text: string): Promise<void> {
  const field = window.getByRole('textbox', { name: /^Paste/ }).first();
  await field.focus();
  // As text: it runs in the page, whose types are not those of this file.
  await window.evaluate(`(() => {
    const data = new DataTransfer();
    data.setData('text/plain', ${JSON.stringify(text)});
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  })()`);
}

async function drop(window: Page, files: readonly { name: string; bytes: Buffer }[]): Promise<void> {
  // Until the view stands there is nobody to drop on.
  await window
    .getByRole('textbox', { name: /^Paste/ })
    .first()
    .waitFor();
  const data = await window.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const [name, text] of ${JSON.stringify(files.map(({ name, bytes }) => [name, bytes.toString('base64')]))})
      transfer.items.add(new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], name));
    return transfer;
  })()`);
  await window.dispatchEvent('main', 'dragover', { dataTransfer: data });
  await window.dispatchEvent('main', 'drop', { dataTransfer: data });
}

const CI_LOG = [
  '2026-11-20T09:14:01.113Z [web] Step 7/7 : ENTRYPOINT ["/app"]',
  '2026-11-20T09:14:02.001Z [web] <img src=x onerror=alert(1)> \u202eis only text',
  "web-1  | /app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app)",
  'web-1 exited with code 1',
  '',
].join('\n');

test.describe('without an engine', () => {
  test.use({ env: NO_ENGINE });

  test('a log that is pasted is explained, with the line that decides marked in it', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/`);
    await window.getByRole('link', { name: 'Explain', exact: true }).click();
    await paste(window, CI_LOG);
    const finding = window.getByRole('article').first();
    await expect(finding).toContainText('glibc-too-old');
    const text = window.getByRole('region', { name: 'The text that was given' });
    await expect(text.locator('[data-line="3"]')).toContainText('deciding line');
    await expect(text.locator('[data-line="2"]')).toContainText('<img src=x onerror=alert(1)> \\u{202e}is only text');
    await finding
      .getByRole('link', { name: /line 3$/ })
      .first()
      .click();
    await expect(window).toHaveURL(/\/explain\?line=3$/);
    await expect(window.getByText('cgoscope explain --log -')).toBeVisible();
    // What was given stays while one looks elsewhere.
    await window.getByRole('link', { name: 'Runs', exact: true }).click();
    await window.getByRole('link', { name: 'Explain', exact: true }).click();
    await expect(window.getByRole('article').first()).toContainText('glibc-too-old');
  });

  test('files that are dropped go together, a binary and a log', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/explain`);
    await drop(window, [
      { name: 'app', bytes: await readFile('/bin/ls') },
      { name: 'start.log', bytes: Buffer.from('exec /app: no such file or directory\n') },
    ]);
    const given = window.getByRole('list', { name: 'Given' });
    await expect(given.getByRole('listitem')).toHaveCount(2);
    const finding = window.getByRole('article').first();
    await expect(finding).toContainText('loader-missing');
    await expect(finding).toContainText('/lib64/ld-linux-x86-64.so.2');
    // To the very bytes of the binary, where the finding names them.
    await window
      .getByRole('link', { name: /^elf\.interp/ })
      .first()
      .click();
    await expect(window).toHaveURL(/\/binary\?file=/);
    await expect(window.getByRole('heading', { level: 1, name: 'app' })).toBeVisible();
  });

  test('nothing is found in what is unrelated, and garbage is shown as text', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/explain`);
    await paste(window, 'hello\nall is well\n');
    await expect(window.getByText(/^Nothing explains it$|^No rule explains it/)).toBeVisible();
    await window.getByRole('button', { name: 'Clear all' }).click();
    await drop(window, [{ name: 'noise.log', bytes: Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 256)) }]);
    await expect(window.getByRole('region', { name: 'The text that was given' })).toBeVisible();
    await expect(window.getByText(/^Nothing explains it$|^No rule explains it/)).toBeVisible();
  });

  for (const theme of ['light', 'dark'] as const) {
    test.describe(theme, () => {
      test.use({ colorScheme: theme });
      test('no view of it has a serious fault of accessibility', async ({ window, workbench }) => {
        test.slow();
        await workbench.cgoscope('import', RECORDED_RUN);
        const { stdout } = await workbench.cgoscope('show', 'last', '--json');
        const run = JSON.parse(stdout) as { id: string; cells: { number: number; outcome: string }[] };
        await window.goto(`${workbench.origin}/explain`);
        await expectAccessible(window, `nothing given, in ${theme}`);
        await paste(window, CI_LOG);
        await expect(window.getByRole('article').first()).toBeVisible();
        await expectAccessible(window, `a log explained, in ${theme}`);
        for (const { number } of run.cells.filter(({ outcome }) => outcome !== 'pass').slice(0, 4)) {
          await window.goto(`${workbench.origin}/runs/${run.id}/cells/${number}?tab=findings`);
          await window.waitForLoadState('networkidle');
          await expectAccessible(window, `findings of cell ${number} in ${theme}`);
        }
        await window.goto(`${workbench.origin}/bisect/no-such`);
        await expect(window.getByRole('alert')).toBeVisible();
      });
    });
  }
});

test.describe('with an engine', () => {
  test.skip(reason !== null, reason ?? '');
  test.setTimeout(600_000);
  let project: TemporaryProject | null = null;
  test.afterEach(() => project?.remove());

  test('a red cell is explained where the eye is, and its fix turns it green by the button', async ({ window, workbench }) => {
    // Asks for a time zone, in an image that has them and in one that has not: two cells of one quick build, one red.
    project = goProject({
      'main.go':
        'package main\n\nimport (\n\t"os"\n\t"time"\n)\n\nfunc main() {\n\tif _, err := time.LoadLocation("Europe/Berlin"); err != nil {\n\t\tprintln(err.Error())\n\t\tos.Exit(3)\n\t}\n}\n',
      'cgoscope.yaml': 'version: 1\naxes:\n  platform: [native]\n  cgo: [0]\n  base: [empty, distroless]\n',
    });
    const { stdout, code } = await workbench.cgoscope('run', project.path, '--yes', '--json');
    expect(code).toBe(1);
    const run = JSON.parse(stdout) as { id: string; cells: { number: number; green: boolean }[] };
    const red = run.cells.find(({ green }) => !green)?.number ?? 0;

    await window.goto(`${workbench.origin}/runs/${run.id}`);
    await expect(window.getByRole('gridcell').filter({ hasText: 'tzdata-missing' })).toHaveCount(1);
    await window
      .getByRole('group', { name: 'Causes' })
      .getByRole('button', { name: /tzdata-missing/ })
      .click();
    await expect(window).toHaveURL(/q=cause%3Dtzdata-missing/);
    await expect(window.getByRole('grid', { name: 'Cells' }).getByRole('gridcell')).toHaveCount(1);

    await window.goto(`${workbench.origin}/runs/${run.id}/cells/${red}`);
    await window.getByRole('link', { name: /^Open the findings/ }).click();
    const finding = window.getByRole('article').first();
    await expect(finding).toContainText('tzdata-missing');
    await expectAccessible(window, 'a finding');
    const fix = finding
      .getByRole('region', { name: /^Fix: / })
      .filter({ has: window.getByRole('button', { name: 'Apply and prove' }) })
      .first();
    const title = (await fix.getAttribute('aria-label')) ?? '';
    const same = finding.getByRole('region', { name: title, exact: true });
    await same.getByRole('button', { name: 'Apply and prove' }).click();
    await expect(same.getByText('Building and running it with the fix')).toBeVisible();
    const proof = same.getByRole('region', { name: 'Proof' });
    await expect(proof).toBeVisible({ timeout: 240_000 });
    await expect(proof).toContainText('proven');
    await expect(proof).not.toContainText('not proven');
    await expect(proof.getByRole('button', { name: 'Copy the patch' })).toBeVisible();
    await expectAccessible(window, 'a proof');
    // The proof is the cell's own: it stands there after a reload, and the new cell is a click away.
    await window.reload();
    await expect(same.getByRole('region', { name: 'Proof' })).toContainText('pass');
    await proof.getByRole('link').nth(1).click();
    await expect(window).not.toHaveURL(new RegExp(run.id));
    await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
  });
});
