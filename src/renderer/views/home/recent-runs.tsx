// The newest runs of every project.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Runs } from '../../../shared/domain/documents.ts';
import { tookText } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useRunAhead } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { Section } from '../../ui/page.tsx';
import { Counts } from '../../ui/sign.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

type Run = Runs['runs'][number];

/** More of them is what the view of runs is for. */
const SHOWN = 12;

export function RecentRuns({ runs }: { runs: readonly Run[] }): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const [, navigate] = useLocation();
  const ahead = useRunAhead();
  const columns: Column<Run>[] = [
    {
      key: 'when',
      header: t('runs.when'),
      width: '136px',
      sort: ({ startedAt }) => startedAt,
      render: ({ id, startedAt }) => (
        <Link href={routes.run(id)}>
          <When iso={startedAt} />
        </Link>
      ),
    },
    {
      key: 'project',
      header: t('runs.project'),
      width: 'minmax(120px, 2fr)',
      mono: true,
      sort: ({ project }) => project,
      render: ({ project }) => <span title={shown(project)}>{shown(project)}</span>,
    },
    {
      key: 'origin',
      header: t('runs.origin'),
      width: 'minmax(110px, 1fr)',
      sort: ({ origin }) => origin,
      render: ({ origin }) => (origin === 'local' ? <span className="dim">{t('runs.local')}</span> : <span title={shown(origin)}>{shown(origin)}</span>),
    },
    {
      key: 'state',
      header: t('runs.state'),
      width: '84px',
      sort: ({ state }) => state,
      render: ({ state }) => <span className={state === 'done' ? 'dim' : undefined}>{t(`common:state.${state}`)}</span>,
    },
    { key: 'counts', header: t('runs.result'), width: '190px', sort: ({ red }) => red, render: (run) => <Counts counts={run} /> },
    { key: 'cells', header: t('runs.cells'), width: '52px', align: 'end', sort: ({ cells }) => cells, render: ({ cells }) => cells },
    {
      key: 'took',
      header: t('runs.took'),
      width: '88px',
      align: 'end',
      sort: ({ startedAt, endedAt }) => (endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt)),
      render: (run) => tookText(run),
    },
  ];
  return (
    <Section title={t('runs.title')} flush aside={<Link href={routes.runs()}>{t('runs.all')}</Link>}>
      <Table
        label={t('runs.title')}
        rows={runs.slice(0, SHOWN)}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => navigate(routes.run(id))}
        onNear={({ id }) => ahead(id)}
        empty={t('runs.none')}
      />
    </Section>
  );
}
