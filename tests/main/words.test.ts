import { describe, expect, it } from 'vitest';
import type { MenuItemConstructorOptions } from '../../src/main/electron.ts';
import { menuTemplate } from '../../src/main/menu.ts';
import { languageOf, WORDS, type Language } from '../../src/main/words.ts';

const keysOf = (value: object, at = ''): string[] =>
  Object.entries(value).flatMap(([key, each]) => (typeof each === 'object' && each !== null ? keysOf(each as object, `${at}${key}.`) : [`${at}${key}`])); // tables of words all the way down
const textsOf = (value: object): string[] =>
  Object.values(value).flatMap((each) => (typeof each === 'string' ? [each] : typeof each === 'object' && each !== null ? textsOf(each as object) : []));
const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] => items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
const menu = (language: Language, platform: NodeJS.Platform) => menuTemplate({ language, platform, devTools: true, command: () => undefined, newWindow: () => undefined });

describe('the desktop’s words', () => {
  it('are the same in both languages, none is empty', () => {
    expect(keysOf(WORDS['zh-CN'])).toEqual(keysOf(WORDS.en));
    for (const text of [...textsOf(WORDS.en), ...textsOf(WORDS['zh-CN'])]) expect(text.trim()).not.toBe('');
  });

  it('in Chinese are Chinese, names and kinds of files apart', () => {
    const same = textsOf(WORDS['zh-CN']).filter((text) => !/\p{Script=Han}/u.test(text));
    expect(same).toEqual([]);
  });

  it('count in both', () => {
    expect(WORDS.en.notify.counts('app', 12, 2, 0)).toBe('app: 12 green, 2 red');
    expect(WORDS.en.notify.counts('app', 12, 2, 1)).toBe('app: 12 green, 2 red, 1 grey');
    expect(WORDS['zh-CN'].notify.counts('app', 12, 2, 1)).toBe('app：12 个绿色，2 个红色，1 个灰色');
  });

  it.each([
    ['zh', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['zh-Hans-CN', 'zh-CN'],
    ['de-DE', 'en'],
    ['zhuang', 'en'],
    [undefined, 'en'],
  ])('of %s are %s', (tag, language) => expect(languageOf(tag)).toBe(language));
});

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('says every item in the language of the window, for Electron’s own words are English', () => {
    for (const language of ['en', 'zh-CN'] as const)
      for (const item of flat(menu(language, platform))) if (item.type !== 'separator') expect([item.role, item.label]).toEqual([item.role, expect.stringMatching(/./)]);
    expect(
      flat(menu('zh-CN', platform))
        .filter((item) => item.type !== 'separator' && !/\p{Script=Han}/u.test(item.label ?? ''))
        .map(({ label }) => label),
    ).toEqual(platform === 'darwin' ? ['Cgoscope'] : []);
  });

  it('has each key once', () => {
    const keys = flat(menu('en', platform)).flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has a way to settings, about and the end', () => {
    const items = flat(menu('en', platform));
    expect(items.filter(({ label }) => label === 'Settings…')).toHaveLength(1);
    expect(items.filter(({ role }) => role === 'about')).toHaveLength(1);
    expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1);
    expect(items[0]?.label).toBe(platform === 'darwin' ? 'Cgoscope' : 'File');
  });
});
