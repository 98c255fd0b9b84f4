// A reply of more bytes than were asked for, and not marked as cut: Go reads what fits and cannot make sense of the rest.
import type { CellFailure } from '../types.ts';
import { dnsModule, WITH_C } from './_dns.ts';
import { cells } from './_runtime.ts';

const BIG = `	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte {
		// A TXT record of 1300 bytes before the address, which who asks for addresses has to skip.
		_, kind, end := question(query)
		answer := reply(query, 0)
		if kind == 1 {
			answer = reply(query, 0, "192.0.2.10")
		}
		text := append([]byte{0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0x05, 0x14}, make([]byte, 1300)...)
		answer[7]++
		return append(append(append([]byte{}, answer[:end]...), text...), answer[end:]...)
	})`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'dns-message-size',
    cause: 'dns-message-size',
    files: { ...dnsModule('nameserver 127.0.0.1\n', BIG), ...WITH_C },
    matrix: cells({ cgo: '1', libc: 'glibc', link: 'dynamic', base: 'glibc' }, 'run: { env: { GODEBUG: netdns=go } }\n'),
    red: 'libc=glibc',
    control: {
      files: dnsModule('nameserver 127.0.0.1\n', '	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte { return reply(query, 3) })'),
      matrix: cells({ cgo: '0', base: 'empty' }),
      red: 'base=empty',
    },
    fix: 'netdns-cgo',
  },
];

export default failures;
