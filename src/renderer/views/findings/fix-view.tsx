// A fix: what it costs, what it changes, and (of a cell) the way to its proof. What only a person can do stands there as lines to copy.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fix } from '../../../shared/domain/explain.ts';
import { shown, shownLines } from '../../../shared/domain/text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Shown } from '../../ui/facts.tsx';
import { changeRows, isByHand, type ChangeRow } from './change-rows.ts';
import css from './findings.module.css';

export interface FixViewProps {
  fix: Fix;
  /** The axes of the cell that it would change. */
  axes?: Readonly<Record<string, string>>;
  /** Beside the title: the button. */
  action?: ReactNode;
  /** Below: how the try goes, and what came of it. */
  children?: ReactNode;
}

export function FixView({ fix, axes, action, children }: FixViewProps): ReactNode {
  const { t } = useTranslation('explain');
  const rows = changeRows(fix.change, axes);
  return (
    <section className={css['fix']} aria-label={t('fix.label', { title: shown(fix.title) })}>
      <div className={css['fix-head']}>
        <h4>
          <Shown text={fix.title} />
        </h4>
        {fix.proof === null ? null : <ProofSign green={fix.proof.green} />}
        <span className={css['spring']} />
        {isByHand(fix.change) ? <span className="dim">{t('fix.byHand')}</span> : action}
      </div>
      {fix.tradeOffs.length === 0 ? null : (
        <ul className={css['trade-offs']} aria-label={t('fix.tradeOffs')}>
          {fix.tradeOffs.map((text, index) => (
            <li key={index}>
              <Shown text={text} />
            </li>
          ))}
        </ul>
      )}
      {rows.length === 0 ? null : <Changes rows={rows} />}
      <Lines lines={fix.change.manual ?? []} />
      {children}
    </section>
  );
}

/** Said with sign and word: proven, tried and not proven, could not be tried. */
export function ProofSign({ green }: { green: boolean | null }): ReactNode {
  const { t } = useTranslation('explain');
  const kind = green === true ? 'proven' : green === false ? 'notProven' : 'notTried';
  return (
    <span className={css['proof-sign']} data-kind={kind}>
      <span aria-hidden>{green === true ? '✓' : green === false ? '✗' : '–'}</span> {t(`proof.${kind}`)}
    </span>
  );
}

function Changes({ rows }: { rows: readonly ChangeRow[] }): ReactNode {
  const { t } = useTranslation(['explain', 'common']);
  return (
    <table className={css['changes']}>
      <thead className="visually-hidden">
        <tr>
          <th>{t('fix.what')}</th>
          <th>{t('fix.to')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            <th scope="row">
              <span className="dim">{t(`fix.kind.${row.kind}`)}</span> <span className="mono">{shown(row.name)}</span>
            </th>
            <td className="mono">
              {row.from === null || row.text ? null : (
                <>
                  <span className="dim">
                    <Shown text={row.from === '' ? t('common:nothing') : row.from} />
                  </span>{' '}
                  <span aria-hidden>→</span> <span className="visually-hidden">{t('fix.becomes')}</span>
                </>
              )}
              <To row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Lines of a text that are shown. */
const MOST_LINES = 12;

function To({ row }: { row: ChangeRow }): ReactNode {
  const { t } = useTranslation(['explain', 'common']);
  if (row.to === null) return <em>{t('fix.removed')}</em>;
  if (row.kind === 'fileFrom') return t('fix.fromImage', { image: shown(row.to) });
  if (!row.text) return row.to === '' ? <span className="dim">{t('common:nothing')}</span> : <Shown text={row.to} />;
  const block = (text: string, sign: string): string =>
    shownLines(text.replace(/\n$/, ''))
      .slice(0, MOST_LINES)
      .map((line) => `${sign}${line}`)
      .join('\n');
  return <pre className={css['block']}>{[...(row.from === null ? [] : [block(row.from, '- ')]), block(row.to, row.from === null ? '' : '+ ')].join('\n')}</pre>;
}

function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  const { t } = useTranslation('explain');
  if (lines.length === 0) return null;
  return (
    <ol className={css['manual']} aria-label={t('fix.manual')}>
      {lines.map((line, index) => (
        <li key={index}>
          <code>{shown(line)}</code>
          <CopyButton text={line} label={t('fix.copyLine', { number: index + 1 })} />
        </li>
      ))}
    </ol>
  );
}
