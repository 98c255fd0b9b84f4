// Runs a program in a running container, and really ends it when asked to: closing the stream of an exec leaves its processes alive.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CancelledError, EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { Client } from './client.ts';
import { drain, type Sinks } from './demux.ts';
import { errorCode } from './failures.ts';
import type { ExecSpec } from './types.ts';

const EXEC_MARKER = 'CGOSCOPE_EXEC';
const KILL_MS = 20_000;
const EXIT_CODE_TRIES = 100;

/**
 * Kills every process whose environment holds `$1`, until two passes in a row find none. Builtins only: a builder has no ps, kill
 * or grep. `read` of dash, busybox and bash drops the NULs of environ; the marker's value is unique, so joined text still matches.
 * Exit code 3: gave up with processes left.
 */
const KILL_SCRIPT = `
marker=$1
clean=0
passes=0
while [ $clean -lt 2 ]; do
  passes=$((passes + 1))
  [ $passes -gt 400 ] && exit 3
  found=0
  for dir in /proc/[0-9]*; do
    pid=\${dir#/proc/}
    [ "$pid" = 1 ] && continue
    [ "$pid" = "$$" ] && continue
    hit=0
    {
      while IFS= read -r line || [ -n "$line" ]; do
        case $line in *"$marker"*) hit=1; break ;; esac
        line=
      done
    } 2>/dev/null < "$dir/environ"
    [ $hit = 1 ] || continue
    found=1
    kill -9 "$pid" 2>/dev/null
  done
  if [ $found = 0 ]; then clean=$((clean + 1)); else clean=0; fi
done
exit 0
`;

interface Started {
  code: number;
}

/** One exec from create to exit code. */
async function runExec(client: Client, container: string, spec: Omit<ExecSpec, 'signal'>, env: string[], onSocket?: (socket: Duplex) => void): Promise<Started> {
  const withStdin = spec.stdin !== undefined && spec.stdin !== null;
  const exec = await client.docker.getContainer(container).exec({
    AttachStdin: withStdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Cmd: spec.argv,
    Env: env,
    ...(spec.workdir === undefined ? {} : { WorkingDir: spec.workdir }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
  });
  // What to start it with is the body; `hijack` only asks dockerode for the raw connection.
  const options = { hijack: true, stdin: withStdin, _body: { Detach: false, Tty: false } };
  const socket = await exec.start(options); // an upgraded socket
  onSocket?.(socket);
  const sinks: Sinks = { onStdout: spec.onStdout, onStderr: spec.onStderr };
  const drained = drain(socket, sinks, client.endpoint);
  const fed = feedStdin(socket, spec.stdin ?? null);
  const [, stdinError] = await Promise.all([drained, fed]);
  if (stdinError !== null) throw stdinError;
  for (let attempt = 0; attempt < EXIT_CODE_TRIES; attempt += 1) {
    const state = await exec.inspect();
    if (!state.Running && state.ExitCode !== null) return { code: state.ExitCode };
    await delay(20);
  }
  throw new Error(`the exec of ${spec.argv[0] ?? ''} closed its output and still runs`);
}

/** Sends stdin. A program that ends without reading it all is no error; a source that fails is: resolved, so that the output is drained first. */
async function feedStdin(socket: Duplex, stdin: ExecSpec['stdin']): Promise<Error | null> {
  if (stdin === null || stdin === undefined) return null;
  if (Buffer.isBuffer(stdin)) {
    socket.end(stdin);
    return null;
  }
  let sourceError: Error | null = null;
  stdin.once('error', (error: Error) => {
    sourceError = error;
  });
  try {
    await pipeline(stdin, socket, { end: true });
    return null;
  } catch (error) {
    if (sourceError !== null) return sourceError;
    const code = errorCode(error);
    if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_DESTROYED') return null;
    return error instanceof Error ? error : new Error(errorText(error));
  }
}

/** Kills what an exec left in its container. Resolves when nothing is left, or when the container is gone. */
async function killMarked(client: Client, container: string, marker: string, user: string | undefined): Promise<void> {
  let output = '';
  const keep = (chunk: Buffer): void => {
    if (output.length < 2000) output += chunk.toString('utf8');
  };
  for (const shell of [['/bin/sh'], ['/bin/busybox', 'sh']]) {
    output = '';
    const spec = { argv: [...shell, '-c', KILL_SCRIPT, 'cgoscope-kill', marker], onStdout: keep, onStderr: keep, ...(user === undefined ? {} : { user }) };
    let code: number;
    try {
      ({ code } = await runExec(client, container, spec, []));
    } catch (error) {
      if (error instanceof EngineUnavailableError) throw error;
      if (await isOver(client, container)) return;
      throw error;
    }
    if (code === 0) return;
    if (code === 126 || code === 127) continue;
    if (await isOver(client, container)) return;
    throw new Error(`processes of a cancelled exec are left in container ${container.slice(0, 12)} (code ${code}): ${output.trim()}`);
  }
  throw new Error(`a cancelled exec can't be ended inside container ${container.slice(0, 12)}, it has no shell: ${output.trim()}`);
}

async function isOver(client: Client, container: string): Promise<boolean> {
  return client.docker
    .getContainer(container)
    .inspect()
    .then(
      (answer) => !answer.State.Running,
      () => true,
    );
}

/**
 * Runs argv to its end. The exit code is as the engine gives it: a program that isn't there is 126 or 127 with the engine's text on
 * stdout. On abort its processes are killed inside the container, then it rejects with CancelledError.
 */
export async function execute(client: Client, container: string, spec: ExecSpec): Promise<{ code: number; wallNs: number }> {
  const { signal } = spec;
  if (signal?.aborted) throw new CancelledError();
  const marker = `${EXEC_MARKER}=${randomUUID()}`;
  const env = [...Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`), marker];
  const startedAt = process.hrtime.bigint();
  let onAbort = (): void => undefined;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    onAbort = () => resolve('cancelled');
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  let socket: Duplex | null = null;
  const running = runExec(client, container, spec, env, (opened) => {
    socket = opened;
  });
  try {
    const first = await Promise.race([running, cancelled]);
    if (first !== 'cancelled') return { code: first.code, wallNs: Number(process.hrtime.bigint() - startedAt) };
    // Killing before the exec has begun would find nothing: `running` ends only after the processes did, so both are awaited, and killed again
    // for the one case that the start overtook the first look.
    const ended = running.then(
      () => true,
      () => true,
    );
    const deadline = Date.now() + KILL_MS;
    do {
      await killMarked(client, container, marker, spec.user);
    } while (!(await Promise.race([ended, delay(250, false)])) && Date.now() < deadline);
    throw new CancelledError();
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (signal?.aborted) (socket as Duplex | null)?.destroy();
  }
}
