// Which opened logs stay in the worker's memory.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createShelf } from '../../../src/core/logs/shelf.ts';
import type { LogText } from '../../../src/core/logs/text.ts';
import type { LogSource } from '../../../src/core/logs/types.ts';
import { temporaryFolder } from '../store/builders.ts';

const live = (key: string, at: number, ...pieces: string[]): LogSource => ({ kind: 'live', key, at, pieces: pieces.map((piece) => Buffer.from(piece)) });
const text = (log: LogText | number): string => (typeof log === 'number' ? `has ${log}` : log.slice(0, log.size));

/** A raw blob file; `name` is what the store would call it. */
function stored(content: string, name = createHash('sha256').update(content).digest('hex')): LogSource {
  const path = join(temporaryFolder(), 'blob');
  writeFileSync(path, content);
  return { kind: 'stored', key: name, file: { path, encoding: 'raw', size: Buffer.byteLength(content) } };
}

describe('a shelf of logs', () => {
  it('grows a live log by what it lacks, whatever is sent twice', () => {
    const shelf = createShelf(1e9);
    expect(text(shelf.open(live('a', 0, 'one ', 'two ')))).toBe('one two ');
    expect(text(shelf.open(live('a', 4, 'two ', 'three')))).toBe('one two three');
    expect(text(shelf.open(live('a', 0, 'one ')))).toBe('one two three');
  });

  it('says how much it has where there is a gap', () => {
    const shelf = createShelf(1e9);
    expect(shelf.open(live('a', 5, 'late'))).toBe(0);
    shelf.open(live('a', 0, 'one'));
    expect(shelf.open(live('a', 5, 'late'))).toBe(3);
  });

  it('opens a stored log once, and lets the one that was used longest ago go when there are too many', () => {
    const shelf = createShelf(10_000);
    const [a, b, c] = [stored('a'.repeat(3_000)), stored('b'.repeat(3_000)), stored('c'.repeat(3_000))];
    const first = shelf.open(a);
    expect(shelf.open(a)).toBe(first);
    shelf.open(b);
    shelf.open(c);
    expect(shelf.memory).toBeLessThanOrEqual(10_000 + 3_000 + 4_096);
    expect(shelf.open(a)).not.toBe(first);
    expect(text(shelf.open(a))).toBe('a'.repeat(3_000));
  });

  it('keeps the one that is asked for, however large', () => {
    const shelf = createShelf(10);
    const log = stored('x'.repeat(100));
    expect(shelf.open(log)).toBe(shelf.open(log));
  });

  it('holds what it opened against its name, and gives no more of it when it is another', async () => {
    const shelf = createShelf(1e9);
    const good = stored('as it was');
    const bad = stored('something else', 'f'.repeat(64));
    shelf.open(good);
    shelf.open(bad);
    await shelf.checked();
    expect(text(shelf.open(good))).toBe('as it was');
    expect(() => shelf.open(bad)).toThrow('the stored log ffffffffffff… is damaged: its bytes are not what was stored');
  });
});
