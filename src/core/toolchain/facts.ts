// Small things learnt by running something once (a Go version, a tracer that works), kept so that no later process runs it again.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.record(z.string(), z.string());

export class LearntFacts {
  readonly #folder: string;
  readonly #path: string;
  #facts: Promise<Record<string, string>> | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, 'learnt.json');
  }

  async get(key: string): Promise<string | null> {
    this.#facts ??= this.#read();
    return (await this.#facts)[key] ?? null;
  }

  async set(key: string, value: string): Promise<void> {
    this.#facts ??= this.#read();
    const facts = await this.#facts;
    facts[key] = value;
    this.#saving = this.#saving.then(async () => {
      await mkdir(this.#folder, { recursive: true });
      const temporary = `${this.#path}.${process.pid}`;
      await writeFile(temporary, JSON.stringify(facts, null, 1));
      await rename(temporary, this.#path);
    });
    await this.#saving;
  }

  async #read(): Promise<Record<string, string>> {
    try {
      const parsed = schema.safeParse(JSON.parse(await readFile(this.#path, 'utf8')));
      return parsed.success ? parsed.data : {};
    } catch {
      return {}; // absent or damaged: everything in it can be learnt again
    }
  }
}
