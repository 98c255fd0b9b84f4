// A judgement before the start in a cell's record, and what becomes of it: read from real fixtures over the room's face.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compareJudgement, judgementOf, judgeStart, lookAt } from '../../../src/core/cell/judge.ts';
import type { CellRoom } from '../../../src/core/cell/types.ts';
import { binaryTasks } from '../../../src/core/binaries/tasks.ts';
import { factsOfImage, imageSummary } from '../../../src/core/image/audit/index.ts';
import type { ImageIndex } from '../../../src/core/image/types.ts';
import { openStore } from '../../../src/core/store/index.ts';
import type { CellSpec } from '../../../src/core/matrix/types.ts';
import type { RunImage } from '../../../src/core/toolchain/types.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';
import type { HostFacts } from '../../../src/shared/domain/verdict.ts';
import { bareCell } from '../../builders/cell.ts';
import { imageIndex } from '../../builders/image.ts';
import { temporaryFolder } from '../store/builders.ts';

const PIE = gunzipSync(readFileSync(new URL('../../fixtures/elf/c-glibc-pie.gz', import.meta.url)));
const HOST: HostFacts = { platform: 'linux/amd64', kernel: '6.1.0', cpu: null, emulators: [] };
const IMAGE: RunImage = { base: 'x', image: 'x:1', digest: 'sha256:1', platform: 'linux/amd64', libc: 'unknown', recipe: [] };
// Only what judgeStart reads of a spec.
const SPEC = { run: { env: {} } } as CellSpec;

async function judged(index: () => Promise<ImageIndex>, signal = new AbortController().signal) {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  const tasks = binaryTasks();
  const room = {
    store,
    signal,
    workers: { run: async (_name: string, input: Parameters<(typeof tasks)['elf.judged']>[0]) => tasks['elf.judged'](input, signal) },
    lookInto: async () => {
      const read = await index();
      return { index: read, facts: imageSummary(factsOfImage(read)) };
    },
    host: async () => HOST,
  } as unknown as CellRoom; // the part of the room that a judgement uses
  return judgeStart(room, SPEC, lookAt(room, IMAGE), store.putBlob(PIE));
}

describe('before the start', () => {
  it('says no where the loader is not in the image, and keeps what the image has', async () => {
    const answer = await judged(async () => imageIndex({ platform: 'linux/amd64', files: { '/etc/passwd': 'root:x:0:0::/:\n' } }));
    if ('unread' in answer) throw new Error(answer.unread);
    expect(judgementOf(answer)).toMatchObject({ runs: 'no', cause: 'loader-missing', agrees: null });
  });

  it('an image that can’t be read costs the judgement and not the cell', async () => {
    expect(await judged(() => Promise.reject(new Error('the stream ended early')))).toEqual({ unread: 'the stream ended early' });
  });

  it('a cancel is passed on', async () => {
    await expect(judged(() => Promise.reject(new CancelledError()))).rejects.toThrow(CancelledError);
  });
});

describe('after the end', () => {
  const cell = (runs: 'yes' | 'no' | 'unknown', outcome: 'pass' | 'start-failed' | 'oom') => {
    const one = bareCell(1, {}, { outcome, judgement: { runs, cause: null, reason: 'r', agrees: null } });
    compareJudgement(one, '');
    return one.judgement?.agrees;
  };
  it('agrees, disagrees, or can’t tell', () => {
    expect([cell('yes', 'pass'), cell('no', 'start-failed'), cell('no', 'pass'), cell('yes', 'start-failed'), cell('unknown', 'pass'), cell('yes', 'oom')]).toEqual([
      true,
      true,
      false,
      false,
      null,
      null,
    ]);
  });
  it('leaves a cell alone that was not judged', () => {
    const one = bareCell(1, {}, { outcome: 'pass', judgement: null });
    compareJudgement(one, '');
    expect(one.judgement).toBeNull();
  });
});
