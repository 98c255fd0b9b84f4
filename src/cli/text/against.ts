// Will it run there, as text: a map with a row per image; for a single image every check with its evidence, and how each library was found.
import type { Against, CheckResult, Verdict } from '../../shared/domain/verdict.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';

const SIGNS = { yes: ['✓ runs', 'green'], no: ['✗ does not', 'red'], unknown: ['? unknown', 'dim'] } as const;
const EVIDENCE = 4;

/** Of what could be judged; what could not is said apart, as bad input. */
export function againstLines(against: Against, paint: Paint, columns: number | undefined): string[] {
  const { elf, verdicts } = against;
  const head = [paint.bold(shown(elf.path)), paint.dim(`  ${whatItIs(against)}`), ''];
  const [only] = verdicts;
  const body = verdicts.length === 1 && only !== undefined ? oneLines(only, paint, columns) : mapLines(verdicts, paint, columns);
  return [...head, ...body, ...(verdicts.length > 1 ? ['', summary(verdicts, paint)] : [])];
}

function whatItIs({ elf }: Against): string {
  if (elf.format !== 'elf') return elf.format;
  const words = [elf.machine ?? '?', `${elf.class ?? '?'} bit`, elf.linkage ?? elf.type ?? '?', elf.libc === 'none' ? 'no libc' : elf.libc === 'unknown' ? '' : elf.libc];
  return shown([...words, elf.interp ?? '', elf.glibcFloor === null ? '' : `GLIBC_${elf.glibcFloor}`, elf.go?.version ?? ''].filter((word) => word !== '').join(', '));
}

function mapLines(verdicts: readonly Verdict[], paint: Paint, columns: number | undefined): string[] {
  return table(
    [{ title: '' }, { title: 'image', shrink: { min: 20 } }, { title: 'platform' }, { title: 'libc' }, { title: 'why', shrink: { min: 30 } }],
    verdicts.map((verdict): (TableCell | string)[] => {
      const [sign, colour] = SIGNS[verdict.runs];
      const cause = verdict.cause === null ? '' : ` (${verdict.cause})`;
      const warnings = verdict.runs === 'no' || verdict.warnings.length === 0 ? '' : `; ${counted(verdict.warnings.length, 'warning')}`;
      return [{ text: sign, paint: paint[colour] }, shown(verdict.image.ref), shown(verdict.image.platform), libcOf(verdict), shown(`${verdict.reason}${cause}${warnings}`)];
    }),
    { columns, head: paint.dim },
  );
}

const libcOf = ({ image }: Verdict): string => (image.libc === 'none' ? 'no libc' : shown(`${image.libc}${image.libcVersion === null ? '' : ` ${image.libcVersion}`}`));

const MARKS: Readonly<Record<CheckResult['status'], readonly [string, 'green' | 'red' | 'yellow' | 'dim']>> = {
  pass: ['✓', 'green'],
  fail: ['✗', 'red'],
  warn: ['!', 'yellow'],
  unknown: ['?', 'dim'],
  'not-needed': ['-', 'dim'],
};

function oneLines(verdict: Verdict, paint: Paint, columns: number | undefined): string[] {
  const [sign, colour] = SIGNS[verdict.runs];
  const host = verdict.host.platform === null ? 'no host known' : `${verdict.host.platform}, Linux ${verdict.host.kernel ?? '?'}, ${verdict.host.cpu ?? 'CPU not known'}`;
  return [
    `${paint[colour](sign)}  ${paint.bold(shown(verdict.image.ref))}  ${paint.dim(shown(`${verdict.image.platform}, ${libcOf(verdict)}`))}`,
    `  ${shown(verdict.reason)}${verdict.cause === null ? '' : `  ${paint.dim(verdict.cause)}`}`,
    paint.dim(`  host: ${shown(host)}`),
    '',
    ...verdict.checks.flatMap((check) => checkLines(check, paint, columns)),
    ...libraryLines(verdict, paint, columns),
  ];
}

function checkLines({ id, status, text, evidence }: CheckResult, paint: Paint, columns: number | undefined): string[] {
  const [mark, colour] = MARKS[status];
  const lines = table(
    [{ title: '' }, { title: '' }, { title: '', shrink: { min: 30 } }],
    [[{ text: mark, paint: paint[colour] }, { text: id.padEnd(10), paint: paint.dim }, shown(text)]],
    { columns, indent: '  ' },
  );
  if (status !== 'fail' && status !== 'warn') return lines;
  return [...lines, ...evidence.slice(0, EVIDENCE).map((each) => paint.dim(`      ${shown(evidenceText(each))}`))];
}

function evidenceText({ source, text, path, byteOffset, length }: CheckResult['evidence'][number]): string {
  const bytes = byteOffset === null ? '' : `, ${length ?? 0} bytes at ${byteOffset}`;
  const place = source === 'elf' ? 'the binary' : source === 'image' ? (path ?? 'the image') : source === 'host' ? 'the host' : 'build info';
  return `${place}: ${text}${bytes}`;
}

function libraryLines({ libraries }: Verdict, paint: Paint, columns: number | undefined): string[] {
  if (libraries.length === 0) return [];
  const rows = libraries.flatMap(({ name, by, path, how, tried }): (TableCell | string)[][] => [
    [shown(name), path === null ? { text: 'not found', paint: paint.red } : shown(path), { text: how, paint: paint.dim }, { text: shown(by), paint: paint.dim }],
    ...(path === null
      ? tried.map(({ path: at, why }): (TableCell | string)[] => ['', { text: `  ${shown(at)}`, paint: paint.dim }, { text: shown(why), paint: paint.dim }, ''])
      : []),
  ]);
  return [
    '',
    ...table([{ title: 'library', shrink: { min: 16 } }, { title: 'is', shrink: { min: 20 } }, { title: 'by' }, { title: 'for', shrink: { min: 12 } }], rows, {
      columns,
      head: paint.dim,
      indent: '  ',
    }),
  ];
}

function summary(verdicts: readonly Verdict[], paint: Paint): string {
  const count = (runs: Verdict['runs']): number => verdicts.filter((each) => each.runs === runs).length;
  const [yes, no, unknown] = [count('yes'), count('no'), count('unknown')];
  return `${paint.green(`runs in ${yes}`)}, ${paint.red(`not in ${no}`)}${unknown === 0 ? '' : `, ${paint.dim(`unknown for ${unknown}`)}`} of ${counted(verdicts.length, 'image')}; nothing was started`;
}
