import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isInForeground } from '../../src/cli/lines.ts';

const stat = (name: string, group: number, foreground: number): string => `77 (${name}) S 12 ${group} 12 34816 ${foreground} 4194304 0 0`;

describe('a process at a terminal', () => {
  it.each(['node', 'odd) S 1 2 3 4 5 (name', ''])('called "%s" is in front where its group is the one that the terminal has', (name) => {
    expect(isInForeground(stat(name, 77, 77))).toBe(true);
    expect(isInForeground(stat(name, 77, 12))).toBe(false);
  });

  it('without a terminal is asked for nothing and may read', () => expect(isInForeground(stat('node', 77, -1))).toBe(true));

  it.skipIf(process.platform !== 'linux')('is read as this system writes it', () => {
    const text = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = /^\d+ \(.*\) (.*)$/s.exec(text)?.[1]?.split(' ') ?? [];
    expect(isInForeground(text)).toBe(foreground === '-1' || group === foreground);
  });
});
