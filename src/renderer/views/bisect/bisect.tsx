// The search for the one step between a green cell and a red one: the steps as they become known, and the one it is.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Bisect } from '../../../shared/domain/explain.ts';
import { colourOf } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { callKey, useAction, useApi, useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { Shown } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useThrottled } from '../../ui/log/index.ts';
import { Callout, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Notes } from '../../ui/notes.tsx';
import { Page, Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { ColourSign } from '../../ui/sign.tsx';
import css from './bisect.module.css';

export function BisectView({ id }: { id: string }): ReactNode {
  const { t } = useTranslation(['explain', 'common']);
  const { bisect, error, again } = useBisect(id);
  const cancel = useAction('bisect.cancel');
  if (bisect === null) return <Page title={t('bisect.title')}>{error === null ? <Loading /> : <ErrorNotice error={error} retry={again} />}</Page>;
  const { green, red } = bisect;
  const running = bisect.state === 'running';
  return (
    <Page
      fill
      title={t('bisect.title')}
      crumbs={[{ text: t('common:nav.runs'), to: routes.runs() }]}
      aside={
        <span role="status">
          {t(`bisect.state.${bisect.state}`)} · {t('bisect.ran', { done: bisect.steps.filter((step) => step.outcome !== null).length, count: bisect.steps.length })}
        </span>
      }
      actions={
        running ? (
          <Button leftSection={<Icon name="stop" size={14} />} loading={cancel.isPending} onClick={() => cancel.mutate({ id })}>
            {t('common:action.cancel')}
          </Button>
        ) : undefined
      }
      command={['bisect', `${red.run}/${red.cell}`, '--against', `${green.run}/${green.cell}`]}
    >
      <div className={pane['scroll']}>
        <Verdict bisect={bisect} />
        <div className={css['sides']}>
          <Side title={t('bisect.green')} side={green} colour="green" />
          <span aria-hidden>→</span>
          <Side title={t('bisect.red')} side={red} colour="red" />
        </div>
        {cancel.isError ? <ErrorNotice error={cancel.error} /> : null}
        <Steps bisect={bisect} />
        <Notes title={t('bisect.notes')} notes={bisect.notes} />
      </div>
    </Page>
  );
}

/** Read again when a run or cell says something, at most so often; and once more when the workbench says that the search is over. */
const AGAIN_MS = 400;

function useBisect(id: string): { bisect: Bisect | null; error: Error | null; again: () => void } {
  const api = useApi();
  const client = useQueryClient();
  const asked = useCall('bisect.get', { id });
  const running = asked.data?.state === 'running';
  const over = useCall('bisect.get', { id, wait: true }, { enabled: running, keepFor: 0 });
  const again = useThrottled(() => void client.invalidateQueries({ queryKey: callKey('bisect.get', { id }) }), AGAIN_MS);
  useEffect(() => {
    if (!running) return undefined;
    const until = new AbortController();
    api.on('lab', (event) => (event.type === 'cell' || event.type === 'run') && again(), { signal: until.signal });
    return () => until.abort();
  }, [api, again, running]);
  return { bisect: over.data ?? asked.data ?? null, error: asked.error, again: () => void asked.refetch() };
}

function Verdict({ bisect }: { bisect: Bisect }): ReactNode {
  const { t } = useTranslation('explain');
  if (bisect.state === 'running') return null;
  const step = bisect.steps.find(({ number }) => number === bisect.step);
  return (
    <div className={css['verdict']}>
      <Callout kind={step === undefined ? 'warning' : 'good'}>
        <strong>{step === undefined ? t('bisect.noCulprit') : t('bisect.culprit', { number: step.number, change: shown(step.change) })}</strong>
        {bisect.why === '' ? null : (
          <p>
            <Shown text={bisect.why} />
          </p>
        )}
      </Callout>
    </div>
  );
}

function Side({ title, side, colour }: { title: string; side: Bisect['green']; colour: 'green' | 'red' }): ReactNode {
  return (
    <div className={css['side']} data-colour={colour}>
      <ColourSign colour={colour}>{title}</ColourSign>
      <Link href={routes.cell(side.run, side.cell)} className="mono">
        <Shown text={side.label} />
      </Link>
    </div>
  );
}

type Step = Bisect['steps'][number];

function Steps({ bisect }: { bisect: Bisect }): ReactNode {
  const { t } = useTranslation('explain');
  const before = useMemo(() => new Map(bisect.steps.map((step, index) => [step.number, bisect.steps[index - 1] ?? null])), [bisect.steps]);
  return (
    <Section title={t('bisect.steps')} flush>
      <table className={css['steps']}>
        <thead>
          <tr>
            <th scope="col">{t('bisect.number')}</th>
            <th scope="col">{t('bisect.outcome')}</th>
            <th scope="col">{t('bisect.change')}</th>
            <th scope="col">{t('bisect.cell')}</th>
          </tr>
        </thead>
        <tbody>
          {bisect.steps.map((step, index) => (
            <tr key={index} data-colour={step.outcome === null ? undefined : colourOf(step)} data-culprit={step.number === bisect.step}>
              <td className="mono">{step.number}</td>
              <td>
                <Outcome step={step} />
              </td>
              <td>
                <Shown text={step.change} /> {step.number === bisect.step ? <strong className={css['culprit']}>{t('bisect.isIt')}</strong> : null}
              </td>
              <td>
                <span className={css['links']}>
                  {step.run === null || step.cell === null ? null : <Link href={routes.cell(step.run, step.cell)}>{t('bisect.open')}</Link>}
                  {step.number === bisect.step ? <Beside step={step} before={before.get(step.number) ?? null} /> : null}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Outcome({ step }: { step: Step }): ReactNode {
  const { t } = useTranslation(['explain', 'common']);
  if (step.outcome !== null) return <ColourSign colour={colourOf(step)}>{shown(step.outcome)}</ColourSign>;
  return <span className="dim">{step.run === null ? t('bisect.waits') : t('common:state.running')}</span>;
}

/** The step beside the one before it: what the whole search was for. */
function Beside({ step, before }: { step: Step; before: Step | null }): ReactNode {
  const { t } = useTranslation('explain');
  if (before === null || before.run === null || before.cell === null || step.run === null || step.cell === null) return null;
  return <Link href={routes.compare([`${step.run}/${step.cell}`, `${before.run}/${before.cell}`])}>{t('bisect.compare')}</Link>;
}
