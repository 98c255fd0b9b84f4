// What is to be recorded: which program of an image, as whom, on which platform. Everything that can be said before anything is started is said here.
import type { ProcedureParsed } from '../../../shared/api/contract.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import type { Ready } from '../../../shared/domain/matrix-file.ts';
import { shown } from '../../../shared/domain/text.ts';
import { readHostFacts } from '../../engine/index.ts';
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

/** Throws InputError for an image that is not on the engine, is for no Linux, or has nothing to start. */
export async function programOf(engine: Pick<Engine, 'inspectImage'>, request: RecordRequest): Promise<Program> {
  const found = await engine.inspectImage(request.image);
  if (found === null)
    throw new InputError(`there is no image ${shown(request.image)} on the engine; \`docker images\` lists those that are, and \`docker pull\` brings one there`, {
      input: request.image,
      expected: 'a local image',
    });
  if (!found.platform.startsWith('linux/'))
    throw new InputError(`the image ${shown(request.image)} is for ${found.platform}; system calls are traced on Linux`, { input: request.image, expected: 'an image for Linux' });
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
    platform: found.platform,
    askedPlatform: request.platform,
    argv,
    user: request.user ?? found.user,
    stopSignal: found.stopSignal === '' ? 'SIGTERM' : found.stopSignal,
    ready: request.ready === null ? null : readyOf(request.ready),
  };
}

/** As `docker run` puts them together: words take the place of CMD, and another entrypoint drops the image's CMD too. */
export function argvOf({ entrypoint, cmd }: Pick<InspectedImage, 'entrypoint' | 'cmd'>, request: Pick<RecordRequest, 'argv' | 'entrypoint'>): string[] {
  if (request.entrypoint !== null) return [...request.entrypoint, ...request.argv];
  return [...entrypoint, ...(request.argv.length > 0 ? request.argv : cmd)];
}

/** `log:TEXT`, `tcp:PORT`, `http:PORT/PATH`. Throws InputError. */
export function readyOf(text: string): Ready {
  const [, how, rest = ''] = /^(log|tcp|http):(.*)$/s.exec(text) ?? [];
  const port = Number(/^\d{1,5}/.exec(rest)?.[0] ?? 0);
  const some = port >= 1 && port <= 65_535;
  if (how === 'log' && rest !== '') return { log: rest };
  if (how === 'tcp' && some && /^\d+$/.test(rest)) return { tcp: port };
  if (how === 'http' && some && /^\d+(\/.*)?$/.test(rest)) return { http: rest };
  throw new InputError(`"${shown(text.slice(0, 200))}" doesn't say when the program is ready`, { input: 'ready', expected: 'log:TEXT, tcp:PORT or http:PORT/PATH, as tcp:8080' });
}

/** Whether another program executes this one here; `helperImage` is for a look at the host. */
export const emulatedOn = async (engine: Engine, platform: string, helperImage: string): Promise<boolean> => isEmulated(platform, await readHostFacts(engine, helperImage));
