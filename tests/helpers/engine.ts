// A real engine for integration tests, or the reason why there is none. Everything made through it is of an install of its own.
import { randomUUID } from 'node:crypto';
import { connectEngine, resolveEndpoint, type Engine, type Identity } from '../../src/core/engine/index.ts';
import { errorText } from '../../src/shared/domain/errors.ts';

export type Reachable = { engine: Engine; identity: Identity; reason: null } | { engine: null; identity: Identity; reason: string };

/** Connects as a fresh install; prints the reason once where there is no engine, so that skipped tests say why. */
export async function reachEngine(identity: Identity = { install: `test-${randomUUID()}`, owner: `owner-${randomUUID()}` }): Promise<Reachable> {
  try {
    const engine = await connectEngine(await resolveEndpoint(process.env), identity);
    return { engine, identity, reason: null };
  } catch (error) {
    const reason = `no container engine: ${errorText(error)}`;
    console.warn(`skipped: ${reason}`);
    return { engine: null, identity, reason };
  }
}
