// A resolv.conf of one's own for a program. The engine mounts its own over /etc/resolv.conf, `--dns` is hidden behind the server of user networks, and host
// paths are never mounted (the engine may be elsewhere); but containers that share a network share that file too (facts/docker.md 8). So a container that
// does nothing holds the network, the file is written in it, and the program joins.
import type { Engine } from '../engine/types.ts';

const WRITE_SCRIPT = 'cat > /etc/resolv.conf';

export interface ResolverHolder {
  /** What the program's container is given as its network. */
  network: string;
  end(): Promise<void>;
}

/** `network` as containers take it (undefined: the default bridge). Rejects as the engine does. */
export async function holdResolver(
  engine: Engine,
  options: { run: string; helperImage: string; network: string | undefined; text: string; signal: AbortSignal },
): Promise<ResolverHolder> {
  const { id, end } = await engine.startLeased({
    image: options.helperImage,
    role: 'run',
    run: options.run,
    argv: ['cat'],
    lease: true,
    init: true,
    ...(options.network === undefined ? {} : { network: options.network }),
    pidsLimit: 16,
    memoryBytes: 64_000_000,
  });
  try {
    await writeResolver(engine, id, options.text.endsWith('\n') ? options.text : `${options.text}\n`, options.signal);
    return { network: `container:${id}`, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Into the file that the engine mounted, of a container that runs and of all that share its network. */
export async function writeResolver(engine: Engine, container: string, text: string, signal: AbortSignal): Promise<void> {
  const errors: Buffer[] = [];
  const { code } = await engine.exec(container, {
    argv: ['/bin/sh', '-c', WRITE_SCRIPT],
    user: '0',
    stdin: Buffer.from(text),
    signal,
    onStderr: (chunk) => errors.push(chunk),
  });
  if (code !== 0) throw new Error(`resolv.conf could not be written: ${Buffer.concat(errors).toString('utf8').trim().slice(0, 500)}`);
}
