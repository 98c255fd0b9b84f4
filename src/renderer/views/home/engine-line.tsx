// The engine in one line, with its reason; what to do next where something is missing.
import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Doctor } from '../../../shared/domain/documents.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { engineState, type EngineState } from './engine-state.ts';
import css from './home.module.css';

const ICON: Record<EngineState['look'], IconName> = { ready: 'check', attention: 'warning', unusable: 'cross' };

export function EngineLine(): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const doctor = useCall('doctor.run', {}, { freshMs: 60_000 });
  if (doctor.isError) return <ErrorNotice error={doctor.error} retry={() => void doctor.refetch()} />;
  if (doctor.data === undefined)
    return (
      <div className={css['engine']} data-look="looking" role="status">
        <Loader size={14} />
        <span className="dim">{t('engine.looking')}</span>
      </div>
    );
  return <Found doctor={doctor.data} />;
}

function Found({ doctor }: { doctor: Doctor }): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const { look, problem, problems, emulated } = engineState(doctor);
  const { endpoint, engine } = doctor;
  return (
    <div className={css['engine']} data-look={look} role="status">
      <Icon name={ICON[look]} />
      <div className={css['engine-text']}>
        <p className={css['engine-facts']}>
          <strong>{t(`engine.${look}`)}</strong>
          {endpoint === null ? null : (
            <span title={shown(endpoint.rule)}>
              <span className="mono">{shown(endpoint.name)}</span> <span className="dim mono">{shown(endpoint.host)}</span>
            </span>
          )}
          {engine === null ? null : (
            <>
              <span className="mono">{t('engine.version', { name: shown(engine.name), version: shown(engine.version) })}</span>
              <span className="mono">{shown(engine.platform)}</span>
              <span>
                {emulated === null
                  ? t('engine.emulationUnknown')
                  : emulated.length === 0
                    ? t('engine.noEmulation')
                    : t('engine.emulates', { platforms: emulated.map(shown).join(', ') })}
              </span>
            </>
          )}
        </p>
        {problem === null ? null : (
          <p>
            {shown(problem.text)}
            <span className="dim">
              {' · '}
              {shown(problem.fix)}
            </span>
          </p>
        )}
      </div>
      <Link href={routes.doctor()}>
        {problem?.action !== undefined ? shown(problem.action.title) : problems > 1 ? t('engine.more', { count: problems - 1 }) : t('engine.details')}
      </Link>
    </div>
  );
}
