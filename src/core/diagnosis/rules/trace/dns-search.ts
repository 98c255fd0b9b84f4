// What the search list made of a look-up, packet by packet: questions multiplied, or ended by the answer for a name with a domain behind it.
import type { Case, Draft, Rule } from '../../types.ts';
import { ndots1, noSearch, rooted } from '../runtime/dns-fixes.ts';
import { dnsOf } from '../runtime/dns.ts';
import { fixes as fixesOfFailure } from '../runtime/dns-search-final-failure.ts';
import { drafted, see } from '../start/known.ts';
import { answeredWith, lookedUp, type LookedUp } from './asked.ts';
import { ended, fromAsked, witnessOf, type Witness } from './witness.ts';

/** So many questions for one name, most of them with a domain behind it, are no accident. */
const MANY = 6;

const eachLookUp = (seen: Case, use: (of: LookedUp, witness: Witness) => Draft | null): Draft | null => {
  const witness = witnessOf(seen);
  if (witness === null || witness.dns.length === 0) return null;
  for (const of of lookedUp(witness.dns, dnsOf(seen).conf?.search ?? [])) {
    const draft = use(of, witness);
    if (draft !== null) return drafted(draft);
  }
  return null;
};

export const dnsSearchFinalFailureByTrace: Rule = {
  id: 'dns-search-final-failure-by-trace',
  cause: 'dns-search-final-failure',
  needs: 'a trace in which a name with a search domain behind it is answered by SERVFAIL, REFUSED or no address, and the name itself is never asked for afterwards',
  contradictedBy: 'a question for the name itself that was answered',
  signals: [],
  find: (seen) =>
    eachLookUp(seen, ({ base, asked }, witness) => {
      const itself = asked.filter(({ domain }) => domain === null);
      if (itself.some((one) => answeredWith(one) === 'address')) return null;
      const failed = asked.filter((one) => one.domain !== null && answeredWith(one) === 'failure');
      const noData = asked.filter(
        (one) => one.domain !== null && answeredWith(one) === 'no data' && !asked.some((other) => other.name === one.name && answeredWith(other) === 'address'),
      );
      const ends = failed.length > 0 ? failed : noData;
      const [first] = ends;
      // Asked before: then the failure of the list came after its own.
      if (first === undefined || itself.some(({ event }) => event < first.event)) return null;
      return {
        title: `${first.name} (${base} with the search domain ${first.domain ?? ''}) is answered ${first.answered === 'NOERROR' ? 'without an address' : `with ${first.answered ?? ''}`}, and that ends the look-up${itself.length === 0 ? `: ${base} itself is never asked for` : ''}`,
        confidence: itself.length > 0 ? 0.5 : failed.length > 0 ? 0.9 : 0.7,
        evidence: [...fromAsked(ends), ended(witness)],
        fixes: fixesOfFailure(dnsOf(seen), base),
        see: see('dns-search-final-failure', 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html'),
      };
    }),
};

export const dnsSearchAmplificationByTrace: Rule = {
  id: 'dns-search-amplification-by-trace',
  cause: 'dns-search-amplification',
  needs: 'a trace in which most questions for a name are for that name with a search domain behind it, and they are answered late or not at all',
  contradictedBy: 'answers that come at once',
  signals: [],
  find: (seen) =>
    eachLookUp(seen, ({ base, asked }, witness) => {
      const behind = asked.filter(({ domain }) => domain !== null);
      const domains = new Set(behind.map(({ domain }) => domain)).size;
      const silent = asked.filter((one) => answeredWith(one) === 'nothing').length;
      if (asked.length < MANY || behind.length * 2 < asked.length || silent * 2 < asked.length) return null;
      const { conf } = dnsOf(seen);
      return {
        title: `${asked.length} questions for ${base}, ${behind.length} of them with one of ${domains} search ${domains === 1 ? 'domain' : 'domains'} behind it: each waits for its own time-out`,
        confidence: 0.85,
        evidence: [...fromAsked(asked), ended(witness)],
        fixes: [...ndots1(conf), rooted(base), ...noSearch(conf)],
        see: see('dns-search-amplification', 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html'),
      };
    }),
};
