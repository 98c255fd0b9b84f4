// `cgoscope init`: a matrix file with comments that plans the same cells as no file at all, and shows what else can be said.
import { LIBCS, LINKS } from '../../shared/domain/axes.ts';
import type { Project } from '../project/types.ts';
import { defaults } from './defaults.ts';
import { normalPlatform } from './platforms.ts';
import type { World } from './types.ts';

/** Text as a YAML scalar: JSON strings are YAML, plain words stay plain. */
const scalar = (text: string): string => (/^[A-Za-z./][A-Za-z0-9._/-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|~)$/i.test(text) ? text : JSON.stringify(text));
const list = (values: readonly string[]): string => `[${values.map(scalar).join(', ')}]`;

/** YAML text for the project's folder. Parses with parseMatrixFile and expands to the cells of the default matrix. */
export function renderInit(project: Project, world: World): string {
  const normal = (text: string): string => {
    const platform = normalPlatform(text);
    return platform.ok ? platform.platform : text;
  };
  const native = normal(world.native);
  const chosen = defaults(project, { ...world, native, emulated: world.emulated.map(normal) });
  const mains = project.mains.map((main) => main.dir);
  const others = mains.filter((dir) => !chosen.values.package.includes(dir));
  const comment = (text: string | undefined): string => (text === undefined ? '' : ` # ${text.replace(/[\r\n]+/g, ' ')}`);
  const patch = chosen.values.go[0] ?? '';

  return `# What cgoscope builds and runs: every combination of the axes below, each once.
# Every key may be left out; the values here are those that are taken without this file.
# "cgoscope plan" shows the cells and starts nothing; "cgoscope schema matrix" prints all keys.
version: 1

axes:
${mains.length === 0 ? '  # no main package was found in this project\n  # package: [.]' : `  # main packages, by folder (./... for all)${others.length > 0 ? `; also here: ${others.slice(0, 12).map(scalar).join(', ')}${others.length > 12 ? ` and ${others.length - 12} more` : ''}` : ''}\n  package: ${list(chosen.values.package)}`}
  cgo: [0, 1]
  # native is the platform of the engine; foreign ones run where it has an emulator, and are only built where not.
  # Without the key: native, and the other of amd64 and arm64 where the engine can run it
  # platform: [native, ${native === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64'}]
  # with cgo=0 libc and link mean nothing (a PIE apart), and those cells fall together
  libc: ${list(LIBCS)}
  link: ${list(chosen.values.link)} # of ${LINKS.join(', ')}
  go: ${JSON.stringify(patch)}${comment(chosen.notes.go)}
  # tags: ["", netgo, "netgo,osusergo"]
  # base: auto                # or one of ${world.runImages.join(', ')}, or an image reference
  # level: [v1, v3]           # GOAMD64, GOARM64 …; each counts on the platforms that know it

# The build. Flags are added to those that the axes mean.
# env: {CGO_CFLAGS: -O2}
# ldflags: -s -w
# trimpath: true
# packages:                   # C libraries, by libc or "libc platform"
#   glibc: [zlib1g-dev]
# sources:
#   exclude: ["**/*.log"]     # patterns as in .dockerignore, after that file's own

# The program.
# run:
#   args: [--help]
#   env: {LOG_LEVEL: debug}
#   network: isolated         # none, isolated (no outside access) or outside
#   ready: {tcp: 8080}        # for servers: or {http: 8080/healthz}, {log: "listening"}, {after: 2s}
#   stop: SIGTERM
#   limits: {time: 30s, memory: 512MB, pids: 512}
#   trace: on                 # off where a second, traced run of the program has effects

# Conditions: axis=value[,value] …, all must hold, ! negates.
# exclude: ["libc=musl platform=linux/arm64"]
# expect:
#   - {when: "libc=musl link=dynamic", outcome: start-failed, why: the reason why this is right}
# cells:
#   - {when: "cgo=1", run: {env: {GODEBUG: netdns=cgo}}}
`;
}
