// Connects: finds the API version both sides speak, loads dockerode (late, it costs 200 ms) and puts it on our transport.
import type Docker from 'dockerode';
import { EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import { hasStatus, printableHost } from './failures.ts';
import { Modem } from './modem.ts';
import { openTransport, readBody, type Transport } from './transport.ts';
import type { Endpoint, Identity } from './types.ts';

/** The newest API this room was written against; older engines get their own. */
const NEWEST_API = '1.47';
const PING_MS = 30_000;

/** What every file of this room works with. */
export interface Client {
  readonly endpoint: Endpoint;
  readonly identity: Identity;
  readonly docker: Docker;
  readonly transport: Transport;
  readonly apiVersion: string;
  /** `Builder-Version` of the ping's header: `2` where BuildKit is the default builder. */
  readonly builder: string | null;
  /** Makes work on one name wait for each other: engines check and create in two steps, and make three networks for three askers. */
  inTurn<T>(name: string, work: () => Promise<T>): Promise<T>;
}

function turns(): Client['inTurn'] {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const now = before.then(work, work);
    last.set(name, now);
    const forget = (): void => {
      if (last.get(name) === now) last.delete(name);
    };
    now.then(forget, forget);
    return now;
  };
}

const older = (a: string, b: string): boolean => {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor === bMajor ? aMinor < bMinor : aMajor < bMajor;
};

/** Asks the engine whether it is there. Rejects with EngineUnavailableError when it isn't. */
export async function ping(transport: Transport, endpoint: Endpoint): Promise<{ apiVersion: string; builder: string | null }> {
  let res;
  try {
    res = await transport.send({ method: 'GET', path: '/_ping', answerMs: PING_MS });
    await readBody(res, endpoint, 1024);
  } catch (error) {
    // Web servers and proxies answer too; an engine that is there knows its own ping.
    if (!hasStatus(error, 400, 401, 403, 404, 405, 502, 503, 504)) throw error;
    throw new EngineUnavailableError(
      `what listens at ${printableHost(endpoint.host)} does not speak the Docker API: ${errorText(error)}`,
      'Check the address, and proxies on the way to it.',
    );
  }
  const version = String(res.headers['api-version'] ?? '');
  const builder = res.headers['builder-version'];
  return { apiVersion: /^\d+\.\d+$/.test(version) ? version : '1.41', builder: typeof builder === 'string' && builder !== '' ? builder : null };
}

export async function openClient(endpoint: Endpoint, identity: Identity, env: NodeJS.ProcessEnv): Promise<Client> {
  const transport = openTransport(endpoint, env);
  try {
    const { apiVersion, builder } = await ping(transport, endpoint);
    const version = older(apiVersion, NEWEST_API) ? apiVersion : NEWEST_API;
    const { default: Dockerode } = await import('dockerode');
    // dockerode takes a ready-made modem (lib/docker.js: `opts.modem`), which its types don't know.
    const options = { modem: new Modem(transport, endpoint, version) } as Docker.DockerOptions;
    return { endpoint, identity, docker: new Dockerode(options), transport, apiVersion: version, builder, inTurn: turns() };
  } catch (error) {
    transport.close();
    throw error;
  }
}

/** True while the engine still answers; tells a refused upload from a lost engine. */
export async function stillThere(client: Client): Promise<boolean> {
  return ping(client.transport, client.endpoint).then(
    () => true,
    () => false,
  );
}
