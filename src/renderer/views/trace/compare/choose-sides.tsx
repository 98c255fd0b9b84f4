// Which two: a path, a file of this computer, one that was recorded here, or one dropped on the window.
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { useCall } from '../../../api/client.tsx';
import { routes } from '../../../app/routes.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { PathForm } from '../../../ui/path-form.tsx';
import { Side } from '../../../ui/side.tsx';
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
          <Choose letter="A" hint={t('choose.aHint')} source={a} onChoose={onA} />
          <Choose letter="B" hint={t('choose.bHint')} source={b} onChoose={onB} />
          <p className="dim">{t('choose.drop')}</p>
        </div>
      </Section>
    </Page>
  );
}

function Choose({ letter, hint, source, onChoose }: { letter: string; hint: string; source: TraceSource | null; onChoose: (name: string) => void }): ReactNode {
  const { t } = useTranslation(['traceCompare', 'trace']);
  const recordings = useCall('trace.recordings', { limit: 200 });
  const recorded = (recordings.data?.recordings ?? []).filter(({ bytes }) => bytes !== null);
  if (source !== null)
    return (
      <Side letter={letter} to={routes.trace(source)} place={tracePlace(source)}>
        <button type="button" className="link-button" onClick={() => onChoose('')}>
          {t('choose.other')}
        </button>
      </Side>
    );
  return (
    <PathForm
      side={{ letter, label: t('choose.side', { letter }) }}
      label={t('choose.path', { letter })}
      hint={hint}
      icon="trace"
      pick={t('trace:list.open')}
      onPath={(path) => onChoose(traceName({ kind: 'file', path }))}
    >
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
    </PathForm>
  );
}
