// Images: look, list, load, pull for a platform, commit, remove.
import type Docker from 'dockerode';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CancelledError, EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { Client } from './client.ts';
import { connectionError, EngineAnswerError, hasStatus } from './failures.ts';
import { checkImageName, nameRefused } from './image-name.ts';
import { LABEL, labelsFor, mine } from './labels.ts';
import { platformMatches, platformName } from './platforms.ts';
import { ImageUnavailableError, type InspectedImage, type RegistryAuth, type Role } from './types.ts';

export async function inspectImage(client: Client, ref: string): Promise<InspectedImage | null> {
  checkImageName(ref);
  try {
    const image = await client.docker.getImage(ref).inspect();
    const variant = 'Variant' in image && typeof image.Variant === 'string' ? image.Variant : null;
    // Engines answer null for empty lists and maps, whatever the types say; an imported image has hardly any config.
    const config: Partial<typeof image.Config> | null = image.Config;
    return {
      id: image.Id,
      repoDigests: image.RepoDigests ?? [],
      bytes: image.Size,
      platform: platformName(image.Os, image.Architecture, variant),
      createdAt: image.Created,
      labels: config?.Labels ?? {},
      env: config?.Env ?? [],
      user: config?.User ?? '',
      entrypoint: wordsOf(config?.Entrypoint),
      cmd: wordsOf(config?.Cmd),
      workdir: config?.WorkingDir ?? '',
      stopSignal: config !== null && 'StopSignal' in config && typeof config.StopSignal === 'string' ? config.StopSignal : '',
    };
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw (error instanceof EngineAnswerError ? nameRefused(ref, error.engineText) : null) ?? error;
  }
}

/** Very old images have their command as one text, and none is null. */
const wordsOf = (value: string | string[] | null | undefined): string[] => (typeof value === 'string' ? (value === '' ? [] : [value]) : (value ?? []));

type ListedImage = { id: string; tags: string[]; bytes: number; createdAt: string; labels: Record<string, string> };

const listed = (image: Docker.ImageInfo): ListedImage => ({
  id: image.Id,
  tags: ((image.RepoTags as string[] | null | undefined) ?? []).filter((tag) => tag !== '<none>:<none>'),
  bytes: image.Size,
  createdAt: new Date(image.Created * 1000).toISOString(),
  labels: image.Labels ?? {},
});

export const listImages = async (client: Client, role?: Role): Promise<ListedImage[]> =>
  (await client.docker.listImages({ filters: JSON.stringify(mine(client.identity, role)) })).map(listed);

/** All of the engine's, newest first; those of one second by name. */
export async function localImages(client: Client): Promise<(Omit<ListedImage, 'labels'> & { ours: boolean })[]> {
  const images = (await client.docker.listImages()).map(listed);
  return images
    .map(({ labels, ...image }) => ({ ...image, ours: labels[LABEL.install] === client.identity.install }))
    .sort((a, b) => (a.createdAt === b.createdAt ? ((a.tags[0] ?? a.id) < (b.tags[0] ?? b.id) ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1));
}

interface Progress {
  status?: string;
  id?: string;
  progress?: string;
  stream?: string;
  error?: string;
}

/** Reads the engine's progress lines; the last `error` in them is the outcome, as the status was 200 long before (followProgress of dockerode misses it). */
async function followProgress(client: Client, stream: Readable, onLine: (line: Progress) => void): Promise<string | null> {
  let failure: string | null = null;
  const broken = new Promise<never>((_resolve, reject) => {
    stream.once('error', reject);
  });
  broken.catch(() => undefined); // also after the race is over
  const read = async (): Promise<void> => {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (text.trim() === '') continue;
      const line = JSON.parse(text) as Progress; // shape of the API; every field is optional here
      if (typeof line.error === 'string') failure = line.error;
      onLine(line);
    }
  };
  try {
    await Promise.race([read(), broken]);
  } catch (error) {
    throw connectionError(error, client.endpoint);
  }
  return failure;
}

export async function loadImage(client: Client, tar: Readable): Promise<void> {
  const stream = (await client.docker.loadImage(tar, { quiet: true })) as unknown as Readable; // node:http's IncomingMessage
  const failure = await followProgress(client, stream, () => undefined);
  if (failure !== null) throw new Error(`the engine did not load the image: ${failure}`);
}

/** `repo` and `tag` or digest of a reference; the tag is never left open, or the engine would pull every tag there is. */
export function splitReference(ref: string): { name: string; tag: string } {
  const at = ref.indexOf('@');
  if (at >= 0) return { name: ref.slice(0, at).replace(/:[^:/]*$/, ''), tag: ref.slice(at + 1) };
  const colon = ref.lastIndexOf(':');
  return colon > ref.lastIndexOf('/') ? { name: ref.slice(0, colon), tag: ref.slice(colon + 1) } : { name: ref, tag: 'latest' };
}

