// image.audit and image.files over archives on disk, and what is said of images that are not there.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageUnavailableError, type Engine } from '../../../src/core/engine/index.ts';
import { createImageRoom } from '../../../src/core/image/index.ts';
import { imageProcedures, imageRoomIn } from '../../../src/core/image/procedures.ts';
import { PROCEDURES } from '../../../src/shared/api/contract.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import { dockerSave, ociLayout } from '../../builders/image.ts';

const request = { endpoint: null, env: {} };
const context = { signal: new AbortController().signal, client: null };
const noEngine = { engine: (): Promise<Engine> => Promise.reject(new EngineUnavailableError('no engine', 'Start one.')) };

describe('the procedures of images', () => {
  let folder: string;
  let a: string;
  let b: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cgoscope-images-'));
    a = join(folder, 'a.tar');
    b = join(folder, 'b.tar');
    await writeFile(a, dockerSave({ files: { 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' }, config: { Entrypoint: ['/app'] } }));
    await writeFile(b, ociLayout({ platform: 'linux/arm64', files: { 'srv/x': 'x' } }));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const procedures = () => imageProcedures({ hands: noEngine, room: imageRoomIn(join(folder, 'cache')), progress: () => undefined });

  it('audit an archive without asking an engine', async () => {
    const audit = PROCEDURES['image.audit'].output.parse(await procedures()['image.audit']({ ...request, image: a, other: null }, context));
    expect(audit).toMatchObject({ schema: 'cgoscope/audit@0', image: { ref: a, config: { platform: 'linux/amd64' } }, other: null, differences: [], index: { cached: false } });
    expect(audit.findings[0]).toMatchObject({ id: 'entrypoint-missing', level: 'error' });
    expect(audit.index.readBytes).toBeGreaterThan(0);
  });

  it('compare two', async () => {
    const audit = await procedures()['image.audit']({ ...request, image: a, other: b }, context);
    expect(audit.other?.image.ref).toBe(b);
    expect(audit.differences[0]).toMatchObject({ fact: 'config.platform', a: 'linux/amd64', b: 'linux/arm64' });
  });

  it('list the files of one', async () => {
    expect(await procedures()['image.files']({ ...request, image: b, path: '/srv' }, context)).toMatchObject({ path: '/srv', entries: [{ path: '/srv/x', kind: 'file' }], cut: 0 });
  });

  it('need an engine for a name', async () => {
    await expect(procedures()['image.audit']({ ...request, image: 'debian:12', other: null }, context)).rejects.toThrow(EngineUnavailableError);
  });

  it('say what to do where the engine has no such image', async () => {
    const room = { ...createImageRoom({ cacheFolder: folder }), index: () => Promise.reject(new ImageUnavailableError('there is no image nosuch on the engine', 'not-found')) };
    const { 'image.audit': audit } = imageProcedures({ hands: { engine: () => Promise.resolve({} as Engine) }, room: () => Promise.resolve(room), progress: () => undefined }); // the room never asks it
    const failed = audit({ ...request, image: 'nosuch', other: null }, context);
    await expect(failed).rejects.toThrow(InputError);
    await expect(failed).rejects.toThrow(/^there is no image nosuch on the engine; `docker images` lists/);
  });

  it.each(['/not/there.tar', tmpdir()])('%s is bad input', async (image) => {
    await expect(procedures()['image.audit']({ ...request, image, other: null }, context)).rejects.toThrow(InputError);
  });
});
