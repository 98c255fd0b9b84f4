// Two errors of execve with many causes each, weighed in one place: ENOENT (the loader, the file, the interpreter of a script, an emulator's handler) and ENOEXEC
// (another machine, no emulator, a script without `#!`). The rules of the causes read the same weights, so that at most one of them is sure.
import { fact, fromHit } from '../../evidence.ts';
import type { Case, Signal } from '../../types.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import {
  emulationOf,
  hostOf,
  imageOf,
  askedPlatform,
  judgedFit,
  looksLikeScript,
  nameSaid,
  programOf,
  runsOn,
  said,
  type Emulation,
  type Known,
  type Program,
  type Said,
} from './known.ts';
import { CACHE_RESTORED } from '../go/signals.ts';
import { listed, sameFile, sessionOf } from './session.ts';
import {
  BASE_SAYS,
  BINFMT_MENDED,
  ENTRY_SCRIPT,
  EXEC_FORMAT,
  KERNEL_MODULE,
  LAUNCHER_ENOENT,
  PLATFORM_WARNING,
  REGISTER_REFUSED,
  REQUIRED_FILE,
  RETURNS_MENDED,
  RUNTIME_ENOENT,
  SHELL_ENOENT,
  SHELL_NOT_FOUND,
} from './signals.ts';

/** What a trace shows of the first execve: the same as the words, and surer of the path. */
function traced(seen: Case, error: string): { path: string; evidence: FindingEvidence } | null {
  const first = seen.trace?.firstExec ?? seen.facts.trace?.firstExec ?? null;
  if (first === null || first.error !== error) return null;
  return { path: first.path, evidence: { source: 'trace', path: 'trace.firstExec', text: `${first.path} ${error}`, event: 1 } };
}

/** Somebody did below the last failure what cures one cause: a set-up that stands above it says nothing. */
function mendedAfter(seen: Case, cure: Signal, failures: readonly Said[]): FindingEvidence | null {
  const last = failures.reduce((line, { evidence }) => Math.max(line, evidence.line ?? 0), 0);
  const hit = last === 0 ? undefined : seen.hits(cure.id).find(({ line }) => line.number > last);
  return hit === undefined ? null : fromHit(hit);
}
/** binfmt_misc took no handler. Packages of qemu say so while an image is built, too, where it does no harm: it counts beside a refusal only. */
function refusedToRegister(seen: Case): FindingEvidence | null {
  const hit = seen.hits(REGISTER_REFUSED.id)[0];
  return hit === undefined ? null : fromHit(hit);
}

export type Loader = 'in-image' | 'missing' | 'other-libc' | 'no-libc' | 'unknown';
/** Whether the image has the loader that the program asks for. */
export function loaderIn(seen: Case, interp: string): { is: Loader; evidence: FindingEvidence[] } {
  const { image } = seen.facts;
  const holds = (list: readonly string[] | undefined): boolean => list?.some((path) => path === interp || `/${path}` === interp) === true;
  if (holds(image?.missing)) return { is: 'missing', evidence: [{ source: 'image', path: 'image.missing', text: interp }] };
  if (holds(image?.has)) return { is: 'in-image', evidence: [{ source: 'image', path: 'image.has', text: interp }] };
  const libc = image?.libc?.toLowerCase() ?? null;
  if (libc === 'none') return { is: 'no-libc', evidence: fact(seen, 'image', 'libc') };
  const wanted = interp.includes('ld-musl') ? 'musl' : 'glibc';
  if (libc !== null && (libc.startsWith('musl') || libc.startsWith('glibc')) && !libc.startsWith(wanted)) return { is: 'other-libc', evidence: fact(seen, 'image', 'libc') };
  return { is: 'unknown', evidence: [] };
}

