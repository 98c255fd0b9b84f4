// The doctor of a real engine.
import { afterAll, describe, expect, it } from 'vitest';
import { connectEngine, runDoctor, type DoctorOptions } from '../../../src/core/engine/index.ts';
import { doctorSchema } from '../../../src/shared/domain/documents.ts';
import { busyboxImage } from '../../helpers/busybox.ts';
import { reachEngine } from '../../helpers/engine.ts';

const reached = await reachEngine();

describe.skipIf(reached.engine === null)(`the doctor of a real engine${reached.reason === null ? '' : ` (${reached.reason})`}`, () => {
  afterAll(() => reached.engine?.close());
  const options = (more: Partial<DoctorOptions>): DoctorOptions => ({
    env: process.env,
    identity: reached.identity,
    helperImage: null,
    toolchains: () => Promise.resolve([{ name: 'go', image: 'x', bytes: 5 }]),
    dataFolder: { path: '/data', bytes: 0, limitBytes: 1, owner: null },
    ...more,
  });

  it("knows the engine, its disk and its host's emulators through a helper image", async () => {
    const doctor = doctorSchema.parse(await runDoctor(options({ helperImage: await busyboxImage() })));
    expect(doctor.engine?.platform).toMatch(/^linux\//);
    expect(doctor.endpoint?.rule).not.toBe('');
    expect(doctor.emulators).not.toBeNull();
    expect(doctor.disk?.freeBytes).toBeGreaterThan(0);
    expect(doctor.disk?.path).toMatch(/^\//);
    expect(doctor.toolchains).toHaveLength(1);
    expect(doctor.problems.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('says what is missing where there is no image to look through', async () => {
    const doctor = doctorSchema.parse(await runDoctor(options({ toolchains: () => Promise.resolve([]) })));
    expect(doctor.disk?.freeBytes).toBeNull();
    if (doctor.emulators === null) expect(doctor.problems.map(({ text }) => text).join('\n')).toContain('no image to look through');
    expect(doctor.problems.map(({ text }) => text)).toContain('no toolchain is on this engine yet');
  });

  it('survives a list of toolchains that fails, and a helper image that is not there', async () => {
    const doctor = await runDoctor(options({ helperImage: 'cgoscope-test/nothing:1', toolchains: () => Promise.reject(new Error('broken')) }));
    expect(doctor.engine).not.toBeNull();
    expect(doctor.problems.map(({ text }) => text).join('\n')).toMatch(/toolchains could not be listed: broken/);
  });

  it('names a platform that can be built but not run here', async () => {
    const doctor = await runDoctor(options({ helperImage: await busyboxImage(), platforms: ['linux/mips64le'] }));
    expect(doctor.problems.map(({ text }) => text)).toContain("programs for linux/mips64le can be built but not run: the daemon's host emulates no such platform");
  });

  it('reports what belongs to another install, and leaves it', async () => {
    const stranger = await connectEngine(reached.engine!.endpoint, { install: 'a-stranger', owner: 'o' });
    const id = await stranger.createContainer({ image: await busyboxImage(), role: 'run', run: 'r', argv: ['true'] });
    try {
      const doctor = await runDoctor(options({ engine: reached.engine }));
      expect(doctor.foreign.join('\n')).toContain('a-stranger');
      expect(await stranger.getFile(id, '/etc/passwd')).not.toBeNull();
      await reached.engine!.info(); // an engine that was handed in stays open
    } finally {
      await stranger.removeContainer(id);
      await stranger.close();
    }
  });
});
