// Command lines in a `go build -x` log, and the here-documents between them that are no output of any command.

/** `TERM='dumb' CGO_LDFLAGS='"-O2"' ` before a command. */
const ASSIGNMENTS = /^(?:[A-Za-z_][A-Za-z0-9_]*=(?:'[^']*'|"(?:[^"\\]|\\.)*"|\S*) +)+/;
const COMPILER = /^(?:[a-z0-9_.]+-)*(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|gfortran|tcc|zig|ccache)(?:-\d+(?:\.\d+)*)?$/;
const TOOLS = new Set(['ar', 'ld', 'swig', 'pkg-config', 'strip', 'dsymutil', 'as']);

/**
 * The tool a line runs: `compile`, `link`, `cgo`, `asm`, `pack` of Go, `gcc` and its kin by the name they are called by, null for a line that is
 * no command of a toolchain (shell book-keeping of `go build -x` included).
 */
export function toolOf(line: string): string | null {
  const head = line.length > 4096 ? line.slice(0, 4096) : line;
  const rest = head.slice(ASSIGNMENTS.exec(head)?.[0].length ?? 0);
  const word = /^(?:"([^"]+)"|'([^']+)'|(\S+))(?: |$)/.exec(rest);
  const program = word?.[1] ?? word?.[2] ?? word?.[3];
  if (!program || program.endsWith(':')) return null;
  const goTool = /\/pkg\/tool\/[a-z0-9]+_[a-z0-9]+\/([a-z0-9]+)(?:\.exe)?$/.exec(program)?.[1];
  if (goTool) return goTool;
  if (program === 'go') return /^go tool ([a-z]+) /.exec(rest)?.[1] ?? null;
  const name = program.slice(program.lastIndexOf('/') + 1);
  // `cc1: error: …` and the like end in a colon and were sorted out above; a command has arguments.
  return (COMPILER.test(name) || TOOLS.has(name)) && / -|\s\S+\.[a-z]+/.test(rest) ? name : null;
}

/** `cat >FILE << 'EOF'` opens a here-document; the answer is its file. */
export const hereDocument = (line: string): string | null => /^cat >(\S+) << 'EOF'/.exec(line)?.[1] ?? null;
