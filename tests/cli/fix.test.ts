// `rerun --fix`: what is asked of the api, what is shown, and the exit code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { proofDocumentSchema, type ProofDocument } from '../../src/shared/domain/explain.ts';
import { cell, cellEvent, redCell, run, RUN_ID } from '../builders/documents.ts';
import { aFinding, aFix, aProof } from '../builders/finding.ts';
import { cli, FakeApi } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-fix-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TRIED = '01TRIED0000000000000000000';
const red = redCell(2, { findings: [aFinding({ fixes: [aFix()] })] });

function api(proof: Partial<ProofDocument> = {}, more: { cells?: ReturnType<typeof cell>[]; state?: 'done' | 'cancelled' } = {}): FakeApi {
  const tried = cell(1, {
    axes: { cgo: '0' },
    fixOf: `${RUN_ID}/2#cgo-off`,
    green: proof.proven ?? true,
    ...(more.state === 'cancelled' ? { state: 'cancelled', green: null, reason: 'cancelled' } : {}),
  });
  const fake: FakeApi = new FakeApi({
    'run.get': ({ run: id }) => (id === TRIED ? run([tried], { id: TRIED, state: 'running', endedAt: null }) : run(more.cells ?? [cell(1), red])),
    'fix.apply': () => {
      fake.emit({ ...cellEvent(tried), run: TRIED });
      return { id: TRIED, cells: 1 };
    },
    'run.wait': () => run([tried], { id: TRIED, ...(more.state === undefined ? {} : { state: more.state }) }),
    'fix.proof': () =>
      aProof({
        green: { run: TRIED, cell: 1, label: 'cgo=0', outcome: 'pass', green: true },
        patch: '# a patch\n',
        sideEffects: ['names are resolved otherwise\u001b[31m'],
        ...proof,
      }),
    'report.render': ({ format }) => ({ content: format }),
  });
  return fake;
}

describe('rerun --fix', () => {
  it('shows red beside green, what else changed and what it costs, and names the run by its id', async () => {
    const fake = api({ fix: aFix({ tradeOffs: ['NSS is not asked'] }) });
    const told = await cli(['rerun', 'last/2', '--fix', 'cgo-off'], { api: fake });
    expect(told.code).toBe(0);
    expect(fake.input('fix.apply')).toMatchObject({ run: RUN_ID, cell: '2', fix: 'cgo-off' });
    expect(fake.input('fix.proof')).toEqual({ run: RUN_ID, cell: '2', fix: 'cgo-off' });
    for (const text of ['✗ RED/2  start-failed', `✓ ${TRIED}/1  pass`, 'proven: it turned the cell green', 'names are resolved otherwise', 'NSS is not asked'])
      expect(told.out).toContain(text);
    expect(told.out).not.toContain('\u001b');
  });

  it('says not proven, and ends with 1 where that was asked for', async () => {
    const not: Partial<ProofDocument> = {
      proven: false,
      green: { run: TRIED, cell: 1, label: 'x', outcome: 'exit 3', green: false },
      fix: aFix({ proof: { run: TRIED, cell: 1, green: false, outcome: 'exit 3', at: '2026-01-01T00:00:00Z' } }),
    };
    const told = await cli(['rerun', 'last/2', '--fix', 'cgo-off'], { api: api(not) });
    expect(told.code).toBe(0);
    expect(told.out).toContain('not proven: with this fix the cell ended with exit 3');
    expect(told.out).toContain(`what fails now: cgoscope explain ${TRIED}/1`);
    expect((await cli(['rerun', 'last/2', '--fix', 'cgo-off', '--fail-on', 'red'], { api: api(not) })).code).toBe(1);
    expect((await cli(['rerun', 'last/2', '--fix', 'cgo-off', '--fail-on', 'red'], { api: api() })).code).toBe(0);
  });

  it('prints one document with --json, and writes the patch', async () => {
    const file = path.join(folder, 'the.patch');
    const told = await cli(['rerun', 'last/2', '--fix', 'cgo-off', '--json', '--patch', file], { api: api() });
    expect(proofDocumentSchema.parse(JSON.parse(told.out)).proven).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('# a patch\n');
    expect(told.err).toContain(`written: ${file}`);
  });

  it('takes the one cell of the run that has the fix, and asks for a cell where several have', async () => {
    const fake = api();
    await cli(['rerun', 'last', '--fix', 'cgo-off'], { api: fake });
    expect(fake.input('fix.apply')).toMatchObject({ cell: '2' });
    const two = await cli(['rerun', 'last', '--fix', 'cgo-off'], { api: api({}, { cells: [red, { ...red, number: 3 }] }) });
    expect(two.code).toBe(2);
    expect(two.err).toContain('2 cells of run');
    expect((await cli(['rerun', 'last', '--fix', 'other'], { api: api() })).err).toContain('no cell of run');
  });

  it('says nothing of a fix whose run was cancelled, and ends with 4', async () => {
    const told = await cli(['rerun', 'last/2', '--fix', 'cgo-off'], { api: api({}, { state: 'cancelled' }) });
    expect(told).toMatchObject({ code: 4, out: '' });
    expect(told.err).toContain('was not tried to its end');
  });

  it('--patch wants --fix', async () => {
    const told = await cli(['rerun', 'last/2', '--patch', 'x'], { api: api() });
    expect(told.code).toBe(2);
    expect(told.err).toContain('name the fix with --fix');
  });
});
