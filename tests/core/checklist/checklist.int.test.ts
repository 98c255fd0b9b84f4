// The checklist on a real engine. Every item is shown both ways: on the host as it is, and on a planted counter-example (claims C43 to C48).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeChecklist, partsOf, type ChecklistRoom } from '../../../src/core/checklist/index.ts';
import { executedBy } from '../../../src/core/checklist/emulation.ts';
import { askCalls, ensureProbe, probeSyscalls, verdictOf, type Asked, type Probe } from '../../../src/core/checklist/syscalls/index.ts';
import { openClient } from '../../../src/core/engine/client.ts';
import { LABEL, type Engine } from '../../../src/core/engine/index.ts';
import { createImageRoom } from '../../../src/core/image/index.ts';
import { createPool, type WorkerPool } from '../../../src/core/workers/pool.ts';
import { UnsupportedError } from '../../../src/shared/domain/errors.ts';
import { checklistSchema, type Checklist } from '../../../src/shared/domain/checklist.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reachEngine } from '../../helpers/engine.ts';
import { build, patient, TEST_IDENTITY, testRoom } from '../../helpers/toolchain.ts';

const { engine } = await reachEngine(TEST_IDENTITY);

/** Opens what its arguments name, makes openat2 where it is told to, and ends or stays. */
const PROGRAM = `package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

func main() {
	for _, name := range os.Args[1:] {
		switch name {
		case "openat2":
			_, _, errno := syscall.RawSyscall6(437, ^uintptr(99), 0, 0, 0, 0, 0)
			fmt.Println(name, errno)
		case "stay":
			time.Sleep(time.Hour)
		case "fail":
			os.Exit(3)
		default:
			_, err := os.OpenFile(name, os.O_RDWR, 0)
			fmt.Println(name, err)
		}
	}
}
`;

/** Docker's own default lets this call pass; this profile lets all pass but this one. */
const profile = (name: string, action: Record<string, unknown>): string => JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: [name], ...action }] });

