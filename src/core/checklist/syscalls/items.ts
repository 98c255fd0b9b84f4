// Items of the system calls: a fail is a call that the program made and that is not there. What it never made is information, and stands in the rows.
import type { ChecklistItem, SyscallRow } from '../../../shared/domain/checklist.ts';
import { itemsOf } from '../item.ts';
import type { Started } from '../program/start.ts';
import type { Asked, NotAsked } from './ask.ts';
import { CALLS } from './table.ts';
import { olderThan } from './verdict.ts';

const item = itemsOf('syscalls', ['C46', 'C47', 'C48']);

export interface SyscallFacts {
  rows: readonly SyscallRow[];
  target: Asked | NotAsked;
  started: Started | null;
  platform: string;
  kernel: string;
  /** Who emulates, in words; null where nobody does. */
  emulator: string | null;
}

/** Marks the rows that the program was seen to make. */
export const markUsed = (rows: readonly SyscallRow[], calls: ReadonlySet<string> | null): SyscallRow[] =>
  rows.map((row) => ({ ...row, used: calls === null ? null : calls.has(row.name) }));

export function syscallItems(facts: SyscallFacts): ChecklistItem[] {
  return [probed(facts), ...seccomp(facts), ...used(facts)];
}

const WORDS: Readonly<Record<SyscallRow['verdict'], string>> = {
  available: 'available',
  'missing-in-kernel': 'missing in the kernel',
  'refused-by-seccomp': 'refused by seccomp',
  'refused-by-kernel': 'refused by the kernel (a privilege or a sysctl)',
  'hidden-by-emulator': 'hidden by the emulator',
  unknown: 'not known',
};

function probed({ rows, target, platform }: SyscallFacts): ChecklistItem {
  const title = 'System calls can be asked for on the target';
  if ('reason' in target && target.asked === false) return item('syscalls.probe', title, 'unknown', `the probe could not be made: ${target.reason}`);
  if ('reason' in target)
    return item('syscalls.probe', title, 'fail', `a static program without any library does not start on ${platform} here: ${target.reason}`, [
      { source: 'probe', text: target.reason },
    ]);
  if (rows.length === 0) return item('syscalls.probe', title, 'unknown', `no numbers of system calls are known for ${platform}`);
  const counts = new Map<SyscallRow['verdict'], number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return item('syscalls.probe', title, 'pass', `${rows.length} called: ${[...counts].map(([verdict, count]) => `${count} ${WORDS[verdict]}`).join(', ')}`, [
    { source: 'probe', text: `uname says ${target.surroundings.machine}, Linux ${target.surroundings.release}` },
  ]);
}

const MODES: Readonly<Record<string, string>> = { '0': 'no seccomp filter', '1': 'seccomp in strict mode', '2': 'a seccomp filter' };

function seccomp({ rows, target }: SyscallFacts): ChecklistItem[] {
  if ('reason' in target) return [];
  const refused = rows.filter(({ verdict }) => verdict === 'refused-by-seccomp');
  const mode = MODES[target.surroundings.seccomp] ?? 'a seccomp mode that could not be read';
  return [
    item(
      'syscalls.seccomp',
      'Seccomp of a container here',
      target.surroundings.seccomp === '0' ? 'warn' : 'pass',
      `${mode} is in force by default${refused.length === 0 ? '' : `; it refuses ${refused.length} of the calls asked for, each of which answers without it`}`,
      [
        { source: 'probe', text: `/proc/self/status: Seccomp ${target.surroundings.seccomp === '' ? 'not readable' : target.surroundings.seccomp}` },
        ...refused.slice(0, 40).map((row) => ({ source: 'probe', text: `${row.name}: ${row.target?.error ?? ''} with it, ${row.unconfined?.result ?? ''} without` })),
      ],
    ),
  ];
}

