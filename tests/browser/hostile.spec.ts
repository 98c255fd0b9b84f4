// What strangers wrote is shown as text, wherever it stands: nothing of it runs, moves the cursor, turns the direction or breaks a view.
import path from 'node:path';
import { EVIL, hostileBundle } from '../builders/hostile-bundle.ts';
import { expect, NO_ENGINE, RECORDED_RUN, test } from './support.ts';

test.use({ env: NO_ENGINE });
test.setTimeout(300_000);

/** What the function below finds in the page; this file is checked without the DOM. */
declare const document: { title: string; documentElement: { innerHTML: string }; body: { innerText: string }; querySelectorAll(selector: string): { length: number } };
declare const window: { pwned?: number };

/** C0 and C1 controls but tab and line feed, direction controls, what hides text (src/shared/domain/text.ts). */
const UNSHOWN = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]`;

test('a hostile bundle is shown and does nothing', async ({ workbench, window: page }) => {
  const bundle = path.join(workbench.data, 'evil.cgoscope');
  const { id, cells } = await hostileBundle(RECORDED_RUN, bundle);
  await workbench.cgoscope('import', bundle);
  const addresses = [
    '/',
    '/runs',
    `/runs/${id}`,
    `/runs/${id}?look=list&sort=__proto__`,
    ...cells.slice(0, 10).map((cell) => `/runs/${id}?cell=${cell}`),
    ...['summary', 'log', 'output', 'elf', 'trace', 'findings', 'reproduce', 'history'].map((tab, index) => `/runs/${id}/cells/${cells[index] ?? 1}?tab=${tab}`),
    ...['facts', 'logs', 'charts'].map((tab) => `/compare?with=${id}/1&with=${id}/2&tab=${tab}`),
    `/compare?with=__proto__/constructor&with=a/b`,
    `/matrix?path=${encodeURIComponent(`/tmp/${EVIL}`)}`,
    '/runs/__proto__',
    `/runs/${id}/cells/NaN`,
  ];
  for (const address of addresses) {
    await page.goto(`${workbench.origin}${address}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    const found = await page.evaluate((unshown) => {
      const text = document.body.innerText;
      return {
        ran: window.pwned ?? null,
        images: document.querySelectorAll('img[src=x]').length,
        raw: new RegExp(unshown).exec(document.title + document.documentElement.innerHTML)?.[0] ?? null,
        nonsense: /\bNaN\b|\[object /.exec(text.replaceAll('cells/NaN', '').replaceAll('cell NaN', ''))?.[0] ?? null,
        titleLength: document.title.length,
      };
    }, UNSHOWN);
    expect.soft(found, address).toMatchObject({ ran: null, images: 0, raw: null, nonsense: null });
    expect.soft(found.titleLength, address).toBeLessThan(400);
  }
});
