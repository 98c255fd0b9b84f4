// kill -9 at every stage of a cell: nothing of a build or run stays on the engine after the next start, and no finished cell is lost.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { STAGES, type Stage } from '../../../src/shared/domain/run.ts';
import { goProject } from '../../builders/go-project.ts';
import { engineReason, engineSocket } from '../../helpers/engine-reason.ts';
import { nextEvent, runRequest, shellEnv, startOwner, temporaryFolder } from '../../helpers/owner.ts';

const reason = await engineReason();

const WAITS = `package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	fmt.Println("started")
	if len(os.Args) > 1 {
		time.Sleep(3 * time.Second)
	}
}
`;

/** Two cells one after the other: the first is finished when the second is at the stage in question. */
const MATRIX = `axes:
  cgo: [0]
  platform: [native]
  base: [empty]
  tags: [first, second]
cells:
  - { when: tags=second, run: { args: [wait] } }
`;

const leftovers = (install: string): string[] => {
  const ask = (...argv: string[]) => execFileSync('docker', argv).toString('utf8').trim().split('\n').filter(Boolean);
  const filters = (role: string) => ['--filter', `label=io.cgoscope.install=${install}`, '--filter', `label=io.cgoscope.role=${role}`];
  return ['build', 'run'].flatMap((role) => [
    ...ask('ps', '-aq', ...filters(role)),
    ...ask('network', 'ls', '-q', ...filters(role)),
    ...ask('volume', 'ls', '-q', ...filters(role)),
  ]);
};

describe.skipIf(reason !== null)(`kill -9 of the owner${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const project = goProject({ 'main.go': WAITS, 'cgoscope.yaml': MATRIX });
  afterAll(() => {
    data.remove();
    project.remove();
  });

  for (const stage of STAGES) {
    it(`during ${stage} leaves nothing behind and keeps the finished cell`, async () => {
      const owner = await startOwner(data.path);
      const install = readFileSync(join(data.path, 'install'), 'utf8').trim();
      const { id } = await owner.api.call('run.start', runRequest(project.path, { jobs: 1 }));
      const finished = nextEvent(owner.api, (event) => event.type === 'cell' && event.run === id && event.cell === 1 && event.state === 'done');
      const reached = nextEvent(owner.api, (event) => event.type === 'cell' && event.run === id && event.cell === 2 && event.stage === (stage satisfies Stage));
      // prepare, build and collect of the second cell may pass before the first has run to its end.
      await (['run', 'trace', 'analyse'].includes(stage) ? Promise.all([reached, finished]) : reached);
      await owner.kill9();

      const next = await startOwner(data.path);
      const run = await next.api.call('run.get', { run: id });
      expect(run.state).toBe('interrupted');
      for (const cell of run.cells) expect(['done', 'interrupted']).toContain(cell.state);
      if (['run', 'trace', 'analyse'].includes(stage)) {
        expect(run.cells[0]).toMatchObject({ state: 'done', outcome: 'pass', green: true });
        const show = await next.api.call('cell.get', { run: id, cell: '1' });
        expect(show.logs.stdout?.text).toBe('started\n');
      }
      // Any call that needs the engine makes the new owner connect, and reap.
      await next.api.call('toolchain.list', { env: shellEnv() });
      expect(leftovers(install)).toEqual([]);
      await next.stop();
    });
  }

  it('ends a run whose only watcher was killed, as interrupted', async () => {
    const owner = await startOwner(data.path);
    const other = await import('../../../src/core/owner/index.ts');
    const { socket } = JSON.parse(readFileSync(join(data.path, 'owner.json'), 'utf8')) as { socket: string };
    const watcher = await other.connectApi(socket);
    const { id } = await watcher.call('run.start', runRequest(project.path));
    const ended = nextEvent(owner.api, (event) => event.type === 'run' && event.run === id && event.state === 'interrupted');
    await watcher.close();
    await ended;
    expect((await owner.api.call('run.get', { run: id })).state).toBe('interrupted');
    await owner.stop();
  });
});

describe.skipIf(reason !== null)(`a daemon that stops in the middle${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const folder = temporaryFolder();
  const project = goProject({ 'main.go': WAITS, 'cgoscope.yaml': MATRIX });
  afterAll(() => {
    data.remove();
    folder.remove();
    project.remove();
  });

  /** A way to the real daemon that can be cut, as a daemon that dies cuts its connections. */
  const proxy = async (path: string, real: string): Promise<{ cut(): void; restore(): void; close(): void }> => {
    const sockets = new Set<Socket>();
    let dead = false;
    const server: Server = createServer({ allowHalfOpen: true }, (client) => {
      if (dead) {
        client.destroy();
        return;
      }
      const upstream = connect({ path: real, allowHalfOpen: true });
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          (socket === client ? upstream : client).destroy();
        });
      }
      client.pipe(upstream);
      upstream.pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return {
      cut() {
        dead = true;
        for (const socket of sockets) socket.destroy();
      },
      restore() {
        dead = false;
      },
      close: () => server.close(),
    };
  };

  it('makes the run interrupted, keeps what was finished, and hangs nothing', async () => {
    const socket = join(folder.path, 'docker.sock');
    const way = await proxy(socket, await engineSocket());
    const owner = await startOwner(data.path);
    const env = { ...shellEnv(), DOCKER_HOST: `unix://${socket}` };
    const { id } = await owner.api.call('run.start', runRequest(project.path, { jobs: 1, env }));
    await Promise.all([
      nextEvent(owner.api, (event) => event.type === 'cell' && event.run === id && event.cell === 1 && event.state === 'done'),
      nextEvent(owner.api, (event) => event.type === 'cell' && event.run === id && event.cell === 2 && event.stage === 'run'),
    ]);
    way.cut();
    const run = await owner.api.call('run.wait', { run: id });
    expect(run.state).toBe('interrupted');
    expect(run.cells[0]).toMatchObject({ state: 'done', outcome: 'pass' });
    expect(run.cells[1]).toMatchObject({ state: 'interrupted' });
    // The daemon is back: the same owner works again.
    way.restore();
    const again = await owner.api.call('run.start', runRequest(project.path, { env, only: ['tags=first'] }));
    expect((await owner.api.call('run.wait', { run: again.id })).cells[0]).toMatchObject({ outcome: 'pass' });
    // It could remove nothing while the daemon was gone, and does so as soon as it is back.
    for (const what of ['ps -aq', 'network ls -q', 'volume ls -q'])
      expect(execFileSync('docker', [...what.split(' '), '--filter', `label=io.cgoscope.run=${id}`]).toString('utf8'), what).toBe('');
    await owner.stop();
    way.close();
  });
});
