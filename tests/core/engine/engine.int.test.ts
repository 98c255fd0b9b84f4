// The engine room against a real engine.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, ImageUnavailableError, LABEL, StartFailedError, type ContainerSpec, type Engine, type TarFile } from '../../../src/core/engine/index.ts';
import { openClient } from '../../../src/core/engine/client.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';
import { busyboxImage, collect } from '../../helpers/busybox.ts';
import { reachEngine } from '../../helpers/engine.ts';

const reached = await reachEngine();

describe.skipIf(reached.engine === null)(`a real engine${reached.reason === null ? '' : ` (${reached.reason})`}`, () => {
  const { identity } = reached;
  let engine: Engine;
  let image: string;
  let spec: Pick<ContainerSpec, 'image' | 'role' | 'run'>;
  const made: string[] = [];

  beforeAll(async () => {
    if (reached.engine === null) return;
    engine = reached.engine;
    image = await busyboxImage();
    spec = { image, role: 'run', run: 'test-run' };
  });
  afterEach(async () => {
    for (const id of made.splice(0)) await engine.removeContainer(id);
  });
  afterAll(async () => {
    await engine.close();
  });

  /** The daemon's own word on something, past the face. */
  const raw = () => openClient(engine.endpoint, identity, process.env);
  const create = async (more: Partial<ContainerSpec> & { argv: string[] }): Promise<string> => {
    const id = await engine.createContainer({ ...spec, ...more });
    made.push(id);
    return id;
  };
  const run = async (argv: string[], more: Partial<ContainerSpec> = {}, stdin: Buffer | null = null) => {
    const id = await create({ ...more, argv, openStdin: stdin !== null });
    const chunks: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
    const running = await engine.startContainer(id, { onStdout: (chunk) => chunks.out.push(chunk), onStderr: (chunk) => chunks.err.push(chunk), stdin });
    const end = await running.ended;
    return { id, end, stdout: Buffer.concat(chunks.out).toString(), stderr: Buffer.concat(chunks.err).toString() };
  };
  const inside = async (id: string, script: string): Promise<string> => {
    let text = '';
    await engine.exec(id, { argv: ['sh', '-c', script], onStdout: (chunk) => (text += chunk.toString()), onStderr: (chunk) => (text += chunk.toString()) });
    return text;
  };
  /** Resolves when `look` is true; fails with what it waited for. */
  const until = async (what: string, look: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 120_000;
    while (!(await look())) {
      if (Date.now() > deadline) throw new Error(`waited two minutes for ${what}`);
      await delay(50);
    }
  };

  describe('containers', () => {
    it('carry the five labels, as do volumes, networks and images', async () => {
      const id = await create({ argv: ['true'], extraLabels: { 'io.cgoscope.cell': '7' } });
      const name = `cgoscope-test-${identity.install.slice(-12)}`;
      await engine.ensureVolume(name, 'cache');
      await engine.ensureNetwork(name, { internal: true, role: 'run', run: 'test-run' });
      const committed = await engine.commitContainer(id, { repo: name, tag: 'labels', role: 'toolchain', env: ['MADE=here'], cmd: ['echo', 'hi'] });
      const client = await raw();
      try {
        const container = (await client.docker.getContainer(id).inspect()).Config.Labels;
        const volume = (await client.docker.getVolume(name).inspect()).Labels;
        const network = (await client.docker.getNetwork(name).inspect()) as { Labels: Record<string, string>; Internal: boolean };
        const made = await engine.inspectImage(committed);
        const expected = { [LABEL.install]: identity.install, [LABEL.owner]: identity.owner, [LABEL.created]: expect.stringMatching(/^\d{4}-.*Z$/) as unknown };
        expect(container).toMatchObject({ ...expected, [LABEL.run]: 'test-run', [LABEL.role]: 'run', 'io.cgoscope.cell': '7' });
        expect(volume).toMatchObject({ ...expected, [LABEL.run]: '-', [LABEL.role]: 'cache' });
        expect(network).toMatchObject({ Internal: true, Labels: { ...expected, [LABEL.run]: 'test-run', [LABEL.role]: 'run' } });
        expect(made?.labels).toMatchObject({ ...expected, [LABEL.run]: '-', [LABEL.role]: 'toolchain' });
        expect(made?.env).toContain('MADE=here');
        expect((await engine.listImages('toolchain')).map((one) => one.tags)).toEqual([[`${name}:labels`]]);
        expect(await engine.listVolumes('cache')).toMatchObject([{ name }]);
        expect(await engine.listVolumes('source')).toEqual([]);
      } finally {
        client.transport.close();
        await engine.removeImage(`${name}:labels`);
        await engine.removeNetwork(name);
        await engine.removeVolume(name);
      }
      expect(await engine.inspectImage(`${name}:labels`)).toBeNull();
    });

    it('hand out every byte from the first to the last, both streams apart, with their code', async () => {
      const { end, stdout, stderr } = await run(['sh', '-c', 'echo first; echo second >&2; cat; exit 42'], {}, Buffer.from('from stdin'));
      expect({ code: end.code, oom: end.oomKilled, error: end.error, stdout, stderr }).toEqual({
        code: 42,
        oom: false,
        error: '',
        stdout: 'first\nfrom stdin',
        stderr: 'second\n',
      });
    });

    it('of a program that ends at once lose nothing, ten times in a row', async () => {
      for (let time = 0; time < 10; time += 1) expect((await run(['echo', String(time)])).stdout).toBe(`${time}\n`);
    });

    it('are timed by our own clock, from their start to their end', async () => {
      const id = await create({ argv: ['sleep', '1'] });
      // How long a container ran is a fact that is stored: an outer clock bounds it, not the speed of anything.
      // eslint-disable-next-line no-restricted-syntax
      const outside = process.hrtime.bigint();
      const end = await (await engine.startContainer(id, {})).ended;
      // eslint-disable-next-line no-restricted-syntax
      const wholeNs = Number(process.hrtime.bigint() - outside);
      expect(end.wallNs).toBeGreaterThan(0.95e9);
      expect(end.wallNs).toBeLessThanOrEqual(wholeNs);
    });

    it.each([
      [['/nofile'], /exec: "\/nofile": stat \/nofile: no such file or directory/],
      [['nofile'], /exec: "nofile": executable file not found in \$PATH/],
      [['/etc/passwd'], /exec: "\/etc\/passwd": permission denied/],
    ])("that can not start (%j) reject with the engine's own text", async (argv, text) => {
      const id = await create({ argv });
      const error = await engine.startContainer(id, {}).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StartFailedError);
      expect((error as StartFailedError).engineText).toMatch(text);
    });

    it('of an image that is not there, or is for another platform, say so', async () => {
      await expect(engine.createContainer({ ...spec, image: 'cgoscope-test/nothing:1', argv: ['x'] })).rejects.toMatchObject({
        name: 'ImageUnavailableError',
        reason: 'not-found',
      });
      const other = (await engine.info()).platform === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64';
      const error = await engine.createContainer({ ...spec, platform: other, argv: ['true'] }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ImageUnavailableError);
      expect((error as ImageUnavailableError).reason).toBe('platform-missing');
    });

    it('that flood are cut by a kill, with what came before it', async () => {
      const id = await create({ argv: ['yes', 'the same line again and again'] });
      let bytes = 0;
      const running = await engine.startContainer(id, {
        onStdout: (chunk) => {
          bytes += chunk.length;
          if (bytes > 4_000_000 && bytes - chunk.length <= 4_000_000) running.kill().catch(() => undefined);
        },
      });
      const end = await running.ended;
      expect(end.code).toBe(137);
      expect(bytes).toBeGreaterThan(4_000_000);
      await running.kill(); // over already: no error
    });

    it('keep their limits: memory over it is an OOM kill', async () => {
      const { end } = await run(['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=200M', 'count=1'], { memoryBytes: 32 * 1024 * 1024 });
      expect(end).toMatchObject({ code: 137, oomKilled: true });
    });

    it('run hardened: no capabilities, no new privileges, read-only root, a tmpfs, a user, no network', async () => {
      const { stdout } = await run(['sh', '-c', 'grep -E "^(CapBnd|NoNewPrivs)" /proc/self/status; touch /x 2>&1; touch /t/x && echo tmpfs; id -u; ls /sys/class/net'], {
        capDrop: ['ALL'],
        noNewPrivileges: true,
        readOnlyRoot: true,
        tmpfs: { '/t': 'size=1m,mode=1777' },
        user: '1000',
        network: 'none',
      });
      expect(stdout).toMatch(/CapBnd:\s+0000000000000000\nNoNewPrivs:\s+1\n.*Read-only file system\ntmpfs\n1000\n/);
      expect(stdout).not.toContain('eth0');
    });

    it('can be removed twice', async () => {
      const id = await create({ argv: ['true'] });
      await engine.removeContainer(id);
      await engine.removeContainer(id);
    });
  });

  describe('a leased builder', () => {
    it('lives until it is ended and is then gone', async () => {
      const builder = await engine.startLeased({ ...spec, role: 'build', argv: [] });
      expect(await inside(builder.id, 'echo hello')).toBe('hello\n');
      await builder.end();
      await builder.end();
      await expect(engine.exec(builder.id, { argv: ['true'] })).rejects.toThrow(/no such container/i);
    });

    it('whose image has no such PID 1 is a start failure and leaves nothing', async () => {
      for (const [argv, text] of [
        [['/no/cat'], /ended at once.*\/no\/cat/],
        [['true'], /ended at once/],
      ] as const) {
        const error = await engine.startLeased({ ...spec, role: 'build', run: 'no-pid-1', argv: [...argv] }).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(StartFailedError);
        expect((error as StartFailedError).engineText).toMatch(text);
      }
      const client = await raw();
      const left = async () => client.docker.listContainers({ all: true, filters: { label: [`${LABEL.run}=no-pid-1`] } });
      await until('the ended builder to go', async () => (await left()).length === 0);
      client.transport.close();
    });

    it('dies with a client that is killed with -9, and the build in it too', async () => {
      const index = new URL('../../../src/core/engine/index.ts', import.meta.url).href;
      const program = `
        import { connectEngine, resolveEndpoint } from ${JSON.stringify(index)};
        const engine = await connectEngine(await resolveEndpoint(process.env), ${JSON.stringify(identity)});
        const builder = await engine.startLeased(${JSON.stringify({ ...spec, role: 'build', argv: [] })});
        await engine.exec(builder.id, { argv: ['sh', '-c', 'echo building; sleep 1000'], onStdout: () => console.log(builder.id) });`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [id] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      expect(await inside(id, 'echo alive')).toBe('alive\n');
      child.kill('SIGKILL');
      const client = await raw();
      await until('the builder to go', () =>
        client.docker
          .getContainer(id)
          .inspect()
          .then(
            () => false,
            () => true,
          ),
      );
      client.transport.close();
    });
  });

  describe('an exec', () => {
    let builder: { id: string; end(): Promise<void> };
    beforeAll(async () => {
      if (reached.engine !== null) builder = await engine.startLeased({ ...spec, role: 'build', argv: [], capDrop: ['ALL'], noNewPrivileges: true });
    });
    afterAll(() => builder.end());

    it('has argv, environment, folder, user and stdin as given, and its own code', async () => {
      let stdout = '';
      let stderr = '';
      const { code } = await engine.exec(builder.id, {
        argv: ['sh', '-c', 'echo "$0|$1|$A|$(id -u)"; ls -d "$PWD"; cat; echo e >&2; exit 9', 'a b', 'c\n\'d"'],
        env: { A: '$HOME;`x`' },
        workdir: '/tmp',
        user: '1000',
        stdin: Buffer.from('in'),
        onStdout: (chunk) => (stdout += chunk.toString()),
        onStderr: (chunk) => (stderr += chunk.toString()),
      });
      expect({ code, stdout, stderr }).toEqual({ code: 9, stdout: 'a b|c\n\'d"|$HOME;`x`|1000\n/tmp\nin', stderr: 'e\n' });
    });

    it('takes a megabyte of stdin, and one that nobody reads is no error', async () => {
      let count = '';
      await engine.exec(builder.id, { argv: ['wc', '-c'], stdin: Buffer.alloc(1_000_000), onStdout: (chunk) => (count += chunk.toString()) });
      expect(count.trim()).toBe('1000000');
      expect((await engine.exec(builder.id, { argv: ['true'], stdin: Buffer.alloc(5_000_000) })).code).toBe(0);
    });

    it("of a program that is not there is 126 or 127 with the engine's text", async () => {
      let stdout = '';
      const { code } = await engine.exec(builder.id, { argv: ['/nope'], onStdout: (chunk) => (stdout += chunk.toString()) });
      expect([126, 127]).toContain(code);
      expect(stdout).toContain('/nope');
    });

    it('that is cancelled leaves none of its processes, children of children included, and touches no other', async () => {
      const cancel = new AbortController();
      const other = engine.exec(builder.id, { argv: ['sh', '-c', 'while [ ! -e /tmp/go ]; do sleep 0.1; done; exit 5'] });
      let started: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => {
        started = resolve;
      });
      const build = engine.exec(builder.id, {
        argv: ['sh', '-c', 'sleep 1001 & (sleep 1002 & sleep 1003) & trap "" TERM INT; echo begun; while :; do sleep 1004; done'],
        signal: cancel.signal,
        onStdout: () => started(),
      });
      await begun;
      expect(await inside(builder.id, 'cat /proc/[0-9]*/cmdline')).toContain('1003');
      cancel.abort();
      await expect(build).rejects.toBeInstanceOf(CancelledError);
      expect(await inside(builder.id, 'cat /proc/[0-9]*/cmdline')).not.toMatch(/sleep.?100[1-4]/);
      await inside(builder.id, 'touch /tmp/go');
      expect((await other).code).toBe(5);
    });

    it('that is cancelled at any moment of its start leaves nothing either', async () => {
      for (let wait = 0; wait <= 100; wait += 10) {
        const cancel = new AbortController();
        const build = engine.exec(builder.id, { argv: ['sleep', '2001'], signal: cancel.signal });
        build.catch(() => undefined);
        await delay(wait);
        cancel.abort();
        await expect(build).rejects.toBeInstanceOf(CancelledError);
      }
      await delay(300);
      await until('the last of them to go', async () => !/sleep.?2001/.test(await inside(builder.id, 'cat /proc/[0-9]*/cmdline')));
    });

    it('that outnumbers the killer (a fork loop) is ended all the same', async () => {
      const cancel = new AbortController();
      let started: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => {
        started = resolve;
      });
      const build = engine.exec(builder.id, {
        argv: ['sh', '-c', 'echo begun; i=0; while [ $i -lt 200 ]; do sleep 3001 & i=$((i+1)); done; wait'],
        signal: cancel.signal,
        onStdout: () => started(),
      });
      await begun;
      cancel.abort();
      await expect(build).rejects.toBeInstanceOf(CancelledError);
      expect(await inside(builder.id, 'cat /proc/[0-9]*/cmdline')).not.toMatch(/sleep.?3001/);
    });

    it('with a signal that is aborted already does not start', async () => {
      await expect(engine.exec(builder.id, { argv: ['touch', '/tmp/started'], signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
      expect(await inside(builder.id, 'ls /tmp')).not.toContain('started');
    });

    it('whose builder is ended meanwhile ends too', async () => {
      const brief = await engine.startLeased({ ...spec, role: 'build', argv: [] });
      const build = engine.exec(brief.id, { argv: ['sh', '-c', 'echo; sleep 1000'], onStdout: () => void brief.end() });
      await expect(
        build.then(
          (result) => result.code,
          () => 'gone',
        ),
      ).resolves.not.toBe(0);
      await brief.end();
    });
  });

  describe('files', () => {
    const odd = 'a folder/it\'s "odd"\nname.txt';

    it('go into a volume through a container that never starts, and are there for another', async () => {
      const volume = `cgoscope-test-files-${identity.install.slice(-12)}`;
      expect(await engine.ensureVolume(volume, 'source')).toEqual({ created: true });
      expect(await engine.ensureVolume(volume, 'source')).toEqual({ created: false });
      try {
        const mounts = [{ volume, target: '/src', readOnly: false }];
        const helper = await create({ role: 'source', argv: ['true'], mounts });
        const files: TarFile[] = [
          { name: 'a folder', type: 'directory', mode: 0o755 },
          { name: odd, type: 'file', mode: 0o640, uid: 1000, gid: 1000, content: Buffer.from('bytes\0and more') },
          { name: 'link', type: 'symlink', mode: 0o777, linkname: odd },
        ];
        await engine.putFiles(helper, '/src', files);
        const { stdout } = await run(['sh', '-c', 'cd /src && stat -c "%a %u" a*/* && wc -c < link'], { mounts: [{ ...mounts[0]!, readOnly: true }] });
        expect(stdout).toBe('640 1000\n14\n');
        expect((await engine.getFile(helper, `/src/${odd}`))?.content.toString()).toBe('bytes\0and more');
        expect((await engine.getFile(helper, '/src/link'))?.content.toString()).toBe('bytes\0and more');
      } finally {
        for (const id of made.splice(0)) await engine.removeContainer(id);
        await engine.removeVolume(volume);
        await engine.removeVolume(volume);
      }
    });

    it('that are not there are null, as are folders; too long ones are cut and say so', async () => {
      const id = await create({ argv: ['true'] });
      expect(await engine.getFile(id, '/none')).toBeNull();
      expect(await engine.getFile(id, '/bin')).toBeNull();
      expect(await engine.getTar(id, '/none/deeper')).toBeNull();
      expect(await engine.getFile(id, '/etc/passwd', 4)).toEqual({ content: Buffer.from('root'), size: 54, truncated: true });
      const whole = await engine.getFile(id, '/bin/sh'); // a link to busybox
      expect(whole?.truncated).toBe(false);
      expect(whole?.content.subarray(1, 4).toString()).toBe('ELF');
    });

    it('that link to each other in a circle are null', async () => {
      const id = await create({ argv: ['true'] });
      await engine.putFiles(id, '/tmp', [
        { name: 'a', type: 'symlink', mode: 0o777, linkname: 'b' },
        { name: 'b', type: 'symlink', mode: 0o777, linkname: 'a' },
      ]);
      const answer = await engine.getFile(id, '/tmp/a').then(
        (file) => file,
        (error: unknown) => error,
      );
      expect(answer === null || answer instanceof Error).toBe(true);
    });

    it('of a container that is not there are an error, not null', async () => {
      await expect(engine.getFile('0123456789ab', '/etc/passwd')).rejects.toThrow(/no such container/i);
      await expect(engine.getTar('0123456789ab', '/etc/passwd')).rejects.toThrow(/no such container/i);
    });

    it('come back as a tar', async () => {
      const id = await create({ argv: ['true'] });
      const stream = await engine.getTar(id, '/etc');
      expect((await collect(stream!)).toString()).toContain('root:x:0:0');
    });

    it('for a place that is not there are refused before they are sent', async () => {
      const id = await create({ argv: ['true'] });
      await expect(engine.putFiles(id, '/none', [{ name: 'x', type: 'file', mode: 0o644, content: Buffer.from('x') }])).rejects.toThrow('there is no directory /none');
    });

    it('for a read-only root are refused with a sentence, however large they are', async () => {
      const id = await create({ argv: ['true'], readOnlyRoot: true });
      await expect(engine.putFiles(id, '/tmp', [{ name: 'x', type: 'file', mode: 0o644, content: Buffer.alloc(8_000_000) }])).rejects.toThrow(/read-only/);
    });
  });

  describe('volumes', () => {
    it('tell their sizes to several askers at once (20.10 weighs for one only)', async () => {
      const name = `cgoscope-test-size-${identity.install.slice(-12)}`;
      const second = await connectEngine(engine.endpoint, identity);
      await engine.ensureVolume(name, 'cache');
      try {
        const helper = await create({ argv: ['true'], mounts: [{ volume: name, target: '/v', readOnly: false }] });
        await engine.putFiles(helper, '/v', [{ name: 'x', type: 'file', mode: 0o644, content: Buffer.alloc(100_000) }]);
        const lists = await Promise.all([engine, second, engine, second].map((one) => one.listVolumes('cache')));
        for (const list of lists) expect(list).toMatchObject([{ name }]);
        expect(lists[0]?.[0]?.bytes).toBeGreaterThanOrEqual(100_000);
      } finally {
        for (const id of made.splice(0)) await engine.removeContainer(id);
        await engine.removeVolume(name);
        await second.close();
      }
    });
  });

  describe('networks', () => {
    it('are made once, also when three cells ask at the same time', async () => {
      const name = `cgoscope-test-net-${identity.install.slice(-12)}`;
      await Promise.all([1, 2, 3].map(() => engine.ensureNetwork(name, { internal: true, role: 'run', run: 'r' })));
      try {
        const client = await raw();
        expect(await client.docker.listNetworks({ filters: { name: [name] } })).toHaveLength(1);
        client.transport.close();
        const { stdout } = await run(['ls', '/sys/class/net'], { network: name });
        expect(stdout).toContain('eth0');
        await expect(engine.ensureNetwork(name, { internal: false, role: 'run', run: 'r' })).rejects.toThrow('is internal');
      } finally {
        for (const id of made.splice(0)) await engine.removeContainer(id);
        await engine.removeNetwork(name);
        await engine.removeNetwork(name);
      }
    });
  });

  describe('the reaper', () => {
    it('removes what a dead owner left of a run, keeps its caches, its own things and everything of others', async () => {
      const suffix = identity.install.slice(-12);
      const dead = await connectEngine(engine.endpoint, { install: identity.install, owner: 'dead' });
      const stranger = await connectEngine(engine.endpoint, { install: `stranger-${suffix}`, owner: 'dead' });
      const volume = (who: string): string => `cgoscope-reap-${who}-${suffix}`;
      try {
        const running = await dead.createContainer({ ...spec, argv: ['sleep', '1000'], network: 'none', mounts: [{ volume: volume('run'), target: '/v', readOnly: false }] });
        await dead.startContainer(running, {});
        const never = await dead.createContainer({ ...spec, role: 'build', argv: ['true'] });
        const stuck = volume('stuck'); // in use by something that stays: must not shield the rest
        await dead.ensureVolume(stuck, 'build');
        const holder = await dead.createContainer({ ...spec, role: 'toolchain', argv: ['true'], mounts: [{ volume: stuck, target: '/v', readOnly: false }] });
        made.push(holder);
        const kept = await dead.createContainer({ ...spec, role: 'toolchain', argv: ['true'] });
        await dead.ensureVolume(volume('build'), 'build');
        await dead.ensureVolume(volume('cache'), 'cache');
        await dead.ensureNetwork(volume('net'), { internal: true, role: 'run', run: 'r' });
        await dead.commitContainer(never, { repo: 'cgoscope-test-reap', tag: suffix, role: 'run' });
        await dead.commitContainer(never, { repo: 'somebody/elses', tag: suffix, role: 'run' }); // as if built FROM an image of ours
        const theirs = await stranger.createContainer({ ...spec, argv: ['true'] });
        const mine = await create({ argv: ['true'] });
        const looked = await engine.leftovers();
        const { removed, foreign } = await engine.reap();
        expect(looked.ours).toEqual(expect.arrayContaining([...removed, `volume ${stuck}`]));
        expect((await engine.leftovers()).ours).toEqual([`volume ${stuck}`]);
        expect(removed).toHaveLength(5);
        expect(removed).toEqual(expect.arrayContaining([`network ${volume('net')}`, `volume ${volume('build')}`, `image cgoscope-test-reap:${suffix}`]));
        expect(await engine.inspectImage(`cgoscope-test-reap:${suffix}`)).toBeNull();
        expect(await engine.inspectImage(`somebody/elses:${suffix}`)).not.toBeNull();
        expect(foreign.join('\n')).toContain(`of install stranger-${suffix}`);
        const client = await raw();
        const is = (id: string) =>
          client.docker
            .getContainer(id)
            .inspect()
            .then(
              () => true,
              () => false,
            );
        expect([await is(running), await is(never), await is(kept), await is(theirs), await is(mine)]).toEqual([false, false, true, true, true]);
        client.transport.close();
        expect((await engine.listVolumes()).map(({ name }) => name)).toContain(volume('cache'));
        await engine.removeContainer(kept);
        await engine.removeContainer(theirs);
      } finally {
        for (const id of made.splice(0)) await engine.removeContainer(id);
        for (const who of ['run', 'build', 'cache', 'stuck']) await engine.removeVolume(volume(who));
        await engine.removeNetwork(volume('net'));
        await engine.removeImage(`somebody/elses:${suffix}`);
        await dead.close();
        await stranger.close();
      }
    });
  });

  describe('the host of the engine', () => {
    it('is described as the docker client describes it', async () => {
      const info = await engine.info();
      expect(info.platform).toMatch(/^linux\/(amd64|arm64)/);
      expect(info.memoryBytes).toBeGreaterThan(2 ** 28);
      expect(info.cgroup).toMatch(/^v[12]/);
      expect(await engine.info()).toBe(info);
    });

    it('shows its emulators and free disk through a helper that leaves nothing', async () => {
      const seen = await engine.emulators(image);
      for (const emulator of seen) expect(emulator.interpreter).toMatch(/^\//);
      const own = await promisify(execFile)('sh', ['-c', 'ls /proc/sys/fs/binfmt_misc | grep -c qemu || true']);
      if (engine.endpoint.transport === 'unix') expect(seen.filter(({ name }) => name.startsWith('qemu')).length).toBe(Number(own.stdout));
      expect(await engine.freeDisk(image)).toBeGreaterThan(1024 ** 2);
      const client = await raw();
      expect(await client.docker.listContainers({ all: true, filters: { label: [`${LABEL.install}=${identity.install}`] } })).toEqual([]);
      client.transport.close();
    });
  });
});
