// Reads a folder as a Go project: modules, main packages, and the tree that is sent. Never runs Go, never writes.
import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import { compileIgnore, readIgnoreLines } from './dockerignore.ts';
import { scanGoFile, type GoFile } from './gosource.ts';
import { editFiles, editTree, NO_EDITS, type Edited, type SourceEdit } from './edits.ts';
import { isLocalPath, parseModFile, type ModFile } from './modfile.ts';
import { breather } from '../breather.ts';
import { showName } from './names.ts';
import { NO_CACHE, readEntry, readTree, type HashCache } from './tree.ts';
import type { MainPackage, Project, Tree, TreeEntry } from './types.ts';

export interface ReadProjectOptions {
  /** `sources.exclude` of the matrix file: patterns as in .dockerignore, after it. */
  exclude?: string[] | undefined;
  /** Default true. */
  readDockerignore?: boolean | undefined;
  /** Hashes of files seen before; makes the second reading of a project several times faster. */
  hashes?: HashCache | undefined;
  /** Made on what is read, and so on what is sent; the folder stays as it is. */
  edits?: readonly SourceEdit[] | undefined;
  signal?: AbortSignal | undefined;
}

/** A module of the project (not of its dependencies). */
interface Module {
  /** Absolute folder. */
  dir: string;
  file: ModFile;
}

const MAX_MODFILE_BYTES = 16 * 1024 * 1024;

/**
 * `folder` is any path of a folder that holds go.mod or go.work. Throws InputError for no such folder, no module, faulty go.mod/go.work,
 * an unreadable file; CancelledError after an abort.
 */
export async function readProject(folder: string, options: ReadProjectOptions = {}): Promise<Project> {
  const notes: string[] = [];
  const edited = options.edits === undefined || options.edits.length === 0 ? NO_EDITS : editFiles(realFolder(folder), options.edits);
  const { dir, own, work } = readModFiles(folder, edited);
  if (work === null) noteOuterWorkspace(dir, notes);

  const modules = work === null ? [{ dir, file: own as ModFile }] : members(dir, work, own, notes, edited); // own: checked above
  const first = modules[0];
  if (first === undefined) throw new InputError(`${path.join(dir, 'go.work')} uses no module`, { input: dir, place: 'go.work', expected: 'use FOLDER' });

  const outside = [...modules.map((module) => module.dir), ...replaced(dir, work, modules, notes)];
  const { root, folders } = rootOf([dir, ...outside]);
  const projectDir = relative(root, dir);
  const below = projectDir === '.' ? '' : projectDir;

  const lines = [
    ...(options.readDockerignore === false ? [] : readDockerignore(dir, edited)),
    ...(options.exclude ?? []).map((pattern, index) => ({ pattern, line: index + 1, source: 'sources.exclude' })),
  ];
  const { hashes, flush } = collecting(options.hashes ?? NO_CACHE);
  const read = await readTree({
    root,
    folders,
    ignore: lines.length === 0 ? [] : [{ below, matcher: compileIgnore(lines) }],
    hashes,
    signal: options.signal,
    note: (text) => notes.push(text),
  });

  const tree = editTree(read, edited);

  const packages = await scanPackages(tree, root, modules, hashes, options.signal);
  flush();
  const project: Project = {
    path: dir,
    module: (own ?? first.file).module ?? '',
    goDirective: work?.go ?? (own ?? first.file).go,
    toolchainDirective: work?.toolchain ?? (own ?? first.file).toolchain,
    mains: mainsOf(packages, dir),
    importsC: packages.some(({ files }) => files.some(({ facts }) => facts.importsC && !facts.ignored)),
    vendored: tree.entries.some((entry) => entry.path === (below === '' ? 'vendor/modules.txt' : `${below}/vendor/modules.txt`)),
    workspace: work !== null,
    tree,
    projectDir,
    edited: new Map([...edited].map(([file, content]) => [relative(root, file), content])),
    notes,
  };
  addNotes(project, own !== null, lines.length > 0);
  return project;
}

