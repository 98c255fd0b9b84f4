// Language and theme: of this browser (or desktop window) alone, and stored by it.
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language } from '../../i18n/index.ts';
import { Section } from '../../ui/page.tsx';
import { SettingRow } from './row.tsx';

/** Languages are called by their own names in every language. */
const NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };
const THEMES = ['light', 'dark', 'auto'] as const;

export function LookSettings(): ReactNode {
  const { t, i18n } = useTranslation('settings');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title={t('look.title')}>
      <SettingRow name={t('look.language')} meaning={t('look.languageMeaning')}>
        {({ labelledBy, describedBy }) => (
          <SegmentedControl
            aria-labelledby={labelledBy}
            aria-describedby={describedBy}
            value={i18n.language}
            onChange={(value) => {
              const language = LANGUAGES.find((each) => each === value);
              if (language !== undefined) chooseLanguage(i18n, language, localStorage);
            }}
            data={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
          />
        )}
      </SettingRow>
      <SettingRow name={t('look.theme')} meaning={t('look.themeMeaning')}>
        {({ labelledBy, describedBy }) => (
          <SegmentedControl
            aria-labelledby={labelledBy}
            aria-describedby={describedBy}
            value={colorScheme}
            onChange={setColorScheme}
            data={THEMES.map((value) => ({ value, label: t(`look.${value}`) }))}
          />
        )}
      </SettingRow>
    </Section>
  );
}
