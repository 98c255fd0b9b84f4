// How a lookup ended: sign, word and colour together.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './lab.module.css';

export type Result = 'ok' | 'fail' | 'hang' | 'varies';
const SIGN: Record<Result, string> = { ok: '✓', fail: '✗', hang: '∞', varies: '~' };

export function ResultSign({ result }: { result: Result }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <span className={css['result']} data-result={result}>
      <span aria-hidden>{SIGN[result]}</span> {t(`result.${result}`)}
    </span>
  );
}

/** Is what was measured one of what was predicted; null: nothing was predicted. */
export function AgreeSign({ agrees }: { agrees: boolean | null }): ReactNode {
  const { t } = useTranslation('dns');
  const look = agrees === null ? 'none' : agrees ? 'yes' : 'no';
  return (
    <span className={css['agree']} data-agree={look}>
      <span aria-hidden>{{ none: '·', yes: '=', no: '≠' }[look]}</span> {t(`agree.${look}`)}
    </span>
  );
}
