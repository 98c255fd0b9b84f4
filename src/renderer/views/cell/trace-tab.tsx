// What the program asked of the kernel: summed up, or the strace log itself.
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { traceFacts } from '../../../shared/domain/describe.ts';
import { outcomeText } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import type { Trace } from '../../../shared/domain/trace.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { Empty, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { Filtered, FilterField } from '../../ui/filtered.tsx';
import pane from '../../ui/pane.module.css';
import { CellLog } from './log-tab.tsx';
import { knownFact } from './known-facts.ts';
import type { CellTabProps } from './tab-props.ts';

export function TraceTab({ run, cell, show }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const [look, setLook] = useUrlValue('stream', 'summed');
  if (show === null) return <Loading />;
  const { trace } = show;
  if (trace === null) {
    const started = cell.timesNs['run'] !== undefined || cell.timesNs['wall'] !== undefined;
    return <Empty icon="terminal" title={t('trace.none.title')} why={started ? t('trace.none.off') : t('trace.none.notRun', { outcome: shown(outcomeText(cell)) })} />;
  }
  const choice = (
    <SegmentedControl
      aria-label={t('trace.show')}
      value={look === 'raw' ? 'raw' : 'summed'}
      onChange={setLook}
      data={[
        { value: 'summed', label: t('trace.summed') },
        { value: 'raw', label: t('trace.raw') },
      ]}
    />
  );
  if (look === 'raw') return <CellLog key={`${run.id}/${cell.number}`} run={run} cell={cell} stream="trace" before={choice} />;
  return (
    <div className={pane['scroll']}>
      <div className={pane['tools']}>
        {choice}
        <FilterField label={t('trace.filter')} />
      </div>
      <Summed trace={trace} />
    </div>
  );
}

function Summed({ trace }: { trace: Trace }): ReactNode {
  const { t } = useTranslation('cell');
  const factName = (name: string): string => {
    const known = knownFact(name);
    return known === null ? name : t(`known.${known}`);
  };
  const lists = new Set(['opened', 'missing', 'connects', 'warning', 'first exec']);
  const path = [
    { key: 'order', header: t('trace.order'), value: ({ order }: { order: number }) => order, width: '60px', end: true },
    { key: 'path', header: t('trace.path'), value: (row: { path: string }) => row.path, width: 'minmax(200px, 1fr)' },
  ];
  const numbered = (paths: readonly string[]): { order: number; path: string }[] => paths.map((one, index) => ({ order: index + 1, path: one }));
  return (
    <>
      <div className={pane['columns']}>
        <Section title={t('trace.facts')}>
          <Facts
            rows={traceFacts(trace)
              .filter(([name]) => !lists.has(name))
              .map(([name, text]) => ({ name: factName(name), value: <Shown text={text} /> }))}
          />
        </Section>
        {trace.firstExec === null ? null : (
          <Section title={t('trace.firstExec')}>
            <Facts
              rows={[
                { name: t('trace.path'), value: <Shown text={trace.firstExec.path} /> },
                { name: t('trace.argv'), value: <Shown text={trace.firstExec.argv.join(' ')} /> },
                { name: t('trace.result'), value: trace.firstExec.error === null ? t('trace.ok') : <Shown text={trace.firstExec.error} /> },
              ]}
            />
          </Section>
        )}
      </div>
      <Filtered
        title={t('trace.warnings')}
        rows={trace.warnings}
        fields={[
          { key: 'text', header: t('trace.text'), value: ({ text }) => text, width: 'minmax(200px, 1fr)' },
          { key: 'line', header: t('trace.line'), value: ({ line }) => line, width: '80px', end: true },
        ]}
      />
      <div className={pane['columns']}>
        <Filtered
          title={t('trace.syscalls')}
          rows={trace.syscalls}
          fields={[
            { key: 'name', header: t('trace.name'), value: ({ name }) => name, width: 'minmax(120px, 1fr)' },
            { key: 'calls', header: t('trace.calls'), value: ({ calls }) => calls, width: '70px', end: true },
            { key: 'errors', header: t('trace.errors'), value: ({ errors }) => errors, text: ({ errors }) => (errors === 0 ? '' : String(errors)), width: '70px', end: true },
            { key: 'time', header: t('trace.time'), value: ({ totalNs }) => totalNs, text: ({ totalNs }) => (totalNs === null ? '' : formatNs(totalNs)), width: '90px', end: true },
          ]}
        />
        <div>
          <Filtered title={t('trace.missing')} rows={numbered(trace.filesMissing)} fields={path} />
          <Filtered title={t('trace.opened')} rows={numbered(trace.filesOpened)} fields={path} />
          <Filtered
            title={t('trace.connects')}
            rows={trace.connects}
            fields={[
              { key: 'protocol', header: t('trace.protocol'), value: ({ protocol }) => protocol, width: '80px' },
              { key: 'address', header: t('trace.address'), value: ({ address }) => address, width: 'minmax(140px, 1fr)' },
              { key: 'port', header: t('trace.port'), value: ({ port }) => port, width: '70px', end: true },
              { key: 'error', header: t('trace.error'), value: ({ error }) => error, width: '130px' },
            ]}
          />
        </div>
      </div>
    </>
  );
}
