// Dialogs, files that were chosen, PDF, the browser and the file manager: through the page's bridge, as a page asks for them.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPdfPrinter } from '../../src/main/pdf.ts';
import { callAnswerSchema, type CallAnswer } from '../../src/shared/api/http.ts';
import { ElectronDouble, type FakeContents } from '../doubles/electron.ts';
import { bridgeOf, startScene, temporaryFolder, until, type SceneOptions } from './support.ts';

const REPORT = '<!doctype html><title>r</title><script>alert(1)</script>';

async function page(options: SceneOptions = {}) {
  const asked: unknown[] = [];
  const scene = await startScene({
    answer: (name, input) => (asked.push([name, input]), { content: REPORT }),
    ...options,
  });
  const bridge = bridgeOf(scene.double.window);
  const desktop = async (name: string, input: unknown): Promise<CallAnswer> => callAnswerSchema.parse(await bridge.desktop(name, input));
  const save = async (kind: string, file: string | null, name = 'report') => {
    scene.double.choose.save = file;
    return desktop('pick.save', { title: 't', name, kind });
  };
  return { ...scene, asked, desktop, save };
}

describe('a dialog', () => {
  it('gives the folder or bundle that was chosen, and null where it was dismissed', async () => {
    const { double, desktop } = await page();
    expect(await desktop('pick.folder', { title: 'Open' })).toEqual({ ok: true, value: { path: null } });
    double.choose.open = '/home/u/p';
    expect(await desktop('pick.folder', { title: 'Open' })).toEqual({ ok: true, value: { path: '/home/u/p' } });
    expect(await desktop('pick.bundle', { title: 'Import' })).toEqual({ ok: true, value: { path: '/home/u/p' } });
    expect(double.openDialogs.map(({ properties, filters }) => [properties, filters])).toEqual([
      [['openDirectory', 'treatPackageAsDirectory'], undefined],
      [['openDirectory', 'treatPackageAsDirectory'], undefined],
      [['openFile'], [{ name: 'Cgoscope bundle', extensions: ['cgoscope'] }]],
    ]);
    expect(await desktop('pick.file', { title: 'Look into' })).toEqual({ ok: true, value: { path: '/home/u/p' } });
    expect(double.openDialogs.at(-1)).toMatchObject({ properties: ['openFile', 'showHiddenFiles'] });
    expect(double.openDialogs.at(-1)?.filters).toBeUndefined();
  });

  it('proposes a plain name with the extension of its kind, in the folder of the last one', async () => {
    const { double, save } = await page();
    await save('pdf', null, '../../.bash/rc\u202efdp');
    await save('bundle', '/home/u/kept/x.cgoscope', 'run.cgoscope');
    await save('md', null, '');
    expect(double.saveDialogs.map(({ defaultPath }) => defaultPath)).toEqual(['/downloads/-..-.bash-rc-fdp.pdf', '/downloads/run.cgoscope', '/home/u/kept/cgoscope.md']);
    expect(double.saveDialogs[0]?.properties).toContain('showOverwriteConfirmation');
  });
});

describe('save.text', () => {
  it('asks where under a plain name, and writes the text there and nowhere else', async () => {
    const { double, desktop } = await page();
    const to = path.join(temporaryFolder(), 'fix.patch');
    expect(await desktop('save.text', { title: 'Save', name: '../cgo-off.patch', text: 'x' })).toEqual({ ok: true, value: { path: null } });
    expect(double.saveDialogs[0]?.defaultPath).toBe('/downloads/-cgo-off.patch');
    double.choose.save = to;
    expect(await desktop('save.text', { title: 'Save', name: 'cgo-off.patch', text: '--- a\n+++ b\n' })).toEqual({ ok: true, value: { path: to } });
    expect(readFileSync(to, 'utf8')).toBe('--- a\n+++ b\n');
    double.choose.save = '/nonexistent/folder/x.patch';
    expect(await desktop('save.text', { title: 'Save', name: 'x.patch', text: 'x' })).toMatchObject({ ok: false, error: { data: { name: 'InputError' } } });
  });
});

describe('report.write', () => {
  it('writes only where a dialog of this kind said', async () => {
    const { desktop, save, asked } = await page();
    const to = path.join(temporaryFolder(), 'r.html');
    const write = { run: 'last', kind: 'html', to };
    expect(await desktop('report.write', write)).toMatchObject({ ok: false, error: { data: { name: 'InputError', place: 'to' } } });
    await save('md', to);
    expect(await desktop('report.write', write)).toMatchObject({ ok: false });
    await save('html', null);
    expect(await desktop('report.write', write)).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
    await save('html', to);
    expect(await desktop('report.write', write)).toEqual({ ok: true, value: { bytes: REPORT.length } });
    expect(readFileSync(to, 'utf8')).toBe(REPORT);
    expect(asked).toEqual([['report.render', { run: 'last', format: 'html' }]]);
    expect(readdirSync(path.dirname(to))).toEqual(['r.html']);
  });

  it('says in words why a file can not be written, and leaves nothing behind', async () => {
    const { desktop, save } = await page();
    const to = path.join(temporaryFolder(), 'gone', 'r.json');
    await save('json', to);
    expect(await desktop('report.write', { run: 'last', kind: 'json', to })).toMatchObject({
      ok: false,
      error: { message: `${to} can't be written: its folder is not there any more` },
    });
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'r.json'));
    await save('json', path.join(folder, 'r.json'));
    expect(await desktop('report.write', { run: 'last', kind: 'json', to: path.join(folder, 'r.json') })).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/can't be written/) },
    });
    expect(readdirSync(folder)).toEqual(['r.json']);
  });

  it('prints the html report as PDF in a hidden window without script, network or bridge', async () => {
    const { double, desktop, save, asked } = await page();
    const to = path.join(temporaryFolder(), 'r.pdf');
    await save('pdf', to);
    let shown: Response | null = null;
    double.print = async (print) => {
      shown = await print.session.load(print.mainFrame.url);
      return Buffer.from('%PDF-1.7');
    };
    expect(await desktop('report.write', { run: 'last', kind: 'pdf', to })).toEqual({ ok: true, value: { bytes: 8 } });
    expect(readFileSync(to, 'utf8')).toBe('%PDF-1.7');
    expect(asked).toEqual([['report.render', { run: 'last', format: 'html' }]]);
    const window = double.window;
    expect(window.options).toMatchObject({
      show: false,
      webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, devTools: false },
    });
    expect(window.options.webPreferences).not.toHaveProperty('preload');
    expect([window.isDestroyed(), double.windows[0]?.isDestroyed()]).toEqual([true, false]);
    expect(window.webContents.printed[0]).toMatchObject({ pageSize: 'A4', printBackground: true });
    const response = shown as unknown as Response; // assigned in the callback above
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:/);
    expect(await response.text()).toBe(REPORT);
    const session = window.webContents.session;
    expect(session).not.toBe(double.defaultSession);
    for (const url of ['https://example.org/pixel.png', 'app://cgoscope/', window.webContents.mainFrame.url]) expect([url, await session.lets(url, 'image')]).toEqual([url, false]);
    expect(await session.lets('data:image/png;base64,', 'image')).toBe(true);
  });
});

