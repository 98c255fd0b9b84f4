// Finds libraries as glibc's loader does. Facts: ld.so(8), elf/dl-load.c (_dl_map_new_object, open_path, open_verify), elf/dl-cache.c, elf/dl-deps.c
// (breadth first), elf/dl-hwcaps*.c of glibc 2.41, and what Debian's build says of itself (`ld.so --list-diagnostics`).
import { abiOf, architectureOf, atPlatform, tripleOf } from '../machine.ts';
import { Account } from './account.ts';
import { flagsServe, parseCache, type Cache } from './cache.ts';
import { absolute, basename, dirname, join, Looks, note, type Tried } from './look.ts';
import { MAX_FOLDERS, type How, type Loaded, type Program, type Resolution } from './types.ts';

const CACHE_PATH = '/etc/ld.so.cache';
const PRELOAD_FILE = '/etc/ld.so.preload';

interface Found {
  readonly how: How;
  readonly path: string;
  readonly real: string;
  readonly brief: Loaded['brief'];
}

export function resolveGlibc(program: Program): Resolution {
  return new Search(program).run();
}

class Search {
  readonly #program: Program;
  readonly #looks: Looks;
  readonly #account: Account;
  readonly #byReal = new Map<string, Loaded>();
  readonly #byName = new Map<string, Loaded>();
  readonly #hwcapsIn = new Map<string, string[]>();
  #cacheKnown: Cache | null | undefined;
  readonly #systemFolders: readonly string[];
  readonly #workdir: string;

  constructor(program: Program) {
    this.#program = program;
    this.#looks = new Looks(program);
    this.#account = new Account(this.#looks);
    this.#systemFolders = systemFolders(program);
    this.#workdir = program.image.config.workdir || '/';
  }

  run(): Resolution {
    const { path, brief, image, interp, loaderPath, loader } = this.#program;
    const main: Loaded = { name: path, path, real: path, brief, by: null };
    this.#add(main);
    // The loader is in the process before anything is searched, under the name that the program gives it and its own.
    const rtld: Loaded | null = loader === null ? null : { name: interp, path: interp, real: loaderPath, brief: loader, by: main };
    if (rtld !== null) this.#know(rtld, [basename(interp)]);
    for (const name of this.#preloads()) this.#ask(main, name, true);
    this.#account.walk((by, name) => this.#ask(by, name, false), rtld);
    const { loaded, unsure } = this.#account;
    if (rtld !== null && !loaded.includes(rtld)) loaded.push(rtld);
    if (image.resolve(CACHE_PATH).found && image.bytesOf(CACHE_PATH) === null) unsure.add(`${CACHE_PATH} could not be read`);
    return this.#account.result();
  }

  #add(loaded: Loaded): void {
    this.#account.loaded.push(loaded);
    this.#know(loaded, []);
  }

  #know(loaded: Loaded, names: string[]): void {
    this.#byReal.set(loaded.real, loaded);
    // The program answers to no name: its soname, if it has one, is not matched before it is opened.
    for (const name of [loaded.path, ...(loaded.by === null ? [] : [loaded.name, ...(loaded.brief.soname === null ? [] : [loaded.brief.soname])]), ...names])
      if (!this.#byName.has(name)) this.#byName.set(name, loaded);
  }

  #ask(by: Loaded, name: string, preload: boolean): void {
    const tried: Tried = [];
    const known = this.#byName.get(name);
    if (known !== undefined)
      return this.#account.answer(by, name, { loaded: known, real: known.real, how: known.real === this.#program.loaderPath ? 'loader' : 'already-loaded' }, tried);
    const found = this.#find(by, name, tried);
    if (found === null) {
      // A preload that is not there is left out with a warning; a NEEDED ends the start.
      if (!preload || this.#fatal) this.#account.answer(by, name, null, tried);
      return;
    }
    const { path, real, brief, how } = found;
    const same = this.#byReal.get(real);
    if (same !== undefined) this.#byName.set(name, same);
    const loaded: Loaded = same ?? { name, path, real, brief, by };
    if (same === undefined) this.#add(loaded);
    this.#account.answer(by, name, { loaded, real, how }, tried);
  }

