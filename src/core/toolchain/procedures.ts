// Procedures about toolchains: what there is, what can be had, making and removing it.
import type { LabEvent, Toolchains } from '../../shared/domain/documents.ts';
import type { Handlers } from '../procedures.ts';
import type { Hands } from '../lab/hands.ts';
import type { Engine } from '../engine/types.ts';
import { ensureByName, parseName } from './names.ts';
import type { Progress, ToolchainRoom } from './types.ts';

async function document(engine: Engine, room: ToolchainRoom): Promise<Toolchains> {
  const { platform } = await engine.info();
  const available: Toolchains['available'] = [];
  for (const go of room.goVersions()) {
    for (const libc of [null, 'glibc'] as const) {
      const state = await room.check({ go, platform, libc, packages: [] });
      if (state.kind === 'obtainable')
        available.push({ name: libc === null ? `go-${go}` : `go-${go}-c`, kind: 'toolchain', downloadBytes: state.downloadBytes, diskBytes: state.diskBytes });
    }
  }
  for (const base of room.runImageNames()) {
    const state = await room.checkRunImage(base, platform);
    if (state.kind === 'obtainable') available.push({ name: `run-${base}`, kind: 'run-image', downloadBytes: state.downloadBytes, diskBytes: state.diskBytes });
  }
  return { schema: 'cgoscope/toolchains@0', toolchains: await room.list(), available };
}

export function listToolchains(hands: Hands): Pick<Handlers, 'toolchain.list'> {
  return {
    'toolchain.list': async (input) => document(await hands.engine(input), await hands.toolchains(input, 'auto')),
  };
}

/** Progress of work that belongs to no run, as events. */
export const progressTo =
  (emit: (event: LabEvent) => void): Progress =>
  (event) =>
    emit({
      schema: 'cgoscope/event@0',
      type: 'progress',
      run: null,
      at: new Date().toISOString(),
      task: event.task,
      text: event.text,
      doneBytes: event.doneBytes ?? null,
      totalBytes: event.totalBytes ?? null,
    });

export function changeToolchains(hands: Hands, progress: Progress): Pick<Handlers, 'toolchain.build' | 'toolchain.remove'> {
  return {
    'toolchain.build': async ({ names, ...request }, { signal }) => {
      const engine = await hands.engine(request);
      const room = await hands.toolchains(request, 'auto');
      const { platform } = await engine.info();
      for (const name of names) parseName(name, platform); // every name is read before anything is made
      for (const name of names) await ensureByName(room, platform, name, { progress, signal });
      return document(engine, room);
    },
    'toolchain.remove': async ({ names, ...request }) => {
      const engine = await hands.engine(request);
      const room = await hands.toolchains(request, 'auto');
      await room.remove(names);
      return document(engine, room);
    },
  };
}
