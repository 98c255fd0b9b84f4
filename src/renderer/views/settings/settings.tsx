// What can be set: how this window looks, what the workbench keeps, and what the environment decides beside both.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsView as Settings } from '../../../shared/domain/settings.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useCall } from '../../api/client.tsx';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Facts, Shown } from '../../ui/facts.tsx';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { errorText } from '../../../shared/domain/errors.ts';
import { LookSettings } from './look.tsx';
import css from './settings.module.css';
import { WorkbenchSettingsSection } from './workbench.tsx';

export function SettingsView(): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const settings = useCall('settings.get', {});
  return (
    <Page title={t('common:nav.settings')} command={['settings']}>
      <LookSettings />
      {settings.isError ? <ErrorNotice error={settings.error} retry={() => void settings.refetch()} /> : null}
      {settings.isPending ? <Loading /> : null}
      {settings.data === undefined ? null : (
        <>
          <WorkbenchSettingsSection view={settings.data} />
          <Stored file={settings.data.file} />
          <Environment environment={settings.data.environment} />
        </>
      )}
      <Section title={t('about.title')}>
        <Facts
          rows={[
            { name: t('about.licence'), value: t('about.licenceName'), mono: false },
            { name: t('about.docs'), value: t('about.docsWhere'), mono: false },
          ]}
        />
      </Section>
    </Page>
  );
}

function Stored({ file }: { file: string }): ReactNode {
  const { t } = useTranslation('settings');
  const host = useHost();
  const toast = useToasts((state) => state.show);
  const showFile = host.showFile?.bind(host);
  return (
    <Section title={t('file.title')}>
      <div className={css['file']}>
        <span className="mono">
          <Shown text={file} />
        </span>
        <CopyButton text={file} />
        {showFile === undefined ? null : (
          <Button onClick={() => void showFile(file).catch((error: unknown) => toast({ kind: 'error', text: shown(errorText(error)) }))}>{t('file.show')}</Button>
        )}
      </div>
      <p className="dim">{t('file.meaning')}</p>
    </Section>
  );
}

type Variable = Settings['environment'][number];

function Environment({ environment }: { environment: readonly Variable[] }): ReactNode {
  const { t } = useTranslation('settings');
  const columns: Column<Variable>[] = [
    { key: 'name', header: t('environment.name'), width: 'minmax(160px, 1fr)', mono: true, sort: ({ name }) => name, render: ({ name }) => shown(name) },
    { key: 'value', header: t('environment.value'), width: 'minmax(160px, 2fr)', mono: true, render: ({ value }) => <span title={shown(value)}>{shown(value)}</span> },
    { key: 'meaning', header: t('environment.meaning'), width: 'minmax(200px, 2fr)', render: ({ meaning }) => <span title={shown(meaning)}>{shown(meaning)}</span> },
  ];
  return (
    <Section title={t('environment.title')} flush={environment.length > 0}>
      {environment.length === 0 ? (
        <p className="dim">{t('environment.none')}</p>
      ) : (
        <Table label={t('environment.title')} rows={environment} columns={columns} rowKey={({ name }) => name} />
      )}
    </Section>
  );
}
