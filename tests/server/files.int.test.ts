// The built window over HTTP: what is served, how it may be kept, and that nothing beside it is ever served.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentPolicy, withNonce } from '../../src/shared/api/content-policy.ts';
import { raw, SCRIPT, serve, signIn, temporaryFolder } from './support.ts';

async function signedIn(renderer?: string) {
  const scene = await serve(undefined, renderer === undefined ? {} : { renderer });
  const cookie = await signIn(scene);
  const get = (target: string, headers: Record<string, string> = {}, method = 'GET') => fetch(scene.base + target, { method, headers: { cookie, ...headers } });
  return { ...scene, cookie, get };
}
const directives = (policy: string): Map<string, string> => new Map(policy.split('; ').map((each) => [each.split(' ')[0] ?? '', each.slice(each.indexOf(' ') + 1)]));

describe('the page', () => {
  it('comes with a nonce of its own in every answer, in the page and in the policy alike', async () => {
    const { get } = await signedIn();
    const nonces: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const response = await get('/');
      const nonce = /name="style-nonce" content="([^"]+)"/.exec(await response.text())?.[1] ?? '';
      expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(Buffer.from(nonce, 'base64').length).toBeGreaterThanOrEqual(16);
      nonces.push(nonce);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('may run scripts of its own files alone, be framed by nobody, send forms nowhere, and talk to this server alone', async () => {
    const { get, base } = await signedIn();
    const { headers } = await get('/');
    const policy = directives(headers.get('content-security-policy') ?? '');
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('style-src')).toMatch(/^'self' 'nonce-[\w+/=]+'$/);
    expect(policy.get('connect-src')).toBe(`'self' ${base.replace('http', 'ws')}`);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(name)).toBe("'none'");
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });

  it('is the answer to every path of the window, so that deep links and reloads work', async () => {
    const { get } = await signedIn();
    for (const target of ['/runs/01ABC/cells/3?tab=elf', '/runs/x/cgo%3D1%2Clibc%3Dmusl', '/file.with.dots'])
      expect(await (await get(target, { accept: 'text/html,*/*' })).text()).toContain('the window');
    expect((await get('/runs/x', { accept: 'application/json' })).status).toBe(404);
    expect((await get('/assets/gone.js', { accept: 'text/html' })).status).toBe(404);
  });

  it('is the new one as soon as it was built anew', async () => {
    const { get, renderer } = await signedIn();
    await get('/');
    writeFileSync(path.join(renderer, 'index.html'), '<p>rebuilt</p>');
    expect(await (await get('/')).text()).toBe('<p>rebuilt</p>');
  });

  it('that was not built says so', async () => {
    const { get } = await signedIn(temporaryFolder());
    const response = await get('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('The window has not been built.');
  });
});

describe('the policy', () => {
  it('takes no nonce that could end its directive', () => {
    expect(() => contentPolicy("x'; script-src *; y")).toThrow('nonce');
    expect(() => contentPolicy('short')).toThrow('nonce');
  });
  it('and the page agree on the nonce', () => {
    expect(withNonce('a __STYLE_NONCE__ b __STYLE_NONCE__', '$&abc')).toBe('a $&abc b $&abc');
  });
});

describe('a file', () => {
  it('with a hash in its name is kept for good, compressed where that is asked for', async () => {
    const { server, base, cookie } = await signedIn();
    const headers = { host: base.replace('http://', ''), cookie };
    const plain = await raw(server.port, { target: '/assets/main-abc.js', headers });
    expect(plain.body).toBe(SCRIPT);
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(plain.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(plain.headers.get('vary')).toBe('accept-encoding');
    const response = await fetch(`${base}/assets/main-abc.js`, { headers: { cookie, 'accept-encoding': 'br, gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(Number(response.headers.get('content-length'))).toBeLessThan(SCRIPT.length / 5);
    expect(await response.text()).toBe(SCRIPT); // fetch undoes it
  });

  it('without one is asked for again, and not sent again', async () => {
    const { get } = await signedIn();
    const first = await get('/icon.svg');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect(first.headers.get('content-type')).toBe('image/svg+xml');
    // a picture that is opened as a page runs nothing
    expect(first.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await get('/icon.svg', { 'if-none-match': first.headers.get('etag') ?? '' })).status).toBe(304);
  });

  it('can be asked for by HEAD, and by nothing else', async () => {
    const { get, base } = await signedIn();
    for (const target of ['/', '/assets/main-abc.js', '/icon.svg']) {
      const head = await get(target, {}, 'HEAD');
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const other = await get(target, { origin: base }, method);
        expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      }
    }
  });
});

describe('what lies beside the window', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2E%2E/secret.txt',
    '/.%2e/secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%2Fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets\\..\\..\\secret.txt',
    '/%252e%252e/secret.txt',
    '/..%00/secret.txt',
    '/icon.svg%00.html',
    '/..;/secret.txt',
    '//../secret.txt',
    '/./../secret.txt',
    '/../renderer-beside/secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/%ff',
    '/etc/passwd',
    '//etc/passwd',
    '/C:/secret.txt',
    '/file:///etc/passwd',
    '/link-out/secret.txt',
    '/link-file.txt',
    '/assets',
    '/assets/',
  ])('is not served: %s', async (target) => {
    const { server, base, cookie, renderer } = await signedIn();
    symlinkSync('..', path.join(renderer, 'link-out'));
    symlinkSync('../secret.txt', path.join(renderer, 'link-file.txt'));
    for (const accept of ['*/*', 'text/html']) {
      const answer = await raw(server.port, { target, headers: { host: base.replace('http://', ''), cookie, accept } });
      expect(answer.body).not.toMatch(/SECRET|root:|<svg/);
      expect([200, 400, 404]).toContain(answer.status);
      if (answer.status === 200) expect(answer.body).toContain('the window'); // a path of the window's own
    }
  });

  it('is served no more than before when the folder itself is a link', async () => {
    const folder = temporaryFolder();
    const real = path.join(folder, 'real');
    mkdirSync(real);
    writeFileSync(path.join(real, 'index.html'), 'the window');
    writeFileSync(path.join(real, 'a.txt'), 'inside');
    symlinkSync('real', path.join(folder, 'link'));
    const { get } = await signedIn(path.join(folder, 'link'));
    expect(await (await get('/a.txt')).text()).toBe('inside');
    rmSync(path.join(real, 'a.txt'));
    expect((await get('/a.txt', { accept: '*/*' })).status).toBe(404);
  });
});
