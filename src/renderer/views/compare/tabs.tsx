// The three ways to look at the sides, as tabs: arrow keys move between them.
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './sides.module.css';

export const TABS = ['facts', 'logs', 'charts'] as const;
export type Tab = (typeof TABS)[number];
export const isTab = (text: string): text is Tab => (TABS as readonly string[]).includes(text);

export function TabList({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
    onTab(next);
    event.currentTarget.querySelector<HTMLButtonElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div className={css['tabs']} role="tablist" aria-label={t('tab.label')} onKeyDown={onKeyDown}>
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`compare-tab-${name}`}
          data-tab={name}
          aria-selected={name === tab}
          aria-controls="compare-panel"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onTab(name)}
        >
          {t(`tab.${name}`)}
        </button>
      ))}
    </div>
  );
}
