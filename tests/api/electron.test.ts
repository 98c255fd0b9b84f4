// The contract over Electron's transport: the real preload bridge and message handlers, values crossing by structured clone, the window's own client.
import { describe, it } from 'vitest';
import { createBridgeApi } from '../../src/renderer/api/bridge.ts';
import { callAnswerSchema } from '../../src/shared/api/http.ts';
import { bridgeOf, ENV, quit, settled, startScene } from '../main/support.ts';
import { contractCases, type OpenTransport } from './contract-cases.ts';

const open: OpenTransport = async (served) => {
  const { double } = await startScene({ served });
  const bridge = bridgeOf(double.window);
  const api = createBridgeApi(bridge);
  await settled(); // the page has said that it listens
  let id = 1_000_000;
  return {
    api,
    env: ENV,
    raw: async (name, input) => callAnswerSchema.parse(await bridge.call((id += 1), name, input)),
    async close() {
      api.close();
      await quit(double);
    },
  };
};

describe('the contract over Electron’s IPC', () => {
  it.each(contractCases(open))('$name', ({ run }) => run());
});
