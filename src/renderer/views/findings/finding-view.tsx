// One finding: the cause in a word, what it stands on, what speaks against it, what to look up next, its fixes; and below it what merely follows from it.
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { isCause } from '../../../shared/domain/causes.ts';
import type { Finding, FindingEvidence } from '../../../shared/domain/explain.ts';
import { shown } from '../../../shared/domain/text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Shown } from '../../ui/facts.tsx';
import { shownLine } from '../../ui/log/index.ts';
import { confidenceWord, percent } from './confidence.ts';
import css from './findings.module.css';
import type { FindingNode } from './order.ts';
import type { PlaceOf } from './places.ts';

export interface FindingListProps {
  nodes: readonly FindingNode[];
  placeOf: PlaceOf;
  fixes: (finding: Finding) => ReactNode;
}

export function FindingList({ nodes, placeOf, fixes }: FindingListProps): ReactNode {
  return (
    <ol className={css['list']}>
      {nodes.map((node, index) => (
        <One key={index} node={node} placeOf={placeOf} fixes={fixes} />
      ))}
    </ol>
  );
}

function One({ node, placeOf, fixes }: { node: FindingNode; placeOf: PlaceOf; fixes: FindingListProps['fixes'] }): ReactNode {
  const { t } = useTranslation('explain');
  const { finding, followers } = node;
  // An id of the document's own would be a stranger's text.
  const head = useId();
  return (
    <li className={css['item']}>
      <article className={css['finding']} aria-labelledby={head}>
        <header className={css['head']}>
          <h2 id={head}>
            <Shown text={finding.title} />
          </h2>
          <ConfidenceSign confidence={finding.confidence} />
        </header>
        <p className={css['cause']}>
          <Cause cause={finding.cause} />
        </p>
        <div className={css['body']}>
          <EvidenceList title={t('evidence.title')} evidence={finding.evidence} placeOf={placeOf} />
          {finding.against.length === 0 ? null : <EvidenceList title={t('evidence.against')} evidence={finding.against} placeOf={placeOf} against />}
          {finding.next === null ? null : (
            <section className={css['next']} aria-label={t('next')}>
              <h3>{t('next')}</h3>
              <p>
                <Shown text={finding.next} /> <CopyButton text={finding.next} label={t('copyNext')} />
              </p>
            </section>
          )}
          {finding.fixes.length === 0 ? null : fixes(finding)}
          <See addresses={finding.see} />
        </div>
      </article>
      {followers.length === 0 ? null : (
        <section className={css['followers']} aria-label={t('follows')}>
          <h3>{t('follows')}</h3>
          <FindingList nodes={followers} placeOf={placeOf} fixes={fixes} />
        </section>
      )}
    </li>
  );
}

/** The word of the cause, and what it means. */
export function Cause({ cause }: { cause: string }): ReactNode {
  const { t } = useTranslation(['explain', 'causes']);
  return (
    <>
      <code className={css['word']}>
        <Shown text={cause} />
      </code>{' '}
      {isCause(cause) ? <span>{t(`causes:${cause}`)}</span> : null}
    </>
  );
}

/** In words, per cent, and a bar: never by the bar alone. */
export function ConfidenceSign({ confidence }: { confidence: number }): ReactNode {
  const { t } = useTranslation('explain');
  const word = confidenceWord(confidence);
  return (
    <span className={css['confidence']} data-word={word} title={t('confidence.why')}>
      <span className={css['bar']} aria-hidden>
        <span style={{ width: `${percent(confidence)}%` }} />
      </span>
      {t(`confidence.${word}`)} <span className="mono">{t('confidence.percent', { percent: percent(confidence) })}</span>
    </span>
  );
}

export function EvidenceList({
  title,
  evidence,
  placeOf,
  against = false,
}: {
  title: string;
  evidence: readonly FindingEvidence[];
  placeOf: PlaceOf;
  against?: boolean;
}): ReactNode {
  return (
    <section className={css['evidence']} aria-label={title} data-against={against}>
      <h3>{title}</h3>
      <ul>
        {evidence.map((one, index) => (
          <EvidenceLine key={index} evidence={one} href={placeOf(one)} />
        ))}
      </ul>
    </section>
  );
}

/** Characters of a line that are shown; its place has the rest. */
const MOST = 400;

function EvidenceLine({ evidence, href }: { evidence: FindingEvidence; href: string | null }): ReactNode {
  const place = usePlaceText(evidence);
  const { text } = evidence;
  return (
    <li>
      <span className={css['place']}>
        {href === null ? (
          <Shown text={place} />
        ) : (
          <Link href={href}>
            <Shown text={place} />
          </Link>
        )}
      </span>
      {text === undefined ? null : <code dir="ltr">{shownLine(text.length > MOST ? `${text.slice(0, MOST)}…` : text).text}</code>}
    </li>
  );
}

/** `stderr, line 12`, `elf.interp`, `elf 0x318+28`: where it stands, in one width. */
function usePlaceText({ source, line, event, path, byteOffset, length }: FindingEvidence): string {
  const { t } = useTranslation('explain');
  const name = path ?? t(`source.${source}`);
  if (source === 'log') return line === undefined ? name : t('place.line', { name, line });
  if (source === 'trace' && event !== undefined) return t('place.event', { name, event });
  if (byteOffset !== undefined) return t('place.bytes', { name, place: `0x${byteOffset.toString(16)}${length === undefined ? '' : `+${length}`}` });
  return line === undefined ? name : t('place.line', { name, line });
}

function See({ addresses }: { addresses: readonly string[] }): ReactNode {
  const { t } = useTranslation('explain');
  if (addresses.length === 0) return null;
  return (
    <p className={css['see']}>
      <span className="dim">{t('see')}</span>{' '}
      {addresses.map((address, index) => (
        <span key={index} className="mono">
          <Shown text={address} /> <CopyButton text={address} label={t('copySee', { address: shown(address) })} />
        </span>
      ))}
    </p>
  );
}
