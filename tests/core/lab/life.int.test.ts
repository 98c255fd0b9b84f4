// One run over the real engine: what the cells say is what was built and started.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWKWARD, HELLO, goProject, type TemporaryProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { nextEvent, runRequest, startOwner, temporaryFolder } from '../../helpers/owner.ts';

const reason = await engineReason();

describe.skipIf(reason !== null)(`a run on the engine${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  let owner: Awaited<ReturnType<typeof startOwner>>;
  const projects: TemporaryProject[] = [];
  const project = (files: Record<string, string>, goMod?: string) => {
    const made = goProject(files, goMod);
    projects.push(made);
    return made;
  };

  beforeAll(async () => {
    owner = await startOwner(data.path);
  });
  afterAll(async () => {
    await owner.stop();
    data.remove();
    for (const each of projects) each.remove();
  });

  const runToEnd = async (path: string, more: Parameters<typeof runRequest>[1] = {}) => {
    const { id } = await owner.api.call('run.start', runRequest(path, more));
    return owner.api.call('run.wait', { run: id });
  };

  it('builds and starts a pure program in an empty image, natively, and traces it', async () => {
    const { path } = project({ 'main.go': HELLO });
    const run = await runToEnd(path, { only: ['cgo=0'], set: ['platform=native'] });
    expect(run.state).toBe('done');
    expect(run.cells).toHaveLength(1);
    const [cell] = run.cells;
    expect(cell).toMatchObject({ state: 'done', outcome: 'pass', green: true, expected: 'pass', emulated: false, linkage: { asked: 'static', got: 'static' }, exit: { code: 0 } });
    expect(cell?.elf).toMatchObject({ format: 'elf', interp: null, needed: [], libc: 'none' });
    const show = await owner.api.call('cell.get', { run: run.id, cell: '1' });
    expect(show.logs.stdout?.text).toBe('hello from the cell\n');
    expect(show.trace?.firstExec).toMatchObject({ path: '/app', error: null });
    expect(show.logs.build?.text).toContain('/link');
    expect(show.facts.host?.engine).toMatch(/^docker \d/);
    expect(cell?.traceFactor).toBeGreaterThan(0);
  });

  it('answers the second time from the build cache, and says so', async () => {
    const { path } = project({ 'main.go': HELLO });
    const [first] = (await runToEnd(path, { only: ['cgo=0'], set: ['platform=native'] })).cells;
    const [second] = (await runToEnd(path, { only: ['cgo=0'], set: ['platform=native'] })).cells;
    expect(second).toMatchObject({ outcome: 'pass', cached: true });
    expect(second?.artifact?.sha256).toBe(first?.artifact?.sha256);
  });

  it('sends a changed tree, deletions included', async () => {
    const made = project({ 'main.go': HELLO, 'extra.go': 'package main\n\nfunc init() { println("extra") }\n' });
    const before = await runToEnd(made.path, { only: ['cgo=0'], set: ['platform=native'] });
    expect((await owner.api.call('cell.get', { run: before.id, cell: '1' })).logs.stderr?.text).toBe('extra\n');
    execFileSync('rm', [`${made.path}/extra.go`]);
    made.write('main.go', HELLO.replace('hello from', 'changed in'));
    const after = await runToEnd(made.path, { only: ['cgo=0'], set: ['platform=native'] });
    const show = await owner.api.call('cell.get', { run: after.id, cell: '1' });
    expect(show.logs.stdout?.text).toBe('changed in the cell\n');
    expect(show.logs.stderr?.text).toBe('');
  });

  it('tells linkage asked for from linkage got, and a red cell from its nearest green one', async () => {
    const { path, write } = project({
      'main.go': 'package main\n\n// #include <stdio.h>\n// static void hi(void) { puts("from C"); fflush(stdout); }\nimport "C"\n\nfunc main() { C.hi() }\n',
    });
    write('cgoscope.yaml', 'axes:\n  cgo: [1]\n  platform: [native]\n  libc: [glibc]\n  link: [dynamic, static]\n  base: [glibc, empty]\n');
    const run = await runToEnd(path);
    const by = Object.fromEntries(run.cells.map((cell) => [`${cell.axes.link} ${cell.axes.base}`, cell]));
    expect(by['dynamic glibc']).toMatchObject({ outcome: 'pass', green: true, linkage: { asked: 'dynamic', got: 'dynamic' } });
    expect(by['static empty']).toMatchObject({ outcome: 'pass', green: true, linkage: { asked: 'static', got: 'static' } });
    expect(by['dynamic empty']).toMatchObject({ outcome: 'start-failed', green: false });
    const show = await owner.api.call('cell.get', { run: run.id, cell: 'link=dynamic base=empty' });
    expect(show.trace?.firstExec).toMatchObject({ error: 'ENOENT' });
    expect(show.nearest?.apart).toHaveLength(1);
    expect(show.nearest?.differences.length).toBeGreaterThan(0);
  });

  it('tells every way in which a program can be hard to run', async () => {
    const { path, write } = project({ 'main.go': AWKWARD });
    const behaviours = ['exit3', 'never', 'flood', 'fork', 'abort', 'memory', 'serve', 'deaf'];
    write(
      'cgoscope.yaml',
      `axes:
  cgo: [0]
  platform: [native]
  base: [empty]
  tags: [${behaviours.join(', ')}]
run: { limits: { time: 20s, output: 1MB } }
cells:
  - { when: tags=exit3, run: { args: [exit, 3], trace: off } }
  - { when: tags=never, run: { args: [never], limits: { time: 1s }, trace: off } }
  - { when: tags=flood, run: { args: [flood], trace: off } }
  - { when: tags=fork, run: { args: [fork], limits: { pids: 100 }, trace: off } }
  - { when: tags=abort, run: { args: [abort] } }
  - { when: tags=memory, run: { args: [memory], limits: { memory: 64MB }, trace: off } }
  - { when: tags=serve, run: { args: [serve], ready: { tcp: 8080 } } }
  - { when: tags=deaf, run: { args: [never], ready: { http: 8080/health }, limits: { time: 1s }, trace: off } }
expect:
  - { when: tags=exit3, outcome: exit, code: 3 }
`,
    );
    const run = await runToEnd(path);
    const by = Object.fromEntries(run.cells.map((cell) => [cell.axes.tags, cell]));
    expect(by.exit3).toMatchObject({ outcome: 'exit', green: true, exit: { code: 3 } });
    expect(by.never).toMatchObject({ outcome: 'timed-out', green: false });
    expect(by.flood).toMatchObject({ outcome: 'signal', truncated: ['stdout'], reason: expect.stringContaining('printed more than 8.00 MB') });
    expect(by.fork).toMatchObject({ outcome: 'exit', exit: { code: 7 } });
    expect(by.abort?.outcome).toMatch(/signal|exit/);
    expect(by.memory).toMatchObject({ outcome: 'oom' });
    expect(by.serve).toMatchObject({ outcome: 'pass', green: true });
    expect(by.deaf).toMatchObject({ outcome: 'timed-out', reason: expect.stringContaining('not ready') });
  });

  it('says in one sentence what is wrong with the request', async () => {
    await expect(owner.api.call('run.start', runRequest('/nonexistent/project'))).rejects.toThrow(/nonexistent/);
    const { path, write } = project({ 'main.go': HELLO });
    write('cgoscope.yaml', 'axes:\n  cgoo: [1]\n');
    await expect(owner.api.call('run.start', runRequest(path))).rejects.toThrow(/cgoscope\.yaml:2/);
  });

  it('gives a package that does not compile an honest cell', async () => {
    const { path } = project({ 'main.go': 'package main\n\nfunc main() { undefinedThing() }\n' });
    const run = await runToEnd(path, { only: ['cgo=0'], set: ['platform=native'] });
    expect(run.cells[0]).toMatchObject({ outcome: 'build-failed', green: false, reason: expect.stringContaining('undefined: undefinedThing') });
  });

  it('cancels a build inside the builder, and keeps what was finished', async () => {
    const { path } = project({
      'main.go': HELLO,
      'slow/main.go': 'package main\n\n// #include <stdio.h>\nimport "C"\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n',
    });
    const { id } = await owner.api.call('run.start', runRequest(path, { set: ['package=./slow', 'cgo=1', 'libc=glibc', 'link=dynamic', 'platform=native'] }));
    await nextEvent(owner.api, (event) => event.type === 'cell' && event.run === id && event.stage === 'build');
    const { cancelled } = await owner.api.call('run.cancel', { run: id });
    expect(cancelled).toBe(1);
    const run = await owner.api.call('run.wait', { run: id });
    expect(run).toMatchObject({ state: 'cancelled', cells: [{ state: 'cancelled' }] });
    const left = execFileSync('docker', ['ps', '-aq', '--filter', `label=io.cgoscope.run=${id}`]).toString('utf8');
    expect(left).toBe('');
  });

  it('lets a run that waits behind another be cancelled at once, while the other goes on', async () => {
    const { path, write } = project({ 'main.go': AWKWARD });
    write('cgoscope.yaml', 'axes: { cgo: [0], platform: [native], base: [empty] }\nrun: { args: [never], limits: { time: 120s }, trace: off }\n');
    const first = await owner.api.call('run.start', runRequest(path));
    await nextEvent(owner.api, (event) => event.type === 'cell' && event.run === first.id && event.stage === 'run');
    const second = await owner.api.call('run.start', runRequest(path));
    await owner.api.call('run.cancel', { run: second.id });
    expect(await owner.api.call('run.wait', { run: second.id })).toMatchObject({ state: 'cancelled', cells: [{ state: 'cancelled', stage: null }] });
    expect(await owner.api.call('run.get', { run: first.id })).toMatchObject({ state: 'running' });
    const third = await owner.api.call('run.start', runRequest(path, { set: ['package=.'] }));
    await owner.api.call('run.cancel', { run: first.id, cell: 1 });
    // A cell that was cancelled is no cancelled run: the run had nothing else to do.
    expect(await owner.api.call('run.wait', { run: first.id })).toMatchObject({ state: 'done', cells: [{ state: 'cancelled' }] });
    await nextEvent(owner.api, (event) => event.type === 'cell' && event.run === third.id && event.stage === 'run');
    await owner.api.call('run.cancel', { run: third.id });
    expect(await owner.api.call('run.wait', { run: third.id })).toMatchObject({ state: 'cancelled' });
  });
});
