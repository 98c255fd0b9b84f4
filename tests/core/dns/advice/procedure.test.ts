// The procedure dns.advise where a proof is asked for and there is nothing to prove.
import { describe, expect, it } from 'vitest';
import { adviceProcedures } from '../../../../src/core/dns/advising.ts';
import { callHandler } from '../../../../src/core/procedures.ts';

const neverAsked = (): never => {
  throw new Error('not to be measured');
};

describe('dns.advise with a proof', () => {
  it('that no setting can have tells what would have to change, and measures nothing', async () => {
    const handlers = adviceProcedures({ start: neverAsked, cancel: neverAsked, wait: neverAsked, get: neverAsked });
    const request = {
      scenario: { resolvConf: 'nameserver 10.0.0.2\nsearch a.example b.example\noptions ndots:5\n' },
      resolvers: [{ resolver: 'go' as const }],
      budgetMs: 1_000,
      prove: true,
    };
    const advice = await callHandler(handlers, 'dns.advise', request, { signal: new AbortController().signal, client: null });
    expect(advice).toMatchObject({ recommendation: null, proof: null });
    expect(advice.impossible.length).toBeGreaterThan(0);
  });
});
