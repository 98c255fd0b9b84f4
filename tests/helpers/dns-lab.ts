// The lab's image is made once for an engine, with the toolchains it takes: minutes on a machine that has none of them.
import type { Api } from '../../src/shared/api/contract.ts';
import { shellEnv } from './owner.ts';

/** For the hook that makes it. */
export const LAB_READY_MS = 900_000;

/** Resolves when there is nothing left to be made; rejects with why there is no lab. */
export async function makeLab(api: Pick<Api, 'call'>): Promise<void> {
  const { id } = await api.call('dns.measure', {
    title: 'is the lab there',
    scenarios: [{ resolvConf: 'nameserver 10.0.0.1\n' }],
    subjects: [{ kind: 'lab', id: 'go' }],
    yes: true,
    env: shellEnv(),
  });
  const { state, reason, samples } = await api.call('dns.get', { id, wait: true });
  const why = reason ?? samples.find((sample) => sample.state === 'failed')?.reason ?? null;
  if (state !== 'done' || why !== null) throw new Error(`the DNS lab could not be made: ${why ?? state}`);
}
