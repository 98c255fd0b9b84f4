// Starting a program and waiting, over an engine that is played: what matters here is who is first, which a real engine decides by chance.
import { describe, expect, it } from 'vitest';
import { launch, type Launch } from '../../../src/core/cell/launch.ts';
import type { CellRoom } from '../../../src/core/cell/types.ts';
import { StartFailedError, type ContainerEnd, type ContainerSpec, type RunningContainer } from '../../../src/core/engine/types.ts';
import type { CellSpec } from '../../../src/core/matrix/types.ts';

const PROGRAM = 'the-program';

/** An engine of two containers: the program and the probe beside it. `there` names what was made and not removed. */
function played(probe: (io: { onStdout?: (chunk: Buffer) => void }) => Promise<RunningContainer>) {
  const there = new Set<string>();
  const program = Promise.withResolvers<ContainerEnd>();
  const kills: string[] = [];
  const end = (code: number) => program.resolve({ code, oomKilled: false, error: '', wallNs: 5 });
  let made = 0;
  const engine = {
    createContainer: (spec: ContainerSpec) => {
      const id = spec.network?.startsWith('container:') ? `probe-${(made += 1)}` : PROGRAM;
      there.add(id);
      return Promise.resolve(id);
    },
    startContainer: (id: string, io: { onStdout?: (chunk: Buffer) => void }): Promise<RunningContainer> =>
      id === PROGRAM
        ? Promise.resolve({
            id,
            ended: program.promise,
            kill: (signal = 'SIGKILL') => {
              kills.push(signal);
              end(signal === 'SIGKILL' ? 137 : 0);
              return Promise.resolve();
            },
          })
        : probe(io),
    removeContainer: (id: string) => {
      there.delete(id);
      return Promise.resolve();
    },
    putFiles: () => Promise.resolve(),
  };
  const cancel = new AbortController();
  // Only what `launch` asks of its room; the rest of the engine is never called.
  const room = {
    engine,
    run: 'R',
    signal: cancel.signal,
    limits: { buildNs: 1, buildLogBytes: 1, engineMemoryBytes: 2 ** 31 },
    network: () => Promise.resolve('none'),
    helperImage: () => Promise.resolve('helper'),
  } as unknown as CellRoom;
  return { room, there, kills, end, cancel };
}

const spec = {
  number: 1,
  run: {
    args: [],
    env: {},
    stdin: null,
    user: null,
    workdir: null,
    files: {},
    network: 'none',
    pids: 10,
    memoryBytes: null,
    profile: 'docker-default',
    stop: 'SIGTERM',
    ready: { tcp: 80 },
    added: [],
    resolvConf: null,
  },
} as unknown as CellSpec;
const what: Launch = { image: 'i', argv: ['/app'], files: [], extra: {}, timeNs: 60e9, onStdout: () => undefined, onStderr: () => undefined };

describe('a server that is waited for', () => {
  it('has ended where the probe could not start because it had ended', async () => {
    const play = played(() => {
      play.end(3);
      return Promise.reject(new StartFailedError('cannot join network of a non running container: the-program'));
    });
    expect(await launch(play.room, spec, what)).toMatchObject({ kind: 'ended', end: { code: 3 } });
    expect([...play.there]).toEqual([]);
  });

  it('is ready when the probe says so, not when the probe is gone; and nothing of either is left', async () => {
    let probeEnds: () => void = () => undefined;
    const play = played((io) => {
      io.onStdout?.(Buffer.from('ready\n'));
      const ended = new Promise<ContainerEnd>((resolve) => (probeEnds = () => resolve({ code: 0, oomKilled: false, error: '', wallNs: 1 })));
      return Promise.resolve({ id: 'probe-1', ended, kill: () => Promise.resolve() });
    });
    const launched = await launch(play.room, spec, what);
    probeEnds();
    expect(launched).toMatchObject({ kind: 'ready', killed: false, end: { code: 0 } });
    expect(play.kills).toEqual(['SIGTERM']);
    expect([...play.there]).toEqual([]);
  });

  it('is killed when its cell is cancelled, and the probe is gone by then', async () => {
    const play = played(() => Promise.resolve({ id: 'probe-1', ended: new Promise(() => undefined), kill: () => Promise.resolve() }));
    const launching = launch(play.room, spec, what);
    setImmediate(() => play.cancel.abort());
    await expect(launching).rejects.toThrow('cancelled');
    expect(play.kills).toEqual(['SIGKILL']);
    expect([...play.there]).toEqual([]);
  });
});
