// Which engine is used and why, what stands in the way, and what can be done about it from here.
import { Button, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Doctor } from '../../../shared/domain/documents.ts';
import { useCall } from '../../api/client.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { CleanUp } from './clean.tsx';
import css from './doctor.module.css';
import { DiskFacts, Emulators, EngineFacts, Foreign } from './facts.tsx';
import { Problems } from './problems.tsx';
import { Toolchains } from './toolchains.tsx';

export function DoctorView(): ReactNode {
  const { t } = useTranslation(['doctor', 'common']);
  const client = useQueryClient();
  const doctor = useCall('doctor.run', {}, { freshMs: 10_000 });
  const again = useCallback(async () => {
    await client.invalidateQueries({ queryKey: ['doctor.run'] });
  }, [client]);
  const lookAgain = (): void => {
    void again();
    void client.invalidateQueries({ queryKey: ['toolchain.list'] });
  };
  return (
    <Page
      title={t('common:nav.doctor')}
      command={['doctor']}
      aside={doctor.data === undefined ? undefined : <Summary problems={doctor.data.problems} />}
      actions={
        <Button leftSection={doctor.isFetching ? <Loader size={12} /> : <Icon name="again" />} onClick={lookAgain} disabled={doctor.isFetching}>
          {doctor.isFetching ? t('looking') : t('again')}
        </Button>
      }
    >
      {doctor.isError ? <ErrorNotice error={doctor.error} retry={lookAgain} /> : null}
      {doctor.data === undefined ? (
        doctor.isError ? null : (
          <p className={css['looking']} role="status">
            {t('lookingWhat')}
          </p>
        )
      ) : (
        <>
          <Problems problems={doctor.data.problems} again={again} />
          <div className={css['columns']}>
            <EngineFacts endpoint={doctor.data.endpoint} engine={doctor.data.engine} />
            <DiskFacts disk={doctor.data.disk} dataFolder={doctor.data.dataFolder} />
          </div>
          {doctor.data.engine === null ? null : (
            <>
              <Emulators emulators={doctor.data.emulators} />
              <Toolchains again={again} />
            </>
          )}
          <Foreign foreign={doctor.data.foreign} />
          <CleanUp again={again} />
        </>
      )}
    </Page>
  );
}

function Summary({ problems }: Pick<Doctor, 'problems'>): ReactNode {
  const { t } = useTranslation('doctor');
  const count = (level: Doctor['problems'][number]['level']): number => problems.filter((problem) => problem.level === level).length;
  const parts = [...(count('error') > 0 ? [t('errors', { count: count('error') })] : []), ...(count('warning') > 0 ? [t('warnings', { count: count('warning') })] : [])];
  return <span>{parts.length === 0 ? t('fine') : parts.join(' · ')}</span>;
}
