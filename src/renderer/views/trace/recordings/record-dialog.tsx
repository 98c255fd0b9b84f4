// The dialog to record: which image, what it is to run, as whom, which calls; and the command line that does the same.
import { Autocomplete, Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { commandLine } from '../../../../shared/domain/command-line.ts';
import { InputError } from '../../../../shared/domain/errors.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { RECORDING_NETWORKS, TRACE_CLASSES } from '../../../../shared/domain/trace-detail.ts';
import { useAction, useCall } from '../../../api/client.tsx';
import { routes } from '../../../app/routes.ts';
import { CopyButton } from '../../../ui/copy.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Callout, ErrorNotice } from '../../../ui/notice.tsx';
import { Choice } from '../../dns/fields.tsx';
import { AskFirst } from '../../doctor/ask.tsx';
import { useRecordDraft } from './draft.ts';
import { READY_KINDS, readDraft, recordWords, type Field, type RecordRequest } from './record-form.ts';
import css from './recordings.module.css';

export function RecordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { t: common } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('dialog.title')} size={860} closeButtonProps={{ 'aria-label': common('action.close') }}>
      <Form onClose={onClose} />
    </Modal>
  );
}

/** The tracer that must be downloaded first is named, and asked for once. */
const wantsYes = (error: Error | null): error is InputError => error instanceof InputError && error.input === 'yes';

