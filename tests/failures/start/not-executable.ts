// No execute bit, a mount with noexec, a directory.
import type { Failure } from '../types.ts';
import { compiled, executable, HELLO, helperImage, runImage, started } from './_start.ts';

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'not-executable-no-bit',
    cause: 'not-executable',
    sample: true,
    make: async (engine, toolchains) => {
      const image = await runImage(toolchains, 'empty');
      const program = await compiled(engine, toolchains, HELLO);
      const made = await started(engine, { image, argv: ['/app'] }, [executable('app', program, 0o644)]);
      const control = await started(engine, { image, argv: ['/app'] }, [executable('other', program)]);
      return { log: made.log, control: { log: control.log } };
    },
  },
  {
    kind: 'text',
    name: 'not-executable-noexec',
    cause: 'not-executable',
    make: async (engine, toolchains) => {
      const image = await helperImage(toolchains);
      const program = await compiled(engine, toolchains, HELLO);
      const argv = ['/bin/sh', '-c', 'cp /app /scratch/app && /scratch/app'];
      const made = await started(engine, { image, argv, tmpfs: { '/scratch': 'noexec,mode=0777,size=64m' } }, [executable('app', program)]);
      const control = await started(engine, { image, argv, tmpfs: { '/scratch': 'exec,mode=0777,size=64m' } }, [executable('app', program)]);
      return { log: made.log, control: { log: control.log, facts: { run: { outcome: 'pass', code: control.code } } } };
    },
  },
  {
    kind: 'text',
    name: 'not-executable-a-directory',
    cause: 'not-executable',
    make: async (engine, toolchains) => {
      const image = await helperImage(toolchains);
      const made = await started(engine, { image, argv: ['/bin'] }, []);
      const control = await started(engine, { image, argv: ['/nowhere'] }, []);
      return { log: made.log, control: { log: control.log } };
    },
  },
];
export default failures;
