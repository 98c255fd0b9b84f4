// musl's loader under the name of glibc's, as gcompat and many a Dockerfile do it: it loads, and symbols lack.
import type { TarFile } from '../../../src/core/engine/index.ts';
import type { Failure } from '../types.ts';
import { compiled, elfOf, executable, HELLO, runImage, started } from './_start.ts';

const link: TarFile = { name: 'usr/lib64/ld-linux-x86-64.so.2', type: 'symlink', mode: 0o777, linkname: '/lib/ld-musl-x86_64.so.1' };
/** gnu_get_libc_version is glibc's alone. */
const GLIBC_ONLY = {
  ...HELLO,
  'main.go': 'package main\n\n// #include <gnu/libc-version.h>\nimport "C"\n\nfunc main() { println(C.GoString(C.gnu_get_libc_version())) }\n',
};

const failure: Failure = {
  kind: 'text',
  name: 'libc-mix-symbols',
  cause: 'libc-mix-symbols',
  make: async (engine, toolchains) => {
    const program = await compiled(engine, toolchains, GLIBC_ONLY, { libc: 'glibc' });
    const image = await runImage(toolchains, 'musl');
    const facts = { elf: elfOf(program), image: { libc: 'musl', platform: 'linux/amd64' } };
    const made = await started(engine, { image, argv: ['/app'] }, [link, executable('app', program)]);
    // Without the link no loader is found at all.
    const control = await started(engine, { image, argv: ['/app'] }, [executable('app', program)]);
    return { log: made.log, facts: { ...facts, image: { ...facts.image, has: ['/lib64/ld-linux-x86-64.so.2'] } }, control: { log: control.log, facts } };
  },
};
export default failure;
