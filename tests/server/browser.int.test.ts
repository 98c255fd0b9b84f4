// What a real browser makes of this server's headers and cookies: none of it can be seen from the sending side.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/lib/chromium.ts';
import { cellEvent, until } from '../api/contract-cases.ts';
import { builtWindow, serve, type Scene } from './support.ts';

/** A window that tries everything and writes down what it was allowed. */
const SCRIPT = `
const said = {};
const say = (name, value) => { said[name] = value; document.title = JSON.stringify(said); };
addEventListener('securitypolicyviolation', (event) => say('violation ' + event.effectiveDirective, event.blockedURI));
const nonce = document.querySelector('meta[name=style-nonce]').content;
const style = document.createElement('style');
style.nonce = nonce;
style.textContent = 'p { color: rgb(1, 2, 3) }';
document.head.append(style);
const plain = document.createElement('style');
plain.textContent = 'p { background: rgb(4, 5, 6) }';
document.head.append(plain);
const { color, backgroundColor } = getComputedStyle(document.querySelector('p'));
say('style', [color, backgroundColor]);
say('inline', window.inline === true);
say('cookie', document.cookie);
fetch('/api/call/run.cancel', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"run":"x"}' })
  .then((response) => response.json()).then((answer) => say('call', answer.value?.cancelled));
fetch('http://127.0.0.2:1/').catch(() => say('elsewhere', 'refused'));
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/events');
socket.onopen = () => say('socket', 'open');
socket.onerror = () => say('socket', 'error');
socket.onmessage = (message) => say('event', JSON.parse(message.data).value.cell);
say('path', location.pathname + location.search + location.hash);
`;
const INDEX = `<!doctype html><meta charset="utf-8"><meta name="style-nonce" content="__STYLE_NONCE__"><p>the window</p><script>window.inline = true</script><script type="module" src="/assets/try.js"></script>`;
const REPORT = '<!doctype html><style>p{color:rgb(7, 8, 9)}</style><p id="p" onclick="window.ran = 1">the report</p><script>window.ran = 1</script>';

const executablePath = findChromium();

