// What browser tests stand on: a data folder, the built `cgoscope serve` over it, a page that was let in by its link, and the command line beside it.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type ConsoleMessage, type Page } from '@playwright/test';
import { shellEnv, temporaryFolder } from '../helpers/owner.ts';
import { TEST_CACHE } from '../helpers/toolchain.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const CLI = `${root}out/main/cli.js`;
export const RECORDED_RUN = `${root}resources/recorded-sample-run.cgoscope`;

/** An endpoint at which nothing ever listens. */
export const NO_ENGINE = { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: '' };

export interface Workbench {
  /** The data folder. */
  readonly data: string;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** A fresh link, as Enter in the terminal prints it. */
  link(): Promise<string>;
  /** The command line over the same data folder. Rejects with what it printed when it ends with anything but 0 or 1. */
  cgoscope(...argv: string[]): Promise<{ stdout: string; stderr: string; code: number }>;
  stop(): Promise<void>;
}

/** Starts `cgoscope serve` as a person would, over a folder of its own. */
export async function startWorkbench(env: Record<string, string> = {}): Promise<Workbench> {
  const folder = temporaryFolder();
  // Packages are downloaded once per machine, not once a test: that alone would take a minute of each.
  mkdirSync(TEST_CACHE, { recursive: true });
  symlinkSync(TEST_CACHE, path.join(folder.path, 'cache'));
  const all = { ...shellEnv(), ...env, CGOSCOPE_DATA: folder.path };
  const child = spawn(process.execPath, [CLI, 'serve'], { env: all, stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString('utf8')));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const links: string[] = [];
  const waiting: ((link: string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const link = /http:\/\/127\.0\.0\.1:\d+\/open\?\S+/.exec(line)?.[0];
    if (link === undefined) return;
    const next = waiting.shift();
    if (next === undefined) links.push(link);
    else next(link);
  });
  const nextLink = (): Promise<string> => {
    const ready = links.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      waiting.push(resolve);
      void exited.then(() => reject(new Error(`cgoscope serve ended: ${errors.join('')}`)));
    });
  };
  const first = await nextLink();
  links.push(first);
  let used = false;
  return {
    data: folder.path,
    origin: new URL(first).origin,
    link: () => {
      if (used) child.stdin.write('\n');
      used = true;
      return nextLink();
    },
    async cgoscope(...argv) {
      try {
        const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...argv], { env: all, maxBuffer: 64 << 20 });
        return { stdout, stderr, code: 0 };
      } catch (error) {
        const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
        if (code !== 1) throw new Error(`cgoscope ${argv.join(' ')} ended with ${String(code)}: ${stderr ?? ''}${stdout ?? ''}`, { cause: error });
        return { stdout: stdout ?? '', stderr: stderr ?? '', code };
      }
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      folder.remove();
    },
  };
}

/** What a page must never say: errors of ours, and whatever the content policy had to refuse. */
export function watchConsole(page: Page): string[] {
  const bad: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    // Containers that come and go change the machine's interfaces, and Chromium then ends requests under way, loopback's too. The window asks again; the console keeps the line.
    if (message.text().includes('net::ERR_NETWORK_CHANGED')) return;
    if (message.type() === 'error' || message.type() === 'warning') bad.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => bad.push(`uncaught: ${error.message}`));
  return bad;
}

/** One workbench a test, and a page that was let into it; the test fails on anything the page's console complains of. */
export const test = base.extend<{ env: Record<string, string>; workbench: Workbench; window: Page }>({
  env: [{}, { option: true }],
  workbench: async ({ env }, use) => {
    const workbench = await startWorkbench(env);
    await use(workbench);
    await workbench.stop();
  },
  window: async ({ workbench, page }, use) => {
    const bad = watchConsole(page);
    await page.goto(await workbench.link());
    await use(page);
    expect(bad, 'the console of the page').toEqual([]);
  },
});
/** Nothing that axe calls serious or critical in what stands there now. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // All rules, in the page itself: a further page only to put the results of frames together, and the nodes that pass, took most of the time. The window has no frames.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect
    .soft(
      serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
      where,
    )
    .toEqual([]);
}

export { expect };
