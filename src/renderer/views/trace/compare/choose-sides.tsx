// Which two: a path, a file of this computer, one that was recorded here, or one dropped on the window.
import { Button, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { useCall } from '../../../api/client.tsx';
import { useOpeningActions } from '../../../app/opening.ts';
import { routes } from '../../../app/routes.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { exactText } from '../../../ui/when-text.ts';
import { recordingTitle } from '../recordings/titles.ts';
import { traceName, tracePlace } from '../which.ts';
import css from './compare.module.css';

interface ChooseProps {
  a: TraceSource | null;
  b: TraceSource | null;
  onA: (name: string) => void;
  onB: (name: string) => void;
}

export function ChooseSides({ a, b, onA, onB }: ChooseProps): ReactNode {
  const { t } = useTranslation('traceCompare');
  const { t: traces } = useTranslation('trace');
  return (
    <Page title={t('title')} crumbs={[{ text: traces('title'), to: routes.traces() }]}>
      <Section title={t('choose.title')}>
        <div className={css['choose']}>
          <p>{t('choose.what')}</p>
          <Side letter="A" hint={t('choose.aHint')} source={a} onChoose={onA} />
          <Side letter="B" hint={t('choose.bHint')} source={b} onChoose={onB} />
          <p className="dim">{t('choose.drop')}</p>
        </div>
      </Section>
    </Page>
  );
}

function Side({ letter, hint, source, onChoose }: { letter: string; hint: string; source: TraceSource | null; onChoose: (name: string) => void }): ReactNode {
  const { t } = useTranslation(['traceCompare', 'trace', 'common']);
  const [path, setPath] = useState('');
  const { pickFile } = useOpeningActions();
  const recordings = useCall('trace.recordings', { limit: 200 });
  const recorded = (recordings.data?.recordings ?? []).filter(({ bytes }) => bytes !== null);
  const typed = path.trim();
  if (source !== null)
    return (
      <p className={css['side']}>
        <strong>{letter}</strong>
        <Link href={routes.trace(source)} className="mono">
          {shown(tracePlace(source))}
        </Link>
        <button type="button" className="link-button" onClick={() => onChoose('')}>
          {t('choose.other')}
        </button>
      </p>
    );
  return (
    <form
      className={css['path-form']}
      aria-label={t('choose.side', { letter })}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '') onChoose(traceName({ kind: 'file', path: typed }));
      }}
    >
      <strong>{letter}</strong>
      <TextInput
        aria-label={t('choose.path', { letter })}
        placeholder={hint}
        leftSection={<Icon name="trace" size={14} />}
        value={path}
        maxLength={8_000}
        spellCheck={false}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" disabled={typed === ''}>
        {t('common:action.open')}
      </Button>
      <Button
        onClick={() =>
          void pickFile().then((file) => {
            if (file !== null) onChoose(traceName({ kind: 'file', path: file }));
          })
        }
      >
        {t('trace:list.open')}
      </Button>
      {recorded.length === 0 ? null : (
        <Select
          aria-label={t('choose.recording', { letter })}
          placeholder={t('choose.recorded')}
          value={null}
          searchable
          data={recorded.map((line) => ({ value: line.id, label: `${shown(recordingTitle(line))} · ${exactText(line.startedAt)}` }))}
          onChange={(id) => {
            if (id !== null) onChoose(traceName({ kind: 'recording', id }));
          }}
        />
      )}
    </form>
  );
}
