// Two to four cells: the sides in columns, and below them their facts, their logs or their numbers.
import { Button, Tooltip } from '@mantine/core';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BASKET_MOST } from '../../app/basket.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { useCanonicalAddress, type Named } from './canonical.ts';
import { cellKey, useCells } from './data.ts';
import { FactsTab } from './facts-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { PickModal } from './pick-modal.tsx';
import { SidesHeader } from './sides-header.tsx';
import css from './sides.module.css';
import { addSide, cellItem, removeSide, replaceSide, swapSides, type Side } from './sides.ts';
import { isTab, TabList } from './tabs.tsx';

const ChartsTab = lazy(async () => ({ default: (await import('./charts-tab.tsx')).ChartsTab }));

export function CellsComparison({ sides, onChange }: { sides: readonly Side[]; onChange: (items: readonly string[]) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const { shows, differences, error, retry } = useCells(sides);
  const [tabName, setTab] = useUrlValue('tab', 'facts');
  const [allText, setAll] = useUrlValue('all');
  const [against, setAgainst] = useUrlValue('against', '1');
  const [picking, setPicking] = useState<number | null>(null);
  useCanonicalAddress(
    useMemo(
      () =>
        shows?.map(({ run, cell }, index): Named => {
          const side = sides[index];
          const known = cellItem(run.id, cell.number);
          const answers = side === undefined ? [] : [{ from: cellKey(side.run, side.cell ?? ''), to: cellKey(run.id, String(cell.number)) }];
          return { item: side?.item ?? known, known, answers };
        }) ?? null,
      [shows, sides],
    ),
  );
  const tab = isTab(tabName) ? tabName : 'facts';
  const all = allText !== '';
  const items = sides.map(({ item }) => item);
  const other = Math.min(sides.length - 1, Math.max(1, Number(against) || 1));
  const first = items[0] ?? '';
  const command = ['diff', first, items[other] ?? first, ...(all ? ['--all'] : [])];

  useKeys({ s: () => onChange(swapSides(items)) });

  const actions = (
    <>
      <Tooltip label={t('action.swapHint')}>
        <Button leftSection={<Icon name="compare" />} onClick={() => onChange(swapSides(items))}>
          {t('action.swap')}
        </Button>
      </Tooltip>
      <Button leftSection={<Icon name="plus" />} disabled={sides.length >= BASKET_MOST} onClick={() => setPicking(sides.length)}>
        {t('action.add')}
      </Button>
      <Button onClick={() => onChange([])}>{t('pick.forget')}</Button>
    </>
  );
  return (
    <Page title={t('title')} command={command} actions={actions} fill>
      {error === null ? null : <ErrorNotice error={error} retry={retry} />}
      {error === null && shows === null ? <Loading /> : null}
      {shows === null ? null : (
        <>
          <SidesHeader
            shows={shows}
            actions={{
              replace: setPicking,
              remove: (side) => onChange(removeSide(items, side)),
              first: (side) => onChange([items[side] ?? first, ...removeSide(items, side)]),
            }}
          />
          <div className={css['bar']}>
            <TabList tab={tab} onTab={setTab} />
          </div>
          <div role="tabpanel" id="compare-panel" aria-labelledby={`compare-tab-${tab}`} className={css['panel']}>
            {tab === 'facts' ? (
              differences === null ? (
                <Loading />
              ) : (
                <FactsTab shows={shows} differences={differences} all={all} onAll={(value) => setAll(value ? '1' : '')} />
              )
            ) : null}
            {tab === 'logs' ? <LogsTab key={items.join('\n')} shows={shows} against={other} onAgainst={(side) => setAgainst(String(side))} /> : null}
            {tab === 'charts' ? (
              <Suspense fallback={<Loading />}>
                <ChartsTab shows={shows} />
              </Suspense>
            ) : null}
          </div>
        </>
      )}
      {picking === null ? null : (
        <PickModal
          side={picking}
          taken={items}
          kind="cell"
          onClose={() => setPicking(null)}
          onPick={(item) => {
            setPicking(null);
            onChange(picking < items.length ? replaceSide(items, picking, item) : addSide(items, item));
          }}
        />
      )}
    </Page>
  );
}