describe.skipIf(executablePath === null)(`in Chromium${executablePath === null ? ' (skipped: there is none)' : ''}`, () => {
  let browser: Browser;
  let context: BrowserContext;
  let scene: Scene;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_ARGS });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const renderer = builtWindow();
    writeFileSync(path.join(renderer, 'index.html'), INDEX);
    writeFileSync(path.join(renderer, 'assets', 'try.js'), SCRIPT);
    scene = await serve((name) => (name === 'report.render' ? { content: REPORT } : { cancelled: 5 }), { renderer });
    context = await browser.newContext();
    onTestFinished(() => context.close());
  });

  const said = async (page: Page, wanted: string): Promise<Record<string, unknown>> => {
    // Not waitForFunction: in a page that has just been led on it evaluates a string, which the page's own policy refuses. A page between two has no title.
    await expect.poll(() => page.title().catch(() => ''), { timeout: 20_000 }).toContain(wanted);
    return JSON.parse(await page.title()) as Record<string, unknown>;
  };
  /** A page of another site, with a link. `localhost` and `127.0.0.1` are two sites; two ports of one are one site and two origins. */
  const elsewhere = async (host: string, html: string): Promise<string> => {
    const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    return `http://${host}:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  };

  it('the window may do what it needs and nothing else', async () => {
    const page = await context.newPage();
    await page.goto(scene.server.newLink('/runs/x?tab=log#3'));
    await said(page, '"socket"');
    await until(() => scene.listeners.size === 1);
    scene.push(cellEvent(42));
    await said(page, '"event"');
    await said(page, '"call"');
    expect(await said(page, '"elsewhere"')).toEqual({
      style: ['rgb(1, 2, 3)', 'rgba(0, 0, 0, 0)'],
      inline: false,
      cookie: '',
      call: 5,
      socket: 'open',
      event: 42,
      path: '/runs/x?tab=log#3',
      elsewhere: 'refused',
      'violation style-src-elem': 'inline',
      'violation connect-src': 'http://127.0.0.2:1/',
    });
  });

  it('reload and further tabs work, and localhost is as good as its number', async () => {
    const page = await context.newPage();
    await page.goto(scene.server.newLink());
    await said(page, '"call":5');
    await page.reload();
    await said(page, '"call":5');
    const second = await context.newPage();
    await second.goto(`${scene.base}/settings`);
    expect(await said(second, '"call":5')).toMatchObject({ path: '/settings' });
    const third = await context.newPage();
    await third.goto(scene.server.newLink().replace('127.0.0.1', 'localhost'));
    expect(await said(third, '"socket":"open"')).toMatchObject({ path: '/' });
  });

  it.each(['localhost', '127.0.0.1'])('a link on a page of another origin (%s) leads into the window, signed in, although the cookie is strict', async (host) => {
    const page = await context.newPage();
    await page.goto(scene.server.newLink());
    await said(page, '"call":5');
    await page.goto(await elsewhere(host, `<a href="${scene.base}/runs/x?a=1&amp;b=2">there</a>`));
    await page.click('a');
    expect(await said(page, '"call":5')).toMatchObject({ path: '/runs/x?a=1&b=2' });
  });

  it('the printed link works from a page of another site as well, once', async () => {
    const page = await context.newPage();
    const link = scene.server.newLink('/runs/x');
    const there = await elsewhere('localhost', `<a href="${link}">there</a>`);
    await page.goto(there);
    await page.click('a');
    expect(await said(page, '"call":5')).toMatchObject({ path: '/runs/x' });
    const other = await (await browser.newContext()).newPage();
    onTestFinished(() => other.context().close());
    await other.goto(there);
    await other.click('a');
    await other.getByText('This link has been used; each works once.').waitFor();
    // and who is not signed in is led on no further than once
    await other.goto(await elsewhere('localhost', `<a href="${scene.base}/">there</a>`));
    await other.click('a');
    await other.getByText('This browser is not signed in to Cgoscope.').waitFor();
  });

  it.each(['localhost', '127.0.0.1'])('a page of another origin (%s) can read, frame, call and hear nothing', async (host) => {
    const page = await context.newPage();
    await page.goto(scene.server.newLink());
    await said(page, '"call":5');
    await page.close();
    await until(() => scene.listeners.size === 0);
    const asked: string[] = [];
    scene.served.call = ((name: string) => {
      asked.push(name);
      return Promise.resolve({ cancelled: 1, content: '' });
    }) as typeof scene.served.call; // whatever comes through is what the test looks for
    const evil = await context.newPage();
    await evil.goto(await elsewhere(host, '<p>evil</p>'));
    const tried = await evil.evaluate(`(async () => {
      const base = ${JSON.stringify(scene.base)};
      const fetched = (path, init) => fetch(base + path, { credentials: 'include', ...init }).then((response) => response.type, () => 'failed');
      const element = (name, set) => new Promise((resolve) => {
        const made = Object.assign(document.createElement(name), set);
        made.onload = () => resolve('loaded');
        made.onerror = () => resolve('failed');
        document.body.append(made);
      });
      const socket = new Promise((resolve) => {
        const made = new WebSocket(base.replace('http', 'ws') + '/api/events');
        made.onopen = () => resolve('open');
        made.onerror = () => resolve('failed');
      });
      return {
        get: await fetched('/'),
        asset: await fetched('/assets/try.js'),
        call: await fetched('/api/call/run.cancel', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"run":"x"}' }),
        simple: await fetched('/api/call/run.cancel', { method: 'POST', mode: 'no-cors', body: '{"run":"x"}' }),
        script: await element('script', { src: base + '/assets/try.js' }),
        image: await element('img', { src: base + '/icon.svg' }),
        download: await element('img', { src: base + '/api/download?kind=html&run=x' }),
        socket: await socket,
      };
    })()`);
    expect(tried).toEqual({
      get: 'failed',
      asset: 'failed',
      call: 'failed',
      simple: expect.stringMatching(/failed|opaque/),
      script: 'failed',
      image: 'failed',
      download: 'failed',
      socket: 'failed',
    });
    await evil.evaluate(`document.body.insertAdjacentHTML('beforeend', '<iframe src="${scene.base}/"></iframe>')`);
    await evil.waitForLoadState('networkidle');
    const framed = evil.frames().find((frame) => frame !== evil.mainFrame());
    expect(await framed?.content()).not.toContain('the window');
    await evil.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<form method="post" enctype="text/plain" action="${scene.base}/api/call/run.cancel"><input name="{"></form>'); document.forms[0].submit()`,
    );
    await evil.waitForLoadState('networkidle');
    expect(asked).toEqual([]);
    expect(scene.listeners.size).toBe(0);
  });

  it('the report as a page has its style, runs nothing, and prints', async () => {
    const page = await context.newPage();
    await page.goto(scene.server.newLink());
    const [report] = await Promise.all([context.waitForEvent('page'), page.evaluate(`window.open('/api/download?kind=html&run=x&view=1', '_blank', 'noopener')`)]);
    await report.getByText('the report').click();
    expect(await report.evaluate(`[getComputedStyle(document.getElementById('p')).color, window.ran]`)).toEqual(['rgb(7, 8, 9)', undefined]);
    expect((await report.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await report.reload();
    await report.getByText('the report').waitFor();
  });
});
