import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIRST_STATE, placeOf, readState, SMALLEST, StateKeeper, type WindowState } from '../../src/main/state.ts';
import { temporaryFolder } from './support.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 };
const RIGHT = { x: 1440, y: 0, width: 1920, height: 1080 };
const KEPT: WindowState = { version: 1, bounds: { x: 10, y: 40, width: 1200, height: 700 }, maximised: true, fullScreen: false, theme: 'dark', language: 'zh-CN' };

describe('where a window opens', () => {
  it('is where it was, on whichever display that is', () => {
    expect(placeOf({ x: 1500, y: 100, width: 1000, height: 600 }, [LAPTOP, RIGHT])).toEqual({ x: 1500, y: 100, width: 1000, height: 600 });
    expect(placeOf({ x: 10, y: 30, width: 1000, height: 600 }, [LAPTOP, RIGHT])).toEqual({ x: 10, y: 30, width: 1000, height: 600 });
  });
  it('is left to the system when the display has gone, or the title bar can not be reached', () => {
    const size = { width: 1000, height: 600 };
    for (const at of [
      { x: 1500, y: 100 },
      { x: -950, y: 100 },
      { x: 100, y: -300 },
      { x: 100, y: 890 },
      { x: 1400, y: 100 },
    ])
      expect(placeOf({ ...at, ...size }, [LAPTOP])).toEqual(size);
  });
  it('is as large as it was, as far as the display goes, and never too small to use', () => {
    expect(placeOf({ x: 0, y: 25, width: 9000, height: 9000 }, [LAPTOP])).toMatchObject({ width: 1440, height: 875 });
    expect(placeOf({ x: 0, y: 25, width: 10, height: 10 }, [LAPTOP])).toMatchObject(SMALLEST);
    expect(placeOf(null, [{ x: 0, y: 0, width: 800, height: 500 }])).toEqual({ width: 800, height: 500 });
  });
  it('has a size at the first start, with and without a display', () => {
    expect(placeOf(null, [LAPTOP])).toEqual({ width: 1280, height: 800 });
    expect(placeOf(null, [])).toEqual({ width: 1280, height: 800 });
  });
});

describe('the kept state', () => {
  const file = () => path.join(temporaryFolder(), 'window', 'state.json');

  it('is read as it was written, whole, and no part of a file is left', async () => {
    const at = file();
    const keeper = new StateKeeper(at, FIRST_STATE, (error) => expect.fail(String(error)));
    keeper.change({ bounds: { x: 1, y: 1, width: 1000, height: 600 } });
    keeper.change({ bounds: KEPT.bounds, maximised: true });
    keeper.change({ theme: 'dark', language: 'zh-CN' });
    await keeper.flush();
    expect(await readState(at)).toEqual(KEPT);
    expect(readdirSync(path.dirname(at))).toEqual(['state.json']);
  });

  it('is written by itself, a moment after the last change', async () => {
    const at = file();
    const keeper = new StateKeeper(at, FIRST_STATE, (error) => expect.fail(String(error)));
    keeper.change(KEPT);
    await expect.poll(() => readState(at)).toEqual(KEPT);
    expect(keeper.current).toEqual(KEPT);
  });

  it('is not written for nothing', async () => {
    const at = file();
    const keeper = new StateKeeper(at, FIRST_STATE, (error) => expect.fail(String(error)));
    keeper.change({ theme: 'system' });
    await keeper.flush();
    expect(() => readFileSync(at)).toThrow(/ENOENT/);
  });

  it.each([
    '',
    'no json',
    '{}',
    '[]',
    '{"version":2}',
    JSON.stringify({ ...KEPT, bounds: { x: 0, y: 0, width: -1, height: 1 } }),
    JSON.stringify({ ...KEPT, theme: 'pink' }),
    '\u0000',
  ])('that can not be read is a first start: %j', async (text) => {
    const at = file();
    mkdirSync(path.dirname(at));
    writeFileSync(at, text);
    expect(await readState(at)).toEqual(FIRST_STATE);
  });

  it('says that it could not be written, and the window goes on', async () => {
    const at = path.join(temporaryFolder(), 'a-file');
    writeFileSync(at, '');
    const faults: unknown[] = [];
    const keeper = new StateKeeper(path.join(at, 'state.json'), FIRST_STATE, (error) => faults.push(error));
    keeper.change({ maximised: true });
    await keeper.flush();
    expect(faults).toHaveLength(1);
    keeper.change({ maximised: false });
    await keeper.flush();
    expect(faults).toHaveLength(2);
  });
});