export interface Enoent {
  /** What said it, in the order of the log; empty where only a trace did. */
  lines: FindingEvidence[];
  texts: Said[];
  path: string | null;
  program: Program;
  loader: number;
  file: number;
  script: number;
  handler: number;
  /** Facts that raised or lowered a weight. */
  facts: { loader: FindingEvidence[]; file: FindingEvidence[]; script: FindingEvidence[]; handler: FindingEvidence[] };
  against: { loader: FindingEvidence[]; file: FindingEvidence[] };
  /** Whether a deciding fact was at hand. */
  decided: boolean;
}

/** By who says it, and by what the file is called. Shares of public reports with these words, as far as they were solved there. */
const SHARES = {
  required: { plain: [0.9, 0, 0.1], script: [0.05, 0.02, 0.9], nameless: [0.85, 0, 0.1] },
  runtime: { plain: [0.68, 0.04, 0.22], script: [0.06, 0.04, 0.85], nameless: [0.52, 0.05, 0.4] },
  launcher: { plain: [0.42, 0.5, 0.15], script: [0.03, 0.5, 0.48], nameless: [0.4, 0.48, 0.2] },
  notFound: { plain: [0.6, 0.38, 0.1], script: [0.03, 0.46, 0.5], nameless: [0.45, 0.4, 0.2] },
  ofShell: { plain: [0.42, 0.5, 0.08], script: [0.03, 0.56, 0.4], nameless: [0.3, 0.5, 0.2] },
} as const;

