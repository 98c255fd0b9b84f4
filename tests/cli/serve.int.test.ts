// `cgoscope serve` as a process: a real owner, a real browser's requests, real signals. Needs no engine.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { callAnswerSchema } from '../../src/shared/api/http.ts';
import { until } from '../api/contract-cases.ts';
import { temporaryFolder } from '../helpers/owner.ts';
import { listen, pageHeaders } from '../server/support.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const BIN = path.join(repository, 'bin/cgoscope');

const data = temporaryFolder();
const env = { ...process.env, CGOSCOPE_DATA: data.path };
beforeAll(() => {
  // builds as well, where the sources are newer
  const { status, stderr } = spawnSync(BIN, ['import', path.join(repository, 'resources/recorded-sample-run.cgoscope')], { env, encoding: 'utf8' });
  expect([status, stderr.includes('failed')], stderr).toEqual([0, false]);
});
afterAll(() => data.remove());

interface Running {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  links: () => string[];
  ended: Promise<number | null>;
}

async function start(argv: string[] = ['serve'], stdin: 'pipe' | 'ignore' = 'pipe', more: Record<string, string> = {}): Promise<Running> {
  const child = spawn(BIN, argv, { env: { ...env, ...more }, stdio: [stdin, 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const links = (): string[] => out.match(/http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+/g) ?? [];
  let over = false;
  void ended.then(() => (over = true));
  await until(() => links().length > 0 || over);
  return { child, out: () => out, err: () => err, links, ended };
}

/** A browser that followed the first link. */
async function signIn(running: Running) {
  const link = running.links()[0] ?? '';
  const base = new URL(link).origin;
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = pageHeaders({ base }, cookie);
  const call = async (name: string, input: unknown) => {
    const response = await fetch(`${base}/api/call/${name}`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(input) });
    return callAnswerSchema.parse(await response.json());
  };
  return { base, cookie, headers, call };
}
const ownerPid = (): number => (JSON.parse(readFileSync(path.join(data.path, 'owner.json'), 'utf8')) as { pid: number }).pid;

describe('cgoscope serve', () => {
  it('serves the built window and the api of the owner to the browser that has the link', async () => {
    const running = await start();
    expect(running.out().split('\n')).toHaveLength(3);
    const { base, cookie, call } = await signIn(running);
    const page = await (await fetch(base, { headers: { cookie } })).text();
    expect(page).toContain('<div id="root">');
    expect(page).not.toContain('__STYLE_NONCE__');
    for (const [, asset = ''] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) expect((await fetch(base + asset, { headers: { cookie } })).status).toBe(200);
    expect(await call('runs.list', {})).toMatchObject({ ok: true, value: { runs: [{ cells: 20 }] } });
    const report = await fetch(`${base}/api/download?kind=html&run=last&view=1`, { headers: { cookie } });
    expect(await report.text()).toContain('<!doctype html>');
    const bundle = await fetch(`${base}/api/download?kind=bundle&run=last`, { headers: { cookie } });
    const again = await fetch(`${base}/api/upload?name=again.cgoscope`, { method: 'POST', headers: { cookie, origin: base }, body: await bundle.arrayBuffer() });
    const { path: file } = (await again.json()) as { path: string };
    expect(await call('bundle.import', { file })).toMatchObject({ ok: true, value: { cells: 20 } });
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });

  it('prints a further link for every line on stdin, and lives on when stdin has ended', async () => {
    const running = await start();
    running.child.stdin?.write('\n');
    await until(() => running.links().length === 2);
    running.child.stdin?.end('\n');
    await until(() => running.links().length === 3);
    expect(new Set(running.links()).size).toBe(3);
    for (const link of running.links()) expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(0);
    expect(running.err()).not.toMatch(/\n\s+at /);
  });

  it('needs no stdin, and ends although a window is open', async () => {
    const running = await start(['serve'], 'ignore');
    const page = await signIn(running);
    const { socket } = await listen(page, page.cookie);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(await closed).toBe(1001);
  });

  it('shows what the command line does, live', async () => {
    const running = await start();
    const page = await signIn(running);
    const { heard } = await listen(page, page.cookie);
    const bundle = path.join(repository, 'resources/recorded-sample-run.cgoscope');
    const { value } = (await page.call('runs.list', {})) as { value: { runs: { id: string }[] } };
    for (const { id } of value.runs) expect((await page.call('run.remove', { run: id })).ok).toBe(true);
    await until(() => heard.length >= value.runs.length);
    spawnSync(BIN, ['import', bundle], { env });
    await until(() => heard.some((event) => JSON.stringify(event).includes('imported')));
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });

  it('outlives the owner: windows are told to connect again, and the next call has a new owner', async () => {
    const running = await start();
    const page = await signIn(running);
    const { socket } = await listen(page, page.cookie);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const first = ownerPid();
    process.kill(first, 'SIGKILL');
    expect(await closed).toBe(1012);
    expect(await page.call('runs.list', {})).toMatchObject({ ok: true });
    expect(ownerPid()).not.toBe(first);
    await listen(page, page.cookie);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.err()).toContain('has ended; it is started again');
  });

  it('says in one sentence that a port is taken, and ends with 2', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const running = await start(['serve', '--port', String(port)]);
    expect(await running.ended).toBe(2);
    expect(running.out()).toBe('');
    expect(running.err()).toBe(`cgoscope: port ${port} is in use by another program; name another one, or none for any that is free\n`);
  });

  it('listens on the loopback alone', async () => {
    const running = await start();
    const port = Number(new URL(running.links()[0] ?? '').port)
      .toString(16)
      .toUpperCase()
      .padStart(4, '0');
    const listening = readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`:${port} `) && line.includes(' 0A '));
    expect(listening).toEqual([expect.stringContaining(`0100007F:${port}`)]);
    running.child.kill('SIGTERM');
    await running.ended;
  });
});

describe('cgoscope app', () => {
  it('serves where this machine has no desktop, and leads to the bundle it was given', async () => {
    const bundle = path.join(repository, 'resources/recorded-sample-run.cgoscope');
    const running = await start(['app', bundle], 'pipe', { ELECTRON_OVERRIDE_DIST_PATH: data.path });
    expect(running.err()).toMatch(/^No desktop window: .* The browser's is served instead\.\n/);
    expect(new URL(running.links()[0] ?? '').searchParams.get('to')).toMatch(/^\/runs\/[0-9A-Z]{26}$/);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(0);
  });
});
