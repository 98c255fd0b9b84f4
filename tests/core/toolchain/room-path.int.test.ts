// Whoever starts cells without naming a PATH must not lose the machine's own apt by it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostArchive } from '../../../src/core/toolchain/debian/sources.ts';
import { createToolchainRoom } from '../../../src/core/toolchain/index.ts';
import { CancelledError, UnsupportedError } from '../../../src/shared/domain/errors.ts';
import { reachEngine } from '../../helpers/engine.ts';
import { TEST_IDENTITY } from '../../helpers/toolchain.ts';

const { engine } = await reachEngine(TEST_IDENTITY);
const archive = await hostArchive();
if (engine && !archive) console.warn('skipped: this machine has no apt of Debian');

describe.skipIf(!engine || !archive)('the packages of a room', () => {
  if (!engine) return;
  const folders: string[] = [];
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  /** What stands in the way of a tracer's packages, in a folder that has none of them yet; null where apt is there to be asked. */
  const obstacle = async (env: Record<string, string>): Promise<string | null> => {
    const cacheFolder = await mkdtemp(join(tmpdir(), 'cgoscope-room-'));
    folders.push(cacheFolder);
    const room = await createToolchainRoom({ engine, cacheFolder, prefer: 'debian', env: { CGOSCOPE_DEBIAN_IMAGE: 'cgoscope-test/nowhere:1', ...env } });
    const enough = new AbortController();
    try {
      // Ended at the first sign of work: whether packages can be had is known by then.
      await room.ensureTracer({ progress: () => enough.abort(), signal: enough.signal });
      return null;
    } catch (error) {
      if (error instanceof UnsupportedError) return error.message;
      if (error instanceof CancelledError) return null;
      throw error;
    }
  };

  it('come from the apt of this machine where the caller names no PATH, as a window does', async () => {
    expect(await obstacle({})).toBeNull();
  });

  it('come from a Debian image where the PATH that the caller names has no apt', async () => {
    expect(await obstacle({ PATH: '/nonexistent' })).toContain('on machines without apt');
  });
});
