import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainLines } from '../../src/cli/text/explain.ts';
import { paint } from '../../src/cli/text/paint.ts';
import { explainSchema, type Explain } from '../../src/shared/domain/explain.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { cli, FakeApi } from './support.ts';

const document = explainSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'explain.json'), 'utf8')));
const nothing: Explain = { schema: 'cgoscope/explain@1', findings: [], likely: [{ source: 'log', line: 3, text: 'E: it broke' }], notes: ['the log: 3 lines read'] };
const EVIL = 'x\u001b[2J\u202e\u009b\r\n\u0007y';

describe('cgoscope explain', () => {
  let folder: string;
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content);
    return name;
  };
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-explain-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('asks a reader, not an owner, with absolute paths', async () => {
    const api = new FakeApi({ 'explain.make': () => document });
    const told = await cli(['explain', 'last/7', '--log', file('a.log', 'x'), '--elf', file('app', 'x'), '--trace', file('t', 'x'), '--image', 'alpine:3', '--json'], {
      api,
      cwd: folder,
    });
    expect(told.err).toBe('');
    expect(JSON.parse(told.out)).toEqual(document);
    expect(api.opened).toMatchObject([{ needOwner: false }]);
    expect(api.input('explain.make')).toMatchObject({
      cell: 'last/7',
      log: { path: path.join(folder, 'a.log') },
      elf: { kind: 'file', path: path.join(folder, 'app') },
      trace: path.join(folder, 't'),
      image: 'alpine:3',
    });
  });

  it('hands over what a facts file holds', async () => {
    const api = new FakeApi({ 'explain.make': () => nothing });
    await cli(['explain', '--facts', file('f.json', '{"build":{"cgo":0}}')], { api, cwd: folder });
    expect(api.input('explain.make')).toMatchObject({ facts: '{"build":{"cgo":0}}', cell: null, log: null });
  });

  it('streams stdin through a file of its own, which is gone afterwards', async () => {
    let kept = '';
    let content = '';
    const api = new FakeApi({
      'explain.make': (input) => {
        if (!input.log || !('path' in input.log)) throw new Error('expected a file');
        kept = input.log.path;
        content = readFileSync(kept, 'utf8');
        return nothing;
      },
    });
    const told = await cli(['explain', '--log', '-'], { api, cwd: folder, stdin: [Buffer.from('one\n'), Buffer.from('two\n')] });
    expect(told.code).toBe(0);
    expect(content).toBe('one\ntwo\n');
    expect(() => readFileSync(kept)).toThrow('ENOENT');
  });

  it('says in one sentence that nothing was given', async () => {
    const told = await cli(['explain'], { api: new FakeApi() });
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toMatch(/^cgoscope: nothing to explain; expected .*--log.*\n$/);
  });

  it.each([
    [['explain', 'last'], 'last names a run; expected one cell of it, as last/3'],
    [['explain', '--log', 'no.log'], 'no.log: there is no such file'],
    [['explain', '--log', '.'], '. is a folder'],
    [['explain', '--elf', 'no.bin'], 'no.bin: there is no such file'],
    [['explain', '--facts', 'no.json'], 'no.json: there is no such file'],
  ])('%j: one sentence, and 2', async (argv, sentence) => {
    const told = await cli(argv, { api: new FakeApi(), cwd: folder });
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain(sentence);
    expect(told.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('names a facts file that is no JSON, or of another shape', async () => {
    const torn = await cli(['explain', '--facts', file('torn.json', '{"elf":')], {
      api: new FakeApi({ 'explain.make': () => Promise.reject(new InputError('the facts is no JSON: Unexpected end', { input: 'the facts' })) }),
      cwd: folder,
    });
    expect(torn).toMatchObject({ code: 2, out: '' });
    expect(torn.err).toContain('torn.json is no JSON');
    const api = new FakeApi({ 'explain.make': () => Promise.reject(new InputError('the facts: elf: expected an object, not a list', { input: 'the facts' })) });
    expect((await cli(['explain', '--facts', file('wrong.json', '{"elf":[]}')], { api, cwd: folder })).err).toContain('wrong.json: elf: expected an object');
  });

  it('ends with 1 for a finding only where it is asked to, and never for a harmless message', async () => {
    const api = (answer: Explain) => new FakeApi({ 'explain.make': () => answer });
    const argv = ['explain', 'last/7', '--fail-on', 'finding'];
    expect((await cli(['explain', 'last/7'], { api: api(document) })).code).toBe(0);
    expect((await cli(argv, { api: api(document) })).code).toBe(1);
    expect((await cli(argv, { api: api(nothing) })).code).toBe(0);
    const harmless = { ...document, findings: document.findings.slice(0, 1).map((each) => ({ ...each, cause: 'not-a-failure' })) };
    expect((await cli(argv, { api: api(harmless) })).code).toBe(0);
  });

  it('tells cause, sureness, evidence with its lines, and for a cell how each fix is tried', async () => {
    const [first] = document.findings;
    const told = await cli(['explain', 'last/7'], { api: new FakeApi({ 'explain.make': () => document }) });
    expect(told.out).toContain(`${first?.cause}  `);
    expect(told.out).toContain('stderr:1  exec /app: no such file or directory');
    expect(told.out).toContain(`cgoscope rerun last/7 --fix ${first?.fixes[0]?.id}`);
    expect(told.out).toContain('proven: it turned green');
    const alone = await cli(['explain', '--facts', file('g.json', '{}')], { api: new FakeApi({ 'explain.make': () => document }), cwd: folder });
    expect(alone.out).not.toContain('cgoscope rerun');
  });

  it('shows the likeliest lines where no cause is known', async () => {
    const told = await cli(['explain', 'last/7'], { api: new FakeApi({ 'explain.make': () => nothing }) });
    expect(told.out).toContain('log:3  E: it broke');
  });

  it('shows nothing raw of a stranger', () => {
    const fix = { id: EVIL, title: EVIL, change: { manual: [EVIL] }, tradeOffs: [EVIL], proof: { run: EVIL, cell: 1, green: false, outcome: EVIL, at: EVIL } };
    const evidence = [{ source: 'log' as const, line: 1, text: EVIL, path: EVIL }];
    const evil: Explain = {
      schema: 'cgoscope/explain@1',
      findings: [{ id: EVIL, rule: EVIL, cause: EVIL, title: EVIL, confidence: 0.5, evidence, fixes: [fix], see: [EVIL], follows: null, next: EVIL, against: evidence }],
      likely: evidence,
      notes: [EVIL],
    };
    for (const one of [evil, { ...evil, findings: [] }])
      for (const columns of [undefined, 80]) expect(explainLines(one, EVIL, paint(false), columns).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
