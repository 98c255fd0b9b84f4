// An owner process for the tests: its api is small, the rest is the real thing. `busy` lasts from run.start to run.cancel.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runOwnerProcess } from '../../../src/core/owner/index.ts';
import type { OwnedApi } from '../../../src/core/owner/index.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { newRunId, openStore } from '../../../src/core/store/index.ts';
import { cells } from './cells.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const folder = values.data ?? '';
const note = (text: string): void => appendFileSync(join(folder, 'notes.txt'), `${process.pid} ${text}\n`);

await runOwnerProcess({
  folder,
  idleMs: Number(process.env.TEST_IDLE_MS ?? 300),
  ...(process.env.TEST_BUILD === undefined ? {} : { build: process.env.TEST_BUILD }),
  createApi: async (lock) => {
    if (process.env.TEST_FAIL === 'input') throw new InputError('the matrix of the test is wrong', { input: 'x' });
    if (process.env.TEST_FAIL === 'crash') process.kill(process.pid, 'SIGKILL');
    const store = openStore(folder);
    note('opened');
    let running: string | null = null;
    const api: OwnedApi = {
      // the tests call only these; the contract's types are checked at the socket
      call: (async (name: string, _input: unknown, { signal }: { signal: AbortSignal }) => {
        if (name === 'run.start') {
          running = newRunId();
          store.insertRun(
            {
              id: running,
              startedAt: new Date().toISOString(),
              endpoint: 'none',
              project: { path: '/p', treeHash: 't' },
              origin: 'local',
              owner: lock.owner,
              request: null,
              config: null,
              environment: {},
            },
            cells,
          );
          return { id: running, cells: cells.length };
        }
        if (name === 'run.cancel') {
          if (running !== null) store.setRunState(running, 'cancelled', new Date().toISOString());
          running = null;
          return { cancelled: 1 };
        }
        if (name === 'run.get') {
          // nobody catches this one
          setImmediate(() => {
            throw new TypeError('a slip of the test');
          });
          return new Promise(() => undefined);
        }
        if (name === 'runs.list') return store.listRuns(50);
        if (name === 'run.wait') return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('left'))));
        throw new Error(`the test's owner can't ${name}`);
      }) as OwnedApi['call'],
      on: () => undefined,
      busy: () => running !== null,
      close: async () => {
        if (running !== null) {
          store.setRunState(running, 'cancelled', new Date().toISOString());
          note('cancelled a run');
        }
        store.close();
        note('closed');
      },
    };
    return api;
  },
});
