// The DNS lab: a scenario on the left, what the models say of it on the right while one types, and from there to a measurement or to a better file.
import { Button, Tabs } from '@mantine/core';
import { memo, useDeferredValue, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { DNS_LOOKS, routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Advice } from './advice.tsx';
import { faultsHold, isPredicted, useAnswer, useAsked } from './answers.ts';
import { adviseCommand, measureCommand, predictCommand } from './command.ts';
import { Editor } from './editor.tsx';
import { Explore } from './explore.tsx';
import css from './lab.module.css';
import { countVerdicts } from './lint-marks.ts';
import { MeasurePanel } from './measure-panel.tsx';
import { Prediction } from './prediction.tsx';
import { useDraft, useDraftInAddress } from './store.ts';

// Drawn again only when what they are given is another one.
const EditorPart = memo(Editor);
const PredictionPart = memo(Prediction);
const ExplorePart = memo(Explore);
const AdvicePart = memo(Advice);

export function DnsLabView(): ReactNode {
  const { t } = useTranslation('dns');
  const [, navigate] = useLocation();
  useDraftInAddress();
  // What is typed is drawn in the editor first; the rest follows when there is time.
  const draft = useDeferredValue(useDraft((state) => state.draft));
  const [lookName, setLook] = useUrlValue('look', 'predict');
  const look = DNS_LOOKS.find((each) => each === lookName) ?? 'predict';
  const asked = useAsked(draft);
  const predicted = isPredicted(asked.scenario);
  const lint = useAnswer('dns.lint', asked);
  const predictions = useAnswer('dns.predict', asked, predicted && faultsHold(asked.scenario));
  const first = lint.data?.resolvers[0]?.settings ?? null;
  const dangerous = lint.data === null ? 0 : countVerdicts(lint.data).dangerous;
  const warned = (predictions.data?.predictions ?? []).reduce((sum, { warnings }) => sum + warnings.length, 0);
  return (
    <Page
      fill
      title={t('title')}
      aside={dangerous === 0 ? undefined : <span className={css['danger']}>{t('dangerous', { count: dangerous })}</span>}
      actions={
        <>
          <Button leftSection={<Icon name="runs" size={14} />} onClick={() => navigate(routes.measurements())}>
            {t('list.title')}
          </Button>
          <Button variant="filled" leftSection={<Icon name="play" size={14} />} onClick={() => setLook('measure')}>
            {t('measure.open')}
          </Button>
        </>
      }
      command={look === 'measure' ? measureCommand(draft) : look === 'advise' ? adviseCommand(draft) : predictCommand(draft)}
    >
      <div className={css['lab']}>
        <section className={css['left']} aria-label={t('scenario')} tabIndex={0}>
          <EditorPart lint={lint.data} />
        </section>
        <Tabs
          value={look}
          onChange={(value) => setLook(value ?? 'predict')}
          className={pane['tabs'] ?? ''}
          classNames={{ list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}
        >
          <Tabs.List>
            {DNS_LOOKS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`look.${each}`)}
                {each === 'predict' && warned > 0 ? <span className={pane['count']}>{t('look.warned', { count: warned })}</span> : null}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={look}>
            <div className={css['right']} tabIndex={0} role="group" aria-label={t(`look.${look}`)}>
              {look === 'predict' ? <PredictionPart answer={predictions} lint={lint.data} predicted={predicted} /> : null}
              {look === 'explore' ? <ExplorePart asked={asked} draft={draft} timeout={first?.timeoutS ?? null} attempts={first?.attempts ?? null} /> : null}
              {look === 'advise' ? <AdvicePart draft={draft} asked={asked} /> : null}
              {look === 'measure' ? <MeasurePanel predictions={predictions.data?.predictions ?? null} /> : null}
            </div>
          </Tabs.Panel>
        </Tabs>
      </div>
    </Page>
  );
}
