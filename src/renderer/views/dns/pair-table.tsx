// Every pair of scenario and subject in a row: measured, predicted, and whether they agree.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { parseSort, sortText } from '../runs/list.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Table, type Column } from '../../ui/table.tsx';
import { faultsText, packetsText, predictedText, wallsText, type Pair } from './pairs.ts';
import { AgreeSign, ResultSign } from './result-sign.tsx';
import { wallText } from './outcomes.ts';

const TALL = 14;

const slowest = (walls: readonly (number | null)[]): number | null =>
  walls.length === 0 ? null : walls.includes(null) ? Number.MAX_SAFE_INTEGER : Math.max(...walls.map((ns) => ns ?? 0));

export interface PairTableProps {
  pairs: readonly Pair[];
  measurement: DnsMeasurement;
  chosen: string | null;
  onChoose: (key: string) => void;
}

export function PairTable({ pairs, measurement, chosen, onChoose }: PairTableProps): ReactNode {
  const { t } = useTranslation('dns');
  const [sort, setSort] = useUrlValue('sort');
  const { scenarios } = measurement;
  const columns = useMemo((): Column<Pair>[] => {
    const never = t('never');
    const outcomes = ({ agreement }: Pair) => agreement?.prediction?.outcomes ?? [];
    const faults = ({ scenario }: Pair): string => {
      const of = scenarios[scenario];
      return of === undefined ? '' : faultsText(of);
    };
    return [
      {
        key: 'scenario',
        header: t('column.scenario'),
        width: 'minmax(110px, 1.6fr)',
        render: (pair) => (
          <span title={shown(pair.title)}>
            {shown(pair.title)} {pair.title.includes(faults(pair)) ? null : <span className="mono dim">{shown(faults(pair))}</span>}
          </span>
        ),
        sort: ({ scenario }) => scenario,
      },
      {
        key: 'subject',
        header: t('column.subject'),
        width: 'minmax(96px, 1fr)',
        mono: true,
        render: ({ name }) => <span title={shown(name)}>{shown(name)}</span>,
        sort: ({ subject }) => subject,
      },
      {
        key: 'ran',
        header: t('column.ran'),
        width: '76px',
        mono: true,
        render: ({ ran, samples }) => <span title={shown([...new Set(samples.flatMap(({ resolver }) => resolver.proof))].join('\n'))}>{ran.join(' ')}</span>,
        sort: ({ ran }) => ran.join(' '),
      },
      {
        key: 'wall',
        header: t('column.measured'),
        width: '136px',
        align: 'end',
        mono: true,
        render: ({ wallNs }) => wallsText(wallNs, never),
        sort: ({ wallNs }) => slowest(wallNs),
      },
      {
        key: 'predicted',
        header: t('column.predicted'),
        width: '116px',
        align: 'end',
        mono: true,
        render: (pair) => (
          <span className="dim">
            {predictedText(
              outcomes(pair),
              ({ wallNs }) => wallNs,
              (ns) => wallText(ns, never),
            )}
          </span>
        ),
        sort: (pair) => slowest(outcomes(pair).map(({ wallNs }) => wallNs)),
      },
      {
        key: 'packets',
        header: t('column.packets'),
        width: '66px',
        align: 'end',
        mono: true,
        render: ({ packets }) => packetsText(packets),
        sort: ({ packets }) => Math.max(0, ...packets),
      },
      {
        key: 'predictedPackets',
        header: t('column.predicted'),
        width: '70px',
        align: 'end',
        mono: true,
        render: (pair) => <span className="dim">{predictedText(outcomes(pair), ({ packets }) => packets, String)}</span>,
      },
      {
        key: 'result',
        header: t('column.result'),
        width: '70px',
        render: ({ result }) => (result === null ? <span className="dim">{t('pairs.waits')}</span> : <ResultSign result={result} />),
        sort: ({ result }) => result,
      },
      {
        key: 'agrees',
        header: t('column.agreement'),
        width: '104px',
        render: ({ agreement, result }) =>
          result === null ? null : (
            <span
              title={
                agreement === null
                  ? undefined
                  : agreement.why !== null
                    ? shown(agreement.why)
                    : agreement.worstNs === null
                      ? undefined
                      : t('pairs.apart', { by: formatNs(agreement.worstNs) })
              }
            >
              <AgreeSign agrees={agreement?.agrees ?? null} />
            </span>
          ),
        sort: ({ agreement }) => (agreement?.agrees === false ? 0 : agreement?.agrees === true ? 2 : 1),
      },
    ];
  }, [t, scenarios]);
  return (
    <Table
      label={t('pairs.title')}
      rows={pairs}
      columns={columns}
      rowKey={({ key }) => key}
      selected={chosen}
      onOpen={({ key }) => onChoose(key)}
      sort={parseSort(sort)}
      onSort={(next) => setSort(sortText(next))}
      {...(pairs.length > TALL ? { height: `${(TALL + 1) * 26 + 8}px` } : {})}
    />
  );
}