  get #fatal(): boolean {
    return this.#account.fatal !== null;
  }

  /** The order of ld.so(8): RPATH of the one that asks and of who brought it (only where the one that asks has no RUNPATH), LD_LIBRARY_PATH, RUNPATH, cache, default. */
  #find(by: Loaded, name: string, tried: Tried): Found | null {
    if (name === '') return null;
    if (name.includes('/')) {
      const path = absolute(this.#expand(name, by), this.#workdir);
      return this.#open(name, path, 'absolute', tried);
    }
    if (by.brief.runpath.length === 0) {
      for (let each: Loaded | null = by; each !== null; each = each.by) {
        if (each.brief.runpath.length > 0) continue; // an RPATH beside a RUNPATH is dropped when the file is read
        const found = this.#inFolders(name, this.#folders(each.brief.rpath, each), 'rpath', tried);
        if (found !== null || this.#fatal) return found;
      }
    }
    const libraryPath = this.#program.env['LD_LIBRARY_PATH'] ?? '';
    if (libraryPath !== '') {
      const found = this.#inFolders(name, this.#folders(libraryPath.split(/[:;]/), by), 'LD_LIBRARY_PATH', tried);
      if (found !== null || this.#fatal) return found;
    }
    const found = this.#inFolders(name, this.#folders(by.brief.runpath, by), 'runpath', tried) ?? (!this.#fatal ? this.#inCache(name, tried) : null);
    if (found !== null || this.#fatal || this.#program.noDefault) return found;
    return this.#inFolders(name, this.#systemFolders, 'default', tried);
  }

  #inFolders(name: string, folders: readonly string[], how: How, tried: Tried): Found | null {
    for (const folder of folders) {
      for (const sub of this.#hwcaps(folder)) {
        const found = this.#open(name, join(sub, name), how, tried, true);
        if (found !== null || this.#fatal) return found;
      }
      const found = this.#open(name, join(folder, name), how, tried);
      if (found !== null || this.#fatal) return found;
    }
    return null;
  }

  #inCache(name: string, tried: Tried): Found | null {
    const cache = this.#cache();
    if (cache === null) return null;
    const architecture = architectureOf(this.#program.brief);
    const entries = cache.get(name).filter(({ flags }) => flagsServe(flags, architecture));
    const levels = this.#program.hwcaps;
    const best = (levels ?? []).flatMap((level) => entries.filter(({ hwcaps }) => hwcaps === level))[0] ?? entries.find(({ hwcaps }) => hwcaps === null);
    if (best === undefined) {
      note(tried, CACHE_PATH, cache.get(name).length > 0 ? 'names it for another machine or CPU only' : 'does not name it');
      if (levels === null && entries.length > 0) this.#account.unsure.add(`${CACHE_PATH} names ${name} for some CPUs only`);
      return null;
    }
    return this.#open(name, best.path, 'ld.so.cache', tried);
  }

  #open(name: string, path: string, how: How, tried: Tried, quiet = false): Found | null {
    const look = this.#looks.at(path);
    if (look.ok) return { how, path, real: look.real, brief: look.brief };
    if (!quiet || look.there !== false) note(tried, path, how === 'ld.so.cache' ? `${CACHE_PATH} says so: ${look.why}` : look.why);
    // For a wrong class or machine the search goes on; anything else that can be opened and is no library ends the start.
    if (look.there === 'no-elf' || look.there === 'data' || look.there === 'directory') this.#account.fatal = { name, path, why: look.why };
    return null;
  }

  #cache(): Cache | null {
    if (this.#cacheKnown === undefined) {
      const bytes = this.#program.image.bytesOf(CACHE_PATH);
      this.#cacheKnown = bytes === null ? null : parseCache(bytes, this.#program.brief.data !== 'msb');
    }
    return this.#cacheKnown;
  }

  /** Folders of glibc-hwcaps below one that is searched, the best first (glibc 2.33 and newer). */
  #hwcaps(folder: string): string[] {
    let known = this.#hwcapsIn.get(folder);
    if (known === undefined) {
      const parent = join(folder, 'glibc-hwcaps');
      const there = this.#program.image.resolve(parent).found;
      if (there && this.#program.hwcaps === null) this.#account.unsure.add(`${parent} is for some CPUs only, and that of the host is not known`);
      known = there ? (this.#program.hwcaps ?? []).map((level) => join(parent, level)) : [];
      this.#hwcapsIn.set(folder, known);
    }
    return known;
  }

  /** An empty entry is the working folder. One with a token that glibc does not know stays as it is. */
  #folders(entries: readonly string[], by: Loaded): string[] {
    return [...new Set(entries.slice(0, MAX_FOLDERS).map((entry) => absolute(entry === '' ? '.' : this.#expand(entry, by), this.#workdir)))];
  }

  /** $ORIGIN: the folder of the file that says it; $LIB: as the loader was built (`lib64`, or `lib/<triple>` where it lives there); $PLATFORM: AT_PLATFORM. */
  #expand(text: string, by: Loaded): string {
    if (!text.includes('$')) return text;
    const value = (token: string): string => {
      if (token === 'ORIGIN') return by.path === this.#program.path && by.by === null ? dirname(this.#program.path) : dirname(absolute(by.path, this.#workdir));
      if (token === 'PLATFORM') return atPlatform(this.#program.brief);
      const [first = '/lib'] = this.#systemFolders;
      return first.replace(/^\/(?:usr\/)?/, '');
    };
    return text.replace(/\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM)(?![A-Za-z0-9_]))/g, (_all, braced: string | undefined, bare: string | undefined) =>
      value(braced ?? bare ?? ''),
    );
  }

  #preloads(): string[] {
    const names = (this.#program.env['LD_PRELOAD'] ?? '').split(/[ :]+/);
    const file = this.#program.image.text(PRELOAD_FILE)?.split(/[\s:]+/) ?? [];
    return [...names, ...file].filter((name) => name !== '').slice(0, 64);
  }
}

/**
 * The default folders that this loader was built with. Its own bytes say them; where those were not read, the place of it and of its libc.so.6 does: Debian's live in
 * /lib/<triple>, those of Fedora and openSUSE in /lib64, those of Arch and of images that were put together in /lib; a Nix store's beside the loader.
 */
export function systemFolders({ image, brief, loaderPath, loader }: Pick<Program, 'image' | 'brief' | 'loaderPath' | 'loader'>): readonly string[] {
  if (loader?.loaderFolders?.length) return loader.loaderFolders;
  const triple = tripleOf(brief);
  const debian = triple === null ? [] : [`/lib/${triple}`, `/usr/lib/${triple}`, '/lib', '/usr/lib'];
  const wide =
    brief.machine === 'EM_RISCV' ? `lib64/${abiOf(brief) === 'soft-float' ? 'lp64' : 'lp64d'}` : brief.class === 64 ? 'lib64' : brief.machine === 'EM_X86_64' ? 'libx32' : 'lib';
  const fedora = [`/${wide}`, `/usr/${wide}`];
  const plain = ['/lib', '/usr/lib'];
  const holdsLibc = (folder: string): boolean => {
    const found = image.resolve(join(folder, 'libc.so.6'));
    if (!found.found) return false;
    const libc = image.elf(found.path);
    return libc !== null && libc.machine === brief.machine && libc.class === brief.class;
  };
  const home = dirname(loaderPath);
  const list = [debian, fedora, plain].find((folders) => folders.slice(0, 2).includes(home) && folders.slice(0, 2).some(holdsLibc));
  if (list !== undefined) return list;
  if (holdsLibc(home) && ![...debian, ...fedora, ...plain].includes(home)) return [home];
  return [debian, fedora, plain].find((folders) => folders.slice(0, 2).some(holdsLibc)) ?? [...new Set([...debian, ...fedora, ...plain])];
}
