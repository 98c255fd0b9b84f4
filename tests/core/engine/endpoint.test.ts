import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveEndpoint, type ResolveOptions } from '../../../src/core/engine/index.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';

let home: string;
let servers: Server[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cgoscope-home-'));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  rmSync(home, { recursive: true, force: true });
});

/** A real socket at a path in the temporary home. */
async function socket(relative: string): Promise<string> {
  const path = join(home, relative);
  mkdirSync(dirname(path), { recursive: true });
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

function file(relative: string, content: unknown): void {
  const path = join(home, relative);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** A context as `docker context create` stores it. */
function context(name: string, host: string, options: { folder?: string; tls?: Record<string, string>; skip?: boolean } = {}): void {
  const id = createHash('sha256').update(name).digest('hex');
  const folder = options.folder ?? '.docker';
  file(`${folder}/contexts/meta/${id}/meta.json`, { Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: options.skip ?? false } } });
  for (const [pem, text] of Object.entries(options.tls ?? {})) file(`${folder}/contexts/tls/${id}/docker/${pem}`, text);
}

const resolve = (env: Record<string, string> = {}, options: ResolveOptions = {}) =>
  resolveEndpoint(env, { home, systemSocket: join(home, 'system.sock'), platform: 'linux', ...options });

describe('the engine is chosen as the docker CLI chooses it', () => {
  it.each([
    { name: '--endpoint before everything', explicit: 'tcp://one:2375', env: { DOCKER_HOST: 'tcp://two:2375', DOCKER_CONTEXT: 'three' }, host: 'tcp://one:2375' },
    { name: 'DOCKER_HOST before DOCKER_CONTEXT', explicit: null, env: { DOCKER_HOST: 'tcp://two:2375', DOCKER_CONTEXT: 'three' }, host: 'tcp://two:2375' },
    { name: 'DOCKER_CONTEXT before the current context', explicit: null, env: { DOCKER_CONTEXT: 'three' }, host: 'tcp://three:2375' },
    { name: 'the current context before the default socket', explicit: null, env: {}, host: 'ssh://four' },
    { name: '--endpoint may name a context', explicit: 'three', env: {}, host: 'tcp://three:2375' },
    { name: 'empty variables count as unset', explicit: '', env: { DOCKER_HOST: '', DOCKER_CONTEXT: '' }, host: 'ssh://four' },
  ])('$name', async ({ explicit, env, host }) => {
    await socket('system.sock');
    file('.docker/config.json', { currentContext: 'four', auths: {} });
    context('three', 'tcp://three:2375');
    context('four', 'ssh://four');
    expect((await resolve(env as Record<string, string>, { explicit })).host).toBe(host);
  });

  it('takes the default socket when DOCKER_CONTEXT or --endpoint says default, whatever the current context is', async () => {
    const path = await socket('system.sock');
    file('.docker/config.json', { currentContext: 'four' });
    context('four', 'ssh://four');
    expect((await resolve({ DOCKER_CONTEXT: 'default' })).host).toBe(`unix://${path}`);
    expect(await resolve({}, { explicit: 'default' })).toMatchObject({ name: 'default', host: `unix://${path}`, rule: '--endpoint says default' });
  });

  it('looks for the config where DOCKER_CONFIG says', async () => {
    file('elsewhere/config.json', { currentContext: 'far' });
    context('far', 'tcp://far:1', { folder: 'elsewhere' });
    expect(await resolve({ DOCKER_CONFIG: join(home, 'elsewhere') })).toMatchObject({ name: 'far', host: 'tcp://far:1', transport: 'tcp' });
  });

  it('falls back from the system socket to a rootless one, then to those in the home folder', async () => {
    const desktop = await socket('.docker/desktop/docker.sock');
    expect(await resolve({ XDG_RUNTIME_DIR: join(home, 'run') })).toMatchObject({ name: 'desktop', host: `unix://${desktop}` });
    const inHome = await socket('.docker/run/docker.sock');
    expect(await resolve({ XDG_RUNTIME_DIR: join(home, 'run') })).toMatchObject({ name: 'rootless', host: `unix://${inHome}` });
    const rootless = await socket('run/docker.sock');
    expect(await resolve({ XDG_RUNTIME_DIR: join(home, 'run') })).toMatchObject({ name: 'rootless', host: `unix://${rootless}` });
    const system = await socket('system.sock');
    expect(await resolve({ XDG_RUNTIME_DIR: join(home, 'run') })).toMatchObject({ name: 'default', host: `unix://${system}` });
  });
});

