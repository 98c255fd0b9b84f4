// One measurement: while it goes on and afterwards. Each pair of scenario and subject with the measured beside the predicted, and the packets of any sample.
import { Button, Menu, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { callKey, useAction, useApi, useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useUrlValue } from '../../app/url-state.ts';
import { useHost } from '../../host/context.tsx';
import { Shown } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useThrottled } from '../../ui/log/index.ts';
import { Callout, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Calibration } from './calibration.tsx';
import { Distribution, FaultMatrix, Scatter } from './charts/index.tsx';
import { measureAgainCommand, showCommand } from './command.ts';
import { draftOf, encodeDraft, LONGEST_IN_ADDRESS } from './draft.ts';
import css from './lab.module.css';
import { MeasurementState } from './measurement-state.tsx';
import { PairDetail } from './pair-detail.tsx';
import { PairTable } from './pair-table.tsx';
import { distributionOf, faultRows, isApart, pairsOf, scatterPairs, type Pair } from './pairs.ts';

/** While it goes on it is read again at most so often. */
const AGAIN_MS = 500;

export function DnsMeasurementView({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('dns');
  const { measurement, error, again } = useMeasurement(id);
  if (measurement === null)
    return (
      <Page title={t('measurement.title')} crumbs={crumbsOf(t)}>
        {error === null ? <Loading /> : <ErrorNotice error={error} retry={again} />}
      </Page>
    );
  return <Loaded measurement={measurement} />;
}

const crumbsOf = (t: ReturnType<typeof useTranslation<'dns'>>['t']): { text: string; to: string }[] => [
  { text: t('title'), to: routes.dns() },
  { text: t('list.title'), to: routes.measurements() },
];

/** Kept fresh by events; where one is missed, by the end that the workbench says. */
function useMeasurement(id: string): { measurement: DnsMeasurement | null; error: Error | null; again: () => void } {
  const api = useApi();
  const client = useQueryClient();
  const asked = useCall('dns.get', { id });
  const running = asked.data?.state === 'running';
  const over = useCall('dns.get', { id, wait: true }, { enabled: running, keepFor: 0 });
  const again = useThrottled(() => void client.invalidateQueries({ queryKey: callKey('dns.get', { id }) }), AGAIN_MS);
  useEffect(() => {
    if (!running) return undefined;
    const until = new AbortController();
    api.on('lab', (event) => event.type === 'progress' && again(), { signal: until.signal });
    return () => until.abort();
  }, [api, again, running]);
  return { measurement: over.data ?? asked.data ?? null, error: asked.error, again: () => void asked.refetch() };
}

const LOOKS = ['pairs', 'charts'] as const;

function Loaded({ measurement }: { measurement: DnsMeasurement }): ReactNode {
  const { t } = useTranslation('dns');
  const { t: common } = useTranslation();
  const cancel = useAction('dns.cancel');
  const running = measurement.state === 'running';
  const [lookName, setLook] = useUrlValue('look', 'pairs');
  const look = LOOKS.find((each) => each === lookName) ?? 'pairs';
  const [pairKey, setPair] = useUrlValue('pair');
  const pairs = useMemo(() => pairsOf(measurement), [measurement]);
  const chosen = pairs.find(({ key }) => key === pairKey) ?? pairs.find(isApart) ?? pairs.find(({ samples }) => samples.length > 0) ?? null;
  const command = measureAgainCommand(measurement);
  const [only] = measurement.scenarios;
  return (
    <Page
      fill
      title={measurement.title === '' ? shown(only?.name ?? t('measurement.title')) : shown(measurement.title)}
      crumbs={crumbsOf(t)}
      aside={
        <span role="status" className={css['inline']}>
          <MeasurementState state={measurement.state} />
          {t('measurement.samples', { done: measurement.samples.length, count: measurement.planned })}
        </span>
      }
      actions={
        <>
          <ToLab measurement={measurement} />
          <Export measurement={measurement} />
          {running ? (
            <Button leftSection={<Icon name="stop" size={14} />} loading={cancel.isPending} onClick={() => cancel.mutate({ id: measurement.id })}>
              {common('action.cancel')}
            </Button>
          ) : null}
        </>
      }
      command={command ?? showCommand(measurement.id)}
    >
      {running ? <progress className={css['progress']} max={Math.max(1, measurement.planned)} value={measurement.samples.length} aria-label={t('measurement.progress')} /> : null}
      <div className={css['measurement']}>
        <Said measurement={measurement} />
        {cancel.isError ? <ErrorNotice error={cancel.error} /> : null}
        <div className={css['tools']}>
          <SegmentedControl
            aria-label={t('measurement.look')}
            value={look}
            onChange={setLook}
            data={LOOKS.map((each) => ({ value: each, label: t(`measurement.looks.${each}`) }))}
          />
          <Summary measurement={measurement} pairs={pairs} />
        </div>
        {look === 'pairs' ? (
          <>
            <Section title={t('pairs.title')} flush aside={<span className="dim">{t('pairs.why')}</span>}>
              <PairTable pairs={pairs} measurement={measurement} chosen={chosen?.key ?? null} onChoose={setPair} />
            </Section>
            {chosen === null ? null : <PairDetail key={chosen.key} pair={chosen} measurement={measurement} />}
          </>
        ) : (
          <Charts
            measurement={measurement}
            pairs={pairs}
            onPair={(key) => {
              setPair(key);
              setLook('pairs');
            }}
          />
        )}
        <Calibration measurement={measurement} />
      </div>
    </Page>
  );
}

/** What must not be overlooked, first. */
function Said({ measurement }: { measurement: DnsMeasurement }): ReactNode {
  const { t } = useTranslation('dns');
  const { calibration, reason, state } = measurement;
  return (
    <>
      {calibration?.overloaded === true ? (
        <Callout kind="error">
          <strong>{t('calibration.overloaded')}</strong> {shown(calibration.text)}
        </Callout>
      ) : null}
      {reason === null ? null : (
        <Callout kind={state === 'failed' ? 'error' : 'info'}>
          <Shown text={reason} />
        </Callout>
      )}
    </>
  );
}

function Summary({ measurement, pairs }: { measurement: DnsMeasurement; pairs: readonly Pair[] }): ReactNode {
  const { t } = useTranslation('dns');
  const compared = pairs.filter(({ agreement }) => agreement !== null && agreement.agrees !== null);
  const agreed = compared.filter((pair) => !isApart(pair)).length;
  const { engine, timesNs } = measurement;
  return (
    <span className={css['summary']}>
      {compared.length === 0 ? null : (
        <span className={css['agree']} data-agree={agreed === compared.length ? 'yes' : 'no'}>
          <span aria-hidden>{agreed === compared.length ? '=' : '≠'}</span> {t('measurement.agreed', { agreed, count: compared.length })}
        </span>
      )}
      {timesNs.whole === null ? null : (
        <span>{t('measurement.took', { whole: formatNs(timesNs.whole), longest: timesNs.longest === null ? '–' : formatNs(timesNs.longest) })}</span>
      )}
      {engine === null ? null : (
        <span className="dim">
          <Shown text={`${measurement.endpoint} ${engine.version} · ${engine.platform} · Linux ${engine.kernel} · ${engine.cpus} CPU`} />
        </span>
      )}
    </span>
  );
}

function Charts({ measurement, pairs, onPair }: { measurement: DnsMeasurement; pairs: readonly Pair[]; onPair: (key: string) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const scatter = useMemo(() => scatterPairs(pairs), [pairs]);
  const faults = useMemo(() => faultRows(measurement, pairs), [measurement, pairs]);
  const distribution = useMemo(() => distributionOf(pairs), [pairs]);
  if (measurement.samples.length === 0) return <p className="dim">{t('measurement.nothingYet')}</p>;
  return (
    <>
      {scatter.length === 0 ? null : (
        <Section>
          <Scatter
            pairs={scatter}
            onPick={(index) => {
              const pair = scatter[index];
              if (pair !== undefined) onPair(pair.key);
            }}
          />
        </Section>
      )}
      {faults.length === 0 ? null : (
        <Section>
          <FaultMatrix rows={faults} />
        </Section>
      )}
      {distribution.length === 0 ? null : (
        <Section>
          <Distribution samples={distribution} />
        </Section>
      )}
    </>
  );
}

/** The scenario, back where it can be changed. */
function ToLab({ measurement }: { measurement: DnsMeasurement }): ReactNode {
  const { t } = useTranslation('dns');
  const [scenario] = measurement.scenarios;
  const s = useMemo(
    () => (scenario === undefined ? null : encodeDraft(draftOf(scenario, { subjects: measurement.subjects.map(({ subject }) => subject), rounds: measurement.rounds }))),
    [scenario, measurement.subjects, measurement.rounds],
  );
  if (s === null || s.length > LONGEST_IN_ADDRESS * 4) return null;
  return <Link href={routes.dns({ s })}>{t('measurement.toLab')}</Link>;
}

const FORMATS = ['html', 'md', 'json'] as const;

function Export({ measurement: { id } }: { measurement: DnsMeasurement }): ReactNode {
  const { t } = useTranslation('dns');
  const api = useApi();
  const host = useHost();
  const toast = useToasts((state) => state.show);
  if (host.saveText === undefined) return null;
  const save = async (format: (typeof FORMATS)[number]): Promise<void> => {
    try {
      const { content } = await api.call('dns.report', { id, format });
      const where = (await host.saveText?.(`cgoscope-dns-${id}.${format}`, content, t('export.title'))) ?? null;
      if (where !== null) toast({ kind: 'info', text: t('export.saved', { where: shown(where) }) });
    } catch (error) {
      toast({ kind: 'error', text: shown(errorText(error)) });
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<Icon name="download" size={14} />}>{t('export.button')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
