// The shell lines that do with docker alone what a cell did: build, compare the hash, start. A test runs them.
import type { CellSpec } from '../matrix/types.ts';
import { NONE } from '../../shared/domain/axes.ts';
import type { Project } from '../project/types.ts';
import type { RunImage, Toolchain } from '../toolchain/types.ts';
import { goArgv, goEnvironment } from '../cell/build.ts';
import { APP } from '../cell/launch.ts';
import { parseDuration } from '../matrix/index.ts';
import type { Ready } from '../../shared/domain/matrix-file.ts';

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
  /** The limit of the cell's program. */
  memoryBytes: number;
  sha256: string | null;
}

/** Where a build by hand writes; the linker's output does not depend on it. */
const OUTPUT = '/tmp/app';

export function reproduceLines({ project, spec, toolchain, runImage, moduleEnv, extraCa, memoryBytes, sha256 }: ReproduceInput): string[] {
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
  return [...lines, ...startLines(project, spec, runImage, memoryBytes)];
}

/** From the artefact in `$app` to the end of its start, with everything removed. */
function startLines(project: Project, spec: CellSpec, runImage: RunImage, memoryBytes: number): string[] {
  const { run } = spec;
  const hardened = run.profile === 'hardened';
  const lines = [
    ...(run.network === 'isolated' ? ['# the cell ran on a bridge without outside access; none is the nearest by hand'] : []),
    ...runImage.recipe,
    `# the start in ${runImage.image}${spec.axes.base === NONE ? '' : ` (${runImage.libc})`}`,
    'root=$(mktemp -d)',
    `cp "$app" "$root"${APP} && chmod 755 "$root"${APP}`,
    ...Object.entries(run.files).flatMap(([target, source]) => {
      const at = `"$root"/${shellQuote(target.replace(/^\/+/, ''))}`;
      return [`mkdir -p "$(dirname ${at})" && cp -- ${shellQuote(project.projectDir === '.' ? source : `${project.projectDir}/${source}`)} ${at} && chmod 644 ${at}`];
    }),
  ];
  // Files alone, as folders would bring their modes to those of the image.
  const packed = `tar -C "$root" --owner=0 --group=0 -c ${[APP, ...Object.keys(run.files)].map((target) => shellQuote(`./${target.replace(/^\/+/, '')}`)).join(' ')}`;
  // Nothing can be copied into a read-only root: the program has to be in the image.
  if (hardened)
    lines.push(
      `with=$(${line('docker', 'create', '--entrypoint', APP, runImage.image)})`,
      `${packed} | docker cp - "$with":/`,
      'image=$(docker commit "$with") && docker rm "$with"',
    );
  const options = [
    ...(run.network === 'outside' ? [] : ['--network', 'none']),
    ...['--pids-limit', String(run.pids), '--memory', String(memoryBytes), '--memory-swap', String(memoryBytes), '--stop-signal', run.stop],
    ...(run.stdin === null ? [] : ['-i']),
    ...(run.user === null ? [] : ['-u', run.user]),
    ...(run.workdir === null ? [] : ['-w', run.workdir]),
    ...(hardened ? ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only', '--tmpfs', '/tmp:size=64m,mode=1777'] : []),
    ...Object.entries(run.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    ...['--entrypoint', APP],
  ];
  lines.push(`program=$(${[line('docker', 'create', ...options), hardened ? '"$image"' : shellQuote(runImage.image), ...run.args.map(shellQuote)].join(' ')})`);
  if (!hardened) lines.push(`${packed} | docker cp - "$program":/`);
  if (run.ready === null) {
    const seconds = Math.ceil(run.timeNs / 1e9);
    lines.push(
      `{ sleep ${seconds}; docker kill "$program"; } >/dev/null 2>&1 & limit=$!  # after ${seconds} s it is killed: exit 137`,
      `${run.stdin === null ? '' : `${line('printf', '%s', run.stdin)} | `}docker start ${run.stdin === null ? '-a' : '-ai'} "$program"; echo "exit $?"; kill "$limit"`,
    );
  } else
    lines.push('docker start "$program"', ...readyLines(run.ready, run.timeNs), 'docker stop -t 10 "$program" && docker logs "$program"; echo "exit $(docker wait "$program")"');
  lines.push(`docker rm -f "$program"; rm -rf "$app" "$root"${hardened ? '; docker rmi "$image"' : ''}`);
  return lines;
}

function readyLines(ready: Ready, timeNs: number): string[] {
  if ('after' in ready) return [`sleep ${parseDuration(ready.after) / 1e9}`];
  if ('log' in ready)
    return [`tries=0; until docker logs "$program" 2>&1 | grep -qF -e ${shellQuote(ready.log)} || [ $((tries += 1)) -gt ${Math.ceil(timeNs / 1e9)} ]; do sleep 1; done`];
  return [`sleep 3  # the cell asked for ${'tcp' in ready ? `a listener on port ${ready.tcp}` : 'an answer over HTTP'} in the program's own network, as often as it took`];
}
