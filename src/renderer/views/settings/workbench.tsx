// What the workbench keeps for every window and the command line: the limit of stored runs, the engine where none is named, cells at a time.
import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shared/domain/errors.ts';
import type { SettingsView, WorkbenchSettings } from '../../../shared/domain/settings.ts';
import { shown } from '../../../shared/domain/text.ts';
import { callKey, useAction } from '../../api/client.tsx';
import { useToasts } from '../../app/toasts.tsx';
import { Section } from '../../ui/page.tsx';
import { SettingRow } from './row.tsx';
import css from './settings.module.css';
import { limitText, readJobs, readLimit, setArgv, type Read } from './values.ts';

type Change = (change: Partial<WorkbenchSettings>) => Promise<string | null>;

export function WorkbenchSettingsSection({ view }: { view: SettingsView }): ReactNode {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { settings, defaults } = view;
  return (
    <Section title={t('workbench.title')}>
      <TextSetting
        key={`limit ${settings.limitBytes}`}
        name={t('workbench.limit')}
        meaning={t('workbench.limitMeaning', { usual: limitText(defaults.limitBytes) })}
        text={limitText(settings.limitBytes)}
        usual={limitText(defaults.limitBytes)}
        read={readLimit}
        save={(limitBytes) => change({ limitBytes })}
        command={setArgv('limitBytes', settings.limitBytes, defaults.limitBytes)}
      />
      <EndpointSetting view={view} change={change} />
      <TextSetting
        key={`jobs ${settings.jobs}`}
        name={t('workbench.jobs')}
        meaning={t('workbench.jobsMeaning')}
        text={settings.jobs === null ? '' : String(settings.jobs)}
        usual=""
        placeholder={t('workbench.jobsAuto')}
        read={readJobs}
        save={(jobs) => change({ jobs })}
        command={setArgv('jobs', settings.jobs, defaults.jobs)}
      />
    </Section>
  );
}

/** Answers why the change was not taken, or null. */
function useChange(): Change {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const toast = useToasts((state) => state.show);
  const { mutateAsync } = useAction('settings.set');
  return async (change) => {
    try {
      client.setQueryData(callKey('settings.get', {}), await mutateAsync({ change }));
    } catch (error) {
      return shown(errorText(error));
    }
    toast({ kind: 'info', text: t('workbench.saved') });
    // The engine, and what is said of it, may be another one now.
    if (change.endpoint !== undefined) for (const name of ['doctor.run', 'toolchain.list', 'plan.make']) void client.invalidateQueries({ queryKey: [name] });
    if (change.limitBytes !== undefined) void client.invalidateQueries({ queryKey: ['doctor.run'] });
    return null;
  };
}

interface TextSettingProps<T> {
  name: string;
  meaning: string;
  /** As it is set. */
  text: string;
  /** What the default is called here. */
  usual: string;
  placeholder?: string;
  read: (text: string) => Read<T>;
  save: (value: T) => Promise<string | null>;
  command: readonly string[];
}

/** Saved by Enter or its button, not while one types. */
function TextSetting<T>({ name, meaning, text, usual, placeholder, read, save, command }: TextSettingProps<T>): ReactNode {
  const { t } = useTranslation('settings');
  const [typed, setTyped] = useState(text);
  const [error, setError] = useState<string | null>(null);
  const commit = async (wanted: string): Promise<void> => {
    const found = read(wanted);
    setError('error' in found ? t(`workbench.error.${found.error}`) : await save(found.value));
  };
  return (
    <SettingRow name={name} meaning={meaning} error={error} command={command}>
      {({ labelledBy, describedBy }) => (
        <form
          className={css['form']}
          onSubmit={(event) => {
            event.preventDefault();
            void commit(typed);
          }}
        >
          <TextInput
            aria-labelledby={labelledBy}
            aria-describedby={describedBy}
            value={typed}
            error={error !== null}
            w={160}
            {...(placeholder === undefined ? {} : { placeholder })}
            onChange={({ currentTarget: { value } }) => {
              setTyped(value);
              setError(null);
            }}
          />
          {typed === text ? null : (
            <Button type="submit" variant="filled">
              {t('workbench.save')}
            </Button>
          )}
          {typed === text && text !== usual ? <Button onClick={() => void commit(usual)}>{t('workbench.reset')}</Button> : null}
        </form>
      )}
    </SettingRow>
  );
}

/** The rules of the docker command line, where no endpoint is named. */
const BY_RULE = '';

function EndpointSetting({ view: { settings, defaults, endpoints }, change }: { view: SettingsView; change: Change }): ReactNode {
  const { t } = useTranslation('settings');
  const [error, setError] = useState<string | null>(null);
  const named = endpoints.map(({ name, host }) => ({ value: name, label: `${shown(name)}  ${shown(host)}` }));
  const { endpoint } = settings;
  // One that was set as an address, or has gone since.
  const other = endpoint === null || endpoints.some(({ name }) => name === endpoint) ? [] : [{ value: endpoint, label: shown(endpoint) }];
  return (
    <SettingRow name={t('workbench.endpoint')} meaning={t('workbench.endpointMeaning')} error={error} command={setArgv('endpoint', endpoint, defaults.endpoint)}>
      {({ labelledBy, describedBy }) => (
        <Select
          aria-labelledby={labelledBy}
          aria-describedby={describedBy}
          value={endpoint ?? BY_RULE}
          error={error !== null}
          w={320}
          data={[{ value: BY_RULE, label: t('workbench.endpointByRule') }, ...named, ...other]}
          onChange={(value) => {
            setError(null);
            void change({ endpoint: value === null || value === BY_RULE ? null : value }).then(setError);
          }}
        />
      )}
    </SettingRow>
  );
}
