// The grid around the scenario: every time-out by attempts under these faults, and what each further search domain costs. A cell that is picked is put into the file.
import { SegmentedControl } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUrlValue } from '../../app/url-state.ts';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { useAnswer, type Asked } from './answers.ts';
import { HeatMap, SearchLines, type GridPoint, type SearchLinesProps } from './charts/index.tsx';
import type { Draft } from './draft.ts';
import { NumberField } from './fields.tsx';
import css from './lab.module.css';
import { withOption } from './resolv-text.ts';
import { useDraft } from './store.ts';

const TIMEOUTS = [1, 2, 3, 4, 5, 6, 8, 10];
const ATTEMPTS = [1, 2, 3, 4, 5, 6];
const SEARCH = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** As the scenario has them, or every server silent: what the budget is for. */
const FAULTS = ['asIs', 'silent'] as const;

export function Explore({ asked, draft, timeout, attempts }: { asked: Asked; draft: Draft; timeout: number | null; attempts: number | null }): ReactNode {
  const { t } = useTranslation('dns');
  const change = useDraft((state) => state.change);
  const scenario = useDraft((state) => state.scenario);
  const [faultsName, setFaults] = useUrlValue('faults', 'asIs');
  const faults = faultsName === 'silent' ? { faults: ['silent'] } : {};
  const grid = useAnswer('dns.grid', { ...asked, vary: { timeout: TIMEOUTS, attempts: ATTEMPTS, ...faults } });
  const lines = useAnswer('dns.grid', { ...asked, vary: { search: SEARCH, ...faults } });
  const budgetNs = draft.budgetMs === null ? null : draft.budgetMs * 1e6;
  const series = useMemo(() => searchSeries(lines.data?.points ?? []), [lines.data]);
  const current = timeout === null || attempts === null ? null : { timeout, attempts };
  const pick = (point: GridPoint): void => scenario({ resolvConf: withOption(withOption(draft.scenario.resolvConf, 'timeout', point.timeout), 'attempts', point.attempts) });
  return (
    <>
      <div className={css['tools']}>
        <SegmentedControl
          aria-label={t('explore.faults')}
          value={FAULTS.find((each) => each === faultsName) ?? 'asIs'}
          onChange={setFaults}
          data={FAULTS.map((each) => ({ value: each, label: t(`explore.of.${each}`) }))}
        />
        <NumberField
          className={css['budget']}
          label={t('explore.budget')}
          value={draft.budgetMs}
          least={1}
          most={86_400_000}
          scale={1_000}
          optional
          unit={t('unit.s')}
          onChange={(budgetMs) => change({ budgetMs })}
        />
        <span className={css['hint']}>{t('explore.heatWhy')}</span>
      </div>
      {grid.error === null ? null : <ErrorNotice error={grid.error} retry={grid.again} />}
      <Section>
        {grid.data === null ? (
          grid.error === null ? (
            <Loading />
          ) : null
        ) : (
          <div data-stale={grid.stale} className={css['answers']}>
            <HeatMap points={grid.data.points} resolver={null} budgetNs={budgetNs} onPick={pick} current={current} />
          </div>
        )}
      </Section>
      {lines.error === null || grid.error !== null ? null : <ErrorNotice error={lines.error} retry={lines.again} />}
      <Section>
        {lines.data === null ? (
          lines.error === null ? (
            <Loading />
          ) : null
        ) : (
          <div data-stale={lines.stale} className={css['answers']}>
            <SearchLines series={series} budgetNs={budgetNs} />
          </div>
        )}
      </Section>
    </>
  );
}

/** Slowest outcome by resolver and number of search domains. */
function searchSeries(points: readonly GridPoint[]): SearchLinesProps['series'] {
  const resolvers = [...new Set(points.map(({ resolver }) => resolver))];
  return resolvers.map((resolver) => ({
    resolver,
    points: [...new Set(points.filter((point) => point.resolver === resolver).map(({ search }) => search))]
      .sort((a, b) => a - b)
      .map((search) => {
        const of = points.filter((point) => point.resolver === resolver && point.search === search).map(({ maxNs }) => maxNs);
        return { search, wallNs: of.some((ns) => ns === null) ? null : Math.max(...of.map((ns) => ns ?? 0)) };
      }),
  }));
}
