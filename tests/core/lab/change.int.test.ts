// A change of a cell, over the real engine: what is asked is what is built and started, and the user's files stay as they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goProject, type TemporaryProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { runRequest, startOwner, temporaryFolder } from '../../helpers/owner.ts';
import type { Change } from '../../../src/shared/domain/explain.ts';
import { exactly } from '../../../src/core/lab/procedures.ts';

const reason = await engineReason();

/** Says what it sees of its surroundings; ends with 1 where `want` (an argument) is missing. */
const SEES = `package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"os/user"
	"time"
)

var stamp = "none"

func main() {
	file, _ := os.ReadFile("/etc/resolv.conf")
	bad := 0
	for _, want := range os.Args[1:] {
		var err error
		switch want {
		case "user":
			_, err = user.LookupId("1000")
		case "zone":
			_, err = time.LoadLocation("Asia/Tokyo")
		case "roots":
			roots, e := x509.SystemCertPool()
			err = e
			if e == nil && roots.Equal(x509.NewCertPool()) {
				err = fmt.Errorf("x509: no roots")
			}
		case "stamp":
			if stamp == "none" {
				err = fmt.Errorf("no stamp")
			}
		case "env":
			if os.Getenv("WANTED") == "" {
				err = fmt.Errorf("no WANTED")
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, want+":", err)
			bad = 1
		}
	}
	fmt.Printf("stamp %s\\n%s", stamp, file)
	os.Exit(bad)
}
`;
const CGO = 'package main\n\n// #include <stdio.h>\n// static void hi(void) { puts("from C"); fflush(stdout); }\nimport "C"\n\nfunc init() { C.hi() }\n';

