// Fields of the lab whose text is more than their value: what is being typed stays as it is typed, also where it says nothing yet.
import { NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Icon } from '../../ui/icon.tsx';
import css from './editor.module.css';
import { parseNames } from './resolv-text.ts';

export interface NamesFieldProps {
  label: string;
  placeholder: string;
  names: readonly string[];
  onChange: (names: string[]) => void;
  className?: string | undefined;
  /** The label is said to screen readers alone. */
  hideLabel?: boolean;
}

/** Names apart by blanks. What is typed is kept until the names are others than it says. */
export function NamesField({ label, placeholder, names, onChange, className, hideLabel = false }: NamesFieldProps): ReactNode {
  const [text, setText] = useState(names.join(' '));
  const shownText = parseNames(text).join(' ') === names.join(' ') ? text : names.join(' ');
  return (
    <TextInput
      className={className ?? ''}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      placeholder={placeholder}
      value={shownText}
      spellCheck={false}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parseNames(event.currentTarget.value));
      }}
    />
  );
}

export interface NumberFieldProps {
  label: string;
  value: number | null;
  least: number;
  most: number;
  /** An empty field is null; without it, the value stays as it was. */
  optional?: boolean;
  placeholder?: string;
  onChange: (value: number | null) => void;
  className?: string | undefined;
  /** How many of the field's unit are one of the value's: 1000 where seconds are typed and milliseconds kept. */
  scale?: number;
  unit?: string;
}

const plain = (value: number): string => String(Math.round(value * 1e6) / 1e6);

/** A number by its digits: no wheel changes it by the way, and an unfinished one changes nothing. */
export function NumberField({ label, value, least, most, optional = false, placeholder, onChange, className, scale = 1, unit }: NumberFieldProps): ReactNode {
  const written = value === null ? '' : plain(value / scale);
  const [text, setText] = useState(written);
  const read = (given: string): number | null | undefined => {
    if (given.trim() === '') return optional ? null : undefined;
    const number = /^\d{1,9}(?:\.\d{1,6})?$/.test(given.trim()) ? Math.round(Number(given) * scale * 1e6) / 1e6 : Number.NaN;
    return number >= least && number <= most && (scale < 1 || Number.isInteger(number) || most <= 1) ? number : undefined;
  };
  const said = read(text);
  const held = said === value || said === undefined;
  return (
    <TextInput
      className={className ?? ''}
      label={label}
      value={held ? text : written}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(unit === undefined ? {} : { rightSection: <span className="dim">{unit}</span>, rightSectionWidth: 44 })}
      inputMode="decimal"
      aria-invalid={said === undefined}
      error={said === undefined}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const number = read(next);
        if (number !== undefined && number !== value) onChange(number);
      }}
      onBlur={() => {
        if (said === undefined) setText(written);
      }}
    />
  );
}

/** A part that is opened when it is of interest; what it holds is said beside its name while it is closed. */
export function Fold({ title, summary, open = false, children }: { title: string; summary: string; open?: boolean; children: ReactNode }): ReactNode {
  return (
    <details className={css['details']} open={open}>
      <summary>
        <Icon name="right" size={12} />
        <span>{title}</span>
        <span className="dim">{summary}</span>
      </summary>
      {children}
    </details>
  );
}

export interface ChoiceProps {
  label: string;
  /** The label is said to screen readers alone. */
  hideLabel?: boolean;
  value: string;
  data: readonly (string | { value: string; label: string })[];
  onChange: (value: string) => void;
  className?: string | undefined;
}

/** One of a list, by the system's own control: there are many of them here, and a list that nobody opens costs nothing. */
export function Choice({ label, hideLabel = false, value, data, onChange, className }: ChoiceProps): ReactNode {
  return (
    <NativeSelect
      size="xs"
      className={className ?? ''}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      value={value}
      data={[...data]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