export function weighEnoent(seen: Case): Enoent | null {
  const required = said(seen, REQUIRED_FILE);
  const runtime = said(seen, RUNTIME_ENOENT);
  const launcher = said(seen, LAUNCHER_ENOENT);
  const notFound = said(seen, SHELL_NOT_FOUND);
  const shell = said(seen, SHELL_ENOENT);
  const trace = traced(seen, 'ENOENT');
  const kind =
    required.length > 0
      ? 'required'
      : runtime.length > 0
        ? 'runtime'
        : launcher.length > 0 || trace !== null
          ? 'launcher'
          : notFound.length > 0
            ? 'notFound'
            : shell.length > 0
              ? 'ofShell'
              : null;
  if (kind === null) return null;
  const texts = { required, runtime, launcher, notFound, ofShell: shell }[kind];
  const looked = sessionOf(seen);
  const path = nameSaid(texts) ?? trace?.path ?? (looked.scripts.length === 1 ? (looked.scripts[0]?.path ?? null) : null);
  let [loader, file, script]: number[] = [...SHARES[kind][path === null ? 'nameless' : looksLikeScript(path) ? 'script' : 'plain']] as [number, number, number]; // three numbers each
  loader ??= 0;
  file ??= 0;
  script ??= 0;
  let handler = 0.06;
  let decided = false;
  // strace looks for a program before it starts it: what execve says ENOENT of is there, and lacks what it names.
  const interpreter =
    trace === null ? undefined : seen.facts.trace?.sought?.find(({ kind: of, found, name }) => of === 'loader' && !found && name === `interpreter of ${trace.path}`);
  if (interpreter !== undefined) [loader, file, script] = looksLikeScript(path) ? [0.12, 0.03, 0.86] : [0.84, 0.03, 0.16];
  const facts: Enoent['facts'] = { loader: [], file: [], script: [], handler: [] };
  if (interpreter !== undefined) facts.loader.push({ source: 'trace', path: 'trace.sought', text: interpreter.name });
  const against: Enoent['against'] = { loader: [], file: [] };

  if (!looksLikeScript(path) && seen.hits(ENTRY_SCRIPT.id).length > 0 && path === null) [script, loader] = [script + 0.3, loader - 0.2];
  else if (!looksLikeScript(path) && seen.hits(BASE_SAYS.id).length > 0) [loader, file] = [Math.min(0.85, loader + 0.2), file * 0.7];

  // What somebody types with ./ was built or fetched there a moment ago.
  if (kind === 'ofShell' && path?.startsWith('./') === true && !looksLikeScript(path)) [loader, file] = [Math.max(loader, 0.55), file * 0.85];

  // An init of its own executes without a look, where Docker would have looked before it: what a Dockerfile starts is mostly there.
  if (kind === 'launcher' && !looksLikeScript(path) && texts.some(({ text }) => /tini|dumb-init|su-exec|gosu|s6-/i.test(text))) [loader, file] = [0.52, 0.46];

  // What somebody looked at in the same session.
  const there = listed(looked, path);
  const first = looked.scripts.find((each) => path !== null && sameFile(each.path, path));
  if (first !== undefined) {
    const absent = looked.absent.find(({ name }) => first.interpreter.split(/[\s/]+/).includes(name));
    [loader, file, script] = [0.03, 0.05, absent !== undefined || first.returns ? 0.93 : 0.8];
    facts.script.push(first.evidence, ...(absent === undefined ? [] : [absent.evidence]));
  } else if (there !== null && looksLikeScript(path)) {
    [loader, file, script] = [0.03, 0.03, 0.9];
    facts.script.push(there.evidence);
  } else if (there !== null) {
    // A link is there whatever it leads to.
    [loader, file, script] = [looked.libc?.libc === 'musl' ? 0.88 : 0.8, there.mode.startsWith('l') ? 0.15 : 0.04, 0.1];
    facts.loader.push(there.evidence, ...(looked.libc === null ? [] : [looked.libc.evidence]));
  } else if (looked.libc?.libc === 'musl' && !looksLikeScript(path)) {
    [loader, file] = [Math.max(loader, 0.7), file * 0.7];
    facts.loader.push(looked.libc.evidence);
  }
  const cured = mendedAfter(seen, RETURNS_MENDED, texts);
  if (cured !== null && first === undefined) {
    [loader, file, script] = [0.05, 0.05, Math.max(script, 0.85)];
    facts.script.push(cured);
  }

  const program = programOf(seen);
  const { image, elf } = seen.facts;
  const format = elf?.format;
  if (format === 'script' || format === 'text') {
    [loader, file, script, decided] = [0, 0.04, 0.95, true];
    facts.script.push(...fact(seen, 'elf', 'format'));
  } else if (program.interp === null) {
    [loader, script, file] = [0, 0.04, kind === 'runtime' ? 0.55 : 0.85];
    decided = true;
    facts.file.push(...program.evidence);
    against.loader.push(...program.evidence);
  } else if (program.interp !== undefined) {
    const found = loaderIn(seen, program.interp);
    facts.loader.push(...program.evidence, ...found.evidence);
    script = 0.02;
    if (found.is === 'in-image') {
      [loader, file, decided] = [0.05, kind === 'runtime' ? 0.5 : 0.8, true];
      facts.file.push(...found.evidence);
      against.loader.push(...found.evidence);
    } else if (found.is === 'missing') [loader, file, decided] = [0.97, 0.02, true];
    else if (found.is === 'no-libc') [loader, file, decided] = [0.95, 0.03, true];
    else if (found.is === 'other-libc') [loader, file, decided] = [0.93, 0.04, true];
    else [loader, file] = [Math.max(loader, kind === 'required' ? 0.95 : 0.84), file * 0.4];
  }
  if (path !== null && image?.missing?.includes(path) === true) {
    [file, loader, script, decided] = [0.96, 0.03, 0.03, true];
    facts.file.push({ source: 'image', path: 'image.missing', text: path });
  } else if (path !== null && image?.has?.includes(path) === true) {
    file = 0.02;
    against.file.push({ source: 'image', path: 'image.has', text: path });
  }
  const host = hostOf(seen);
  const arch = program.arch ?? imageOf(seen).arch;
  if (arch !== null && runsOn(arch, host.arch) === false) {
    const emulation = emulationOf(seen, arch);
    if (emulation.handler === 'no-f') {
      [handler, file, decided] = [0.95, 0.03, true];
      loader = Math.min(loader, 0.4);
      facts.handler.push(...program.evidence, ...imageOf(seen).evidence, ...host.evidence, ...emulation.evidence);
    }
  }
  const registered = mendedAfter(seen, BINFMT_MENDED, texts);
  if (registered !== null && !decided && kind !== 'required' && kind !== 'notFound') {
    [loader, file, script, handler] = [loader * 0.6, file * 0.6, script * 0.6, 0.74];
    facts.handler.push(registered);
  }
  if (judgedFit(seen)) loader = Math.min(loader, 0.1);
  return {
    lines: [...texts.slice(0, 3).map(({ evidence }) => evidence), ...(trace === null ? [] : [trace.evidence])],
    texts,
    path,
    program,
    loader,
    file,
    script,
    handler,
    facts,
    against,
    decided,
  };
}

