// What a desktop window can do beyond the api: dialogs, files that a person chose, the user's browser and file manager.
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Api } from '../shared/api/contract.ts';
import { InputError } from '../shared/domain/errors.ts';
import type { Electron } from './electron.ts';
import { externalAddress } from './external.ts';
import type { Grants, SaveKind } from './grants.ts';
import { notGranted, type DesktopHandlers } from './ipc.ts';
import type { PdfPrinter } from './pdf.ts';
import { wordsOf, type Language } from './words.ts';

export interface DesktopOptions {
  electron: Pick<Electron, 'app' | 'dialog' | 'shell'>;
  api: Api;
  grants: Grants;
  printer: PdfPrinter;
  dataFolder: string;
  language: () => Language;
  /** The page has another language or theme now. */
  onLook: (look: { language: Language; theme: 'light' | 'dark' | 'system' }) => void;
  closing: AbortSignal;
}

const EXTENSIONS: Record<SaveKind, string> = { bundle: 'cgoscope', html: 'html', md: 'md', json: 'json', pdf: 'pdf' };

export function createDesktop({ electron, api, grants, printer, dataFolder, language, onLook, closing }: DesktopOptions): DesktopHandlers {
  const { app, dialog } = electron;
  /** Where the last file was saved; the next dialog starts there. */
  let lastFolder: string | null = null;
  const filterOf = (kind: SaveKind): { name: string; extensions: string[] } => ({ name: wordsOf(language()).kinds[kind], extensions: [EXTENSIONS[kind]] });

  return {
    async 'pick.folder'({ title }, window) {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openDirectory', 'treatPackageAsDirectory'] });
      return { path: canceled ? null : (filePaths[0] ?? null) };
    },
    async 'pick.bundle'({ title }, window) {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters: [filterOf('bundle')] });
      return { path: canceled ? null : (filePaths[0] ?? null) };
    },
    async 'pick.file'({ title }, window) {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile', 'showHiddenFiles'] });
      return { path: canceled ? null : (filePaths[0] ?? null) };
    },
    async 'pick.save'({ title, name, kind }, window) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title,
        defaultPath: path.join(lastFolder ?? app.getPath('downloads'), fileName(name, EXTENSIONS[kind])),
        filters: [filterOf(kind)],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      if (canceled || filePath === '') return { path: null };
      // As it was confirmed: an extension added now could name another file, that nobody agreed to lose.
      grants.give(filePath, kind);
      lastFolder = path.dirname(filePath);
      return { path: filePath };
    },
    async 'report.write'({ run, kind, to }) {
      if (!grants.has(to, kind)) throw notGranted('report.write', to);
      const { content } = await api.call('report.render', { run, format: kind === 'pdf' ? 'html' : kind }, { signal: closing });
      const bytes = kind === 'pdf' ? await printer.print(content, closing) : new TextEncoder().encode(content);
      await replaceFile(to, bytes);
      return { bytes: bytes.byteLength };
    },
    async 'save.text'({ title, name, text }, window) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title,
        defaultPath: path.join(lastFolder ?? app.getPath('downloads'), fileName(name, path.extname(name).slice(1) || 'txt')),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      if (canceled || filePath === '') return { path: null };
      await replaceFile(filePath, new TextEncoder().encode(text), 'save.text');
      lastFolder = path.dirname(filePath);
      return { path: filePath };
    },
    async 'open.external'({ url }) {
      const address = externalAddress(url);
      if (address === null) return { opened: false };
      await electron.shell.openExternal(address);
      return { opened: true };
    },
    async 'show.file'({ path: file }) {
      if (!grants.has(file) && !(await isInside(file, dataFolder)))
        throw new InputError(`${file} is neither in the data folder nor a file that was saved from here`, { input: 'show.file', place: 'path' });
      electron.shell.showItemInFolder(file);
      return {};
    },
    async 'window.look'(look) {
      onLook(look);
      return {};
    },
  };
}

/** A proposal of the page as one name of a file, with its extension. */
function fileName(name: string, extension: string): string {
  const plain = name
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, '-')
    .replace(/^\.+/, '')
    .slice(0, 120);
  const base = plain === '' ? 'cgoscope' : plain;
  return base.toLowerCase().endsWith(`.${extension}`) ? base : `${base}.${extension}`;
}

/** Whole or not at all: what was there stays when the disk is full. */
async function replaceFile(file: string, bytes: Uint8Array, input: 'report.write' | 'save.text' = 'report.write'): Promise<void> {
  const part = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  try {
    await writeFile(part, bytes);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    throw new InputError(`${file} can't be written: ${WHY[code] ?? code}`, { input, place: 'to', expected: 'a place that can be written' });
  }
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'its folder is not there any more',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EDQUOT: 'the quota is used up',
};

/** Where links lead counts, not how the path reads. */
async function isInside(file: string, folder: string): Promise<boolean> {
  try {
    const [real, inside] = await Promise.all([realpath(file), realpath(folder)]);
    return real === inside || real.startsWith(inside + path.sep);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false; // neither is there
    throw error;
  }
}
