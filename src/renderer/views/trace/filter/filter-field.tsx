// The field of the filter language: painted as it is typed, completed with what stands in this very trace.
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceCompletions } from '../../../../shared/domain/trace-detail.ts';
import { filterTokens } from '../../../../shared/domain/trace-filter.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { useCall } from '../../../api/client.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import css from './filter.module.css';

export interface FilterFieldProps {
  field: RefObject<HTMLInputElement | null>;
  source: TraceSource;
  noise: boolean;
  text: string;
  /** Id of the element that says what is wrong; null: nothing is. */
  problemId: string | null;
  onText: (text: string) => void;
  /** The field is left with what stands in it: it is worth to be remembered. */
  onDone: () => void;
  /** Enter with nothing to choose: to the rows. */
  onEnter: () => void;
}

const NONE: TraceCompletions['choices'] = [];

export function FilterField({ field, source, noise, text, problemId, onText, onDone, onEnter }: FilterFieldProps): ReactNode {
  const { t, i18n } = useTranslation('trace');
  const [open, setOpen] = useState(false);
  const [cursor, setCursor] = useState(text.length);
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  const asked = useSettled(`${cursor} ${text}`, 60);
  const blank = asked.indexOf(' ');
  const [askedCursor, askedText] = [Number(asked.slice(0, blank)), asked.slice(blank + 1)];
  const completions = useCall(
    'trace.complete',
    { source, noise, filter: askedText, cursor: Math.min(askedCursor, askedText.length), limit: 50 },
    { enabled: open, keep: true, keepFor: 10_000 },
  );
  const choices = open ? (completions.data?.choices ?? NONE) : NONE;
  const fresh = !completions.isPlaceholderData && askedText === text && askedCursor === cursor;
  const listed = open && choices.length > 0;
  const at = active !== null && active < choices.length ? active : null;

  const paint = useRef<HTMLDivElement>(null);
  const follow = (): void => {
    if (paint.current !== null && field.current !== null) paint.current.scrollLeft = field.current.scrollLeft;
  };
  useLayoutEffect(follow);

  // Where the caret goes once the text that was chosen stands in the field.
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null || field.current === null) return;
    field.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text, field]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (at !== null) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  // Chosen faster than the workbench answered: what is offered for this very text is taken when it is there. `choice` null: the first.
  const hasty = useRef<{ text: string; choice: string | null } | null>(null);
  useEffect(() => {
    const wanted = hasty.current;
    if (wanted === null) return;
    if (wanted.text !== text || !open) hasty.current = null;
    else if (fresh) {
      hasty.current = null;
      const index = wanted.choice === null ? 0 : choices.findIndex(({ text: each }) => each === wanted.choice);
      if (index >= 0 && (wanted.choice !== null || isHalf(text, completions.data))) choose(index);
    }
  });
  const choose = (index: number): void => {
    const choice = choices[index];
    if (choice === undefined || completions.data === undefined) return;
    if (!fresh) {
      hasty.current = { text, choice: choice.text };
      return;
    }
    const { from, to } = completions.data;
    // A value that is chosen is whole; behind a key its value follows at once.
    const put = choice.what === 'value' && to >= text.length ? `${choice.text} ` : choice.text;
    const next = text.slice(0, from) + put + text.slice(to);
    caret.current = from + put.length;
    setCursor(from + put.length);
    setActive(null);
    onText(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        if (!open) return setOpen(true);
        if (choices.length === 0) return;
        const by = event.key === 'ArrowDown' ? 1 : -1;
        setActive(at === null ? (by === 1 ? 0 : choices.length - 1) : (at + by + choices.length) % choices.length);
        return;
      }
      case 'Tab':
        // Takes the first without a look at the list, as shells do; where nothing is offered it moves on.
        if (event.shiftKey || !open) return;
        if (!fresh) {
          // Half a word is being completed: the answer is on its way.
          if (!/[^\s:,]$/.test(text.slice(0, cursor))) return;
          event.preventDefault();
          hasty.current = { text, choice: at === null ? null : (choices[at]?.text ?? null) };
          return;
        }
        if (!listed) return;
        if (at === null && !isHalf(text, completions.data)) return;
        event.preventDefault();
        return choose(at ?? 0);
      case 'Enter':
        event.preventDefault();
        if (listed && at !== null) return choose(at);
        setOpen(false);
        onDone();
        return onEnter();
      case 'Escape':
        if (listed) setOpen(false);
        else onText('');
        setActive(null);
        event.stopPropagation();
    }
  };
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <div className={css['field']} data-wrong={problemId !== null}>
      <Icon name="filter" size={14} />
      <div className={css['in']}>
        <div ref={paint} className={css['paint']} aria-hidden>
          <Painted text={text} />
        </div>
        <input
          ref={field}
          className={css['input']}
          role="combobox"
          aria-label={t('filter.label')}
          aria-autocomplete="list"
          aria-expanded={listed}
          aria-controls={`${id}-list`}
          aria-activedescendant={listed && at !== null ? `${id}-${at}` : undefined}
          aria-invalid={problemId !== null}
          aria-describedby={problemId ?? undefined}
          placeholder={t('filter.placeholder')}
          value={text}
          maxLength={10_000}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => {
            setCursor(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
            setActive(null);
            setOpen(true);
            onText(event.currentTarget.value);
          }}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? text.length)}
          onClick={() => setOpen(true)}
          onScroll={follow}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setOpen(false);
            setActive(null);
            onDone();
          }}
        />
      </div>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={t('filter.choices')} className={css['choices']} hidden={!listed}>
        {choices.map((choice, index) => (
          <li
            key={choice.text}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={css['choice']}
            onPointerDown={(event) => {
              // The field keeps the focus.
              event.preventDefault();
              choose(index);
            }}
          >
            <span className="mono">{shown(choice.text)}</span>
            {choice.what === 'key' ? (
              <span className={css['about']}>{aboutKey(choice.text, t)}</span>
            ) : choice.count === null ? null : (
              <span className={css['many']}>{number(choice.count)}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Something of the word stands already: Tab completes it. */
const isHalf = (text: string, { from, to }: TraceCompletions = { from: 0, to: 0, choices: [] }): boolean => text.slice(from, to).trim() !== '';

const KEYS = ['call', 'error', 'path', 'address', 'class', 'is', 'took', 'result', 'fd', 'made', 'pid', 'task', 'program', 'sought', 'kind', 'at', 'event', 'line'] as const;
function aboutKey(text: string, t: (key: `filter.keys.${(typeof KEYS)[number]}`) => string): string {
  const key = KEYS.find((one) => one === text.replace(/^-/, '').replace(/:$/, ''));
  return key === undefined ? '' : t(`filter.keys.${key}`);
}

function Painted({ text }: { text: string }): ReactNode {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const { from, to, what } of filterTokens(text)) {
    if (from > done) parts.push(text.slice(done, from));
    parts.push(
      <span key={from} data-token={what}>
        {text.slice(from, to)}
      </span>,
    );
    done = to;
  }
  parts.push(text.slice(done));
  return parts;
}