/** The real path of a folder that holds a Go project. Throws as {@link readProject} does for one that does not; reads no more than go.mod and go.work. */
export const projectFolder = (folder: string): string => readModFiles(folder, NO_EDITS).dir;

function readModFiles(folder: string, edited: Edited): { dir: string; own: ModFile | null; work: ModFile | null } {
  const dir = realFolder(folder);
  const own = readModFile(path.join(dir, 'go.mod'), 'go.mod', edited);
  const work = readModFile(path.join(dir, 'go.work'), 'go.work', edited);
  if (own === null && work === null) throw noModule(dir);
  if (own !== null && own.module === null) throw new InputError(`${path.join(dir, 'go.mod')} has no module line`, { input: dir, place: 'go.mod', expected: 'module PATH' });
  return { dir, own, work };
}

/** Keeps what is learnt until all is read: whoever stores it writes once, and a project that can't be read teaches nothing. */
function collecting(hashes: HashCache): { hashes: HashCache; flush: () => void } {
  const fresh = new Map<string, string>();
  return {
    hashes: { get: (key) => fresh.get(key) ?? hashes.get(key), set: (key, value) => void fresh.set(key, value) },
    flush: () => fresh.forEach((value, key) => hashes.set(key, value)),
  };
}

function realFolder(folder: string): string {
  const full = path.resolve(folder);
  let dir: string;
  try {
    dir = fs.realpathSync(full);
  } catch {
    throw new InputError(`${full} does not exist; expected a folder with go.mod or go.work`, { input: folder, expected: 'a folder with go.mod or go.work' });
  }
  if (!fs.statSync(dir).isDirectory())
    throw new InputError(`${full} is not a folder; expected a folder with go.mod or go.work`, { input: folder, expected: 'a folder with go.mod or go.work' });
  return dir;
}

function readModFile(file: string, name: string, edited: Edited): ModFile | null {
  const instead = edited.get(file);
  if (instead !== undefined) return instead === null ? null : parseModFile(instead.toString('utf8'), name);
  let text: string;
  try {
    if (fs.statSync(file).size > MAX_MODFILE_BYTES) throw new InputError(`${file} is larger than ${MAX_MODFILE_BYTES} bytes`, { input: file, expected: `a ${name}` });
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = (error as NodeJS.ErrnoException).code; // what fs throws carries a code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new InputError(`${file} can't be read (${code ?? String(error)})`, { input: file, expected: `a readable ${name}` });
  }
  return parseModFile(text, name);
}

/** The folders from `dir` upwards, without `dir`. */
function above(dir: string): string[] {
  const folders: string[] = [];
  for (let at = path.dirname(dir); at !== folders.at(-1) && at !== dir; at = path.dirname(at)) {
    folders.push(at);
    if (path.dirname(at) === at) break;
  }
  return folders;
}

function noModule(dir: string): InputError {
  const parent = above(dir).find((folder) => fs.existsSync(path.join(folder, 'go.mod')) || fs.existsSync(path.join(folder, 'go.work')));
  const hint = parent ? `; ${parent} has one: name that folder and choose the package with --set package=./${relative(parent, dir)}` : '';
  return new InputError(`no go.mod and no go.work in ${dir}${hint}`, { input: dir, expected: 'a folder with go.mod or go.work' });
}

function noteOuterWorkspace(dir: string, notes: string[]): void {
  const outer = above(dir).find((folder) => fs.existsSync(path.join(folder, 'go.work')));
  if (outer) notes.push(`${path.join(outer, 'go.work')} is above the project and is not used; name its folder to build with it`);
}

/** The modules of a workspace, the one in the project's own folder first. */
function members(dir: string, work: ModFile, own: ModFile | null, notes: string[], edited: Edited): Module[] {
  const modules: Module[] = [];
  for (const use of work.uses) {
    const folder = path.resolve(dir, use.dir);
    const file = readModFile(path.join(folder, 'go.mod'), path.join(use.dir, 'go.mod'), edited);
    if (file === null)
      throw new InputError(`go.work:${use.line}: use ${showName(use.dir)}: there is no go.mod in ${folder}`, {
        input: path.join(dir, 'go.work'),
        place: `line ${use.line}`,
        expected: 'the folder of a module',
      });
    modules.push({ dir: fs.realpathSync(folder), file });
  }
  if (own !== null && !modules.some((module) => module.dir === dir)) notes.push('go.work does not use the module in its own folder, so Go does not build it');
  return modules.sort((a, b) => Number(b.dir === dir) - Number(a.dir === dir));
}

