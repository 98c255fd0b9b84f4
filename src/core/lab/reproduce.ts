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
  /** The run image of ours that files are taken from; null where it was never made. */
  fileImage: (from: string) => RunImage | null;
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

export function reproduceLines({ project, spec, toolchain, runImage, fileImage, moduleEnv, extraCa, memoryBytes, sha256 }: ReproduceInput): string[] {
  const workdir = project.projectDir === '.' ? '/src/tree' : `/src/tree/${project.projectDir}`;
  const env: Record<string, string> = { HOME: '/tmp', GOENV: 'off', ...moduleEnv, ...goEnvironment(toolchain, spec), ...(extraCa ? { SSL_CERT_FILE: '/tmp/ca.pem' } : {}) };
  const flags = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const lines = [
    `# cell ${spec.number}: ${spec.key}`,
    `# the toolchain ${toolchain.image} (${toolchain.goVersion})`,
    ...(toolchain.recipe.length > 0 ? toolchain.recipe : [`docker image inspect ${shellQuote(toolchain.image)} >/dev/null 2>&1 || ${line('docker', 'pull', toolchain.image)}`]),
    '# the sources, and the build',
    ...sourceLines(project),
    `builder=$(${line('docker', 'create', '-w', workdir, ...flags, toolchain.image, ...goArgv(toolchain, spec, OUTPUT))})`,
    `tar --exclude-vcs -c . | docker cp - "$builder":/src/tree`,
    ...(extraCa ? [`docker cp -L "\${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$builder":/tmp/ca.pem  # extra certificates were given to the build`] : []),
    `docker start -a "$builder"`,
  ];
  if (sha256 === null) return [...lines, `docker rm -f "$builder"${project.edited.size === 0 ? '' : '; rm -rf "$src"'}`];
  lines.push(`app=$(mktemp) && docker cp "$builder":${OUTPUT} "$app" && docker rm -f "$builder"`, `echo "${sha256}  $app" | sha256sum -c  # the artefact of the cell`);
  if (runImage === null) return lines;
  return [...lines, ...startLines(project, spec, runImage, fileImage, memoryBytes)];
}

/** Into the sources; edits of a change are made on a copy. */
function sourceLines(project: Project): string[] {
  if (project.edited.size === 0) return [line('cd', project.tree.root)];
  return [
    '# a change edits the sources: on a copy',
    'src=$(mktemp -d)',
    `${line('tar', '--exclude-vcs', '-C', project.tree.root, '-c', '.')} | tar -C "$src" -x`,
    'cd "$src"',
    ...[...project.edited].flatMap(([path, content]) => {
      const at = shellQuote(`./${path}`);
      return content === null ? [`rm -rf -- ${at}`] : [`mkdir -p "$(dirname ${at})" && printf '%s' ${shellQuote(content.toString('utf8'))} > ${at}`];
    }),
  ];
}

/** Files of a change, below `$root`; the images that they come from are made first where the engine has none. */
function addedLines(spec: CellSpec, fileImage: ReproduceInput['fileImage']): string[] {
  const recipes = new Set<string>();
  const lines = spec.run.added.flatMap((file) => {
    const at = `"$root"/${shellQuote(file.path.replace(/^\/+/, ''))}`;
    if ('content' in file) return [`mkdir -p "$(dirname ${at})" && printf '%s' ${shellQuote(file.content)} > ${at} && chmod 644 ${at}`];
    const image = fileImage(file.from);
    if (image === null) return [`# ${file.path} of the run image ${file.from}, which was not made`];
    image.recipe.forEach((each) => recipes.add(each));
    return [`from=$(${line('docker', 'create', image.image, '/none')}) && mkdir -p "$(dirname ${at})" && docker cp -L "$from":${shellQuote(file.path)} ${at} && docker rm "$from"`];
  });
  return lines.length === 0 ? [] : ['# files that a change adds', ...recipes, ...lines];
}

/** From the artefact in `$app` to the end of its start, with everything removed. */
function startLines(project: Project, spec: CellSpec, runImage: RunImage, fileImage: ReproduceInput['fileImage'], memoryBytes: number): string[] {
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
    ...addedLines(spec, fileImage),
    ...(run.resolvConf === null ? [] : [`printf '%s' ${shellQuote(run.resolvConf.endsWith('\n') ? run.resolvConf : `${run.resolvConf}\n`)} > "$root"/.resolv.conf`]),
  ];
  // Files alone, as folders would bring their modes to those of the image.
  const packed = `tar -C "$root" --owner=0 --group=0 -c ${[APP, ...Object.keys(run.files), ...run.added.map((file) => file.path)].map((target) => shellQuote(`./${target.replace(/^\/+/, '')}`)).join(' ')}`;
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
  // The engine must be this machine's: it is a path of the host that is mounted.
  const resolver = run.resolvConf === null ? [] : ['-v', '"$root"/.resolv.conf:/etc/resolv.conf:ro'];
  lines.push(
    `program=$(${[line('docker', 'create', ...options.slice(0, -2)), ...resolver, line(...options.slice(-2)), hardened ? '"$image"' : shellQuote(runImage.image), ...run.args.map(shellQuote)].join(' ')})`,
  );
  if (!hardened) lines.push(`${packed} | docker cp - "$program":/`);
  if (run.ready === null) {
    const seconds = Math.ceil(run.timeNs / 1e9);
    lines.push(
      `{ sleep ${seconds}; docker kill "$program"; } >/dev/null 2>&1 & limit=$!  # after ${seconds} s it is killed: exit 137`,
      `${run.stdin === null ? '' : `${line('printf', '%s', run.stdin)} | `}docker start ${run.stdin === null ? '-a' : '-ai'} "$program"; echo "exit $?"; kill "$limit"`,
    );
  } else
    lines.push('docker start "$program"', ...readyLines(run.ready, run.timeNs), 'docker stop -t 10 "$program" && docker logs "$program"; echo "exit $(docker wait "$program")"');
  lines.push(`docker rm -f "$program"; rm -rf "$app" "$root"${project.edited.size === 0 ? '' : ' "$src"'}${hardened ? '; docker rmi "$image"' : ''}`);
  return lines;
}

function readyLines(ready: Ready, timeNs: number): string[] {
  if ('after' in ready) return [`sleep ${parseDuration(ready.after) / 1e9}`];
  if ('log' in ready)
    return [`tries=0; until docker logs "$program" 2>&1 | grep -qF -e ${shellQuote(ready.log)} || [ $((tries += 1)) -gt ${Math.ceil(timeNs / 1e9)} ]; do sleep 1; done`];
  return [`sleep 3  # the cell asked for ${'tcp' in ready ? `a listener on port ${ready.tcp}` : 'an answer over HTTP'} in the program's own network, as often as it took`];
}
