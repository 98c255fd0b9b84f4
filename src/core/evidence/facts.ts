// Joins what the parsers found, and what the cell knows, into Facts: the one shape that store, comparison, rules and reports read.
import type { Elf } from '../../shared/domain/elf.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import type { ToldByTrace } from './trace/facts.ts';
import type { BuildLogFacts } from './types.ts';

/** Lines of output kept in the facts; the whole output stands in its blob. */
const OUTPUT_LINES = 200;
const LINE_LENGTH = 2_000;
const LIST_LENGTH = 5_000;

export interface FactsInput {
  elf?: Elf | null;
  trace?: Trace | null;
  /** What the same trace tells beyond its sums (evidence/trace). */
  told?: ToldByTrace | null;
  buildLog?: BuildLogFacts | null;
  /** What the cell knows of its build; warnings, errors and link mode come from the log, dependencies from the binary. */
  build?: {
    go?: string;
    goos?: string;
    goarch?: string;
    gohostos?: string;
    gohostarch?: string;
    cgo?: boolean;
    importsC?: boolean;
    cc?: string | null;
    exitStatus?: number | null;
    flags?: string[];
  } | null;
  /** `libc` is `glibc 2.41`, `musl 1.2.5`, `none` or `unknown`, as the run image says it. */
  image?: { ref?: string; platform?: string; libc?: string | null; libcVersion?: string | null; has?: string[]; missing?: string[] } | null;
  host?: Facts['host'] | null;
  /** Output as text or as lines; its last lines are kept. */
  run?: { outcome?: string; code?: number | null; signal?: string | null; error?: string | null; stdout?: string | string[]; stderr?: string | string[] } | null;
  resolver?: Facts['resolver'] | null;
}

/** A part that is not given is left out: unknown is an answer. */
export function factsOf(input: FactsInput): Facts {
  const facts: Facts = {};
  if (input.elf) facts.elf = elfFacts(input.elf);
  if (input.image) facts.image = imageFacts(input.image);
  if (input.host) facts.host = input.host;
  if (input.build || input.buildLog) facts.build = buildFacts(input);
  if (input.run) facts.run = { ...input.run, stdout: lines(input.run.stdout), stderr: lines(input.run.stderr) };
  if (input.trace) facts.trace = { ...traceFacts(input.trace), ...(input.told ?? {}) };
  if (input.resolver) facts.resolver = input.resolver;
  return facts;
}

const elfFacts = (elf: Elf): NonNullable<Facts['elf']> => ({
  format: elf.format,
  machine: elf.machine,
  class: elf.class,
  type: elf.type,
  interp: elf.interp,
  needed: elf.needed,
  glibcFloor: elf.glibcFloor,
  libc: elf.libc,
  linkage: elf.linkage,
  size: elf.size,
  goVersion: elf.go?.version ?? null,
  goSettings: elf.go?.settings ?? {},
  buildId: elf.goBuildId ?? elf.buildId,
  flags: elfFlags(elf),
});

/** Short words: those of DT_FLAGS and DT_FLAGS_1 (`NOW`, `PIE`, `STATIC_TLS`, `TEXTREL` …), `RELRO`, `EXECSTACK`, `TLS`, `STRIPPED`. Sorted. */
export function elfFlags(elf: Elf): string[] {
  const words = new Set<string>();
  for (const { tag, text } of elf.dynamic) {
    if ((tag === 'DT_FLAGS' || tag === 'DT_FLAGS_1') && text) for (const word of text.split(' ')) words.add(word);
    if (tag === 'DT_BIND_NOW') words.add('BIND_NOW');
    if (tag === 'DT_TEXTREL') words.add('TEXTREL');
  }
  if (elf.segments.some(({ type }) => type === 'PT_GNU_RELRO')) words.add('RELRO');
  if (elf.segments.some(({ type, flags }) => type === 'PT_GNU_STACK' && (Number(flags) & 1) === 1)) words.add('EXECSTACK');
  if (elf.tls.present) words.add('TLS');
  if (elf.format === 'elf' && elf.symbols.static === 0 && elf.linkage !== null) words.add('STRIPPED');
  return [...words].sort();
}

function imageFacts(image: NonNullable<FactsInput['image']>): NonNullable<Facts['image']> {
  // `glibc 2.41` is two facts: which library, and how old.
  const split = /^(\S+)(?:\s+(\d\S*))?$/.exec(image.libc ?? '');
  return { ...image, libc: split?.[1] ?? image.libc ?? null, libcVersion: image.libcVersion ?? split?.[2] ?? null };
}

function buildFacts({ build, buildLog, elf }: FactsInput): NonNullable<Facts['build']> {
  return {
    ...build,
    ...(elf?.go
      ? {
          deps: elf.go.deps.map(({ path, version, replace }) =>
            replace ? `${path}@${version} => ${replace.path}${replace.version ? `@${replace.version}` : ''}` : `${path}@${version}`,
          ),
        }
      : {}),
    ...(buildLog
      ? {
          warnings: buildLog.warnings.map(({ text }) => text.slice(0, LINE_LENGTH)),
          errors: buildLog.errors.map(({ text }) => text.slice(0, LINE_LENGTH)),
          linkMode: buildLog.linkMode,
        }
      : {}),
  };
}

const traceFacts = (trace: Trace): NonNullable<Facts['trace']> => ({
  firstExec: trace.firstExec ? { path: trace.firstExec.path, error: trace.firstExec.error } : null,
  filesOpened: trace.filesOpened.slice(0, LIST_LENGTH),
  filesMissing: trace.filesMissing.slice(0, LIST_LENGTH),
  connects: [...new Set(trace.connects.map(connectText))].slice(0, LIST_LENGTH),
  errors: trace.errors,
});

/** `udp 127.0.0.53:53`, `tcp [::1]:443 ECONNREFUSED`, `unix /run/nscd/socket ENOENT`. */
export function connectText({ address, port, protocol, error }: Trace['connects'][number]): string {
  const place = port === null ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return `${protocol} ${place}${error === null ? '' : ` ${error}`}`;
}

function lines(output: string | string[] | undefined): string[] {
  if (output === undefined) return [];
  const all = typeof output === 'string' ? lastLines(output.endsWith('\n') ? output.slice(0, -1) : output) : output;
  return (all.length === 1 && all[0] === '' ? [] : all.slice(-OUTPUT_LINES)).map((line) => line.slice(0, LINE_LENGTH));
}

/** The last lines of a text, without splitting all of it. */
function lastLines(text: string): string[] {
  let start = text.length;
  for (let count = 0; count < OUTPUT_LINES && start > 0; count += 1) start = start === 1 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
  return text.slice(start).split('\n');
}
