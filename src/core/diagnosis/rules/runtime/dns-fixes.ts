// Fixes that several rules about names offer.
import { isPrivateAddress, renderResolvConf, withOption, type ResolvConf } from '../../../dns/conf/index.ts';
import { byHand, change, withResolvConf } from '../../fixes.ts';
import type { DraftFix } from '../../types.ts';

const EXAMPLE: Pick<ResolvConf, 'nameservers' | 'search' | 'options'> = {
  nameservers: ['10.96.0.10'],
  search: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
  options: ['ndots:5'],
};
const of = (conf: ResolvConf | null): typeof EXAMPLE => conf ?? EXAMPLE;
const edit = (conf: ResolvConf | null, edited: Partial<typeof EXAMPLE>): string => renderResolvConf({ ...of(conf), ...edited });
/** Without a file at hand the text would be an invention: told, not run. A change with words for a person is never run, so the two are apart. */
const orByHand = (conf: ResolvConf | null, id: string, title: string, text: string, tradeOffs: string[], manual: string[]): DraftFix[] => {
  const told = { ...byHand(`${id}-by-hand`, title, manual), tradeOffs };
  return conf === null ? [told] : [withResolvConf(id, title, text, tradeOffs), told];
};

export const ndots1 = (conf: ResolvConf | null): DraftFix[] =>
  orByHand(
    conf,
    'resolv-ndots1',
    'options ndots:1: names with a dot are asked for as they are first',
    edit(conf, { options: withOption(of(conf).options, 'ndots', '1') }),
    ['short names with a dot (mysvc.myns) are asked for at the public name servers first, and in musl only there'],
    ['Kubernetes, in the pod: dnsConfig: { options: [{ name: ndots, value: "1" }] }', 'Docker: --dns-opt ndots:1'],
  );

export const noSearch = (conf: ResolvConf | null): DraftFix[] =>
  orByHand(
    conf,
    'resolv-no-search',
    'No search list',
    edit(conf, { search: [], options: withOption(of(conf).options, 'ndots', null) }),
    ['short names are no longer found: write them in full'],
    ['Kubernetes, in the pod: dnsPolicy: None with a dnsConfig of its own; Docker: --dns-search .'],
  );

export const rooted = (name: string | null): DraftFix =>
  byHand('rooted-name', 'Write the name with a dot at its end: no search list then', [`${name === null ? 'api.example.com' : name.replace(/\.$/, '')}.`]);

/** `internal`: the name that was sought is one of a private zone, which a private name server knows rather. */
export const oneServer = (conf: ResolvConf | null, internal: boolean): DraftFix[] =>
  orByHand(
    conf,
    'resolv-one-server',
    'One name server, that knows all zones or forwards what it does not know',
    edit(conf, { nameservers: [...(internal ? of(conf).nameservers.filter(isPrivateAddress) : []), ...of(conf).nameservers].slice(0, 1) }),
    ['no other is asked when that one is down'],
    ['dnsmasq, CoreDNS or systemd-resolved in front: server=/corp.example/10.0.0.2 for the zone, everything else to the public one'],
  );

export const singleRequest = (conf: ResolvConf | null): DraftFix[] =>
  orByHand(
    conf,
    'resolv-single-request',
    'options single-request-reopen: A and AAAA one after the other',
    edit(conf, { options: withOption(of(conf).options, 'single-request-reopen', '') }),
    ["musl ignores it; Go's own resolver doubles its worst case with it"],
    ['Kubernetes, in the pod: dnsConfig: { options: [{ name: single-request-reopen }] }', 'or a cache on every node (NodeLocal DNSCache), which asks upstream over TCP'],
  );

export const useTcp = (conf: ResolvConf | null): DraftFix[] =>
  orByHand(
    conf,
    'resolv-use-vc',
    'options use-vc: ask over TCP',
    edit(conf, { options: withOption(of(conf).options, 'use-vc', '') }),
    ['glibc waits for a silent TCP port without any limit; musl ignores it', "Go's own resolver: one connection for each query"],
    ['Docker: --dns-opt use-vc'],
  );

export const libcResolver = (): DraftFix =>
  change('netdns-cgo', "Ask libc's resolver (GODEBUG=netdns=cgo)", { axes: { cgo: '1' }, run: { env: { GODEBUG: 'netdns=cgo' } } }, [
    'only of a binary built with cgo: one without ignores it',
    'each look-up holds a thread, and goes on after its context has ended',
  ]);

export const goResolver = (): DraftFix =>
  change('netdns-go', "Ask with Go's own resolver (GODEBUG=netdns=go)", { run: { env: { GODEBUG: 'netdns=go' } } }, [
    'NSS modules (mDNS, LDAP, resolve) are not asked',
    'name servers are asked one after the other: each dead one before the first good one costs its timeout',
  ]);
