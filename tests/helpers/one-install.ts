// Every data folder of one test run is of one install: its Go build cache stays warm from file to file, and goes when the tests are over.
import { randomBytes } from 'node:crypto';
import { errorText } from '../../src/shared/domain/errors.ts';
import { reachEngine } from './engine.ts';

/** Vitest calls it before the workers start, so they inherit the name; what it returns is called at the end. */
export default function setup(): () => Promise<void> {
  const install = randomBytes(8).toString('hex');
  process.env['CGOSCOPE_TEST_INSTALL'] = install;
  return async () => {
    const { engine } = await reachEngine({ install, owner: 'the-tests' });
    if (engine === null) return;
    try {
      await engine.reap();
      for (const volume of await engine.listVolumes()) {
        if (volume.labels['io.cgoscope.install'] !== install || volume.labels['io.cgoscope.role'] === 'toolchain') continue;
        await engine.removeVolume(volume.name).catch((error: unknown) => console.warn(`left behind: volume ${volume.name}: ${errorText(error)}`));
      }
    } finally {
      await engine.close();
    }
  };
}