/** Folders that `replace` lines of the project's own modules point at. One that is not there is a note: Go needs it only when the module is imported. */
function replaced(dir: string, work: ModFile | null, modules: Module[], notes: string[]): string[] {
  const folders: string[] = [];
  const from = [
    ...modules.map((module) => ({ base: module.dir, file: module.file, name: path.join(relative(dir, module.dir), 'go.mod') })),
    ...(work ? [{ base: dir, file: work, name: 'go.work' }] : []),
  ];
  for (const { base, file, name } of from) {
    for (const replace of file.replaces) {
      if (!isLocalPath(replace.target)) continue;
      const place = `${name}:${replace.line}: replace ${replace.old} => ${showName(replace.target)}`;
      if (path.isAbsolute(replace.target)) {
        notes.push(`${place} is an absolute path of this machine, which a builder does not have; write it relative to the module`);
        continue;
      }
      const folder = path.resolve(base, replace.target);
      if (fs.existsSync(path.join(folder, 'go.mod'))) folders.push(fs.realpathSync(folder));
      else notes.push(`${place}: there is no go.mod in ${folder}; the build fails if this module is needed`);
    }
  }
  return folders;
}

/** The deepest folder that holds all of them, and where they stand below it. */
function rootOf(dirs: string[]): { root: string; folders: string[] } {
  let root = dirs[0] ?? path.sep;
  for (const dir of dirs) while (!isInside(root, dir)) root = path.dirname(root);
  return { root, folders: [...new Set(dirs.map((dir) => relative(root, dir)))].map((dir) => (dir === '.' ? '' : dir)) };
}

const isInside = (root: string, dir: string): boolean => dir === root || dir.startsWith(root.endsWith(path.sep) ? root : root + path.sep);

/** With `/`, `.` for the same folder. */
const relative = (from: string, to: string): string => path.relative(from, to).split(path.sep).join('/') || '.';

