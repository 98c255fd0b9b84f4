// The facts that decide where a binary can start, each with the bytes that say it.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ByteRange, ElfDetail } from '../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../shared/domain/elf.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import css from './binary.module.css';
import { Place } from './place.tsx';

/** Texts of a list shown before the others are only counted. */
const MOST = 24;

export function DecidingFacts({ elf, detail }: { elf: Elf; detail: ElfDetail }): ReactNode {
  const { t } = useTranslation('binary');
  const places = new Map((detail.places ?? []).map(({ fact, offset, length }) => [fact, { offset, length }]));
  const rows: FactRow[] = [];
  const add = (name: string, value: ReactNode, place?: ByteRange): void =>
    void rows.push({
      name,
      value: (
        <span className={css['fact']}>
          <span>{value}</span>
          <Place at={place} />
        </span>
      ),
    });
  const text = (name: string, said: string | null, place?: ByteRange): void => {
    if (said !== null && said !== '') add(name, <Shown text={said} />, place);
  };
  const list = (name: string, fact: string, values: readonly string[]): void => {
    if (values.length === 0) return;
    add(
      name,
      <ul className={css['values']}>
        {values.slice(0, MOST).map((value, index) => (
          <li key={index}>
            <Shown text={value} /> <Place at={places.get(`${fact}[${index}]`)} />
          </li>
        ))}
        {values.length > MOST ? <li className="dim">{t('facts.more', { count: values.length - MOST })}</li> : null}
      </ul>,
    );
  };
  text(t('facts.file'), [`ELF ${elf.class ?? '?'}`, elf.data, elf.machine, elf.type].filter((part) => part !== null).join(' '), places.get('machine'));
  text(t('facts.size'), `${formatBytes(elf.size)} (${elf.size.toLocaleString('en')} B)`);
  text(t('facts.linkage'), [elf.linkage ?? t('facts.unknown'), elf.libc === 'none' ? t('facts.noLibc') : `libc ${elf.libc}`].join(', '));
  if (elf.interp === null) add(t('facts.interp'), <span className="dim">{t('facts.noInterp')}</span>);
  else text(t('facts.interp'), elf.interp, places.get('interp'));
  list(t('facts.needed'), 'needed', elf.needed);
  const floor = elf.versionsNeeded.findIndex(({ version }) => version === `GLIBC_${elf.glibcFloor}`);
  text(t('facts.floor'), elf.glibcFloor, places.get(`versionsNeeded[${floor}]`));
  const other = [...new Set(elf.versionsNeeded.map(({ version }) => version).filter((version) => !version.startsWith('GLIBC_')))];
  text(t('facts.versions'), other.join(' '));
  list('RPATH', 'rpath', elf.rpath);
  list('RUNPATH', 'runpath', elf.runpath);
  text('SONAME', elf.soname, places.get('soname'));
  const { go } = elf;
  if (go !== null) {
    text(t('facts.go'), go.version, places.get('go'));
    text(t('facts.package'), go.path);
    if (go.main !== null) text(t('facts.module'), [go.main.path, go.main.version].filter((part) => part !== '').join('@'));
  }
  const extra = detail.go;
  if (extra !== null) {
    if (extra.level !== null) text(t('facts.level'), `${extra.level.variable}=${extra.level.value}${extra.level.assumed ? ` (${t('facts.assumed')})` : ''}`);
    if (extra.linkMode.mode !== 'unknown') text(t('facts.linkMode'), `${t(`linkMode.${extra.linkMode.mode}`)}: ${extra.linkMode.evidence.slice(0, 3).join('; ')}`);
    if (extra.pclntab !== null) text('pclntab', `${extra.pclntab.version}, ${t('facts.functions', { count: extra.pclntab.functions })}`, extra.pclntab.place);
    if (extra.race === true) text('-race', t('facts.yes'));
  }
  text(
    'cgo',
    `${elf.cgo.enabled === null ? t('facts.unknown') : elf.cgo.enabled ? t('facts.yes') : t('facts.no')}${elf.cgo.evidence.length > 0 ? `: ${elf.cgo.evidence.slice(0, 4).join('; ')}` : ''}`,
  );
  if (elf.tls.present) text('TLS', [...elf.tls.models, ...(elf.tls.staticFlag ? ['DF_STATIC_TLS'] : [])].join(', ') || t('facts.yes'));
  text(t('facts.buildId'), elf.buildId, places.get('buildId'));
  text(t('facts.goBuildId'), elf.goBuildId, places.get('goBuildId'));
  return <Facts rows={rows} />;
}
