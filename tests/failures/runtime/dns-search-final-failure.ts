// SERVFAIL for the name with a search domain behind it: musl ends the look-up there, Go and glibc go on.
import type { CellFailure } from '../types.ts';
import { dnsModule, WITH_C } from './_dns.ts';
import { cells } from './_runtime.ts';

const CONF = 'nameserver 127.0.0.1\nsearch svc.cluster.local corp.example\noptions ndots:5 timeout:1\n';
const SERVFAIL = `	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte {
		if asked, _, _ := question(query); asked == name+".corp.example" {
			return reply(query, 2)
		}
		return good(query)
	})`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'dns-search-final-failure',
    cause: 'dns-search-final-failure',
    files: { ...dnsModule(CONF, SERVFAIL), ...WITH_C },
    matrix: cells({ cgo: '1', libc: 'musl, glibc', link: 'static', base: 'empty' }, 'run: { env: { GODEBUG: netdns=cgo } }\n'),
    red: 'libc=musl',
    control: { files: dnsModule('nameserver 127.0.0.1\n', SERVFAIL.replace('name+".corp.example"', 'name')), matrix: cells({ cgo: '0', base: 'empty' }), red: 'base=empty' },
    fix: 'resolv-ndots1',
  },
];

export default failures;
