// @vitest-environment jsdom
// The host in a browser tab: what it sends for a chosen or dropped file or folder, and what it refuses before sending anything.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { createBrowserHost } from '../../../src/renderer/host/browser.ts';
import { exportName } from '../../../src/renderer/host/export-name.ts';

interface Sent {
  path: string;
  query: Record<string, string>;
  method: string;
  body: string;
}
let sent: Sent[] = [];
let answer: () => Response = () => Response.json({ path: '/uploads/x' });

beforeEach(() => {
  sent = [];
  answer = () => Response.json({ path: '/uploads/x' });
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: { method?: string; body?: Blob }) => {
    const address = new URL(url, 'http://127.0.0.1');
    sent.push({ path: address.pathname, query: Object.fromEntries(address.searchParams), method, body: await read(body) });
    return answer();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** jsdom's files have no `text()`. */
const read = (body: Blob | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    if (body === undefined) return resolve('');
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(new Error('not readable'));
    reader.readAsText(body);
  });

const file = (path: string, text = path): File => {
  const made = new File([text], path.slice(path.lastIndexOf('/') + 1));
  Object.defineProperty(made, 'webkitRelativePath', { value: path });
  return made;
};

/** Answers the next file dialog. */
function choose(files: readonly File[]): HTMLInputElement[] {
  const inputs: HTMLInputElement[] = [];
  vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLInputElement) {
    inputs.push(this);
    Object.defineProperty(this, 'files', { value: files });
    this.dispatchEvent(new Event(files.length === 0 ? 'cancel' : 'change'));
  });
  return inputs;
}

const fileEntry = (made: File): FileSystemFileEntry =>
  ({ isFile: true, isDirectory: false, name: made.name, file: (resolve: (file: File) => void) => resolve(made) }) as unknown as FileSystemFileEntry; // what a drop has of it
/** Gives its entries in two batches, as Chromium does beyond a hundred. */
const folderEntry = (name: string, entries: FileSystemEntry[]): FileSystemDirectoryEntry =>
  ({
    isFile: false,
    isDirectory: true,
    name,
    createReader: () => {
      const batches = [entries.slice(0, 1), entries.slice(1)].filter(({ length }) => length > 0);
      return { readEntries: (resolve: (entries: FileSystemEntry[]) => void) => resolve(batches.shift() ?? []) };
    },
  }) as unknown as FileSystemDirectoryEntry; // as above
const dropped = (entry: FileSystemEntry | null, files: readonly File[] = []): DataTransfer => ({ items: [{ webkitGetAsEntry: () => entry }], files }) as unknown as DataTransfer; // as above

describe('a bundle', () => {
  it('is uploaded with its name, and answered with its path over there', async () => {
    const inputs = choose([file('a run.cgoscope', 'bytes')]);
    const said: string[] = [];
    expect(await createBrowserHost().pickBundle('Import', (name) => said.push(name))).toBe('/uploads/x');
    expect(sent).toEqual([{ path: '/api/upload', query: { name: 'a run.cgoscope' }, method: 'POST', body: 'bytes' }]);
    expect(inputs[0]?.accept).toBe('.cgoscope');
    expect(said).toEqual(['a run.cgoscope']);
  });

  it('is not asked for again when the dialog was dismissed', async () => {
    choose([]);
    expect(await createBrowserHost().pickBundle('Import', () => undefined)).toBeNull();
    expect(sent).toEqual([]);
  });

  it('is refused in the words of the server', async () => {
    choose([file('a.cgoscope')]);
    answer = () => Response.json({ ok: false, error: { code: -32602, message: 'the bundle is larger than 2 GB', data: { name: 'InputError', input: 'a' } } }, { status: 413 });
    await expect(createBrowserHost().pickBundle('Import', () => undefined)).rejects.toEqual(new InputError('the bundle is larger than 2 GB', { input: 'a' }));
  });

  it('is refused with the status where the server says nothing', async () => {
    choose([file('a.cgoscope')]);
    answer = () => new Response('<html>', { status: 502 });
    await expect(createBrowserHost().pickBundle('Import', () => undefined)).rejects.toThrow('the upload was refused (502)');
  });

  it('says that the workbench was not reached', async () => {
    choose([file('a.cgoscope')]);
    answer = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(createBrowserHost().pickBundle('Import', () => undefined)).rejects.toThrow('did not reach the workbench (Failed to fetch)');
  });

  it('is known by its name in a drop; any other file is a binary, and uploaded as one', async () => {
    const bundle = file('a.cgoscope');
    expect(await createBrowserHost().dropped(dropped(fileEntry(bundle), [bundle]), () => undefined)).toEqual({ kind: 'bundle', path: '/uploads/x' });
    const other = file('a.zip');
    expect(await createBrowserHost().dropped(dropped(fileEntry(other), [other]), () => undefined)).toEqual({ kind: 'binary', path: '/uploads/x' });
    expect(await createBrowserHost().dropped(dropped(null), () => undefined)).toBeNull();
    expect(sent.map(({ query }) => query)).toEqual([{ name: 'a.cgoscope' }, { name: 'a.zip', kind: 'binary' }]);
  });
});

