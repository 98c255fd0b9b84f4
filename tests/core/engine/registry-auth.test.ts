import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryAuth, registryOf } from '../../../src/core/engine/index.ts';

const CANARY = 'canary-in-the-coal-mine';
let folder: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgoscope-auth-'));
  mkdirSync(join(folder, 'bin'));
  env = { DOCKER_CONFIG: folder, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (value: unknown): void => writeFileSync(join(folder, 'config.json'), JSON.stringify(value));
const helper = (name: string, script: string): void => {
  const path = join(folder, 'bin', `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
};
const basic = (text: string): string => Buffer.from(text).toString('base64');

describe('the registry of a reference', () => {
  it.each([
    ['golang', 'docker.io'],
    ['library/golang:1', 'docker.io'],
    ['index.docker.io/library/golang', 'docker.io'],
    ['localhost/x', 'localhost'],
    ['127.0.0.1:5000/x/y:1', '127.0.0.1:5000'],
    ['ghcr.io/a/b@sha256:00', 'ghcr.io'],
  ])('%s is at %s', (ref, registry) => {
    expect(registryOf(ref)).toBe(registry);
  });
});

describe('credentials', () => {
  it('are none where there is no config', async () => {
    expect(await registryAuth('golang', env)).toBeNull();
  });

  it('come from auths, with or without scheme in the key', async () => {
    config({ auths: { 'https://ghcr.io/v1/': { auth: basic('me:pa:ss') }, 'https://index.docker.io/v1/': { auth: basic('hub:word') } } });
    expect(await registryAuth('ghcr.io/a/b', env)).toEqual({ username: 'me', password: 'pa:ss', serveraddress: 'ghcr.io' });
    expect(await registryAuth('golang', env)).toEqual({ username: 'hub', password: 'word', serveraddress: 'https://index.docker.io/v1/' });
    expect(await registryAuth('quay.io/a', env)).toBeNull();
  });

  it('come from the helper of that registry, which gets the server on stdin and nothing on argv', async () => {
    config({ credHelpers: { 'ghcr.io': 'special' }, credsStore: 'general', auths: { 'ghcr.io': {} } });
    helper('special', `[ "$#" = 1 ] && [ "$1" = get ] && read server && printf '{"ServerURL":"%s","Username":"u","Secret":"from-%s"}' "$server" "$server"`);
    expect(await registryAuth('ghcr.io/a', env)).toEqual({ username: 'u', password: 'from-ghcr.io', serveraddress: 'ghcr.io' });
  });

  it('of a store may be an identity token', async () => {
    config({ credsStore: 'general' });
    helper('general', `printf '{"Username":"<token>","Secret":"t"}'`);
    expect(await registryAuth('ghcr.io/a', env)).toEqual({ identitytoken: 't', serveraddress: 'ghcr.io' });
  });

  it('that a store does not have are none', async () => {
    config({ credsStore: 'general' });
    helper('general', `echo 'credentials not found in native keychain'; exit 1`);
    expect(await registryAuth('ghcr.io/a', env)).toBeNull();
  });
});

describe('a broken store is told without what it printed', () => {
  it.each([
    ['that fails', `echo ${CANARY}; exit 3`, 'ended with code 3'],
    ['that speaks nonsense', `echo ${CANARY}`, 'not its protocol'],
  ])('%s', async (_name, script, sentence) => {
    config({ credsStore: 'general' });
    helper('general', script);
    const error = (await registryAuth('ghcr.io/a', env).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain(sentence);
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(CANARY);
  });

  it('that is not installed', async () => {
    config({ credsStore: 'absent' });
    await expect(registryAuth('ghcr.io/a', env)).rejects.toThrow('docker-credential-absent is not on PATH');
  });

  it('whose name is a path', async () => {
    config({ credsStore: '../../evil' });
    await expect(registryAuth('ghcr.io/a', env)).rejects.toThrow('no program name');
  });

  it('and auths that can not be read', async () => {
    config({ auths: { 'ghcr.io': { auth: basic(CANARY) } } });
    const error = (await registryAuth('ghcr.io/a', env).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain('no user and password');
    expect(error.message).not.toContain(CANARY);
  });
});
