// The build of a cell: the real `go build` in a warm builder, argv only; then the artefact is fetched.
import { CancelledError } from '../../shared/domain/errors.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import type { CellSpec } from '../matrix/types.ts';
import type { Toolchain } from '../toolchain/types.ts';
import type { Capture } from './capture.ts';
import type { Builder, CellRoom } from './types.ts';

/** The whole argv of a cell's build: `go build -o OUT …`. */
export function goArgv(toolchain: Toolchain, spec: CellSpec, output: string): string[] {
  const [verb = 'build', ...rest] = spec.goArgv;
  return [`${toolchain.goroot}/bin/go`, verb, '-o', output, ...rest];
}

/** Environment of a cell's build that a person needs to do the same: toolchain, compiler, matrix. */
export function goEnvironment(toolchain: Toolchain, spec: CellSpec): Record<string, string> {
  return { ...toolchain.env, GOTOOLCHAIN: 'local', ...toolchain.cgoEnv, ...spec.goEnv };
}

/** Copies what -mod=mod writes to: the sources are mounted read-only. */
const COPY_MODULE_FILES = 'mkdir -p "$1" && cp go.mod "$1"/go.mod && if [ -e go.sum ]; then cp go.sum "$1"/go.sum; else rm -f "$1"/go.sum; fi';

/** With `-mod=mod` Go may write go.mod and go.sum: it gets copies of them (`-modfile`; the sums stand beside it), and the project keeps its own. */
async function moduleFile(room: CellRoom, spec: CellSpec, builder: Builder, output: string): Promise<string[]> {
  const asked = [...(spec.goEnv.GOFLAGS ?? '').split(/\s+/), ...spec.goArgv];
  if (!asked.includes('-mod=mod') || asked.some((flag) => flag.startsWith('-modfile'))) return [];
  const folder = `${output}.mod`;
  const said: Buffer[] = [];
  const { code } = await room.engine.exec(builder.container, {
    argv: ['/bin/sh', '-c', COPY_MODULE_FILES, 'sh', folder],
    workdir: builder.workdir,
    signal: room.signal,
    onStderr: (chunk) => said.push(chunk),
  });
  if (code !== 0) throw new Error(`go.mod could not be copied for -mod=mod: ${Buffer.concat(said).toString('utf8').trim()}`);
  return [`-modfile=${folder}/go.mod`];
}

export interface Built {
  code: number;
  timedOut: boolean;
  output: string;
}

/** Runs the build. The log goes to `log`; a limit in time kills it inside the builder. */
export async function build(room: CellRoom, spec: CellSpec, toolchain: Toolchain, builder: Builder, log: Capture): Promise<Built> {
  const output = await builder.outputPath(spec, toolchain);
  const timeout = AbortSignal.timeout(room.limits.buildNs / 1e6);
  try {
    const [go = '', verb = '', ...rest] = goArgv(toolchain, spec, output);
    const { code } = await room.engine.exec(builder.container, {
      argv: [go, verb, ...(await moduleFile(room, spec, builder, output)), ...rest],
      workdir: builder.workdir,
      env: { ...builder.env, ...goEnvironment(toolchain, spec), ...builder.secretEnv },
      signal: AbortSignal.any([room.signal, timeout]),
      onStdout: (chunk) => log.push(chunk),
      onStderr: (chunk) => log.push(chunk),
    });
    return { code, timedOut: false, output };
  } catch (error) {
    if (error instanceof CancelledError && timeout.aborted && !room.signal.aborted) return { code: -1, timedOut: true, output };
    throw error;
  }
}

/** A longer artefact is refused: a part of it would be another program. The largest Go programs known have some 300 MB. */
const MAX_ARTIFACT_BYTES = 768 << 20;

/** The artefact's bytes; null where the build left none. Rejects where it is longer than we take. */
export async function collect(room: CellRoom, builder: Builder, output: string): Promise<Buffer | null> {
  const file = await room.engine.getFile(builder.container, output, MAX_ARTIFACT_BYTES);
  if (file?.truncated === true) throw new Error(`the artefact has ${formatBytes(file.size)}; more than ${formatBytes(MAX_ARTIFACT_BYTES)} can't be kept or started`);
  return file?.content ?? null;
}