describe('an engine that was named and is not there is an error, never another engine', () => {
  it.each([
    ['DOCKER_CONTEXT', { DOCKER_CONTEXT: 'gone' }, null],
    ['--endpoint', {}, 'gone'],
  ])('a missing context of %s', async (_name, env, explicit) => {
    await socket('system.sock');
    const error = await resolve(env as Record<string, string>, { explicit }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect((error as EngineUnavailableError).message).toContain('no docker context "gone"');
  });

  it('a missing current context', async () => {
    await socket('system.sock');
    file('.docker/config.json', { currentContext: 'gone' });
    await expect(resolve()).rejects.toThrow('there is no docker context "gone"');
  });

  it('a DOCKER_HOST socket that is not there', async () => {
    await socket('system.sock');
    await expect(resolve({ DOCKER_HOST: `unix://${home}/nothing.sock` })).rejects.toThrow(`there is no socket at ${home}/nothing.sock`);
  });

  it('no engine at all names the places that were looked at', async () => {
    await expect(resolve({ XDG_RUNTIME_DIR: '/nowhere' })).rejects.toThrow('/nowhere/docker.sock');
  });

  it('a plain file in the place of a socket is no engine', async () => {
    file('system.sock', 'not a socket');
    await expect(resolve()).rejects.toBeInstanceOf(EngineUnavailableError);
  });
});

describe('addresses', () => {
  it.each([
    ['unix://relative.sock', 'no absolute path'],
    ['unix://', 'is no address'],
    ['ftp://host', 'unknown kind (ftp)'],
    ['ssh://-oProxyCommand=evil', 'no usable host'],
    ['ssh://user:secret@host', 'carries no password'],
    ['tcp://:::', 'no usable host'],
  ])('%s is refused with a sentence', async (host, sentence) => {
    const error = await resolve({ DOCKER_HOST: host }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(sentence);
    expect((error as Error).message).not.toContain('secret');
  });

  it('host:port alone is tcp', async () => {
    expect(await resolve({ DOCKER_HOST: 'build:2375' })).toMatchObject({ host: 'tcp://build:2375', transport: 'tcp', tls: null });
  });

  it('DOCKER_TLS_VERIFY turns tcp into verified TLS with the files of DOCKER_CERT_PATH', async () => {
    for (const pem of ['ca', 'cert', 'key']) file(`certs/${pem}.pem`, pem);
    const endpoint = await resolve({ DOCKER_HOST: 'tcp://build:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'certs') });
    expect(endpoint.transport).toBe('tls');
    expect(endpoint.tls).toEqual({ ca: Buffer.from('ca'), cert: Buffer.from('cert'), key: Buffer.from('key'), skipVerify: false });
    expect(endpoint.rule).toContain('DOCKER_TLS_VERIFY');
  });

  it('DOCKER_CERT_PATH without ca.pem is named', async () => {
    mkdirSync(join(home, 'certs'));
    await expect(resolve({ DOCKER_HOST: 'tcp://build:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'certs') })).rejects.toThrow('there is no ca.pem');
  });

  it('a context with certificates speaks TLS with them', async () => {
    context('safe', 'tcp://safe:2376', { tls: { 'ca.pem': 'A', 'cert.pem': 'B', 'key.pem': 'C' } });
    const endpoint = await resolve({ DOCKER_CONTEXT: 'safe' });
    expect(endpoint).toMatchObject({ name: 'safe', transport: 'tls' });
    expect(endpoint.tls?.key?.toString()).toBe('C');
  });
});

describe('a docker config that is broken', () => {
  it('is named, without its content (it holds credentials)', async () => {
    file('.docker/config.json', '{"auths": {"x": {"auth": "c2VjcmV0OmNhbmFyeQ=="}},,}');
    const error = (await resolve().catch((thrown: unknown) => thrown)) as Error;
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('config.json is not valid JSON');
    expect(error.message).not.toContain('c2Vj');
  });

  it('with the wrong type says where', async () => {
    file('.docker/config.json', { currentContext: 7 });
    await expect(resolve()).rejects.toThrow('currentContext');
  });
});

describe('a socket that this user may not open', () => {
  it('is told with its fix, when nothing else is usable', async () => {
    const path = await socket('system.sock');
    chmodSync(home, 0o755);
    chmodSync(path, 0);
    // Root may open everything, so root becomes another user; after the modules are loaded, as that user may not even reach our files.
    const program = `
      import { resolveEndpoint } from ${JSON.stringify(new URL('../../../src/core/engine/index.ts', import.meta.url).href)};
      if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
      await resolveEndpoint({}, ${JSON.stringify({ home, systemSocket: path })}).catch((error) => console.log(JSON.stringify([error.name, error.message, error.fix])));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    const [name, message, fix] = JSON.parse(stdout) as [string, string, string];
    expect(name).toBe('EngineUnavailableError');
    expect(message).toBe(`the socket ${path} is there, but this user may not use it`);
    expect(fix).toContain('group that owns the socket');
  });
});
