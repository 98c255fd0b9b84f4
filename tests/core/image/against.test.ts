// elf.against as the api has it: one binary, archives of images, no engine. What can't be looked at is told beside what can.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { againstProcedures } from '../../../src/core/image/against.ts';
import { createImageRoom } from '../../../src/core/image/index.ts';
import type { TaskFunctions, TaskInput, TaskName, TaskOutput } from '../../../src/core/workers/tasks.ts';
import { binaryTasks } from '../../../src/core/binaries/index.ts';
import type { WorkerPool } from '../../../src/core/workers/pool.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import { againstSchema } from '../../../src/shared/domain/verdict.ts';
import { buildElf, PT } from '../../builders/elf.ts';
import { dockerSave } from '../../builders/image.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-against-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, bytes: Uint8Array, mode = 0o755): string => {
  const at = path.join(folder, name);
  writeFileSync(at, bytes, { mode });
  return at;
};

const tasks = binaryTasks();
const workers: Pick<WorkerPool, 'run'> = {
  run: <N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>> => {
    const task = (tasks as Partial<TaskFunctions>)[name];
    if (task === undefined) throw new Error(`no task ${name}`);
    return Promise.resolve(task(input, new AbortController().signal));
  },
};
const room = createImageRoom({ cacheFolder: path.join(folder, 'cache') });
const against = againstProcedures({
  hands: {
    engine: () => Promise.reject(new EngineUnavailableError('no engine answers', 'start one')),
    helperImage: () => Promise.resolve(null),
  },
  store: {
    getRun: () => {
      throw new Error('no run is asked for');
    },
    getEvidence: () => null,
    blobFile: () => null,
  },
  workers: workers as WorkerPool, // nothing else of it is asked
  room: () => Promise.resolve(room),
  progress: () => undefined,
})['elf.against'];

const ask = (binary: string, images: string[]) =>
  against({ binary: { kind: 'file', path: binary }, name: 'app', images, endpoint: null, env: {} }, { signal: new AbortController().signal, client: null });

describe('elf.against', () => {
  const app = file('app', buildElf({ segments: [{ type: PT.load, flags: 5 }] }));
  const foreign = file('foreign', buildElf({ machine: 183, segments: [{ type: PT.load, flags: 5 }] }));
  const amd64 = file('amd64.tar', dockerSave({ platform: 'linux/amd64', files: { 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' } }));

  it('judges archives without an engine: what the image decides is no, the rest unknown', async () => {
    const answer = againstSchema.parse(await ask(app, [amd64]));
    expect(answer.elf.path).toBe('app');
    expect(answer.verdicts).toMatchObject([{ runs: 'unknown', image: { platform: 'linux/amd64', libc: 'none' }, host: { platform: null } }]);
    expect((await ask(foreign, [amd64])).verdicts).toMatchObject([{ runs: 'no', cause: 'arch-mismatch' }]);
  });

  it.skipIf(process.platform === 'win32')('takes the mode of the file along', async () => {
    expect((await ask(file('plain', buildElf({ segments: [{ type: PT.load }] }), 0o644), [amd64])).verdicts).toMatchObject([{ runs: 'no', cause: 'not-executable' }]);
  });

  it('tells what could not be looked at, and judges the others', async () => {
    const junk = file('junk.tar', Buffer.from('no archive'));
    const answer = await ask(app, [path.join(folder, 'absent.tar'), amd64, junk]);
    expect(answer.verdicts).toHaveLength(1);
    expect(answer.failed.map(({ ref }) => ref)).toEqual([path.join(folder, 'absent.tar'), junk]);
  });

  it('rejects where there is no such binary, and where an image needs the engine that is not there', async () => {
    await expect(ask(path.join(folder, 'absent'), [amd64])).rejects.toBeInstanceOf(InputError);
    await expect(ask(app, ['debian:12'])).rejects.toBeInstanceOf(EngineUnavailableError);
  });
});
