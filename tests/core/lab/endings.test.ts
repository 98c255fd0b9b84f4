// What is left when cells give up: nothing that nobody looks after, on either side of the connection.
import { describe, expect, it } from 'vitest';
import { abortable } from '../../../src/core/lab/execute.ts';
import { createShared } from '../../../src/core/lab/station.ts';
import type { Engine } from '../../../src/core/engine/types.ts';

describe('a wait for something shared', () => {
  it('ends when its cell is cancelled, and the shared work that fails afterwards ends no process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      await expect(abortable(Promise.reject(new Error('the pull was refused')), AbortSignal.abort())).rejects.toThrow('cancelled');
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it('gives what the work gives, and listens to the signal no longer', async () => {
    const { signal } = new AbortController();
    let listening = 0;
    const counted = Object.assign(signal, {
      addEventListener: () => (listening += 1),
      removeEventListener: () => (listening -= 1),
    });
    expect(await abortable(Promise.resolve(3), counted)).toBe(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(listening).toBe(0);
  });
});

describe('the end of a run', () => {
  it('removes a station that was still being made when its cell gave up', async () => {
    const there = new Set<string>();
    const started = Promise.withResolvers<{ id: string; end: () => Promise<void> }>();
    // Only what a station asks for.
    const engine = {
      ensureVolume: (name: string) => Promise.resolve(there.add(name)),
      removeVolume: (name: string) => Promise.resolve(there.delete(name)),
      startLeased: () => {
        there.add('station');
        return started.promise;
      },
    } as unknown as Engine;
    const shared = createShared({
      engine,
      run: 'R',
      install: 'install-of-a-test',
      projectPath: '/p',
      projectDir: '.',
      sourceVolume: 'v',
      modules: { env: {}, secretEnv: {}, files: [], ca: null, secrets: [], notes: [] },
      helperImage: () => Promise.resolve('helper'),
      limits: { memoryBytes: 1, pids: 1, cpus: 1 },
    });
    const station = shared.station();
    const disposing = shared.dispose();
    started.resolve({ id: 'station', end: () => Promise.resolve(void there.delete('station')) });
    expect(await disposing).toEqual([]);
    expect((await station).container).toBe('station');
    expect([...there]).toEqual([]);
  });
});