describe.skipIf(engine === null)('the checklist on an engine', () => {
  const on = engine as Engine; // skipped without one
  let room: ChecklistRoom;
  let native: string;
  let foreign: string;
  /** What binfmt_misc has for the foreign platform decides which tests can say anything. */
  let emulator: string | null;
  let workers: WorkerPool;
  const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-checklist-'));
  const images: string[] = [];

  const imageOf = async (platform: string, argv: string[]): Promise<string> => {
    const go = await room.toolchains.ensure({ go: '1.24', platform: native, libc: null, packages: [] }, patient);
    const { log, program } = await build(on, go, { 'main.go': PROGRAM, 'go.mod': 'module program\n\ngo 1.21\n' }, { GOARCH: platform.split('/')[1] ?? '' });
    if (program === null) throw new Error(log);
    const { image } = await room.toolchains.ensureRunImage('empty', platform, patient);
    const id = await on.createContainer({ image, platform, role: 'run', run: '-', argv: ['/app'] });
    try {
      await on.putFiles(id, '/', [{ name: 'app', type: 'file', mode: 0o755, content: program }]);
      const made = await on.commitContainer(id, { repo: 'cgoscope-checklist-test', tag: `${platform.replace(/\W/g, '-')}-${images.length}`, role: 'run', cmd: ['/app', ...argv] });
      images.push(made);
      return made;
    } finally {
      await on.removeContainer(id);
    }
  };
  const checklist = (image: string, more: { start?: boolean; seconds?: number } = {}): Promise<Checklist> =>
    makeChecklist(room, partsOf(on, createImageRoom({ cacheFolder: folder }), workers, room.signal), { image, start: true, seconds: 1, ...more });
  const status = (list: Checklist, id: string) => list.items.find((item) => item.id === id)?.status;

  beforeAll(async () => {
    room = { engine: on, toolchains: await testRoom(on), ...patient };
    workers = createPool();
    native = (await on.info()).platform;
    foreign = native === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64';
    const { image } = await room.toolchains.ensureHelper(patient);
    emulator = (await on.emulators(image)).find((each) => each.enabled && each.platform === foreign && each.flags.includes('F'))?.name ?? null;
  });
  afterAll(async () => {
    for (const image of images) await on.removeImage(image);
    await workers.close();
    rmSync(folder, { recursive: true, force: true });
    await on.close();
  });

  describe('the probe of system calls', () => {
    let probe: Probe;
    let empty: string;
    const ask = async (more: { seccomp?: string; under?: { argv: string[]; spec: object } }): Promise<Asked> => {
      const asked = await askCalls(room, probe, { image: empty, platform: native, ...more });
      if ('reason' in asked) throw new Error(asked.reason);
      return asked;
    };

    beforeAll(async () => {
      probe = await ensureProbe(room, native);
      empty = (await room.toolchains.ensureRunImage('empty', native, patient)).digest;
    });

    it('is built once, and found again by its recipe', async () => expect((await ensureProbe(room, native)).volume).toBe(probe.volume));

    it('has an answer for every call, and membarrier’s is its commands', async () => {
      const { answers, surroundings } = await ask({ seccomp: 'unconfined' });
      expect(surroundings.seccomp).toBe('0');
      expect(Number(answers.get('membarrier')?.result)).toBeGreaterThan(0);
      expect([...answers.values()].filter(({ errno }) => errno !== null && !/^E/.test(errno))).toEqual([]);
    });

    it('tells a call that seccomp refuses, with EPERM and with ENOSYS, from the same call without the profile', async () => {
      const unconfined = (await ask({ seccomp: 'unconfined' })).answers.get('statx') ?? null;
      for (const [errno, errnoRet] of [
        ['EPERM', 1],
        ['ENOSYS', 38],
      ] as const) {
        const target = (await ask({ seccomp: profile('statx', { action: 'SCMP_ACT_ERRNO', errnoRet }) })).answers.get('statx') ?? null;
        expect(target?.errno).toBe(errno);
        expect(verdictOf({ target, unconfined, native: null }, false)).toBe('refused-by-seccomp');
      }
      expect(verdictOf({ target: unconfined, unconfined, native: null }, false)).toBe('available');
    });

    it('survives a call that ends it, and answers the others', async () => {
      const { answers } = await ask({ seccomp: profile('membarrier', { action: 'SCMP_ACT_KILL_PROCESS' }) });
      const membarrier = answers.get('membarrier') ?? null;
      expect(membarrier?.errno).toBe('SIGSYS');
      expect(answers.get('getrandom')?.errno).toBe('EINVAL');
      expect(verdictOf({ target: membarrier, unconfined: { result: '1023', errno: null }, native: null }, false)).toBe('refused-by-seccomp');
    });

    it('sees ENOSYS injected where `strace -e trace=openat2 true | grep ENOSYS` sees nothing (C48)', async () => {
      const tracer = await room.toolchains.ensureTracer(patient);
      const under = {
        argv: [...tracer.argv, '-D', '-f', '-o', '/dev/null', '-e', 'inject=openat2:error=ENOSYS'],
        spec: { init: true, mounts: [{ volume: tracer.volume, target: tracer.mount, readOnly: true }] },
      };
      const injected = (await ask({ seccomp: 'unconfined', under })).answers.get('openat2') ?? null;
      const real = (await ask({ seccomp: 'unconfined' })).answers.get('openat2') ?? null;
      expect(verdictOf({ target: injected, unconfined: injected, native: null }, false)).toBe('missing-in-kernel');
      expect(verdictOf({ target: real, unconfined: real, native: null }, false)).toBe('available');
    });

    it('changes nothing: descriptors, limits and the file system are as before', async () => {
      // The only call that opens anything is openat2 of the root, so it gets the lowest free descriptor whichever calls came before it.
      const { answers } = await ask({ seccomp: 'unconfined' });
      expect(answers.get('openat2')).toEqual({ result: '3', errno: null });
    });

    it('is seen from outside as itself on the host’s own platform', async () => expect(await executedBy(room, probe, empty, native)).toBe(probe.path));

    it('says why where it can not be started', async () => {
      expect(await askCalls(room, { ...probe, path: `${probe.mount}/absent` }, { image: empty, platform: native })).toMatchObject({
        reason: expect.stringMatching(/no such file/i) as string,
      });
    });

    it('tells what the emulator hides from what the kernel lacks', async ({ skip }) => {
      if (emulator === null) return skip('no emulator works in containers here');
      const { rows, target, made } = await probeSyscalls(room, { platform: foreign, host: native, emulated: true, user: null });
      if ('reason' in target || made === null) throw new Error('reason' in target ? target.reason : 'no probe');
      const verdict = (name: string) => rows.find((row) => row.name === name)?.verdict;
      expect(verdict('membarrier')).toBe('available');
      const ptrace = rows.find(({ name }) => name === 'ptrace');
      expect(ptrace).toMatchObject({ target: { error: 'ENOSYS' }, unconfined: { error: 'ENOSYS' }, native: { error: null }, verdict: 'hidden-by-emulator' });
      expect(await executedBy(room, made.probe, made.emptyImage, foreign)).not.toBe(made.probe.path);
    });
  });

  describe('of an image', () => {
    it('fails for a program that wants a device, a file and nothing else', async () => {
      const list = await checklist(await imageOf(native, ['/dev/kvm', '/dev/null', 'openat2']));
      expect(checklistSchema.parse(list)).toEqual(list);
      expect(list.traced).toMatchObject({ ended: 'ended with code 0' });
      expect(status(list, 'devices.node./dev/kvm')).toBe('fail');
      expect(list.devices.map(({ path: node, inContainer }) => [node, inContainer])).toEqual([
        ['/dev/kvm', false],
        ['/dev/null', true],
      ]);
      expect(list.syscalls.find(({ name }) => name === 'openat2')?.used).toBe(true);
      expect(status(list, 'abi.machine')).toBe('pass');
      expect(status(list, 'image.start')).toBe('pass');
      expect(list.failed).toBe(list.items.filter((item) => item.status === 'fail').length);
    });

    it('passes for one that wants nothing, and stays', async () => {
      const list = await checklist(await imageOf(native, ['/dev/null', 'stay']));
      expect(list.traced).toMatchObject({ ended: 'still running after 1 s' });
      expect(status(list, 'devices.nodes')).toBe('pass');
      expect(list.syscalls.find(({ name }) => name === 'openat2')?.used).toBe(false);
      expect(list.items.filter((item) => item.status === 'fail')).toEqual([]);
    });

    it('starts nothing where it is told not to', async () => {
      const list = await checklist(images[0] ?? '', { start: false });
      expect(list.traced).toBeNull();
      expect(list.devices).toEqual([]);
      expect(status(list, 'syscalls.used')).toBe('unknown');
    });

    it('under an emulator marks what the guest called, and fails for what is hidden', async ({ skip }) => {
      if (emulator === null) return skip('no emulator works in containers here');
      const list = await checklist(await imageOf(foreign, ['/dev/kvm', 'openat2']), { seconds: 5 });
      expect(list.host).toMatchObject({ emulated: true });
      expect(list.syscalls.find(({ name }) => name === 'openat2')?.used).toBe(true);
      expect(status(list, 'devices.node./dev/kvm')).toBe('fail');
      expect(status(list, 'emulation.needed')).toBe('warn');
      const openat2 = list.syscalls.find(({ name }) => name === 'openat2');
      expect(status(list, 'syscalls.used.openat2') ?? 'pass').toBe(openat2?.verdict === 'available' ? 'pass' : 'fail');
    });

    it('that is not there is bad input', async () => {
      await expect(checklist('cgoscope-checklist-test:absent')).rejects.toMatchObject({ name: 'InputError', input: 'cgoscope-checklist-test:absent' });
    });

    it('can be cancelled while its program runs', async () => {
      const stop = new AbortController();
      const progress: ChecklistRoom['progress'] = ({ task }) => {
        if (task === 'its own program') stop.abort();
      };
      const cancelled = { ...room, progress, signal: stop.signal };
      const parts = partsOf(on, createImageRoom({ cacheFolder: folder }), workers, stop.signal);
      await expect(makeChecklist(cancelled, parts, { image: images[1] ?? '', start: true, seconds: 60 })).rejects.toMatchObject({ name: 'CancelledError' });
    });

    it('says what it can where no toolchain is to be had', async () => {
      const toolchains: ChecklistRoom['toolchains'] = {
        ...room.toolchains,
        ensure: () => Promise.reject(new UnsupportedError('no Go here')),
        ensureTracer: () => Promise.reject(new UnsupportedError('no tracer here')),
      };
      // The volume of the probe seems new, so it would have to be built.
      const list = await makeChecklist(
        { ...room, toolchains, engine: { ...on, ensureVolume: () => Promise.resolve({ created: true }) } },
        partsOf(on, createImageRoom({ cacheFolder: folder }), workers, room.signal),
        { image: images[0] ?? '', start: true, seconds: 1 },
      );
      expect(status(list, 'syscalls.probe')).toBe('unknown');
      expect(status(list, 'abi.machine')).toBe('pass');
      expect(list.traced).toBeNull();
    });

    it('leaves no container and no volume of a run behind', async () => {
      const client = await openClient(on.endpoint, TEST_IDENTITY, process.env);
      const mine = { label: [`${LABEL.owner}=${TEST_IDENTITY.owner}`] };
      const containers = await client.docker.listContainers({ all: true, filters: mine });
      expect(containers.map(({ Names }) => Names)).toEqual([]);
      expect((await on.listVolumes('run')).filter(({ labels }) => labels[LABEL.owner] === TEST_IDENTITY.owner)).toEqual([]);
    });
  });
});
