// The printed link: once, for minutes, for one cookie; and what people see who come with another.
import { describe, expect, it } from 'vitest';
import { localPath } from '../../src/server/local-path.ts';
import { LINK_MS } from '../../src/server/sessions.ts';
import { raw, serve, signIn, type Scene } from './support.ts';

const open = (link: string, headers: Record<string, string> = {}) => fetch(link, { redirect: 'manual', headers });
const windowFor = (scene: Scene, cookie: string) => fetch(scene.base, { headers: { cookie } });

describe('a printed link', () => {
  it('leads one browser into the window, with a cookie that no script and no other site can use', async () => {
    const scene = await serve();
    const response = await open(scene.server.newLink('/runs/last?tab=log#x'));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/runs/last?tab=log#x');
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^cgoscope-[0-9a-f]{12}=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const page = await windowFor(scene, cookie.split(';')[0] ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('the window');
  });

  it('is of 256 random bits, and no two are alike', async () => {
    const { server } = await serve();
    const tokens = [1, 2, 3].map(() => new URL(server.newLink()).searchParams.get('token') ?? '');
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('works once: the second browser reads why, in both languages, and what to do', async () => {
    const scene = await serve();
    const link = scene.server.newLink();
    expect((await open(link)).status).toBe(303);
    const second = await open(link);
    expect(second.status).toBe(403);
    expect(second.headers.get('set-cookie')).toBeNull();
    const text = await second.text();
    expect(text).toContain('This link has been used; each works once.');
    expect(text).toContain('Press Enter in the terminal where <code>cgoscope serve</code> runs');
    expect(text).toContain('请在运行');
    expect(text).not.toContain(new URL(link).searchParams.get('token'));
  });

  it('works for ten minutes', async () => {
    let now = 0;
    const { server } = await serve(undefined, { now: () => now });
    const [early, late] = [server.newLink(), server.newLink()];
    now = LINK_MS;
    expect((await open(early)).status).toBe(303);
    now = LINK_MS + 1;
    const response = await open(late);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('too old; each works for ten minutes');
    expect((await open(server.newLink())).status).toBe(303);
  });

  it.each([
    ['no token', '/open', 'has no token'],
    ['an empty one', '/open?token=', 'has no token'],
    ['a wrong one', `/open?token=${'A'.repeat(43)}`, 'not one of this server’s'],
    ['a long one', `/open?token=${'A'.repeat(8000)}`, 'not one of this server’s'],
    ['markup', '/open?token=<script>alert(1)</script>', 'not one of this server’s'],
  ])('with %s lets nobody in', async (_what, target, why) => {
    const { base } = await serve();
    const response = await open(base + target);
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
    const text = await response.text();
    expect(text).toContain(why);
    expect(text).not.toContain('<script');
  });

  it('of one server is nothing to another', async () => {
    const [one, two] = [await serve(), await serve()];
    const link = new URL(one.server.newLink());
    expect((await open(two.base + link.pathname + link.search)).status).toBe(403);
    expect((await windowFor(two, await signIn(one))).status).toBe(401);
  });

  it('loaded again by the browser that used it leads on, as Back and reload do', async () => {
    const scene = await serve();
    const link = scene.server.newLink('/runs/last');
    const cookie = (await open(link)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const again = await open(link, { cookie });
    expect(again.status).toBe(303);
    expect(again.headers.get('location')).toBe('/runs/last');
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  it('is not used up by HEAD, by a POST or by a browser that looks ahead', async () => {
    const { server, base } = await serve();
    const link = server.newLink();
    expect((await fetch(link, { method: 'HEAD', redirect: 'manual' })).headers.get('set-cookie')).toBeNull();
    expect((await fetch(link, { method: 'POST', redirect: 'manual', headers: { origin: base } })).headers.get('set-cookie')).toBeNull();
    expect((await open(link, { 'sec-purpose': 'prefetch;prerender' })).headers.get('set-cookie')).toBeNull();
    expect((await open(link)).status).toBe(303);
  });

  it('is not used up from a frame of another site', async () => {
    const { server } = await serve();
    const link = new URL(server.newLink());
    const frame = { host: link.host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    expect((await raw(server.port, { target: link.pathname + link.search, headers: frame })).status).toBe(403);
    expect((await open(link.href)).status).toBe(303);
  });

  it('can be followed by a further one, for a further browser; both stay in', async () => {
    const scene = await serve();
    const [one, two] = [await signIn(scene), await signIn(scene)];
    expect(one).not.toBe(two);
    for (const cookie of [one, two, one, two]) expect((await windowFor(scene, cookie)).status).toBe(200);
  });
});

describe('where a link leads', () => {
  it.each(['/', '/runs/01ABC', '/runs/x/cells/3?tab=elf&q=a%20b#line-3', '/a/b/../c'])('%s is a place in the window', (to) => expect(localPath(to)).toMatch(/^\/(?![/\\])/));
  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\\/evil.example',
    'https://evil.example/',
    'evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    '/x\r\nset-cookie: a=b',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '',
    `/${'x'.repeat(5000)}`,
  ])('%j is not, and leads to the start', async (to) => {
    expect(localPath(to)).toBeNull();
    const { server, base } = await serve();
    const link = `${base}/open?token=${new URL(server.newLink()).searchParams.get('token') ?? ''}&to=${encodeURIComponent(to)}`;
    const response = await open(link);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  });
});

describe('a browser that was in', () => {
  it('stays in over reloads and in more tabs', async () => {
    const scene = await serve(() => ({ cancelled: 1 }));
    const cookie = await signIn(scene);
    for (const path of ['/', '/', '/runs/x', '/settings'])
      expect(
        (await fetch(scene.base + path, { headers: { cookie, accept: 'text/html', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } })).status,
      ).toBe(200);
  });

  it('and comes by a link of another site goes on by itself, as its cookie stayed at home; once', async () => {
    const { server, base } = await serve();
    const host = base.replace('http://', '');
    const navigation = { host, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
    const elsewhere = await raw(server.port, { target: '/runs/x?a=1&b="<', headers: { ...navigation, 'sec-fetch-site': 'cross-site' } });
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.body).toContain('<meta http-equiv="refresh" content="0; url=/runs/x?a=1&#38;b=%22%3C">');
    expect(elsewhere.body).not.toContain('<script');
    // what the continuing page asks for comes from this server
    const onward = await raw(server.port, { target: '/runs/x', headers: { ...navigation, 'sec-fetch-site': 'same-origin' } });
    expect(onward.status).toBe(401);
    expect(onward.body).toContain('not signed in');
    expect(onward.body).not.toContain('http-equiv="refresh"');
  });

  it('does not go on to another site', async () => {
    const { server, base } = await serve();
    const headers = { host: base.replace('http://', ''), 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' };
    for (const target of ['//evil.example/x', '/.//evil.example', '/\\evil.example']) {
      const answer = await raw(server.port, { target, headers });
      expect(answer.body).not.toContain('refresh');
    }
  });
});

describe('the secrets', () => {
  it('are in no page, no answer, no header but the one, and no log', async () => {
    const scene = await serve((name) => {
      if (name === 'runs.list') throw new TypeError('a bug');
      return { cancelled: 1 };
    });
    const link = scene.server.newLink();
    const token = new URL(link).searchParams.get('token') ?? '';
    const cookie = await signIn(scene);
    const secret = cookie.slice(cookie.indexOf('=') + 1);
    const texts: string[] = [];
    for (const target of ['/', '/open', '/runs/x', '/assets/main-abc.js', '/api/x', '/api/download']) {
      const response = await fetch(scene.base + target, { headers: { cookie, accept: 'text/html' } });
      texts.push(await response.text(), JSON.stringify([...response.headers]));
    }
    for (const name of ['run.cancel', 'runs.list', 'no.such']) {
      const response = await fetch(`${scene.base}/api/call/${name}`, {
        method: 'POST',
        headers: { cookie, origin: scene.base, 'content-type': 'application/json' },
        body: '{"run":"x"}',
      });
      texts.push(await response.text(), JSON.stringify([...response.headers]));
    }
    for (const text of [...texts, ...scene.logged]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(secret);
    }
    expect(scene.logged).toHaveLength(1);
  });
});
