// Brings a tree into a volume of the daemon: nothing when it is there already, else what changed, else all of it.
import { randomUUID } from 'node:crypto';
import { CancelledError } from '../../shared/domain/errors.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import type { Engine } from '../engine/types.ts';
import type { Progress } from '../toolchain/types.ts';
import { nameToBytes } from './names.ts';
import { packEntries } from './tar.ts';
import type { Tree, TreeEntry } from './types.ts';

/** What a volume holds: kept by the caller (store state) between runs, plain JSON. */
export interface TreeManifest {
  format: 1;
  /** {@link Tree.hash} */
  hash: string;
  /** path -> type letter, mode and content hash. */
  entries: Record<string, string>;
}

export interface SendOptions {
  /** Name of the volume; made when missing. The tree lands in its folder `tree`. */
  volume: string;
  /** An image with `sh`, `rm`, `xargs` (busybox does); started only when something must be removed. */
  helperImage: string;
  /** What was sent into this volume last, as far as the caller knows; null = send all. */
  previous: TreeManifest | null;
  run: string;
  progress: Progress;
  signal: AbortSignal;
}

export interface Sent {
  sentFiles: number;
  sentBytes: number;
  removed: number;
  manifest: TreeManifest;
}

/** Where the volume is mounted in the helper, and the folder of the tree in it. */
const MOUNT = '/src';
export const TREE_FOLDER = 'tree';
/** Beside the tree: says which tree the volume holds. Invalid from before the first change until after the last. */
export const MARKER = '.cgoscope-tree';

/** Fixed scripts; names come NUL-separated on stdin and never through a shell's eyes. */
const REMOVE_NAMED = `cd ${MOUNT}/${TREE_FOLDER} && exec xargs -0 rm -rf --`;
const REMOVE_ALL = `exec rm -rf -- ${MOUNT}/${TREE_FOLDER}`;

export const manifestOf = (tree: Tree): TreeManifest => ({
  format: 1,
  hash: tree.hash,
  entries: Object.fromEntries(tree.entries.map((entry) => [entry.path, signature(entry)])),
});

const signature = (entry: TreeEntry): string => `${entry.type[0] ?? ''}${entry.mode.toString(8)} ${entry.hash}`;

/** What must be removed and what must be written to turn the one into the other. A folder that goes stands for all below it. */
export function changes(previous: TreeManifest, tree: Tree): { remove: string[]; write: TreeEntry[] } {
  const before = new Map(Object.entries(previous.entries));
  const now = new Map(tree.entries.map((entry) => [entry.path, entry]));
  const gone = new Set<string>();
  for (const [path, was] of before) {
    const entry = now.get(path);
    // A change of kind (file to folder, link to folder) is a removal and a writing: unpacking over it could follow the old link.
    if (entry === undefined || entry.type[0] !== was[0]) gone.add(path);
  }
  const remove = [...gone].filter((path) => !hasParentIn(gone, path));
  const write = tree.entries.filter((entry) => before.get(entry.path) !== signature(entry) || hasParentIn(gone, entry.path) || gone.has(entry.path));
  return { remove, write };
}

function hasParentIn(set: Set<string>, path: string): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) if (set.has(path.slice(0, at))) return true;
  return false;
}

/**
 * Makes `<volume>/tree` equal to the tree. The marker says what the volume holds: it is made invalid before the first change and written after the
 * last, so whatever stops this in between (cancel, crash, lost daemon) leaves a volume that is emptied and filled anew next time.
 * Throws CancelledError after an abort, InputError where a file changed since it was read, and what the engine throws.
 */
export async function sendTree(engine: Engine, tree: Tree, options: SendOptions): Promise<Sent> {
  const manifest = manifestOf(tree);
  const stop = (): void => {
    if (options.signal.aborted) throw new CancelledError();
  };
  stop();
  const { created } = await engine.ensureVolume(options.volume, 'source');
  // Never started: the engine unpacks into its volume all the same.
  const helper = await engine.createContainer({
    image: options.helperImage,
    role: 'build',
    run: options.run,
    argv: ['true'],
    network: 'none',
    mounts: [{ volume: options.volume, target: MOUNT, readOnly: false }],
  });
  try {
    const holds = created ? null : await readMarker(engine, helper);
    if (holds === tree.hash) return { sentFiles: 0, sentBytes: 0, removed: 0, manifest };

    const known = options.previous !== null && options.previous.format === 1 && holds === options.previous.hash ? options.previous : null;
    const { remove, write } = known ? changes(known, tree) : { remove: [], write: tree.entries };
    stop();
    await writeMarker(engine, helper, `unfinished ${randomUUID()}`);
    if (known === null && !created) await runFixed(engine, options, REMOVE_ALL, null);
    if (remove.length > 0)
      await runFixed(engine, options, REMOVE_NAMED, Buffer.concat(remove.map((path) => Buffer.concat([Buffer.from('./'), nameToBytes(path), Buffer.from([0])]))));
    stop();

    const sent = await writeEntries(engine, helper, tree, known === null ? [ROOT, ...write] : write, options);
    stop();
    await writeMarker(engine, helper, tree.hash);
    return { ...sent, removed: remove.length, manifest };
  } catch (error) {
    if (options.signal.aborted && !(error instanceof CancelledError)) throw new CancelledError();
    throw error;
  } finally {
    await engine.removeContainer(helper);
  }
}

