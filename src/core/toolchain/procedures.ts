// Procedures about toolchains: what there is, what can be had, making and removing it.
import { InputError } from '../../shared/domain/errors.ts';
import type { LabEvent, Toolchains } from '../../shared/domain/documents.ts';
import type { Handlers } from '../procedures.ts';
import type { Hands } from '../lab/hands.ts';
import type { Engine } from '../engine/types.ts';
import type { ToolchainNeed, ToolchainRoom } from './types.ts';

/** What `toolchain build` understands: `go-1.24` for the native platform, or `go-1.24/glibc/linux/arm64`. */
export function parseToolchainName(name: string, room: ToolchainRoom, native: string): ToolchainNeed {
  const match = /^go-(\d+\.\d+)(?:\/(glibc|musl))?(?:\/([a-z0-9]+\/[a-z0-9]+(?:\/v\d)?))?$/.exec(name);
  const expected = `go-VERSION[/glibc|musl[/PLATFORM]], for example go-${room.goVersions().at(-1) ?? '1.24'}/musl/linux/arm64`;
  if (match === null) throw new InputError(`"${name}" names no toolchain; expected ${expected}`, { input: name, expected });
  const libc = match[2] === 'glibc' || match[2] === 'musl' ? match[2] : null;
  return { go: match[1] ?? '', platform: match[3] ?? native, libc, packages: [] };
}

async function document(engine: Engine, room: ToolchainRoom): Promise<Toolchains> {
  const { platform } = await engine.info();
  const available: Toolchains['available'] = [];
  for (const go of room.goVersions()) {
    for (const libc of [null, 'glibc', 'musl'] as const) {
      const state = await room.check({ go, platform, libc, packages: [] });
      if (state.kind === 'obtainable') available.push({ name: libc === null ? `go-${go}` : `go-${go}/${libc}`, kind: 'toolchain', downloadBytes: state.downloadBytes, diskBytes: state.diskBytes });
    }
  }
  for (const base of room.runImageNames()) {
    const state = await room.checkRunImage(base, platform);
    if (state.kind === 'obtainable') available.push({ name: base, kind: 'run-image', downloadBytes: state.downloadBytes, diskBytes: state.diskBytes });
  }
  return { schema: 'cgoscope/toolchains@0', toolchains: await room.list(), available };
}

export function listToolchains(hands: Hands): Pick<Handlers, 'toolchain.list'> {
  return {
    'toolchain.list': async (input) => document(await hands.engine(input), await hands.toolchains(input, 'auto')),
  };
}

export function changeToolchains(hands: Hands, emit: (event: LabEvent) => void): Pick<Handlers, 'toolchain.build' | 'toolchain.remove'> {
  return {
    'toolchain.build': async ({ names, ...request }, { signal }) => {
      const engine = await hands.engine(request);
      const room = await hands.toolchains(request, 'auto');
      const { platform } = await engine.info();
      const progress = (event: { task: string; text: string; doneBytes?: number; totalBytes?: number }) =>
        emit({ schema: 'cgoscope/event@0', type: 'progress', run: null, at: new Date().toISOString(), task: event.task, text: event.text, doneBytes: event.doneBytes ?? null, totalBytes: event.totalBytes ?? null });
      const [runImages, toolchains] = [names.filter((name) => room.runImageNames().includes(name)), names.filter((name) => !room.runImageNames().includes(name))];
      const needs = toolchains.map((name) => parseToolchainName(name, room, platform)); // every name is read before anything is made
      for (const base of runImages) await room.ensureRunImage(base, platform, { progress, signal });
      for (const need of needs) await room.ensure(need, { progress, signal });
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
