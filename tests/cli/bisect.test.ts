import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { paint } from '../../src/cli/text/paint.ts';
import { bisectLines } from '../../src/cli/text/bisect.ts';
import { bisectSchema, type Bisect } from '../../src/shared/domain/explain.ts';
import { cli, FakeApi } from './support.ts';

const document = bisectSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'bisect.json'), 'utf8')));
const EVIL = 'x\u001b[2J\u202e\r\n\u0007y';
const api = (answer: Bisect = document) => new FakeApi({ 'bisect.start': () => ({ id: answer.id }), 'bisect.get': () => answer });

describe('cgoscope bisect', () => {
  it('asks the owner, waits, and prints the one document', async () => {
    const fake = api();
    const told = await cli(['bisect', 'last/1', '--against', 'last/2', '--endpoint', 'here', '--json'], { api: fake });
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toEqual(document);
    expect(fake.opened).toMatchObject([{ needOwner: true }]);
    expect(fake.input('bisect.start')).toMatchObject({ red: 'last/1', green: 'last/2', endpoint: 'here' });
    expect(fake.input('bisect.get')).toMatchObject({ id: document.id, wait: true });
  });

  it('shows every step with how it came out, and the one that turns it', async () => {
    const told = await cli(['bisect', 'last/1'], { api: api() });
    for (const { change } of document.steps) expect(told.out).toContain(change);
    expect(told.out).toContain('not tried');
    expect(told.out).toContain(`step ${document.step}: ${document.why}`);
  });

  it('ends with 1 for a step that was found only where it is asked to, and with 4 where it did not end', async () => {
    expect((await cli(['bisect', 'last/1', '--fail-on', 'red'], { api: api() })).code).toBe(1);
    expect((await cli(['bisect', 'last/1', '--fail-on', 'red'], { api: api({ ...document, step: null, why: 'only grey' }) })).code).toBe(0);
    expect((await cli(['bisect', 'last/1'], { api: api({ ...document, state: 'cancelled', step: null, why: 'cancelled' }) })).code).toBe(4);
  });

  it('counts the cells that it runs, of a number that nobody knows, and says one step in the singular', async () => {
    const cell = { schema: 'cgoscope/event@0', type: 'cell', run: 'R', at: '2026-01-01T00:00:00Z', key: 'cgo=1', state: 'done', stage: null, reason: null } as const;
    const short = { ...document, steps: document.steps.slice(0, 2) };
    const fake: FakeApi = new FakeApi({
      'bisect.start': () => ({ id: document.id }),
      'bisect.get': () => {
        fake.emit({ ...cell, cell: 1, outcome: 'pass', green: true });
        fake.emit({ schema: 'cgoscope/event@0', type: 'run', run: 'R', at: cell.at, state: 'running', cells: 1 });
        fake.emit({ ...cell, cell: 2, outcome: 'exit', green: false });
        return short;
      },
    });
    const told = await cli(['bisect', 'last/1'], { api: fake });
    expect(told.err).toContain('[1] ');
    expect(told.err).toContain('[2] ');
    expect(told.err).not.toMatch(/\[\d+\/\d+\]/);
    expect(told.out).toMatch(/, 1 step\n/);
  });

  it('shows nothing raw of a stranger', () => {
    const evil = { ...document, why: EVIL, notes: [EVIL], steps: document.steps.map((step) => ({ ...step, change: EVIL, outcome: EVIL })) };
    expect(bisectLines(evil, paint(false), 80).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
