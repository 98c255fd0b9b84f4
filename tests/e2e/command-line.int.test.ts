// The command line as a user has it: bin/cgoscope over a real project, a real owner and a real engine.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DOCUMENTS, eventSchema } from '../../src/shared/domain/documents.ts';
import { AWKWARD, goProject } from '../builders/go-project.ts';
import { engineReason } from '../helpers/engine-reason.ts';
import { temporaryFolder } from '../helpers/owner.ts';

const reason = await engineReason();
const BIN = fileURLToPath(new URL('../../bin/cgoscope', import.meta.url));

const MATRIX = `axes: { cgo: [0], platform: [native], base: [empty], tags: [good, bad] }
cells:
  - { when: tags=good, run: { args: [exit, 0] } }
  - { when: tags=bad, run: { args: [exit, 3] } }
`;

describe.skipIf(reason !== null)(`bin/cgoscope${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const project = goProject({ 'main.go': AWKWARD, 'cgoscope.yaml': MATRIX });
  afterAll(() => {
    data.remove();
    project.remove();
  });
  const env = { ...process.env, CGOSCOPE_DATA: data.path };
  const cgoscope = (...argv: string[]) => {
    const { status, stdout, stderr } = spawnSync(BIN, argv, { env, encoding: 'utf8', maxBuffer: 64 << 20 });
    return { status, stdout, stderr };
  };

  it('plans without starting anything', () => {
    const { status, stdout } = cgoscope('plan', project.path, '--json');
    expect(status).toBe(0);
    expect(DOCUMENTS.plan.parse(JSON.parse(stdout)).cells).toHaveLength(2);
    expect(existsSync(join(data.path, 'owner.json'))).toBe(false);
  });

  it('ends with 1 for a red cell, prints one document, and writes the reports asked for', () => {
    const html = join(data.path, 'report.html');
    const markdown = join(data.path, 'report.md');
    const { status, stdout } = cgoscope('run', project.path, '--json', '--yes', '--report', html, '--report', markdown);
    expect(status).toBe(1);
    const run = DOCUMENTS.run.parse(JSON.parse(stdout));
    expect(run.cells.map((cell) => [cell.axes.tags, cell.outcome, cell.green])).toEqual([
      ['good', 'pass', true],
      ['bad', 'exit', false],
    ]);
    expect(readFileSync(html, 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(html, 'utf8')).not.toMatch(/(?:src|href)="https?:/);
    expect(readFileSync(markdown, 'utf8')).toContain('exit 3');
  });

  it('shows, compares and hands on what is stored, without an engine', () => {
    const without = (...argv: string[]) => spawnSync(BIN, argv, { env: { ...env, DOCKER_HOST: 'unix:///nonexistent.sock' }, encoding: 'utf8' });
    const show = DOCUMENTS.show.parse(JSON.parse(without('show', 'last/tags=bad', '--json').stdout));
    expect(show.nearest).toMatchObject({ number: 1, apart: ['tags'] });
    const diff = DOCUMENTS.diff.parse(JSON.parse(without('diff', 'last/1', 'last/2', '--json').stdout));
    expect(diff.differences[0]?.fact).toBe('outcome');
    expect(without('diff', 'last/1', 'last/2', '--fail-on', 'difference').status).toBe(1);
    const bundle = join(data.path, 'run.cgoscope');
    expect(without('export', 'last', '--to', bundle).status).toBe(0);
    const other = temporaryFolder();
    const there = { ...env, CGOSCOPE_DATA: other.path, DOCKER_HOST: 'unix:///nonexistent.sock' };
    expect(spawnSync(BIN, ['import', bundle], { env: there }).status).toBe(0);
    const imported = DOCUMENTS.runs.parse(JSON.parse(spawnSync(BIN, ['runs', '--json'], { env: there, encoding: 'utf8' }).stdout));
    expect(imported.runs).toMatchObject([{ cells: 2, green: 1, red: 1, origin: expect.stringContaining('run.cgoscope') }]);
    other.remove();
  });

  it('ends with 3 and one sentence where no engine answers', () => {
    const { status, stdout, stderr } = spawnSync(BIN, ['run', project.path, '--yes'], { env: { ...env, DOCKER_HOST: 'unix:///nonexistent.sock' }, encoding: 'utf8' });
    expect(status).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('/nonexistent.sock');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('prints every event as one valid line', () => {
    const { status, stdout } = cgoscope('run', project.path, '--events', '--yes', '--only', 'tags=good');
    expect(status).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => eventSchema.parse(JSON.parse(line)));
    expect(events.at(-1)).toMatchObject({ type: 'run', state: 'done' });
    expect(events.some((event) => event.type === 'log' && event.stream === 'build')).toBe(true);
  });

  it('is cancelled by one SIGINT, keeps what it has, and ends with 4', async () => {
    project.write('cgoscope.yaml', MATRIX.replace('args: [exit, 3]', 'args: [never], limits: { time: 2m }'));
    const child = spawn(BIN, ['run', project.path, '--yes', '--events'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let seen = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        seen += chunk.toString('utf8');
        const lines = seen
          .split('\n')
          .slice(0, -1)
          .map((line) => eventSchema.parse(JSON.parse(line)));
        const first = lines.some((event) => event.type === 'cell' && event.cell === 1 && event.state === 'done');
        const second = lines.some((event) => event.type === 'log' && event.cell === 2 && event.stream === 'stdout');
        if (first && second) resolve();
      });
    });
    child.kill('SIGINT');
    expect(await ended).toBe(4);
    const run = DOCUMENTS.run.parse(JSON.parse(cgoscope('show', 'last', '--json').stdout));
    expect(run).toMatchObject({ state: 'cancelled', cells: [{ state: 'done', outcome: 'pass' }, { state: 'cancelled' }] });
  });
});

describe('bin/cgoscope without an engine', () => {
  const project = goProject({ 'main.go': AWKWARD });
  afterAll(() => project.remove());
  const plan = (env: Record<string, string>, ...more: string[]) => spawnSync(BIN, ['plan', project.path, '--json', ...more], { env: { ...process.env, ...env }, encoding: 'utf8' });

  it('plans for an assumed one and says so, but never in place of one that was named', () => {
    const assumed = plan({ DOCKER_HOST: 'unix:///nonexistent.sock' });
    expect(assumed.status).toBe(0);
    expect(DOCUMENTS.plan.parse(JSON.parse(assumed.stdout)).notes.join('\n')).toContain('no container engine answers');
    expect(plan({}, '--endpoint', 'nowhere')).toMatchObject({ status: 3, stdout: '' });
    expect(plan({ DOCKER_CONTEXT: 'nowhere', DOCKER_HOST: '' })).toMatchObject({ status: 3, stdout: '' });
  });
});
