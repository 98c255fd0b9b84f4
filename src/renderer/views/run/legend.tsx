// The last line: what the marks mean, and the keys.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './run.module.css';

const MARKS = ['E', 'C', '!', 'T'] as const;
const NAMES = { E: 'emulated', C: 'cached', '!': 'linkage', T: 'truncated' } as const;

export function Legend({ grid, live = false, run = true }: { grid: boolean; live?: boolean; run?: boolean }): ReactNode {
  const { t } = useTranslation('run');
  const keys: [string, string][] = [
    ['↑↓←→', t('keys.move')],
    ...(run
      ? ([
          ['Enter', t('keys.open')],
          ['c', t('keys.pick')],
          ['n', t('keys.nearest')],
          ...(live ? [['x', t('keys.cancel')] satisfies [string, string]] : []),
          ['/', t('keys.filter')],
        ] satisfies [string, string][])
      : []),
  ];
  return (
    <footer className={css['legend']}>
      {(run ? MARKS : (['E'] as const)).map((mark) => (
        <span key={mark}>
          <kbd data-mark={mark}>{mark}</kbd> {t(`legend.${NAMES[mark]}`)}
        </span>
      ))}
      <span className={css['spring']} />
      {grid
        ? keys.map(([key, text]) => (
            <span key={key}>
              <kbd>{key}</kbd> {text}
            </span>
          ))
        : null}
    </footer>
  );
}
