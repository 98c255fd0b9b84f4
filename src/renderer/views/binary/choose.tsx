// Which binary: a path on the machine of the workbench, a file of this computer, or one dropped on the window.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { Page, Section } from '../../ui/page.tsx';
import { PathForm } from '../../ui/path-form.tsx';
import css from './binary.module.css';

export function ChooseBinary(): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const { openBinary } = useOpeningActions();
  return (
    <Page title={t('title')} actions={<Button onClick={() => void openBinary()}>{t('common:action.openBinary')}</Button>}>
      <Section title={t('choose.title')}>
        <div className={css['choose']}>
          <PathForm label={t('choose.path')} icon="file" onPath={(path) => void openBinary(path)} />
          <p>{t('choose.what')}</p>
          <p className="dim">{t('choose.drop')}</p>
          <div className={css['others']}>
            <p className="dim">{t('choose.others')}</p>
            <Link href={routes.runs()}>{t('common:nav.runs')}</Link>
            <Link href={routes.images()}>{t('common:nav.images')}</Link>
          </div>
        </div>
      </Section>
    </Page>
  );
}
