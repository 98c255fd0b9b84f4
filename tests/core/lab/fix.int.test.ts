// Fixes over the real engine: tried on a red cell, written into it, told as a document, and taken along in a bundle.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goProject, type TemporaryProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { nextEvent, runRequest, shellEnv, startOwner, temporaryFolder } from '../../helpers/owner.ts';
import { openStore } from '../../../src/core/store/index.ts';
import type { Change, Finding, Fix } from '../../../src/shared/domain/explain.ts';

const reason = await engineReason();

const fix = (id: string, change: Change, tradeOffs: string[] = []): Fix => ({ id, title: `try ${id}`, change, tradeOffs, proof: null });
const finding = (fixes: Fix[]): Finding => ({
  id: 'loader-missing',
  rule: 'loader-missing',
  cause: 'loader-missing',
  title: 'the loader is not there',
  confidence: 0.9,
  evidence: [{ source: 'elf', path: 'elf.interp', text: '/lib64/ld-linux-x86-64.so.2' }],
  fixes,
  see: [],
  follows: null,
  next: null,
  against: [],
});

/** Looks a name, a user and a zone up, and needs a C library when it is built with cgo. */
const PROGRAM = `package main

import (
	"fmt"
	"net"
	"os/user"
)

func main() {
	_, err := net.LookupHost("localhost")
	who, other := user.LookupId("0")
	fmt.Println(err, who, other)
}
`;

