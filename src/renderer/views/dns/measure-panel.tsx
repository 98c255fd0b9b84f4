// What would be measured: whose resolver, how often, on which variations of the scenario; and how long it will take, before it starts.
import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { LAB_SUBJECTS, type DnsPrediction, type DnsScenario, type DnsSubject, type DnsVary, type LabSubject } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { useAction, useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { AskFirst } from '../doctor/ask.tsx';
import { CopyCommand } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Callout, ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { faultsHold, isPredicted } from './answers.ts';
import { measureCommand, subjectName } from './command.ts';
import type { Draft } from './draft.ts';
import { NumberField } from './fields.tsx';
import css from './lab.module.css';
import { LIMITS_MS, parseVary, varyCount, VARY_KEYS, type VaryTexts } from './vary.ts';
import { useDraft } from './store.ts';

/** Starts what the draft says, and leads to it. */
function useMeasure(draft: Draft): { start: (more: { vary: DnsVary; limitMs: number; yes: boolean }) => void; pending: boolean; error: Error | null } {
  const [, navigate] = useLocation();
  const measure = useAction('dns.measure');
  return {
    start: (more) =>
      measure.mutate(
        { title: draft.scenario.title, scenarios: [draft.scenario], subjects: [...draft.subjects], rounds: draft.rounds, ...more },
        { onSuccess: ({ id }) => navigate(routes.measurement(id)) },
      ),
    pending: measure.isPending,
    error: measure.error,
  };
}

/** What must be downloaded or built first is named, and asked for once. */
const wantsYes = (error: Error | null): error is InputError => error instanceof InputError && error.input === 'yes';

const NOTHING: VaryTexts = { timeout: '', attempts: '', servers: '', search: '', ndots: '', faults: '', options: '' };

export function MeasurePanel({ predictions }: { predictions: readonly DnsPrediction[] | null }): ReactNode {
  const { t } = useTranslation('dns');
  const draft = useDraft((state) => state.draft);
  const change = useDraft((state) => state.change);
  const scenario = useDraft((state) => state.scenario);
  const [texts, setTexts] = useState<VaryTexts>(NOTHING);
  const [limitMs, setLimit] = useState<number>(LIMITS_MS[0]);
  const [declined, setDeclined] = useState(false);
  const vary = parseVary(texts);
  const { start, pending, error } = useMeasure(draft);
  const doctor = useCall('doctor.run', {}, { freshMs: 60_000 });
  const noEngine = doctor.data !== undefined && doctor.data.engine === null;
  const scenarios = vary.wrong.length === 0 ? varyCount(vary.vary) : 0;
  const samples = scenarios * draft.subjects.length * draft.rounds;
  const ready = samples > 0 && !noEngine && faultsHold(draft.scenario);
  return (
    <>
      {error === null || wantsYes(error) ? null : <ErrorNotice error={error} />}
      <AskFirst
        opened={wantsYes(error) && !declined}
        title={t('measure.askTitle')}
        yes={t('measure.askYes')}
        onYes={() => start({ vary: vary.vary, limitMs, yes: true })}
        onNo={() => setDeclined(true)}
      >
        <p>{shown(error?.message ?? '')}</p>
      </AskFirst>
      {noEngine ? (
        <Callout kind="warning">
          {t('measure.noEngine')}{' '}
          <Link href={routes.doctor()} className={css['in-text']}>
            {t('measure.doctor')}
          </Link>
        </Callout>
      ) : null}
      <Section title={t('measure.subjects')} aside={<span className="dim">{t('measure.subjectsWhy')}</span>}>
        <Subjects subjects={draft.subjects} onChange={(subjects) => change({ subjects })} />
      </Section>
      <Section title={t('measure.how')}>
        <div className={css['measure-fields']}>
          <TextInput
            className={css['wider'] ?? ''}
            label={t('measure.title')}
            placeholder={t('measure.titleHint')}
            value={draft.scenario.title}
            maxLength={200}
            onChange={(event) => scenario({ title: event.currentTarget.value })}
          />
          <NumberField label={t('measure.rounds')} value={draft.rounds} least={1} most={100} onChange={(rounds) => change({ rounds: rounds ?? 1 })} />
          <Select
            label={t('measure.limit')}
            value={String(limitMs)}
            onChange={(value) => setLimit(Number(value ?? LIMITS_MS[0]))}
            data={LIMITS_MS.map((ms) => ({ value: String(ms), label: formatNs(ms * 1e6) }))}
          />
        </div>
      </Section>
      <Section title={t('measure.vary')} aside={<span className="dim">{t('measure.varyWhy')}</span>}>
        <div className={css['measure-fields']}>
          {VARY_KEYS.map((key) => (
            <TextInput
              key={key}
              className={key === 'faults' ? (css['wider'] ?? '') : key === 'options' ? (css['wide'] ?? '') : ''}
              label={t(`vary.${key}`)}
              placeholder={t(`varyHint.${key}`)}
              value={texts[key]}
              spellCheck={false}
              maxLength={2_000}
              aria-invalid={vary.wrong.includes(key)}
              error={vary.wrong.includes(key) ? t(`varyWrong.${key}`) : null}
              onChange={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
            />
          ))}
        </div>
      </Section>
      <div className={css['go']}>
        <Button
          variant="filled"
          leftSection={<Icon name="play" size={14} />}
          loading={pending}
          disabled={!ready}
          onClick={() => {
            setDeclined(false);
            start({ vary: vary.vary, limitMs, yes: false });
          }}
        >
          {t('measure.start', { count: samples })}
        </Button>
        <span>
          {t('measure.counts', { scenarios, subjects: draft.subjects.length, rounds: draft.rounds })}
          <Longest predictions={predictions ?? []} scenario={draft.scenario} varied={scenarios > 1} />
        </span>
        <span className={css['spring']} />
        <CopyCommand argv={measureCommand({ ...draft, vary: vary.vary, limitMs: limitMs === LIMITS_MS[0] ? undefined : limitMs })} icon />
      </div>
    </>
  );
}

/** How long one lookup will take at most, by the models; of a grid the workbench says it. */
function Longest({ predictions, scenario, varied }: { predictions: readonly DnsPrediction[]; scenario: DnsScenario; varied: boolean }): ReactNode {
  const { t } = useTranslation('dns');
  if (varied || !isPredicted(scenario) || predictions.length === 0) return null;
  const walls = predictions.flatMap(({ outcomes }) => outcomes.map(({ wallNs }) => wallNs));
  const said = walls.some((ns) => ns === null) ? t('measure.hangs') : t('measure.longest', { time: formatNs(Math.max(...walls.map((ns) => ns ?? 0))) });
  return <span className="dim"> · {said}</span>;
}

function Subjects({ subjects, onChange }: { subjects: readonly DnsSubject[]; onChange: (subjects: DnsSubject[]) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const has = (id: LabSubject): boolean => subjects.some((subject) => subject.kind === 'lab' && subject.id === id);
  const own = subjects.filter((subject) => subject.kind !== 'lab');
  const toggle = (id: LabSubject): void => {
    const chosen = LAB_SUBJECTS.filter((each) => (each === id ? !has(id) : has(each)));
    onChange([...chosen.map((each): DnsSubject => ({ kind: 'lab', id: each })), ...own]);
  };
  return (
    <>
      <div className={css['subjects']}>
        {LAB_SUBJECTS.map((id) => (
          <Checkbox
            key={id}
            label={
              <>
                <code>{id}</code> <span className="dim">{t(`subject.${id}`)}</span>
              </>
            }
            checked={has(id)}
            onChange={() => toggle(id)}
          />
        ))}
      </div>
      {own.length === 0 ? null : (
        <ul className={css['own']}>
          {own.map((subject, index) => (
            <li key={index}>
              <span className="dim">{t(`subjectKind.${subject.kind}`)}</span> <code>{shown(subjectName(subject))}</code>{' '}
              <span className="mono dim">{shown(subject.args.join(' '))}</span>
              {subject.kind === 'image' ? <span className="dim">{t(`via.${subject.via}`)}</span> : null}
              <ActionIcon aria-label={t('measure.remove', { name: shown(subjectName(subject)) })} onClick={() => onChange(subjects.filter((each) => each !== subject))}>
                <Icon name="cross" size={12} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <OwnSubject onAdd={(subject) => onChange([...subjects, subject])} />
    </>
  );
}

const KINDS = ['program', 'image'] as const;
const READY = ['exit', 'tcp', 'http'] as const;

/** A binary or an image of one's own. */
function OwnSubject({ onAdd }: { onAdd: (subject: DnsSubject) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('image');
  const [what, setWhat] = useState('');
  const [args, setArgs] = useState('');
  const [via, setVia] = useState<'exact' | 'docker'>('exact');
  const [ready, setReady] = useState<(typeof READY)[number]>('exit');
  const [where, setWhere] = useState('');
  const words = args.split(/\s+/).filter((word) => word !== '');
  const port = /^\d{1,5}$/.test(where) ? Number(where) : Number.NaN;
  const readyWhen = ready === 'exit' ? 'exit' : ready === 'tcp' ? (port > 0 && port <= 65_535 ? { tcp: port } : null) : where === '' ? null : { http: where };
  const add = (): void => {
    if (kind === 'program') onAdd({ kind, path: what.trim(), args: words });
    else if (readyWhen !== null) onAdd({ kind, image: what.trim(), args: words, via, ready: readyWhen });
    setWhat('');
  };
  return (
    <form
      className={css['own-form']}
      aria-label={t('measure.own')}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select
        aria-label={t('measure.ownKind')}
        value={kind}
        onChange={(value) => setKind(value === 'program' ? 'program' : 'image')}
        data={KINDS.map((value) => ({ value, label: t(`subjectKind.${value}`) }))}
      />
      <TextInput
        aria-label={t('measure.what')}
        placeholder={t(`measure.whatHint.${kind}`)}
        value={what}
        spellCheck={false}
        onChange={(event) => setWhat(event.currentTarget.value)}
      />
      <TextInput aria-label={t('measure.args')} placeholder={t('measure.args')} value={args} spellCheck={false} onChange={(event) => setArgs(event.currentTarget.value)} />
      {kind === 'program' ? null : (
        <>
          <Select
            aria-label={t('measure.via')}
            value={via}
            onChange={(value) => setVia(value === 'docker' ? 'docker' : 'exact')}
            data={(['exact', 'docker'] as const).map((value) => ({ value, label: t(`via.${value}`) }))}
          />
          <Select
            aria-label={t('measure.ready')}
            value={ready}
            onChange={(value) => setReady(READY.find((each) => each === value) ?? 'exit')}
            data={READY.map((value) => ({ value, label: t(`ready.${value}`) }))}
          />
          {ready === 'exit' ? null : (
            <TextInput
              aria-label={t(`readyWhere.${ready}`)}
              placeholder={t(`readyWhere.${ready}`)}
              value={where}
              spellCheck={false}
              onChange={(event) => setWhere(event.currentTarget.value)}
            />
          )}
        </>
      )}
      <Button type="submit" leftSection={<Icon name="plus" size={12} />} disabled={what.trim() === '' || (kind === 'image' && readyWhen === null)}>
        {t('measure.add')}
      </Button>
    </form>
  );
}
