// A static program with glibc on an image whose nsswitch.conf names a module that is not there: glibc finds nobody, Go's own code reads /etc/hosts.
import type { Failure } from '../types.ts';

const files = {
  'go.mod': 'module example.com/names\n\ngo 1.22\n',
  'nsswitch.conf': 'hosts: sss [UNAVAIL=return] files\n',
  'main.go': `package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	addresses, err := net.LookupHost("localhost")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	fmt.Println(addresses)
}
`,
};
const run = 'run: {network: none, env: {GODEBUG: netdns=cgo}, files: {/etc/nsswitch.conf: nsswitch.conf}}\n';

const failure: Failure = {
  kind: 'cell',
  name: 'build/static-nss',
  cause: 'static-nss',
  files,
  matrix: `version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: static, base: empty, go: "1.24"}\n${run}`,
  red: 'cgo=1',
  control: 'cgo=0',
  fix: 'tags',
};
export default failure;
