// Procedures of the lab: plan, start, follow, cancel.
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import { runRequestSchema } from '../../shared/api/contract.ts';
import type { Handlers } from '../procedures.ts';
import { findCell } from '../store/procedures.ts';
import type { Store } from '../store/types.ts';
import type { Hands } from './hands.ts';
import type { Lab } from './lab.ts';
import { createOnce } from './once.ts';
import { expand, planDocument, readRequest } from './plan.ts';
import { assumedWorld, worldOf } from './world.ts';

/** Plans; needs no owner and starts nothing. Without an engine it plans for an assumed one and says so. */
export function planProcedures(hands: Hands): Pick<Handlers, 'plan.make'> {
  return {
    'plan.make': async (input) => {
      const read = await readRequest(input);
      try {
        const engine = await hands.engine(input);
        const room = await hands.toolchains(input, read.file.toolchain ?? 'auto');
        const world = worldOf(await engine.info(), await hands.emulators(engine, room), room);
        return await planDocument(read, expand(read, input, world), world, room, []);
      } catch (error) {
        // An engine that was named is never silently replaced by an assumed one.
        if (!(error instanceof EngineUnavailableError) || input.endpoint !== null || hands.preferred() !== null || (input.env['DOCKER_CONTEXT'] ?? '') !== '') throw error;
        const { GO_VERSIONS, RUN_IMAGE_NAMES } = await import('../toolchain/index.ts');
        const world = assumedWorld(
          GO_VERSIONS.map((version) => version.go),
          [...RUN_IMAGE_NAMES],
        );
        return planDocument(read, expand(read, input, world), world, null, [
          `no container engine answers (${error.message}); planned for linux/amd64 without emulators, and nothing is known of toolchains`,
        ]);
      }
    },
  };
}

export function labProcedures(lab: Lab, store: Store): Pick<Handlers, 'run.start' | 'run.again' | 'run.wait' | 'run.cancel'> {
  const once = createOnce<{ id: string; cells: number }>();
  return {
    'run.start': ({ token, ...input }, { client }) => once(token, () => lab.start(input, client?.gone ?? null)),
    'run.again': async ({ run, cell, env, token }, { client }) => {
      const stored = store.getRun(run);
      // The request of an import is a stranger's: it could name any folder of this machine, and an engine of theirs to send it to.
      const request = stored.origin === 'local' ? runRequestSchema.safeParse({ ...Object(stored.request), env }) : null;
      if (request?.success !== true)
        throw new InputError(`run ${stored.id} can't be done again: it was not started here (${stored.origin})`, { input: run, expected: 'a run of this data folder' });
      const only = cell === null ? [] : [exactly(findCell(stored, cell).axes)];
      // Of a changed run, the cell's axes are those after the change.
      const again = (request.data.change ?? null) === null ? { only: [...request.data.only, ...only] } : { changedOnly: [...(request.data.changedOnly ?? []), ...only] };
      return once(token, () => lab.start({ ...request.data, ...again }, client?.gone ?? null));
    },
    'run.wait': async ({ run }, { client }) => {
      await lab.wait(run, client?.gone ?? null);
      return store.getRun(run);
    },
    'run.cancel': async ({ run, cell }) => ({ cancelled: lab.cancel(run, cell) }),
  };
}

/** The expression that picks exactly one cell. */
export function exactly(axes: Record<string, string>): string {
  return Object.entries(axes)
    .map(([axis, value]) => `${axis}=${encodeURIComponent(value)}`)
    .join(' ');
}
