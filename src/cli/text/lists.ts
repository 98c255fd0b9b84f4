// Runs, toolchains and what the doctor found, as text.
import type { Doctor, History, Runs, Toolchains } from '../../shared/domain/documents.ts';
import { colourOf, outcomeText } from '../../shared/domain/run.ts';
import { cellTimeNs, SIGN } from '../../shared/domain/summary.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../shared/domain/units.ts';
import { byColour, type Paint } from './paint.ts';
import { linkageText } from './run.ts';
import { table, type TableCell } from './table.ts';

export function runsLines(runs: Runs, paint: Paint, columns: number | undefined): string[] {
  if (runs.runs.length === 0) return ['no runs yet: `cgoscope run` in a folder with Go source makes the first'];
  return table(
    [
      { title: 'run' },
      { title: 'started' },
      { title: 'state' },
      { title: 'cells', align: 'right' },
      { title: '✓', align: 'right' },
      { title: '✗', align: 'right' },
      { title: '○', align: 'right' },
      { title: 'took', align: 'right' },
      { title: 'project', shrink: { min: 16 } },
      { title: 'origin', shrink: { min: 8 } },
    ],
    runs.runs.map((run): (TableCell | string)[] => [
      { text: run.id, paint: paint.bold },
      run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z'),
      { text: run.state, paint: run.state === 'done' ? paint.dim : paint.yellow },
      String(run.cells),
      { text: String(run.green), paint: paint.green },
      { text: String(run.red), paint: run.red > 0 ? paint.red : paint.dim },
      { text: String(run.grey), paint: paint.dim },
      run.endedAt === null ? '' : formatNs((Date.parse(run.endedAt) - Date.parse(run.startedAt)) * 1e6),
      shown(run.project),
      { text: run.origin === 'local' ? '' : shown(run.origin), paint: paint.dim },
    ]),
    { columns, head: paint.dim },
  );
}

/** A cell over runs: what became of it, newest first. */
export function historyLines(history: History, paint: Paint, columns: number | undefined): string[] {
  return [
    paint.dim(shown(history.key)),
    '',
    ...table(
      [
        { title: 'cell' },
        { title: 'started' },
        { title: ' ' },
        { title: 'outcome' },
        { title: 'time', align: 'right' },
        { title: 'size', align: 'right' },
        { title: 'linkage' },
        { title: 'glibc' },
        { title: 'why', shrink: { min: 16 } },
        { title: 'origin', shrink: { min: 8 } },
      ],
      history.entries.map(({ run, cell }): (TableCell | string)[] => [
        { text: `${run.id}/${cell.number}`, paint: paint.bold },
        run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z'),
        { text: SIGN[colourOf(cell)], paint: byColour(paint, colourOf(cell)) },
        { text: shown(outcomeText(cell)), paint: byColour(paint, colourOf(cell)) },
        cellTimeNs(cell) > 0 ? formatNs(cellTimeNs(cell)) : '',
        cell.artifact === null ? '' : formatBytes(cell.artifact.size),
        shown(linkageText(cell)),
        shown(cell.elf?.glibcFloor ?? ''),
        { text: shown(cell.reason ?? ''), paint: paint.dim },
        { text: run.origin === 'local' ? '' : shown(run.origin), paint: paint.dim },
      ]),
      { columns, head: paint.dim },
    ),
  ];
}

export function toolchainsLines(list: Toolchains, paint: Paint, columns: number | undefined): string[] {
  const lines: string[] = [];
  if (list.toolchains.length === 0) lines.push('no toolchains on this engine yet: a run makes what it needs');
  else
    lines.push(
      ...table(
        [{ title: 'name' }, { title: 'kind' }, { title: 'provider' }, { title: 'size', align: 'right' }, { title: 'made' }, { title: 'image', shrink: { min: 16 } }],
        list.toolchains.map((one): (TableCell | string)[] => [
          { text: shown(one.name), paint: paint.bold },
          one.kind,
          shown(one.provider),
          formatBytes(one.bytes),
          shown(one.createdAt),
          { text: shown(one.image), paint: paint.dim },
        ]),
        { columns, head: paint.dim },
      ),
    );
  if (list.available.length > 0)
    lines.push(
      '',
      'can be made:',
      ...table(
        [{ title: 'name' }, { title: 'kind' }, { title: 'download', align: 'right' }, { title: 'disk', align: 'right' }],
        list.available.map((one) => [shown(one.name), shown(one.kind), formatBytes(one.downloadBytes), formatBytes(one.diskBytes)]),
        { columns, head: paint.dim, indent: '  ' },
      ),
    );
  return lines;
}

