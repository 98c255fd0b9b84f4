// All text of the window: a file for each view in each language; English is the measure, Simplified Chinese has the same keys by its type.
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.ts';
import { zhCN } from './zh-CN/index.ts';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

const STORED = 'cgoscope.language';

/** What the person chose, else the first language of the browser that we speak, else English. */
export function preferredLanguage(storage: Pick<Storage, 'getItem'>, languages: readonly string[]): Language {
  const chosen = storage.getItem(STORED);
  const known = LANGUAGES.find((language) => language === chosen);
  if (known !== undefined) return known;
  return languages[0]?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en';
}

export function createI18n(language: Language): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en, 'zh-CN': zhCN },
    ns: Object.keys(en),
    defaultNS: 'common',
    initAsync: false,
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    saveMissing: true,
    missingKeyHandler: (_languages, namespace, key) => {
      throw new Error(`a bug in Cgoscope: no text for ${namespace}:${key}`);
    },
  });
  return instance;
}

/** Changes the language of everything shown, and remembers it. */
export function chooseLanguage(instance: i18n, language: Language, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(STORED, language);
  void instance.changeLanguage(language);
}
