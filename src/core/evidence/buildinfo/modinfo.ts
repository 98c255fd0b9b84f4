// The text inside Go's build info: module, dependencies, settings. The format is that of runtime/debug.BuildInfo.String (lines, tab separated).
import type { GoInfo } from '../../../shared/domain/elf.ts';

/** Dependencies kept; more than any program has. */
const MAX_DEPS = 20_000;
const MAX_SETTINGS = 1_000;

type Module = { path: string; version: string; sum: string };

const moduleOf = (parts: string[]): Module => ({ path: parts[1] ?? '', version: parts[2] ?? '', sum: parts[3] ?? '' });

/** Reads the text; unknown lines are left out, as newer Go versions may add some. Throws nothing on any text. */
export function parseModinfo(version: string, text: string): GoInfo {
  const info: GoInfo = { version, path: '', main: null, deps: [], settings: {} };
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const parts = line.split('\t');
    switch (parts[0]) {
      case 'path':
        info.path = parts[1] ?? '';
        break;
      case 'mod':
        info.main = moduleOf(parts);
        break;
      case 'dep':
        if (info.deps.length < MAX_DEPS) info.deps.push({ ...moduleOf(parts), replace: null });
        break;
      case '=>': {
        // Belongs to the dependency before it; a replaced main module does not occur.
        const dep = info.deps.at(-1);
        if (dep) dep.replace = moduleOf(parts);
        break;
      }
      case 'build': {
        const setting = splitSetting(line.slice('build\t'.length));
        if (setting && settings.size < MAX_SETTINGS) settings.set(setting[0], setting[1]);
        break;
      }
      default:
        break; // a line of a newer Go
    }
  }
  info.settings = Object.fromEntries(settings);
  return info;
}

/** `key=value`, each of them quoted as a Go string where it holds unusual characters. */
function splitSetting(text: string): [string, string] | null {
  let key: string;
  let rest: string;
  if (text.startsWith('"')) {
    const end = quotedEnd(text);
    if (end < 0) return null;
    key = unquote(text.slice(0, end));
    rest = text.slice(end);
    if (!rest.startsWith('=')) return null;
    rest = rest.slice(1);
  } else {
    const at = text.indexOf('=');
    if (at < 1) return null;
    key = text.slice(0, at);
    rest = text.slice(at + 1);
  }
  return [key, rest.startsWith('"') && quotedEnd(rest) === rest.length ? unquote(rest) : rest.startsWith('`') && rest.endsWith('`') && rest.length > 1 ? rest.slice(1, -1) : rest];
}

/** Index after the closing quote of a text that begins with one; -1 without. */
function quotedEnd(text: string): number {
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return -1;
}

const SIMPLE: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', '"': '"', "'": "'" };

/** A Go string literal with double quotes, as strconv.Quote writes it. */
function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (escape) => {
    const kind = escape[1] ?? '';
    if (escape.length > 2) return fromCode(/[xuU]/.test(kind) ? Number.parseInt(escape.slice(2), 16) : Number.parseInt(escape.slice(1), 8));
    return SIMPLE[kind] ?? kind;
  });
}

const fromCode = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
