// The same engine reached over TLS and over ssh, and lost in the middle of work. The TLS server and the cuttable one are proxies in
// front of the local socket; ssh is a program of that name on PATH that does what `docker system dial-stdio` does on the far side.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, resolveEndpoint, type Endpoint, type Engine } from '../../../src/core/engine/index.ts';
import { EngineUnavailableError } from '../../../src/shared/domain/errors.ts';
import { busyboxImage } from '../../helpers/busybox.ts';
import { reachEngine } from '../../helpers/engine.ts';

const run = promisify(execFile);
const reached = await reachEngine();
const local = reached.engine?.endpoint.transport === 'unix' ? reached.engine.endpoint.host.slice('unix://'.length) : null;
const reason = reached.reason ?? (local === null ? 'the engine is not reached by a unix socket' : null);

describe.skipIf(reason !== null)(`an engine further away${reason === null ? '' : ` (${reason})`}`, () => {
  const { identity } = reached;
  let folder: string;
  let image: string;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const engines: Engine[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cgoscope-remote-'));
    image = await busyboxImage();
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    // What was lost on purpose is removed by the one whose connection still stands.
    const after = await connectEngine(reached.engine!.endpoint, { install: identity.install, owner: 'after' });
    await after.reap();
    await after.close();
    await reached.engine?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  const open = async (endpoint: Endpoint, env: NodeJS.ProcessEnv = process.env): Promise<Engine> => {
    const engine = await connectEngine(endpoint, identity, env);
    engines.push(engine);
    return engine;
  };
  /** Both directions, each half closed for itself, as an engine's raw streams need it. */
  const join2 = (near: Socket, far: Socket): void => {
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // the other side sees the end
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
  };

  /** The daily work of a cell over `engine`: output, stdin, exec, files, cancel. */
  const works = async (engine: Engine): Promise<void> => {
    const spec = { image, role: 'run' as const, run: 'remote' };
    const id = await engine.createContainer({ ...spec, argv: ['sh', '-c', 'echo out; echo err >&2; cat; exit 7'], openStdin: true });
    let stdout = '';
    let stderr = '';
    const running = await engine.startContainer(id, {
      stdin: Buffer.from('in'),
      onStdout: (chunk) => (stdout += chunk.toString()),
      onStderr: (chunk) => (stderr += chunk.toString()),
    });
    expect((await running.ended).code).toBe(7);
    expect({ stdout, stderr }).toEqual({ stdout: 'out\nin', stderr: 'err\n' });
    expect((await engine.getFile(id, '/etc/passwd'))?.content.toString()).toContain('root:');
    await engine.removeContainer(id);
    const builder = await engine.startLeased({ ...spec, role: 'build', argv: [] });
    let count = '';
    await engine.exec(builder.id, { argv: ['wc', '-c'], stdin: Buffer.alloc(300_000), onStdout: (chunk) => (count += chunk.toString()) });
    expect(count.trim()).toBe('300000');
    const cancel = new AbortController();
    const build = engine.exec(builder.id, { argv: ['sh', '-c', 'echo; sleep 1000'], signal: cancel.signal, onStdout: () => cancel.abort() });
    await expect(build).rejects.toThrow('cancelled');
    await builder.end();
    await expect(engine.exec(builder.id, { argv: ['true'] })).rejects.toThrow(/no such container/i);
  };

  describe('over TLS', () => {
    let port: number;
    beforeAll(async () => {
      const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
      for (const ca of ['ca', 'strange'])
        await openssl(
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-keyout',
          `${ca}-key.pem`,
          '-out',
          `${ca}.pem`,
          '-days',
          '2',
          '-subj',
          `/CN=${ca}`,
        );
      for (const name of ['server', 'client']) {
        await openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
        writeFileSync(join(folder, `${name}.ext`), name === 'server' ? 'subjectAltName=IP:127.0.0.1\n' : 'extendedKeyUsage=clientAuth\n');
        await openssl(
          'x509',
          '-req',
          '-in',
          `${name}.csr`,
          '-CA',
          'ca.pem',
          '-CAkey',
          'ca-key.pem',
          '-CAcreateserial',
          '-out',
          `${name}.pem`,
          '-days',
          '2',
          '-extfile',
          `${name}.ext`,
        );
      }
      const pem = (file: string) => readFileSync(join(folder, file));
      const server = createTlsServer(
        { cert: pem('server.pem'), key: pem('server-key.pem'), ca: pem('ca.pem'), requestCert: true, rejectUnauthorized: true, allowHalfOpen: true },
        (socket) => join2(socket, connect({ path: local!, allowHalfOpen: true })),
      );
      servers.push(server);
      server.on('connection', (socket: Socket) => sockets.add(socket)); // those whose handshake fails never get further
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      for (const who of ['good', 'strange', 'nobody']) {
        mkdirSync(join(folder, who));
        writeFileSync(join(folder, who, 'ca.pem'), pem(who === 'strange' ? 'strange.pem' : 'ca.pem'));
        if (who === 'nobody') continue;
        writeFileSync(join(folder, who, 'cert.pem'), pem('client.pem'));
        writeFileSync(join(folder, who, 'key.pem'), pem('client-key.pem'));
      }
    });
    const endpoint = (who: string) => resolveEndpoint({ DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(folder, who) });

    it('with the right certificates everything works', async () => {
      const engine = await open(await endpoint('good'));
      expect(engine.endpoint.transport).toBe('tls');
      await works(engine);
    });

    it('an engine with a certificate of somebody else is refused', async () => {
      const error = await connectEngine(await endpoint('strange'), identity).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EngineUnavailableError);
      expect((error as EngineUnavailableError).message).toMatch(/TLS with tcp:\/\/127\.0\.0\.1:\d+ failed/);
      expect((error as EngineUnavailableError).fix).toContain('ca.pem');
    });

    it('an engine that refuses us is an unavailable engine', async () => {
      await expect(connectEngine(await endpoint('nobody'), identity)).rejects.toBeInstanceOf(EngineUnavailableError);
    });

    it('plain HTTP to a TLS port is told as what it is', async () => {
      const plain = await resolveEndpoint({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
      await expect(connectEngine(plain, identity)).rejects.toBeInstanceOf(EngineUnavailableError);
    });
  });

  describe('over ssh', () => {
    const env = (script: string): NodeJS.ProcessEnv => {
      const bin = mkdtempSync(join(folder, 'bin-'));
      writeFileSync(join(bin, 'ssh'), script);
      chmodSync(join(bin, 'ssh'), 0o755);
      return { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, SSH_LOG: join(folder, 'ssh.log') };
    };
    const endpoint: Promise<Endpoint> = resolveEndpoint({ DOCKER_HOST: 'ssh://me@far.example:2222' });

    it("everything works through the stdio of the system's ssh, called as the docker CLI calls it", async () => {
      // sh first: a shebang can't name a Node whose path has spaces
      const dialStdio = `#!/bin/sh
        ':' //; exec ${JSON.stringify(process.execPath)} "$0" "$@"
        const { appendFileSync } = require('node:fs');
        appendFileSync(process.env.SSH_LOG, JSON.stringify(process.argv.slice(2)) + '\\n');
        const far = require('node:net').connect({ path: ${JSON.stringify(local)}, allowHalfOpen: true });
        process.stdin.pipe(far);
        far.pipe(process.stdout);
        far.on('end', () => process.exit(0));`;
      const engine = await open(await endpoint, env(dialStdio));
      await works(engine);
      const calls = readFileSync(join(folder, 'ssh.log'), 'utf8').trim().split('\n');
      expect(JSON.parse(calls[0]!)).toEqual(['-o', 'ConnectTimeout=30', '-l', 'me', '-p', '2222', '-T', '--', 'far.example', 'docker', 'system', 'dial-stdio']);
    });

    it('what ssh says when it fails is what the user reads', async () => {
      const error = await connectEngine(await endpoint, identity, env('#!/bin/sh\necho "Host key verification failed." >&2\nexit 255\n')).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EngineUnavailableError);
      expect((error as EngineUnavailableError).message).toBe('ssh to ssh://me@far.example:2222 failed: Host key verification failed.');
    });

    it('an ssh that is not installed is told', async () => {
      const empty = mkdtempSync(join(folder, 'empty-'));
      await expect(connectEngine(await endpoint, identity, { PATH: empty })).rejects.toThrow(/ssh can't be started/);
    });
  });

  describe('that goes away in the middle of work', () => {
    /** A socket in front of the engine that can be taken away: every connection is cut and none is taken any more. */
    const cuttable = async (name: string) => {
      const path = join(folder, name);
      const own = new Set<Socket>();
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        own.add(socket);
        join2(socket, connect({ path: local!, allowHalfOpen: true }));
      });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      return {
        endpoint: { name, host: `unix://${path}`, transport: 'unix', rule: 'a test', tls: null } as Endpoint,
        cut: async () => {
          const closed = new Promise((resolve) => server.close(resolve));
          for (const socket of own) socket.destroy();
          await closed;
        },
      };
    };
    const spec = () => ({ image, role: 'run' as const, run: 'cut' });

    it("ends a running container's wait, and every call after that, with one sentence", async () => {
      const proxy = await cuttable('one.sock');
      const engine = await open(proxy.endpoint);
      const id = await engine.createContainer({ ...spec(), argv: ['sh', '-c', 'echo begun; sleep 1000'] });
      let begun: () => void = () => undefined;
      const output = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const running = await engine.startContainer(id, { onStdout: () => begun() });
      await output;
      await proxy.cut();
      await expect(running.ended).rejects.toBeInstanceOf(EngineUnavailableError);
      for (const call of [() => engine.removeContainer(id), () => engine.listImages(), () => engine.getFile(id, '/x'), () => engine.createContainer({ ...spec(), argv: ['true'] })])
        await expect(call()).rejects.toBeInstanceOf(EngineUnavailableError);
    });

    it('ends an exec and the cancelling of one, and the builder dies with its lease', async () => {
      const proxy = await cuttable('two.sock');
      const engine = await open(proxy.endpoint);
      const builder = await engine.startLeased({ ...spec(), role: 'build', argv: [] });
      let begun: () => void = () => undefined;
      const output = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const cancel = new AbortController();
      const build = engine.exec(builder.id, { argv: ['sh', '-c', 'echo begun; sleep 1000'], onStdout: () => begun() });
      const other = engine.exec(builder.id, { argv: ['sleep', '1000'], signal: cancel.signal });
      const ends = Promise.allSettled([build, other]);
      await output;
      await proxy.cut();
      cancel.abort();
      for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: expect.any(EngineUnavailableError) as unknown });
      await expect(builder.end()).rejects.toBeInstanceOf(EngineUnavailableError);
      const gone = () =>
        reached.engine!.exec(builder.id, { argv: ['true'] }).then(
          () => false,
          () => true,
        );
      while (!(await gone())); // the time of the test is its bound
    });

    it('ends an upload', async () => {
      const proxy = await cuttable('three.sock');
      const engine = await open(proxy.endpoint);
      const id = await engine.createContainer({ ...spec(), argv: ['true'] });
      const slow = Readable.from(
        (async function* () {
          yield Buffer.alloc(512);
          await proxy.cut();
          yield Buffer.alloc(1_000_000);
        })(),
      );
      await expect(engine.putTar(id, '/tmp', slow)).rejects.toBeInstanceOf(EngineUnavailableError);
    });
  });
});
