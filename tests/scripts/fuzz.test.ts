// The fuzzer finds what is there to find, the same thing each time; and a short run of it over the ELF reader finds nothing.
import { describe, expect, it } from 'vitest';
import { fuzz, inputAt, measure, type Failure } from '../../scripts/fuzz/engine.ts';
import { elfTarget } from '../../scripts/fuzz/elf.ts';
import { minimise } from '../../scripts/fuzz/minimise.ts';
import type { FuzzTarget } from '../../scripts/fuzz/types.ts';

const limits = { ms: 1000, allocationFactor: 4, allocationFloor: 16 << 20, readFactor: 4, readFloor: 1000 };
const zeros = { name: 'zeros', bytes: new Uint8Array(64) };
/** A parser with one defect: it believes a length of two bytes. */
const believing = (defect: (length: number) => void): FuzzTarget => ({
  name: 'believing',
  corpus: () => [zeros],
  run: (bytes) => {
    defect(new DataView(bytes.buffer, bytes.byteOffset).byteLength > 1 ? (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0) : 0);
    return { problem: null, bytesRead: 0 };
  },
  limits,
});

async function failuresOf(target: FuzzTarget, runs: number, seed: number): Promise<Failure[]> {
  const failures: Failure[] = [];
  await fuzz(target, { runs, seed, onFailure: (failure) => void failures.push(failure), maxFailures: 3 });
  return failures;
}

describe('the fuzzer', () => {
  const throwing = believing((length) => {
    if (length > 0x4000) throw new RangeError('too long');
  });

  it('finds an exception, and the same one again from its seed and index', async () => {
    const [failure] = await failuresOf(throwing, 2000, 7);
    expect(failure).toMatchObject({ kind: 'exception', from: 'zeros' });
    const again = await measure(throwing, inputAt(throwing, throwing.corpus(), 7, failure?.index ?? 0).bytes);
    expect(again.failure?.kind).toBe('exception');
  });

  it('makes a failing input small and leaves nothing changed that need not be', async () => {
    const bytes = new Uint8Array(64).fill(9);
    bytes[0] = 0xff;
    const small = await minimise(throwing, bytes, zeros.bytes, 'exception');
    expect([...small.subarray(2)].every((byte) => byte === 0)).toBe(true);
    expect(small.length).toBeLessThan(8);
    expect(small[0]).toBe(0xff);
  });

  it('finds memory that is kept, not what is garbage at once', async () => {
    const kept: Uint8Array[] = [];
    const keeping = believing((length) => {
      if (length > 0x4000) kept.push(new Uint8Array(64 << 20));
    });
    expect((await failuresOf(keeping, 2000, 7))[0]).toMatchObject({ kind: 'allocation' });
    const wasting = believing((length) => {
      if (length > 0x4000) for (let i = 0; i < 200_000; i++) kept[0] = new Uint8Array(16);
    });
    expect(await failuresOf(wasting, 60, 7)).toEqual([]);
  });

  it('finds an answer that is wrong and a source that is read over and over', async () => {
    const wrong: FuzzTarget = { ...throwing, run: (bytes) => ({ problem: bytes[3] === 0 ? null : 'byte 3 is set', bytesRead: 0 }) };
    expect((await failuresOf(wrong, 500, 1))[0]).toMatchObject({ kind: 'problem', text: 'byte 3 is set' });
    const reading: FuzzTarget = { ...throwing, run: (bytes) => ({ problem: null, bytesRead: bytes[5] === 0 ? 0 : 1e6 }) };
    expect((await failuresOf(reading, 500, 1))[0]).toMatchObject({ kind: 'reads' });
  });
});

it('finds nothing in the ELF reader in a hundred inputs', async () => {
  const failures: Failure[] = [];
  // How long they take is for `npm run fuzz` to judge, where nothing else runs.
  const target: FuzzTarget = { ...elfTarget, limits: { ...elfTarget.limits, ms: Infinity } };
  const totals = await fuzz(target, { runs: 100, seed: 2, onFailure: (failure) => void failures.push(failure) });
  expect(failures).toEqual([]);
  expect(totals.runs).toBe(100);
});
