// The production checklist of an image on this host: started by hand, as it starts probes; its answer stays while the window is open.
import { Button, Loader, Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Checklist, ChecklistItem, SyscallRow } from '../../../shared/domain/checklist.ts';
import { shown } from '../../../shared/domain/text.ts';
import { callKey, useCall } from '../../api/client.tsx';
import { useWork, useWorkProgress } from '../../api/work.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { Filtered } from '../../ui/filtered.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Table, type Column } from '../../ui/table.tsx';
import css from './image.module.css';

const SIGN: Record<ChecklistItem['status'], string> = { pass: '✓', fail: '✗', warn: '!', unknown: '?', 'not-applicable': '·' };
const GROUPS: readonly ChecklistItem['group'][] = ['abi', 'image', 'cpu', 'emulation', 'syscalls', 'devices'];
const VERDICTS: readonly SyscallRow['verdict'][] = ['missing-in-kernel', 'refused-by-seccomp', 'refused-by-kernel', 'hidden-by-emulator', 'unknown', 'available'];

export function ChecklistTab({ image }: { image: string }): ReactNode {
  const { t } = useTranslation(['image', 'common']);
  const client = useQueryClient();
  const work = useWork('image.checklist');
  const progress = useWorkProgress().at(-1);
  const [start, setStart] = useState(true);
  const [failure, setFailure] = useState<unknown>(null);
  const key = { image, start };
  // Never asked by itself: what was answered before is kept here.
  const known = useCall('image.checklist', key, { enabled: false, keepFor: 3_600_000 });
  const run = async (): Promise<void> => {
    setFailure(null);
    try {
      const answer = await work.start(key);
      if (answer !== null) client.setQueryData(callKey('image.checklist', key), answer);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <div className={pane['scroll']}>
      <Section title={t('checklist.run')}>
        <div className={css['run']}>
          <p>{t('checklist.what')}</p>
          <div className={css['choices']}>
            <Button variant="filled" disabled={work.doing !== null} onClick={() => void run()}>
              {known.data === undefined ? t('checklist.start') : t('checklist.again')}
            </Button>
            <Switch label={t('checklist.program')} checked={start} disabled={work.doing !== null} onChange={(event) => setStart(event.currentTarget.checked)} />
          </div>
          {work.doing === null ? null : (
            <div className={css['working']} role="status">
              <Loader size={14} />
              <span>{progress === undefined ? t('checklist.running') : shown(progress.text)}</span>
              <Button onClick={work.cancel}>{t('common:action.cancel')}</Button>
            </div>
          )}
        </div>
      </Section>
      {failure === null ? null : <ErrorNotice error={failure} retry={() => void run()} />}
      {known.data === undefined ? null : <Result checklist={known.data} />}
    </div>
  );
}

function Result({ checklist }: { checklist: Checklist }): ReactNode {
  const { t } = useTranslation('image');
  const { host, traced, items } = checklist;
  return (
    <>
      <Section title={t('checklist.where')}>
        <Facts
          rows={[
            { name: t('facts.platform'), value: <Shown text={`${checklist.image.platform} → ${host.platform}`} /> },
            { name: t('checklist.kernel'), value: <Shown text={host.kernel} /> },
            { name: t('checklist.engine'), value: <Shown text={host.engine} /> },
            ...(host.cpu === null ? [] : [{ name: 'CPU', value: <Shown text={host.cpu} /> }]),
            {
              name: t('checklist.emulator'),
              value: host.emulated ? <Shown text={host.emulator ?? t('checklist.emulated')} /> : <span className="dim">{t('checklist.native')}</span>,
            },
            ...(host.seccomp === null ? [] : [{ name: 'seccomp', value: <Shown text={host.seccomp} /> }]),
            {
              name: t('checklist.traced'),
              value: traced === null ? <span className="dim">{t('checklist.notTraced')}</span> : <Shown text={`${traced.argv.join(' ')} (${traced.seconds} s, ${traced.ended})`} />,
            },
          ]}
        />
      </Section>
      <Section title={t('checklist.items')} flush aside={<span className="dim">{t('checklist.counts', { passed: checklist.passed, failed: checklist.failed })}</span>}>
        <ul className={css['items']}>
          {GROUPS.flatMap((group) => items.filter((item) => item.group === group)).map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </ul>
      </Section>
      <Syscalls rows={checklist.syscalls} />
      <Filtered
        title={t('devices.title')}
        rows={checklist.devices}
        fields={[
          { key: 'path', header: t('path'), value: ({ path }) => path, width: 'minmax(160px, 1fr)' },
          { key: 'error', header: t('devices.error'), value: ({ error }) => error, text: ({ error }) => error ?? t('devices.opened'), width: '140px' },
          { key: 'in', header: t('devices.inside'), value: ({ inContainer }) => (inContainer ? t('yes') : t('no')), width: '130px' },
          { key: 'option', header: t('devices.option'), value: ({ option }) => option, width: 'minmax(160px, 1fr)' },
          { key: 'state', header: t('devices.state'), value: ({ optionState }) => optionState, width: '120px' },
        ]}
      />
    </>
  );
}

function Item({ item }: { item: ChecklistItem }): ReactNode {
  const { t } = useTranslation('image');
  return (
    <li data-status={item.status}>
      <span className={pane['sign']} title={t(`status.${item.status}`)}>
        <span aria-hidden>{SIGN[item.status]}</span>
        <span className="visually-hidden">{t(`status.${item.status}`)}</span>
      </span>
      <span>
        <Shown text={item.title} /> <span className="dim">{item.see.join(' ')}</span>
      </span>
      <div>
        <Shown text={item.text} />
        {item.evidence.length === 0 || item.status === 'not-applicable' ? null : (
          <ul>
            {item.evidence.slice(0, 6).map(({ source, text }, index) => (
              <li key={index}>
                {shown(source)} <span className="mono">{<Shown text={text} max={400} />}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

const said = (answer: SyscallRow['target']): string => (answer === null ? '' : (answer.error ?? answer.result));

function Syscalls({ rows }: { rows: readonly SyscallRow[] }): ReactNode {
  const { t } = useTranslation(['image', 'common']);
  const [verdict, setVerdict] = useUrlValue('verdict');
  if (rows.length === 0) return null;
  const kept = rows.filter((row) => verdict === '' || row.verdict === verdict);
  const columns: Column<SyscallRow>[] = [
    { key: 'name', header: t('syscalls.name'), width: 'minmax(150px, 1fr)', mono: true, sort: ({ name }) => name, render: ({ name }) => shown(name) },
    { key: 'number', header: t('syscalls.number'), width: '60px', align: 'end', mono: true, sort: ({ number }) => number, render: ({ number }) => number },
    {
      key: 'since',
      header: t('syscalls.since'),
      width: '80px',
      mono: true,
      sort: ({ since }) => since,
      render: ({ since, source }) => <span title={shown(source)}>{shown(since)}</span>,
    },
    {
      key: 'verdict',
      header: t('syscalls.verdict'),
      width: '180px',
      sort: (row) => VERDICTS.indexOf(row.verdict),
      render: (row) => (
        <span className={css['verdict']} data-verdict={row.verdict}>
          {`${row.verdict === 'available' ? '✓' : row.verdict === 'unknown' ? '?' : '✗'} ${t(`verdict.${row.verdict}`)}`}
        </span>
      ),
    },
    { key: 'target', header: t('syscalls.target'), width: 'minmax(110px, 1fr)', mono: true, sort: ({ target }) => said(target), render: ({ target }) => shown(said(target)) },
    {
      key: 'unconfined',
      header: t('syscalls.unconfined'),
      width: 'minmax(110px, 1fr)',
      mono: true,
      sort: ({ unconfined }) => said(unconfined),
      render: ({ unconfined }) => shown(said(unconfined)),
    },
    { key: 'native', header: t('syscalls.native'), width: 'minmax(110px, 1fr)', mono: true, sort: ({ native }) => said(native), render: ({ native }) => shown(said(native)) },
    { key: 'used', header: t('syscalls.used'), width: '90px', sort: ({ used }) => (used === null ? null : Number(used)), render: ({ used }) => (used === true ? t('yes') : '') },
  ];
  return (
    <Section
      title={t('syscalls.title')}
      flush
      aside={
        <select className={css['select']} aria-label={t('syscalls.which')} value={verdict} onChange={(event) => setVerdict(event.currentTarget.value)}>
          <option value="">{t('syscalls.all', { count: rows.length })}</option>
          {VERDICTS.map((name) => (
            <option key={name} value={name}>
              {`${t(`verdict.${name}`)} (${rows.filter((row) => row.verdict === name).length})`}
            </option>
          ))}
        </select>
      }
    >
      <Table
        label={t('syscalls.title')}
        rows={kept}
        columns={columns}
        rowKey={({ name, number }) => `${name} ${number}`}
        {...(kept.length > 18 ? { height: '500px' } : {})}
        empty={t('common:table.noMatch')}
      />
    </Section>
  );
}
