// Where a trace is opened: dropped, chosen or named; and what was recorded here.
import { Button, TextInput } from '@mantine/core';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useTakeDrops } from '../../app/drop-taker.ts';
import { uploadProgress, useOpening, useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page, Section } from '../../ui/page.tsx';
import css from './traces.module.css';
import { Recordings } from './recordings/recordings.tsx';

/** A log with everything in it that can be shown. */
const STRACE_LINE = 'strace -f -ttt -T -yy -s 256 -o run.strace ./app';

export function TracesView(): ReactNode {
  const { t } = useTranslation('trace');
  const [, navigate] = useLocation();
  const { pickFile } = useOpeningActions();
  const take = useTakeTrace();
  useTakeDrops(useMemo(() => ({ title: t('list.dropTitle'), take: (data: DataTransfer) => void take([...data.files]) }), [take, t]));
  const choose = async (): Promise<void> => {
    const path = await pickFile();
    if (path !== null) navigate(routes.trace({ kind: 'file', path }));
  };
  return (
    <Page title={t('title')} actions={<Button onClick={() => void choose()}>{t('list.open')}</Button>}>
      <Section>
        <div className={css['open']}>
          <p>{t('list.what')}</p>
          <PathForm />
          <p className="dim">{t('list.drop')}</p>
          <div className={css['make']}>
            <span className="dim">{t('list.make')}</span>
            <span className={css['line']}>
              <code>{STRACE_LINE}</code>
              <CopyButton text={STRACE_LINE} />
            </span>
            <span className="dim">{t('list.makeWhy')}</span>
          </div>
        </div>
      </Section>
      <Recordings />
    </Page>
  );
}

/** Opens the first of some files of this computer, uploaded where the workbench is elsewhere. */
function useTakeTrace(): (files: readonly File[]) => Promise<void> {
  const { t } = useTranslation('trace');
  const host = useHost();
  const toast = useToasts((state) => state.show);
  const [, navigate] = useLocation();
  return useCallback(
    async (files) => {
      const [file] = files;
      if (file === undefined) return;
      try {
        const path = await host.pathFor(file, uploadProgress);
        navigate(routes.trace({ kind: 'file', path }));
      } catch (error) {
        toast({ kind: 'error', text: t('list.failed', { name: shown(file.name), reason: shown(errorText(error)) }) });
      } finally {
        useOpening.setState({ uploading: null });
      }
    },
    [host, navigate, t, toast],
  );
}

function PathForm(): ReactNode {
  const { t } = useTranslation(['trace', 'common']);
  const [, navigate] = useLocation();
  const [path, setPath] = useState('');
  const typed = path.trim();
  return (
    <form
      className={css['path-form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '') navigate(routes.trace({ kind: 'file', path: typed }));
      }}
    >
      <TextInput
        aria-label={t('list.path')}
        placeholder={t('list.path')}
        leftSection={<Icon name="trace" size={14} />}
        value={path}
        maxLength={8_000}
        spellCheck={false}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" disabled={typed === ''}>
        {t('common:action.open')}
      </Button>
    </form>
  );
}