/** What the engine's sentence about a pull means. The texts come from registries, containerd and dockerd; order matters. */
export function pullFailure(ref: string, platform: string | undefined, text: string): ImageUnavailableError {
  const say = (what: string): string => `${what}: ${text}`;
  if (/invalid reference format|invalid repository name|must be lowercase|invalid tag/i.test(text))
    return new ImageUnavailableError(say(`${ref} can't be the name of an image`), 'not-found');
  if (/no matching manifest|does not match the specified platform|does not provide the specified platform|no match for platform/i.test(text))
    return new ImageUnavailableError(say(`the image ${ref} is not offered for ${platform ?? "the engine's platform"}`), 'platform-missing');
  if (/unauthorized|denied|authentication required|no basic auth|forbidden|incorrect username|toomanyrequests|\b40[13]\b/i.test(text))
    return new ImageUnavailableError(say(`the registry refuses ${ref}`), 'denied');
  if (/manifest unknown|manifest for .* not found|not found|does not exist|name unknown|\b404\b/i.test(text))
    return new ImageUnavailableError(say(`there is no image ${ref} in its registry`), 'not-found');
  return new ImageUnavailableError(say(`the registry of ${ref} can't be reached`), 'unreachable');
}

export interface PullOptions {
  platform?: string;
  auth?: RegistryAuth | null;
  onProgress?: (text: string) => void;
  signal?: AbortSignal;
}

export async function pullImage(client: Client, ref: string, options: PullOptions): Promise<{ id: string }> {
  const { platform, signal } = options;
  if (platform !== undefined) {
    // 20.10 "succeeds" with the wrong platform and moves the user's tag to it, so the registry is asked first.
    const remote = await remotePlatforms(client, ref, options.auth);
    if (remote.platforms !== null && remote.platforms.length > 0 && !remote.platforms.some((offered) => platformMatches(offered, platform))) {
      throw new ImageUnavailableError(`the image ${ref} is not offered for ${platform}: its registry has ${remote.platforms.join(', ')}`, 'platform-missing');
    }
  }
  const { name, tag } = splitReference(ref);
  const request = { _query: { fromImage: name, tag, platform }, ...(signal === undefined ? {} : { abortSignal: signal }) };
  let failure: string | null;
  try {
    const stream = (await client.docker.createImage(authOf(options.auth), request)) as unknown as Readable;
    failure = await followProgress(client, stream, (line) => {
      if (options.onProgress && line.status !== undefined) options.onProgress([line.id, line.status, line.progress].filter(Boolean).join(' '));
    });
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof EngineUnavailableError) throw error;
    failure = error instanceof EngineAnswerError ? error.engineText : errorText(error);
  }
  if (failure !== null) throw pullFailure(ref, platform, failure);
  const image = await inspectImage(client, ref);
  if (image === null) throw new ImageUnavailableError(`the engine says it pulled ${ref} and does not have it`, 'not-found');
  if (platform !== undefined && !platformMatches(image.platform, platform))
    throw new ImageUnavailableError(`the image ${ref} is not offered for ${platform}: the engine pulled ${image.platform}`, 'platform-missing');
  return { id: image.id };
}

/** dockerode's type wants every field; the engine takes what there is. An empty object is "nobody". */
const authOf = (auth: RegistryAuth | null | undefined): Docker.AuthConfig => auth ?? {};

export async function remotePlatforms(client: Client, ref: string, auth?: RegistryAuth | null): Promise<{ platforms: string[] | null; reason: string | null }> {
  try {
    const answer: unknown = await client.docker.getImage(ref).distribution({ authconfig: authOf(auth) });
    const list =
      typeof answer === 'object' && answer !== null && 'Platforms' in answer && Array.isArray(answer.Platforms)
        ? (answer.Platforms as { os?: string; architecture?: string; variant?: string }[])
        : [];
    // Attestations of BuildKit stand in an index as platform unknown/unknown.
    const platforms = list
      .filter((one) => one.os !== undefined && one.os !== 'unknown' && one.architecture !== undefined)
      .map((one) => platformName(one.os ?? '', one.architecture ?? '', one.variant));
    return { platforms: [...new Set(platforms)], reason: null };
  } catch (error) {
    if (error instanceof EngineUnavailableError) throw error;
    return { platforms: null, reason: error instanceof EngineAnswerError ? error.engineText : errorText(error) };
  }
}

export async function commitContainer(
  client: Client,
  container: string,
  options: { repo: string; tag: string; role: Role; labels?: Record<string, string>; env?: string[]; cmd?: string[] },
): Promise<string> {
  const config = {
    Labels: labelsFor(client.identity, options.role, '-', options.labels),
    ...(options.env === undefined ? {} : { Env: options.env }),
    // An entrypoint of the container (every container of ours has one) would stay in front of the command.
    Entrypoint: [],
    ...(options.cmd === undefined ? {} : { Cmd: options.cmd }),
  };
  const answer: unknown = await client.docker.getContainer(container).commit({ _query: { container, repo: options.repo, tag: options.tag, pause: false }, _body: config });
  if (typeof answer === 'object' && answer !== null && 'Id' in answer && typeof answer.Id === 'string') return answer.Id;
  throw new Error('the engine gave no id for the image it made');
}

export async function removeImage(client: Client, ref: string): Promise<void> {
  try {
    await client.docker.getImage(ref).remove({ force: true });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}
