// What a session at a prompt tells by what stands before and behind, and the same words where they tell nothing.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../src/core/diagnosis/index.ts';

const first = (text: string): string => explainText(text).findings[0]?.cause ?? 'none';

describe('a cause that several lines tell together', () => {
  it.each([
    [
      'a wildcard behind the name',
      '$ getent hosts api.partner.com\n203.0.113.9     api.partner.com.corp.test.net\n$ cat /etc/resolv.conf\nsearch corp.test.net\nnameserver 10.1.1.1\noptions ndots:5\n',
      'dns-search-final-failure',
    ],
    [
      'look-ups of which some take half the timeout',
      "$ for i in 1 2 3 4 5; do curl -so /dev/null -w '%{time_namelookup}\\n' http://web; done\n0.004120\n2.504811\n0.003907\n0.004001\n5.008122\n",
      'dns-lost-parallel',
    ],
    [
      'a list that is gone through',
      'dnsmasq[7]: reply db.a.example is NXDOMAIN\ndnsmasq[7]: reply db.b.example is NXDOMAIN\ndnsmasq[7]: reply db.c.example is NXDOMAIN\n',
      'dns-search-amplification',
    ],
    ['a header that is edited before all is built anew', '$ vim inc/proto.h\n$ go build ./... && ./srv\nv1\n$ go clean -cache\n$ go build ./... && ./srv\nv2\n', 'stale-c-input'],
    ['a handler that is there', 'Setting /usr/bin/qemu-mips-static as binfmt interpreter for mips\nsh: write error: File exists\n', 'not-a-failure'],
    ['a pod that its probe kills', 'Normal  Killing  1m  kubelet  Container web failed startup probe, will be restarted\n', 'timed-out'],
    ["an assertion in qemu's source", '../accel/tcg/cpu-exec.c:954: cpu_loop_exec_tb: Assertion `icount == 0 failed\n', 'emulator-crash'],
    ['a thread that may not be made', "thread 'main' panicked: failed to launch worker thread: Os { code: 1, kind: PermissionDenied }\n", 'seccomp-blocked'],
  ])('%s', (_name, text, cause) => {
    expect(first(text)).toBe(cause);
  });

  it.each([
    ['a canonical name of the same zone', '$ getent hosts api.partner.com\n203.0.113.9     edge7.partner.com\n'],
    ['look-ups that are all slow', "$ curl -w '%{time_namelookup}\\n' http://web\n3.104120\n3.204811\n3.303907\n"],
    ['three hosts that there are not', 'dnsmasq[7]: reply a.example is NXDOMAIN\ndnsmasq[7]: reply b.example is NXDOMAIN\ndnsmasq[7]: reply c.example is NXDOMAIN\n'],
    ['a cache that is cleaned, and nothing of C before', '$ vim main.go\n$ go clean -cache\n$ go build ./...\n'],
    ['a pair of names that Go has', 'go: unsupported GOOS/GOARCH pair plan9/riscv64\n'],
    ['a stall that ends in a failure', 'Sometimes a DNS lookup hangs for 5 seconds and gives up.\n'],
  ])('none: %s', (_name, text) => {
    expect(first(text)).toBe('none');
  });

  it('a program that sends the signal to itself was hardly killed for memory', () => {
    const { findings } = explainText('tgkill(71, 71, SIGKILL) = ?\n+++ killed by SIGKILL +++\nKilled\n');
    expect(findings.find(({ cause }) => cause === 'oom-killed')?.confidence ?? 0).toBeLessThan(0.5);
  });
});
