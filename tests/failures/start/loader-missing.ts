// A dynamic program in images without its loader.
import type { Failure } from '../types.ts';
import { CGO_HELLO, compiled, elfOf, executable, helperImage, runImage, started } from './_start.ts';

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'loader-missing-in-an-empty-image',
    cause: 'loader-missing',
    files: CGO_HELLO,
    matrix: "version: 1\naxes: { package: [.], cgo: [1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [empty, glibc] }\n",
    red: 'base=empty',
    control: 'base=glibc',
    fix: 'run-on-glibc',
    sample: true,
  },
  {
    kind: 'cell',
    name: 'loader-missing-in-an-image-of-musl',
    cause: 'loader-missing',
    files: CGO_HELLO,
    matrix: "version: 1\naxes: { package: [.], cgo: [1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [musl, glibc-old] }\n",
    red: 'base=musl',
    control: 'base=glibc-old',
    fix: 'static-musl',
  },
  {
    kind: 'cell',
    name: 'loader-missing-of-musl',
    cause: 'loader-missing',
    files: CGO_HELLO,
    matrix: "version: 1\naxes: { package: [.], cgo: [1], platform: [linux/amd64], libc: [musl], link: [dynamic], go: ['1.24'], base: [glibc, musl] }\n",
    red: 'base=glibc',
    control: 'base=musl',
    fix: 'run-on-musl',
  },
  {
    kind: 'cell',
    name: 'loader-missing-under-qemu',
    cause: 'loader-missing',
    files: CGO_HELLO,
    matrix: "version: 1\naxes: { package: [.], cgo: [1], platform: [linux/arm64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [empty, glibc] }\n",
    red: 'base=empty',
    control: 'base=glibc',
    fix: 'run-on-glibc',
  },
  {
    // busybox's shell says `not found` of a file that is there, and of one that is not.
    kind: 'text',
    name: 'loader-missing-said-by-a-shell',
    cause: 'loader-missing',
    make: async (engine, toolchains) => {
      const program = await compiled(engine, toolchains, CGO_HELLO, { libc: 'glibc' });
      const image = await helperImage(toolchains);
      const said = async (name: string) => started(engine, { image, argv: ['/bin/sh', '-c', '/app'] }, [executable(name, program)]);
      const facts = { elf: elfOf(program), image: { libc: 'none', has: ['/app'] } };
      return { log: (await said('app')).log, facts, control: { log: (await said('other')).log, facts: { image: { missing: ['/app'] } } } };
    },
  },
  {
    kind: 'text',
    name: 'loader-missing-as-runc-says-it',
    cause: 'loader-missing',
    make: async (engine, toolchains) => {
      const program = await compiled(engine, toolchains, CGO_HELLO, { libc: 'glibc' });
      const image = await runImage(toolchains, 'empty');
      const made = await started(engine, { image, argv: ['/app'] }, [executable('app', program)]);
      const absent = await started(engine, { image, argv: ['/app'] }, []);
      return { log: made.log, control: { log: absent.log } };
    },
  },
];
export default failures;
