// Toolchains on the engine, and those that can be made: sizes first, then the button.
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Toolchains as ToolchainsDocument } from '../../../shared/domain/documents.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { callKey, useCall } from '../../api/client.tsx';
import { useWork } from '../../api/work.ts';
import { useToasts } from '../../app/toasts.tsx';
import { CopyCommand } from '../../ui/copy.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { exactText } from '../../ui/when-text.ts';
import { AskFirst } from './ask.tsx';
import css from './doctor.module.css';
import { WorkProgress } from './work-progress.tsx';

type Made = ToolchainsDocument['toolchains'][number];
type Available = ToolchainsDocument['available'][number];

export function Toolchains({ again }: { again: () => Promise<void> }): ReactNode {
  const { t } = useTranslation(['doctor', 'common']);
  const list = useCall('toolchain.list', {}, { freshMs: 30_000 });
  const work = useToolchainWork(again);
  const [removing, setRemoving] = useState<Made | null>(null);
  const made: Column<Made>[] = [
    { key: 'name', header: t('toolchains.name'), width: 'minmax(120px, 1.2fr)', mono: true, sort: ({ name }) => name, render: ({ name }) => shown(name) },
    { key: 'kind', header: t('toolchains.kind'), width: '96px', sort: ({ kind }) => kind, render: ({ kind }) => t(`kind.${kind}`) },
    { key: 'provider', header: t('toolchains.provider'), width: '88px', sort: ({ provider }) => provider, render: ({ provider }) => shown(provider) },
    { key: 'image', header: t('toolchains.image'), width: 'minmax(120px, 2fr)', mono: true, render: ({ image }) => <span title={shown(image)}>{shown(image)}</span> },
    { key: 'made', header: t('toolchains.made'), width: '136px', sort: ({ createdAt }) => createdAt, render: ({ createdAt }) => madeText(createdAt) },
    { key: 'bytes', header: t('toolchains.bytes'), width: '84px', align: 'end', sort: ({ bytes }) => bytes, render: ({ bytes }) => formatBytes(bytes) },
    {
      key: 'remove',
      header: t('common:table.actions'),
      hideHeader: true,
      width: '92px',
      align: 'end',
      render: (one) => (
        <button
          type="button"
          className="link-button"
          disabled={work.doing !== null}
          aria-label={t('toolchains.removeNamed', { name: shown(one.name) })}
          onClick={() => setRemoving(one)}
        >
          {t('toolchains.remove')}
        </button>
      ),
    },
  ];
  const available: Column<Available>[] = [
    { key: 'name', header: t('toolchains.name'), width: 'minmax(120px, 1.2fr)', mono: true, sort: ({ name }) => name, render: ({ name }) => shown(name) },
    { key: 'kind', header: t('toolchains.kind'), width: 'minmax(96px, 2fr)', sort: ({ kind }) => kind, render: ({ kind }) => (isKind(kind) ? t(`kind.${kind}`) : shown(kind)) },
    {
      key: 'download',
      header: t('toolchains.download'),
      width: '96px',
      align: 'end',
      sort: ({ downloadBytes }) => downloadBytes,
      render: ({ downloadBytes }) => formatBytes(downloadBytes),
    },
    { key: 'disk', header: t('toolchains.disk'), width: '84px', align: 'end', sort: ({ diskBytes }) => diskBytes, render: ({ diskBytes }) => formatBytes(diskBytes) },
    {
      key: 'make',
      header: t('common:table.actions'),
      hideHeader: true,
      width: '92px',
      align: 'end',
      render: ({ name }) => (
        <button
          type="button"
          className="link-button"
          disabled={work.doing !== null}
          aria-label={t('toolchains.makeNamed', { name: shown(name) })}
          onClick={() => void work.build(name)}
        >
          {t('toolchains.make')}
        </button>
      ),
    },
  ];
  return (
    <Section title={t('toolchains.title')} flush aside={<CopyCommand argv={['toolchain', 'list']} icon />}>
      {work.doing === null ? null : (
        <div className={css['inside']}>
          <WorkProgress cancel={work.cancel} />
        </div>
      )}
      {list.isError ? (
        <div className={css['inside']}>
          <ErrorNotice error={list.error} retry={() => void list.refetch()} />
        </div>
      ) : list.data === undefined ? (
        <p className={css['inside']}>{t('common:loading')}</p>
      ) : (
        <>
          <Table label={t('toolchains.title')} rows={list.data.toolchains} columns={made} rowKey={({ kind, name }) => `${kind} ${name}`} empty={t('toolchains.none')} />
          {list.data.available.length === 0 ? null : (
            <>
              <h3 className={css['sub']}>{t('toolchains.available')}</h3>
              <Table label={t('toolchains.available')} rows={list.data.available} columns={available} rowKey={({ kind, name }) => `${kind} ${name}`} />
            </>
          )}
        </>
      )}
      <AskFirst
        opened={removing !== null}
        title={t('toolchains.removeNamed', { name: shown(removing?.name ?? '') })}
        yes={t('toolchains.removeNow')}
        onYes={() => {
          if (removing !== null) void work.remove(removing.name);
          setRemoving(null);
        }}
        onNo={() => setRemoving(null)}
      >
        <p>{t('toolchains.removeWhat', { bytes: formatBytes(removing?.bytes ?? 0) })}</p>
        <pre className={css['lines']}>{`cgoscope toolchain remove ${shown(removing?.name ?? '')}`}</pre>
      </AskFirst>
    </Section>
  );
}

const KINDS = ['toolchain', 'run-image', 'tracer', 'layer'] as const;
const isKind = (kind: string): kind is (typeof KINDS)[number] => (KINDS as readonly string[]).includes(kind); // a list of literals is asked for any string

const madeText = (createdAt: string): string => (Number.isNaN(Date.parse(createdAt)) ? shown(createdAt) : exactText(createdAt).slice(0, 16));

interface ToolchainWork {
  /** Null: nothing is made or removed right now. */
  doing: readonly string[] | null;
  build: (name: string) => Promise<void>;
  remove: (name: string) => Promise<void>;
  /** Null where what is done can't be stopped half-way. */
  cancel: (() => void) | null;
}

function useToolchainWork(again: () => Promise<void>): ToolchainWork {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const toast = useToasts((state) => state.show);
  const building = useWork('toolchain.build');
  const removing = useWork('toolchain.remove');
  const done = async (work: Promise<ToolchainsDocument | null>, said: string): Promise<void> => {
    try {
      const list = await work;
      if (list === null) toast({ kind: 'info', text: t('toolchains.cancelled') });
      else {
        client.setQueryData(callKey('toolchain.list', {}), list);
        toast({ kind: 'info', text: said });
      }
    } catch (error) {
      toast({ kind: 'error', text: shown(errorText(error)) });
    }
    await again();
  };
  return {
    doing: building.doing?.names ?? removing.doing?.names ?? null,
    build: (name) => done(building.start({ names: [name] }), t('toolchains.isMade', { name: shown(name) })),
    remove: (name) => done(removing.start({ names: [name] }), t('toolchains.isRemoved', { name: shown(name) })),
    cancel: building.doing === null ? null : building.cancel,
  };
}
