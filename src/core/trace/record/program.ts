// What is to be recorded: which program of an image, as whom, on which platform. Everything that can be said before anything is started is said here.
import type { ProcedureParsed } from '../../../shared/api/contract.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import type { Ready } from '../../../shared/domain/matrix-file.ts';
import { shown } from '../../../shared/domain/text.ts';
import { platformMatches, readHostFacts } from '../../engine/index.ts';
import type { Engine, InspectedImage } from '../../engine/types.ts';
import { isEmulated } from '../../checklist/index.ts';

export type RecordRequest = Omit<ProcedureParsed<'trace.record'>, 'token' | 'yes'>;

export interface Program {
  /** The image's id: the name may be another image's tomorrow. */
  image: string;
  platform: string;
  /** Only where it was asked for: the engine refuses a platform that the image is not for. */
  askedPlatform: string | null;
  argv: string[];
  user: string;
  stopSignal: string;
  ready: Ready | null;
}

/** Throws InputError for an image that is not on the engine, is for no Linux or another platform than asked for, or has nothing to start, and for words that mean nothing. */
export async function programOf(engine: Pick<Engine, 'inspectImage'>, request: RecordRequest): Promise<Program> {
  const { platform, workdir } = request;
  const ready = request.ready === null ? null : readyOf(request.ready);
  // The engine refuses a relative one, only after the tracer was made ready and in the words of its protocol.
  if (workdir !== null && !workdir.startsWith('/'))
    throw new InputError(`the folder to start in (--workdir) is "${shown(workdir.slice(0, 200))}"; expected a path from the root, as /srv`, {
      input: 'workdir',
      expected: 'a path from the root',
    });
  if (platform !== null && !/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9.]+)?$/.test(platform))
    throw new InputError(`"${shown(platform.slice(0, 200))}" is no platform; expected one as linux/arm64`, { input: 'platform', expected: 'a platform as linux/arm64' });
  const found = await engine.inspectImage(request.image);
  if (found === null)
    throw new InputError(`there is no image ${shown(request.image)} on the engine; \`docker images\` lists those that are, and \`docker pull\` brings one there`, {
      input: request.image,
      expected: 'a local image',
    });
  if (!found.platform.startsWith('linux/'))
    throw new InputError(`the image ${shown(request.image)} is for ${found.platform}; system calls are traced on Linux`, { input: request.image, expected: 'an image for Linux' });
  // The store of containerd names an image by its index, which may hold other platforms than the one that is looked at: there the engine decides.
  const several = found.repoDigests.some((digest) => digest.endsWith(`@${found.id}`));
  if (platform !== null && !several && !platformMatches(found.platform, platform))
    throw new InputError(
      `the local image ${shown(request.image)} is for ${found.platform}, not for ${platform}; \`docker pull --platform ${platform} …\` brings that one, or leave --platform out`,
      { input: 'platform', expected: found.platform },
    );
  const argv = argvOf(found, request);
  if (argv.length === 0)
    throw new InputError(`the image ${shown(request.image)} has neither ENTRYPOINT nor CMD, so nothing says what to start`, {
      input: request.image,
      expected: 'a command behind the image: trace record IMAGE COMMAND…',
    });
  for (const word of [...argv, ...Object.keys(request.environment), ...Object.values(request.environment)])
    if (word.includes('\0'))
      throw new InputError('a word of the command or its environment holds a NUL, which no program can be given', { input: 'argv', expected: 'words without NUL' });
  for (const name of Object.keys(request.environment))
    if (name === '' || name.includes('=')) throw new InputError(`"${shown(name)}" can't name a variable of the environment`, { input: '--env', expected: 'NAME=VALUE' });
  return {
    image: found.id,
    platform: several ? (platform ?? found.platform) : found.platform,
    askedPlatform: platform,
    argv,
    user: request.user ?? found.user,
    stopSignal: found.stopSignal === '' ? 'SIGTERM' : found.stopSignal,
    ready,
  };
}

/** As `docker run` puts them together: words take the place of CMD, and another entrypoint drops the image's CMD too. */
export function argvOf({ entrypoint, cmd }: Pick<InspectedImage, 'entrypoint' | 'cmd'>, request: Pick<RecordRequest, 'argv' | 'entrypoint'>): string[] {
  if (request.entrypoint !== null) return [...request.entrypoint, ...request.argv];
  return [...entrypoint, ...(request.argv.length > 0 ? request.argv : cmd)];
}

const READY = 'tcp:PORT (1 to 65535), http:PORT/PATH or log:TEXT';

/** `log:TEXT`, `tcp:PORT`, `http:PORT/PATH`. Throws InputError. */
export function readyOf(text: string): Ready {
  const [, how, rest = ''] = /^(log|tcp|http):(.*)$/s.exec(text) ?? [];
  const port = Number(/^\d{1,5}/.exec(rest)?.[0] ?? 0);
  const some = port >= 1 && port <= 65_535;
  if (how === 'log' && rest !== '') return { log: rest };
  if (how === 'tcp' && some && /^\d+$/.test(rest)) return { tcp: port };
  if (how === 'http' && some && /^\d+(\/.*)?$/.test(rest)) return { http: rest };
  throw new InputError(`"${shown(text.slice(0, 200))}" doesn't say when the program is ready (--ready); expected ${READY}`, { input: 'ready', expected: READY });
}

/** Whether another program executes this one here; `helperImage` is for a look at the host. */
export const emulatedOn = async (engine: Engine, platform: string, helperImage: string): Promise<boolean> => isEmulated(platform, await readHostFacts(engine, helperImage));
