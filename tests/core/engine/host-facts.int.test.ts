// What a judgement asks of the engine's host: the same from a helper container, as of an engine that is elsewhere, and read here.
import { afterAll, describe, expect, it } from 'vitest';
import { readHostFacts, type Engine } from '../../../src/core/engine/index.ts';
import { reachEngine } from '../../helpers/engine.ts';
import { patient, TEST_IDENTITY, testRoom } from '../../helpers/toolchain.ts';

const { engine } = await reachEngine(TEST_IDENTITY);

describe.skipIf(!engine)("facts of an engine's host", () => {
  if (!engine) return;
  afterAll(() => engine.close());
  /** The same engine, of another name: nothing of it can be read here. */
  const elsewhere: Engine = Object.assign(Object.create(engine) as Engine, { info: async () => ({ ...(await engine.info()), name: 'elsewhere' }) });

  it('are the same in a helper container', async () => {
    const { image } = await (await testRoom(engine)).ensureHelper(patient);
    const there = await readHostFacts(elsewhere, image);
    expect(there.cpu?.flags.length).toBeGreaterThan(3);
    expect(there.emulators).not.toBeNull();
    const here = await readHostFacts(engine, null);
    if (here.cpu === null) return; // the engine is elsewhere indeed
    expect({ ...there, cpu: { ...there.cpu, flags: null } }).toEqual({ ...here, cpu: { ...here.cpu, flags: null } });
  });

  it('are null where nothing can see them', async () => {
    const { cpu, emulators, compat32, kernel } = await readHostFacts(elsewhere, null);
    expect({ cpu, emulators, compat32 }).toEqual({ cpu: null, emulators: null, compat32: null });
    expect(kernel).toMatch(/^\d/);
  });
});
