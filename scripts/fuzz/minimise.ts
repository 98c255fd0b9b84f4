// Makes a failing input as small and as close to the well-formed one as it can within a few seconds, so that a person sees what it takes.
import { measure } from './engine.ts';
import type { FuzzTarget } from './types.ts';

const PATIENCE_MS = 15_000;

/** `original`: what it was made from. The answer fails in the same way as `bytes`. */
export async function minimise(target: FuzzTarget, bytes: Uint8Array, original: Uint8Array, kind: string): Promise<Uint8Array> {
  const until = performance.now() + PATIENCE_MS;
  const fails = async (candidate: Uint8Array): Promise<boolean> => performance.now() < until && (await measure(target, candidate)).failure?.kind === kind;
  let best = bytes;
  // Its end first: halves, quarters … for as long as it fails without them.
  for (let cut = best.length >> 1; cut > 0 && performance.now() < until; cut >>= 1)
    while (best.length > cut && (await fails(best.slice(0, best.length - cut)))) best = best.slice(0, best.length - cut);
  // Then the bytes that differ from the well-formed input, in pieces that get smaller.
  for (let piece = 1 << 16; piece > 0 && performance.now() < until; piece >>= 2)
    for (let at = 0; at < Math.min(best.length, original.length); at += piece) {
      const part = original.subarray(at, Math.min(at + piece, best.length));
      if (part.every((byte, i) => byte === best[at + i])) continue;
      const candidate = best.slice();
      candidate.set(part, at);
      if (await fails(candidate)) best = candidate;
    }
  return best;
}
