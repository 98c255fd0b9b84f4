// What each resolver ends up with and what that amounts to, side by side: one column a resolver, one row a figure.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsLint, DnsPrediction } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Section } from '../../ui/page.tsx';
import css from './lab.module.css';
import { percentText, timesText, wallText } from './outcomes.ts';

type Settings = DnsLint['resolvers'][number]['settings'];
interface Row {
  key: string;
  name: string;
  why?: string;
  value: (prediction: DnsPrediction, settings: Settings | null) => string;
}

export function Metrics({ predictions, lint }: { predictions: readonly DnsPrediction[]; lint: DnsLint | null }): ReactNode {
  const { t } = useTranslation('dns');
  const never = t('never');
  const most = Math.max(0, ...predictions.map(({ metrics }) => metrics.failoverNs.length));
  const of =
    (read: (settings: Settings) => string): Row['value'] =>
    (_prediction, settings) =>
      settings === null ? '' : read(settings);
  const settings: Row[] = [
    { key: 'servers', name: t('metric.servers'), value: of((each) => `${each.servers.join(' ')}${each.builtInServers ? ` ${t('metric.builtIn')}` : ''}`) },
    { key: 'search', name: t('metric.search'), value: of((each) => (each.search.length === 0 ? '–' : each.search.join(' '))) },
    { key: 'numbers', name: t('metric.numbers'), value: of((each) => `timeout ${each.timeoutS} s · attempts ${each.attempts} · ndots ${each.ndots}`) },
    { key: 'flags', name: t('metric.flags'), value: of((each) => (each.flags.length === 0 ? '–' : each.flags.join(' '))) },
  ];
  const figures: Row[] = [
    { key: 'W', name: t('metric.stall'), why: t('metric.stallWhy'), value: ({ metrics }) => wallText(metrics.stallNs, never) },
    { key: 'a', name: t('metric.amplification'), why: t('metric.amplificationWhy'), value: ({ metrics }) => timesText(metrics.amplification, never) },
    { key: 'b', name: t('metric.budget'), why: t('metric.budgetWhy'), value: ({ metrics }) => timesText(metrics.budgetAmplification, never) },
    { key: 'q', name: t('metric.queries'), why: t('metric.queriesWhy'), value: ({ metrics }) => timesText(metrics.queryAmplification, never) },
    { key: 'n', name: t('metric.names'), why: t('metric.namesWhy'), value: ({ metrics }) => String(metrics.nameAmplification) },
    {
      key: 's',
      name: t('metric.allSilent'),
      why: t('metric.allSilentWhy'),
      value: ({ metrics }) => `${wallText(metrics.allSilentNs, never)}${metrics.allSilentAmplification === null ? '' : ` ${timesText(metrics.allSilentAmplification, never)}`}`,
    },
    ...Array.from({ length: most }, (_, index): Row => ({
      key: `f${index}`,
      name: t('metric.failover', { count: index + 1 }),
      why: t('metric.failoverWhy'),
      value: ({ metrics }) => (index < metrics.failoverNs.length ? wallText(metrics.failoverNs[index] ?? null, never) : '–'),
    })),
    {
      key: 'p',
      name: t('metric.patience'),
      why: t('metric.patienceWhy'),
      value: ({ metrics }) => (metrics.patienceNs === null ? t('metric.noEnd') : wallText(metrics.patienceNs, never)),
    },
    ...(predictions[0]?.metrics.lossSurvival ?? []).map(({ loss }, index): Row => ({
      key: `l${index}`,
      name: t('metric.loss', { loss: percentText(loss) }),
      why: t('metric.lossWhy'),
      value: ({ metrics }) => {
        const found = metrics.lossSurvival[index];
        return found === undefined ? '–' : percentText(found.success);
      },
    })),
  ];
  return (
    <Section title={t('metric.title')} flush>
      <table className={`${css['metrics']} ${css['figures']}`}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('metric.figure')}</span>
            </th>
            {predictions.map(({ resolver, version }, index) => (
              <th key={index} scope="col">
                {resolver} <span className="dim">{shown(version)}</span>
              </th>
            ))}
          </tr>
        </thead>
        {[figures, settings].map((rows, part) => (
          <tbody key={part}>
            {rows.map(({ key, name, why, value }) => (
              <tr key={key}>
                <th scope="row" title={why}>
                  {name}
                </th>
                {predictions.map((prediction, index) => {
                  const said = shown(value(prediction, lint?.resolvers[index]?.settings ?? null));
                  return (
                    <td key={index} title={said}>
                      {said}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Section>
  );
}