function used(facts: SyscallFacts): ChecklistItem[] {
  const { started, rows, target } = facts;
  const title = 'System calls that the program makes';
  if ('reason' in target) return [];
  if (started === null) return [item('syscalls.used', title, 'unknown', 'the program was not started, so nothing shows which of them it makes')];
  if (started.calls === null)
    return [
      item(
        'syscalls.used',
        title,
        'unknown',
        `nothing was seen of its system calls: it ${started.ended}`,
        started.notes.map((text) => ({ source: 'trace', text })),
      ),
    ];
  const made = rows.filter((row) => row.used === true);
  const there = made.filter(({ verdict }) => verdict === 'available');
  const bad = made.filter(({ verdict }) => verdict !== 'available').map((row) => notThere(row, facts, started));
  if (there.length === 0 && bad.length > 0) return bad;
  const evidence = [{ source: 'trace', text: `the program ${started.ended}` }];
  const seen =
    there.length === 0
      ? 'it was seen to make none of the calls of this list'
      : `${there.length} of the list that it made ${there.length === 1 ? 'is' : 'are'} available: ${some(there)}`;
  // Silence of a program that ended at once proves nothing.
  return [
    ...bad,
    started.healthy
      ? item('syscalls.used', title, 'pass', seen, evidence)
      : item('syscalls.used', title, 'unknown', `${seen}; it ${started.ended}, so what it does when it works was not seen`, evidence),
  ];
}

const some = (rows: readonly SyscallRow[]): string =>
  `${rows
    .slice(0, 8)
    .map(({ name }) => name)
    .join(', ')}${rows.length > 8 ? ' …' : ''}`;

function notThere(row: SyscallRow, { kernel, emulator, platform }: SyscallFacts, started: Started): ChecklistItem {
  const error = row.target?.error ?? '';
  const fallback = CALLS.find(({ name }) => name === row.name)?.fallback.includes(error) === true;
  const evidence = [
    { source: 'trace', text: `the program made the call ${row.name}` },
    { source: 'probe', text: `${platform}, seccomp as a container has it: ${row.target?.result ?? 'not asked'}` },
    ...(row.unconfined === null ? [] : [{ source: 'probe', text: `${platform}, without seccomp: ${row.unconfined.result}` }]),
    ...(row.native === null ? [] : [{ source: 'probe', text: `the host's own platform, without seccomp: ${row.native.result}` }]),
    { source: 'kernel', text: `Linux ${row.since} and newer have it (${row.source}); this is Linux ${kernel}` },
  ];
  const id = `syscalls.used.${row.name}`;
  const title = `System call ${row.name}`;
  // A runtime that tries first and has another way is no failure where the program went on.
  const copes = fallback && started.healthy;
  const end = copes ? '; C libraries and Go go on without it after this answer, and the program did' : '';
  return item(id, title, row.verdict === 'unknown' ? 'unknown' : copes ? 'warn' : 'fail', `${reason(row, kernel, emulator)}${end}`, evidence);
}

function reason(row: SyscallRow, kernel: string, emulator: string | null): string {
  switch (row.verdict) {
    case 'available':
      return 'it is available';
    case 'missing-in-kernel':
      return olderThan(kernel, row.since) === true
        ? `Linux ${row.since} brought it, and the host has ${kernel}`
        : `the kernel ${kernel} is new enough and was built without it, or it is switched off`;
    case 'refused-by-seccomp':
      return `the container's seccomp profile answers ${row.target?.error ?? ''}; without the profile the kernel takes it`;
    case 'refused-by-kernel':
      return `the kernel answers ${row.target?.error ?? ''} also without seccomp: it wants a privilege that the container lacks, or a sysctl forbids it`;
    case 'hidden-by-emulator':
      return `${emulator ?? 'the emulator'} does not know it, and the host's kernel has it: on a machine of its own platform Linux ${row.since} and newer answer`;
    case 'unknown':
      return 'who refuses it could not be told';
  }
}
