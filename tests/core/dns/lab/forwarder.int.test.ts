// Docker's own name server, as probes of the lab see it: what it does with a query when its upstreams fail (docs/dns-docker.md).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB_READY_MS, makeLab } from '../../../helpers/dns-lab.ts';
import { engineReason } from '../../../helpers/engine-reason.ts';
import { shellEnv, startOwner, temporaryFolder } from '../../../helpers/owner.ts';
import { onEngine } from './leftovers.ts';

const reason = await engineReason();

describe.skipIf(reason !== null)(`Docker's forwarder in the DNS lab${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  let owner: Awaited<ReturnType<typeof startOwner>>;
  beforeAll(async () => {
    owner = await startOwner(data.path);
    await makeLab(owner.api);
  }, LAB_READY_MS);
  afterAll(async () => {
    await owner.stop();
    data.remove();
  });

  it('asks one upstream after the other, and its packets are those that arrive there', { timeout: 240_000 }, async () => {
    const resolvConf = 'nameserver 127.0.0.11\noptions timeout:8 attempts:1\n';
    const { id } = await owner.api.call('dns.measure', {
      scenarios: [
        { resolvConf, servers: [{ fault: 'silent' }, { fault: 'ok' }] },
        { resolvConf, servers: [{ fault: 'servfail' }, { fault: 'ok' }] },
        { resolvConf, servers: [{ fault: 'nxdomain' }, { fault: 'ok' }] },
      ],
      subjects: [
        { kind: 'lab', id: 'go' },
        { kind: 'lab', id: 'c-glibc' },
      ],
      env: shellEnv(),
      yes: true,
    });
    const { state, reason: why, samples, agreement, notes } = await owner.api.call('dns.get', { id, wait: true });
    expect({ state, why }).toEqual({ state: 'done', why: null });
    for (const [subject, ran] of ['go', 'glibc'].entries()) {
      const [silent, servfail, nxdomain] = [0, 1, 2].map((scenario) => samples.find((sample) => sample.scenario === scenario && sample.subject === subject));
      for (const sample of [silent, servfail, nxdomain]) expect(sample, sample?.reason ?? '').toMatchObject({ state: 'done', resolver: { ran } });
      expect(silent).toMatchObject({ packets: 4, lookups: [{ result: 'ok' }] });
      // How long it waits for an upstream is the engine's own; that it waits is not.
      expect(silent?.lookups[0]?.wallNs).toBeGreaterThan(0.9e9);
      expect(servfail).toMatchObject({ packets: 4, lookups: [{ result: 'ok' }] });
      expect(nxdomain).toMatchObject({ packets: 2, lookups: [{ result: 'fail' }] });
    }
    for (const { prediction, why: notPredicted } of agreement) expect([prediction, notPredicted]).toEqual([null, expect.stringContaining("Docker's forwarder")]);
    expect(notes).toContainEqual(expect.stringMatching(/wrote "nameserver 127\.0\.0\.11 /));
    expect(onEngine(id)).toEqual([]);
  });
});
