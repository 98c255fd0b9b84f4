// What the workbench does with files alone: no engine, no database, no owner. Each room is loaded when it is asked, so a shell starts fast.
// Called by the command line; later by the window for a dropped file.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Diff } from '../shared/domain/documents.ts';
import type { ElfDetail, ElfPart } from '../shared/domain/elf-detail.ts';
import type { Elf } from '../shared/domain/elf.ts';
import { InputError } from '../shared/domain/errors.ts';
import { COMPARED_PARTS } from './binaries/compared.ts';
import { fileErrorCode, fileErrorWhy } from './file-errors.ts';
import { openFile } from './file-source.ts';

/** Where this user's data is; nothing is made. */
export async function dataFolder(env: Record<string, string | undefined>): Promise<string> {
  return (await import('./store/folders.ts')).dataFolder(env);
}

/** That a log or document can be written to `file`, before there is one to write. Throws InputError; `to` is how the user called it. */
export async function checkTarget(file: string, to: string): Promise<void> {
  (await import('./target-file.ts')).checkTarget(file, to);
}

/** What the binary at `file` says of itself; `name` is how the user called it and stands in the document. */
export async function elfOfFile(file: string, name: string = file): Promise<Elf> {
  const source = openFile(file, name);
  try {
    return (await import('./evidence/index.ts')).readElf(source, name);
  } finally {
    source.close();
  }
}

/** The parts asked for of the binary at `file`, with its facts. */
export async function elfDetailOfFile(file: string, name: string, parts: readonly ElfPart[]): Promise<{ elf: Elf; detail: ElfDetail }> {
  const source = openFile(file, name);
  try {
    const { readElf, readElfDetail } = await import('./evidence/index.ts');
    return { elf: readElf(source, name), detail: readElfDetail(source, name, parts) };
  } finally {
    source.close();
  }
}

/** What differs between two binaries, as a `diff` document whose runs are the files; `sizes` says where the bytes went. */
export async function diffElfFiles(a: { file: string; name: string }, b: { file: string; name: string }): Promise<Diff> {
  const [{ diffElfDetail }, left, right] = await Promise.all([
    import('./compare/index.ts'),
    elfDetailOfFile(a.file, a.name, COMPARED_PARTS),
    elfDetailOfFile(b.file, b.name, COMPARED_PARTS),
  ]);
  const side = (name: string): Diff['a'] => ({ run: '-', cell: null, label: name });
  const { differences, sizes } = diffElfDetail(left, right);
  return { schema: 'cgoscope/diff@0', kind: 'cells', a: side(a.name), b: side(b.name), differences, cells: [], sizes };
}

/**
 * Writes a commented `cgoscope.yaml` into the project; returns its path. Throws InputError where there is one already, where the folder is no Go project,
 * and where it can't be written.
 */
export async function initProject(folder: string): Promise<string> {
  const [{ readProject }, { renderInit }, { assumedWorld }, { GO_VERSIONS, RUN_IMAGE_NAMES }] = await Promise.all([
    import('./project/index.ts'),
    import('./matrix/index.ts'),
    import('./lab/world.ts'),
    import('./toolchain/index.ts'),
  ]);
  const project = await readProject(folder);
  // Without an engine asked: the file says `native` and `auto` where the engine decides.
  const world = assumedWorld(
    GO_VERSIONS.map((version) => version.go),
    [...RUN_IMAGE_NAMES],
  );
  const file = path.join(project.path, 'cgoscope.yaml');
  try {
    await writeFile(file, renderInit(project, world), { flag: 'wx' });
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') throw new InputError(`${file} is there already; it was left as it is`, { input: file, expected: 'a project without a matrix file' });
    throw new InputError(`${file} can't be written: ${fileErrorWhy(error)}`, { input: file, expected: 'a folder that can be written' });
  }
  return file;
}
