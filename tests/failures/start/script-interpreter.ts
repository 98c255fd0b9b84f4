// Scripts that the kernel can't start: an interpreter that is not there, carriage returns, no first line.
import type { Failure } from '../types.ts';
import { executable, helperImage, started } from './_start.ts';

const script = (name: string, content: string, control: string): Failure => ({
  kind: 'text',
  name,
  cause: 'script-interpreter',
  sample: name.endsWith('crlf'),
  make: async (engine, toolchains) => {
    const image = await helperImage(toolchains);
    const run = async (text: string) => (await started(engine, { image, argv: ['/entrypoint.sh'] }, text === '' ? [] : [executable('entrypoint.sh', text)])).log;
    return { log: await run(content), control: { log: await run(control) } };
  },
});

const failures: Failure[] = [
  script('script-interpreter-missing', '#!/bin/bash\necho hello\n', ''),
  script('script-interpreter-crlf', '#!/bin/sh\r\necho hello\r\n', ''),
  script('script-interpreter-no-first-line', 'echo hello\n', '#!/bin/sh\necho hello\n'),
  {
    kind: 'text',
    name: 'script-interpreter-returns-in-commands',
    cause: 'script-interpreter',
    make: async (engine, toolchains) => {
      const image = await helperImage(toolchains);
      const run = async (text: string) => (await started(engine, { image, argv: ['/bin/sh', '/entrypoint.sh'] }, [executable('entrypoint.sh', text)])).log;
      return { log: await run('#!/bin/sh\r\nset -e\r\n\r\necho hello\r\n'), control: { log: await run('#!/bin/sh\nset -e\necho hello\n') } };
    },
  },
  {
    kind: 'text',
    name: 'script-interpreter-return-in-a-name',
    cause: 'script-interpreter',
    make: async (engine, toolchains) => {
      const image = await helperImage(toolchains);
      const run = async (text: string) => (await started(engine, { image, argv: ['/bin/sh', '/entrypoint.sh'] }, [executable('entrypoint.sh', text)])).log;
      return { log: await run('ls\r\n'), control: { log: await run('lsx\n') } };
    },
  },
];
export default failures;
