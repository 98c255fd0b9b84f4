import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronBinary, ROOT } from '../electron/binary.ts';
import { temporaryFolder } from './support.ts';

const built = existsSync(path.join(ROOT, 'out/main/index.js'));

describe.skipIf(process.platform !== 'linux')('the search for Electron’s program', () => {
  const folder = (): string => {
    const made = temporaryFolder();
    writeFileSync(path.join(made, 'electron'), '#!/bin/sh\n');
    chmodSync(path.join(made, 'electron'), 0o755);
    return made;
  };

  it('says in one sentence what is missing', () => {
    const empty = temporaryFolder();
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: empty, DISPLAY: ':0' })).toEqual({ reason: expect.stringMatching(/has no electron$/) });
  });

  it.skipIf(!built)('wants a screen too', () => {
    const dist = folder();
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: dist })).toEqual({ reason: expect.stringMatching(/no screen/) });
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':0' })).toEqual({ path: path.join(dist, 'electron') });
  });

  it('downloads nothing', () => {
    const dist = path.join(ROOT, 'node_modules/electron/dist');
    const before = existsSync(dist);
    electronBinary();
    expect(existsSync(dist)).toBe(before);
  });
});
