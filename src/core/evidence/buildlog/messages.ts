// Which lines of a build's output say why it failed, and which only warn. Every pattern is a wording of go, cgo, gcc, clang, ld, gold or lld.

const WARNING = [/\bwarning:/i, /^go: warning\b/];

/** Ordered by nothing: a line is an error if any matches. All are anchored or literal, so that a long line costs no more than its length. */
const ERROR = [
  // the go command
  /^go: (?!downloading |finding |extracting |added |upgraded |downgraded |found |creating |to add |warning)/,
  /^go build: |^go: go\.(?:mod|work) /,
  /^(?:package|imports|found packages) \S+/,
  /build constraints exclude all Go files/,
  /no required module provides package|cannot find (?:module|package)|missing go\.sum entry|checksum mismatch|no Go files in|is not in (?:std|GOROOT)/,
  /requires external \(cgo\) linking|^-\w+=?\S* requires /,
  /^pattern \S+: no matching files|C source files not allowed when not using cgo/,
  // the compiler: file.go:line:column, and asm
  /^(?:[^\s:]+|[A-Za-z]:\\[^\s:]+)\.(?:go|s|S):\d+(?::\d+)?: /,
  /^(?:asm|compile|link|cgo|vet): /,
  /\/pkg\/tool\/[a-z0-9]+_[a-z0-9]+\/[a-z0-9]+(?:\.exe)?: /,
  // cgo and the C compiler
  /\bfatal error: |: error: |\berror: ld returned\b|^(?:error|Error): /,
  /^(?:\S*\/)?(?:[a-z0-9_.]+-)*(?:gcc|g\+\+|cc1|cc1plus|clang|collect2|as|lld|ld\.lld)(?:-\d+)?: /,
  /could not determine kind of name for C\.|inconsistent definitions for C\.|unexpected type: /,
  /internal compiler error/,
  // the linker
  /undefined reference to |undefined symbol: |multiple definition of |duplicate symbol/,
  /^(?:\S*\/)?(?:[a-z0-9_.]+-)*ld(?:\.\w+)?: (?!.*: in function )/,
  /relocation truncated to fit|relocation target \S+ not defined|relocation \S+ against|recompile with -f|cannot find -l/,
  /loadinternal: cannot find|unknown directive|missing function body/,
  // the machine
  /signal: killed|no space left on device|cannot allocate memory|out of memory|text file busy|exec format error|permission denied/i,
];

/** Lines that only lead to or follow an error. */
const CONTEXT = /: in function |^\s|compilation terminated|note:|^In file included from|^\s*from |too many errors|: In function /;

export type MessageKind = 'warning' | 'error' | 'other';

export function messageKind(line: string): MessageKind {
  const head = line.length > 4096 ? line.slice(0, 4096) : line;
  if (WARNING.some((pattern) => pattern.test(head))) return 'warning';
  if (ERROR.some((pattern) => pattern.test(head)) && !CONTEXT.test(head)) return 'error';
  return 'other';
}

/** What a tool says of another tool's failure: true, and never the reason. */
const WRAPPER = /: running \S+ failed: |\berror: ld returned \d|^(?:\S*\/)?collect2|: exit status \d+$|linker command failed with exit code/;

export const isWrapper = (line: string): boolean => WRAPPER.test(line.length > 4096 ? line.slice(0, 4096) : line);
