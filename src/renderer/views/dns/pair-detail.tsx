// One pair looked into: the packets of a sample beside those that were predicted, who really ran with the proof, what it said.
import { SegmentedControl } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsMeasurement, DnsSample } from '../../../shared/domain/dns.ts';
import { withWaits } from '../../../shared/domain/dns-waits.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import { Callout } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { Waterfall } from './charts/index.tsx';
import { subjectName } from './command.ts';
import css from './lab.module.css';
import { wallText } from './outcomes.ts';
import { nearestOutcome, sampleWall, type Pair } from './pairs.ts';
import { nameservers } from './resolv-text.ts';
import { ResultSign } from './result-sign.tsx';

/** Rounds that have a button each. */
const MOST_ROUNDS = 12;

export function PairDetail({ pair, measurement }: { pair: Pair; measurement: DnsMeasurement }): ReactNode {
  const { t } = useTranslation('dns');
  const [roundText, setRound] = useUrlValue('round');
  const { samples, agreement } = pair;
  const sample = samples.find(({ round }) => String(round) === roundText) ?? samples[0] ?? null;
  const exchanges = useMemo(() => (sample === null ? [] : withWaits(sample)), [sample]);
  const scenario = measurement.scenarios[pair.scenario];
  const subject = measurement.subjects[pair.subject];
  if (sample === null || scenario === undefined) return null;
  const prediction = agreement?.prediction ?? null;
  const predicted = prediction === null ? null : nearestOutcome(prediction.outcomes, sample);
  const beside =
    predicted === null || prediction === null
      ? undefined
      : {
          exchanges: predicted.timeline,
          wallNs: predicted.wallNs,
          label: t('detail.predicted', { by: `${prediction.resolver} ${shown(prediction.version)}` }),
        };
  return (
    <Section
      title={t('detail.title', { scenario: shown(pair.title), subject: shown(pair.name) })}
      aside={
        samples.length < 2 ? undefined : (
          <SegmentedControl
            aria-label={t('detail.round')}
            value={String(sample.round)}
            onChange={setRound}
            data={samples.slice(0, MOST_ROUNDS).map(({ round }) => ({ value: String(round), label: String(round + 1) }))}
          />
        )
      }
    >
      {sample.reason === null ? null : (
        <Callout kind="warning">
          <Shown text={sample.reason} />
        </Callout>
      )}
      {sample.timeline.length === 0 && beside === undefined ? (
        <p className="dim">{t('detail.noPackets')}</p>
      ) : (
        <Waterfall exchanges={exchanges} wallNs={sampleWall(sample)} servers={nameservers(scenario.resolvConf)} label={t('detail.measured')} beside={beside} />
      )}
      <div className={css['facts']}>
        <Facts rows={factsOf(t, pair, sample, subject)} />
        <Lookups sample={sample} />
      </div>
      {sample.stderr.trim() === '' ? null : (
        <details className={css['stderr']}>
          <summary>{t('detail.stderr')}</summary>
          <pre tabIndex={0}>{shown(sample.stderr)}</pre>
        </details>
      )}
    </Section>
  );
}

/** How long it went on with a resolv.conf that was repaired under it; nothing where none was. */
function recoveryFacts(t: ReturnType<typeof useTranslation<'dns'>>['t'], predicted: DnsMeasurement['agreement'][number]['recovery'], measured: DnsSample['recovery']): FactRow[] {
  const rows: FactRow[] = [];
  if (measured !== undefined) {
    const { atNs, lagNs, stale } = measured;
    const value = lagNs === null ? t('detail.lagNever') : t('detail.lagValue', { lag: formatNs(lagNs), at: formatNs(atNs), stale });
    rows.push({ name: t('detail.lag'), value, mono: false });
  }
  if (predicted !== undefined && predicted !== null) {
    const value = predicted === 'never' ? t('detail.lagNone') : t('detail.lagRange', { least: formatNs(predicted.leastNs), most: formatNs(predicted.mostNs) });
    rows.push({ name: t('detail.lagPredicted'), value, mono: false });
  }
  return rows;
}

function factsOf(t: ReturnType<typeof useTranslation<'dns'>>['t'], { agreement }: Pair, sample: DnsSample, subject: DnsMeasurement['subjects'][number] | undefined): FactRow[] {
  const { resolver, leak, exit } = sample;
  const [why, worstNs] = [agreement?.why ?? null, agreement?.worstNs ?? null];
  return [
    { name: t('detail.ran'), value: shown(`${resolver.ran}${resolver.ran === subject?.resolver && subject.version !== null ? ` ${subject.version}` : ''}`) },
    ...(resolver.proof.length === 0 ? [] : [{ name: t('detail.proof'), value: <Lines lines={resolver.proof} />, mono: false }]),
    ...(subject === undefined ? [] : [{ name: t('detail.subject'), value: shown(`${subjectName(subject.subject)} ${subject.origin}`) }]),
    { name: t('detail.packets'), value: String(sample.packets) },
    { name: t('detail.names'), value: shown(sample.names.join(' ')) },
    {
      name: t('detail.leak'),
      value: leak.packets === 0 ? t('detail.noLeak') : t('detail.leakValue', { count: leak.packets, until: leak.untilNs === null ? '–' : formatNs(leak.untilNs) }),
      mono: false,
    },
    ...recoveryFacts(t, agreement?.recovery, sample.recovery),
    { name: t('detail.exit'), value: exit.signal === null ? String(exit.code ?? '–') : shown(exit.signal) },
    ...(why === null ? [] : [{ name: t('detail.why'), value: shown(why), mono: false }]),
    ...(worstNs === null ? [] : [{ name: t('detail.worst'), value: formatNs(worstNs) }]),
  ];
}

const Lines = ({ lines }: { lines: readonly string[] }): ReactNode => (
  <>
    {lines.map((line, index) => (
      <div key={index}>
        <Shown text={line} />
      </div>
    ))}
  </>
);

const MOST_LOOKUPS = 100;

function Lookups({ sample: { lookups } }: { sample: DnsSample }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <table className={css['metrics']}>
      <caption className="visually-hidden">{t('detail.lookups')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('detail.lookup')}</th>
          <th scope="col">{t('detail.start')}</th>
          <th scope="col">{t('column.wall')}</th>
          <th scope="col">{t('column.result')}</th>
          <th scope="col">{t('column.told')}</th>
        </tr>
      </thead>
      <tbody>
        {lookups.slice(0, MOST_LOOKUPS).map(({ startNs, wallNs, result, error, addresses }, index) => (
          <tr key={index}>
            <th scope="row">{index + 1}</th>
            <td>{formatNs(startNs)}</td>
            <td>{wallText(wallNs, t('never'))}</td>
            <td>
              <ResultSign result={result} />
            </td>
            <td>{shown(error ?? addresses.join(' '))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
