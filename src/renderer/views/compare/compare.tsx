// What differs: between two to four cells, or between two runs. The address says which (`with=`), so a comparison can be handed on as a link.
import { Button } from '@mantine/core';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBasket } from '../../app/basket.ts';
import { useUrlList } from '../../app/url-state.ts';
import { Empty } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { CellsComparison } from './cells-comparison.tsx';
import { PickPage } from './pick-page.tsx';
import { RunsComparison } from './runs-comparison.tsx';
import { comparisonOf } from './sides.ts';

export function CompareView(): ReactNode {
  const { t } = useTranslation('compare');
  const [given, setGiven] = useUrlList('with');
  // A new list at every render, of the same items.
  const joined = given.join('\n');
  const comparison = useMemo(() => comparisonOf(joined.split('\n')), [joined]);
  const change = useCallback(
    (items: readonly string[]) => {
      setGiven(items);
      useBasket.getState().set(items);
    },
    [setGiven],
  );
  switch (comparison.kind) {
    case 'none':
      return <PickPage picked={null} onChange={change} />;
    case 'one':
      return <PickPage picked={comparison.side} onChange={change} />;
    case 'cells':
      return <CellsComparison sides={comparison.sides} onChange={change} />;
    case 'runs':
      return <RunsComparison a={comparison.a} b={comparison.b} onChange={change} />;
    case 'mixed':
      return (
        <Page title={t('title')}>
          <Empty icon="compare" title={t('mixed.title')} why={t('mixed.why')} next={<Button onClick={() => change([])}>{t('pick.forget')}</Button>} />
        </Page>
      );
  }
}
