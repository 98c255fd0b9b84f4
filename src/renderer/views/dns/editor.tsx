// The left of the lab: the scenario as it is written. Everything that is typed is in the draft at once; nothing waits for an answer.
import { ActionIcon, Menu, Button, TextInput } from '@mantine/core';
import { memo, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { DNS_APIS, RESOLVERS, type DnsLint } from '../../../shared/domain/dns.ts';
import { DNS_PRESETS } from '../../../shared/domain/dns-presets.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Icon } from '../../ui/icon.tsx';
import { draftOf, isApi, type Draft } from './draft.ts';
import css from './editor.module.css';
import { Choice, Fold, NamesField, NumberField } from './fields.tsx';
import { environmentText, nameservers, parseEnvironment } from './resolv-text.ts';
import { ResolvEditor } from './resolv-editor.tsx';
import { Servers } from './servers.tsx';
import { useDraft } from './store.ts';
import { KNOWN_VERSIONS } from './versions.ts';

export function Editor({ lint }: { lint: DnsLint | null }): ReactNode {
  const { t } = useTranslation('dns');
  const { scenario: change } = useDraft.getState();
  const resolvConf = useDraft((state) => state.draft.scenario.resolvConf);
  const servers = useDraft((state) => state.draft.scenario.servers);
  const resolvers = useDraft((state) => state.draft.resolvers);
  const addresses = useMemo(() => nameservers(resolvConf).join(' '), [resolvConf]);
  return (
    <div className={css['editor']}>
      <div className={css['group']}>
        <div className={css['group-head']}>
          <h2>{t('resolv.title')}</h2>
          <PresetsPart />
        </div>
        <ResolvEditor value={resolvConf} onChange={(text) => change({ resolvConf: text })} lint={lint} />
      </div>
      <FilesPart choice={lint?.goChoice ?? null} />
      <section className={css['group']} aria-label={t('server.title')}>
        <h2>{t('server.title')}</h2>
        <ServersPart addresses={addresses} servers={servers} />
      </section>
      <LookupPart />
      <ReadersPart resolvers={resolvers} />
    </div>
  );
}

// Drawn again only when what they show is another one: a letter in the file is none of them.
const PresetsPart = memo(Presets);
const FilesPart = memo(Files);
const LookupPart = memo(Lookup);
const ReadersPart = memo(Readers);
const ServersPart = memo(function ServerRows({ addresses, servers }: { addresses: string; servers: Draft['scenario']['servers'] }): ReactNode {
  const { scenario: change } = useDraft.getState();
  return <Servers addresses={addresses === '' ? [] : addresses.split(' ')} servers={servers} onChange={(next) => change({ servers: next })} />;
});

function Lookup(): ReactNode {
  const { t } = useTranslation('dns');
  const { scenario: change } = useDraft.getState();
  const { name, api, exists, repeat, parallel, deadlineMs } = useDraft(
    useShallow(({ draft: { scenario } }) => ({
      name: scenario.name,
      api: scenario.api,
      exists: scenario.exists,
      repeat: scenario.repeat,
      parallel: scenario.parallel,
      deadlineMs: scenario.deadlineMs,
    })),
  );
  return (
    <section className={css['group']} aria-label={t('lookup.title')}>
      <h2>{t('lookup.title')}</h2>
      <div className={css['fields']}>
        <TextInput
          className={css['wide'] ?? ''}
          label={t('lookup.name')}
          value={name}
          spellCheck={false}
          maxLength={1_024}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Choice
          className={css['wide']}
          label={t('lookup.api')}
          value={api}
          onChange={(value) => {
            if (isApi(value)) change({ api: value });
          }}
          data={DNS_APIS.map((each) => ({ value: each, label: t(`api.${each}`) }))}
        />
        <NamesField className={css['whole']} label={t('lookup.exists')} placeholder={t('lookup.everyName')} names={exists} onChange={(names) => change({ exists: names })} />
        <NumberField label={t('lookup.repeat')} value={repeat} least={1} most={100} onChange={(value) => change({ repeat: value ?? 1 })} />
        <NumberField label={t('lookup.parallel')} value={parallel} least={1} most={64} onChange={(value) => change({ parallel: value ?? 1 })} />
        <NumberField
          className={css['wide']}
          label={t('lookup.deadline')}
          value={deadlineMs}
          least={1}
          most={3_600_000}
          optional
          placeholder={t('lookup.noDeadline')}
          unit={t('unit.ms')}
          onChange={(value) => change({ deadlineMs: value })}
        />
      </div>
    </section>
  );
}

const NAMED = ['docker-default', 'kubernetes', 'kubernetes-dead', 'gce', 'ec2', 'azure', 'musl-two-zones', 'truncated-tcp-blocked', 'one-of-two-dead', 'systemd-resolved'] as const;

/** Situations that people know; the resolvers, subjects and budget stay as they are. */
function Presets(): ReactNode {
  const { t } = useTranslation('dns');
  const { change } = useDraft.getState();
  const presetName = ({ id, scenario }: (typeof DNS_PRESETS)[number]): string => {
    const named = NAMED.find((each) => each === id);
    return named === undefined ? scenario.title : t(`preset.of.${named}`);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<Icon name="down" size={12} />}>{t('preset.choose')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {DNS_PRESETS.map((preset) => (
          <Menu.Item key={preset.id} onClick={() => change({ scenario: draftOf(preset.scenario).scenario })}>
            {presetName(preset)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Files({ choice }: { choice: DnsLint['goChoice'] | null }): ReactNode {
  const { t } = useTranslation('dns');
  const { scenario: change } = useDraft.getState();
  const { nsswitch, hosts, env } = useDraft(useShallow(({ draft: { scenario } }) => ({ nsswitch: scenario.nsswitch, hosts: scenario.hosts, env: scenario.env })));
  const lines = (text: string | null): string =>
    text === null || text.trim() === '' ? t('files.none') : t('files.lines', { count: text.split('\n').filter((line) => line.trim() !== '').length });
  return (
    <div className={css['files']}>
      <Fold title={t('files.nsswitch')} summary={lines(nsswitch)}>
        <FileText label={t('files.nsswitch')} value={nsswitch} placeholder={t('files.nsswitchHint')} onChange={(text) => change({ nsswitch: text })} />
      </Fold>
      <Fold title={t('files.hosts')} summary={lines(hosts)}>
        <FileText label={t('files.hosts')} value={hosts} placeholder={t('files.hostsHint')} onChange={(text) => change({ hosts: text })} />
      </Fold>
      <Fold title={t('files.env')} summary={Object.keys(env).length === 0 ? t('files.none') : shown(Object.keys(env).join(' '))}>
        <Environment env={env} onChange={(next) => change({ env: next })} />
      </Fold>
      {choice === null ? null : <GoChoice choice={choice} />}
    </div>
  );
}

/** Which resolver a Go program with cgo takes: the files and the environment decide it. */
function GoChoice({ choice }: { choice: DnsLint['goChoice'] }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <Fold title={t('goChoice.title')} summary={t(`goChoice.${choice.resolver}`)}>
      <p className="dim">{shown(choice.rule)}</p>
    </Fold>
  );
}

function FileText({ label, value, placeholder, onChange }: { label: string; value: string | null; placeholder: string; onChange: (text: string | null) => void }): ReactNode {
  return (
    <textarea
      className={css['text']}
      aria-label={label}
      value={value ?? ''}
      placeholder={placeholder}
      rows={3}
      maxLength={262_144}
      spellCheck={false}
      wrap="off"
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

function Environment({ env, onChange }: { env: Readonly<Record<string, string>>; onChange: (env: Record<string, string>) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const [text, setText] = useState(environmentText(env));
  const read = parseEnvironment(text);
  const held = JSON.stringify(read.env) === JSON.stringify(env);
  return (
    <>
      <textarea
        className={css['text']}
        aria-label={t('files.env')}
        value={held ? text : environmentText(env)}
        placeholder={t('files.envHint')}
        rows={3}
        spellCheck={false}
        wrap="off"
        onChange={(event) => {
          setText(event.currentTarget.value);
          onChange(parseEnvironment(event.currentTarget.value).env);
        }}
      />
      {held && read.wrong > 0 ? <span className={css['wrong']}>{t('files.envWrong', { count: read.wrong })}</span> : null}
    </>
  );
}

/** The resolvers that are predicted, with their versions. */
function Readers({ resolvers }: { resolvers: Draft['resolvers'] }): ReactNode {
  const { t } = useTranslation('dns');
  const { change } = useDraft.getState();
  const put = (index: number, part: Partial<Draft['resolvers'][number]>): void => change({ resolvers: resolvers.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  return (
    <section className={css['group']} aria-label={t('reader.title')}>
      <div className={css['group-head']}>
        <h2>{t('reader.title')}</h2>
        <Button
          leftSection={<Icon name="plus" size={12} />}
          disabled={resolvers.length >= 20}
          onClick={() => change({ resolvers: [...resolvers, { resolver: RESOLVERS.find((each) => !resolvers.some(({ resolver }) => resolver === each)) ?? 'go', version: null }] })}
        >
          {t('reader.add')}
        </Button>
      </div>
      <div className={css['readers']}>
        {resolvers.map(({ resolver, version }, index) => (
          <div key={index} className={css['reader']}>
            <Choice
              label={t('reader.resolver', { number: index + 1 })}
              hideLabel
              value={resolver}
              data={RESOLVERS}
              onChange={(value) => {
                const next = RESOLVERS.find((each) => each === value);
                if (next !== undefined) put(index, { resolver: next, version: null });
              }}
            />
            <Choice
              label={t('reader.version', { number: index + 1 })}
              hideLabel
              value={version ?? ''}
              data={[
                { value: '', label: t('reader.newest') },
                ...[...new Set([...KNOWN_VERSIONS[resolver], ...(version === null ? [] : [version])])].map((each) => ({ value: each, label: each })),
              ]}
              onChange={(value) => put(index, { version: value === '' ? null : value })}
            />
            <ActionIcon
              aria-label={t('reader.remove', { number: index + 1 })}
              disabled={resolvers.length === 1}
              onClick={() => change({ resolvers: resolvers.filter((_, at) => at !== index) })}
            >
              <Icon name="cross" size={12} />
            </ActionIcon>
          </div>
        ))}
      </div>
    </section>
  );
}
