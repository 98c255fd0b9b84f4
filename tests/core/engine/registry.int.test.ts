// Pulling, against a real registry on loopback.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryAuth, type Engine } from '../../../src/core/engine/index.ts';
import { errorText } from '../../../src/shared/domain/errors.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reachEngine } from '../../helpers/engine.ts';
import { REGISTRY_USER, startRegistry, type PlatformImage, type Registry } from '../../helpers/registry.ts';

const reached = await reachEngine();
let noRegistry: string | null = reached.reason;
let open: Registry | null = null;
let closed: Registry | null = null;
if (noRegistry === null) {
  try {
    [open, closed] = await Promise.all([startRegistry(), startRegistry({ auth: true })]);
  } catch (error) {
    noRegistry = `no registry: ${errorText(error)}`;
    console.warn(`skipped: ${noRegistry}`);
  }
}

describe.skipIf(noRegistry !== null)(`a registry on loopback${noRegistry === null ? '' : ` (${noRegistry})`}`, () => {
  let engine: Engine;
  let host: string;
  let guarded: string;
  const run = randomUUID().slice(0, 8);
  const image = (platform: string): PlatformImage => ({
    platform,
    files: [{ name: 'which', type: 'file', mode: 0o644, content: Buffer.from(`${platform} ${run}`) }],
    config: { Env: [`PLATFORM=${platform}`], User: '1000' },
  });
  const pulled = new Set<string>();
  const pull = async (ref: string, options: Parameters<Engine['pullImage']>[1] = {}) => {
    pulled.add(ref);
    return engine.pullImage(ref, options);
  };

  beforeAll(async () => {
    if (reached.engine === null || open === null || closed === null) return;
    engine = reached.engine;
    host = open.host;
    guarded = closed.host;
    await open.push('both', '1', [image('linux/amd64'), image('linux/arm64')]);
    await open.push('single', '1', [image('linux/amd64')]);
    await closed.push('secret', '1', [image('linux/amd64')]);
  });
  afterAll(async () => {
    for (const ref of pulled) await engine.removeImage(ref);
    await engine.close();
    await open?.stop();
    await closed?.stop();
  });

  it('is asked for its platforms before anything is pulled', async () => {
    expect(await engine.remotePlatforms(`${host}/both:1`)).toEqual({ platforms: ['linux/amd64', 'linux/arm64'], reason: null });
    expect(await engine.remotePlatforms(`${host}/single:1`)).toEqual({ platforms: ['linux/amd64'], reason: null });
    const { platforms, reason } = await engine.remotePlatforms(`${host}/none:1`);
    expect(platforms).toBeNull();
    expect(reason).toMatch(/manifest unknown|not found/i);
  });

  it.each(['linux/amd64', 'linux/arm64'])("gives the image for %s, and it is that platform's", async (platform) => {
    const lines: string[] = [];
    const { id } = await pull(`${host}/both:1`, { platform, onProgress: (text) => lines.push(text) });
    const facts = await engine.inspectImage(id);
    expect(facts).toMatchObject({ platform, user: '1000', env: [`PLATFORM=${platform}`] });
    // 20.10 gives the digest of a manifest list to the first platform pulled by it only.
    for (const digest of facts?.repoDigests ?? []) expect(digest).toMatch(new RegExp(`^${host}/both@sha256:[0-9a-f]{64}$`));
    expect(lines.join('\n')).toMatch(/Pulling from both/);
  });

  it.each(['both', 'single'])('that does not offer a platform for %s is told as that, and the tag stays where it was', async (name) => {
    const before = await pull(`${host}/${name}:1`, { platform: 'linux/amd64' });
    const wanted = name === 'both' ? 'linux/s390x' : 'linux/arm64';
    const error = await engine.pullImage(`${host}/${name}:1`, { platform: wanted }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ImageUnavailableError', reason: 'platform-missing' });
    expect(errorText(error)).toContain(wanted);
    expect((await engine.inspectImage(`${host}/${name}:1`))?.id).toBe(before.id);
  });

  it('can be pulled from by digest', async () => {
    const digest = await open!.push('digested', '1', [image('linux/arm64')]);
    const { id } = await pull(`${host}/digested@${digest}`, { platform: 'linux/arm64' });
    expect((await engine.inspectImage(id))?.platform).toBe('linux/arm64');
  });

  it('that lacks the image is told as that', async () => {
    await expect(engine.pullImage(`${host}/none:1`, {})).rejects.toMatchObject({ name: 'ImageUnavailableError', reason: 'not-found' });
    await expect(engine.pullImage(`${host}/both:other`, { platform: 'linux/amd64' })).rejects.toMatchObject({ reason: 'not-found' });
  });

  it('that is not there is told as that', async () => {
    await expect(engine.pullImage('127.0.0.1:1/both:1', {})).rejects.toMatchObject({ name: 'ImageUnavailableError', reason: 'unreachable' });
  });

  it('that wants credentials refuses none and wrong ones, without telling them, and takes those of the docker config', async () => {
    const ref = `${guarded}/secret:1`;
    await expect(engine.pullImage(ref, {})).rejects.toMatchObject({ reason: 'denied' });
    const wrong = await engine.pullImage(ref, { auth: { username: 'tester', password: 'wrong-canary', serveraddress: guarded } }).catch((thrown: unknown) => thrown);
    expect(wrong).toMatchObject({ reason: 'denied' });
    expect(JSON.stringify([errorText(wrong), (wrong as Error).stack])).not.toContain('wrong-canary');
    const folder = mkdtempSync(join(tmpdir(), 'cgoscope-config-'));
    try {
      const auth = Buffer.from(`${REGISTRY_USER.username}:${REGISTRY_USER.password}`).toString('base64');
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [guarded]: { auth } } }));
      const found = await registryAuth(ref, { DOCKER_CONFIG: folder });
      expect((await engine.remotePlatforms(ref, found)).platforms).toEqual(['linux/amd64']);
      const { id } = await pull(ref, { platform: 'linux/amd64', auth: found });
      expect((await engine.inspectImage(id))?.platform).toBe('linux/amd64');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
