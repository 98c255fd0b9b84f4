import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileFor, servePages } from '../../src/main/pages.ts';
import { builtRenderer, temporaryFolder } from './support.ts';

const get = (address: string, folder = builtRenderer(), method = 'GET') => servePages(folder)(new Request(address, { method }));

describe('the pages of app://cgoscope', () => {
  it('are files of the built window, with their type', async () => {
    const script = await get('app://cgoscope/assets/main-1.js');
    expect([script.status, script.headers.get('content-type'), script.headers.get('x-content-type-options'), await script.text()]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'nosniff',
      'export {};\n',
    ]);
    expect((await get('app://cgoscope/icon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  });

  it.each(['/', '/index.html', '/runs/01HX/cells/3', '/runs/a.b', '/../../../etc/passwd', '/no-such.js'])('%s is the window, with its policy and a nonce', async (at) => {
    const response = await get(`app://cgoscope${at}`);
    const html = await response.text();
    const nonce = /content="([^"]+)"/.exec(html)?.[1];
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(nonce).toMatch(/^[\w+/]{24}$/);
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('has another nonce each time', async () => {
    const folder = builtRenderer();
    const pages = await Promise.all([1, 2, 3].map(async () => (await get('app://cgoscope/', folder)).text()));
    expect(new Set(pages).size).toBe(3);
  });

  it('says that a part of an older build is not there, instead of giving a page for a script', async () => {
    expect((await get('app://cgoscope/assets/main-0.js')).status).toBe(404);
  });

  it.each(['app://print/x', 'app://cgoscope.evil/', 'https://cgoscope/', 'app://user@cgoscope/'])('knows nothing of %s', async (address) => {
    // Request itself refuses credentials in an address
    const request = Object.defineProperty(new Request('app://cgoscope/'), 'url', { value: address });
    expect((await servePages(builtRenderer())(request)).status).toBe(404);
  });

  it('takes no POST', async () => {
    expect((await get('app://cgoscope/', builtRenderer(), 'POST')).status).toBe(405);
  });

  it.each(['/..%2fsecret.js', '/assets/..%2f..%2fsecret.js', '/%2e%2e%2fsecret.js', '/..%5csecret.js'])('never gives what is beside the built window: %s', async (at) => {
    expect(await (await get(`app://cgoscope${at}`)).text()).not.toContain('outside');
  });

  it('says when the window was not built', async () => {
    const response = await get('app://cgoscope/', temporaryFolder());
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/has not been built/);
  });
});

describe('the file for a path', () => {
  const folder = path.resolve('/app/renderer');
  it('is inside the folder', () => {
    expect(fileFor(folder, '/assets/a.js')).toBe(path.join(folder, 'assets', 'a.js'));
  });
  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..%5csecret.js',
    '/assets\\..\\..\\secret.js',
    '/C:/secret.js',
    '/a%00.js',
    '/%',
    '/',
  ])('is none for %s', (at) => {
    expect(fileFor(folder, at)).toBeNull();
  });
});
