// What the doctor can do itself. An action is offered only where it can really be done, here, now, by this user; it is looked at again before it is done.
import type { DoctorAction } from '../../../shared/domain/documents.ts';
import { EngineUnavailableError, InputError, UnsupportedError } from '../../../shared/domain/errors.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import type { Engine } from '../../engine/types.ts';
import type { Handlers } from '../../procedures.ts';
import type { StoredChange } from '../../store/procedures.ts';
import type { Store } from '../../store/types.ts';
import type { Progress } from '../../toolchain/types.ts';
import type { EngineRequest, Hands } from '../hands.ts';

export interface ActionsOptions {
  hands: Hands;
  store: Store;
  limitBytes: () => number;
}

interface Work {
  signal: AbortSignal;
  progress: Progress;
  stored: StoredChange;
}

interface Action {
  offer(id: string, request: EngineRequest, options: ActionsOptions): Promise<DoctorAction | null>;
  /** What was done, in one sentence. */
  act(id: string, request: EngineRequest, options: ActionsOptions, work: Work): Promise<string>;
}

const engineRoom = () => import('../../engine/index.ts');

/** What the doctor asks for; null where only a person can do something. Needs no owner. */
export function createOffer(options: ActionsOptions): (id: string, request: EngineRequest) => Promise<DoctorAction | null> {
  return async (id, request) => {
    try {
      return (await actionOf(id)?.offer(id, request, options)) ?? null;
    } catch (error) {
      // What keeps an action from being offered is told as a problem of its own.
      if (error instanceof EngineUnavailableError || error instanceof UnsupportedError || error instanceof InputError) return null;
      throw error;
    }
  };
}

export function fixProcedure(options: ActionsOptions, work: Omit<Work, 'signal'>): Pick<Handlers, 'doctor.fix'> {
  const offer = createOffer(options);
  return {
    'doctor.fix': async ({ action: id, yes, ...request }, { signal }) => {
      const action = actionOf(id);
      if (action === null)
        throw new InputError(`there is no action "${id.slice(0, 100)}"; \`cgoscope doctor\` names those there are`, { input: id, expected: 'an action that doctor offers' });
      const offered = await offer(id, request);
      if (offered === null)
        throw new InputError(`${id} is not to be done here: it is done already, or this user or machine can't`, { input: id, expected: 'an action that doctor offers now' });
      if (offered.changesHost && !yes)
        throw new InputError(`${offered.title}: that changes more than Cgoscope's own; it needs a yes. ${offered.detail}`, { input: id, expected: 'yes (--yes)' });
      return { done: await action.act(offered.id, request, options, { ...work, signal }) };
    },
  };
}

function actionOf(id: string): Action | null {
  const [, kind = ''] = /^([a-z.]+)(?::|$)/.exec(id) ?? [];
  return Object.hasOwn(ACTIONS, kind) ? (ACTIONS[kind] ?? null) : null;
}

const ACTIONS: Record<string, Action> = {
  'engine.start': {
    async offer(id, request, { hands }) {
      const { offerStartEngine, thisMachine } = await engineRoom();
      return id === 'engine.start' ? offerStartEngine(request.env, { explicit: request.endpoint, preferred: hands.preferred() }, thisMachine()) : null;
    },
    async act(_id, _request, _options, { signal, progress }) {
      const { startEngine, thisMachine } = await engineRoom();
      return startEngine(thisMachine(), { signal, progress: (text) => progress({ task: 'engine', text }) });
    },
  },

  'emulation.register': {
    async offer(id, request, { hands }) {
      const { localEmulators, offerEmulation, thisMachine } = await engineRoom();
      if ((await localEmulators(await hands.engine(request))) === null) return null; // the daemon's host is another machine
      return offerEmulation(thisMachine(), id.slice(id.indexOf(':') + 1));
    },
    async act(id, _request, _options, { signal }) {
      const { registerEmulation, thisMachine } = await engineRoom();
      return registerEmulation(thisMachine(), id.slice(id.indexOf(':') + 1), signal);
    },
  },

  'toolchain.build': {
    /** Without a name: the one that most projects need first. */
    async offer(id, request, { hands }) {
      const engine = await hands.engine(request);
      const room = await hands.toolchains(request, 'auto');
      const name = id.includes(':') ? id.slice(id.indexOf(':') + 1) : usualToolchain(room.goVersions());
      const { parseName } = await import('../../toolchain/index.ts');
      const named = parseName(name, await nativeOf(engine));
      const state =
        named.kind === 'toolchain'
          ? await room.check(named.need)
          : named.kind === 'run-image'
            ? await room.checkRunImage(named.base, named.platform)
            : { kind: 'present' as const };
      if (state.kind !== 'obtainable') return null;
      return {
        id: `toolchain.build:${name}`,
        title: `Make the toolchain ${name}`,
        changesHost: false,
        detail: `Downloads ${formatBytes(state.downloadBytes)} and makes ${name} on the engine (${formatBytes(state.diskBytes)} of its disk). \`cgoscope toolchain remove ${name}\` removes it.`,
        command: `cgoscope toolchain build ${name}`,
      };
    },
    async act(id, request, { hands }, { signal, progress }) {
      const { ensureByName } = await import('../../toolchain/index.ts');
      const name = id.slice(id.indexOf(':') + 1);
      await ensureByName(await hands.toolchains(request, 'auto'), await nativeOf(await hands.engine(request)), name, { progress, signal });
      return `${name} is on the engine`;
    },
  },

  reap: {
    async offer(id, request, { hands }) {
      if (id !== 'reap') return null;
      const { ours } = await (await hands.engine(request)).leftovers();
      if (ours.length === 0) return null;
      return {
        id,
        title: 'Remove what a run that was cut off left',
        changesHost: false,
        detail: `Removes from the engine: ${ours.slice(0, 10).join(', ')}${ours.length > 10 ? ` and ${ours.length - 10} more` : ''}. All of it was made by this install of Cgoscope.`,
        command: null,
      };
    },
    async act(_id, request, { hands }) {
      const { removed } = await (await hands.engine(request)).reap();
      return removed.length === 0 ? 'nothing was left to remove' : `removed ${removed.join(', ')}`;
    },
  },

  'clean.runs': {
    async offer(id, _request, { store, limitBytes }) {
      if (id !== 'clean.runs') return null;
      const would = store.prune({ removedBefore: new Date().toISOString(), limitBytes: limitBytes(), apply: false });
      if (would.runs.length === 0) return null;
      return {
        id,
        title: 'Remove the oldest runs',
        changesHost: true,
        detail: `Removes ${countRuns(would.runs.length)} for good, removed ones and then the oldest, and frees ${formatBytes(would.bytes)}.`,
        command: 'cgoscope clean --yes',
      };
    },
    async act(_id, _request, { store, limitBytes }, { stored }) {
      const freed = store.prune({ removedBefore: new Date().toISOString(), limitBytes: limitBytes(), apply: true });
      for (const run of freed.runs) stored(run, 'cleaned');
      return `removed ${countRuns(freed.runs.length)}, freed ${formatBytes(freed.bytes)}`;
    },
  },
};

const countRuns = (count: number): string => (count === 1 ? 'one run' : `${count} runs`);
const nativeOf = async (engine: Engine): Promise<string> => (await engine.info()).platform;

/** With compilers, of the version that is planned where a project leaves the choice. */
function usualToolchain(goVersions: string[]): string {
  const version = goVersions.includes('1.24') ? '1.24' : (goVersions.at(-1) ?? '1.24');
  return `go-${version}-c`;
}
