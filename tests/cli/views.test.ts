// What people read: dense, in columns, and never a raw control character of a stranger.
import { describe, expect, it } from 'vitest';
import { paint } from '../../src/cli/text/paint.ts';
import { diffLines } from '../../src/cli/text/diff.ts';
import { doctorLines, runsLines } from '../../src/cli/text/lists.ts';
import { elfLines } from '../../src/cli/text/elf.ts';
import { planLines } from '../../src/cli/text/plan.ts';
import { runLines } from '../../src/cli/text/run.ts';
import { showLines } from '../../src/cli/text/show.ts';
import { table } from '../../src/cli/text/table.ts';
import { traceLines } from '../../src/cli/text/trace.ts';
import { displayWidth } from '../../src/shared/domain/text.ts';
import { cell, difference, doctor, elf, plan, redCell, run, RUN_ID, show, trace } from '../builders/documents.ts';

const plain = paint(false);
const EVIL = 'x\u001b[2J\u202e\u009b\r\n\u0007y';

describe('tables', () => {
  it('align by what is seen, not by characters', () => {
    expect(
      table(
        [{ title: 'name' }, { title: 'n', align: 'right' }],
        [
          ['日本', '1'],
          ['a', '22'],
        ],
      ),
    ).toEqual(['name   n', '日本   1', 'a     22']);
  });

  it('cut the columns that may be cut where the terminal is narrow, and nothing on a pipe', () => {
    const rows = [['fixed', 'a long text that has to give way']];
    const columns = [{ title: '' }, { title: '', shrink: { min: 5 } }];
    expect(table(columns, rows, { columns: 20 })).toEqual(['fixed  a long text …']);
    expect(table(columns, rows)).toEqual(['fixed  a long text that has to give way']);
  });

  it('never count colours as width', () => {
    const red = paint(true).red;
    expect(
      table(
        [{ title: '' }, { title: '' }],
        [
          [{ text: 'ab', paint: red }, '|'],
          ['abcd', '|'],
        ],
      ),
    ).toEqual(['\u001b[31mab\u001b[39m    |', 'abcd  |']);
  });
});

describe('a run', () => {
  const cells = [cell(1, { cached: true }), redCell(2), cell(3, { axes: { cgo: '0' }, emulated: true, linkage: { asked: 'static', got: 'dynamic' } })];
  const text = runLines(run(cells), plain, undefined).join('\n');

  it('shows only the axes that vary, and says the others once', () => {
    expect(text).toContain('every cell: package=./cmd/serve platform=linux/amd64 libc=glibc link=dynamic go=1.24');
    expect(text).toMatch(/^# +cgo +base +outcome/m);
  });

  it('says green and red by sign and word', () => {
    expect(text).toMatch(/^1 {2}✓ .* pass .* C /m);
    expect(text).toMatch(/^2 {2}✗ .* start-failed /m);
    expect(text).toMatch(/^3 {2}✓ .* E! .* static→dynamic/m);
    expect(text).toContain("C from Go's build cache · E emulated · ! linkage got is not the linkage asked");
  });

  it('says of a red cell what was expected instead', () => {
    expect(runLines(run([redCell(1, { expected: 'exit 3' })]), plain, undefined).join('\n')).toContain('start-failed (expected exit 3)');
  });

  it('fits the terminal', () => {
    for (const line of runLines(run([redCell(1, { reason: 'because '.repeat(40) })]), plain, 100).slice(3)) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });
});

describe('a cell', () => {
  const red = redCell(2);
  const shown = show(red, {
    logs: { build: null, stdout: null, stderr: { text: 'panic: no\n', bytes: 10, truncated: true } },
    nearest: { number: 1, key: 'k', apart: ['base'], differences: [difference()] },
  });
  const text = showLines(shown, plain, undefined).join('\n');

  it('says what happened, why, what it last said, how the nearest green one differs, and how to do it by hand', () => {
    const places = ['✗ start-failed', 'the kernel found no loader', 'panic: no', '\nbinary\n', '\ntrace\n', 'nearest green: cell 1', 'image.libc', 'by hand'].map((part) =>
      text.indexOf(part),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).toContain('10 B, cut');
  });

  it('shows the lines of a failed build that were blamed, not the whole log', () => {
    const failed = show(redCell(1, { outcome: 'build-failed', artifact: null, elf: null }), {
      facts: { build: { errors: ['x.go:3: undefined: y'] } },
      logs: { build: { text: 'noise\n'.repeat(100), bytes: 600, truncated: false }, stdout: null, stderr: null },
    });
    const lines = showLines(failed, plain, undefined).join('\n');
    expect(lines).toContain('x.go:3: undefined: y');
    expect(lines).not.toContain('noise');
  });
});

describe('strangers', () => {
  it.each([
    [
      'a run',
      () =>
        runLines(
          run([redCell(1, { reason: EVIL, axes: { package: EVIL }, expected: EVIL }), cell(2)], { endpoint: EVIL, project: { path: EVIL, treeHash: EVIL } }),
          plain,
          undefined,
        ),
    ],
    [
      'a cell',
      () =>
        showLines(
          show(redCell(1, { reason: EVIL, reproduce: [EVIL] }), {
            elf: elf({ needed: [EVIL], interp: EVIL }),
            trace: trace({ filesMissing: [EVIL] }),
            logs: { build: { text: EVIL, bytes: 1, truncated: false }, stdout: { text: EVIL, bytes: 1, truncated: false }, stderr: { text: EVIL, bytes: 1, truncated: false } },
            nearest: { number: 2, key: EVIL, apart: [EVIL], differences: [difference({ fact: EVIL, a: EVIL, b: { [EVIL]: EVIL }, text: EVIL })] },
          }),
          plain,
          undefined,
        ),
    ],
    ['a plan', () => planLines(plan({ notes: [EVIL], config: EVIL }), plain, undefined)],
    ['a binary', () => elfLines(elf({ path: EVIL, soname: EVIL, rpath: [EVIL], warnings: [{ code: 'x', text: EVIL, offset: 1 }] }), plain, undefined)],
    [
      'a trace',
      () =>
        traceLines(
          trace({ syscalls: [{ name: EVIL, calls: 1, errors: 0, totalNs: null }], connects: [{ address: EVIL, port: null, protocol: EVIL, error: EVIL }] }),
          plain,
          undefined,
        ),
    ],
    [
      'a diff',
      () =>
        diffLines(
          {
            schema: 'cgoscope/diff@0',
            kind: 'runs',
            a: { run: RUN_ID, cell: null, label: EVIL },
            b: { run: RUN_ID, cell: null, label: EVIL },
            differences: [],
            cells: [{ key: EVIL, in: 'a', a: EVIL, b: null, changed: true, differences: [difference({ text: EVIL })] }],
          },
          plain,
          undefined,
        ),
    ],
    [
      'a list of runs',
      () =>
        runsLines(
          {
            schema: 'cgoscope/runs@0',
            runs: [{ id: RUN_ID, state: 'done', startedAt: '2026-11-23T01:03:16Z', endedAt: null, project: EVIL, cells: 1, green: 1, red: 0, grey: 0, ended: 1, origin: EVIL }],
          },
          plain,
          undefined,
        ),
    ],
    ['the doctor', () => doctorLines(doctor({ foreign: [EVIL], problems: [{ level: 'error', text: EVIL, fix: EVIL }] }), plain, undefined)],
  ])('can not touch the terminal through %s', (_name, lines) => {
    const text = lines().join('\n');
    expect(text).toContain('\\x1b[2J');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    // A newline of theirs never starts a line of ours.
    expect(text).not.toMatch(/^\u0007?y/m);
  });
});
