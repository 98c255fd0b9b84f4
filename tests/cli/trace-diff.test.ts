// `cgoscope trace diff A B`: two lone files without any api, anything else through it; the sentence first, both side by side, and what is wrong in one sentence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceDiffSchema, type TraceDiff } from '../../src/shared/domain/trace-detail.ts';
import { cli, FakeApi, type Told } from './support.ts';

const START = '7 execve("/app", ["/app"], 0x1 /* 3 vars */) = 0';
const BAD = [
  START,
  '7 openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (No such file or directory)',
  '7 write(2, "no \\33[2Jconfig\\n", 10) = 10',
  '7 exit_group(1) = ?',
  '7 +++ exited with 1 +++',
];
const GOOD = [START, '7 openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = 3', '7 exit_group(0) = ?', '7 +++ exited with 0 +++'];
const SENTENCE = 'A looks for /etc/app.conf and does not find it (ENOENT); B opens it.';

describe('cgoscope trace diff', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-cli-trace-diff-'));
    writeFileSync(path.join(folder, 'bad'), BAD.join('\n'));
    writeFileSync(path.join(folder, 'good'), GOOD.join('\n'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...argv: string[]): Promise<Told> =>
    cli(['trace', 'diff', ...argv], {
      api: new Error('lone files ask nobody'),
      cwd: folder,
      env: { CGOSCOPE_DATA: path.join(folder, 'data'), XDG_CACHE_HOME: path.join(folder, 'cache') },
    });

  it('says where two files part in its first line, then the rest', async () => {
    const { code, out, err } = await run('bad', 'good');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')[0]).toBe(SENTENCE);
    expect(out).toContain('changed errors (1)');
    expect(out).toContain('only A (1)');
    expect(out).not.toContain('\u001b');
  });

  it('--json prints trace-diff@0 with the names that were given', async () => {
    const { out } = await run('bad', 'good', '--json');
    const document = traceDiffSchema.parse(JSON.parse(out));
    expect(document).toMatchObject({ a: { name: 'bad', ended: 'exited with 1' }, b: { name: 'good' }, firstParting: { kind: 'error' }, onlyA: { total: 1 } });
  });

  it('--fail-on difference exits 1 where there is one, and 0 where there is none', async () => {
    expect((await run('bad', 'good', '--fail-on', 'difference')).code).toBe(1);
    const same = await run('good', 'good', '--fail-on', 'difference');
    expect(same.code).toBe(0);
    expect(same.out).toMatch(/^The two did the same: 3 calls in common/);
  });

  it('--side-by-side prints both, marked where they differ', async () => {
    const { out } = await run('bad', 'good', '--side-by-side');
    expect(out.split('\n')[0]).toBe(SENTENCE);
    expect(out).toMatch(/2 ENOENT openat\(AT_FDCWD, "\/etc\/app\.conf", O_RDONLY\) +~ +2 openat/);
    expect(out).toMatch(/write\(2, .*<$/m);
  });

  it.each([
    [['bad', 'nothere'], /nothere: there is no such file/],
    [['bad', 'good', '--side-by-side', '--pair', '7'], /--pair 7: there are 1 pair of processes/],
    [['bad', 'good', '--pair', '0'], /--pair picks what stands side by side/],
    [['bad', 'good', '--side-by-side', '--json'], /--json has what differs/],
  ])('%j is wrong, and says why', async (argv, why) => {
    const { code, err } = await run(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(why);
  });

  it('asks the api for what is no file', async () => {
    const document: TraceDiff = {
      schema: 'cgoscope/trace-diff@0',
      a: { name: 'x', key: 'x', events: 0, tasks: 0, ended: null },
      b: { name: 'y', key: 'y', events: 0, tasks: 0, ended: null },
      firstParting: null,
      onlyA: { total: 0, rows: [] },
      onlyB: { total: 0, rows: [] },
      changedErrors: { total: 0, rows: [] },
      changedResults: { total: 0, rows: [] },
      pairs: [],
      masked: [],
      warnings: [],
    };
    const api = new FakeApi({ 'trace.diff': () => Promise.resolve(document) });
    const { code, out } = await cli(['trace', 'diff', 'last/3', 'bad', '--noise'], { api, cwd: folder, env: { CGOSCOPE_DATA: path.join(folder, 'data') } });
    expect([code, out.split('\n')[0]]).toEqual([0, 'There is nothing to compare.']);
    expect(api.asked).toEqual([{ name: 'trace.diff', input: { a: { kind: 'cell', run: 'last', cell: 3 }, b: { kind: 'file', path: path.join(folder, 'bad') }, noise: true } }]);
  });
});
