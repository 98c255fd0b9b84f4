// Bundles the entries that run in Node into out/main (ESM). Packages that carry native code or are large stay outside and are loaded when a room needs them;
// everything else is in, so that the command line starts within its bound.
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'electron-vite';
import { rendererConfig } from './renderer.vite.config.ts';
import type { Plugin } from 'vite';

// electron-vite asks the electron package for its version to know the module format; where that package is not installed, this is the one the lock will bring.
process.env['ELECTRON_MAJOR_VER'] ??= '45';

const root = import.meta.dirname;
const bridge = path.join(root, 'src/preload/index.ts');
const outDir = path.join(root, 'out', 'main');
/** name of the file in out/main -> source */
const ENTRIES: Record<string, string> = {
  cli: 'src/cli/main.ts',
  owner: 'src/core/workers/owner.ts',
  work: 'src/core/workers/work.ts',
  index: 'src/main/index.ts',
};
const DAY_MS = 86_400_000;

/**
 * One chunk a room and a bundled package: a command then loads the rooms it needs, and no room comes along because another shares it. What worker threads
 * load is in chunks that need no other (no schemas, no database): a thread has to start within milliseconds.
 */
function chunkOf(id: string): string | null {
  // An entry runs what it holds: in a chunk with others it would run for all of them.
  if (Object.values(ENTRIES).some((entry) => id.endsWith(`/${entry}`))) return null;
  if (
    /[/]src[/]core[/](?:logs[/](?!index|live|procedures)|workers[/](?:serve|errors|evidence)|store[/]blob-file|cell[/](?:go-crash|outcome)|compare[/](?:logs|align|similar|line-class|lines))/.test(
      id,
    )
  )
    return 'work';
  // A prediction needs neither store nor engine, which the lab's own files bring along; findings read resolv.conf through it too.
  if (/[/]src[/]core[/]dns[/](?:(?:conf|models)[/]|(?:predict|input|vary|grid|warnings|procedures)\.ts)/.test(id)) return 'dns-predict';
  const room = /[/]src[/]core[/]([a-z-]+)[/]/.exec(id)?.[1];
  const bundled = /[/]node_modules[/](zod|yaml)[/]/.exec(id)?.[1];
  return room ?? bundled ?? (/[/]src[/]shared[/]domain[/](text|errors)\.ts$/.test(id) ? 'base' : /[/]src[/]shared[/]/.test(id) ? 'shared' : null);
}

/**
 * Gives the entries the time at which the build began, so that a source saved during the build counts as newer (bin/cgoscope compares),
 * and keeps the chunks of the last build for a day: a process that still runs it may load one late.
 */
function stamp(): Plugin {
  let began = new Date();
  const fresh = new Set<string>();
  return {
    name: 'cgoscope:stamp',
    buildStart() {
      began = new Date();
    },
    writeBundle(_options, bundle) {
      for (const file of Object.keys(bundle)) fresh.add(path.join(outDir, file));
    },
    closeBundle() {
      const chunks = path.join(outDir, 'chunks');
      for (const name of existsSync(chunks) ? readdirSync(chunks) : []) {
        const file = path.join(chunks, name);
        if (!fresh.has(file) && began.getTime() - statSync(file).mtimeMs > DAY_MS) rmSync(file);
      }
      // Compiled code of chunks that are gone.
      rmSync(path.join(root, 'out', 'compile-cache'), { recursive: true, force: true });
      for (const file of fresh) if (existsSync(file)) utimesSync(file, began, began);
    },
  };
}

export default defineConfig({
  main: {
    plugins: [stamp()],
    build: {
      outDir,
      emptyOutDir: false,
      externalizeDeps: { exclude: ['commander', 'zod', 'yaml'] },
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(path.join(root, file)))),
        // A room's face only hands on: who takes one thing from it does not load the room's other chunks.
        treeshake: { moduleSideEffects: [{ test: /[/]src[/]core[/][a-z]+[/]index\.ts$/, sideEffects: false }] },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'rooms' }] },
        },
      },
    },
  },
  // The bridge of a sandboxed window has to be CommonJS, in one file.
  ...(existsSync(bridge)
    ? {
        preload: {
          build: {
            outDir: path.join(root, 'out', 'preload'),
            externalizeDeps: false,
            rolldownOptions: { input: { index: bridge }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
          },
        },
      }
    : {}),
  ...(existsSync(path.join(root, 'src/renderer')) ? { renderer: rendererConfig } : {}),
});
