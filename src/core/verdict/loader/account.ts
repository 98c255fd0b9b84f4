// What a search for libraries keeps account of, whichever loader's rules it follows: who asked for what, what is loaded, and why an answer is not sure.
import type { ResolvedLibrary } from '../../../shared/domain/verdict.ts';
import type { Looks, Tried } from './look.ts';
import { MAX_ASKED, MAX_LOADED, type How, type Loaded, type Resolution } from './types.ts';

export class Account {
  readonly libraries: ResolvedLibrary[] = [];
  /** The program first, then in the order of loading; {@link Account.walk} goes on into what is added. */
  readonly loaded: Loaded[] = [];
  readonly unsure = new Set<string>();
  fatal: Resolution['fatal'] = null;
  /** The search was given up before its end. */
  #cut = false;
  readonly #looks: Looks;
  readonly #answers = new Map<Loaded, Map<string, Loaded | null>>();

  constructor(looks: Looks) {
    this.#looks = looks;
  }

  /** Breadth first through what every loaded file needs, up to what ends the start; `silent` asks for nothing. */
  walk(ask: (by: Loaded, name: string) => void, silent: Loaded | null): void {
    for (let i = 0; i < this.loaded.length && this.fatal === null; i++) {
      const by = this.loaded[i];
      if (by === undefined || by === silent) continue;
      for (const name of by.brief.needed) {
        if (this.loaded.length >= MAX_LOADED || this.libraries.length >= MAX_ASKED || this.#looks.exhausted) {
          this.#cut = true;
          this.unsure.add('more libraries or folders than any program has: the rest was not looked for');
          return;
        }
        ask(by, name);
        if (this.fatal !== null) break;
      }
    }
  }

  /** What `by` gets for a name; `found` is null where it gets nothing. */
  answer(by: Loaded, name: string, found: { loaded: Loaded; real: string; how: How } | null, tried: Tried): void {
    const answers = this.#answers.get(by) ?? new Map<string, Loaded | null>();
    this.#answers.set(by, answers);
    answers.set(name, found?.loaded ?? null);
    this.libraries.push({ name, by: by.path, path: found?.real ?? null, how: found?.how ?? 'not-found', tried });
  }

  result(): Resolution {
    // What is not sure matters only where something was not found.
    const matters = this.#cut || this.libraries.some(({ path }) => path === null);
    return {
      libraries: this.libraries,
      loaded: this.loaded,
      fatal: this.fatal,
      unsure: matters ? [...this.unsure] : [],
      of: (by, name) => this.#answers.get(by)?.get(name) ?? null,
    };
  }
}
