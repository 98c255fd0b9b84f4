// A workbench of its own for making failures: an owner over a temporary data folder, and engine and toolchains for those that need no project.
import { connectEngine, resolveEndpoint, type Engine } from '../../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../../src/core/toolchain/index.ts';
import { startOwner, temporaryFolder } from '../../helpers/owner.ts';
import { TEST_IDENTITY, testRoom } from '../../helpers/toolchain.ts';
import type { Workshop } from './prove.ts';

/** Rejects where no engine answers. `close` ends the owner and removes its data; what it made on the engine is the owner's to remove. */
export async function openWorkshop(): Promise<Workshop & { close(): Promise<void> }> {
  const data = temporaryFolder();
  const owner = await startOwner(data.path);
  let engine: Promise<Engine> | null = null;
  let toolchains: Promise<ToolchainRoom> | null = null;
  const connected = (): Promise<Engine> => (engine ??= resolveEndpoint(process.env).then((endpoint) => connectEngine(endpoint, TEST_IDENTITY)));
  return {
    api: owner.api,
    engine: connected,
    toolchains: () => (toolchains ??= connected().then((it) => testRoom(it))),
    close: async () => {
      await owner.stop();
      await (await engine)?.close();
      data.remove();
    },
  };
}
