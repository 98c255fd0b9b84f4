// What an audit concludes, each with the evidence it stands on.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ImageEvidence, ImageFinding } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { Shown } from '../../ui/facts.tsx';
import pane from '../../ui/pane.module.css';
import css from './image.module.css';

const SIGN: Record<ImageFinding['level'], string> = { error: '✗', warning: '!', info: 'i' };
const ORDER: readonly ImageFinding['level'][] = ['error', 'warning', 'info'];
/** Pieces of evidence shown of one finding. */
const MOST = 8;

export function Findings({ image, findings, none }: { image: string; findings: readonly ImageFinding[]; /** Said where there is no finding. */ none: string }): ReactNode {
  const { t } = useTranslation('image');
  if (findings.length === 0) return <p className={css['inside']}>{none}</p>;
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  return (
    <ul className={css['findings']}>
      {sorted.map(({ id, level, cause, title, detail, evidence }, index) => (
        <li key={`${id} ${index}`} data-level={level}>
          <span className={pane['sign']} title={t(`level.${level}`)}>
            <span aria-hidden>{SIGN[level]}</span>
            <span className="visually-hidden">{t(`level.${level}`)}</span>
          </span>
          <div>
            <h3>
              <Shown text={title} /> {cause === null ? null : <code className="dim">{shown(cause)}</code>}
            </h3>
            <p>
              <Shown text={detail} />
            </p>
            <ul>
              {evidence.slice(0, MOST).map((one, at) => (
                <li key={at}>
                  <Evidence image={image} evidence={one} />
                </li>
              ))}
              {evidence.length > MOST ? <li className="dim">{t('audit.more', { count: evidence.length - MOST })}</li> : null}
            </ul>
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Evidence({ image, evidence }: { image: string; evidence: ImageEvidence }): ReactNode {
  const { t } = useTranslation('image');
  const { source, path, text, layer } = evidence;
  return (
    <>
      <span className="dim">{t(`source.${source}`)}</span>{' '}
      {path === null || text.includes(path) ? null : source === 'elf' ? (
        <>
          <Link className="mono" href={routes.binary({ kind: 'image', image, path })}>
            {shown(path)}
          </Link>{' '}
        </>
      ) : (
        <>
          <code>{shown(path)}</code>{' '}
        </>
      )}
      <span className="mono">
        <Shown text={text} max={800} />
      </span>
      {layer === null ? null : <span className="dim"> {t('audit.layer', { number: layer + 1 })}</span>}
    </>
  );
}
