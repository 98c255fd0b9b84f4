// A binary in a browser: dropped on the window, looked into, put beside another one; an image of the engine, its files, and a binary judged against it.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { engineReason } from '../helpers/engine-reason.ts';
import { expect, expectAccessible, test } from './support.ts';

const run = promisify(execFile);
const reason = await engineReason();

test('a file that is dropped is looked into, and its sizes are entered by the keyboard', async ({ window, workbench }) => {
  await window.goto(`${workbench.origin}/`);
  // As text: it runs in the page, whose types are not those of this file.
  const bytes = (await readFile('/bin/ls')).toString('base64');
  const data = await window.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob('${bytes}'), (char) => char.charCodeAt(0))], 'a tool'));
    return transfer;
  })()`);
  await window.dispatchEvent('main', 'dragover', { dataTransfer: data });
  await window.dispatchEvent('main', 'drop', { dataTransfer: data });
  await expect(window.getByRole('heading', { level: 1, name: 'a tool' })).toBeVisible();
  await expect(window.getByText('libc.so.6').first()).toBeVisible();
  await window.getByRole('tab', { name: 'Size' }).click();
  const table = window.getByRole('grid', { name: 'What it consists of' });
  await expect(table.getByRole('row').nth(1)).toContainText('.text');
  await expect(window.getByRole('img', { name: /^Treemap/ })).toBeVisible();
  await window.getByRole('tab', { name: 'Symbols' }).click();
  await window.getByRole('searchbox', { name: 'Part of a name' }).fill('fopen');
  await expect(window).toHaveURL(/q=fopen/);
  await expect(window.getByRole('status').filter({ hasText: /^\d+ symbols?$/ })).toBeVisible();
});

test('the last of two hundred thousand symbols is a key away', async ({ window, workbench }) => {
  await window.goto(`${workbench.origin}/binary?file=${encodeURIComponent(process.execPath)}&tab=symbols`);
  const table = window.getByRole('grid', { name: 'Symbols' });
  await expect(window.getByRole('status').filter({ hasText: /^[\d,]+ symbols$/ })).toBeVisible();
  const rows = Number(await table.getAttribute('aria-rowcount'));
  expect(rows).toBeGreaterThan(10_000);
  await table.focus();
  await window.keyboard.press('End');
  const last = table.locator(`[aria-rowindex="${rows}"]`);
  await expect(last).toBeVisible();
  await expect(last).toContainText(/DEFAULT|HIDDEN/);
});

test('two binaries stand beside each other, and the address holds both', async ({ window, workbench }) => {
  await window.goto(`${workbench.origin}/binary?file=${encodeURIComponent('/bin/ls')}`);
  await window.getByRole('link', { name: 'Compare with…' }).click();
  await window.getByRole('textbox', { name: 'Path of binary B' }).fill('/bin/cp');
  await window.keyboard.press('Enter');
  await window.getByRole('tab', { name: /^Sections/ }).click();
  await expect(window.getByRole('grid', { name: 'Sections' }).getByRole('row').nth(1)).toContainText(/[+−]/);
  await window.reload();
  await expect(window.getByRole('tab', { name: /^Sections/, selected: true })).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });
    test('no view of a binary has a serious fault of accessibility', async ({ workbench, window }) => {
      // A dozen addresses, each looked through.
      test.slow();
      const addresses = [
        '/binary',
        ...['overview', 'symbols', 'dynamic', 'code', 'notes', 'size'].map((tab) => `/binary?file=/bin/ls&tab=${tab}`),
        '/binary?file=/no/such/file',
        ...['facts', 'section'].map((tab) => `/binary/compare?a=file:/bin/ls&b=file:/bin/cp&tab=${tab}`),
        '/binary/compare',
        '/image?ref=no-such-image',
      ];
      // Between the themes only colours differ: in the second those views that bring their own.
      const looked = theme === 'light' ? addresses : addresses.filter((address) => /tab=(overview|size|section)/.test(address));
      for (const address of looked) {
        await window.goto(`${workbench.origin}${address}`);
        await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
        await window.waitForLoadState('networkidle');
        await expectAccessible(window, `${address} in ${theme}`);
      }
    });
  });
}

test.describe('with an engine', () => {
  test.skip(reason !== null, reason ?? '');
  test.setTimeout(180_000);
  const image = `cgoscope-test/window:${Date.now()}`;
  test.beforeAll(async () => {
    // One static file, no loader, no library: what a program linked dynamically can't run in.
    const tar = await run('sh', ['-c', 'd=$(mktemp -d) && mkdir -p "$d/etc" && printf "root:x:0:0::/:/none\\n" > "$d/etc/passwd" && tar -c -C "$d" . && rm -r "$d"'], {
      encoding: 'buffer',
    });
    const child = execFile('docker', ['import', '--change', 'LABEL io.cgoscope.test=window', '--change', 'ENTRYPOINT ["/serve"]', '-', image]);
    child.stdin?.end(tar.stdout);
    await new Promise((resolve) => child.once('exit', resolve));
  });
  test.afterAll(async () => {
    await run('docker', ['rmi', '-f', image]);
  });

  test('an image is audited, walked through, and judged for a binary, and nothing of it is started', async ({ window, workbench }) => {
    await window.goto(`${workbench.origin}/images?q=${encodeURIComponent(image)}`);
    await window.getByRole('grid', { name: 'Images' }).focus();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('heading', { level: 1, name: image })).toBeVisible();
    await expect(window.getByText('/serve').first()).toBeVisible();
    await expectAccessible(window, 'the audit');
    await window.getByRole('tab', { name: 'Files' }).click();
    const tree = window.getByRole('treegrid', { name: 'Files of the image' });
    await expect(tree.getByText('etc', { exact: true })).toBeVisible();
    await tree.focus();
    await window.keyboard.press('ArrowRight');
    await expect(tree.getByText('passwd', { exact: true })).toBeVisible();
    await expectAccessible(window, 'the files');

    await window.goto(`${workbench.origin}/binary?file=${encodeURIComponent('/bin/ls')}&tab=against&q=${encodeURIComponent(image)}`);
    await window.getByRole('button', { name: 'Judge 1 image' }).click();
    await expect(window.getByText('1 will not')).toBeVisible();
    const interp = window.getByRole('gridcell', { name: /^Interp: fails\./ });
    await interp.focus();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('region', { name: `The judgement for ${image}` })).toBeVisible();
    await expectAccessible(window, 'the judgement');
    const { stdout } = await run('docker', ['ps', '-aq', '--filter', `ancestor=${image}`]);
    expect(stdout).toBe('');
  });
});
