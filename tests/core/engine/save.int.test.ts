// Saving an image, against a real engine and against one that goes away in the middle.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, ImageUnavailableError, type Engine } from '../../../src/core/engine/index.ts';
import { CancelledError, EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import { busyboxImage } from '../../helpers/busybox.ts';
import { reachEngine } from '../../helpers/engine.ts';

const reached = await reachEngine();

describe.skipIf(reached.engine === null)(`an image of a real engine${reached.reason === null ? '' : ` (${reached.reason})`}`, () => {
  let engine: Engine;
  let image: string;
  beforeAll(async () => {
    if (reached.engine === null) return;
    engine = reached.engine;
    image = await busyboxImage();
  });
  afterAll(() => engine.close());

  it('comes as a tar with a manifest', async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of await engine.saveImage(image)) chunks.push(chunk as Buffer);
    const all = Buffer.concat(chunks);
    expect(all.length % 512).toBe(0);
    expect(all.includes('manifest.json')).toBe(true);
  });

  it('that is not there is named in the error', async () => {
    const asked = engine.saveImage('cgoscope-test/absent:1');
    await expect(asked).rejects.toBeInstanceOf(ImageUnavailableError);
    await expect(engine.saveImage('cgoscope-test/absent:1')).rejects.toThrow(/no image cgoscope-test\/absent:1 on the engine/);
  });

  it('by a name that can not be one is bad input', async () => {
    await expect(engine.saveImage('Not A Name')).rejects.toBeInstanceOf(InputError);
  });

  it('can be cancelled before and in the middle', async () => {
    const stop = new AbortController();
    const stream = await engine.saveImage(image, { signal: stop.signal });
    const read = (async () => {
      for await (const _ of stream) stop.abort();
    })();
    await expect(read).rejects.toBeInstanceOf(CancelledError);
    await expect(engine.saveImage(image, { signal: stop.signal })).rejects.toBeInstanceOf(CancelledError);
  });
});

it('an engine that goes away in the middle of an image is an engine that is lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-save-'));
  const server = createServer((req, res) => {
    if (req.url === '/_ping') return void res.setHeader('Api-Version', '1.41').end('OK');
    res.write(Buffer.alloc(4096));
    setImmediate(() => res.destroy());
  });
  const path = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const engine = await connectEngine({ name: 'test', host: `unix://${path}`, transport: 'unix', rule: 'a test', tls: null }, { install: 'lost', owner: 'lost' });
    const read = async (): Promise<void> => {
      for await (const _ of await engine.saveImage('any:1')) continue;
    };
    await expect(read()).rejects.toBeInstanceOf(EngineUnavailableError);
    await engine.close();
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
