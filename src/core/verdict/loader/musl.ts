// Finds libraries as musl's loader does. Facts: ldso/dynlink.c of musl 1.2.5 (load_library, path_open, fixup_rpath).
import { muslName } from '../machine.ts';
import { Account } from './account.ts';
import { absolute, basename, dirname, join, Looks, note, type Tried } from './look.ts';
import { MAX_FOLDERS, type How, type Loaded, type Program, type Resolution } from './types.ts';

/** Names that musl answers itself, whatever their version: `libc.so.6`, `libpthread.so.0`, `libm.so.6`. */
const OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;
const DEFAULT = ['/lib', '/usr/local/lib', '/usr/lib'];
/** `path_open` takes colons and newlines alike. */
const split = (text: string): string[] => text.split(/[:\n]/).filter((each) => each !== '');

export function resolveMusl(program: Program, preloads: readonly string[] = []): Resolution {
  return new Search(program).run(preloads);
}

class Search {
  readonly #program: Program;
  readonly #looks: Looks;
  readonly #account: Account;
  readonly #byReal = new Map<string, Loaded>();
  readonly #byShort = new Map<string, Loaded>();
  readonly #workdir: string;
  readonly #system: { folders: readonly string[]; how: How };
  readonly #self: Loaded;

  constructor(program: Program) {
    this.#program = program;
    this.#looks = new Looks(program);
    this.#account = new Account(this.#looks);
    this.#workdir = program.image.config.workdir || '/';
    this.#system = systemFolders(program, this.#account.unsure);
    const loader = program.loader ?? { ...program.brief, needed: [], rpath: [], runpath: [], exports: null };
    this.#self = { name: program.interp, path: program.interp, real: program.loaderPath, brief: { ...loader, needed: [] }, by: null };
  }

  run(preloads: readonly string[]): Resolution {
    const { path, brief, env } = this.#program;
    const main: Loaded = { name: path, path, real: path, brief, by: null };
    this.#account.loaded.push(main);
    const asked = [...preloads, ...(env['LD_PRELOAD'] ?? '').split(/[ :\t\n]+/)].filter((name) => name !== '');
    // A preload that is not there is passed over in silence.
    for (const name of asked.slice(0, 64)) this.#ask(main, name, true);
    this.#account.walk((by, name) => this.#ask(by, name, false), this.#self);
    this.#itself();
    return this.#account.result();
  }

  /** The loader, which is the libc; among what is loaded from the first time that it is asked for. */
  #itself(): Loaded {
    const { loaded } = this.#account;
    if (!loaded.includes(this.#self)) loaded.push(this.#self);
    return this.#self;
  }

  #ask(by: Loaded, name: string, preload: boolean): void {
    const tried: Tried = [];
    const answer = (loaded: Loaded, real: string, how: How): void => this.#account.answer(by, name, { loaded, real, how }, tried);
    if (OWN.test(name) || name === this.#program.interp) return answer(this.#itself(), this.#self.real, 'loader');
    const short = name.includes('/') ? undefined : this.#byShort.get(name);
    if (short !== undefined) return answer(short, short.real, 'already-loaded');
    const found = this.#find(by, name, tried);
    if (found === null) {
      if (!preload || this.#fatal) this.#account.answer(by, name, null, tried);
      return;
    }
    const { path, real, brief, how } = found;
    // A second copy of itself, or another libc, found under another name: musl takes itself.
    if (real === this.#self.real || isLibc(found)) return answer(this.#itself(), real, how);
    const same = this.#byReal.get(real);
    if (same !== undefined) return answer(same, real, how);
    const loaded: Loaded = { name, path, real, brief, by };
    this.#account.loaded.push(loaded);
    this.#byReal.set(real, loaded);
    if (!name.includes('/')) this.#byShort.set(basename(path), loaded);
    answer(loaded, real, how);
  }

  get #fatal(): boolean {
    return this.#account.fatal !== null;
  }

  /** LD_LIBRARY_PATH first; then rpath or runpath, which are one here, of the one that asks and of all who brought it; then the path file or the default. */
  #find(by: Loaded, name: string, tried: Tried): { how: How; path: string; real: string; brief: Loaded['brief'] } | null {
    if (name === '') return null;
    if (name.includes('/')) return this.#open(name, absolute(name, this.#workdir), 'absolute', tried);
    const places: { folders: readonly string[]; how: How }[] = [{ folders: split(this.#program.env['LD_LIBRARY_PATH'] ?? ''), how: 'LD_LIBRARY_PATH' }];
    for (let each: Loaded | null = by; each !== null; each = each.by) {
      const runpath = each.brief.runpath.length > 0;
      places.push({ folders: this.#expand(runpath ? each.brief.runpath : each.brief.rpath, each), how: runpath ? 'runpath' : 'rpath' });
    }
    places.push(this.#system);
    for (const { folders, how } of places) {
      for (const folder of folders.slice(0, MAX_FOLDERS)) {
        const found = this.#open(name, join(absolute(folder, this.#workdir), name), how, tried);
        if (found !== null || this.#fatal) return found;
      }
    }
    return null;
  }

  /** The first file that can be opened is taken: musl looks no further, whatever it is. */
  #open(name: string, path: string, how: How, tried: Tried): { how: How; path: string; real: string; brief: Loaded['brief'] } | null {
    const look = this.#looks.at(path);
    if (look.ok) return { how, path, real: look.real, brief: look.brief };
    note(tried, path, look.why);
    if (look.there !== false) this.#account.fatal = { name, path, why: look.why };
    return null;
  }

  /** $ORIGIN alone; a list with any other token is dropped as a whole. */
  #expand(entries: readonly string[], by: Loaded): string[] {
    const text = entries.join(':');
    if (/\$(?!ORIGIN|\{ORIGIN\})/.test(text)) return [];
    const origin = by.by === null && by.path === this.#program.path ? dirname(this.#program.path) : dirname(by.path);
    return split(text.replaceAll('${ORIGIN}', origin).replaceAll('$ORIGIN', origin));
  }
}

/** musl knows a C library by these two; where an image keeps no list of exports, by its name. */
function isLibc({ real, brief: { exports } }: { real: string; brief: Loaded['brief'] }): boolean {
  if (exports === null) return /^(?:libc\.so|libc\.so\.6|ld-(?:musl|linux)[^/]*\.so(?:\.\d+)?|libc-\d[^/]*\.so)$/.test(basename(real));
  const defines = (symbol: string): boolean => exports.some((each) => each === symbol || each.startsWith(`${symbol}@`));
  return defines('__libc_start_main') && defines('stdin');
}

/** `/etc/ld-musl-<machine>.path`, seen from the prefix that the loader's own path has: two folders up. One that is there and empty leaves no folder at all. */
function systemFolders({ image, brief, interp, loaderPath }: Program, unsure: Set<string>): { folders: readonly string[]; how: How } {
  const named = /^ld-musl-(.+)\.so\.\d+$/;
  const machine = named.exec(basename(loaderPath))?.[1] ?? named.exec(basename(interp))?.[1] ?? muslName(brief);
  const parent = dirname(dirname(interp));
  const prefix = !interp.startsWith('/') || parent === '/' ? '' : parent;
  if (machine === null) {
    unsure.add('the name of the path file of this machine is not known');
    return { folders: DEFAULT, how: 'default' };
  }
  const file = `${prefix}/etc/ld-musl-${machine}.path`;
  const text = image.text(file);
  if (text !== null) return { folders: split(text), how: 'path-file' };
  if (image.resolve(file).found) unsure.add(`${file} could not be read`);
  return { folders: DEFAULT, how: 'default' };
}
