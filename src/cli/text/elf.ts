// What a binary says of itself, as text.
import type { Elf } from '../../shared/domain/elf.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

const list = (values: string[], most = 12): string => {
  const head = values.slice(0, most).map(shown).join(', ');
  return values.length > most ? `${head} and ${values.length - most} more` : head;
};

/** The facts that decide where it can start, as name and text. */
export function elfFacts(elf: Elf): [string, string][] {
  if (elf.format !== 'elf') return [['format', `${elf.format}, not ELF`], ['size', formatBytes(elf.size)], ...warnings(elf)];
  const facts: [string, string][] = [
    ['file', `${formatBytes(elf.size)}, ELF ${elf.class ?? '?'} ${elf.data ?? ''} ${shown(elf.machine ?? '?')} ${shown(elf.type ?? '?')}`],
    ['linkage', `${elf.linkage ?? 'unknown'}, libc ${elf.libc}`],
    ['interp', elf.interp === null ? 'none: starts without a loader' : shown(elf.interp)],
  ];
  if (elf.needed.length > 0) facts.push(['needed', list(elf.needed)]);
  if (elf.glibcFloor !== null) facts.push(['glibc floor', shown(elf.glibcFloor)]);
  const other = [...new Set(elf.versionsNeeded.filter((one) => !one.version.startsWith('GLIBC_')).map((one) => one.version))];
  if (other.length > 0) facts.push(['versions', list(other)]);
  if (elf.rpath.length > 0) facts.push(['rpath', list(elf.rpath)]);
  if (elf.runpath.length > 0) facts.push(['runpath', list(elf.runpath)]);
  if (elf.soname !== null) facts.push(['soname', shown(elf.soname)]);
  if (elf.go) {
    facts.push(['go', `${shown(elf.go.version)}  ${shown(elf.go.path)}${elf.go.main && elf.go.main.version !== '' ? `@${shown(elf.go.main.version)}` : ''}`]);
    const settings = Object.entries(elf.go.settings).map(([name, value]) => `${name}=${value}`);
    if (settings.length > 0) facts.push(['built with', list(settings, 24)]);
    if (elf.go.deps.length > 0) facts.push(['modules', list(elf.go.deps.map((dep) => `${dep.path}@${dep.version}`))]);
  }
  facts.push(['cgo', `${elf.cgo.enabled === null ? 'not known' : elf.cgo.enabled ? 'yes' : 'no'}${elf.cgo.evidence.length > 0 ? ` (${list(elf.cgo.evidence, 4)})` : ''}`]);
  if (elf.tls.present) facts.push(['tls', `${list(elf.tls.models) || 'present'}${elf.tls.staticFlag ? ', DF_STATIC_TLS' : ''}`]);
  if (elf.buildId !== null) facts.push(['build id', shown(elf.buildId)]);
  return [...facts, ...warnings(elf)];
}

const warnings = (elf: Elf): [string, string][] => elf.warnings.slice(0, 20).map((warning) => ['warning', `${shown(warning.text)}${warning.offset === null ? '' : ` (at byte ${warning.offset})`}`]);

export const elfLines = (elf: Elf, paint: Paint, columns: number | undefined): string[] => [
  paint.bold(shown(elf.path)),
  ...table([{ title: '' }, { title: '', shrink: { min: 30 } }], elfFacts(elf).map(([name, text]) => [{ text: name, paint: name === 'warning' ? paint.yellow : paint.dim }, text]), { columns }),
];

