// The package in the name of a Go symbol. The rules: cmd/internal/objabi's PathToPrefix (dots of the last path element and unusual bytes are written
// %xx), cmd/compile's names for methods, instances, closures and generated code, debug/gosym's PackageName.

export const GENERATED = -1;
export const PLAIN = -2;

const SLASH = 0x2f;
const DOT = 0x2e;
const COLON = 0x3a;
const UNDERSCORE = 0x5f;
/** `(`: a receiver. `[`: type arguments, which hold package paths of their own. `{`, ` `, `*`, `,`: a type written out. `"`: a string. `$`: a constant. */
const STOPS = new Uint8Array(256);
for (const char of '([{ *,"$\0') STOPS[char.charCodeAt(0)] = 1;

/**
 * Where the package path that begins at `at` ends; {@link GENERATED} for code of the compiler and linker (`type:.eq.…`, `go:…`, before Go 1.20
 * `type..eq.…`, `go.struct {…`), {@link PLAIN} for names without a package (assembly, C).
 */
export function packageEnd(bytes: Uint8Array, at: number, limit: number): number {
  let dot = -1;
  for (let i = at; i < limit; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === SLASH) dot = -1;
    else if (byte === DOT) {
      if (dot < 0) dot = i;
    } else if (STOPS[byte] === 1) break;
    else if (byte === COLON && (starts(bytes, at, 'go:') || starts(bytes, at, 'type:'))) return GENERATED;
  }
  if (dot <= at || isClone(bytes, at, dot, limit)) return PLAIN;
  // Before Go 1.20 these stood before a dot. `go` alone is no path of a package; `go.uber.org/zap` is one.
  // `_.goready.func1`: a closure that the compiler moved (Go 1.27); `_/home/me/app` is the path of a package outside of GOPATH.
  if (dot === at + 1 && bytes[at] === UNDERSCORE) return GENERATED;
  if (starts(bytes, at, 'type.') || (starts(bytes, at, 'go.') && (dot === at + 2 || OLD_GENERATED.some((prefix) => starts(bytes, at, prefix))))) return GENERATED;
  return dot;
}

/** Followed by the path of a type's package. */
const OLD_GENERATED = ['go.itab.', 'go.info.', 'go.string.', 'go.func.', 'go.importpath.', 'go.link.', 'go.constinfo.', 'go.cuinfo.'];

/** What C compilers put behind a dot: a number, or why they made a second copy. Go's names have no part that begins with a digit right behind the package. */
const CLONES = ['isra.', 'constprop.', 'part.', 'cold', 'lto_priv.', 'localalias', 'llvm.'];

function isClone(bytes: Uint8Array, at: number, dot: number, limit: number): boolean {
  const next = bytes[dot + 1] ?? 0;
  if (next >= 0x30 && next <= 0x39) return true;
  if (!CLONES.some((word) => starts(bytes, dot + 1, word))) return false;
  // `example.com/tool.part.func1` is Go's: C has no slashes, and what follows is a number or the end.
  for (let i = at; i < dot; i++) if (bytes[i] === SLASH) return false;
  for (let i = dot + 1; i < limit && bytes[i] !== 0; i++) if (bytes[i] === DOT) return isNumberOrClone(bytes, i + 1);
  return true;
}

const isNumberOrClone = (bytes: Uint8Array, at: number): boolean => {
  const byte = bytes[at] ?? 0;
  return (byte >= 0x30 && byte <= 0x39) || CLONES.some((word) => starts(bytes, at, word));
};

function starts(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** An import path as it stands in symbols, in clear: `gopkg.in/yaml%2ev3` -> `gopkg.in/yaml.v3`. */
export function unescapePath(path: string): string {
  if (!path.includes('%')) return path;
  // Each escape is one byte of UTF-8; what is no escape stays.
  const bytes: number[] = [];
  for (let i = 0; i < path.length; i++) {
    const code = path[i] === '%' ? Number.parseInt(/^[0-9a-f]{2}/.exec(path.slice(i + 1, i + 3))?.[0] ?? '', 16) : Number.NaN;
    if (Number.isNaN(code)) bytes.push(...encoder.encode(String.fromCodePoint(path.codePointAt(i) ?? 0xfffd)));
    else {
      bytes.push(code);
      i += 2;
    }
    if ((path.codePointAt(i) ?? 0) > 0xffff) i++;
  }
  return decoder.decode(Uint8Array.from(bytes));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');

/** The import path in the name of a symbol; null where it has none. */
export function packageOf(name: string): string | null {
  const bytes = encoder.encode(name);
  const end = packageEnd(bytes, 0, bytes.length);
  return end > 0 ? unescapePath(decoder.decode(bytes.subarray(0, end))) : null;
}
