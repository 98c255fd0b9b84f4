// A unified difference as it is: signs first, colour as well. Text of strangers.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import css from './lab.module.css';

const MOST = 400;

const kindOf = (line: string): 'add' | 'remove' | 'place' | 'same' =>
  line.startsWith('+++') || line.startsWith('---') || line.startsWith('@@') ? 'place' : line.startsWith('+') ? 'add' : line.startsWith('-') ? 'remove' : 'same';

export function Diff({ text }: { text: string }): ReactNode {
  const { t } = useTranslation('dns');
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <div className={css['diff']} role="group" tabIndex={0} aria-label={t('diff')}>
      {lines.slice(0, MOST).map((line, index) => (
        <div key={index} data-kind={kindOf(line)}>
          {shown(line) || ' '}
        </div>
      ))}
      {lines.length > MOST ? <div className="dim">{t('diffCut', { count: lines.length - MOST })}</div> : null}
    </div>
  );
}
