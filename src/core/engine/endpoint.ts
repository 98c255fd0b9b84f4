// Which engine? The docker CLI's own precedence (docker/cli, cli/command: resolveContextName, ResolveDefaultContext), then the
// places where rootless Docker and Docker Desktop put their sockets. Says which rule chose.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import { configFolder, listContexts, readContext, readDockerConfig, readOptional, type Env } from './docker-config.ts';
import { errorCode, printableHost } from './failures.ts';
import { sshArguments } from './ssh-agent.ts';
import type { Endpoint } from './types.ts';

const EXPECTED = 'unix:///path, tcp://host:port, ssh://user@host, npipe:////./pipe/name, or the name of a docker context';

export interface ResolveOptions {
  /** What `--endpoint` says: a URL, the name of a context, or `default`. */
  explicit?: string | null;
  /** What the settings of the workbench name, in the same words; used before the docker CLI's own rules where nothing is explicit. */
  preferred?: string | null;
  home?: string;
  platform?: NodeJS.Platform;
  /** Where the system-wide socket is looked for; tests use a folder of their own. */
  systemSocket?: string;
}

/**
 * The endpoint to use. Rejects with EngineUnavailableError where there is none (a named context that doesn't exist included), with
 * InputError for an address that can't be one. It opens no connection.
 */
export async function resolveEndpoint(env: Env, options: ResolveOptions = {}): Promise<Endpoint> {
  const home = options.home ?? env['HOME'] ?? homedir();
  const folder = configFolder(env, home);
  const explicit = options.explicit ?? null;
  if (explicit !== null && explicit !== '') {
    if (explicit === 'default') return defaultEndpoint(env, home, options, '--endpoint says default');
    return explicit.includes('://')
      ? fromUrl(explicit, explicit, '--endpoint is given', env, home)
      : fromContext(folder, explicit, `--endpoint names the docker context ${explicit}`);
  }
  const preferred = options.preferred ?? null;
  if (preferred !== null && preferred !== '') {
    if (preferred === 'default') return defaultEndpoint(env, home, options, 'the settings of the workbench say default');
    return preferred.includes('://')
      ? fromUrl(preferred, preferred, 'the settings of the workbench name it', env, home)
      : fromContext(folder, preferred, `the settings of the workbench name the docker context ${preferred}`);
  }
  const dockerHost = env['DOCKER_HOST'] ?? '';
  if (dockerHost !== '') return fromUrl(dockerHost, 'DOCKER_HOST', 'DOCKER_HOST is set', env, home);
  const named = env['DOCKER_CONTEXT'] ?? '';
  if (named === 'default') return defaultEndpoint(env, home, options, 'DOCKER_CONTEXT is default');
  if (named !== '') return fromContext(folder, named, 'DOCKER_CONTEXT is set');
  const { currentContext } = await readDockerConfig(folder);
  if (currentContext !== undefined && currentContext !== '' && currentContext !== 'default')
    return fromContext(folder, currentContext, `it is the current context of ${join(folder, 'config.json')}`);
  return defaultEndpoint(env, home, options, 'it is the default of this platform');
}

/** Could it be an endpoint at all? Throws InputError for an address that can't be one and for a context that does not exist; opens no connection. */
export async function checkEndpoint(text: string, env: Env, home: string = env['HOME'] ?? homedir()): Promise<void> {
  if (text === 'default') return;
  if (text.includes('://')) {
    schemeOf(text);
    if (printableHost(text) !== text)
      throw new InputError('an endpoint that is kept must hold no password', { input: printableHost(text), expected: 'an address without one, or a docker context' });
    return;
  }
  const contexts = await listContexts(configFolder(env, home));
  if (contexts.some(({ name }) => name === text)) return;
  const known = ['default', ...contexts.map(({ name }) => name)].join(', ');
  throw new InputError(`there is no docker context "${text.slice(0, 200)}"; there are ${known}`, { input: text, expected: `${EXPECTED}: ${known}` });
}

/** `default` and every docker context, for a list to choose from. Passwords in addresses are hidden. */
export async function listEndpoints(env: Env, options: ResolveOptions = {}): Promise<{ name: string; host: string }[]> {
  const home = options.home ?? env['HOME'] ?? homedir();
  let host = (options.platform ?? process.platform) === 'win32' ? 'npipe:////./pipe/docker_engine' : `unix://${options.systemSocket ?? '/var/run/docker.sock'}`;
  try {
    ({ host } = await defaultEndpoint(env, home, options, ''));
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error; // nothing there yet: the usual place is named
  }
  const contexts = await listContexts(configFolder(env, home));
  return [{ name: 'default', host }, ...contexts.map((context) => ({ name: context.name, host: printableHost(context.host) }))];
}

async function fromContext(folder: string, name: string, rule: string): Promise<Endpoint> {
  const context = await readContext(folder, name);
  if (context === null)
    throw new EngineUnavailableError(`there is no docker context "${name}" in ${folder}`, 'See `docker context ls`, or give another name or address with --endpoint.');
  const kind = schemeOf(context.host);
  const withTls = kind === 'tcp' && (context.ca !== null || context.cert !== null || context.skipVerify);
  if (kind === 'unix') await checkSocket(context.host);
  return {
    name,
    host: context.host,
    transport: withTls ? 'tls' : kind,
    rule,
    tls: withTls ? { ca: context.ca, cert: context.cert, key: context.key, skipVerify: context.skipVerify } : null,
  };
}

