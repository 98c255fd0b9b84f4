// An owner process over a temporary data folder, driven through its socket as a shell would drive it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectApi } from '../../src/core/owner/index.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import type { RunRequest } from '../../src/shared/api/contract.ts';

const OWNER = fileURLToPath(new URL('../../src/core/workers/owner.ts', import.meta.url));

/** Names of the environment that a shell would hand on. */
export const shellEnv = (): Record<string, string> => Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** A data folder, or any other; of the install that all tests of this run share. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'cgoscope-data-'));
  const install = process.env['CGOSCOPE_TEST_INSTALL'];
  if (install !== undefined) writeFileSync(join(path, 'install'), `${install}\n`);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts an owner for `folder` and resolves when it serves; rejects with what it printed when it ends instead. */
export async function startOwner(folder: string) {
  const child: ChildProcess = spawn(process.execPath, [OWNER, '--data', folder], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: process.env });
  const printed: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdio[3]?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the owner ended with ${code}: ${Buffer.concat(printed).toString('utf8')}`)));
  });
  const { socket } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { socket: string };
  const api = await connectApi(socket);
  return {
    pid: child.pid ?? 0,
    api,
    exited,
    printed: () => Buffer.concat(printed).toString('utf8'),
    /** As a crash would: no handler of ours runs. */
    kill9: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      await api.close();
      child.kill('SIGTERM');
      await exited;
    },
  };
}

export const runRequest = (path: string, more: Partial<RunRequest> = {}): RunRequest => ({
  path,
  config: null,
  set: [],
  only: [],
  jobs: null,
  endpoint: null,
  yes: true,
  env: shellEnv(),
  ...more,
});

/** Resolves with the first event that `pick` accepts. */
export function nextEvent(
  api: { on(name: 'lab', listener: (event: LabEvent) => void, options: { signal: AbortSignal }): void },
  pick: (event: LabEvent) => boolean,
): Promise<LabEvent> {
  const done = new AbortController();
  return new Promise((resolve) => {
    api.on(
      'lab',
      (event) => {
        if (!pick(event)) return;
        done.abort();
        resolve(event);
      },
      { signal: done.signal },
    );
  });
}
