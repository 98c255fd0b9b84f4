// A binary on one page: what decides where it starts, how it is hardened, what of Go is in it.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { Filtered, FilterField } from '../../ui/filtered.tsx';
import { Callout } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Modules, Settings, Warnings } from '../elf/tables.tsx';
import css from './binary.module.css';
import { DecidingFacts } from './deciding-facts.tsx';
import { Hardening } from './hardening.tsx';
import type { BinaryTabProps } from './parts.ts';

export function OverviewTab({ elf, detail }: BinaryTabProps): ReactNode {
  const { t } = useTranslation('binary');
  if (elf.format !== 'elf')
    return (
      <div className={pane['scroll']}>
        <div className={pane['gap']}>
          <Callout kind="info">{t(`format.${elf.format}`)}</Callout>
        </div>
        <Section title={t('facts.title')}>
          <Facts
            rows={[
              { name: t('facts.format'), value: elf.format },
              { name: t('facts.size'), value: `${formatBytes(elf.size)} (${elf.size.toLocaleString('en')} B)` },
              ...(elf.interp === null ? [] : [{ name: t('facts.interp'), value: <Shown text={elf.interp} /> }]),
            ]}
          />
        </Section>
        <Warnings warnings={[...elf.warnings, ...detail.warnings]} />
      </div>
    );
  const { go } = detail;
  return (
    <div className={pane['scroll']}>
      <div className={pane['columns']}>
        <div>
          <Section title={t('facts.title')}>
            <DecidingFacts elf={elf} detail={detail} />
          </Section>
          {go === null ? null : <Wanted go={go} />}
        </div>
        {detail.hardening === null ? null : (
          <Section title={t('hardening.title')} flush>
            <Hardening facts={detail.hardening} />
          </Section>
        )}
      </div>
      <Warnings warnings={[...elf.warnings, ...detail.warnings]} />
      {elf.go === null && (go?.packages.length ?? 0) === 0 ? null : (
        <>
          <div className={pane['tools']}>
            <FilterField label={t('filterGo')} />
          </div>
          {go === null ? null : <Packages go={go} />}
          {go === null ? null : <CgoSymbols go={go} />}
          <Settings elf={elf} />
          <Modules elf={elf} />
        </>
      )}
    </div>
  );
}

/** The packages that decide where it can run. */
function Wanted({ go }: { go: GoDetail }): ReactNode {
  const { t } = useTranslation('binary');
  if (go.has.length === 0) return null;
  return (
    <Section title={t('wanted')} flush>
      <ul className={css['hardening']}>
        {go.has.map(({ package: name, present, evidence }) => {
          const said = present === null ? t('hard.unknown') : present ? t('present') : t('absent');
          return (
            <li key={name} data-value={present === true ? 'here' : 'not-applicable'}>
              <span className={pane['sign']} title={said}>
                <span aria-hidden>{present === null ? '?' : present ? '●' : '○'}</span>
                <span className="visually-hidden">{said}</span>
              </span>
              <code className={css['hard-name']}>{name}</code>
              <span className={css['why']}>
                <Shown text={evidence} />
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Packages({ go }: { go: GoDetail }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <Filtered
      title={t('packages.title')}
      rows={go.packages}
      tall={16}
      fields={[
        { key: 'path', header: t('packages.path'), value: ({ path }) => path, width: 'minmax(200px, 3fr)' },
        { key: 'std', header: t('packages.std'), value: ({ std }) => (std ? t('packages.stdYes') : ''), width: '120px' },
        { key: 'functions', header: t('packages.functions'), value: ({ functions }) => functions, width: '100px', end: true },
        { key: 'bytes', header: t('packages.bytes'), value: ({ bytes }) => bytes, text: ({ bytes }) => formatBytes(bytes), width: '110px', end: true },
      ]}
    />
  );
}

function CgoSymbols({ go }: { go: GoDetail }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <Filtered
      title={t('cgoSymbols.title')}
      rows={go.cgoSymbols.filter(({ count }) => count > 0)}
      fields={[
        { key: 'kind', header: t('cgoSymbols.kind'), value: ({ kind }) => kind, width: '120px' },
        { key: 'count', header: t('cgoSymbols.count'), value: ({ count }) => count, width: '80px', end: true },
        { key: 'names', header: t('cgoSymbols.names'), value: ({ names }) => names.join(' '), width: 'minmax(200px, 1fr)' },
      ]}
    />
  );
}
