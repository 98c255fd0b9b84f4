// Where a trace is opened: dropped, chosen or named; and what was recorded here.
import { Button } from '@mantine/core';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useTakeDrops } from '../../app/drop-taker.ts';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { PathForm } from '../../ui/path-form.tsx';
import css from './traces.module.css';
import { Recordings } from './recordings/recordings.tsx';
import { useTakeFile } from './use-take-file.ts';

/** A log with everything in it that can be shown. */
const STRACE_LINE = 'strace -f -ttt -T -yy -s 256 -o run.strace ./app';

export function TracesView(): ReactNode {
  const { t } = useTranslation('trace');
  const [, navigate] = useLocation();
  const { pickFile } = useOpeningActions();
  const take = useTakeFile();
  const open = useCallback(
    (path: string | null): void => {
      if (path !== null) navigate(routes.trace({ kind: 'file', path }));
    },
    [navigate],
  );
  useTakeDrops(useMemo(() => ({ title: t('list.dropTitle'), take: (data: DataTransfer) => void take(data.files).then(open) }), [take, open, t]));
  return (
    <Page title={t('title')} actions={<Button onClick={() => void pickFile().then(open)}>{t('list.open')}</Button>}>
      <Section>
        <div className={css['open']}>
          <p>{t('list.what')}</p>
          <PathForm label={t('list.path')} icon="trace" onPath={open} />
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
