// Go libraries for C (c-shared, c-archive) read argc and argv at their start: glibc hands them to every initialiser, musl does not, and the start crashes.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Draft, Rule, Signal } from '../../types.ts';
import { buildFlags, flagsEvidence, libcOf, lines, heard } from './seen.ts';

/** Back-traces of gdb and lldb. */
const sysargs: Signal = {
  id: 'go-library-sysargs',
  keywords: [
    'runtime.sysargs',
    'runtime.args',
    'runtime.argv_index',
    '_lib',
    'runtime.goenvs',
    'runtime.rt0_go',
    'runtime.sysauxv',
    'runtime·',
    'do_init_fini',
    'libc_start_init',
    'runtime.goargs',
    'runtime.findnull',
    'runtime.gostring',
  ],
  pattern:
    /\bruntime[.·](?:sysargs|args|argv_index|goenvs_unix|goenvs|rt0_go|sysauxv|goargs|findnull|gostringnocopy|gostring)\b|\b_rt0_\w{1,20}_lib\b|\b(?:do_init_fini|libc_start_init)\b/,
};
const crash: Signal = {
  id: 'go-library-crash',
  keywords: [
    'sigsegv',
    'segmentation fault',
    'exit code 139',
    'signal 11',
    'segfault',
    'core dumped',
    'segv',
    'status 139',
    'code: 139',
    'segmentation violation',
    'exited (139',
    'code 139',
    'code=139',
    'returned 139',
    'rc=139',
  ],
  pattern: /(?:SIGSEGV|segmentation (?:fault|violation)|\bSEGV\b|(?:exit(?:ed)?|code|status|returned|rc)[ :=(]{1,3}139\b|signal 11\b|\bsegfault)/i,
};
const mode: Signal = {
  id: 'go-library-mode',
  keywords: ['buildmode', 'c-shared', 'c-archive', 'ctypes', 'cdll', 'loadlibrary', 'dlopen'],
  pattern: /(?:-buildmode[= ]["']?(?:c-shared|c-archive)|\bc-(?:shared|archive)\b|ctypes\.(?:cdll|CDLL)|\bCDLL\(|LoadLibrary\(|\bdlopen\()/,
};
/** A library, and Go, spoken of: less than a build mode, and enough beside musl and a crash. */
const soWords: Signal = {
  id: 'go-library-so',
  keywords: ['.so:', ".so'", '.so"', '.so)', '.so ', 'shared library', 'shared object', 'static library'],
  pattern: /\.so[:'") ]|(?:shared|static) (?:library|object)/i,
};
const goWords: Signal = {
  id: 'go-library-go',
  keywords: ['golang', 'go build', 'go1.', '.go:', 'runtime.', 'go 1.'],
  pattern: /\bgolang\b|\bgo build\b|\bgo ?1\.\d|\.go:\d|\bin runtime\.\w/,
};
const onMusl: Signal = { id: 'musl-in-log', keywords: ['alpine', 'musl', 'apk add'], pattern: /(?:\balpine\b|\bmusl\b|ld-musl|\bapk add\b|uclibc)/i };

export const cSharedMuslCrash: Rule = {
  id: 'c-shared-musl-crash',
  cause: 'c-shared-musl-crash',
  needs: 'a c-shared or c-archive build, musl, and SIGSEGV at the start',
  contradictedBy: 'glibc; a crash after the start, in code of the program',
  signals: [sysargs, crash, mode, onMusl, soWords, goWords],
  find(seen) {
    const trace = heard(seen, sysargs.id);
    const signals = heard(seen, crash.id);
    const modes = heard(seen, mode.id);
    const words = heard(seen, onMusl.id);
    const library = /-buildmode[= ]["']?c-(?:shared|archive)/.test(buildFlags(seen)) || seen.facts.elf?.linkage === 'shared';
    const libc = libcOf(seen, [...trace, ...signals]);
    const isMusl = libc?.libc === 'musl' || seen.facts.elf?.libc === 'musl';
    if (libc?.libc === 'glibc' && !isMusl) return null;
    const crashed = seen.facts.run?.signal === 'SIGSEGV' || seen.cell?.exit?.signal === 'SIGSEGV' || seen.cell?.exit?.code === 139;
    const evidence = [
      ...lines(trace, 2),
      ...lines(signals, 1),
      ...lines(modes, 1),
      ...(library ? flagsEvidence(seen) : []),
      ...(libc?.evidence ?? []),
      ...fact(seen, 'run', 'signal'),
    ];
    if (trace.length > 0 && (signals.length > 0 || crashed || trace.some(({ line }) => /\(arg[cv]=|\(c=-?\d/.test(line.text))))
      return draft(isMusl || words.length > 0 ? 0.95 : 0.85, evidence, isMusl || words.length > 0);
    if ((library || modes.length > 0) && (crashed || signals.length > 0) && (isMusl || words.length > 0))
      return draft(library && isMusl && crashed ? 0.85 : 0.75, [...evidence, ...lines(words, 1)], true);
    const spoken = [...heard(seen, soWords.id).slice(0, 1), ...heard(seen, goWords.id).slice(0, 1)];
    if (signals.length > 0 && words.length > 0 && spoken.length === 2) return draft(0.55, [...evidence, ...lines(spoken), ...lines(words, 1)], false);
    return null;
  },
};

const draft = (confidence: number, evidence: Draft['evidence'], sure: boolean): Draft => ({
  title: "Go's start in a library crashes on musl: musl does not hand argc and argv to initialisers, and Go reads them",
  confidence,
  evidence,
  fixes: [
    fixes.buildFor('glibc', 'glibc'),
    fixes.byHand('separate-process', 'Run the Go code as a process of its own', [
      'an executable and a pipe or a socket instead of a c-shared or c-archive library; or a Go that is patched for it (golang/go#13492 is open)',
    ]),
  ],
  see: ['docs/causes.md#c-shared-musl-crash', 'https://github.com/golang/go/issues/13492'],
  next: sure ? null : 'Which libc the program runs on: `ldd --version`, or the interpreter of the program that loads the library',
});