export function doctorLines(doctor: Doctor, paint: Paint, columns: number | undefined): string[] {
  const facts: [string, string][] = [];
  const { endpoint, engine, emulators, disk, dataFolder } = doctor;
  facts.push(['endpoint', endpoint === null ? 'none in reach' : `${shown(endpoint.name)}  ${shown(endpoint.host)}  (${shown(endpoint.rule)})`]);
  if (engine) {
    facts.push(['engine', `${shown(engine.name)} ${shown(engine.version)}, API ${shown(engine.apiVersion)}${engine.rootless ? ', rootless' : ''}`]);
    facts.push(['native', `${shown(engine.platform)}, ${engine.cpus} CPUs, ${formatBytes(engine.memoryBytes)}, ${shown(engine.operatingSystem)}, kernel ${shown(engine.kernel)}`]);
    facts.push([
      'storage',
      `${shown(engine.storage)}, cgroup ${shown(engine.cgroup)}, BuildKit ${engine.buildkit === null ? 'no' : shown(engine.buildkit)}${engine.security.length > 0 ? `, ${engine.security.map(shown).join(' ')}` : ''}`,
    ]);
  }
  facts.push([
    'emulators',
    emulators === null
      ? 'not known (needs the engine and a helper image)'
      : emulators.length === 0
        ? 'none registered'
        : emulators
            .map((one) => `${shown(one.name)}${one.platform === null ? '' : ` for ${shown(one.platform)}`} (flags ${shown(one.flags) || 'none'}${one.enabled ? '' : ', disabled'})`)
            .join(', '),
  ]);
  if (disk)
    facts.push([
      'disk',
      `${disk.freeBytes === null ? 'free space not known' : `${formatBytes(disk.freeBytes)} free`} at ${shown(disk.path)}, ${formatBytes(disk.usedByUsBytes)} used by cgoscope`,
    ]);
  facts.push(['toolchains', doctor.toolchains.length === 0 ? 'none' : doctor.toolchains.map((one) => `${shown(one.name)} (${formatBytes(one.bytes)})`).join(', ')]);
  facts.push([
    'data',
    `${shown(dataFolder.path)}, ${formatBytes(dataFolder.bytes)} of at most ${formatBytes(dataFolder.limitBytes)}${dataFolder.owner === null ? '' : `, owned by ${shown(dataFolder.owner)}`}`,
  ]);
  if (doctor.foreign.length > 0)
    facts.push(['of others', `${doctor.foreign.slice(0, 4).map(shown).join(', ')}${doctor.foreign.length > 4 ? ` and ${doctor.foreign.length - 4} more` : ''}`]);
  const level = { error: paint.red, warning: paint.yellow, info: paint.dim } as const;
  return [
    ...table(
      [{ title: '' }, { title: '', shrink: { min: 30 } }],
      facts.map(([name, text]) => [{ text: name, paint: paint.dim }, text]),
      { columns },
    ),
    '',
    ...(doctor.problems.length === 0
      ? [`${paint.green('✓')} no problems found`]
      : doctor.problems.flatMap((problem) => [
          `${level[problem.level](problem.level)}: ${shown(problem.text)}`,
          `  ${paint.cyan('fix')}: ${shown(problem.fix)}`,
          ...(problem.action === undefined ? [] : [`  ${paint.cyan('or')}: cgoscope doctor --fix ${shown(problem.action.id)}`]),
        ])),
  ];
}
