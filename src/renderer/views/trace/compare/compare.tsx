// Two traces side by side: where they part first, what only one did, and both call by call. The address names both and all that is looked at.
import { Button, Switch, Tabs } from '@mantine/core';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceDiff } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { useCall } from '../../../api/client.tsx';
import { useTakeDrops } from '../../../app/drop-taker.ts';
import { routes } from '../../../app/routes.ts';
import { useUrlValue } from '../../../app/url-state.ts';
import { useWaitForSecond } from '../../../ui/compare-picker.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import pane from '../../../ui/pane.module.css';
import { useTakeFile } from '../use-take-file.ts';
import { traceName, traceNamed, tracePlace } from '../which.ts';
import { ChooseSides } from './choose-sides.tsx';
import css from './compare.module.css';
import { Comparing } from './comparing.tsx';
import { DifferenceTables } from './difference-tables.tsx';
import { Parting } from './parting.tsx';
import { SideBySide } from './side-by-side.tsx';

const TABS = ['differences', 'side'] as const;

export function TracesCompareView(): ReactNode {
  const [a, setA] = useUrlValue('a');
  const [b, setB] = useUrlValue('b');
  const [left, right] = useMemo(() => [traceNamed(a), traceNamed(b)], [a, b]);
  const { t } = useTranslation('traceCompare');
  useWaitForSecond('trace', left === null || right !== null ? null : a);
  // What is dropped fills the side that is missing, else it stands in the place of B.
  const take = useTakeFile();
  const onDrop = useCallback(
    (data: DataTransfer) =>
      void take(data.files).then((path) => {
        if (path !== null) (left === null ? setA : setB)(traceName({ kind: 'file', path }));
      }),
    [take, left, setA, setB],
  );
  useTakeDrops(useMemo(() => ({ title: t(left === null ? 'drop.a' : 'drop.b'), take: onDrop }), [t, left, onDrop]));
  if (left === null || right === null) return <ChooseSides a={left} b={right} onA={setA} onB={setB} />;
  return <Two key={`${a}\n${b}`} a={left} b={right} />;
}

function Two({ a, b }: { a: TraceSource; b: TraceSource }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const { t: traces } = useTranslation('trace');
  const [noiseText, setNoise] = useUrlValue('noise');
  const noise = noiseText === '1';
  const [tab] = useUrlValue('tab', 'differences');
  const [pair] = useUrlValue('pair');
  const diff = useCall('trace.diff', { a, b, noise }, { keep: true, keepFor: 600_000 });
  const swap = routes.tracesCompare(traceName(b), traceName(a), { noise });
  return (
    <Page
      fill
      title={t('title')}
      crumbs={[{ text: traces('title'), to: routes.traces() }]}
      actions={
        <>
          <Switch label={t('noise')} checked={noise} onChange={(event) => setNoise(event.currentTarget.checked ? '1' : '')} />
          <Button component={Link} href={swap}>
            {t('swap')}
          </Button>
        </>
      }
      command={[
        'trace',
        'diff',
        tracePlace(a),
        tracePlace(b),
        ...(noise ? ['--noise'] : []),
        ...(tab === 'side' ? ['--side-by-side', ...(pair === '' ? [] : ['--pair', pair])] : []),
      ]}
    >
      {diff.data === undefined ? (
        diff.isError ? (
          <div className={pane['pad']}>
            <ErrorNotice error={diff.error} retry={() => void diff.refetch()} />
          </div>
        ) : (
          <Comparing a={a} b={b} />
        )
      ) : (
        <Compared a={a} b={b} noise={noise} diff={diff.data} stale={diff.isPlaceholderData} />
      )}
    </Page>
  );
}

export interface ComparedProps {
  a: TraceSource;
  b: TraceSource;
  noise: boolean;
  diff: TraceDiff;
}

function Compared({ a, b, noise, diff, stale }: ComparedProps & { stale: boolean }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [tabText, setTab] = useUrlValue('tab', 'differences');
  const tab = TABS.find((name) => name === tabText) ?? 'differences';
  const differences = diff.onlyA.total + diff.onlyB.total + diff.changedErrors.total + diff.changedResults.total;
  return (
    <div className={css['compared']} data-stale={stale}>
      <div className={css['head']}>
        <Parting a={a} b={b} diff={diff} />
        {diff.warnings.map(({ code, text }) => (
          <p key={code + text} className={css['warning']}>
            <Icon name="warning" size={13} /> {shown(text)}
          </p>
        ))}
        {diff.masked.length === 0 ? null : (
          <details className={css['masked']}>
            <summary>{t('masked', { what: diff.masked.map(shown).join(', ') })}</summary>
            <ul>
              {diff.masked.map((each) => (
                <li key={each}>{shown(each)}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <Tabs value={tab} onChange={(value) => setTab(value ?? '')} classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}>
        <Tabs.List aria-label={t('tabs.label')}>
          <Tabs.Tab value="differences">
            {t('tabs.differences')}
            <span className={pane['count']}>{differences.toLocaleString('en')}</span>
          </Tabs.Tab>
          <Tabs.Tab value="side">
            {t('tabs.side')}
            <span className={pane['count']}>{t('pairs.count', { count: diff.pairs.length })}</span>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab}>
          {tab === 'differences' ? <DifferenceTables a={a} b={b} noise={noise} diff={diff} /> : <SideBySide a={a} b={b} noise={noise} diff={diff} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
