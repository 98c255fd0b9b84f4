// What should start is not there: under its path, in PATH, or as the directory to start in.
import type { Failure } from '../types.ts';
import { compiled, executable, HELLO, helperImage, runImage, started } from './_start.ts';

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'file-missing',
    cause: 'file-missing',
    sample: true,
    make: async (engine, toolchains) => {
      const image = await runImage(toolchains, 'empty');
      const program = await compiled(engine, toolchains, HELLO);
      const made = await started(engine, { image, argv: ['/srv/app'] }, [executable('app', program)]);
      const control = await started(engine, { image, argv: ['/app'] }, [executable('app', program, 0o644)]);
      return { log: made.log, control: { log: control.log } };
    },
  },
  {
    kind: 'text',
    name: 'file-missing-in-path',
    cause: 'file-missing',
    make: async (engine, toolchains) => {
      const image = await helperImage(toolchains);
      const made = await started(engine, { image, argv: ['app'] }, []);
      const control = await started(engine, { image, argv: ['/run.sh'] }, [executable('run.sh', '#!/bin/bash\necho hello\n')]);
      return { log: made.log, control: { log: control.log } };
    },
  },
  {
    kind: 'text',
    name: 'file-missing-no-workdir',
    cause: 'file-missing',
    make: async (engine, toolchains) => {
      const image = await helperImage(toolchains);
      const made = await started(engine, { image, argv: ['/bin/sh', '-c', 'exec ./app'] }, []);
      const control = await started(engine, { image, argv: ['/bin/sh', '-c', './app'] }, [executable('app', 'echo hello\n', 0o644)]);
      return { log: made.log, facts: { image: { missing: ['./app'] } }, control: { log: control.log } };
    },
  },
];
export default failures;
