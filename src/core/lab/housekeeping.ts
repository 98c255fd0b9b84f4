// Doctor and clean: what there is, what is wrong with it, what can go.
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import type { DoctorAction } from '../../shared/domain/documents.ts';
import { counted } from '../../shared/domain/units.ts';
import type { Identity } from '../engine/types.ts';
import type { Handlers } from '../procedures.ts';
import type { StoredChange } from '../store/procedures.ts';
import type { Store } from '../store/types.ts';
import type { EngineRequest, Hands } from './hands.ts';

/** Nearly everything is shipped for both. */
const USUAL_PLATFORMS = ['linux/amd64', 'linux/arm64'];

export interface DoctorOptions {
  hands: Hands;
  identity: Identity;
  folder: string;
  /** Asked each time: settings change while the owner lives. */
  limitBytes: () => number;
  usage(): { bytes: number };
  offer: (id: string, request: EngineRequest) => Promise<DoctorAction | null>;
  /** False for a reader while another process owns the data folder. */
  leftovers: boolean;
  /** pid of the owner of the data folder, in words; null when there is none. */
  owner(): string | null;
}

export function doctorProcedure(options: DoctorOptions): Pick<Handlers, 'doctor.run'> {
  return {
    'doctor.run': async (input) =>
      (await import('../engine/index.ts')).runDoctor({
        env: input.env,
        explicit: input.endpoint,
        preferred: options.hands.preferred(),
        identity: options.identity,
        // A reader makes no image: where a helper stands on the engine already, the caller's room finds it.
        offer: (id) => options.offer(id, input),
        leftovers: options.leftovers,
        platforms: USUAL_PLATFORMS,
        helperImage: await options.hands.helperImage(input),
        toolchains: async () => {
          const room = await options.hands.toolchains(input, 'auto');
          return (await room.list()).map(({ name, image, bytes }) => ({ name, image, bytes }));
        },
        dataFolder: { path: options.folder, bytes: options.usage().bytes, limitBytes: options.limitBytes(), owner: options.owner() },
      }),
  };
}

/** All that were removed go, whatever else does. */
function runsText(count: number, removed: number): string {
  if (removed === 0) return counted(count, 'stored run');
  return count === removed ? counted(count, 'removed run') : `${counted(count, 'stored run')}, ${removed} of them removed`;
}

/** Roles whose volumes and images `clean --all` removes from the engine. */
const KEPT_ROLES = ['cache', 'source', 'toolchain'] as const;

export interface CleanOptions {
  hands: Hands;
  store: Store;
  install: string;
  limitBytes: () => number;
  busy: () => boolean;
  stored: StoredChange;
}

export function cleanProcedure({ hands, store, install, limitBytes, busy, stored }: CleanOptions): Pick<Handlers, 'clean.run'> {
  return {
    'clean.run': async ({ olderDays, all, apply, ...request }) => {
      if (all && apply && busy())
        throw new InputError('a run is going on, and it uses what would be removed', { input: '--all', expected: 'no run going on: wait for it, or cancel it' });
      const items: { what: string; bytes: number }[] = [];
      const olderThan = olderDays === null ? null : new Date(Date.now() - olderDays * 86_400_000).toISOString();
      const removedBefore = store.removedRuns();
      const freed = store.prune({ ...(olderThan === null ? {} : { olderThan }), all, removedBefore: new Date().toISOString(), limitBytes: limitBytes(), apply });
      if (apply) for (const run of freed.runs) stored(run, 'cleaned');
      const gone = [
        ...(freed.runs.length > 0 ? [runsText(freed.runs.length, removedBefore)] : []),
        ...(freed.measurements.length > 0 ? [counted(freed.measurements.length, 'DNS measurement')] : []),
        ...(freed.recordings.length > 0 ? [counted(freed.recordings.length, 'recorded trace')] : []),
      ];
      if (gone.length > 0) items.push({ what: new Intl.ListFormat('en-GB').format(gone), bytes: freed.bytes });
      if (all) {
        try {
          const engine = await hands.engine(request);
          const room = await hands.toolchains(request, 'auto');
          const known = await room.list();
          for (const each of known) items.push({ what: `${each.kind} ${each.name}`, bytes: each.bytes });
          const volumes = [];
          for (const role of KEPT_ROLES)
            for (const volume of await engine.listVolumes(role))
              if (volume.labels['io.cgoscope.install'] === install && !known.some((each) => each.image === volume.name)) volumes.push(volume); // a tracer is both
          for (const volume of volumes) items.push({ what: `volume ${volume.name}`, bytes: volume.bytes ?? 0 });
          if (apply) {
            await room.remove(known.map((each) => each.name));
            for (const volume of volumes) await engine.removeVolume(volume.name);
            for (const volume of volumes) store.deleteState(`tree ${volume.name}`);
          }
        } catch (error) {
          if (!(error instanceof EngineUnavailableError)) throw error;
          items.push({ what: `nothing on the engine: ${error.message}`, bytes: 0 });
        }
      }
      return { items, bytes: items.reduce((sum, item) => sum + item.bytes, 0), applied: apply };
    },
  };
}
