// The entry of the command line in the real process. bin/cgoscope finds a fitting Node and executes this, bundled.
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CancelledError } from '../shared/domain/errors.ts';
import { runCli } from './cli.ts';
import type { Io } from './io.ts';
import { onLine } from './lines.ts';

const interrupts = new EventTarget();
let readerGone = false;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  readerGone = true;
  interrupts.dispatchEvent(new CustomEvent('interrupt', { detail: 'the reader of stdout has gone' }));
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const colours = (isTty: boolean): boolean => isTty && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
const outIsTty = process.stdout.isTTY;
const errIsTty = process.stderr.isTTY;

const io: Io = {
  out: (text) => {
    if (!readerGone) process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  outIsTty,
  errIsTty,
  columns: () => (outIsTty ? process.stdout.columns : undefined),
  errColumns: () => (errIsTty ? process.stderr.columns : undefined),
  colourOut: colours(outIsTty),
  colourErr: colours(errIsTty),
  env: process.env,
  cwd: process.cwd(),
  openApi: async (options) => (await import('../core/workbench.ts')).openWorkbench({ ...options, ownerEntry: path.join(import.meta.dirname, 'owner.js') }),
  startServer: async (options) => (await import('../server/index.ts')).startServer({ ...options, renderer: path.join(import.meta.dirname, '..', 'renderer') }),
  builtFolder: import.meta.dirname,
  onLine,
  stdin: () => process.stdin,
  onInterrupt: (listener, until) => {
    // A handler keeps Node from ending by itself, so it is there only while a command listens.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const handler = (): void => listener(signal);
      process.on(signal, handler);
      until.addEventListener('abort', () => process.off(signal, handler), { once: true });
    }
    interrupts.addEventListener('interrupt', (event) => listener(event instanceof CustomEvent ? String(event.detail) : 'interrupt'), { signal: until });
    if (readerGone) listener('the reader of stdout has gone');
  },
  leave: (code) => process.exit(code),
  ask: async (question) => {
    if (!process.stdin.isTTY || !errIsTty) return null;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await new Promise<string>((resolve, reject) => {
        // Ctrl-C and Ctrl-D close the prompt and answer nothing: without this the question would never settle.
        prompt.once('SIGINT', () => prompt.close());
        prompt.once('close', () => reject(new CancelledError('no answer: nothing was changed')));
        prompt.question(question).then(resolve, reject);
      });
    } finally {
      prompt.close();
    }
  },
};

const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => (stream.writableLength === 0 || stream.destroyed ? resolve() : stream.write('', () => resolve())));

const code = await runCli(process.argv.slice(2), io);
// What is left in the event loop by now belongs to nobody; waiting for it would be a hang.
await Promise.all([drained(process.stdout), drained(process.stderr)]);
process.exit(code);
