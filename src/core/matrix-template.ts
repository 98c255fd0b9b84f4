// The matrix file that `init` writes: the sensible default spelled out, and every other key as a comment with an example that is valid as it stands.
import { stringify } from 'yaml';
import type { Project } from './project/types.ts';

/** One YAML scalar, quoted where it has to be. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();

/** YAML text. Pure. */
export function matrixTemplate(project: Pick<Project, 'module' | 'mains' | 'importsC' | 'goDirective'>): string {
  const mains = project.mains.map((main) => main.dir);
  const cgoMains = project.mains.filter((main) => main.importsC).map((main) => main.dir);
  return `# The build matrix of ${project.module.replace(/[\r\n]/g, ' ')}, for Cgoscope. Every key is optional; \`cgoscope schema matrix\` prints all of them.
# See what it means without starting anything:  cgoscope plan
version: 1

# Every axis is a list; the cells are their product. Values that mean nothing in a cell fall together, so nothing is built twice.
axes:
${mains.length === 0 ? '  # package: [./cmd/x]          # no main package was found here' : `  package:${mains.map((dir) => `\n    - ${scalar(dir)}`).join('')}`}
  cgo: [0, 1]${project.importsC ? `                  # ${cgoMains.length > 0 ? 'this project imports C' : 'a package of this project imports C'}` : ''}
  platform: [linux/amd64]      # further: linux/arm64, linux/arm/v7, linux/386 …; foreign ones are emulated, or built and not run
  libc: [glibc, musl]          # only where cgo is 1
  link: [dynamic, static]      # further: pie, static-pie
  # go: ['1.22', '1.24']       # toolchain versions${project.goDirective === null ? '' : `; go.mod says ${project.goDirective}`}
  # tags: ['', 'netgo,osusergo']
  # base: [empty, glibc, glibc-old, musl, distroless]   # what it runs in, or an image of yours: 'debian:12-slim'

# Cells to keep and to leave out: axis=value, all must hold, ! negates.
# include: ['cgo=1 libc=glibc']
# exclude: ['platform=linux/arm64 !libc=musl']

# Where toolchains come from: auto, debian, images, or { image: 'golang:1.24' }.
# toolchain: auto

# For every build.
# env: { CGO_CFLAGS: '-O2' }
# ldflags: '-X main.version=1.2.3'
# gcflags: ''
# goflags: ''
# packages: { glibc: [libsqlite3-dev] }   # C libraries by name, per libc or 'libc platform'
# sources: { exclude: ['testdata/**'] }   # not sent, beside what .dockerignore says

# How the program is started, in every cell.
# run:
#   args: ['-listen', ':8080']
#   env: { LOG: debug }
#   stdin: ''
#   user: nobody
#   workdir: /
#   files: { /etc/app.conf: ./deploy/app.conf }
#   network: isolated          # none, isolated (no outside access), outside
#   limits: { time: 30s, memory: 256MB, pids: 512 }
#   ready: { tcp: 8080 }       # a server: green when ready. Further: { http: '8080/healthz' }, { log: listening }, { after: 2s }
#   stop: SIGTERM
#   trace: off                 # on runs it a second time under strace

# What counts as green where it is not exit 0 (or ready). The last match wins.
# expect:
#   - when: cgo=1 libc=glibc base=musl
#     outcome: start-failed
#     why: no loader of glibc in the image
`;
}
