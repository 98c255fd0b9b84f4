// Output as it comes: kept, told, stored.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCapture } from '../../../src/core/cell/capture.ts';
import { openStore } from '../../../src/core/store/index.ts';
import { temporaryFolder } from '../store/builders.ts';
import { runs } from '../../helpers/runs.ts';

function open() {
  return openStore(temporaryFolder());
}

/** Cuts bytes at places that fall anywhere, into characters too. */
function cutAt(bytes: Buffer, cuts: number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((place, index) => bytes.subarray(index === 0 ? 0 : places[index - 1], place));
}

describe('a capture', () => {
  it('tells the text as it comes, never with a character cut in two', () => {
    const store = open();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        const told: string[] = [];
        const capture = createCapture(store, 1_000_000, (each) => told.push(each));
        for (const chunk of cutAt(Buffer.from(text), cuts)) capture.push(chunk);
        capture.finish();
        expect(told.join('')).toBe(text);
        expect(told.some((each) => each.includes('\ufffd'))).toBe(text.includes('\ufffd'));
        expect(capture.text()).toBe(text);
      }),
      { numRuns: runs(50) },
    );
    store.close();
  });

  it('tells what is left of a character that never ended', () => {
    const store = open();
    const told: string[] = [];
    const capture = createCapture(store, 100, (each) => told.push(each));
    capture.push(Buffer.from([0x61, 0xe4, 0xb8]));
    expect(told).toEqual(['a']);
    capture.finish();
    expect(told.join('')).toBe('a\ufffd');
    store.close();
  });

  it('keeps the first bytes up to its limit, counts the others, and stores what it kept', () => {
    const store = open();
    const capture = createCapture(store, 3_000_000);
    const chunk = Buffer.from('0123456789'.repeat(100_000));
    for (let at = 0; at < 5; at += 1) capture.push(chunk);
    expect(capture).toMatchObject({ size: 3_000_000, seen: 5_000_000, truncated: true });
    const { blob, truncated } = capture.finish();
    expect(truncated).toBe(true);
    expect(store.readBlob(blob.sha256)?.equals(Buffer.concat([chunk, chunk, chunk]))).toBe(true);
    store.close();
  });

  it('gives what came since any place, while it goes on', () => {
    const store = open();
    const capture = createCapture(store, 10_000_000);
    const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, at) => at % 251));
    capture.push(bytes.subarray(0, 1_500_000));
    const early = capture.since(1_000_000);
    capture.push(bytes.subarray(1_500_000));
    expect(Buffer.concat(early).equals(bytes.subarray(1_000_000, 1_500_000))).toBe(true);
    for (const from of [0, 1, 1 << 20, (1 << 20) + 1, 2_499_999, 2_500_000]) expect(Buffer.concat(capture.since(from)).equals(bytes.subarray(from))).toBe(true);
    capture.finish();
    store.close();
  });

  it('is not disturbed by a caller that uses its chunk again', () => {
    const store = open();
    const capture = createCapture(store, 100);
    const chunk = Buffer.from('first');
    capture.push(chunk);
    chunk.write('XXXXX');
    const { blob } = capture.finish();
    expect(capture.text()).toBe('first');
    expect(store.readBlob(blob.sha256)?.toString()).toBe('first');
    store.close();
  });

  it('says at its end what kept it from being stored, and never throws into the stream', () => {
    const told: string[] = [];
    const full = {
      createBlob: () => ({
        write: () => {
          throw new Error('the disk is full');
        },
        finish: () => ({ sha256: '', size: 0 }),
        abort: () => undefined,
      }),
    };
    const capture = createCapture(full, 100, (text) => told.push(text));
    capture.push(Buffer.from('still told'));
    expect(told).toEqual(['still told']);
    expect(() => capture.finish()).toThrow('the disk is full');
  });
});
