// Draws the application's icon, resources/icons/icon.svg, at the sizes that desktops ask for. Run by hand after the drawing has changed: `node scripts/make-icons.ts`.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_ARGS, findChromium } from './lib/chromium.ts';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const folder = path.join(import.meta.dirname, '..', 'resources', 'icons');

const svg = await readFile(path.join(folder, 'icon.svg'), 'utf8');
const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: CHROMIUM_ARGS });
try {
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>html,body{margin:0;background:none}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    await writeFile(path.join(folder, `${size}x${size}.png`), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