describe.skipIf(reason !== null)(`a changed cell${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  let owner: Awaited<ReturnType<typeof startOwner>>;
  const projects: TemporaryProject[] = [];
  const project = (files: Record<string, string>, goMod?: string) => {
    const made = goProject(files, goMod);
    projects.push(made);
    return made;
  };
  beforeAll(async () => {
    owner = await startOwner(data.path);
  });
  afterAll(async () => {
    await owner.stop();
    data.remove();
    for (const each of projects) each.remove();
  });

  const changed = async (path: string, only: string[], change: Change, more: Parameters<typeof runRequest>[1] = {}) => {
    const { id } = await owner.api.call('run.start', runRequest(path, { only, set: ['platform=native'], change, ...more }));
    const run = await owner.api.call('run.wait', { run: id });
    expect(run.cells).toHaveLength(1);
    const show = await owner.api.call('cell.get', { run: id, cell: '1' });
    return { run, cell: show.cell, show, stdout: show.logs.stdout?.text ?? '', stderr: show.logs.stderr?.text ?? '' };
  };

  it('gets a C library and an image that fits when cgo is switched on, and loses both when it is switched off', async () => {
    const { path } = project({ 'main.go': 'package main\n\nfunc main() { println("up") }\n', 'c.go': CGO });
    const on = await changed(path, ['cgo=0'], { axes: { cgo: '1' } });
    expect(on.cell).toMatchObject({ outcome: 'pass', axes: { cgo: '1', libc: 'glibc', link: 'dynamic', base: 'glibc' }, linkage: { got: 'dynamic' } });
    expect(on.stdout).toBe('from C\n');
    const off = await changed(path, [exactly(on.cell.axes)], { axes: { cgo: '0' } });
    expect(off.cell).toMatchObject({ outcome: 'pass', axes: { cgo: '0', libc: '-', link: '-', base: 'empty' }, linkage: { got: 'static' } });
    expect(off.stdout).toBe('');
  });

  it('finds the roots, the time zones and the user that were put into an empty image', async () => {
    const made = project({ 'main.go': SEES });
    made.write('cgoscope.yaml', 'axes: { cgo: [0], base: [empty] }\nrun: { args: [user, zone, roots] }\n');
    const bare = await changed(made.path, [], { run: { env: { TZ: 'UTC' } } });
    expect(bare.cell).toMatchObject({ outcome: 'exit', green: false });
    const { cell, stderr } = await changed(made.path, [], {
      run: {
        files: [
          { path: '/etc/passwd', content: 'root:x:0:0:root:/root:/sbin/nologin\napp:x:1000:1000::/home/app:/sbin/nologin\n' },
          { path: '/usr/share/zoneinfo', from: 'distroless' },
          { path: '/etc/ssl/certs/ca-certificates.crt', from: 'distroless' },
        ],
      },
    });
    expect(stderr).toBe('');
    expect(cell).toMatchObject({ outcome: 'pass', green: true });
    expect(cell.reproduce.join('\n')).toContain('/usr/share/zoneinfo');
  });

  it.each(['none', 'isolated', 'outside'] as const)('reads the resolv.conf of the change, on a network that is %s, traced and waited for too', async (network) => {
    const made = project({
      'main.go': `package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	file, _ := os.ReadFile("/etc/resolv.conf")
	fmt.Printf("%s", file)
	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		panic(err)
	}
	for {
		listener.Accept()
	}
}
`,
    });
    made.write('cgoscope.yaml', 'axes: { cgo: [0], base: [empty] }\nrun: { ready: { tcp: 8080 } }\n');
    const resolvConf = 'search a.test b.test\nnameserver 192.0.2.53\noptions ndots:0 timeout:1\n';
    const { cell, stdout, show } = await changed(made.path, [], { run: { network, resolvConf } });
    expect(stdout).toBe(resolvConf);
    expect(cell).toMatchObject({ outcome: 'pass', truncated: [] });
    expect(show.facts.resolver).toEqual({ resolvConf });
    expect(show.trace?.filesOpened).toContain('/etc/resolv.conf');
  });

  it('builds with other flags and environment, and starts with others', async () => {
    const made = project({ 'main.go': SEES });
    const config = 'axes: { cgo: [0], base: [empty] }\nldflags: -s\nenv: { GOFLAGS: -mod=bogus }\nrun: { args: [stamp, env] }\n';
    made.write('cgoscope.yaml', config);
    const { cell, stdout, run } = await changed(made.path, [], {
      ldflags: '-X main.stamp=changed',
      env: { GOFLAGS: null },
      run: { env: { WANTED: 'yes' }, profile: 'hardened', user: '1234' },
    });
    expect(cell).toMatchObject({ outcome: 'pass', profile: 'hardened' });
    expect(stdout).toContain('stamp changed\n');
    expect(readFileSync(join(made.path, 'cgoscope.yaml'), 'utf8')).toBe(config);
    const again = await owner.api.call('run.again', { run: run.id, cell: '1' });
    expect((await owner.api.call('run.wait', { run: again.id })).cells).toMatchObject([{ outcome: 'pass', key: cell.key }]);
  });

  it('edits what is sent and never the file, and says what it could not edit', async () => {
    const made = project({ 'main.go': 'package main\n\nfunc main() { println(text) }\n' }, 'module example.test/edited\n\ngo 9.99\n');
    const red = await changed(made.path, ['cgo=0'], {});
    expect(red.cell.state).toBe('unsupported');
    const change: Change = {
      sources: [
        { path: 'go.mod', find: 'go 9.99', replace: 'go 1.22' },
        { path: 'text/gone.go', content: 'package text\n' },
        { path: 'text.go', content: 'package main\n\nconst text = "from the change"\n' },
      ],
    };
    const { cell, stderr, run } = await changed(made.path, ['cgo=0'], change);
    expect(cell).toMatchObject({ outcome: 'pass' });
    expect(stderr).toBe('from the change\n');
    expect(run.project.treeHash).not.toBe(red.run.project.treeHash);
    expect(readFileSync(join(made.path, 'go.mod'), 'utf8')).toContain('go 9.99');
    await expect(owner.api.call('run.start', runRequest(made.path, { change: { sources: [{ path: 'go.mod', find: 'go 1.0', replace: '' }] } }))).rejects.toThrow(
      'change: sources: go.mod does not hold "go 1.0"',
    );
  });

  it('adds a C library to the toolchain, and is grey where this engine has no such thing', async () => {
    const made = project({
      'main.go': '// A program that needs zlib.\npackage main\n\n// #cgo LDFLAGS: -lz\n// #include <zlib.h>\nimport "C"\n\nfunc main() { println(C.GoString(C.zlibVersion())) }\n',
    });
    made.write('cgoscope.yaml', 'axes: { cgo: [1], libc: [glibc], link: [static] }\n');
    const { cell } = await changed(made.path, [], { packages: ['zlib1g-dev'] });
    expect(cell).toMatchObject({ outcome: 'pass', green: true });
    const none = await changed(made.path, [], { axes: { go: '1.99' } });
    expect(none.cell).toMatchObject({ state: 'unsupported', green: null, reason: expect.stringContaining('no toolchain has go 1.99') });
    await expect(owner.api.call('run.start', runRequest(made.path, { change: { manual: ['ask the host'] } }))).rejects.toThrow('this fix is for a person');
  });
});
