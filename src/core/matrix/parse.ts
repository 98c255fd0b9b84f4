// cgoscope.yaml -> MatrixFile. Every fault of the file in one error, each with its line and column.
import { InputError } from '../../shared/domain/errors.ts';
import { matrixFileSchema, type MatrixFile } from '../../shared/domain/matrix-file.ts';
import { furtherFaults } from './checks.ts';
import { schemaFaults, type SchemaFault } from './faults.ts';
import { readYaml, type Fault, type Path } from './yaml.ts';

/** More faults than this are one: a wrong file. */
const MAX_FAULTS = 50;

/**
 * Reads a matrix file. Throws one InputError whose message has a line `FILE:LINE:COLUMN: what, and what was expected` for each fault.
 * An empty file, or one of comments only, is a file that says nothing.
 */
export function parseMatrixFile(text: string, fileName: string): { file: MatrixFile } {
  const yaml = readYaml(text.replace(/^\uFEFF/, ''), keepsText);
  const faults: Fault[] = [...yaml.faults];
  const place = ({ path, about, text: words }: SchemaFault): Fault => ({ offset: yaml.offsetOf(path, about), text: words });

  let file: MatrixFile = {};
  if (!yaml.broken && yaml.data !== undefined) {
    const checked = matrixFileSchema.safeParse(yaml.data);
    if (checked.success) file = checked.data;
    else faults.push(...schemaFaults(checked.error.issues, yaml.data).map(place));
    // What the schema could read is checked further even where other parts are wrong, so that all faults are told at once.
    faults.push(...furtherFaults(checked.success ? checked.data : readableParts(yaml.data)).map(place));
  }
  if (faults.length > 0) throw faulty(faults, fileName, (offset) => yaml.position(offset));
  return { file };
}

/** Where the text of a plain scalar is its value: axes, environments, arguments. `go: 1.20` is no number there, nor is `cgo: on` a word. */
function keepsText(path: Path): boolean {
  const [first, second, third] = path;
  if (first === 'axes') return path.length >= 2;
  if (first === 'env') return path.length === 2;
  if (first === 'packages') return path.length === 3;
  if (first === 'modules' || first === 'ldflags' || first === 'gcflags' || first === 'goflags' || first === 'include' || first === 'exclude') return true;
  if (first === 'run') return isRunText(path.slice(1));
  if (first === 'cells' && typeof second === 'number')
    return (third === 'env' && path.length === 4) || third === 'when' || third === 'ldflags' || (third === 'run' && isRunText(path.slice(3)));
  if (first === 'expect' && typeof second === 'number') return third === 'when' || third === 'why';
  return false;
}

const isRunText = ([name, ...rest]: Path): boolean =>
  ((name === 'env' || name === 'args' || name === 'files') && rest.length === 1) ||
  name === 'user' ||
  name === 'stdin' ||
  name === 'workdir' ||
  (name === 'ready' && (rest[0] === 'http' || rest[0] === 'log'));

/**
 * What of a faulty file can be checked further: top-level keys that pass the schema by themselves, the parts of `axes` and `run` that do, and
 * the conditions of rules whose rest is wrong. Items keep their places in lists, as faults are told by place.
 */
function readableParts(data: unknown): MatrixFile {
  if (!isRecord(data)) return {};
  const passes = (part: unknown): boolean => matrixFileSchema.safeParse(part).success;
  const parts: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (passes({ [key]: value })) parts[key] = value;
    else if ((key === 'axes' || key === 'run') && isRecord(value))
      parts[key] = Object.fromEntries(Object.entries(value).filter(([name, inner]) => passes({ [key]: { [name]: inner } })));
    else if ((key === 'expect' || key === 'cells') && Array.isArray(value))
      parts[key] = value.map((item: unknown) =>
        passes({ [key]: [item] }) ? item : { when: isRecord(item) && typeof item.when === 'string' ? item.when : NEUTRAL, ...(key === 'expect' ? { outcome: 'pass' } : {}) },
      );
    else if ((key === 'include' || key === 'exclude') && Array.isArray(value)) parts[key] = value.map((item: unknown) => (typeof item === 'string' ? item : NEUTRAL));
  }
  return parts; // each part was checked on its own
}

/** Stands where a condition could not be read: says nothing wrong. */
const NEUTRAL = 'cgo=0';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function faulty(faults: Fault[], fileName: string, position: (offset: number) => string): InputError {
  const sorted = [...faults].sort((a, b) => a.offset - b.offset);
  const lines = [...new Set(sorted.map(({ offset, text }) => `${fileName}:${position(offset)}: ${text}`))];
  const shown = lines.slice(0, MAX_FAULTS);
  if (lines.length > shown.length) shown.push(`${fileName}: and ${lines.length - shown.length} more`);
  return new InputError(shown.join('\n'), { input: fileName, place: position(sorted[0]?.offset ?? 0), expected: 'a matrix file (cgoscope schema matrix prints its schema)' });
}
