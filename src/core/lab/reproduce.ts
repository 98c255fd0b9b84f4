// The shell lines that do with docker alone what a cell did: build, compare the hash, start. A test runs them.
import type { CellSpec } from '../matrix/types.ts';
import { NONE } from '../../shared/domain/axes.ts';
import type { Project } from '../project/types.ts';
import type { RunImage, Toolchain } from '../toolchain/types.ts';
import { goArgv, goEnvironment } from '../cell/build.ts';
import { APP } from '../cell/launch.ts';

/** One word for a POSIX shell. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const line = (...words: string[]): string => words.map(shellQuote).join(' ');

export interface ReproduceInput {
  project: Project;
  spec: CellSpec;
  toolchain: Toolchain;
  runImage: RunImage | null;
  /** Module settings of the build that are no secrets. */
  moduleEnv: Record<string, string>;
  /** True where extra CA certificates were given to the build. */
  extraCa: boolean;
  sha256: string | null;
}

/** Where a build by hand writes; the linker's output does not depend on it. */
const OUTPUT = '/tmp/app';

export function reproduceLines({ project, spec, toolchain, runImage, moduleEnv, extraCa, sha256 }: ReproduceInput): string[] {
  const workdir = project.projectDir === '.' ? '/src/tree' : `/src/tree/${project.projectDir}`;
  const env: Record<string, string> = { HOME: '/tmp', GOENV: 'off', ...moduleEnv, ...goEnvironment(toolchain, spec), ...(extraCa ? { SSL_CERT_FILE: '/tmp/ca.pem' } : {}) };
  const flags = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const lines = [
    `# cell ${spec.number}: ${spec.key}`,
    `# the toolchain ${toolchain.image} (${toolchain.goVersion})`,
    ...(toolchain.recipe.length > 0 ? toolchain.recipe : [`docker image inspect ${shellQuote(toolchain.image)} >/dev/null 2>&1 || ${line('docker', 'pull', toolchain.image)}`]),
    '# the sources, and the build',
    line('cd', project.tree.root),
    `builder=$(${line('docker', 'create', '-w', workdir, ...flags, toolchain.image, ...goArgv(toolchain, spec, OUTPUT))})`,
    `tar --exclude-vcs -c . | docker cp - "$builder":/src/tree`,
    ...(extraCa ? [`docker cp -L "\${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$builder":/tmp/ca.pem  # extra certificates were given to the build`] : []),
    `docker start -a "$builder"`,
  ];
  if (sha256 === null) return [...lines, `docker rm -f "$builder"`];
  lines.push(`app=$(mktemp) && docker cp "$builder":${OUTPUT} "$app" && docker rm -f "$builder"`, `echo "${sha256}  $app" | sha256sum -c  # the artefact of the cell`);
  if (runImage === null) return lines;
  const { run } = spec;
  const network = run.network === 'outside' ? [] : ['--network', 'none'];
  const options = [...(run.network === 'isolated' ? ['# the cell ran on a bridge without outside access; none is the nearest by hand'] : []), ...runImage.recipe];
  lines.push(
    `# the start in ${runImage.image}${spec.axes.base === NONE ? '' : ` (${runImage.libc})`}`,
    ...options,
    `program=$(${line(
      'docker',
      'create',
      ...network,
      '--pids-limit',
      String(run.pids),
      ...(run.user === null ? [] : ['-u', run.user]),
      ...(run.workdir === null ? [] : ['-w', run.workdir]),
      ...(run.profile === 'hardened' ? ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'] : []),
      ...Object.entries(run.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      '--entrypoint',
      APP,
      runImage.image,
      ...run.args,
    )})`,
    `chmod 755 "$app" && docker cp "$app" "$program":${APP}`,
    ...Object.entries(run.files).map(
      ([target, source]) => `docker cp ${shellQuote(project.projectDir === '.' ? source : `${project.projectDir}/${source}`)} "$program":${shellQuote(target)}`,
    ),
    `docker start -a "$program"; echo "exit $?"`,
    `docker rm -f "$program"; rm -f "$app"`,
  );
  return lines;
}
