// What stands above a log: search, steps through errors, go to a line, follow.
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogMarks } from '../../../shared/api/views.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Icon } from '../icon.tsx';
import { GoToLine } from './go-to-line.tsx';
import { DECIDING_SIGN, MARK_SIGN } from './log-row.tsx';
import css from './log.module.css';
import type { LogQuery } from './match.ts';

export interface LogBarProps {
  before: ReactNode;
  field: RefObject<HTMLInputElement | null>;
  lineField: RefObject<HTMLInputElement | null>;
  query: LogQuery;
  onQuery: (query: LogQuery) => void;
  /** `3 of 1,204`; null: nothing is searched for, or not yet found. */
  count: string | null;
  searching: boolean;
  error: Error | null;
  onStep: (by: 1 | -1) => void;
  /** Escape in the search field. */
  onLeave: () => void;
  marks: LogMarks | null;
  onMark: (by: 1 | -1) => void;
  /** How many lines findings stand on. */
  deciding: number;
  onDeciding: (by: 1 | -1) => void;
  total: number;
  onGoTo: (line: number) => void;
  live: boolean;
  follow: boolean;
  onFollow: (on: boolean) => void;
  /** Null: none were seen. */
  codes: boolean | null;
  onCodes: (on: boolean) => void;
}

export function LogBar(props: LogBarProps): ReactNode {
  const { before, query, onQuery, error, live, follow, onFollow, codes, onCodes } = props;
  const { t } = useTranslation('cell');
  return (
    <div className={css['bar']} role="toolbar" aria-label={t('log.tools')}>
      {before}
      <Search {...props} />
      <span className={css['group']}>
        <Toggle label={t('log.regex')} on={query.regex} sign=".*" onChange={(regex) => onQuery({ ...query, regex })} />
        <Toggle label={t('log.matchCase')} on={query.matchCase} sign="Aa" onChange={(matchCase) => onQuery({ ...query, matchCase })} />
      </span>
      <Found {...props} />
      <span className={css['space']} />
      <Deciding {...props} />
      <Marks {...props} />
      <GoToLine field={props.lineField} disabled={props.total === 0} onGoTo={props.onGoTo} onLeave={props.onLeave} />
      {codes === null ? null : <Toggle label={t('log.codes')} on={codes} sign="\e" onChange={onCodes} />}
      {live ? (
        <Button aria-pressed={follow} variant={follow ? 'filled' : 'default'} leftSection={<Icon name="down" />} onClick={() => onFollow(!follow)}>
          {t('log.follow')}
        </Button>
      ) : null}
      {error === null ? null : (
        <div className={css['problem']} role="alert">
          {shown(error.message)}
        </div>
      )}
    </div>
  );
}

function Search({ field, query, onQuery, onStep, onLeave, error }: LogBarProps): ReactNode {
  const { t } = useTranslation('cell');
  return (
    <TextInput
      ref={field}
      className={css['search'] ?? ''}
      aria-label={t('log.search')}
      placeholder={t('log.searchHint')}
      leftSection={<Icon name="search" size={14} />}
      value={query.text}
      error={error !== null}
      spellCheck={false}
      maxLength={1_000}
      onChange={(event) => onQuery({ ...query, text: event.currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          onStep(event.shiftKey ? -1 : 1);
        } else if (event.key === 'Escape') {
          event.preventDefault();
          if (query.text !== '') onQuery({ ...query, text: '' });
          onLeave();
        }
      }}
    />
  );
}

function Found({ query, count, searching, onStep }: LogBarProps): ReactNode {
  const { t } = useTranslation('cell');
  if (query.text === '') return null;
  const none = count === null;
  return (
    <span className={css['group']}>
      <span className={css['count']} role="status">
        {count ?? (searching ? t('log.searching') : '')}
      </span>
      <Tool label={t('log.previous')} icon="up" disabled={none} onClick={() => onStep(-1)} />
      <Tool label={t('log.next')} icon="down" disabled={none} onClick={() => onStep(1)} />
    </span>
  );
}

function Marks({ marks, onMark }: LogBarProps): ReactNode {
  const { t } = useTranslation('cell');
  const count = (kind: 'error' | 'warning'): number => marks?.marks.filter((mark) => mark.kind === kind).length ?? 0;
  const errors = count('error');
  const warnings = count('warning');
  if (errors + warnings === 0) return null;
  return (
    <span className={css['marks']}>
      {errors === 0 ? null : (
        <span data-mark="error">
          <span aria-hidden>{MARK_SIGN.error}</span> {t('log.errors', { count: errors })}
        </span>
      )}
      {warnings === 0 ? null : (
        <span data-mark="warning">
          <span aria-hidden>{MARK_SIGN.warning}</span> {t('log.warnings', { count: warnings })}
        </span>
      )}
      <span className={css['group']}>
        <Tool label={t('log.previousMark')} icon="up" onClick={() => onMark(-1)} />
        <Tool label={t('log.nextMark')} icon="down" onClick={() => onMark(1)} />
      </span>
    </span>
  );
}

/** The lines that findings stand on, and the steps through them. */
export function Deciding({ deciding, onDeciding }: Pick<LogBarProps, 'deciding' | 'onDeciding'>): ReactNode {
  const { t } = useTranslation('cell');
  if (deciding === 0) return null;
  return (
    <span className={css['marks']}>
      <span data-mark="deciding">
        <span aria-hidden>{DECIDING_SIGN}</span> {t('log.deciding', { count: deciding })}
      </span>
      <span className={css['group']}>
        <Tool label={t('log.previousDeciding')} icon="up" onClick={() => onDeciding(-1)} />
        <Tool label={t('log.nextDeciding')} icon="down" onClick={() => onDeciding(1)} />
      </span>
    </span>
  );
}

function Tool({ label, icon, disabled = false, onClick }: { label: string; icon: 'up' | 'down'; disabled?: boolean; onClick: () => void }): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled} onClick={onClick}>
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}

function Toggle({ label, on, sign, onChange }: { label: string; on: boolean; sign: string; onChange: (on: boolean) => void }): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={on} variant={on ? 'light' : 'subtle'} color={on ? 'accent' : 'gray'} onClick={() => onChange(!on)}>
        <span className="mono" aria-hidden>
          {sign}
        </span>
      </ActionIcon>
    </Tooltip>
  );
}
