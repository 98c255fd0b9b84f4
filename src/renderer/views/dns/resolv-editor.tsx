// resolv.conf as text, with line numbers and what each resolver makes of every line beside it, by a sign of its own; what is to be said stands below.
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsLint } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import css from './editor.module.css';
import { marksByLine, resolverName, saidOf, VERDICT_SIGN, type Said } from './lint-marks.ts';

/** As in editor.module.css. */
const LINE = 18;
const MOST_LINES = 14;
const FEWEST_LINES = 5;

export function ResolvEditor({ value, onChange, lint }: { value: string; onChange: (text: string) => void; lint: DnsLint | null }): ReactNode {
  const { t } = useTranslation('dns');
  const area = useRef<HTMLTextAreaElement>(null);
  const [top, setTop] = useState(0);
  const lines = useMemo(() => value.split('\n').length, [value]);
  const shownLines = Math.min(MOST_LINES, Math.max(FEWEST_LINES, lines));
  const marks = useMemo(() => (lint === null ? new Map<number, never>() : marksByLine(lint)), [lint]);
  const first = Math.max(0, Math.floor(top / LINE) - 1);
  const drawn = Array.from({ length: Math.max(0, Math.min(lines - first, shownLines + 3)) }, (_, index) => first + index + 1);
  const goTo = (line: number): void => {
    const field = area.current;
    if (field === null) return;
    const before = value.split('\n').slice(0, line - 1);
    const start = before.reduce((sum, each) => sum + each.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (value.split('\n')[line - 1] ?? '').length);
    field.scrollTop = Math.max(0, (line - 3) * LINE);
  };
  const names = lint?.resolvers.map((each) => resolverName(each, lint.resolvers)) ?? [];
  return (
    <div className={css['resolv']}>
      <div className={css['resolv-box']} style={{ height: shownLines * LINE + 26 }}>
        <div className={css['gutter']} aria-hidden>
          <div style={{ transform: `translateY(${first * LINE - top}px)` }}>
            {drawn.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </div>
        </div>
        <textarea
          ref={area}
          className={css['area']}
          aria-label={t('resolv.label')}
          value={value}
          maxLength={262_144}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        />
        <div className={css['marks']} aria-hidden style={{ width: Math.max(1, names.length) * 20 + 10 }}>
          <div style={{ transform: `translateY(${first * LINE - top}px)` }}>
            {drawn.map((line) => (
              <div key={line}>
                {marks.get(line)?.map((verdict, index) => (
                  <span key={index} data-verdict={verdict ?? undefined} title={verdict === null ? undefined : `${names[index] ?? ''}: ${t(`verdict.${verdict}`)}`}>
                    {verdict === null ? '' : VERDICT_SIGN[verdict]}
                  </span>
                ))}
              </div>
            ))}
          </div>
        </div>
        <div className={css['marks-head']} aria-hidden>
          {names.map((name) => (
            <span key={name} title={name}>
              {name.slice(0, 2)}
            </span>
          ))}
        </div>
      </div>
      {lint === null ? null : <SaidList lint={lint} onLine={goTo} />}
    </div>
  );
}

function SaidList({ lint, onLine }: { lint: DnsLint; onLine: (line: number) => void }): ReactNode {
  const { t } = useTranslation('dns');
  const said = useMemo(() => saidOf(lint), [lint]);
  const [all, setAll] = useState(false);
  const least = 6;
  const drawn = all ? said : said.slice(0, least);
  return (
    <div className={css['said']} role="group" aria-label={t('resolv.said')}>
      {said.length === 0 ? <p className="dim">{t('resolv.allHonoured')}</p> : null}
      <ul>
        {drawn.map((each, index) => (
          <li key={index} data-verdict={each.verdict}>
            <span className={css['verdict']} data-verdict={each.verdict}>
              <span aria-hidden>{VERDICT_SIGN[each.verdict]}</span> {t(`verdict.${each.verdict}`)}
            </span>
            <SaidBy said={each} lint={lint} />
            <span className={css['said-text']}>
              {each.line === null ? null : (
                <button type="button" className="link-button" onClick={() => onLine(each.line ?? 1)}>
                  {t('resolv.line', { line: each.line })}
                </button>
              )}
              {each.word === null ? null : <code>{shown(each.word).slice(0, 60)}</code>} {shown(each.text)}
            </span>
          </li>
        ))}
      </ul>
      {said.length > least ? (
        <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('resolv.fewer') : t('resolv.more', { count: said.length - least })}
        </button>
      ) : null}
    </div>
  );
}

function SaidBy({ said, lint }: { said: Said; lint: DnsLint }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <span className={css['by']}>
      {said.by.length === lint.resolvers.length && said.by.length > 1 ? t('resolv.byAll') : said.by.map((each) => resolverName(each, lint.resolvers)).join(' ')}
    </span>
  );
}