export interface Enoexec {
  lines: FindingEvidence[];
  texts: Said[];
  path: string | null;
  program: Program;
  host: Known;
  image: Known;
  asked: Known;
  emulation: Emulation | null;
  machine: number;
  handler: number;
  script: number;
  /** Neither a program nor a script: an archive, a compressed or a damaged file. */
  other: number;
  /** A deciding fact was at hand. */
  decided: boolean;
  against: FindingEvidence[];
}

/** Formats that no kernel of Linux executes. */
export const FOREIGN_FORMATS: Readonly<Record<string, string>> = { 'mach-o': 'a Mach-O file, for macOS', pe: 'a PE file, for Windows' };
export const NO_PROGRAMS: Readonly<Record<string, string>> = { ar: 'an ar archive, as `go build -o` writes for a package that is not main', gzip: 'a compressed file' };

/** A program that Go itself built to run it at once: built for another machine, it is a leak of GOOS and GOARCH; and what a cache brought back is the cache's fault. */
const BUILT_TO_RUN = /go-build[^\s/]{0,40}\/|\/_obj\/exe\/|\/b\d{3}\/exe\//;
export function weighEnoexec(seen: Case): Enoexec | null {
  const weights = enoexec(seen);
  if (weights === null || weights.decided) return weights;
  const factor = weights.texts.some(({ text }) => BUILT_TO_RUN.test(text)) ? 0.45 : seen.hits(CACHE_RESTORED.id).length > 0 ? 0.55 : 1;
  return { ...weights, machine: weights.machine * factor, handler: weights.handler * factor, script: weights.script * factor };
}

