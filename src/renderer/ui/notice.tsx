// Nothing here, something wrong, still loading: each says why and what next.
import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../shared/domain/text.ts';
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import { DisconnectedError, RemoteError } from '../../shared/api/wire-errors.ts';
import { Icon, type IconName } from './icon.tsx';
import css from './notice.module.css';

/** `why` is one sentence, `next` what one can do about it. */
export function Empty({ icon = 'info', title, why, next }: { icon?: IconName; title: string; why?: ReactNode; next?: ReactNode }): ReactNode {
  return (
    <div className={css['empty']}>
      <Icon name={icon} size={24} />
      <h2>{title}</h2>
      {why === undefined ? null : <p className="dim">{why}</p>}
      {next === undefined ? null : <div className={css['next']}>{next}</div>}
    </div>
  );
}

/** An error in words: what, and what one can do. The text of the workbench is shown, never rendered. */
export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const { t } = useTranslation();
  const title =
    error instanceof EngineUnavailableError
      ? t('error.engine')
      : error instanceof InputError
        ? t('error.input')
        : error instanceof DisconnectedError
          ? t('error.lost')
          : t('error.title');
  const fix = error instanceof EngineUnavailableError ? error.fix : error instanceof RemoteError ? t('error.bug') : null;
  return (
    <div className={css['error']} role="alert">
      <Icon name="warning" />
      <div>
        <strong>{title}</strong>
        <p>{shown(error instanceof Error ? error.message : String(error))}</p>
        {fix === null ? null : <p className="dim">{shown(fix)}</p>}
        {retry === undefined ? null : (
          <div className={css['next']}>
            <Button onClick={retry}>{t('action.retry')}</Button>
          </div>
        )}
      </div>
    </div>
  );
}

export function Loading(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={css['empty']} role="status">
      <Loader size="sm" />
      <span className="dim">{t('loading')}</span>
    </div>
  );
}

/** A sentence of a kind, in its colour and with its sign. */
export function Callout({ kind, children }: { kind: 'info' | 'warning' | 'error' | 'good'; children: ReactNode }): ReactNode {
  const icon: IconName = kind === 'info' ? 'info' : kind === 'good' ? 'check' : 'warning';
  return (
    <div className={css['callout']} data-kind={kind}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
