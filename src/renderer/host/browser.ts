// The host in a browser tab: uploads in place of dialogs, downloads in place of saving, the browser's own print for PDF.
import { callAnswerSchema, DOWNLOAD_PATH, UPLOAD_PATH, uploadAnswerSchema } from '../../shared/api/http.ts';
import { decodeError, DisconnectedError } from '../../shared/api/wire-errors.ts';
import { errorText, InputError } from '../../shared/domain/errors.ts';
import { exportName } from './export-name.ts';
import type { Host } from './host.ts';

/** Files of a folder beyond which an upload is refused: it is a project's source that is wanted. */
const MOST_FILES = 20_000;
/** Folders that no build reads from a client. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', 'node_modules']);

interface FolderFile {
  path: string;
  file: File;
}

async function upload(query: URLSearchParams, body: Blob): Promise<string> {
  let response: Response;
  try {
    response = await fetch(`${UPLOAD_PATH}?${query}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body, credentials: 'same-origin' });
  } catch (error) {
    throw new DisconnectedError(`the upload did not reach the workbench (${errorText(error)}); is \`cgoscope serve\` still running?`);
  }
  // A proxy in between may answer with a page of its own.
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const failure = callAnswerSchema.safeParse(answer);
    if (failure.success && !failure.data.ok) throw decodeError(failure.data.error);
    throw new InputError(`the upload was refused (${response.status})`, { input: query.get('name') ?? query.get('path') ?? '' });
  }
  return uploadAnswerSchema.parse(answer).path;
}

async function uploadFiles(files: readonly FolderFile[], onProgress: (name: string) => void): Promise<string | null> {
  const wanted = files.filter(({ path }) => !path.split('/').some((part) => LEFT_OUT.has(part)));
  if (wanted.length === 0) return null;
  if (wanted.length > MOST_FILES)
    throw new InputError(`the folder has ${wanted.length} files, too many for an upload`, {
      input: 'folder',
      expected: `at most ${MOST_FILES}; copy it to the machine and open its path`,
    });
  const folder = crypto.randomUUID();
  let root = '';
  for (const { path, file } of wanted) {
    onProgress(path);
    root = await upload(new URLSearchParams({ folder, path }), file);
  }
  return root;
}

/** Opens a file dialog; null when it was dismissed. */
function chooseFiles(prepare: (input: HTMLInputElement) => void): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    prepare(input);
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** Every file under a dropped folder, with paths relative to it. */
async function filesUnder(entry: FileSystemDirectoryEntry): Promise<FolderFile[]> {
  const found: FolderFile[] = [];
  const walk = async (directory: FileSystemDirectoryEntry, prefix: string): Promise<void> => {
    const reader = directory.createReader();
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return;
      for (const each of batch) {
        const path = `${prefix}${each.name}`;
        if (LEFT_OUT.has(each.name)) continue;
        if (isDirectory(each)) await walk(each, `${path}/`);
        else if (isFile(each)) found.push({ path, file: await new Promise<File>((resolve, reject) => each.file(resolve, reject)) });
        if (found.length > MOST_FILES) return;
      }
    }
  };
  await walk(entry, `${entry.name}/`);
  return found;
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

function download(kind: string, run: string): void {
  const link = document.createElement('a');
  link.href = `${DOWNLOAD_PATH}?${new URLSearchParams({ kind, run })}`;
  link.download = '';
  link.click();
}

export function createBrowserHost(): Host {
  const bundle = async (file: File, onProgress: (name: string) => void): Promise<string> => {
    onProgress(file.name);
    return upload(new URLSearchParams({ name: file.name }), file);
  };
  const binary = async (file: File, onProgress: (name: string) => void): Promise<string> => {
    onProgress(file.name);
    return upload(new URLSearchParams({ name: file.name, kind: 'binary' }), file);
  };
  return {
    kind: 'browser',
    async uploadFolder(onProgress) {
      const files = await chooseFiles((input) => {
        input.webkitdirectory = true;
      });
      return uploadFiles(
        files.map((file) => ({ path: file.webkitRelativePath, file })),
        onProgress,
      );
    },
    async pickBundle(_title, onProgress) {
      const [file] = await chooseFiles((input) => {
        input.accept = '.cgoscope';
      });
      return file === undefined ? null : bundle(file, onProgress);
    },
    async pickFile(_title, onProgress) {
      const [file] = await chooseFiles(() => undefined);
      return file === undefined ? null : binary(file, onProgress);
    },
    async dropped(data, onProgress) {
      const entry = data.items[0]?.webkitGetAsEntry() ?? null;
      const file = data.files[0];
      if (entry !== null && isDirectory(entry)) {
        const path = await uploadFiles(await filesUnder(entry), onProgress);
        return path === null ? null : { kind: 'project', path };
      }
      if (file === undefined) return null;
      if (!file.name.endsWith('.cgoscope')) return { kind: 'binary', path: await binary(file, onProgress) };
      return { kind: 'bundle', path: await bundle(file, onProgress) };
    },
    async save(kind, run) {
      if (kind === 'pdf') {
        // The report as a page; a person prints it from there, as no script runs in it.
        window.open(`${DOWNLOAD_PATH}?${new URLSearchParams({ kind: 'html', run, view: '1' })}`, '_blank', 'noopener');
        return null;
      }
      download(kind, run);
      return exportName(run, kind);
    },
    pathFor: binary,
    uploadTogether: (files, onProgress) =>
      uploadFiles(
        files.map((file) => ({ path: `together/${file.name}`, file })),
        onProgress,
      ),
    async saveText(name, text) {
      const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = name;
      link.click();
      URL.revokeObjectURL(address);
      return name;
    },
    async openExternal(url) {
      window.open(url, '_blank', 'noopener,noreferrer');
    },
    look: () => undefined,
  };
}
