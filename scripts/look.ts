// Takes pictures of the window as it is: builds it, serves it over a data folder, opens addresses in Chromium.
// `node scripts/look.ts [--data FOLDER] [--out FOLDER] [--theme light|dark|both] [--size 1280x800,1920x1080] [--lang en|zh-CN] [--click TEXT]… /runs /runs/last …`
// Without --data, an empty folder with the recorded sample run. Prints the pictures' paths, and what the page wrote to its console.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { rendererConfig } from '../renderer.vite.config.ts';
import { callerEnv } from '../src/core/workbench-env.ts';
import { openWorkbench } from '../src/core/workbench.ts';
import { startServer } from '../src/server/index.ts';
import { CHROMIUM_ARGS, findChromium } from './lib/chromium.ts';

const root = path.join(import.meta.dirname, '..');
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
const data = values.data ?? path.join(temporary, 'data');
const env = { ...Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)), CGOSCOPE_DATA: data };
let renderer = values.renderer;
if (renderer === undefined) {
  renderer = path.join(temporary, 'renderer');
  await build({ ...rendererConfig, configFile: false, logLevel: 'warn', build: { ...rendererConfig.build, outDir: renderer } });
}
mkdirSync(values.out, { recursive: true });
const api = await openWorkbench({ env, needOwner: true, ownerEntry: path.join(root, 'src/core/workers/owner.ts') });
if (values.data === undefined) await api.call('bundle.import', { file: path.join(root, 'resources/recorded-sample-run.cgoscope') });
const server = await startServer({ api, renderer, port: 0, uploads: path.join(temporary, 'uploads'), env: callerEnv(env), log: (text) => console.error(text) });
const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: CHROMIUM_ARGS });
try {
  for (const size of values.size.split(','))
    for (const theme of values.theme === 'both' ? ['light', 'dark'] : [values.theme]) {
      const [width = 1280, height = 800] = size.split('x').map(Number);
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme === 'dark' ? 'dark' : 'light', locale: values.lang });
      const page = await context.newPage();
      page.on('console', (message) => console.log(`[${message.type()}] ${message.text()}`));
      page.on('pageerror', (error) => console.log(`[error] ${error.message}`));
      await page.goto(server.newLink());
      for (const address of positionals) {
        await page.goto(`http://127.0.0.1:${server.port}${address}`);
        await page.waitForLoadState('networkidle');
        for (const text of values.click) await page.getByText(text, { exact: true }).first().click();
        // Two frames after the last answer everything is laid out.
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
        const name = `${
          address
            .replaceAll(/[^A-Za-z0-9]+/g, '-')
            .replaceAll(/^-|-$/g, '')
            .slice(0, 120) || 'home'
        }-${theme}-${size}.png`;
        await page.screenshot({ path: path.join(values.out, name) });
        console.log(path.join(values.out, name));
      }
      await context.close();
    }
} finally {
  await browser.close();
  await server.close();
  await api.close();
  rmSync(temporary, { recursive: true, force: true });
}
