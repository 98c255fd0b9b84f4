// Binaries and traces in words: the facts that decide, as name and text, the same in every shell and every report. The text is shown, never raw.
import type { Elf } from './elf.ts';
import { shown } from './text.ts';
import type { Trace } from './trace.ts';
import { formatBytes, formatNs } from './units.ts';

export type NamedFact = [name: string, text: string];

/** Names of strangers can have thousands of letters; the document has them whole. */
const MOST_SHOWN = 300;

const list = (values: string[], most = 12): string => {
  const head = values
    .slice(0, most)
    .map((value) => (value === '' ? '""' : cut(shown(value), MOST_SHOWN)))
    .join(', ');
  return values.length > most ? `${head} and ${values.length - most} more` : head;
};

/** The facts that decide where it can start, as name and text. */
export function elfFacts(elf: Elf): NamedFact[] {
  if (elf.format !== 'elf') return [['format', `${elf.format}, not ELF`], ['size', formatBytes(elf.size)], ...warnings(elf)];
  const facts: NamedFact[] = [
    ['file', `${formatBytes(elf.size)}, ELF ${elf.class ?? '?'} ${elf.data ?? ''} ${shown(elf.machine ?? '?')} ${shown(elf.type ?? '?')}${osOf(elf)}`],
    ['linkage', `${elf.linkage ?? 'unknown'}, libc ${elf.libc}`],
    ['interp', elf.interp === null ? withoutInterp(elf) : cut(shown(elf.interp), MOST_SHOWN)],
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
    // A list of dozens of names that are the same for every program of a go.mod's Go version.
    const settings = Object.entries(elf.go.settings).map(([name, value]) => (name === 'DefaultGODEBUG' ? cut(`${name}=${value}`) : `${name}=${value}`));
    if (settings.length > 0) facts.push(['built with', list(settings, 24)]);
    if (elf.go.deps.length > 0) facts.push(['modules', list(elf.go.deps.map((dep) => `${dep.path}@${dep.version}`))]);
  }
  const goOrUnsure = elf.go !== null || elf.goBuildId !== null || elf.cgo.enabled !== null || elf.cgo.evidence.length > 0;
  if (goOrUnsure)
    facts.push(['cgo', `${elf.cgo.enabled === null ? 'not known' : elf.cgo.enabled ? 'yes' : 'no'}${elf.cgo.evidence.length > 0 ? ` (${list(elf.cgo.evidence, 4)})` : ''}`]);
  if (elf.tls.present) facts.push(['tls', `${list(elf.tls.models) || 'present'}${elf.tls.staticFlag ? ', DF_STATIC_TLS' : ''}`]);
  if (elf.buildId !== null) facts.push(['build id', shown(elf.buildId)]);
  return [...facts, ...warnings(elf)];
}

const cut = (text: string, most = 48): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Of the ABIs only those that name another system or say more than the System V one. */
const osOf = ({ osabi }: Elf): string => (osabi === null || /^ELFOSABI_(NONE|SYSV)$/.test(osabi) ? '' : `, ${shown(osabi)}`);

function withoutInterp({ linkage, type, needed }: Elf): string {
  if (linkage === null || type === null) return 'none could be read';
  if (type === 'ET_CORE') return 'none: a core dump';
  if (linkage === 'relocatable') return 'none: an object file, not linked yet';
  if (linkage !== 'shared' && needed.length > 0) return 'none: nothing loads the libraries that it needs';
  return linkage === 'shared' ? 'none: a library, loaded by the loader of the program that uses it' : 'none: starts without a loader';
}

const warnings = (elf: Elf): NamedFact[] =>
  elf.warnings.slice(0, 20).map((warning) => ['warning', `${shown(warning.text)}${warning.offset === null ? '' : ` (at byte ${warning.offset})`}`]);

/** What it asked for and did not get, most telling first. */
export function traceFacts(trace: Trace): NamedFact[] {
  const facts: NamedFact[] = [
    [
      'events',
      `${trace.events} in ${trace.processes} ${trace.processes === 1 ? 'process' : 'processes'}${trace.unfinished > 0 ? `, ${trace.unfinished} calls without an end` : ''}`,
    ],
  ];
  if (trace.firstExec) facts.push(['first exec', `${shown(trace.firstExec.path)}${trace.firstExec.error === null ? '' : ` failed: ${shown(trace.firstExec.error)}`}`]);
  const errors = Object.entries(trace.errors).sort((a, b) => b[1] - a[1]);
  if (errors.length > 0)
    facts.push([
      'errors',
      list(
        errors.map(([name, n]) => `${name} ×${n}`),
        10,
      ),
    ]);
  if (trace.filesOpened.length > 0) facts.push(['opened', list(trace.filesOpened, 10)]);
  if (trace.filesMissing.length > 0) facts.push(['missing', list(trace.filesMissing, 10)]);
  if (trace.connects.length > 0)
    facts.push([
      'connects',
      list(
        trace.connects.map((one) => `${one.protocol} ${one.address}${one.port === null ? '' : `:${one.port}`}${one.error === null ? '' : ` ${one.error}`}`),
        8,
      ),
    ]);
  facts.push(...trace.warnings.slice(0, 10).map((warning): NamedFact => ['warning', `${shown(warning.text)}${warning.line === null ? '' : ` (line ${warning.line})`}`]));
  return facts;
}

/**
 * Any value of a fact as one line; `-` where there is none. `fact` is its name: durations (`…Ns`, `timesNs.…`) and sizes are said in units.
 */
export function valueText(value: unknown, fact = ''): string {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'number' && /Ns(\.|$)/.test(fact)) return formatNs(value);
  if (typeof value === 'number' && /(^|\.)(size|bytes)$|Bytes$/.test(fact)) return formatBytes(value);
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map((one: unknown) => (typeof one === 'string' ? shown(one) : JSON.stringify(one))).join(' ');
  return typeof value === 'string' ? shown(value) : shown(JSON.stringify(value) ?? '-');
}
