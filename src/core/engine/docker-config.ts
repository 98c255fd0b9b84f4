// The docker CLI's own configuration folder: the chosen context, what a context says, and where credentials are.
// Layout: docker/cli, cli/context/store (meta/<sha256 of name>/meta.json, tls/<sha256>/docker/{ca,cert,key}.pem).
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineUnavailableError, InputError, errorText } from '../../shared/domain/errors.ts';
import { errorCode } from './failures.ts';

const FILE_LIMIT = 4 * 1024 * 1024;

export type Env = Record<string, string | undefined>;

/** `DOCKER_CONFIG`, or `.docker` in the home folder. */
export const configFolder = (env: Env, home: string): string => (env['DOCKER_CONFIG'] ? env['DOCKER_CONFIG'] : join(home, '.docker'));

const configSchema = z.object({
  currentContext: z.string().optional(),
  auths: z
    .record(
      z.string(),
      z.object({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional(), identitytoken: z.string().optional() }).nullable(),
    )
    .optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});
export type DockerConfig = z.infer<typeof configSchema>;

const metaSchema = z.object({
  Name: z.string(),
  Endpoints: z.object({ docker: z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }).optional() }).optional(),
});

/** The file's bytes; null where there is none. An unreadable file is an error that names it. */
export async function readOptional(path: string): Promise<Buffer | null> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > FILE_LIMIT) throw new InputError(`${path} is larger than ${FILE_LIMIT} bytes; expected a small configuration file`, { input: path });
    return bytes;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES') throw new EngineUnavailableError(`${path} can't be read by this user`, `Give this user read permission on ${path}.`, { cause: error });
    throw error;
  }
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const bytes = await readOptional(path);
  if (bytes === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    // A parser's message quotes the text around the fault, and this file holds credentials.
    const place = /position \d+|line \d+ column \d+/.exec(errorText(error))?.[0];
    throw new InputError(`${path} is not valid JSON${place === undefined ? '' : ` (${place})`}`, { input: path, expected: 'the JSON that the docker CLI writes' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InputError(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unexpected content'}`, {
    input: path,
    ...(issue === undefined ? {} : { place: issue.path.join('.') }),
    expected: 'what the docker CLI writes',
  });
}

/** `config.json` of the folder; empty where there is none. */
export async function readDockerConfig(folder: string): Promise<DockerConfig> {
  return (await readJson(join(folder, 'config.json'), configSchema)) ?? {};
}

export interface DockerContext {
  name: string;
  host: string;
  skipVerify: boolean;
  ca: Buffer | null;
  cert: Buffer | null;
  key: Buffer | null;
}

/** Reads one context of the store; null where there is none of that name. */
export async function readContext(folder: string, name: string): Promise<DockerContext | null> {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = await readJson(join(folder, 'contexts', 'meta', id, 'meta.json'), metaSchema);
  if (meta === null) return null;
  const host = meta.Endpoints?.docker?.Host ?? '';
  if (host === '')
    throw new EngineUnavailableError(`the docker context "${name}" names no docker endpoint`, `Remake it with \`docker context create\`, or choose another endpoint.`);
  const tls = join(folder, 'contexts', 'tls', id, 'docker');
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((file) => readOptional(join(tls, file))));
  return { name, host, skipVerify: meta.Endpoints?.docker?.SkipTLSVerify ?? false, ca: ca ?? null, cert: cert ?? null, key: key ?? null };
}

/** More contexts than these are no list to choose from. */
const MOST_CONTEXTS = 500;

/** Names and addresses of the contexts in the folder, by name. One that can't be read, or names no docker endpoint, can't be chosen and is left out. */
export async function listContexts(folder: string): Promise<{ name: string; host: string }[]> {
  const store = join(folder, 'contexts', 'meta');
  let ids: string[];
  try {
    ids = await readdir(store);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error))) return [];
    throw error;
  }
  const contexts: { name: string; host: string }[] = [];
  for (const id of ids.slice(0, MOST_CONTEXTS)) {
    try {
      const meta = await readJson(join(store, id, 'meta.json'), metaSchema);
      const host = meta?.Endpoints?.docker?.Host ?? '';
      if (meta !== null && host !== '') contexts.push({ name: meta.Name, host });
    } catch (error) {
      if (!(error instanceof InputError) && !(error instanceof EngineUnavailableError)) throw error;
    }
  }
  return contexts.sort((a, b) => (a.name < b.name ? -1 : 1));
}
