// The engines at hand: resolved by the docker CLI's rules, connected once, looked at once, shared by all that ask.
import { EngineUnavailableError, InputError, errorText } from '../../shared/domain/errors.ts';
import type { Emulator, Engine, Identity } from '../engine/types.ts';
import type { ToolchainRoom, ToolchainRoomOptions } from '../toolchain/types.ts';

export interface EngineRequest {
  endpoint: string | null;
  env: Record<string, string>;
}

export type Prefer = ToolchainRoomOptions['prefer'];

export interface HandsOptions {
  identity: Identity;
  /** Where toolchains keep downloads and layers. */
  cacheFolder: string;
  /** Only the owner removes what dead owners left. */
  reaps: boolean;
  onNote(text: string): void;
  /** The endpoint that the settings name where a request names none; null without one. Asked each time. */
  preferred(): string | null;
}

export interface Hands {
  /** As {@link HandsOptions.preferred}. */
  preferred(): string | null;
  /** Rejects with EngineUnavailableError or InputError (a context that does not exist). */
  engine(request: EngineRequest): Promise<Engine>;
  toolchains(request: EngineRequest, prefer: Prefer): Promise<ToolchainRoom>;
  /** As the daemon's host really has them; a reader that can't see them without a helper container knows of none. */
  emulators(engine: Engine, room: ToolchainRoom): Promise<Emulator[]>;
  /** Our helper image where it stands on the engine; makes none. Null without one, and without an engine. */
  helperImage(request: EngineRequest): Promise<string | null>;
  close(): Promise<void>;
}

/** Loaded when an engine is asked for, not before: most commands need none and answer in a fraction of the time. */
const engineRoom = () => import('../engine/index.ts');

export function createHands(options: HandsOptions): Hands {
  const engines = new Map<string, Promise<Engine>>();
  /** By engine and preference; one for the newest environment, as proxies and credentials of who asked last are the ones that hold. */
  const rooms = new Map<string, { env: string; room: Promise<ToolchainRoom> }>();

  const engine = async (request: EngineRequest): Promise<Engine> => {
    const { connectEngine, resolveEndpoint } = await engineRoom();
    const endpoint = await resolveEndpoint(request.env, { explicit: request.endpoint, preferred: options.preferred() });
    // Two contexts may name one address with other certificates, and a run says by which name its engine was chosen.
    const key = JSON.stringify(endpoint);
    const known = engines.get(key);
    if (known !== undefined) return known;
    // A connection over ssh uses the caller's agent, not that of whoever started this process.
    const connecting = connectEngine(endpoint, options.identity, { ...process.env, ...request.env }).then(async (connected) => {
      if (options.reaps) {
        const { removed } = await connected.reap();
        if (removed.length > 0) options.onNote(`removed what an owner that died had left: ${removed.join(', ')}`);
      }
      return connected;
    });
    engines.set(key, connecting);
    connecting.catch(() => engines.delete(key));
    return connecting;
  };

  return {
    preferred: () => options.preferred(),
    engine,
    async toolchains(request, prefer) {
      const connected = await engine(request);
      const { createToolchainRoom } = await import('../toolchain/index.ts');
      const key = JSON.stringify([connected.endpoint, prefer]);
      const env = JSON.stringify(Object.entries(request.env).sort());
      const known = rooms.get(key);
      if (known?.env === env) return known.room;
      const room = createToolchainRoom({ engine: connected, cacheFolder: options.cacheFolder, prefer, env: request.env });
      rooms.set(key, { env, room });
      room.catch(() => {
        if (rooms.get(key)?.room === room) rooms.delete(key);
      });
      return room;
    },
    async emulators(connected, room) {
      const { localEmulators } = await engineRoom();
      const local = await localEmulators(connected);
      if (local !== null) return local;
      if (!options.reaps) return []; // a reader makes no image; the owner looks for itself when the run starts
      const { image } = await room.ensureHelper({ progress: () => undefined, signal: new AbortController().signal });
      return connected.emulators(image);
    },
    async helperImage(request) {
      try {
        const { KIND_LABEL } = await import('../toolchain/index.ts');
        const images = await (await engine(request)).listImages();
        return images.find((image) => image.labels[KIND_LABEL] === 'helper')?.id ?? null;
      } catch (error) {
        if (error instanceof EngineUnavailableError || error instanceof InputError) return null; // doctor finds and names these itself
        throw error;
      }
    },
    async close() {
      for (const connecting of engines.values()) {
        try {
          await (await connecting).close();
        } catch (error) {
          options.onNote(`an engine did not close: ${errorText(error)}`);
        }
      }
    },
  };
}
