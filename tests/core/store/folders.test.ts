import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cacheFolder, dataFolder, ensurePrivateFolder, installOf, newRunId, readInstall, readSettings, RUN_ID } from '../../../src/core/store/index.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { temporaryFolder } from './builders.ts';

describe('the data folder', () => {
  it.each([
    ['linux', { HOME: '/home/ann' }, '/home/ann/.local/share/cgoscope', '/home/ann/.cache/cgoscope'],
    ['linux', { HOME: '/home/ann', XDG_DATA_HOME: '/d', XDG_CACHE_HOME: '/c' }, '/d/cgoscope', '/c/cgoscope'],
    ['linux', { HOME: '/home/ann', XDG_DATA_HOME: 'relative', XDG_CACHE_HOME: '' }, '/home/ann/.local/share/cgoscope', '/home/ann/.cache/cgoscope'],
    ['darwin', { HOME: '/Users/ann' }, '/Users/ann/Library/Application Support/Cgoscope', '/Users/ann/Library/Caches/Cgoscope'],
    ['win32', { LOCALAPPDATA: '/L' }, '/L/Cgoscope', '/L/Cgoscope/Cache'],
    ['linux', { HOME: '/home/ann', CGOSCOPE_DATA: '/mine' }, '/mine', '/mine/cache'],
    ['darwin', { HOME: '/Users/ann', CGOSCOPE_DATA: '' }, '/Users/ann/Library/Application Support/Cgoscope', '/Users/ann/Library/Caches/Cgoscope'],
  ] as const)('on %s with %j is where that platform keeps such things', (platform, env, data, cache) => {
    expect(dataFolder(env, platform)).toBe(data);
    expect(cacheFolder(env, platform)).toBe(cache);
  });

  it('is made private, and narrowed when it is not', ({ skip }) => {
    if (process.platform === 'win32') skip('modes are of Unix');
    const folder = join(temporaryFolder(), 'x');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    expect(ensurePrivateFolder(folder)).toBe(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => ensurePrivateFolder(file)).toThrow(InputError);
  });

  it('has an install id that is made once', () => {
    const folder = temporaryFolder();
    expect(readInstall(folder)).toBeNull();
    const id = installOf(folder);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect([installOf(folder), readInstall(folder)]).toEqual([id, id]);
    writeFileSync(join(folder, 'install'), 'not an id');
    const again = installOf(folder);
    expect(again).toMatch(/^[0-9a-f]{16}$/);
    expect(readFileSync(join(folder, 'install'), 'utf8').trim()).toBe(again);
    expect(readdirSync(folder)).toEqual(['install']);
  });
});

describe('settings', () => {
  it('are the defaults where there is no file or no key, and keep what newer versions add', () => {
    const folder = temporaryFolder();
    expect(readSettings(folder)).toEqual({ limitBytes: 20_000_000_000 });
    writeFileSync(join(folder, 'settings.json'), '{"limitBytes": 5, "later": true}');
    expect(readSettings(folder)).toEqual({ limitBytes: 5, later: true });
  });
  it.each([
    ['{"limitBytes": "many"}', /settings.json: limitBytes: /],
    ['{"limitBytes": -1}', /settings.json: limitBytes: /],
    ['[]', /settings.json: the document: /],
    ['{half', /settings.json is not JSON: /],
  ])('%s is refused with its place', (text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), text);
    expect(() => readSettings(folder)).toThrow(message);
    expect(() => readSettings(folder)).toThrow(InputError);
  });
});

describe('run ids', () => {
  it('are ULIDs that only grow, within a millisecond and when the clock steps back', () => {
    let last = '';
    fc.assert(
      fc.property(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (now) => {
        for (const id of [newRunId(now), newRunId(now)]) {
          expect(id).toMatch(RUN_ID);
          expect(id > last).toBe(true);
          last = id;
        }
      }),
    );
  });
});
