// What a loader does to the binary before main: relocations, the slots of the PLT, thread-local storage, functions that run first.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ElfDetail } from '../../../shared/domain/elf-detail.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Facts, Shown } from '../../ui/facts.tsx';
import { Filtered, FilterField } from '../../ui/filtered.tsx';
import { hex } from '../../ui/hex.ts';
import { Empty } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Relocations } from '../elf/tables.tsx';
import css from './binary.module.css';
import { useBinaryPart, type BinaryTabProps } from './parts.ts';
import { Place, placeText } from './place.tsx';
import { Waiting } from './waiting.tsx';

export function CodeTab(props: BinaryTabProps): ReactNode {
  const part = useBinaryPart(props.binary, 'code');
  return <Waiting part={part}>{(detail) => <Code {...props} detail={detail} />}</Waiting>;
}

function Code({ elf, detail }: BinaryTabProps): ReactNode {
  const { t } = useTranslation(['binary', 'elf']);
  const { relocations, plt, init } = detail;
  const nothing = elf.relocations.count === 0 && (plt?.entries.length ?? 0) === 0 && !elf.tls.present && (init?.entries.length ?? 0) === 0;
  if (nothing) return <Empty icon="file" title={t('code.none')} why={t('code.noneWhy')} />;
  return (
    <div className={pane['scroll']}>
      <div className={pane['tools']}>
        <FilterField label={t('elf:filter')} />
      </div>
      <Tls detail={detail} />
      <Filtered
        title={t('code.init')}
        rows={init?.entries ?? []}
        aside={init === null || init.cut === 0 ? null : <span className="dim">{t('cut', { count: init.cut })}</span>}
        fields={[
          { key: 'array', header: t('code.array'), value: ({ array }) => `.${array}_array`, width: '140px' },
          { key: 'index', header: '#', value: ({ index }) => index, width: '60px', end: true },
          {
            key: 'value',
            header: t('elf:address'),
            value: ({ value }) => (value === null ? null : Number(value)),
            text: ({ value }) => (value === null ? '' : hex(value)),
            width: '140px',
            end: true,
          },
          { key: 'symbol', header: t('code.symbol'), value: ({ symbol }) => symbol, width: 'minmax(200px, 1fr)' },
          { key: 'place', header: t('bytes'), value: ({ place }) => place.offset, text: ({ place }) => placeText(place), width: '120px', end: true },
        ]}
      />
      <Filtered
        title={t('code.tables')}
        rows={relocations?.tables ?? []}
        fields={[
          { key: 'name', header: t('elf:name'), value: ({ name }) => name, width: 'minmax(120px, 1fr)' },
          { key: 'kind', header: t('code.kind'), value: ({ kind, plt: own }) => (own ? `${kind} (PLT)` : kind), width: '100px' },
          { key: 'count', header: t('elf:count'), value: ({ count }) => count, text: ({ count }) => count.toLocaleString('en'), width: '90px', end: true },
          {
            key: 'types',
            header: t('code.types'),
            value: ({ byType }) =>
              Object.entries(byType)
                .sort((a, b) => b[1] - a[1])
                .map(([type, count]) => `${type} ${count.toLocaleString('en')}`)
                .join('  '),
            width: 'minmax(240px, 4fr)',
          },
          { key: 'place', header: t('bytes'), value: ({ place }) => place.offset, text: ({ place }) => placeText(place), width: '140px', end: true },
        ]}
      />
      {relocations === null ? <Relocations elf={elf} /> : null}
      <Filtered
        title={t('code.plt')}
        rows={plt?.entries ?? []}
        tall={24}
        aside={plt === null || plt.cut === 0 ? null : <span className="dim">{t('cut', { count: plt.cut })}</span>}
        fields={[
          { key: 'symbol', header: t('code.symbol'), value: ({ symbol }) => symbol, width: 'minmax(200px, 2fr)' },
          { key: 'version', header: t('elf:version'), value: ({ version }) => version, width: 'minmax(120px, 1fr)' },
          { key: 'slot', header: t('code.slot'), value: ({ slot }) => Number(slot), text: ({ slot }) => hex(slot), width: '130px', end: true },
          {
            key: 'stub',
            header: t('code.stub'),
            value: ({ stub }) => (stub === null ? null : Number(stub)),
            text: ({ stub }) => (stub === null ? '' : hex(stub)),
            width: '130px',
            end: true,
          },
          { key: 'type', header: t('elf:type'), value: ({ type }) => type, width: 'minmax(160px, 1fr)' },
          { key: 'place', header: t('bytes'), value: ({ place }) => place.offset, text: ({ place }) => placeText(place), width: '120px', end: true },
        ]}
      />
    </div>
  );
}

/** Names of thread-local variables shown. */
const MOST_SYMBOLS = 12;

function Tls({ detail }: { detail: ElfDetail }): ReactNode {
  const { t } = useTranslation('binary');
  const { tls } = detail;
  if (tls === null || (tls.segment === null && tls.models.length === 0)) return null;
  const { segment } = tls;
  return (
    <Section title={t('code.tls')}>
      <Facts
        rows={[
          ...(segment === null
            ? []
            : [
                {
                  name: 'PT_TLS',
                  value: (
                    <span className={css['fact']}>
                      <span>{t('code.segment', { file: formatBytes(segment.fileBytes), memory: formatBytes(Number(segment.memoryBytes)), align: segment.align })}</span>
                      <Place at={segment.place} />
                    </span>
                  ),
                },
              ]),
          { name: 'DF_STATIC_TLS', value: tls.staticFlag ? t('facts.yes') : t('facts.no') },
          ...tls.models.map(({ model, count, evidence }) => ({
            name: model,
            value: <Shown text={[count === null ? '' : `×${count}`, evidence.slice(0, 4).join('; ')].filter((part) => part !== '').join('  ')} />,
          })),
          ...(tls.symbols.length === 0
            ? []
            : [
                {
                  name: t('code.tlsSymbols'),
                  value: (
                    <>
                      <Shown text={tls.symbols.slice(0, MOST_SYMBOLS).join(' ')} />{' '}
                      {tls.symbols.length > MOST_SYMBOLS ? <span className="dim">{t('facts.more', { count: tls.symbols.length - MOST_SYMBOLS })}</span> : null}
                    </>
                  ),
                },
              ]),
        ]}
      />
    </Section>
  );
}
