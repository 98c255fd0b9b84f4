// The right of the lab: every outcome that the models see, the packets of the one that is looked at, and what it amounts to.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsLint, DnsPrediction } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Callout, Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import type { Answer } from './answers.ts';
import { Waterfall } from './charts/index.tsx';
import css from './lab.module.css';
import { Metrics } from './metrics.tsx';
import { chosenRow, laneNames, outcomeRows, percentText, wallText, type OutcomeRow } from './outcomes.ts';
import { ResultSign } from './result-sign.tsx';

export interface PredictionProps {
  answer: Answer<{ predictions: DnsPrediction[] }>;
  lint: DnsLint | null;
  /** False: no model covers this call. */
  predicted: boolean;
}

/** Rows of the table that stand without scrolling. */
const TALL = 9;

export function Prediction({ answer, lint, predicted }: PredictionProps): ReactNode {
  const { t } = useTranslation('dns');
  const [key, setKey] = useUrlValue('o');
  const predictions = answer.data?.predictions ?? null;
  const rows = useMemo(() => (predictions === null ? [] : outcomeRows(predictions)), [predictions]);
  const chosen = chosenRow(rows, key);
  if (!predicted) return <Empty icon="dns" title={t('predict.none')} why={t('predict.noneWhy')} />;
  if (predictions === null) return answer.error === null ? <Loading /> : <ErrorNotice error={answer.error} retry={answer.again} />;
  return (
    <>
      {answer.error === null ? null : <ErrorNotice error={answer.error} retry={answer.again} />}
      <div className={css['answers']} data-stale={answer.stale || answer.error !== null}>
        <Section title={t('predict.outcomes')} flush aside={<span className="dim">{t('predict.outcomesWhy')}</span>}>
          <Outcomes rows={rows} chosen={chosen} onChoose={setKey} />
        </Section>
        {chosen === null ? null : <Packets row={chosen} lint={lint} place={predictions.indexOf(chosen.prediction)} />}
        <Warnings predictions={predictions} />
        <Metrics predictions={predictions} lint={lint} />
      </div>
    </>
  );
}

function Outcomes({ rows, chosen, onChoose }: { rows: readonly OutcomeRow[]; chosen: OutcomeRow | null; onChoose: (key: string) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const columns = useMemo((): Column<OutcomeRow>[] => {
    const wall = (row: OutcomeRow): number => row.outcome.wallNs ?? Number.MAX_SAFE_INTEGER;
    return [
      {
        key: 'resolver',
        header: t('column.resolver'),
        width: '86px',
        render: ({ prediction }) => (
          <>
            <strong>{prediction.resolver}</strong> <span className="dim">{shown(prediction.version)}</span>
          </>
        ),
        sort: ({ name }) => name,
      },
      { key: 'wall', header: t('column.wall'), width: '74px', align: 'end', mono: true, render: ({ outcome }) => wallText(outcome.wallNs, t('never')), sort: wall },
      { key: 'packets', header: t('column.packets'), width: '58px', align: 'end', mono: true, render: ({ outcome }) => outcome.packets, sort: ({ outcome }) => outcome.packets },
      { key: 'result', header: t('column.result'), width: '62px', render: ({ outcome }) => <ResultSign result={outcome.result} />, sort: ({ outcome }) => outcome.result },
      {
        key: 'error',
        header: t('column.told'),
        width: 'minmax(80px, 1fr)',
        render: ({ outcome }) =>
          (outcome.error ?? null) === null ? <span className="dim">{t('predict.addresses', { count: outcome.addresses })}</span> : shown(outcome.error ?? ''),
        sort: ({ outcome }) => outcome.error ?? '',
      },
      {
        key: 'names',
        header: t('column.names'),
        width: 'minmax(90px, 2fr)',
        mono: true,
        render: ({ outcome }) => {
          const names = shown(outcome.names.join(' '));
          return (
            <span title={names}>
              <span className="dim">{outcome.names.length}</span> {names}
            </span>
          );
        },
        sort: ({ outcome }) => outcome.names.length,
      },
      {
        key: 'odds',
        header: t('column.odds'),
        width: '62px',
        align: 'end',
        mono: true,
        render: ({ outcome, prediction }) =>
          (outcome.probability ?? null) === null ? (
            <span className="dim">{prediction.outcomes.length > 1 ? t('predict.oddsUnknown') : t('predict.certain')}</span>
          ) : (
            percentText(outcome.probability ?? 0)
          ),
        sort: ({ outcome }) => outcome.probability ?? null,
      },
    ];
  }, [t]);
  return (
    <Table
      label={t('predict.outcomes')}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.key}
      selected={chosen?.key ?? null}
      onOpen={(row) => onChoose(row.key)}
      {...(rows.length > TALL ? { height: `${(TALL + 1) * 26 + 8}px` } : {})}
    />
  );
}

function Packets({ row, lint, place }: { row: OutcomeRow; lint: DnsLint | null; place: number }): ReactNode {
  const { t } = useTranslation('dns');
  const { outcome, prediction } = row;
  const label = `${prediction.resolver} ${prediction.version}`;
  return (
    <Section>
      {outcome.timeline.length === 0 ? (
        <p className="dim">{t('predict.noPackets')}</p>
      ) : (
        <Waterfall exchanges={outcome.timeline} wallNs={outcome.wallNs} servers={laneNames(lint, place)} label={label} />
      )}
    </Section>
  );
}

function Warnings({ predictions }: { predictions: readonly DnsPrediction[] }): ReactNode {
  const { t } = useTranslation('dns');
  const said = useMemo(() => {
    const found = new Map<string, { text: string; line: number | null; code: string; by: Set<string> }>();
    for (const { resolver, warnings } of predictions)
      for (const { code, text, line } of warnings) {
        const before = found.get(`${code}\n${text}`);
        if (before === undefined) found.set(`${code}\n${text}`, { text, line: line ?? null, code, by: new Set([resolver]) });
        else before.by.add(resolver);
      }
    return [...found.values()];
  }, [predictions]);
  if (said.length === 0) return null;
  return (
    <div className={css['warnings']} role="group" aria-label={t('predict.warnings')}>
      {said.map(({ text, line, code, by }) => (
        <Callout key={`${code}${text}`} kind="warning">
          <strong className="mono">{[...by].join(' ')}</strong> {shown(text)} {line === null ? null : <span className="dim">{t('resolv.line', { line })}</span>}{' '}
          <code className="dim">{shown(code)}</code>
        </Callout>
      ))}
    </div>
  );
}