describe('the end of the application', () => {
  it('ends a print that is under way', async () => {
    const { double, desktop, save } = await page();
    const to = path.join(temporaryFolder(), 'r.pdf');
    await save('pdf', to);
    double.print = () => new Promise(() => undefined);
    const writing = desktop('report.write', { run: 'last', kind: 'pdf', to });
    await until(() => double.windows.length === 2 && double.window.webContents.printed.length === 1);
    double.app.quit();
    expect(await writing).toMatchObject({ ok: false, error: { data: { name: 'CancelledError' } } });
    expect([double.window.isDestroyed(), readdirSync(path.dirname(to))]).toEqual([true, []]);
  });
});

describe('a print', () => {
  const printer = (print: (page: FakeContents) => Promise<Buffer>, timeoutMs?: number) => {
    const double = new ElectronDouble();
    double.print = print;
    return { double, ...createPdfPrinter(double.parts, timeoutMs) };
  };
  const never = () => new Promise<Buffer>(() => undefined);

  it('that takes too long is given up, and its window goes', async () => {
    const { double, print } = printer(never, 20);
    await expect(print('x')).rejects.toThrow(/could not be printed within 0\.02 s/);
    expect(double.window.isDestroyed()).toBe(true);
  });

  it('is cancelled, before and during it', async () => {
    const { double, print } = printer(never);
    await expect(print('x', AbortSignal.abort())).rejects.toMatchObject({ name: 'CancelledError' });
    expect(double.windows).toEqual([]);
    const over = new AbortController();
    const printed = print('x', over.signal);
    await until(() => double.windows.length === 1 && double.window.webContents.printed.length === 1);
    over.abort();
    await expect(printed).rejects.toMatchObject({ name: 'CancelledError' });
    expect(double.window.isDestroyed()).toBe(true);
  });

  it('that fails says why, and two at once are two documents', async () => {
    const { print } = printer(async (shown) => {
      const text = await (await shown.session.load(shown.mainFrame.url)).text();
      if (text === 'bad') throw new Error('Failed to generate PDF');
      return Buffer.from(text);
    });
    const [a, b, bad] = await Promise.allSettled([print('one'), print('two'), print('bad')]);
    expect([a, b].map((each) => (each.status === 'fulfilled' ? Buffer.from(each.value).toString() : String(each.reason)))).toEqual(['one', 'two']);
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'Failed to generate PDF' } });
  });
});

describe('open.external', () => {
  it('opens what is on the list, and says that it does not open the rest', async () => {
    const { double, desktop } = await page();
    expect(await desktop('open.external', { url: 'https://pkg.go.dev/cmd/cgo' })).toEqual({ ok: true, value: { opened: true } });
    for (const url of ['https://example.org/', 'file:///etc/passwd', 'javascript:1', 'http://go.dev/'])
      expect(await desktop('open.external', { url })).toEqual({ ok: true, value: { opened: false } });
    expect(double.external).toEqual(['https://pkg.go.dev/cmd/cgo']);
  });
});

describe('show.file', () => {
  it('shows files of the data folder and those that were saved, and no others', async () => {
    const { double, dataFolder, desktop, save } = await page();
    const elsewhere = temporaryFolder();
    writeFileSync(path.join(dataFolder, 'settings.json'), '{}');
    writeFileSync(path.join(elsewhere, 'x'), '');
    symlinkSync(elsewhere, path.join(dataFolder, 'link'));
    expect(await desktop('show.file', { path: path.join(dataFolder, 'settings.json') })).toEqual({ ok: true, value: {} });
    await save('html', '/home/u/r.html');
    expect(await desktop('show.file', { path: '/home/u/r.html' })).toEqual({ ok: true, value: {} });
    for (const file of [
      path.join(elsewhere, 'x'),
      path.join(dataFolder, 'link', 'x'),
      path.join(dataFolder, '..'),
      '/etc/passwd',
      path.join(dataFolder, 'no such'),
      `${dataFolder}-beside`,
    ])
      expect(await desktop('show.file', { path: file })).toMatchObject({ ok: false, error: { data: { name: 'InputError' } } });
    expect(double.shownFiles).toEqual([path.join(dataFolder, 'settings.json'), '/home/u/r.html']);
  });
});
