// Credentials for one image reference, from where the docker CLI keeps them. Never logged, never stored, never in an error's text.
// Source: docker/cli, cli/config (credHelpers, then credsStore, then auths) and docker-credential-helpers' protocol.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import { configFolder, readDockerConfig, type DockerConfig, type Env } from './docker-config.ts';
import { errorCode } from './failures.ts';
import type { RegistryAuth } from './types.ts';

const HUB = 'https://index.docker.io/v1/';
const HELPER_MS = 20_000;
const HELPER_OUTPUT = 64 * 1024;

/** The registry of a reference: `docker.io` unless its first part looks like a host (distribution/reference). */
export function registryOf(ref: string): string {
  const first = ref.split('/')[0] ?? '';
  const isHost = ref.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (!isHost) return 'docker.io';
  return first === 'index.docker.io' ? 'docker.io' : first;
}

/** Null where nothing is kept for that registry. */
export async function registryAuth(ref: string, env: Env, home: string = env['HOME'] ?? homedir()): Promise<RegistryAuth | null> {
  const config = await readDockerConfig(configFolder(env, home));
  const registry = registryOf(ref);
  const server = registry === 'docker.io' ? HUB : registry;
  const helper = config.credHelpers?.[registry] ?? config.credHelpers?.[server] ?? config.credsStore;
  if (helper !== undefined && helper !== '') {
    const kept = await askHelper(helper, server, env);
    if (kept !== null) return kept;
    if (config.credHelpers?.[registry] !== undefined) return null;
  }
  return fromAuths(config, registry, server);
}

/** Keys of `auths` stand with or without scheme and path. */
const hostOfKey = (key: string): string => key.replace(/^https?:\/\//, '').split('/')[0] ?? '';

function fromAuths(config: DockerConfig, registry: string, server: string): RegistryAuth | null {
  const wanted = registry === 'docker.io' ? 'index.docker.io' : registry;
  const entry = Object.entries(config.auths ?? {}).find(([key]) => key === server || hostOfKey(key) === wanted)?.[1];
  if (!entry) return null;
  const auth: RegistryAuth = { serveraddress: server };
  if (entry.identitytoken) auth.identitytoken = entry.identitytoken;
  if (entry.auth) {
    const [, username, password] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '')) ?? [];
    if (username === undefined || password === undefined)
      throw new InputError(`the docker config's entry for ${registry} holds no user and password`, { input: `auths of ${registry}`, expected: '`docker login` to write it anew' });
    auth.username = username;
    auth.password = password;
  } else if (entry.username !== undefined && entry.password !== undefined) {
    auth.username = entry.username;
    auth.password = entry.password;
  }
  return auth.username === undefined && auth.identitytoken === undefined ? null : auth;
}

/** `docker-credential-NAME get`, the server on stdin, JSON on stdout. Its "credentials not found" is an answer, not an error. */
async function askHelper(name: string, server: string, env: Env): Promise<RegistryAuth | null> {
  if (!/^[\w.-]+$/.test(name))
    throw new InputError('the docker config names a credential helper that is no program name', { input: 'credsStore', expected: 'letters, digits, dots and dashes' });
  const program = `docker-credential-${name}`;
  const { code, stdout } = await runHelper(program, server, env);
  if (code !== 0) {
    if (/credentials not found|no credentials server|not found in native keychain/i.test(stdout)) return null;
    // Its output may hold a secret, so only its fate is told.
    throw new EngineUnavailableError(
      `${program} gave no credentials for ${server} (it ended with code ${code})`,
      `See \`echo ${server} | ${program} get\`, or \`docker login\` again.`,
    );
  }
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    answer = null; // told below; the parser's message would quote the output
  }
  const field = (key: string): string | null => {
    const value: unknown = typeof answer === 'object' && answer !== null ? Object.getOwnPropertyDescriptor(answer, key)?.value : null;
    return typeof value === 'string' ? value : null;
  };
  const [username, secret] = [field('Username'), field('Secret')];
  if (username === null || secret === null)
    throw new EngineUnavailableError(`${program} answered in a way that is not its protocol`, '`docker login` again, or remove the helper from the docker config.');
  if (username === '' && secret === '') return null;
  return username === '<token>' ? { identitytoken: secret, serveraddress: server } : { username, password: secret, serveraddress: server };
}

function runHelper(program: string, input: string, env: Env): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: HELPER_MS, killSignal: 'SIGKILL' });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < HELPER_OUTPUT) stdout += text;
    });
    child.on('error', (error) => {
      const why = errorCode(error) === 'ENOENT' ? 'is not on PATH' : "can't be started";
      reject(
        new EngineUnavailableError(
          `${program} ${why}, and the docker config says to ask it for credentials`,
          `Install ${program}, or remove it from the docker config and \`docker login\` again.`,
          { cause: error },
        ),
      );
    });
    child.on('close', (code) => resolve({ code: code ?? -1, stdout }));
    child.stdin.on('error', (error) => {
      if (errorCode(error) !== 'EPIPE') reject(error); // a helper need not read
    });
    child.stdin.end(`${input}\n`);
  });
}