function Form({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const { draft, change } = useRecordDraft();
  const record = useAction('trace.record');
  const [tried, setTried] = useState(false);
  const [declined, setDeclined] = useState(false);
  const doctor = useCall('doctor.run', {}, { freshMs: 60_000 });
  const images = useCall('image.list', {}, { freshMs: 30_000 });
  const noEngine = doctor.data !== undefined && doctor.data.engine === null;
  const read = readDraft(draft);
  const { request } = read;
  const start = (asked: RecordRequest, yes: boolean): void =>
    record.mutate(
      { ...asked, yes },
      {
        onSuccess: ({ id }) => {
          onClose();
          navigate(routes.trace({ kind: 'recording', id }));
        },
      },
    );
  const names = [...new Set((images.data?.images ?? []).filter(({ ours }) => !ours).flatMap(({ tags }) => tags))];
  // What is missing is said when one tries; what is wrong, as it is typed.
  const wrong = (field: Field): string | null => {
    const problem = read.problems[field];
    if (problem === undefined || (!tried && (problem === 'missing' || problem === 'noWords'))) return null;
    return field === 'environment' ? t('problem.lines', { count: read.wrongLines.length, lines: read.wrongLines.join(', ') }) : t(`problem.${problem}`);
  };
  const line = request === null ? null : commandLine(recordWords(request));
  return (
    <form
      className={css['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        setDeclined(false);
        if (request !== null && !noEngine) start(request, false);
      }}
    >
      {noEngine ? (
        <Callout kind="warning">
          {t('noEngine.dialog')}{' '}
          <Link href={routes.doctor()} className={css['in-text']}>
            {t('noEngine.doctor')}
          </Link>
        </Callout>
      ) : null}
      {record.error === null || wantsYes(record.error) ? null : <ErrorNotice error={record.error} />}
      <AskFirst
        opened={wantsYes(record.error) && !declined}
        title={t('ask.title')}
        yes={t('ask.yes')}
        onYes={() => {
          if (request !== null) start(request, true);
        }}
        onNo={() => setDeclined(true)}
      >
        <p>{shown(record.error?.message ?? '')}</p>
      </AskFirst>
      <div className={css['fields']}>
        <Autocomplete
          className={css['half'] ?? ''}
          size="xs"
          data-autofocus
          label={t('field.image')}
          placeholder={t('hint.image')}
          value={draft.image}
          data={names}
          limit={60}
          openOnFocus={false}
          maxLength={4_000}
          spellCheck={false}
          error={wrong('image')}
          onChange={(image) => change({ image })}
        />
        <TextInput
          className={css['half'] ?? ''}
          label={t('field.title')}
          placeholder={t('hint.title')}
          value={draft.title}
          maxLength={200}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <div className={css['wide']}>
          <TextInput
            label={t('field.command')}
            placeholder={t('hint.command')}
            value={draft.command}
            maxLength={100_000}
            spellCheck={false}
            classNames={{ input: css['mono'] ?? '' }}
            error={wrong('command')}
            onChange={(event) => change({ command: event.currentTarget.value })}
          />
          <Words argv={read.argv} unread={read.unread} typed={draft.command.trim() !== ''} />
          <Checkbox label={t('field.whole')} checked={draft.whole} onChange={(event) => change({ whole: event.currentTarget.checked })} />
        </div>
        <Textarea
          className={css['half'] ?? ''}
          size="xs"
          label={t('field.environment')}
          placeholder={t('hint.environment')}
          value={draft.environment}
          minRows={3}
          maxRows={8}
          rows={4}
          spellCheck={false}
          classNames={{ input: css['mono'] ?? '' }}
          error={wrong('environment')}
          onChange={(event) => change({ environment: event.currentTarget.value })}
        />
        <div className={css['pairs']}>
          <TextInput
            label={t('field.user')}
            placeholder={t('hint.user')}
            value={draft.user}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => change({ user: event.currentTarget.value })}
          />
          <TextInput
            label={t('field.workdir')}
            placeholder={t('hint.workdir')}
            value={draft.workdir}
            maxLength={4_000}
            spellCheck={false}
            onChange={(event) => change({ workdir: event.currentTarget.value })}
          />
          <Choice
            label={t('field.network')}
            value={draft.network}
            data={RECORDING_NETWORKS.map((value) => ({ value, label: t(`network.${value}`) }))}
            onChange={(value) => change({ network: RECORDING_NETWORKS.find((each) => each === value) ?? 'inside' })}
          />
          <TextInput
            label={t('field.platform')}
            placeholder={t('hint.platform')}
            value={draft.platform}
            maxLength={100}
            spellCheck={false}
            onChange={(event) => change({ platform: event.currentTarget.value })}
          />
          <Checkbox className={css['across'] ?? ''} label={t('field.readOnly')} checked={draft.readOnly} onChange={(event) => change({ readOnly: event.currentTarget.checked })} />
        </div>
        <fieldset className={css['classes']} aria-describedby="record-classes-why">
          <legend>{t('field.classes')}</legend>
          {TRACE_CLASSES.map((each) => (
            <Checkbox
              key={each}
              checked={draft.classes.includes(each)}
              disabled={each !== 'all' && draft.classes.includes('all')}
              label={
                <>
                  <code>{each}</code> <span className="dim">{t(`class.${each}`)}</span>
                </>
              }
              onChange={(event) => change({ classes: event.currentTarget.checked ? [...draft.classes, each] : draft.classes.filter((other) => other !== each) })}
            />
          ))}
          <p className="dim" id="record-classes-why">
            {wrong('classes') ?? t('classesWhy')}
          </p>
        </fieldset>
        <div className={css['ends']} data-ready={draft.ready !== 'no'}>
          <Choice
            label={t('field.ready')}
            value={draft.ready}
            data={READY_KINDS.map((value) => ({ value, label: t(`ready.${value}`) }))}
            onChange={(value) => change({ ready: READY_KINDS.find((each) => each === value) ?? 'no' })}
          />
          {draft.ready === 'no' ? null : (
            <TextInput
              label={t(`readyWhere.${draft.ready}`)}
              placeholder={t(`readyHint.${draft.ready}`)}
              value={draft.readyWhere}
              maxLength={4_000}
              spellCheck={false}
              error={tried || draft.readyWhere !== '' ? wrong('readyWhere') : null}
              onChange={(event) => change({ readyWhere: event.currentTarget.value })}
            />
          )}
          <TextInput
            label={draft.ready === 'no' ? t('field.stopAfterStart') : t('field.stopAfterReady')}
            placeholder={t('hint.stopAfter')}
            rightSection={<span className="dim">{t('seconds')}</span>}
            value={draft.stopAfter}
            inputMode="decimal"
            maxLength={12}
            error={wrong('stopAfter')}
            onChange={(event) => change({ stopAfter: event.currentTarget.value })}
          />
          <TextInput
            label={t('field.seconds')}
            rightSection={<span className="dim">{t('seconds')}</span>}
            value={draft.seconds}
            inputMode="decimal"
            maxLength={12}
            error={wrong('seconds')}
            onChange={(event) => change({ seconds: event.currentTarget.value })}
          />
        </div>
        <Checkbox
          className={css['wide'] ?? ''}
          label={
            <>
              {t('field.once')} <span className="dim">{t('onceWhy')}</span>
            </>
          }
          checked={draft.once}
          onChange={(event) => change({ once: event.currentTarget.checked })}
        />
      </div>
      <div className={css['go']}>
        <code className={css['same']} title={line === null ? undefined : line}>
          {line ?? t('noLine')}
        </code>
        {line === null ? null : <CopyButton text={line} label={common('action.copyCommand')} />}
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button type="submit" variant="filled" leftSection={<Icon name="play" size={13} />} loading={record.isPending} disabled={noEngine}>
          {t('dialog.start')}
        </Button>
      </div>
    </form>
  );
}

/** The words as the program will get them, and what no shell reads. */
function Words({ argv, unread, typed }: { argv: readonly string[] | null; unread: readonly string[]; typed: boolean }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  if (!typed) return <p className={css['words']}>{t('words.none')}</p>;
  if (argv === null) return null;
  return (
    <>
      <p className={css['words']}>
        {t('words.label', { count: argv.length })}{' '}
        {argv.slice(0, 60).map((word, index) => (
          <code key={index}>{word === '' ? '""' : shown(word)}</code>
        ))}
        {argv.length > 60 ? '…' : null}
      </p>
      {unread.length === 0 ? null : (
        <Callout kind="warning">
          {t('words.unread', { what: unread.slice(0, 8).map(shown).join('  ') })} <code>{`sh -c '…'`}</code>
        </Callout>
      )}
    </>
  );
}
