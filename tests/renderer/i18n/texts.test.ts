// Both languages say everything, with the same variables, and nothing of it stands there unused.
import { describe, expect, it } from 'vitest';
import { createI18n, preferredLanguage } from '../../../src/renderer/i18n/index.ts';
import { en } from '../../../src/renderer/i18n/en/index.ts';
import { zhCN } from '../../../src/renderer/i18n/zh-CN/index.ts';
import { flatLanguage, readSource, sources, variables, withoutPlural } from './texts.ts';

const english = flatLanguage(en);
const chinese = flatLanguage(zhCN);
const keys = [...new Set([...english.keys()].map(withoutPlural))];

/** Names and words of the field that Chinese engineers read as they are. */
const AS_IT_IS = new Set(
  [
    'Cgoscope Docker docker Go go cgo CGO BuildKit cgroup rootless CPU URL API TLS DNS JSON HTML Markdown PDF UTF Apache License strace stdout stderr',
    'glibc musl ELF GOOS GOARCH OS ABI RELRO PIE NX IBT BTI PAC BIND_NOW DT_NEEDED RPATH RUNPATH SONAME sha e_flags init array interp needed link info argv',
    'build Build id ID PID exit signal B kB MB GB s ms min A Home End Enter Esc Ctrl Shift F',
  ].flatMap((line) => line.split(' ')),
);
/** Examples of what is typed, in the words that are typed in any language. */
const EXAMPLES = ['matrix:only.placeholder', 'run:filter.placeholder', 'traceRecordings:readyHint.http', 'traceRecordings:readyHint.log'];

describe('the texts of the window', () => {
  it('have the same keys in both languages', () => {
    const other = new Set([...chinese.keys()].map(withoutPlural));
    expect(keys.filter((key) => !other.has(key))).toEqual([]);
    expect([...other].filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('are never empty', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('have both plural forms in English and the one that there is in Chinese', () => {
    const missing = [...english.keys()].filter(
      (key) => (key.endsWith('_one') && !english.has(key.replace(/_one$/, '_other'))) || (key.endsWith('_other') && !english.has(key.replace(/_other$/, '_one'))),
    );
    expect(missing).toEqual([]);
    expect([...chinese.keys()].filter((key) => key.endsWith('_one'))).toEqual([]);
    expect([...english.keys()].filter((key) => key.endsWith('_other') && !chinese.has(key))).toEqual([]);
  });

  it('take the same variables in both languages', () => {
    const apart = [...chinese].filter(([key, text]) => variables(text).join() !== variables(english.get(key) ?? '').join()).map(([key]) => key);
    expect(apart).toEqual([]);
  });

  it('are translated: Chinese without a Chinese letter is made of names and words of the field alone', () => {
    const left = [...chinese].filter(([key, text]) => !EXAMPLES.includes(key) && !/\p{Script=Han}/u.test(text) && words(text).some((word) => !AS_IT_IS.has(word)));
    expect(left).toEqual([]);
  });

  it('use the punctuation of their language', () => {
    expect([...chinese].filter(([, text]) => /\p{Script=Han}[,;:?!]|\.\.\./u.test(text))).toEqual([]);
    // A typographic apostrophe is never a quote that a command line would take.
    expect([...english].filter(([, text]) => /\.\.\.|[a-z]'[a-z]/.test(text))).toEqual([]);
  });

  it.each(['en', 'zh-CN'] as const)('are said in %s for any count, with every variable filled in', (language) => {
    const i18n = createI18n(language);
    const texts = language === 'en' ? english : chinese;
    for (const key of keys) {
      const forms = [...texts].filter(([each]) => withoutPlural(each) === key).flatMap(([, text]) => variables(text));
      for (const count of [0, 1, 2, 21]) {
        // Any key is asked here, so its type is none of the typed ones.
        const said: string = (i18n.t as (key: string, values: object) => string)(key, { ...Object.fromEntries(forms.map((name) => [name, `<${name}>`])), count });
        expect(said, key).not.toMatch(/\{\{|\$t\(/);
        expect(said.length, key).toBeGreaterThan(0);
      }
    }
  });

  it('never go missing in silence', () => {
    const ask = createI18n('zh-CN').t as (key: string) => string; // a key that no type allows
    expect(() => ask('home:no.such.text')).toThrow('no text for home:no.such.text');
  });
});

const plainly = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
const words = (text: string): string[] => text.replaceAll(/\{\{[^}]*\}\}/g, ' ').match(/[A-Za-z_]+/g) ?? [];

describe('the sources of the window', () => {
  const all = sources();
  const spoken = (namespaces: readonly string[]): string[] => (namespaces.length === 0 ? Object.keys(en) : [...new Set([...namespaces, 'common'])]);

  it('are found', () => {
    expect(all.length).toBeGreaterThan(30);
    expect(all.flatMap(({ asked }) => asked).length).toBeGreaterThan(100);
  });

  it('ask only for texts that there are', () => {
    const there = new Set(keys);
    const wrong = all.flatMap(({ file, namespaces, asked }) =>
      asked
        .filter(({ key }) => !(key.includes(':') ? there.has(key) : spoken(namespaces).some((namespace) => there.has(`${namespace}:${key}`))))
        .map(({ key, line }) => `${file}:${line} ${key}`),
    );
    expect(wrong).toEqual([]);
  });

  it('use every text', () => {
    const used = new Set<string>();
    for (const { namespaces, strings } of all) {
      const patterns = strings
        .filter((text) => text.includes('*') && /[a-z]/i.test(text.replaceAll('*', '')))
        .map((text) => new RegExp(`^${text.split('*').map(plainly).join('[^:]+')}$`));
      const plain = new Set(strings);
      for (const key of keys) {
        const [namespace = '', name = ''] = key.split(':');
        const named = plain.has(key) || patterns.some((pattern) => pattern.source.includes(':') && pattern.test(key));
        if (named || (spoken(namespaces).includes(namespace) && (plain.has(name) || patterns.some((pattern) => pattern.test(name))))) used.add(key);
      }
    }
    expect(keys.filter((key) => !used.has(key))).toEqual([]);
  });

  it('are read as this test thinks: namespaces, plain keys, templates', () => {
    const source = readSource('x.tsx', "const { t } = useTranslation(['home', 'common']);\nt('a.b', { count: 1 });\nt(`level.${x}`);\nconst { t: c } = useTranslation();\nc('x');");
    expect(source.namespaces).toEqual(['home', 'common']);
    expect(source.asked).toEqual([{ key: 'a.b', line: 2 }]);
    expect(source.strings).toContain('level.*');
  });
});

describe('the language of a window', () => {
  const stored = (value: string | null) => ({ getItem: () => value });
  it('is the one that was chosen', () => expect(preferredLanguage(stored('zh-CN'), ['de'])).toBe('zh-CN'));
  it('else is Chinese where the browser prefers any Chinese', () => expect(preferredLanguage(stored(null), ['zh-TW', 'en'])).toBe('zh-CN'));
  it('else is English', () => {
    expect(preferredLanguage(stored(null), ['de', 'zh'])).toBe('en');
    expect(preferredLanguage(stored('klingon'), [])).toBe('en');
  });
});
