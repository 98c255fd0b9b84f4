// Which binary: a path on the machine of the workbench, a file of this computer, or one dropped on the window.
import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page, Section } from '../../ui/page.tsx';
import css from './binary.module.css';

export function ChooseBinary(): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const { openBinary } = useOpeningActions();
  return (
    <Page title={t('title')} actions={<Button onClick={() => void openBinary()}>{t('common:action.openBinary')}</Button>}>
      <Section title={t('choose.title')}>
        <div className={css['choose']}>
          <PathForm />
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

/** A path of a file, typed or pasted. */
export function PathForm(): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const [, navigate] = useLocation();
  const [path, setPath] = useState('');
  const typed = path.trim();
  return (
    <form
      className={css['path-form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '') navigate(routes.binary({ kind: 'file', path: typed }));
      }}
    >
      <TextInput
        aria-label={t('choose.path')}
        placeholder={t('choose.path')}
        leftSection={<Icon name="file" size={14} />}
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
