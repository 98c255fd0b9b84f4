// The reproduce lines are run as they stand, by a shell, with docker alone: same outcome, same artefact.
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { goProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { runRequest, startOwner, temporaryFolder } from '../../helpers/owner.ts';

const reason = await engineReason();

describe.skipIf(reason !== null)(`reproduce lines${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const project = goProject({
    "it's main.go":
      'package main\n\n// #include <stdio.h>\n// static int three(void) { return 3; }\nimport "C"\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() { fmt.Println("by hand", os.Args[1:]); os.Exit(int(C.three())) }\n',
    'cgoscope.yaml': `axes: { cgo: [1], platform: [native], libc: [glibc, musl], link: [dynamic, static], base: [auto, empty] }
include: ["libc=glibc link=dynamic", "libc=musl link=static"] # a build by hand is cold each time: three cells are enough here
ldflags: -X "main.unused=a b"
run: { args: ["an argument", "it's"], env: { NAME: "a $value" } }
`,
  });
  afterAll(() => {
    data.remove();
    project.remove();
  });

  it('give the same artefact and the same end', { timeout: 300_000 }, async () => {
    const owner = await startOwner(data.path);
    const { id } = await owner.api.call('run.start', runRequest(project.path));
    const run = await owner.api.call('run.wait', { run: id });
    await owner.stop();
    expect(run.cells.map((cell) => cell.outcome)).toContain('exit');
    expect(run.cells.map((cell) => cell.outcome)).toContain('start-failed');
    for (const cell of run.cells) {
      const byHand = spawnSync('bash', ['-c', cell.reproduce.join('\n')], { encoding: 'utf8' });
      expect(byHand.stdout, `${cell.key}\n${byHand.stderr}`).toContain(': OK');
      const code = cell.outcome === 'exit' ? 3 : 1;
      expect(byHand.stdout, cell.key).toContain(`exit ${code}\n`);
      if (cell.outcome === 'exit') expect(byHand.stdout).toContain("by hand [an argument it's]");
    }
  });

  it('give a hardened program its stdin and its files, and stop a server when it is ready', { timeout: 300_000 }, async () => {
    const other = goProject({
      'main.go':
        'package main\n\nimport (\n\t"fmt"\n\t"io"\n\t"os"\n\t"os/signal"\n)\n\nfunc main() {\n\tif len(os.Args) > 1 {\n\t\tfmt.Println("listening")\n\t\tstop := make(chan os.Signal, 1)\n\t\tsignal.Notify(stop, os.Interrupt)\n\t\t<-stop\n\t\tfmt.Println("stopped")\n\t\treturn\n\t}\n\tinput, _ := io.ReadAll(os.Stdin)\n\tfile, err := os.ReadFile("/etc/deep/conf")\n\t_, write := os.Create("/here")\n\tfmt.Printf("%s %s %v %v\\n", input, file, err, write)\n}\n',
      'a conf': 'from the file',
      'cgoscope.yaml': `axes: { cgo: [0], platform: [native], base: [empty], tags: [hard, serve] }
cells:
  - { when: tags=hard, run: { stdin: "it's typed", files: { /etc/deep/conf: a conf }, profile: hardened, trace: off } }
  - { when: tags=serve, run: { args: [serve], ready: { log: listening }, stop: SIGINT, trace: off } }
`,
    });
    try {
      const owner = await startOwner(data.path);
      const { id } = await owner.api.call('run.start', runRequest(other.path));
      const run = await owner.api.call('run.wait', { run: id });
      await owner.stop();
      const said: Record<string, string> = { hard: "it's typed from the file <nil> open /here: read-only file system\nexit 0\n", serve: 'listening\nstopped\nexit 0\n' };
      for (const cell of run.cells) {
        expect(cell, cell.reason ?? '').toMatchObject({ outcome: 'pass' });
        const byHand = spawnSync('bash', ['-c', cell.reproduce.join('\n')], { encoding: 'utf8' });
        expect(byHand.stdout, byHand.stderr).toContain(': OK');
        expect(byHand.stdout, byHand.stderr).toContain(said[cell.axes.tags ?? '']);
      }
    } finally {
      other.remove();
    }
  });

  it('do with docker alone what a change did: edited sources, files of an image, a resolv.conf', { timeout: 300_000 }, async () => {
    const other = goProject({
      'main.go': 'package main\n\nfunc main() { panic("never edited") }\n',
      'gone.go': 'package main\n\nfunc init() { panic("never removed") }\n',
      'cgoscope.yaml': 'axes: { cgo: [0], platform: [native], base: [empty] }\nrun: { network: none, trace: off }\n',
    });
    const edited = `package main

import (
\t"fmt"
\t"os"
\t"time"
)

func main() {
\t_, zone := time.LoadLocation("Asia/Tokyo")
\tpasswd, err := os.ReadFile("/etc/passwd")
\tresolver, _ := os.ReadFile("/etc/resolv.conf")
\tfmt.Printf("%v %s%v %s", zone, passwd, err, resolver)
\tos.Exit(4)
}
`;
    try {
      const owner = await startOwner(data.path);
      const change = {
        sources: [
          { path: 'main.go', content: edited },
          { path: 'gone.go', content: null },
        ],
        run: {
          files: [
            { path: '/usr/share/zoneinfo', from: 'distroless' },
            { path: '/etc/passwd', content: "it's:x:1\n" },
          ],
          resolvConf: 'nameserver 192.0.2.1\noptions ndots:0\n',
        },
      };
      const { id } = await owner.api.call('run.start', runRequest(other.path, { change }));
      const [cell] = (await owner.api.call('run.wait', { run: id })).cells;
      const said = (await owner.api.call('cell.get', { run: id, cell: '1' })).logs.stdout?.text ?? '';
      await owner.stop();
      expect(cell).toMatchObject({ outcome: 'exit', exit: { code: 4 } });
      expect(said).toBe("<nil> it's:x:1\n<nil> nameserver 192.0.2.1\noptions ndots:0\n");
      const byHand = spawnSync('bash', ['-c', cell?.reproduce.join('\n') ?? ''], { encoding: 'utf8' });
      expect(byHand.stdout, byHand.stderr).toContain(': OK');
      expect(byHand.stdout, byHand.stderr).toContain(`${said}exit 4\n`);
    } finally {
      other.remove();
    }
  });
});
