// `npm run pictures [-- --only NAME]… [-- --keep]`: takes every picture of README.md and docs/ anew, of this build over what it really does.
// It makes /home/somebody, so that no picture shows a path of this machine, and removes what it made; with --keep that stays, and the next run takes its pictures from it.
// Pictures that need a container engine are left as they are where none answers, each with the reason; exit code 1 then.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { errorText } from '../src/shared/domain/errors.ts';
import { ROOT } from './lib/cgoscope.ts';
import { openWindow, settle, sizeOf, type OpenWindow } from './lib/window.ts';
import { PICTURES, type Picture } from './pictures/list.ts';
import { keptStage, makeFolders, PLACES, removeFolders, setStage, type Stage } from './pictures/stage.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    out: { type: 'string', default: path.join(ROOT, 'docs/images') },
  },
});
const names = PICTURES.map(({ name }) => name);
const unknown = values.only.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`there is no picture ${unknown.join(', ')}; expected ${names.join(', ')}`);
  process.exit(2);
}

/** Takes one. Rejects where what it must show does not come, where the page complains, and where a path of this machine can be read in it. */
async function take(window: OpenWindow, stage: Stage, picture: Picture, to: string, temporary: string): Promise<void> {
  const look = picture.engine ? (stage.live === null ? null : picture.look(stage.live)) : picture.look(stage);
  if (look === null) throw new Error(`it needs an engine: ${stage.reason ?? 'none answers'}`);
  const complaints: string[] = [];
  const page = await window.page({ theme: picture.theme, ...sizeOf(picture.size ?? '1280x800') }, (line) => complaints.push(line));
  try {
    if (typeof look.at === 'string') await page.goto(`${window.origin}${look.at}`);
    else {
      const { content } = await window.api.call('report.render', { run: look.at.report, format: 'html' });
      const file = path.join(temporary, `${picture.name}.html`);
      writeFileSync(file, content);
      await page.goto(`file://${file}`);
    }
    await settle(page);
    for (const what of look.clicks ?? []) await page.locator(what).first().click();
    for (const text of look.shows) await page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 60_000 });
    await settle(page);
    for (const text of look.without ?? [])
      if (await page.getByText(text).filter({ visible: true }).first().isVisible()) throw new Error(`"${text}" stands there; it is no picture to show`);
    await nothingOfThisMachine(page, picture.name);
    // Containers that come and go change the machine's interfaces, and Chromium then ends requests under way. The window asks again: what must be shown stands there.
    const bad = complaints.filter((line) => /^\[(?:error|warning)\]/.test(line) && !line.includes('net::ERR_NETWORK_CHANGED'));
    if (bad.length > 0) throw new Error(`its page complains: ${bad.join('; ')}`);
    await page.screenshot({ path: to, animations: 'disabled', caret: 'hide' });
  } finally {
    await page.context().close();
  }
}

/** Throws where the page names the folder that this script stands in. */
async function nothingOfThisMachine(page: Page, name: string): Promise<void> {
  const text = await page.locator('body').innerText();
  const at = text.indexOf(ROOT);
  if (at !== -1) throw new Error(`${name} shows a path of this machine: ${text.slice(at, at + 100)}`);
}

const started = Date.now();
const kept = keptStage();
if (kept === null) makeFolders();
mkdirSync(values.out, { recursive: true });
const temporary = mkdtempSync(path.join(tmpdir(), 'cgoscope-pictures-'));
const window = await openWindow({ data: PLACES.data });
const left: string[] = [];
let taken = 0;
let staged = false;
try {
  const stage = kept ?? (await setStage(window));
  staged = true;
  for (const picture of PICTURES) {
    if (values.only.length > 0 && !values.only.includes(picture.name)) continue;
    const file = path.join(values.out, `${picture.name}.png`);
    try {
      await take(window, stage, picture, file, temporary);
      taken += 1;
      console.log(path.relative(process.cwd(), file));
    } catch (error) {
      left.push(picture.name);
      console.error(`${picture.name} was not taken: ${errorText(error)}`);
    }
  }
} finally {
  // Caches, toolchains and images that this data folder made go with it; what other installs made stays.
  if (!(values.keep && staged))
    await window.api
      .call('clean.run', { all: true, apply: true, env: window.env })
      .catch((error: unknown) => console.error(`nothing was removed from the engine: ${errorText(error)}`));
  await window.close();
  rmSync(temporary, { recursive: true, force: true });
  if (!(values.keep && staged)) removeFolders();
}
console.error(
  `${taken} ${taken === 1 ? 'picture' : 'pictures'} in ${Math.round((Date.now() - started) / 1000)} s${left.length === 0 ? '' : `; left as they were: ${left.join(', ')}`}`,
);
process.exitCode = left.length === 0 ? 0 : 1;
