// Runs one short command in an image and takes its output: `go version`, `strace --version`.
import { CancelledError } from '../../shared/domain/errors.ts';
import type { ContainerSpec, Engine } from '../engine/types.ts';

const OUTPUT_LIMIT = 64 << 10;

export interface OnceResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** The container has no network and is removed in any case; killed where the signal says so. */
export async function runOnce(engine: Engine, spec: Pick<ContainerSpec, 'image' | 'argv'> & Partial<ContainerSpec>, signal: AbortSignal): Promise<OnceResult> {
  if (signal.aborted) throw new CancelledError();
  const id = await engine.createContainer({ role: 'build', run: '-', network: 'none', ...spec });
  try {
    const output = { stdout: '', stderr: '' };
    const take =
      (name: 'stdout' | 'stderr') =>
      (chunk: Buffer): void => {
        if (output[name].length < OUTPUT_LIMIT) output[name] += chunk.toString('utf8');
      };
    const running = await engine.startContainer(id, { onStdout: take('stdout'), onStderr: take('stderr') });
    const kill = (): void => void running.kill().catch(() => undefined); // removed by force right after
    signal.addEventListener('abort', kill);
    if (signal.aborted) kill(); // while it was started
    try {
      const { code } = await running.ended;
      if (signal.aborted) throw new CancelledError();
      return { code, ...output };
    } finally {
      signal.removeEventListener('abort', kill);
    }
  } finally {
    await engine.removeContainer(id);
  }
}
