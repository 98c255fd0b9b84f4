// What the name servers made of a look-up, packet by packet: several of them that know other zones, packets that are lost in pairs, answers that can't be read.
import { isPrivateAddress } from '../../../dns/conf/index.ts';
import type { Case, Rule } from '../../types.ts';
import { goResolver, oneServer, singleRequest, useTcp } from '../runtime/dns-fixes.ts';
import { dnsOf } from '../runtime/dns.ts';
import { fixes as fixesOfSize } from '../runtime/dns-message-size.ts';
import { drafted, see } from '../start/known.ts';
import { answeredWith } from './asked.ts';
import { ended, fromAsked, witnessOf, type Asked, type Witness } from './witness.ts';

/** resolv.conf(5): a resolver waits so long for an answer before it asks again. */
const STALL_MS = 900;
/** RFC 1035 section 4.2.1: what a message over UDP may have without EDNS0. */
const PLAIN_BYTES = 512;

const sameName = (asked: readonly Asked[]): Asked[][] => {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) groups.set(one.name.toLowerCase(), [...(groups.get(one.name.toLowerCase()) ?? []), one]);
  return [...groups.values()];
};

const asking = (seen: Case): Witness | null => {
  const witness = witnessOf(seen);
  return witness === null || witness.dns.length === 0 ? null : witness;
};

export const dnsMultiNameserverByTrace: Rule = {
  id: 'dns-multi-nameserver-by-trace',
  cause: 'dns-multi-nameserver',
  needs: 'a trace in which one name is asked for at several name servers at once, or answered otherwise by them, and the first that says "no such name" ends it',
  contradictedBy: 'name servers that all say the same',
  signals: [],
  find(seen) {
    const witness = asking(seen);
    if (witness === null) return null;
    for (const asked of sameName(witness.dns)) {
      const servers = [...new Set(asked.map(({ server }) => server))];
      if (servers.length < 2 || asked.some((one) => answeredWith(one) === 'address')) continue;
      const denied = asked.filter((one) => answeredWith(one) === 'no such name' || answeredWith(one) === 'no data');
      const open = servers.filter((server) => asked.filter((one) => one.server === server).every((one) => answeredWith(one) === 'nothing'));
      const [first] = denied;
      if (first === undefined || open.length === 0) continue;
      const { conf } = dnsOf(seen);
      return drafted({
        title: `${first.server} says that there is no ${first.name} while ${open.join(', ')} ${open.length === 1 ? 'has' : 'have'} not answered yet: the first answer wins`,
        confidence: 0.8,
        evidence: [...fromAsked(asked), ended(witness)],
        fixes: [...oneServer(conf, open.some(isPrivateAddress)), goResolver()],
        see: see('dns-multi-nameserver', 'https://wiki.musl-libc.org/functional-differences-from-glibc.html#Name-Resolver/DNS'),
        next: `whether ${open[0] ?? 'the other'} knows it: nslookup ${first.name} ${open[0] ?? ''}`.trim(),
      });
    }
    return null;
  },
};

export const dnsLostParallelByTrace: Rule = {
  id: 'dns-lost-parallel-by-trace',
  cause: 'dns-lost-parallel',
  needs: 'a trace in which A and AAAA are asked for at once, one of the two is answered, and the other is asked for again seconds later',
  contradictedBy: 'a server that never answers that type',
  signals: [],
  find(seen) {
    const witness = asking(seen);
    if (witness === null) return null;
    for (const asked of sameName(witness.dns)) {
      const lost = asked.find(
        (one) =>
          one.answered === null && asked.some((other) => other.type !== one.type && other.server === one.server && other.answered !== null && other.event < lastOf(asked, one)),
      );
      if (lost === undefined) continue;
      const again = asked.filter((other) => other.type === lost.type && other.server === lost.server && other.event > lost.event);
      const stalled = again.length > 0 || asked.some(({ waitMs }) => (waitMs ?? 0) > STALL_MS);
      if (!stalled) continue;
      const { conf } = dnsOf(seen);
      return drafted({
        title: `${lost.type} and the other type were asked for ${lost.name} at once; the answer for ${lost.type} never came, and it was asked for again`,
        confidence: again.some(({ answered }) => answered !== null) ? 0.82 : 0.5,
        evidence: [...fromAsked(asked), ended(witness)],
        fixes: [...singleRequest(conf), ...useTcp(conf)],
        see: see('dns-lost-parallel', 'https://github.com/kubernetes/kubernetes/issues/56903'),
        next: 'whether packets are dropped in conntrack: conntrack -S on the node (insert_failed)',
      });
    }
    return null;
  },
};

const lastOf = (asked: readonly Asked[], lost: Asked): number => asked.filter(({ type }) => type === lost.type).at(-1)?.event ?? lost.event;

export const dnsMessageSizeByTrace: Rule = {
  id: 'dns-message-size-by-trace',
  cause: 'dns-message-size',
  needs: 'a trace in which an answer that holds addresses (or is cut) came, and the look-up failed all the same',
  contradictedBy: 'a connection to one of those addresses',
  signals: [],
  find(seen) {
    const witness = asking(seen);
    if (witness === null) return null;
    for (const asked of sameName(witness.dns)) {
      const good = asked.filter(({ answered, answerBytes }) => answered === 'NOERROR' && answerBytes !== null && answerBytes > PLAIN_BYTES);
      const [first] = good;
      if (first === undefined || asked.some(({ answered }) => answered === 'NXDOMAIN' || answered === 'SERVFAIL')) continue;
      if ((seen.trace?.connects ?? []).some(({ address, port }) => port !== 53 && first.addresses.includes(address))) continue;
      return drafted({
        title: `${first.server} answered for ${first.name} with ${first.answerBytes ?? 0} bytes, and the program did not take it`,
        confidence: 0.7,
        evidence: [...fromAsked(good), ended(witness)],
        fixes: fixesOfSize(dnsOf(seen)),
        see: see('dns-message-size', 'https://pkg.go.dev/net#hdr-Name_Resolution'),
        next: `how big the answer is, and whether it comes whole: dig +noedns +ignore ${first.name}`,
      });
    }
    return null;
  },
};
