// Runs one short command in an image and takes its output: `go version`, `strace --version`.
import { CancelledError } from '../../shared/domain/errors.ts';
import type { ContainerSpec, Engine, TarFile } from '../engine/types.ts';

const OUTPUT_LIMIT = 64 << 10;

export interface OnceResult {
  code: number;
  stdout: string;
  stderr: string;
  /** It did not end within its time and was killed. */
  timedOut: boolean;
}

export interface OnceOptions {
  stdin?: Buffer;
  /** Files put in before it starts, below `/`. */
  files?: TarFile[];
  /** What is kept of each stream; 64 KiB unless told. */
  limitBytes?: number;
  /** Killed when it takes longer; for ever unless told. */
  timeMs?: number;
}

/** The container has no network and is removed in any case; killed where the signal says so. Rejects with StartFailedError where it can't be started. */
export async function runOnce(
  engine: Engine,
  spec: Pick<ContainerSpec, 'image' | 'argv'> & Partial<ContainerSpec>,
  signal: AbortSignal,
  options: OnceOptions = {},
): Promise<OnceResult> {
  if (signal.aborted) throw new CancelledError();
  const id = await engine.createContainer({ role: 'build', run: '-', network: 'none', openStdin: options.stdin !== undefined, ...spec });
  try {
    if (options.files !== undefined) await engine.putFiles(id, '/', options.files);
    const limit = options.limitBytes ?? OUTPUT_LIMIT;
    const output = { stdout: '', stderr: '' };
    const take =
      (name: 'stdout' | 'stderr') =>
      (chunk: Buffer): void => {
        if (output[name].length < limit) output[name] += chunk.toString('utf8');
      };
    const running = await engine.startContainer(id, { onStdout: take('stdout'), onStderr: take('stderr'), stdin: options.stdin ?? null });
    const kill = (): void => void running.kill().catch(() => undefined); // removed by force right after
    signal.addEventListener('abort', kill);
    if (signal.aborted) kill(); // while it was started
    let timedOut = false;
    const end = (): void => {
      timedOut = true;
      kill();
    };
    const timer = options.timeMs === undefined ? undefined : setTimeout(end, options.timeMs);
    try {
      const { code } = await running.ended;
      if (signal.aborted) throw new CancelledError();
      return { code, ...output, timedOut };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
    }
  } finally {
    await engine.removeContainer(id);
  }
}
