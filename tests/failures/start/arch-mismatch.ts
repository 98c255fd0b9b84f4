// A program of another machine, or of another system, in an image of this one.
import type { Failure } from '../types.ts';
import { compiled, elfOf, executable, HELLO, hostOf, runImage, started } from './_start.ts';

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'arch-mismatch',
    cause: 'arch-mismatch',
    sample: true,
    make: async (engine, toolchains) => {
      const foreign = await compiled(engine, toolchains, HELLO, { env: { GOARCH: 'riscv64' } });
      const image = await runImage(toolchains, 'empty');
      const script = Buffer.from('echo no first line\n');
      const host = await hostOf(engine, toolchains);
      const run = async (content: Buffer) => ({
        log: (await started(engine, { image, argv: ['/app'] }, [executable('app', content)])).log,
        facts: { elf: elfOf(content), image: { platform: 'linux/amd64', libc: 'none' }, host },
      });
      return { ...(await run(foreign)), control: await run(script) };
    },
  },
  {
    kind: 'text',
    name: 'arch-mismatch-for-another-system',
    cause: 'arch-mismatch',
    make: async (engine, toolchains) => {
      const image = await runImage(toolchains, 'empty');
      const run = async (env: Record<string, string>) => {
        const program = await compiled(engine, toolchains, HELLO, { env });
        return { log: (await started(engine, { image, argv: ['/app'] }, [executable('app', program)])).log, facts: { elf: elfOf(program), image: { platform: 'linux/amd64' } } };
      };
      return { ...(await run({ GOOS: 'windows' })), control: await run({}) };
    },
  },
];
export default failures;
