// A local image that is of another platform than the one asked for: the engine's own words.
import { errorText } from '../../../src/shared/domain/errors.ts';
import type { Failure } from '../types.ts';
import { runImage } from './_start.ts';

const failure: Failure = {
  kind: 'text',
  name: 'image-platform-missing',
  cause: 'image-platform-missing',
  make: async (engine, toolchains) => {
    const asked = async (image: string, platform: string): Promise<string> => {
      try {
        await engine.removeContainer(await engine.createContainer({ image, platform, role: 'run', run: '-', argv: ['/app'], network: 'none' }));
        return '';
      } catch (error) {
        return errorText(error);
      }
    };
    const image = await runImage(toolchains, 'glibc');
    return { log: await asked(image, 'linux/arm64'), facts: { image: { platform: 'linux/amd64' } }, control: { log: await asked('cgoscope-test/there-is-none:1', 'linux/amd64') } };
  },
};
export default failure;
