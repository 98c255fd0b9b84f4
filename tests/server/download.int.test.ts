// Exports as downloads, and the report as a page that may show itself and do nothing.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportPolicy } from '../../src/server/download.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { until } from '../api/contract-cases.ts';
import { serve, signIn, type Answer } from './support.ts';

const REPORT = '<!doctype html><style>p{color:red}</style><p>the report</p>';

async function signedIn(answer: Answer) {
  const scene = await serve(answer);
  const cookie = await signIn(scene);
  return { ...scene, cookie, get: (query: string, init: RequestInit = {}) => fetch(`${scene.base}/api/download?${query}`, { ...init, headers: { cookie } }) };
}
const to = (input: unknown): string => (input as { to: string }).to; // bundle.export's

describe('a download', () => {
  it.each([
    ['html', 'text/html; charset=utf-8'],
    ['md', 'text/markdown; charset=utf-8'],
    ['json', 'application/json; charset=utf-8'],
  ])('of a report as %s is a file with a name', async (kind, type) => {
    const asked: unknown[] = [];
    const { get } = await signedIn((name, input) => (asked.push([name, input]), { content: `ein Bericht ü ${kind}` }));
    const response = await get(`kind=${kind}&run=01ABC`);
    expect(await response.text()).toBe(`ein Bericht ü ${kind}`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="cgoscope-01ABC.${kind}"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(asked).toEqual([['report.render', { run: '01ABC', format: kind }]]);
  });

  it('of a bundle is streamed from a file, which is gone afterwards', async () => {
    const bytes = Buffer.alloc(5_000_000, 'bundle\0');
    let file = '';
    const { get } = await signedIn((_name, input) => {
      file = to(input);
      writeFileSync(file, bytes);
      return { bytes: bytes.length, redacted: {} };
    });
    const response = await get('kind=bundle&run=last');
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="cgoscope-last.cgoscope"');
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    await until(() => !existsSync(path.dirname(file)));
  });

  it('that nobody waits for any more is given up, and its file is gone', async () => {
    let file = '';
    let signal: AbortSignal | null = null;
    const { get } = await signedIn((_name, input, context) => {
      file = to(input);
      signal = context.signal;
      return new Promise((_resolve, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)));
    });
    const going = new AbortController();
    const response = get('kind=bundle&run=last', { signal: going.signal });
    response.catch(() => undefined); // it is aborted
    await until(() => signal !== null);
    expect(existsSync(path.dirname(file))).toBe(true);
    going.abort();
    await until(() => !existsSync(path.dirname(file)));
  });

  it('whose reader stops in the middle leaves no file', async () => {
    let file = '';
    const { get } = await signedIn((_name, input) => {
      file = to(input);
      writeFileSync(file, Buffer.alloc(50_000_000));
      return { bytes: 50_000_000, redacted: {} };
    });
    const response = await get('kind=bundle&run=last');
    await response.body?.cancel();
    await until(() => !existsSync(path.dirname(file)));
  });

  it('of a run that is not there says so, as a call does', async () => {
    const { get } = await signedIn(() => {
      throw new InputError('there is no run "x"', { input: 'x' });
    });
    for (const kind of ['bundle', 'html']) {
      const response = await get(`kind=${kind}&run=x`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ ok: false, error: { message: 'there is no run "x"', data: { name: 'InputError' } } });
      expect(response.headers.get('content-disposition')).toBeNull();
    }
  });

  it.each(['', 'kind=html', 'run=x', 'kind=exe&run=x', 'kind=html&run=', `kind=html&run=${'x'.repeat(201)}`, 'kind=html&run=x&view=maybe'])(
    'asked for with %j is refused',
    async (query) => {
      const { get } = await signedIn(() => ({ content: '' }));
      expect((await get(query)).status).toBe(400);
    },
  );

  it('has a safe name whatever the run was called', async () => {
    const { get } = await signedIn(() => ({ content: '' }));
    const response = await get(`kind=md&run=${encodeURIComponent('../"; filename="evil.exe\r\nset-cookie: a=b')}`);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="cgoscope-[\w-]{1,40}\.md"$/);
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

describe('the report as a page', () => {
  it('may use its own style and nothing else', async () => {
    const { get } = await signedIn(() => ({ content: REPORT }));
    const response = await get('kind=html&run=x&view=1');
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(await response.text()).toBe(REPORT);
    // printf 'p{color:red}' | openssl dgst -sha256 -binary | base64
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('is for html alone: the others are never shown in place', async () => {
    const { get } = await signedIn(() => ({ content: 'x' }));
    for (const kind of ['md', 'json']) expect((await get(`kind=${kind}&run=x&view=1`)).headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('without a style may use none', () => {
    expect(reportPolicy('<p>x</p>')).toContain("style-src 'none'");
  });
});
