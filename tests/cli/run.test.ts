// `run` and `rerun` while they live: progress, cancel, events, reports, the exit code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runSchema, type Cell, type Run } from '../../src/shared/domain/run.ts';
import { eventSchema } from '../../src/shared/domain/documents.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { AT, cell, cellEvent, plan, redCell, run, RUN_ID } from '../builders/documents.ts';
import { cli, FakeApi } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const green = cell(1);
const red = redCell(2, { axes: { platform: 'linux/arm64' } });

/** An api whose run ends at once, with a cell event each. */
function living(cells: Cell[], more: { ended?: Partial<Run>; wait?: (api: FakeApi) => Promise<void>; onStart?: () => void; onCancel?: () => void; free?: boolean } = {}): FakeApi {
  const api: FakeApi = new FakeApi({
    'plan.make': () => (more.free === false ? plan() : plan({ estimate: { downloadBytes: 0, diskBytes: 0, timeNs: 1, basis: 'test' } })),
    'run.start': () => {
      // The first cell is faster than the answer of start.
      api.emit(cellEvent(cells[0]!));
      api.emit({ ...cellEvent(cells[0]!), run: 'ANOTHER' });
      more.onStart?.();
      return { id: RUN_ID, cells: cells.length };
    },
    'run.again': () => ({ id: RUN_ID, cells: cells.length }),
    'run.get': () => run(cells, { state: 'running', endedAt: null }),
    'run.wait': async () => {
      await more.wait?.(api);
      for (const one of cells.slice(1)) api.emit(cellEvent(one));
      return run(cells, more.ended);
    },
    'run.cancel': () => {
      more.onCancel?.();
      return { cancelled: 1 };
    },
    'report.render': ({ format }) => ({ content: format }),
  });
  return api;
}

