// Of two queries from one port the second is lost, as conntrack loses it: here the name server does not answer what comes while it thinks about another one. The look-up works after 5 s.
import type { CellFailure } from '../types.ts';
import { dnsModule, WITH_C } from './_dns.ts';
import { cells } from './_runtime.ts';

const LOSES = `	var lock sync.Mutex
	waiting := map[string]bool{}
	listen("127.0.0.1", func(query []byte, from net.Addr, udp bool) []byte {
		lock.Lock()
		second := udp && waiting[from.String()]
		waiting[from.String()] = true
		lock.Unlock()
		if second {
			return nil
		}
		time.Sleep(30 * time.Millisecond)
		lock.Lock()
		waiting[from.String()] = false
		lock.Unlock()
		return good(query)
	})`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'dns-lost-parallel',
    cause: 'dns-lost-parallel',
    files: { ...dnsModule('nameserver 127.0.0.1\n', LOSES, '30*time.Second', ['sync']), ...WITH_C },
    matrix: cells({ cgo: '1', libc: 'glibc', link: 'dynamic', base: 'glibc' }, 'run: { env: { GODEBUG: netdns=cgo } }\n'),
    red: 'libc=glibc',
    control: {
      files: dnsModule('nameserver 127.0.0.1\n', '	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte { return reply(query, 3) })'),
      matrix: cells({ cgo: '0', base: 'empty' }),
      red: 'base=empty',
    },
    fix: 'resolv-single-request',
  },
];

export default failures;
