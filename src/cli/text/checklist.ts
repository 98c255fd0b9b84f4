// The checklist as text: what was looked at, items by group with what they stand on where they do not pass, then who refuses which system calls.
import type { Checklist, ChecklistItem, SyscallRow } from '../../shared/domain/checklist.ts';
import { shown } from '../../shared/domain/text.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';
import { wrapped } from './wrap.ts';

const GROUPS: readonly (readonly [ChecklistItem['group'], string])[] = [
  ['image', 'image'],
  ['abi', 'ABI'],
  ['cpu', 'CPU'],
  ['emulation', 'emulation'],
  ['syscalls', 'system calls'],
  ['devices', 'devices'],
];
const STATUS = { pass: ['✓', 'green'], fail: ['✗', 'red'], warn: ['!', 'yellow'], unknown: ['?', 'yellow'], 'not-applicable': ['·', 'dim'] } as const;
const EVIDENCE = 6;

export function checklistLines(checklist: Checklist, paint: Paint, columns: number | undefined): string[] {
  const { image, host, traced, items, passed, failed } = checklist;
  const lines = [
    `${paint.bold(shown(image.ref))}  ${paint.dim(shown(image.id.replace(/^(sha256:.{12}).*/, '$1')))}`,
    ...table(
      [{ title: '' }, { title: '', shrink: { min: 30 } }],
      [
        ['platform', `${shown(image.platform)} on ${shown(host.platform)}${host.emulated ? `, emulated by ${shown(host.emulator ?? 'a program that could not be seen')}` : ''}`],
        ['host', [`Linux ${host.kernel}`, host.engine, ...(host.cpu === null ? [] : [host.cpu]), `seccomp ${host.seccomp ?? 'off'}`].map(shown).join(' · ')],
        ['program', traced === null ? 'not started' : `${traced.argv.map(shown).join(' ')}  (${shown(traced.ended)})`],
      ].map(([name = '', text = '']) => [{ text: name, paint: paint.dim }, text]),
      { columns, indent: '  ' },
    ),
    '',
    failed === 0 ? paint.green(`✓ ${passed} passed, none failed`) : paint.red(`✗ ${failed} failed, ${passed} passed`),
  ];
  for (const [group, title] of GROUPS) {
    const own = items.filter((item) => item.group === group);
    if (own.length > 0) lines.push('', paint.bold(title), ...own.flatMap((item) => itemLines(item, paint, columns)));
  }
  lines.push(...syscallLines(checklist.syscalls, paint, columns));
  return lines;
}

function itemLines({ title, status, text, evidence }: ChecklistItem, paint: Paint, columns: number | undefined): string[] {
  const [sign, colour] = STATUS[status];
  const detail = status === 'fail' || status === 'warn' || status === 'unknown' ? evidence : [];
  return [
    `  ${paint[colour](`${sign} ${status === 'not-applicable' ? 'n/a' : status}`)}  ${status === 'not-applicable' ? paint.dim(shown(title)) : shown(title)}`,
    ...wrapped(shown(text), columns, '      '),
    ...detail.slice(0, EVIDENCE).map((each) => paint.dim(`      ${shown(each.source)}: ${shown(each.text)}`)),
    ...(detail.length > EVIDENCE ? [paint.dim(`      ${detail.length - EVIDENCE} more with --json`)] : []),
  ];
}

const VERDICTS: readonly (readonly [SyscallRow['verdict'], string])[] = [
  ['missing-in-kernel', 'missing in the kernel'],
  ['hidden-by-emulator', 'hidden by the emulator'],
  ['refused-by-seccomp', 'refused by seccomp'],
  ['refused-by-kernel', 'refused by the kernel'],
  ['unknown', 'not known'],
  ['available', 'available'],
];

function syscallLines(rows: readonly SyscallRow[], paint: Paint, columns: number | undefined): string[] {
  if (rows.length === 0) return [];
  const lines = ['', paint.bold('system calls by who answers')];
  for (const [verdict, title] of VERDICTS) {
    const own = rows.filter((row) => row.verdict === verdict);
    if (own.length === 0) continue;
    lines.push(`  ${title} (${own.length})`, ...wrapped(own.map((row) => `${shown(row.name)}${row.used === true ? '*' : ''}`).join(' '), columns, '      '));
  }
  if (rows.some(({ used }) => used === true)) lines.push(paint.dim('  * the program made this call'));
  return lines;
}