describe('run', () => {
  it('says one line for each ended cell on a pipe, those before the answer of start included, and none of another run', async () => {
    const told = await cli(['run'], { api: living([green, red]) });
    const lines = told.err.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\[1\/\d\] ✓ green pass {2}#1 /);
    expect(lines[1]).toMatch(/^\[2\/2\] ✗ red start-failed {2}#2 .*platform=linux\/arm64 base=musl.* the kernel found no loader/);
  });

  it('ends with the table on stdout and 1 for a red cell, 0 without', async () => {
    const told = await cli(['run'], { api: living([green, red]) });
    expect(told.code).toBe(1);
    expect(told.out).toContain('2 cells: 1 green, 1 red');
    expect(told.out).toContain('start-failed');
    expect((await cli(['run'], { api: living([green]) })).code).toBe(0);
  });

  it('counts a failure that was expected as green, and grey as neither', async () => {
    const expected = redCell(2, { green: true, expected: 'start-failed' });
    const grey = cell(3, { outcome: 'not-run', green: null, reason: 'no emulator' });
    const told = await cli(['run'], { api: living([green, expected, grey]) });
    expect(told.code).toBe(0);
    expect(told.out).toContain('3 cells: 2 green, 0 red, 1 grey');
    expect(told.out).toContain('start-failed (expected)');
  });

  it('--json prints the run document alone', async () => {
    const told = await cli(['run', '--json'], { api: living([green, red]) });
    expect(runSchema.parse(JSON.parse(told.out)).cells).toHaveLength(2);
    expect(told.out.trimEnd().split('\n')).toHaveLength(1);
  });

  it('--events prints the events of this run as NDJSON and nothing else', async () => {
    const told = await cli(['run', '--events'], { api: living([green, red]) });
    const events = told.out
      .trimEnd()
      .split('\n')
      .map((line) => eventSchema.parse(JSON.parse(line)));
    expect(events.map((event) => [event.run, event.type])).toEqual([
      [RUN_ID, 'cell'],
      [RUN_ID, 'cell'],
    ]);
  });

  it('writes every report that was asked for', async () => {
    const told = await cli(['run', '--report', 'a.html', '--report', 'b.json'], { api: living([green]), cwd: folder });
    expect(told.code).toBe(0);
    expect(readFileSync(path.join(folder, 'a.html'), 'utf8')).toBe('html');
    expect(readFileSync(path.join(folder, 'b.json'), 'utf8')).toBe('json');
  });

  it('asks nothing and plans nothing with --yes', async () => {
    const api = living([green], { free: false });
    await cli(['run', '--yes', '--jobs', '3'], { api });
    expect(api.asked.map((call) => call.name)).not.toContain('plan.make');
    expect(api.input('run.start')).toMatchObject({ yes: true, jobs: 3 });
  });

  it('without --yes names what would be downloaded: a script is told, a person asked', async () => {
    const script = living([green], { free: false });
    const told = await cli(['run'], { api: script });
    expect(told.code).toBe(2);
    expect(told.err).toContain('312.0 MB of downloads and 1.04 GB of disk');
    expect(told.err).toContain('--yes allows it');
    expect(script.asked.map((call) => call.name)).not.toContain('run.start');
    const yes = living([green], { free: false });
    expect((await cli(['run'], { api: yes, answer: '' })).code).toBe(0);
    expect(yes.input('run.start')).toMatchObject({ yes: true });
    expect((await cli(['run'], { api: living([green], { free: false }), answer: 'n' })).code).toBe(4);
  });

  it('stops listening when it has ended', async () => {
    const api = living([green]);
    await cli(['run'], { api });
    expect(api.listeners).toBe(0);
    expect(api.closed).toBe(1);
  });

  it('closes the api and stops listening when start fails', async () => {
    const api: FakeApi = new FakeApi({
      'plan.make': () => plan({ estimate: { downloadBytes: 0, diskBytes: 0, timeNs: 1, basis: '' } }),
      'run.start': () => {
        throw new InputError('no go.mod', { input: '.' });
      },
    });
    expect(await cli(['run'], { api })).toMatchObject({ code: 2, err: 'cgoscope: no go.mod\n' });
    expect([api.listeners, api.closed]).toEqual([0, 1]);
  });
});

describe('Ctrl-C', () => {
  it('too late to stop the start, too early to know the run: cancels it as soon as it is known', async () => {
    let press: (why?: string) => void = () => undefined;
    let cancelled: () => void = () => undefined;
    const wasCancelled = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const ended = cell(1, { state: 'cancelled', outcome: null, green: null, artifact: null, elf: null });
    const api = living([ended], { ended: { state: 'cancelled' }, onStart: () => press(), onCancel: () => cancelled(), wait: () => wasCancelled });
    const told = await cli(['run'], {
      api,
      interrupt: (p) => {
        press = p;
      },
    });
    expect(told.code).toBe(4);
    expect(api.input('run.cancel')).toEqual({ run: RUN_ID });
  });
  it('once: cancels the run, waits for its end, keeps what was finished, exits 4', async () => {
    let press: (why?: string) => void = () => undefined;
    let cancelled: () => void = () => undefined;
    const wasCancelled = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const ended = cell(2, { state: 'cancelled', outcome: null, green: null, artifact: null, elf: null });
    const api = living([green, ended], {
      ended: { state: 'cancelled' },
      onCancel: () => cancelled(),
      wait: async () => {
        press();
        await wasCancelled;
      },
    });
    const told = await cli(['run'], {
      api,
      interrupt: (p) => {
        press = p;
      },
    });
    expect(told).toMatchObject({ code: 4, left: null });
    expect(api.input('run.cancel')).toEqual({ run: RUN_ID });
    expect(told.err).toContain('Ctrl-C again leaves at once');
    expect(told.out).toContain('2 cells: 1 green, 0 red, 1 grey  (cancelled)');
  });

  it('twice: leaves at once with 4', async () => {
    let press: (why?: string) => void = () => undefined;
    const api = living([green], {
      wait: async () => {
        press();
        press();
      },
    });
    const told = await cli(['run'], {
      api,
      interrupt: (p) => {
        press = p;
      },
    });
    expect(told.left).toBe(4);
    expect(api.asked.filter((call) => call.name === 'run.cancel')).toHaveLength(1);
  });

  it('before start has answered: start is aborted', async () => {
    let press: (why?: string) => void = () => undefined;
    const api: FakeApi = new FakeApi({
      'plan.make': () => plan({ estimate: { downloadBytes: 0, diskBytes: 0, timeNs: 1, basis: '' } }),
      'run.start': (_input, signal) => {
        press();
        return Promise.reject(signal?.aborted ? Object.assign(new Error('cancelled'), { name: 'CancelledError' }) : new Error('not aborted'));
      },
    });
    expect(
      await cli(['run'], {
        api,
        interrupt: (p) => {
          press = p;
        },
      }),
    ).toMatchObject({ code: 4 });
  });

  it('a reader that has gone ends the run as well', async () => {
    let press: (why?: string) => void = () => undefined;
    const api = living([green], { ended: { state: 'cancelled' }, wait: async () => press('the reader of stdout has gone') });
    const told = await cli(['run', '--events'], {
      api,
      interrupt: (p) => {
        press = p;
      },
    });
    expect(told.code).toBe(4);
    expect(api.asked.map((call) => call.name)).toContain('run.cancel');
  });

  it('a cancel that fails is not swallowed', async () => {
    let press: (why?: string) => void = () => undefined;
    const api = living([green], {
      wait: async () => press(),
      onCancel: () => {
        throw new InputError('the run has ended already', { input: RUN_ID });
      },
    });
    expect(
      await cli(['run'], {
        api,
        interrupt: (p) => {
          press = p;
        },
      }),
    ).toMatchObject({ code: 2, err: expect.stringContaining('the run has ended already') as unknown });
  });
});

describe('rerun', () => {
  it('asks for the same matrix, or one cell of it', async () => {
    const api = living([green]);
    expect((await cli(['rerun', 'last/2'], { api })).code).toBe(0);
    expect(api.input('run.again')).toMatchObject({ run: 'last', cell: '2' });
  });
});

describe('progress on a terminal', () => {
  it('never leaves its live block behind, and never a raw control character of others', async () => {
    let frames = 0;
    let enough: () => void = () => undefined;
    const drawn = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const evil = redCell(2, { reason: 'bad \u001b[2J\u202e text' });
    const api = living([green, evil], {
      wait: async (self) => {
        self.emit({ ...cellEvent(evil), state: 'running', outcome: null, green: null } as never); // a cell event in the making
        self.emit({ schema: 'cgoscope/event@0', type: 'progress', run: RUN_ID, at: AT, task: 'toolchain', text: 'go \u001b[31m1.24', doneBytes: 10, totalBytes: 100 });
        await drawn;
      },
    });
    const told = await cli(['run'], {
      api,
      tty: true,
      colours: true,
      onErr: (text) => {
        if (text.includes('toolchain: go') && ++frames === 1) enough();
      },
    });
    expect(told.err).toContain('toolchain: go \\x1b[31m1.24 10 B of 100 B');
    expect(told.err).toContain('bad \\x1b[2J\\u{202e} text');
    const screen = terminal(told.err);
    expect(screen.filter((line) => line.trim() !== '')).toHaveLength(2);
    expect(screen[0]).toContain('green pass');
  });
});

/** What is on the screen after the text: understands only what progress uses, and colours. */
function terminal(text: string): string[] {
  const lines = [''];
  let at = 0;
  for (const part of text.split(/(\u001b\[\d*[A-Za-z]|\n)/)) {
    const up = /^\u001b\[(\d+)A$/.exec(part);
    if (up) at -= Number(up[1]);
    else if (part === '\u001b[0J') lines.splice(at, Infinity, '');
    else if (part === '\n') lines[++at] ??= '';
    else if (!/^\u001b\[\d*m$/.test(part)) lines[at] = (lines[at] ?? '') + part;
  }
  return lines;
}