/** The folder of the tree itself, so that an empty tree has one too. */
const ROOT: TreeEntry = { path: '', type: 'directory', mode: 0o755, size: 0, hash: '' };

async function writeEntries(engine: Engine, helper: string, tree: Tree, entries: TreeEntry[], options: SendOptions): Promise<{ sentFiles: number; sentBytes: number }> {
  const files = entries.filter((entry) => entry.type === 'file');
  const total = files.reduce((sum, entry) => sum + entry.size, 0);
  let doneFiles = 0;
  let doneBytes = 0;
  let lastReport = 0;
  const report = (force: boolean): void => {
    if (!force && performance.now() - lastReport < 200) return;
    lastReport = performance.now();
    options.progress({
      task: 'sources',
      text:
        doneFiles === 0 ? `sending ${files.length} files, ${formatBytes(total)}` : `sent ${doneFiles} of ${files.length} files, ${formatBytes(doneBytes)} of ${formatBytes(total)}`,
      doneBytes,
      totalBytes: total,
    });
  };
  if (entries.length > 0) {
    report(true);
    const tar = packEntries(tree, entries, `${MOUNT.slice(1)}/${TREE_FOLDER}`, {
      signal: options.signal,
      onFile: (bytes) => {
        doneFiles += 1;
        doneBytes += bytes;
        report(false);
      },
    });
    // The engine may answer a broken stream with its own words: what broke it is the better answer.
    const broken: Error[] = [];
    tar.on('error', (error) => broken.push(error));
    const abort = (): void => void tar.destroy(new CancelledError());
    options.signal.addEventListener('abort', abort, { once: true });
    try {
      // Unpacked at the root, with the whole path in the names: the engine refuses links that lead out of the folder it unpacks into.
      await engine.putTar(helper, '/', tar);
    } catch (error) {
      throw broken[0] ?? error;
    } finally {
      options.signal.removeEventListener('abort', abort);
    }
    if (broken[0] !== undefined) throw broken[0];
    report(true);
  }
  return { sentFiles: files.length, sentBytes: total };
}

async function readMarker(engine: Engine, helper: string): Promise<string | null> {
  const file = await engine.getFile(helper, `${MOUNT}/${MARKER}`, 200);
  return file === null ? null : file.content.toString('latin1').trim();
}

const writeMarker = (engine: Engine, helper: string, text: string): Promise<void> =>
  engine.putFiles(helper, MOUNT, [{ name: MARKER, mode: 0o644, type: 'file', uid: 0, gid: 0, content: Buffer.from(`${text}\n`) }]);

async function runFixed(engine: Engine, options: SendOptions, script: string, stdin: Buffer | null): Promise<void> {
  const container = await engine.startLeased({
    image: options.helperImage,
    role: 'build',
    run: options.run,
    argv: ['cat'],
    network: 'none',
    lease: true,
    init: true,
    readOnlyRoot: true,
    capDrop: ['ALL'],
    // Files in the volume may belong to whoever ran in it before: root needs to pass by their modes to remove them.
    capAdd: ['DAC_OVERRIDE', 'FOWNER'],
    noNewPrivileges: true,
    pidsLimit: 64,
    mounts: [{ volume: options.volume, target: MOUNT, readOnly: false }],
  });
  try {
    const words: Buffer[] = [];
    const collect = (chunk: Buffer): void => {
      if (words.length < 64) words.push(chunk);
    };
    const { code } = await engine.exec(container.id, { argv: ['sh', '-c', script], user: '0', stdin, signal: options.signal, onStdout: collect, onStderr: collect });
    if (options.signal.aborted) throw new CancelledError();
    if (code !== 0)
      throw new Error(`removing old files from the source volume ${options.volume} ended with exit code ${code}: ${Buffer.concat(words).toString('utf8').slice(0, 2000).trim()}`);
  } finally {
    await container.end();
  }
}
