// Nothing was run here yet: what this is for, and the three ways to begin.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpeningActions } from '../../app/opening.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Section } from '../../ui/page.tsx';
import css from './home.module.css';

const SAMPLE = './quickstart';

export function FirstRun(): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const { openProject, importBundle } = useOpeningActions();
  return (
    <Section title={t('first.title')}>
      <div className={css['first']}>
        <ol>
          <li>{t('first.build')}</li>
          <li>{t('first.run')}</li>
          <li>{t('first.compare')}</li>
        </ol>
        <dl>
          <dt>
            <Button variant="filled" onClick={() => void openProject()}>
              {t('common:action.openProject')}
            </Button>
          </dt>
          <dd>{t('first.openWhat')}</dd>
          <dt>
            <Button onClick={() => void importBundle()}>{t('common:action.importBundle')}</Button>
          </dt>
          <dd>{t('first.importWhat')}</dd>
          <dt>
            <code>{SAMPLE}</code>
            <CopyButton text={SAMPLE} />
          </dt>
          <dd>{t('first.sampleWhat')}</dd>
        </dl>
      </div>
    </Section>
  );
}
