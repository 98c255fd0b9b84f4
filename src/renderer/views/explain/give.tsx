// Where things are given: pasted, chosen, dropped, named. And what was given, each to be taken as something else or taken away.
import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { useState, type ClipboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { routes } from '../../app/routes.ts';
import { Icon } from '../../ui/icon.tsx';
import { GIVEN_KINDS, type GivenKind } from './classify.ts';
import css from './explain.module.css';
import { KIND_ORDER, useGiven } from './given.ts';
import type { Taking } from './take.ts';

interface GiveProps {
  taking: Taking;
}

export function GiveEmpty({ taking }: GiveProps): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <div className={css['give']}>
      <div className={css['give-in']}>
        <h2>{t('empty.title')}</h2>
        <p className="dim">{t('empty.why')}</p>
        <TextForm taking={taking} rows={14} />
        <div className={css['give-line']}>
          <ChooseFiles taking={taking} />
          <span className="dim">{t('give.drop')}</span>
          <span className={css['spring']} />
          <ImageForm />
        </div>
      </div>
    </div>
  );
}

export function GivenBar({ taking }: GiveProps): ReactNode {
  const { t } = useTranslation('explain');
  const given = useGiven((state) => state.given);
  return (
    <div className={css['bar']}>
      <ul className={css['chips']} aria-label={t('give.given')}>
        {KIND_ORDER.filter((kind) => given[kind] !== null).map((kind) => (
          <Chip key={kind} kind={kind} taking={taking} />
        ))}
      </ul>
      <span className={css['spring']} />
      <PasteField taking={taking} />
      <ImageForm />
      <ChooseFiles taking={taking} />
    </div>
  );
}

function Chip({ kind, taking }: GiveProps & { kind: GivenKind | 'image' }): ReactNode {
  const { t } = useTranslation('explain');
  const { given, change } = useGiven();
  const one = given[kind];
  if (one === null) return null;
  const name = shown(typeof one === 'string' ? one : (one.name ?? t('give.pasted')));
  const size = typeof one === 'string' || one.blob === null ? null : formatBytes(one.blob.size);
  return (
    <li className={css['chip']}>
      {kind === 'image' || size === null ? (
        <span className="dim">{t(`give.kind.${kind}`)}</span>
      ) : (
        <select
          aria-label={t('give.as', { name })}
          className={css['kind']}
          value={kind}
          onChange={(event) => {
            const to = GIVEN_KINDS.find((each) => each === event.currentTarget.value);
            if (to !== undefined) void taking.as(kind, to);
          }}
        >
          {GIVEN_KINDS.map((value) => (
            <option key={value} value={value}>
              {t(`give.kind.${value}`)}
            </option>
          ))}
        </select>
      )}
      <span className="mono" title={name}>
        {name}
      </span>
      {size === null ? null : <span className="dim">{size}</span>}
      {kind === 'trace' && typeof one !== 'string' && 'path' in one && one.path !== null ? (
        <Link href={routes.trace({ kind: 'file', path: one.path })}>{t('give.openTrace')}</Link>
      ) : null}
      <ActionIcon aria-label={t('give.remove', { name })} onClick={() => change({ [kind]: null })}>
        <Icon name="cross" size={12} />
      </ActionIcon>
    </li>
  );
}

/** What is pasted is taken at once, and never stands in a field: it may be long. */
function takePaste(event: ClipboardEvent, taking: Taking): void {
  const files = [...event.clipboardData.files];
  const text = event.clipboardData.getData('text/plain');
  if (files.length === 0 && text === '') return;
  event.preventDefault();
  void (files.length > 0 && text === '' ? taking.files(files) : taking.text(text));
}

function TextForm({ taking, rows }: GiveProps & { rows: number }): ReactNode {
  const { t } = useTranslation('explain');
  const [text, setText] = useState('');
  const give = (): void => void taking.text(text);
  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      <Textarea
        aria-label={t('give.text')}
        placeholder={t('give.text')}
        rows={rows}
        value={text}
        spellCheck={false}
        classNames={{ input: css['area'] ?? '' }}
        onChange={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => {
          // Into what was typed already it is pasted as into any field.
          if (text === '') takePaste(event, taking);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            give();
          }
        }}
      />
      <div className={css['give-line']}>
        <span className={css['spring']} />
        <Button type="submit" variant="filled" disabled={text.trim() === ''}>
          {t('give.explain')}
        </Button>
      </div>
    </form>
  );
}

/** A line that takes a paste. */
function PasteField({ taking }: GiveProps): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <TextInput
      className={css['paste'] ?? ''}
      aria-label={t('give.paste')}
      placeholder={t('give.paste')}
      value=""
      onChange={() => undefined}
      onPaste={(event) => takePaste(event, taking)}
    />
  );
}

function ImageForm(): ReactNode {
  const { t } = useTranslation('explain');
  const change = useGiven((state) => state.change);
  const [name, setName] = useState('');
  const typed = name.trim();
  return (
    <form
      className={css['image']}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === '') return;
        change({ image: typed });
        setName('');
      }}
    >
      <TextInput
        aria-label={t('give.image')}
        placeholder={t('give.imageHint')}
        leftSection={<Icon name="layers" size={14} />}
        value={name}
        maxLength={4_000}
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={typed === ''}>
        {t('give.addImage')}
      </Button>
    </form>
  );
}

function ChooseFiles({ taking }: GiveProps): ReactNode {
  const { t } = useTranslation('explain');
  const choose = (): void => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.addEventListener('change', () => void taking.files([...(input.files ?? [])]), { once: true });
    input.click();
  };
  return (
    <Button leftSection={<Icon name="file" size={14} />} onClick={choose}>
      {t('give.choose')}
    </Button>
  );
}
