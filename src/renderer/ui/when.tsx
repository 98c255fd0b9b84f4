// When something happened; kept true while one looks at it.
import { useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { exactText, whenText } from './when-text.ts';

const TICK_MS = 20_000;

const subscribe = (tick: () => void): (() => void) => {
  const timer = setInterval(tick, TICK_MS);
  return () => clearInterval(timer);
};
const now = (): number => Math.floor(Date.now() / TICK_MS) * TICK_MS;

export function When({ iso }: { iso: string }): ReactNode {
  const { i18n } = useTranslation();
  const at = useSyncExternalStore(subscribe, now);
  return (
    <time dateTime={iso} title={exactText(iso)}>
      {whenText(iso, at, i18n.language)}
    </time>
  );
}