/** The transport of an address; `tcp` may still become `tls`. */
function schemeOf(host: string): 'unix' | 'tcp' | 'ssh' | 'npipe' {
  const [scheme = '', rest = ''] = host.split('://');
  const wrong = (text: string): InputError =>
    new InputError(`the endpoint ${printableHost(host)} ${text}; expected ${EXPECTED}`, { input: printableHost(host), expected: EXPECTED });
  if (rest === '') throw wrong('is no address');
  switch (scheme) {
    case 'unix':
      if (!rest.startsWith('/')) throw wrong('names no absolute path');
      return 'unix';
    case 'npipe':
      return 'npipe';
    case 'ssh':
      sshArguments(host);
      return 'ssh';
    case 'tcp':
    case 'http':
    case 'https':
      if (!URL.canParse(host.replace(/^tcp:/, 'http:'))) throw wrong('has no usable host and port');
      return 'tcp';
    default:
      throw wrong(`has an unknown kind (${scheme})`);
  }
}

async function fromUrl(given: string, name: string, rule: string, env: Env, home: string): Promise<Endpoint> {
  // `host:port` alone is tcp for the docker CLI
  const host = given.includes('://') ? given : `tcp://${given}`;
  const kind = schemeOf(host);
  if (kind === 'unix') await checkSocket(host);
  if (kind !== 'tcp') return { name: name === given ? printableHost(host) : name, host, transport: kind, rule, tls: null };
  // Set and not empty means on, whatever the value (docker/cli: `os.Getenv("DOCKER_TLS_VERIFY") != ""`).
  const verify = (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const wantsTls = verify || (env['DOCKER_TLS'] ?? '') !== '' || host.startsWith('https:');
  const printable = { name: name === given ? printableHost(host) : name, host };
  if (!wantsTls) return { ...printable, transport: 'tcp', rule, tls: null };
  const certs = env['DOCKER_CERT_PATH'] ? env['DOCKER_CERT_PATH'] : configFolder(env, home);
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((file) => readOptional(join(certs, file))));
  if (verify && !ca && env['DOCKER_CERT_PATH'])
    throw new EngineUnavailableError(`there is no ca.pem in ${certs} (DOCKER_CERT_PATH)`, 'Put ca.pem, cert.pem and key.pem there, or correct DOCKER_CERT_PATH.');
  if ((cert === null) !== (key === null)) throw new EngineUnavailableError(`${certs} has only one of cert.pem and key.pem`, 'A client certificate needs both files.');
  const paths = `${rule}, TLS by ${verify ? 'DOCKER_TLS_VERIFY' : host.startsWith('https:') ? 'https' : 'DOCKER_TLS'} with ${certs}`;
  return { ...printable, transport: 'tls', rule: paths, tls: { ca: ca ?? null, cert: cert ?? null, key: key ?? null, skipVerify: !verify && !host.startsWith('https:') } };
}

type SocketState = 'usable' | 'forbidden' | 'absent';

async function socketState(path: string): Promise<SocketState> {
  try {
    if (!(await stat(path)).isSocket()) return 'absent';
    await access(path, constants.R_OK | constants.W_OK);
    return 'usable';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EACCES' || code === 'EPERM') return 'forbidden';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return 'absent';
    throw error;
  }
}

const SOCKET_FIX = 'Add the user to the group that owns the socket (usually `sudo usermod -aG docker $USER`) and log in again, or use a rootless engine.';

/** A socket that was named must be there and usable; nothing else is tried in its place. */
async function checkSocket(host: string): Promise<void> {
  const path = host.slice('unix://'.length);
  const state = await socketState(path);
  if (state === 'forbidden') throw new EngineUnavailableError(`the socket ${path} is there, but this user may not use it`, SOCKET_FIX);
  if (state === 'absent') throw new EngineUnavailableError(`there is no socket at ${path}`, 'Start the container engine, or correct the address.');
}

async function defaultEndpoint(env: Env, home: string, options: ResolveOptions, rule: string): Promise<Endpoint> {
  const platform = options.platform ?? process.platform;
  if (platform === 'win32') return { name: 'default', host: 'npipe:////./pipe/docker_engine', transport: 'npipe', rule, tls: null };
  const runtime = env['XDG_RUNTIME_DIR'];
  const candidates: { name: string; path: string; rule: string }[] = [
    { name: 'default', path: options.systemSocket ?? '/var/run/docker.sock', rule },
    ...(runtime ? [{ name: 'rootless', path: join(runtime, 'docker.sock'), rule: 'no system-wide socket is usable, and a rootless engine has one in XDG_RUNTIME_DIR' }] : []),
    { name: 'rootless', path: join(home, '.docker', 'run', 'docker.sock'), rule: 'no system-wide socket is usable, and there is one in the home folder' },
    { name: 'desktop', path: join(home, '.docker', 'desktop', 'docker.sock'), rule: 'no system-wide socket is usable, and Docker Desktop has one' },
  ];
  let forbidden: string | null = null;
  for (const candidate of candidates) {
    const state = await socketState(candidate.path);
    if (state === 'usable') return { name: candidate.name, host: `unix://${candidate.path}`, transport: 'unix', rule: candidate.rule, tls: null };
    if (state === 'forbidden') forbidden ??= candidate.path;
  }
  if (forbidden !== null) throw new EngineUnavailableError(`the socket ${forbidden} is there, but this user may not use it`, SOCKET_FIX);
  throw new EngineUnavailableError(
    `no container engine was found: none of ${[...new Set(candidates.map((candidate) => candidate.path))].join(', ')} is a socket`,
    'Install and start Docker, or name an engine with DOCKER_HOST or --endpoint.',
  );
}