function enoexec(seen: Case): Enoexec | null {
  const texts = said(seen, EXEC_FORMAT).filter(({ text }) => !KERNEL_MODULE.test(text));
  const trace = traced(seen, 'ENOEXEC');
  if (texts.length === 0 && trace === null) return null;
  const path = nameSaid(texts) ?? trace?.path ?? null;
  const program = programOf(seen);
  const host = hostOf(seen);
  const image = imageOf(seen);
  const asked = askedPlatform(seen);
  const format = seen.facts.elf?.format;
  const lines = [...texts.slice(0, 3).map(({ evidence }) => evidence), ...(trace === null ? [] : [trace.evidence])];
  const base = { lines, texts, path, program, host, image, asked, emulation: null, against: [] };
  if (format !== undefined && FOREIGN_FORMATS[format] !== undefined) return { ...base, machine: 0.97, handler: 0, script: 0, other: 0, decided: true };
  if (format === 'script' || format === 'text' || format === 'empty') return { ...base, machine: 0, handler: 0, script: 0.95, other: 0, decided: true };
  if (format !== undefined && NO_PROGRAMS[format] !== undefined) return { ...base, machine: 0, handler: 0, script: 0.05, other: 0.85, decided: true };

  // The image's own platform stands for its programs, where no program is at hand.
  const arch = program.arch ?? image.arch;
  const runs = runsOn(arch, host.arch);
  if (runs === true) {
    // It is of this machine, and was refused: a script beside it, or a file that is damaged.
    const against = [...program.evidence, ...host.evidence];
    return { ...base, machine: 0.05, handler: 0.04, script: looksLikeScript(path) ? 0.9 : 0.5, other: program.arch === null ? 0.15 : 0.4, decided: program.arch !== null, against };
  }
  const wanted = asked.arch !== null && host.arch !== null && asked.arch !== host.arch;
  if (arch !== null && runs === false) {
    const emulation = emulationOf(seen, arch);
    // Meant to be foreign: the image is of the program's machine and not of the host's, or somebody asked for that platform.
    const warned = seen.hits(PLATFORM_WARNING.id).length > 0;
    const meant = seen.cell?.emulated === true || wanted || (image.arch === arch && !warned);
    if (emulation.handler === 'ok') return { ...base, emulation, machine: 0.6, handler: 0.15, script: 0.1, other: 0.1, decided: false, against: emulation.evidence };
    if (image.arch !== null && image.arch !== arch && !wanted) return { ...base, emulation, machine: 0.95, handler: 0.2, script: 0.02, other: 0, decided: true };
    if (meant && emulation.handler !== 'unknown') return { ...base, emulation, machine: 0.4, handler: 0.95, script: 0.02, other: 0, decided: true };
    // Whether binfmt_misc has a handler is not known: asked for by name, it is taken to be wanted.
    if (meant) return { ...base, emulation, machine: wanted ? 0.4 : 0.72, handler: wanted ? 0.82 : 0.62, script: 0.02, other: 0, decided: true };
    // Some emulators are there, and not this one: emulation is what this host is used for.
    const others = (seen.facts.host?.binfmt ?? []).length > 0;
    if (emulation.handler === 'no-f' || others) return { ...base, emulation, machine: 0.5, handler: 0.9, script: 0.02, other: 0, decided: true };
    return { ...base, emulation, machine: program.arch === null ? 0.8 : 0.92, handler: 0.5, script: 0.03, other: 0, decided: true };
  }
  if (arch !== null && image.arch !== null && program.arch !== null && program.arch !== image.arch)
    return { ...base, machine: 0.92, handler: 0.25, script: 0.02, other: 0, decided: true };

  // Words alone, and what was done about it.
  const registered = mendedAfter(seen, BINFMT_MENDED, texts) ?? refusedToRegister(seen);
  if (registered !== null) return { ...base, lines: [...lines, registered], machine: 0.4, handler: 0.84, script: 0.05, other: 0.02, decided: false };
  if (looksLikeScript(path)) {
    // Scripts of well-known images do have their `#!`: there it is the shell behind it that is foreign.
    const known = /(?:docker|lambda)-entrypoint\.sh$|^\/usr\/local\/bin\//.test(path ?? '');
    return known
      ? { ...base, machine: 0.64, handler: 0.33, script: 0.5, other: 0, decided: false }
      : { ...base, machine: 0.4, handler: 0.25, script: 0.66, other: 0, decided: false };
  }
  const step = asked.arch !== null && seen.cell === null;
  const shell = path !== null && /^(?:\/usr)?\/bin\/(?:ba|da|a|z)?sh$/.test(path);
  if (step) return { ...base, machine: 0.38, handler: shell ? 0.85 : 0.7, script: 0.08, other: 0.02, decided: false };
  if (seen.hits(PLATFORM_WARNING.id).length > 0) return { ...base, machine: 0.8, handler: 0.5, script: 0.05, other: 0.02, decided: false };
  // A shell that can't be executed is the image's own: all of the image is foreign.
  if (shell) return { ...base, machine: 0.6, handler: 0.55, script: 0.04, other: 0.02, decided: false };
  const entry = seen.hits(ENTRY_SCRIPT.id).length > 0;
  const known = program.arch !== null ? 0.1 : 0;
  return { ...base, machine: (entry ? 0.5 : 0.66) + known, handler: 0.32, script: entry ? 0.52 : path === null ? 0.24 : 0.16, other: 0.08, decided: false };
}
