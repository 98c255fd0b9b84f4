// Takes pictures of the window as it is: builds it, serves it over a data folder, opens addresses in Chromium.
// `node scripts/look.ts [--data FOLDER] [--out FOLDER] [--theme light|dark|both] [--size 1280x800,1920x1080] [--lang en|zh-CN] [--click TEXT]… /runs /runs/last …`
// Without --data, an empty folder with the recorded sample run. Prints the pictures' paths, and what the page wrote to its console.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openWindow, RECORDED_SAMPLE, settle, sizeOf } from './lib/window.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: 'test-results/look' },
    theme: { type: 'string', default: 'light' },
    size: { type: 'string', default: '1280x800' },
    lang: { type: 'string', default: 'en' },
    click: { type: 'string', multiple: true, default: [] },
    /** A built window to use instead of building one. */
    renderer: { type: 'string' },
  },
});
const temporary = mkdtempSync(path.join(tmpdir(), 'cgoscope-look-'));
mkdirSync(values.out, { recursive: true });
const window = await openWindow({ data: values.data ?? path.join(temporary, 'data'), renderer: values.renderer });
try {
  if (values.data === undefined) await window.api.call('bundle.import', { file: RECORDED_SAMPLE });
  for (const size of values.size.split(','))
    for (const theme of values.theme === 'both' ? (['light', 'dark'] as const) : [values.theme === 'dark' ? ('dark' as const) : ('light' as const)]) {
      const page = await window.page({ theme, lang: values.lang, ...sizeOf(size) }, (line) => console.log(line));
      for (const address of positionals) {
        await page.goto(`${window.origin}${address}`);
        await page.waitForLoadState('networkidle');
        for (const text of values.click) await page.getByText(text, { exact: true }).first().click();
        await settle(page);
        const name = `${
          address
            .replaceAll(/[^A-Za-z0-9]+/g, '-')
            .replaceAll(/^-|-$/g, '')
            .slice(0, 120) || 'home'
        }-${theme}-${size}.png`;
        await page.screenshot({ path: path.join(values.out, name) });
        console.log(path.join(values.out, name));
      }
      await page.context().close();
    }
} finally {
  await window.close();
  rmSync(temporary, { recursive: true, force: true });
}