describe.skipIf(reason !== null)(`a fix${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const elsewhere = temporaryFolder();
  let owner: Awaited<ReturnType<typeof startOwner>>;
  let project: TemporaryProject;
  let red: string;

  beforeAll(async () => {
    project = goProject({ 'main.go': PROGRAM });
    project.write('cgoscope.yaml', '# a matrix\naxes: { cgo: [1], platform: [native], libc: [glibc], link: [dynamic], base: [empty] }\n');
    owner = await startOwner(data.path);
    const { id } = await owner.api.call('run.start', runRequest(project.path));
    const run = await owner.api.call('run.wait', { run: id });
    expect(run.cells[0]).toMatchObject({ outcome: 'start-failed', green: false });
    red = id;
    await owner.stop();
    // Findings by hand: what the rules offer is another test's.
    const store = openStore(data.path);
    const cell = store.getRun(red).cells[0];
    if (cell === undefined) throw new Error('the run has no cell');
    store.saveCell(red, {
      ...cell,
      findings: [
        finding([
          fix('cgo-off', { axes: { cgo: '0' } }, ['NSS modules are not asked']),
          fix('useless', { ldflags: '-s -w' }),
          fix('elsewhere', { axes: { go: '1.99' } }),
          fix('by-hand', { manual: ['call somebody'] }),
        ]),
      ],
    });
    store.close();
    owner = await startOwner(data.path);
  });
  afterAll(async () => {
    await owner.stop();
    data.remove();
    elsewhere.remove();
    project.remove();
  });

  const tried = async (id: string) => {
    const told = nextEvent(owner.api, (event) => event.type === 'cell' && event.run === red);
    const started = await owner.api.call('fix.apply', { run: red, cell: '1', fix: id, env: shellEnv() });
    const run = await owner.api.call('run.wait', { run: started.id });
    await told;
    const after = await owner.api.call('run.get', { run: red });
    return { run, fix: after.cells[0]?.findings[0]?.fixes.find((each) => each.id === id) };
  };

  it('turns the cell green, says so in the cell that was red, and says what else it changes', async () => {
    const { run, fix: proven } = await tried('cgo-off');
    expect(run.cells).toMatchObject([{ outcome: 'pass', green: true, fixOf: `${red}/1#cgo-off`, axes: { cgo: '0', base: 'empty' } }]);
    expect(proven?.proof).toMatchObject({ run: run.id, cell: 1, green: true, outcome: 'pass' });
    const proof = await owner.api.call('fix.proof', { run: red, cell: '1', fix: 'cgo-off' });
    expect(proof).toMatchObject({
      proven: true,
      red: { outcome: 'start-failed' },
      green: { outcome: 'pass', green: true },
      finding: { cause: 'loader-missing' },
      fix: { id: 'cgo-off' },
    });
    expect(proof.differences.map((each) => each.fact)).toEqual(expect.arrayContaining(['axes.cgo', 'elf.interp', 'elf.needed']));
    const effects = proof.sideEffects.join('\n');
    expect(effects).toContain('host names are resolved (net): before by Go');
    expect(effects).toContain("now by Go's own resolver only; NSS modules");
    expect(effects).toContain('users and groups are looked up (os/user): before by glibc and its NSS modules; now by reading /etc/passwd and /etc/group');
    expect(effects).toContain('shared libraries needed at the start: before libc.so.6');
    expect(effects).toMatch(/oldest glibc it starts on: before glibc 2\.\d+; now none/);
    expect(effects).toMatch(/the binary is .* (smaller|larger): .* before, .* now/);
    writeFileSync(join(project.path, 'the.patch'), proof.patch);
    if (spawnSync('git', ['--version']).status === 0) {
      execFileSync('git', ['apply', '--check', 'the.patch'], { cwd: project.path, stdio: 'pipe' });
      expect(proof.patch).toContain('+axes: { cgo: [0], platform');
    }
    execFileSync('rm', [join(project.path, 'the.patch')]);
    expect(readFileSync(join(project.path, 'cgoscope.yaml'), 'utf8')).toContain('cgo: [1]');
  });

  it('is not proven where the cell stays red, and gives no answer where it can not be tried', async () => {
    const { fix: useless } = await tried('useless');
    expect(useless?.proof).toMatchObject({ green: false, outcome: 'start-failed' });
    expect(await owner.api.call('fix.proof', { run: red, cell: '1', fix: 'useless' })).toMatchObject({ proven: false, green: { green: false } });
    const { fix: impossible } = await tried('elsewhere');
    expect(impossible?.proof).toMatchObject({ green: null, outcome: expect.stringContaining('no toolchain has go 1.99') });
  });

  it('starts once for one token, and again with `run.again`, which proves it anew', async () => {
    const ask = { run: red, cell: '1', fix: 'cgo-off', env: shellEnv(), token: 'the-token' };
    const [one, two] = await Promise.all([owner.api.call('fix.apply', ask), owner.api.call('fix.apply', ask)]);
    expect(two).toEqual(one);
    await owner.api.call('run.wait', { run: one.id });
    const again = await owner.api.call('run.again', { run: one.id, cell: '1', env: shellEnv() });
    const run = await owner.api.call('run.wait', { run: again.id });
    expect(run.cells).toMatchObject([{ green: true, fixOf: `${red}/1#cgo-off` }]);
    const cell = (await owner.api.call('run.get', { run: red })).cells[0];
    expect(cell?.findings[0]?.fixes[0]?.proof).toMatchObject({ run: again.id, green: true });
  });

  it('is refused in one sentence where a person has to do it, where there is none such, and where it was not tried', async () => {
    const apply = (id: string) => owner.api.call('fix.apply', { run: red, cell: '1', fix: id, env: shellEnv() });
    await expect(apply('by-hand')).rejects.toThrow("this fix is for a person, the workbench can't do it: call somebody");
    await expect(apply('nonsense')).rejects.toThrow('has no fix "nonsense"; there are cgo-off, useless, elsewhere, by-hand');
    await expect(owner.api.call('fix.proof', { run: red, cell: '1', fix: 'by-hand' })).rejects.toThrow('was not tried yet');
  });

  it('goes along in a bundle, where it is read and not tried', async () => {
    const file = join(elsewhere.path, 'red.cgoscope');
    await owner.api.call('bundle.export', { run: red, to: file });
    const other = await startOwner(elsewhere.path);
    try {
      const { id } = await other.api.call('bundle.import', { file });
      const cell = (await other.api.call('run.get', { run: id })).cells[0];
      expect(cell?.findings[0]?.fixes[0]?.proof).toMatchObject({ green: true, outcome: 'pass' });
      await expect(other.api.call('fix.apply', { run: id, cell: '1', fix: 'cgo-off', env: shellEnv() })).rejects.toThrow('was not started here');
      await expect(other.api.call('fix.proof', { run: id, cell: '1', fix: 'cgo-off' })).rejects.toThrow('is not in this data folder');
    } finally {
      await other.stop();
    }
  });

  it('is also one that the rules of today offer and those of the run did not, and the proofs that there are stay', async () => {
    const { id } = await owner.api.call('fix.apply', { run: red, cell: '1', fix: 'run-on-glibc', env: shellEnv() });
    expect((await owner.api.call('run.wait', { run: id })).cells).toMatchObject([{ green: true, axes: { cgo: '1', base: 'glibc' } }]);
    const fixes = (await owner.api.call('run.get', { run: red })).cells[0]?.findings.flatMap((each) => each.fixes) ?? [];
    expect(fixes.find((each) => each.id === 'run-on-glibc')?.proof).toMatchObject({ run: id, green: true });
    expect(fixes.find((each) => each.id === 'cgo-off')?.proof).toMatchObject({ green: true });
  });
});
