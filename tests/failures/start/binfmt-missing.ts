// An image that is foreign through and through, on a host without a handler for it. Handlers themselves are the host's, and are left as they are.
import type { Failure } from '../types.ts';
import { compiled, elfOf, executable, HELLO, hostOf, runImage, started } from './_start.ts';

const failure: Failure = {
  kind: 'text',
  name: 'binfmt-missing',
  cause: 'binfmt-missing',
  make: async (engine, toolchains) => {
    const platform = 'linux/riscv64';
    const program = await compiled(engine, toolchains, HELLO, { env: { GOARCH: 'riscv64' } });
    const host = await hostOf(engine, toolchains);
    const run = async (base: string) => {
      const image = await runImage(toolchains, 'musl', base);
      return {
        log: (await started(engine, { image, platform: base, argv: ['/app'] }, [executable('app', program)])).log,
        facts: { elf: elfOf(program), image: { platform: base }, host },
      };
    };
    // The same program in an image of the host's own machine is the wrong file.
    return { ...(await run(platform)), control: await run('linux/amd64') };
  },
};
export default failure;
