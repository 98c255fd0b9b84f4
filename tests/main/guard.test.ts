import { describe, expect, it } from 'vitest';
import { externalAddress, EXTERNAL } from '../../src/main/external.ts';
import { Grants } from '../../src/main/grants.ts';
import { isAllowedRequest } from '../../src/main/guard.ts';
import { isOurs } from '../../src/main/origin.ts';
import { startScene } from './support.ts';

const ELSEWHERE = [
  'https://example.org/',
  'http://127.0.0.1:8080/',
  'file:///etc/passwd',
  'app://print/x',
  'app://other/',
  'data:text/html,x',
  'javascript:1',
  'about:blank',
  'no address',
];

describe('our origin', () => {
  it.each(['app://cgoscope/', 'app://cgoscope/runs/1?q=a#b'])('is that of %s', (address) => expect(isOurs(address)).toBe(true));
  it.each([...ELSEWHERE, 'app://cgoscope@elsewhere/', 'app://user:word@cgoscope/', 'app://cgoscope:99/', 'app:cgoscope', 'https://cgoscope/'])('is not that of %s', (address) =>
    expect(isOurs(address)).toBe(false),
  );
});

describe('a page of a window', () => {
  it.each(['will-navigate', 'will-redirect'])('does not leave our origin: %s', async (event) => {
    const { double } = await startScene();
    for (const url of ELSEWHERE) {
      let prevented = false;
      double.window.webContents.emit(event, { url, preventDefault: () => (prevented = true) });
      expect([url, prevented]).toEqual([url, true]);
    }
    let prevented = false;
    double.window.webContents.emit(event, { url: 'app://cgoscope/runs', preventDefault: () => (prevented = true) });
    expect(prevented).toBe(false);
  });

  it('leads no frame inside it anywhere, not even to us', async () => {
    const { double } = await startScene();
    for (const [url, isMainFrame, refused] of [
      ['https://example.org/', false, true],
      ['app://cgoscope/', false, true],
      ['https://example.org/', true, true],
      ['app://cgoscope/', true, false],
    ] as const) {
      let prevented = false;
      double.window.webContents.emit('will-frame-navigate', { url, isMainFrame, preventDefault: () => (prevented = true) });
      expect([url, isMainFrame, prevented]).toEqual([url, isMainFrame, refused]);
    }
  });

  it('opens no window and attaches no webview', async () => {
    const { double } = await startScene();
    for (const url of [...ELSEWHERE, 'app://cgoscope/'])
      expect(
        double.window.webContents.openHandler?.({ url, frameName: '', features: '', disposition: 'new-window', referrer: { url: '', policy: 'no-referrer' } } as never),
      ).toEqual({ action: 'deny' });
    let prevented = false;
    double.window.webContents.emit('will-attach-webview', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  it('gets no permission but to put text on the clipboard', async () => {
    const { double } = await startScene();
    const session = double.defaultSession;
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen', 'pointerLock', 'fileSystem', 'midi', 'unknown'] as const)
      expect([permission, await session.asks(permission, 'app://cgoscope/'), session.checks(permission, 'app://cgoscope/')]).toEqual([permission, false, false]);
    expect(await session.asks('clipboard-sanitized-write', 'app://cgoscope/')).toBe(true);
    expect(session.checks('clipboard-sanitized-write', 'app://cgoscope/')).toBe(true);
    expect(await session.asks('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(session.checks('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(session.checks('clipboard-sanitized-write', 'app://cgoscope/', false)).toBe(false);
    expect(session.asksForDevice()).toBe(false);
    expect(await session.asksForScreen()).toBeNull();
  });

  it('reaches no network, downloads nothing, and no dictionary is fetched for it', async () => {
    const { double } = await startScene();
    const session = double.defaultSession;
    for (const url of ELSEWHERE) expect([url, await session.lets(url)]).toEqual([url, false]);
    expect(await session.lets('wss://example.org/', 'webSocket')).toBe(false);
    expect(await session.lets('app://cgoscope/assets/a.js', 'script')).toBe(true);
    expect(await session.lets('data:image/png;base64,', 'image')).toBe(true);
    expect(session.spellChecker).toBe(false);
    let prevented = false;
    session.emit('will-download', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  it('may show the developer tools of Electron', () => expect(isAllowedRequest('devtools://devtools/bundled/x.html', 'mainFrame')).toBe(true));
});

describe('addresses for the browser', () => {
  it.each(['https://go.dev/doc/', 'https://pkg.go.dev/cmd/cgo', 'https://docs.docker.com/engine/', 'https://github.com/golang/go/issues/1'])('%s is opened', (url) =>
    expect(externalAddress(url)).toBe(url),
  );
  it.each([
    'http://go.dev/',
    'https://go.dev.evil.org/',
    'https://evil.org/go.dev',
    'https://user@go.dev/',
    'https://go.dev@evil.org/',
    'https://go.dev:8443/',
    'https://github.com/evil/golang/',
    'https://github.com/golang-evil/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://go.dev/',
    'go.dev',
    '',
    `https://go.dev/${'x'.repeat(3000)}`,
  ])('%s is not', (url) => expect(externalAddress(url)).toBeNull());
  it('are a short list of hosts that speak https', () => {
    expect(EXTERNAL.length).toBeLessThan(12);
    for (const { host, path } of EXTERNAL) expect(externalAddress(`https://${host}${path}`)).not.toBeNull();
  });
});

describe('paths that a dialog gave', () => {
  it('count for what they were given for', () => {
    const grants = new Grants();
    grants.give('/a/report.pdf', 'pdf');
    expect([grants.has('/a/report.pdf'), grants.has('/a/report.pdf', 'pdf'), grants.has('/a/report.pdf', 'bundle'), grants.has('/a/./report.pdf')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
  it('are forgotten, the oldest first, when there are many', () => {
    const grants = new Grants();
    for (let i = 0; i < 300; i += 1) grants.give(`/a/${i}`, 'html');
    expect([grants.has('/a/0'), grants.has('/a/99'), grants.has('/a/100'), grants.has('/a/299')]).toEqual([false, false, true, true]);
  });
});
