// What the doctor saw: the engine and why it is this one, its emulators, disk and the data folder.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Doctor } from '../../../shared/domain/documents.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import css from './doctor.module.css';

export function EngineFacts({ endpoint, engine }: Pick<Doctor, 'endpoint' | 'engine'>): ReactNode {
  const { t } = useTranslation('doctor');
  const rows: FactRow[] = [];
  if (endpoint === null) rows.push({ name: t('engine.endpoint'), value: t('engine.noEndpoint'), mono: false });
  else
    rows.push(
      { name: t('engine.endpoint'), value: <Shown text={`${endpoint.name}  ${endpoint.host}`} /> },
      { name: t('engine.rule'), value: <Shown text={endpoint.rule} />, mono: false },
      { name: t('engine.transport'), value: endpoint.transport },
    );
  if (engine !== null)
    rows.push(
      { name: t('engine.engine'), value: <Shown text={`${engine.name} ${engine.version}, API ${engine.apiVersion}`} /> },
      { name: t('engine.platform'), value: <Shown text={engine.platform} /> },
      { name: t('engine.machine'), value: t('engine.cpus', { count: engine.cpus, memory: formatBytes(engine.memoryBytes) }) },
      { name: t('engine.system'), value: <Shown text={`${engine.operatingSystem}, ${engine.kernel}`} /> },
      { name: t('engine.storage'), value: <Shown text={engine.storage} /> },
      { name: t('engine.cgroup'), value: <Shown text={engine.cgroup} /> },
      { name: t('engine.buildkit'), value: engine.buildkit === null ? t('engine.no') : <Shown text={engine.buildkit} /> },
      { name: t('engine.rootless'), value: engine.rootless ? t('engine.yes') : t('engine.no') },
      { name: t('engine.security'), value: engine.security.length === 0 ? t('engine.no') : <Shown text={engine.security.join('  ')} /> },
    );
  return (
    <Section title={t('engine.title')}>
      <Facts rows={rows} />
    </Section>
  );
}

export function DiskFacts({ disk, dataFolder }: Pick<Doctor, 'disk' | 'dataFolder'>): ReactNode {
  const { t } = useTranslation('doctor');
  const rows: FactRow[] = [];
  if (disk !== null)
    rows.push(
      { name: t('disk.at'), value: <Shown text={disk.path} /> },
      { name: t('disk.free'), value: disk.freeBytes === null ? t('disk.freeUnknown') : formatBytes(disk.freeBytes) },
      { name: t('disk.ours'), value: formatBytes(disk.usedByUsBytes) },
    );
  rows.push(
    { name: t('disk.data'), value: <Shown text={dataFolder.path} /> },
    { name: t('disk.used'), value: t('disk.ofLimit', { bytes: formatBytes(dataFolder.bytes), limit: formatBytes(dataFolder.limitBytes) }) },
    { name: t('disk.owner'), value: dataFolder.owner === null ? t('disk.noOwner') : <Shown text={dataFolder.owner} /> },
  );
  return (
    <Section title={t('disk.title')}>
      <Facts rows={rows} />
    </Section>
  );
}

type Emulator = NonNullable<Doctor['emulators']>[number];

export function Emulators({ emulators }: Pick<Doctor, 'emulators'>): ReactNode {
  const { t } = useTranslation('doctor');
  const columns: Column<Emulator>[] = [
    {
      key: 'platform',
      header: t('emulators.platform'),
      width: '130px',
      mono: true,
      sort: ({ platform }) => platform,
      render: ({ platform }) => (platform === null ? '' : shown(platform)),
    },
    { key: 'name', header: t('emulators.name'), width: 'minmax(110px, 1fr)', mono: true, sort: ({ name }) => name, render: ({ name }) => shown(name) },
    {
      key: 'state',
      header: t('emulators.state'),
      width: 'minmax(120px, 1.4fr)',
      render: ({ enabled, flags }) => (!enabled ? t('emulators.disabled') : flags.includes('F') ? t('emulators.works') : t('emulators.notInside')),
    },
    { key: 'flags', header: t('emulators.flags'), width: '64px', mono: true, render: ({ flags }) => shown(flags) },
    {
      key: 'interpreter',
      header: t('emulators.interpreter'),
      width: 'minmax(140px, 2fr)',
      mono: true,
      render: ({ interpreter }) => <span title={shown(interpreter)}>{shown(interpreter)}</span>,
    },
  ];
  return (
    <Section title={t('emulators.title')} flush={emulators !== null && emulators.length > 0}>
      {emulators === null || emulators.length === 0 ? (
        <p className="dim">{emulators === null ? t('emulators.unknown') : t('emulators.none')}</p>
      ) : (
        <Table label={t('emulators.title')} rows={emulators} columns={columns} rowKey={({ name }) => name} />
      )}
    </Section>
  );
}

export function Foreign({ foreign }: Pick<Doctor, 'foreign'>): ReactNode {
  const { t } = useTranslation('doctor');
  if (foreign.length === 0) return null;
  return (
    <Section title={t('foreign.title')}>
      <p className="dim">{t('foreign.why')}</p>
      <details className={css['foreign']}>
        <summary>{t('foreign.count', { count: foreign.length })}</summary>
        <ul className={css['names']}>
          {foreign.map((name) => (
            <li key={name} className="mono">
              <Shown text={name} />
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}
