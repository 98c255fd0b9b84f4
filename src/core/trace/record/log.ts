// The log of a traced start, from the volume where the tracer wrote it into the store. It may have gigabytes: it is never whole in memory.
import type { Engine } from '../../engine/types.ts';
import type { Store } from '../../store/types.ts';

/** `$1` the file, `$2` at most so many bytes of it. */
const READ_SCRIPT = 'head -c "$2" "$1"';
const SIZE_SCRIPT = 'stat -c %s "$1" 2>/dev/null || echo none';

/** Null where the tracer wrote none. Throws what kept it from being stored (a full disk). */
export async function keepLog(
  engine: Pick<Engine, 'exec'>,
  store: Pick<Store, 'createBlob'>,
  station: string,
  path: string,
  limit: number,
): Promise<{ sha256: string; bytes: number; truncated: boolean } | null> {
  const said: Buffer[] = [];
  await engine.exec(station, { argv: ['/bin/sh', '-c', SIZE_SCRIPT, 'size', path], onStdout: (chunk) => said.push(chunk) });
  const size = Number(Buffer.concat(said).toString('latin1').trim());
  if (!Number.isSafeInteger(size) || size === 0) return null;
  const blob = store.createBlob();
  const enough = new AbortController();
  let failed: { error: unknown } | null = null;
  try {
    await engine.exec(station, {
      argv: ['/bin/sh', '-c', READ_SCRIPT, 'read', path, String(limit)],
      signal: enough.signal,
      onStdout(chunk) {
        if (failed !== null) return;
        try {
          blob.write(chunk);
        } catch (error) {
          failed = { error }; // a stream has nobody to tell
          enough.abort();
        }
      },
    });
  } catch (error) {
    blob.abort();
    throw failedOr(failed, error);
  }
  if (failed !== null) throw failedOr(failed, null);
  const { sha256, size: bytes } = blob.finish();
  return { sha256, bytes, truncated: size > limit };
}

const failedOr = (failed: { error: unknown } | null, error: unknown): unknown => (failed === null ? error : failed.error);
