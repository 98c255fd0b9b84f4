// A name server that is silent about names it does not know, and a search list before the name that it knows.
import type { CellFailure } from '../types.ts';
import { dnsModule, GOOD } from './_dns.ts';
import { cells } from './_runtime.ts';

const CONF = 'nameserver 127.0.0.1\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5 timeout:1\n';
const SILENT = `	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte {
		if asked, _, _ := question(query); asked != name {
			return nil
		}
		return good(query)
	})`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'dns-search-amplification',
    cause: 'dns-search-amplification',
    files: dnsModule(CONF, SILENT, '4*time.Second'),
    matrix: cells({ cgo: '0', base: 'empty' }),
    red: 'base=empty',
    // The same file, and a name server that says at once that there is no such name: no such host, and nobody to blame.
    control: { files: dnsModule(CONF, GOOD.replace('good(query)', 'reply(query, 3)')), matrix: cells({ cgo: '0', base: 'empty' }), red: 'base=empty' },
    fix: 'resolv-ndots1',
  },
];

export default failures;