describe('a folder', () => {
  it('is uploaded file by file under one name, without what no build reads', async () => {
    const inputs = choose([file('serve/go.mod', 'module x'), file('serve/cmd/main.go', 'package main'), file('serve/.git/HEAD'), file('serve/node_modules/a/b.js')]);
    expect(await createBrowserHost().uploadFolder?.(() => undefined)).toBe('/uploads/x');
    expect(sent.map(({ query, body }) => [query['path'], body])).toEqual([
      ['serve/go.mod', 'module x'],
      ['serve/cmd/main.go', 'package main'],
    ]);
    expect(new Set(sent.map(({ query }) => query['folder'])).size).toBe(1);
    expect(inputs[0]?.webkitdirectory).toBe(true);
  });

  it('is walked when it is dropped, to its last batch', async () => {
    const serve = folderEntry('serve', [
      fileEntry(file('go.mod')),
      folderEntry('.git', [fileEntry(file('HEAD'))]),
      folderEntry('cmd', [fileEntry(file('main.go')), fileEntry(file('x.go'))]),
    ]);
    expect(await createBrowserHost().dropped(dropped(serve), () => undefined)).toEqual({ kind: 'project', path: '/uploads/x' });
    expect(sent.map(({ query }) => query['path'])).toEqual(['serve/go.mod', 'serve/cmd/main.go', 'serve/cmd/x.go']);
  });

  it('of too many files is refused before the first is sent', async () => {
    choose(Array.from({ length: 20_001 }, (_, index) => file(`big/${index}`)));
    await expect(createBrowserHost().uploadFolder?.(() => undefined)).rejects.toThrow('the folder has 20001 files, too many for an upload');
    expect(sent).toEqual([]);
  });

  it('of nothing but what is left out is nothing', async () => {
    choose([file('x/.git/HEAD')]);
    expect(await createBrowserHost().uploadFolder?.(() => undefined)).toBeNull();
  });
});

describe('an export', () => {
  it('is a download under a name that says what it is', async () => {
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(this.getAttribute('href') ?? '');
    });
    expect(await createBrowserHost().save('bundle', '01JD', 'Export')).toBe('cgoscope-01JD.cgoscope');
    expect(clicked).toEqual(['/api/download?kind=bundle&run=01JD']);
    expect(exportName('01JD', 'md')).toBe('cgoscope-01JD.md');
  });

  it('to PDF is the report as a page of its own, that can’t reach back', async () => {
    const opened = vi.spyOn(window, 'open').mockReturnValue(null);
    expect(await createBrowserHost().save('pdf', '01JD', 'Export')).toBeNull();
    expect(opened).toHaveBeenCalledWith('/api/download?kind=html&run=01JD&view=1', '_blank', 'noopener');
  });
});
