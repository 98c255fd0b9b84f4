// Two name servers of different zones: musl asks both at once, and the one that does not know the name is faster.
import type { CellFailure } from '../types.ts';
import { dnsModule, WITH_C } from './_dns.ts';
import { cells } from './_runtime.ts';

const CONF = 'nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:2\n';
const TWO = `	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte {
		time.Sleep(100 * time.Millisecond)
		return good(query)
	})
	listen("127.0.0.2", func(query []byte, _ net.Addr, _ bool) []byte { return reply(query, 3) })`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'dns-multi-nameserver',
    cause: 'dns-multi-nameserver',
    files: { ...dnsModule(CONF, TWO), ...WITH_C },
    matrix: cells({ cgo: '1', libc: 'musl', link: 'static', base: 'empty' }, 'run: { env: { GODEBUG: netdns=cgo } }\n'),
    red: 'libc=musl',
    // One name server, that does not know it either.
    control: {
      files: dnsModule('nameserver 127.0.0.1\n', '	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte { return reply(query, 3) })'),
      matrix: cells({ cgo: '0', base: 'empty' }),
      red: 'base=empty',
    },
    fix: 'resolv-one-server',
  },
];

export default failures;
