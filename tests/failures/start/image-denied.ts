// A registry that is not there. One that refuses needs a registry: its words are gathered (texts/learn/image-denied.json).
import { ImageUnavailableError } from '../../../src/core/engine/index.ts';
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'text',
  name: 'image-denied-unreached',
  cause: 'image-denied',
  make: async (engine) => {
    const pulled = async (ref: string): Promise<string> => {
      try {
        await engine.pullImage(ref, {});
        return '';
      } catch (error) {
        if (error instanceof ImageUnavailableError) return error.message;
        throw error;
      }
    };
    // Port 9 is discard: nothing listens there.
    return { log: await pulled('127.0.0.1:9/nobody/nothing:1'), control: { log: 'Status: Image is up to date for 127.0.0.1:9/nobody/nothing:1\n' } };
  },
};
export default failure;
