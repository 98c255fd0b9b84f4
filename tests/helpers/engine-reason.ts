// Why integration tests of the lab can't run here, and where the engine listens.
import { resolveEndpoint } from '../../src/core/engine/index.ts';
import { reachEngine } from './engine.ts';

/** Null where an engine answers; else the reason, printed once by `reachEngine`. */
export async function engineReason(): Promise<string | null> {
  const { engine, reason } = await reachEngine();
  await engine?.close();
  return reason;
}

/** The path of the engine's unix socket; throws where it is reached in another way. */
export async function engineSocket(): Promise<string> {
  const { host } = await resolveEndpoint(process.env);
  if (!host.startsWith('unix://')) throw new Error(`the engine is reached by ${host}, not by a unix socket`);
  return host.slice('unix://'.length);
}