function readDockerignore(dir: string, edited: Edited): { pattern: string; line: number; source: string }[] {
  const file = path.join(dir, '.dockerignore');
  const instead = edited.get(file);
  if (instead !== undefined) return instead === null ? [] : readIgnoreLines(instead.toString('utf8')).map((line) => ({ ...line, source: '.dockerignore' }));
  try {
    return readIgnoreLines(fs.readFileSync(file, 'utf8')).map((line) => ({ ...line, source: '.dockerignore' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // what fs throws carries a code
    throw new InputError(`${file} can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, { input: file, expected: 'a readable file' });
  }
}

interface Package {
  module: Module;
  /** Absolute folder. */
  dir: string;
  files: { name: string; facts: GoFile }[];
}

/** A Go file larger than this is data; its package clause is not looked at. */
const MAX_GO_BYTES = 32 * 1024 * 1024;

/** The packages of the project's modules as `./...` sees them: without vendor, testdata, names starting with `_` or `.`, and nested modules. */
async function scanPackages(tree: Tree, root: string, modules: Module[], hashes: HashCache, signal: AbortSignal | undefined): Promise<Package[]> {
  const pause = breather(signal);
  const moduleAt = new Map(modules.map((module) => [relative(root, module.dir), module]));
  const goMods = new Set(
    tree.entries.filter((entry) => entry.type === 'file' && (entry.path === 'go.mod' || entry.path.endsWith('/go.mod'))).map((entry) => path.posix.dirname(entry.path)),
  );
  const packages = new Map<string, Package>();
  for (const entry of tree.entries) {
    const name = path.posix.basename(entry.path);
    if (entry.type !== 'file' || !name.endsWith('.go') || name.endsWith('_test.go') || /^[_.]/.test(name) || entry.size > MAX_GO_BYTES) continue;
    const dir = path.posix.dirname(entry.path);
    let known = packages.get(dir);
    if (known === undefined) {
      const module = moduleOf(dir, moduleAt, goMods);
      if (module === null) continue;
      known = { module, dir: path.join(root, dir), files: [] };
      packages.set(dir, known);
    }
    known.files.push({ name, facts: goFileFacts(tree, entry, hashes) });
    await pause();
  }
  return [...packages.values()];
}

function moduleOf(dir: string, moduleAt: Map<string, Module>, goMods: Set<string>): Module | null {
  for (let at = dir; ; at = path.posix.dirname(at)) {
    const module = moduleAt.get(at);
    if (module) return module;
    const name = path.posix.basename(at);
    if (goMods.has(at) || at === '.' || name === 'vendor' || name === 'testdata' || /^[_.]/.test(name)) return null;
  }
}

/** Cached by content: the same bytes say the same. */
function goFileFacts(tree: Tree, entry: TreeEntry, hashes: HashCache): GoFile {
  const key = `gofile1 ${entry.hash}`;
  const known = hashes.get(key);
  if (known !== undefined && known !== null) {
    const [name, flags = ''] = known.split(' ');
    return { package: name || null, importsC: flags.includes('C'), ignored: flags.includes('i'), hasMain: flags.includes('m') };
  }
  const facts = scanGoFile(readEntry(tree, entry).toString('utf8'));
  hashes.set(key, `${facts.package ?? ''} ${facts.importsC ? 'C' : ''}${facts.ignored ? 'i' : ''}${facts.hasMain ? 'm' : ''}`);
  return facts;
}

function mainsOf(packages: Package[], projectDir: string): MainPackage[] {
  const mains: MainPackage[] = [];
  for (const { module, dir, files } of packages) {
    const built = files.filter(({ facts }) => !facts.ignored);
    if (!built.some(({ facts }) => facts.package === 'main' && facts.hasMain)) continue;
    const inModule = relative(module.dir, dir);
    const inProject = relative(projectDir, dir);
    mains.push({
      dir: inProject === '.' || inProject.startsWith('../') ? inProject : `./${inProject}`,
      importPath: inModule === '.' ? (module.file.module ?? '') : `${module.file.module ?? ''}/${inModule}`,
      importsC: built.some(({ facts }) => facts.importsC),
    });
  }
  return mains.sort((a, b) => (a.dir === '.' ? -1 : b.dir === '.' ? 1 : a.dir < b.dir ? -1 : 1));
}

function addNotes(project: Project, ownModule: boolean, ignores: boolean): void {
  const at = (name: string): string => (project.projectDir === '.' ? name : `${project.projectDir}/${name}`);
  const sent = new Set(project.tree.entries.map((entry) => entry.path));
  if (ignores) {
    for (const name of [...(ownModule ? ['go.mod'] : []), ...(project.workspace ? ['go.work'] : [])]) {
      if (!sent.has(at(name))) project.notes.push(`${name} is excluded by .dockerignore or sources.exclude, so no build can succeed; keep it with !${name}`);
    }
  }
  if (project.mains.length === 0) project.notes.push(`no main package found${ignores ? ' in what is sent (see .dockerignore and sources.exclude)' : ''}`);
  const leaving = project.tree.entries.filter((entry) => entry.linkname !== undefined && leavesTree(entry));
  if (leaving.length > 0)
    project.notes.push(
      `${leaving.length === 1 ? 'a link points' : `${leaving.length} links point`} outside what is sent: ${leaving
        .slice(0, 3)
        .map((entry) => showName(entry.path))
        .join(', ')}${leaving.length > 3 ? ' …' : ''}`,
    );
}

function leavesTree(entry: TreeEntry): boolean {
  const target = entry.linkname ?? '';
  return path.posix.isAbsolute(target) || path.posix.normalize(path.posix.join(path.posix.dirname(entry.path), target)).startsWith('..');
}
